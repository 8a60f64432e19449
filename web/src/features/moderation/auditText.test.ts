import { expect, it } from "vitest";
import { readDeed } from "./auditText";

const names = (id: string) => ({ "1": "Maren Holt", "2": "Lev (the first)" })[id];
const flat = (text: string) => {
  const { parts, detail } = readDeed(text, names);
  return [...parts.map((part) => (part.id ? `<${part.text}>` : part.text)), ...(detail ? [`| ${detail}`] : [])].join("");
};

it("finds who did it, to whom and why", () => {
  expect(flat("Maren Holt (1) banned Lev (the first) (2) permanently: insults: many")).toBe("<Maren Holt> banned <Lev (the first)> permanently| insults: many");
  expect(flat("Somebody Gone (77) kicked quartz_op (78)")).toBe("<Somebody Gone> kicked <quartz_op>");
  expect(flat("Maren Holt (1) created the invite open-day")).toBe("<Maren Holt> created the invite open-day");
  expect(flat("The node removed 3 bans")).toBe("The node removed 3 bans");
});
