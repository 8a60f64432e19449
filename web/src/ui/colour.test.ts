import { expect, it } from "vitest";
import { colourOf, roleStyle } from "./colour";

it("leaves greys and nonsense alone", () => {
  for (const none of ["#ffffff", "#101010", "transparent", "", null, "red;}"]) expect(roleStyle(none)).toBeUndefined();
});

it("shows colours that run into each other, each as readable as one alone", () => {
  const gradient = "linear-gradient(90deg, rgb(255, 0, 0), rgb(0, 255, 0), rgb(0, 0, 255))";
  const one = (colour: string) => /--rc-light:(#\w+);--rc-dark:(#\w+)/.exec(roleStyle(colour) ?? "");
  const [red, green, blue] = ["#ff0000", "#00ff00", "#0000ff"].map(one);
  expect(roleStyle(gradient)).toBe(`--rc-light:linear-gradient(90deg,${red?.[1]},${green?.[1]},${blue?.[1]});--rc-dark:linear-gradient(90deg,${red?.[2]},${green?.[2]},${blue?.[2]})`);
  expect(colourOf({ color: "transparent", background: gradient, backgroundClip: "text" })).toBe(gradient);
  expect(colourOf({ color: "#ff0000", background: "none", backgroundClip: "initial" })).toBe("#ff0000");
  expect(roleStyle("linear-gradient(90deg, rgb(9, 9, 9), rgb(8, 8, 8))")).toBeUndefined();
  expect(roleStyle("linear-gradient(90deg, url(x), red)")).toBeUndefined();
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
