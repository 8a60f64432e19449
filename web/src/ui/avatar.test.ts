import { expect, it } from "vitest";
import { colourIndex, initials } from "./avatar";

it("gives the id of the design its colour", () => {
  expect(colourIndex("118230045561")).toBe(1);
});

it("takes letters, not code units", () => {
  expect(initials("maren holt")).toBe("MH");
  expect(initials("Ines")).toBe("I");
  expect(initials("👩‍🔧 Ada de Vries")).toBe("👩‍🔧V");
  expect(initials("Workshop", true)).toBe("Wo");
  expect(initials("  ")).toBe("");
});
