import { expect, it } from "vitest";
import { roleStyle } from "./colour";

it("leaves greys and nonsense alone", () => {
  for (const none of ["#ffffff", "#101010", "transparent", "", null, "red;}"]) expect(roleStyle(none)).toBeUndefined();
});

it("makes every colour readable on both themes", () => {
  const luminance = (hex: string) => {
    const part = (at: number) => {
      const c = parseInt(hex.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
  };
  const contrast = (a: string, b: string) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
    return (high + 0.05) / (low + 0.05);
  };
  for (const colour of ["#ff8a3d", "#4c8dff", "#b06bff", "#ffff00", "#00ff66", "#ff0000", "#0000ff"]) {
    const [, light, dark] = /--rc-light:(#\w+);--rc-dark:(#\w+)/.exec(roleStyle(colour) ?? "") ?? [];
    expect(contrast(light ?? "", "#f3f1ed")).toBeGreaterThan(4.5);
    expect(contrast(dark ?? "", "#20292d")).toBeGreaterThan(4.5);
  }
});
