import { expect, it } from "vitest";
import { triggerAt } from "./trigger";

const at = (text: string) => {
  const found = triggerAt(text, text.length);
  return found && `${found.kind}${found.query}`;
};

it("completes names where names can stand", () => {
  expect(at("@in")).toBe("@in");
  expect(at("hello @")).toBe("@");
  expect(at("(see #so")).toBe("#so");
  expect(at("nice :wa")).toBe(":wa");
  expect(at("schön :mü")).toBe(":mü");
});

it("leaves alone what is something else", () => {
  expect(at("mail@example")).toBeUndefined();
  expect(at("at 10:30")).toBeUndefined();
  expect(at("a :w")).toBeUndefined();
  expect(at("`code @in")).toBeUndefined();
  expect(at("```\n@in")).toBeUndefined();
  expect(at(":-)")).toBeUndefined();
});
