import { expect, it } from "vitest";
import { variablesOf } from "./skin";

it("takes variables, and nothing else", () => {
  const css = ":root {\n  --accent: #ff0000;\n  color-scheme: dark;\n  --bg-desk: oklch(0.5 0.1 20);\n}\nbody { color: red; }\n";
  expect(variablesOf(css)).toEqual([["--accent", "#ff0000"], ["color-scheme", "dark"], ["--bg-desk", "oklch(0.5 0.1 20)"]]);
  expect(variablesOf("")).toEqual([]);
  const loading = ["url(https://evil.invalid/x)", "URL (x)", "image-set('x' 1x)", "src('x')", "u\\72l(x)", "<script>"];
  expect(variablesOf(loading.map((value) => `--accent: ${value};\n`).join(""))).toEqual([]);
});
