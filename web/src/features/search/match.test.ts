import { expect, it } from "vitest";
import { score } from "./match";

it("ranks what begins with it over what has it, and what has it over letters of it", () => {
  const order = ["solar", "solar-shed", "my-solar", "parasolar", "s-o-l-a-r", "radio"].map((name) => score(name, "solar"));
  expect(order).toEqual([...order].sort((a, b) => b - a));
  expect(order.at(-1)).toBe(0);
  expect(score("Über uns", "uber")).toBeGreaterThan(50);
});
