import { expect, it } from "vitest";
import { directId, directRoom, homeAddress, isDirect, viewOf } from "./home";

it("finds the part of home that an address names, and names it again", () => {
  for (const address of ["?home=1", "?home=1&dm=156602213377", "?home=tickets", "?home=tickets&id=t_0b0c"]) {
    const view = viewOf(address);
    expect(view && homeAddress(view)).toBe(address);
  }
  // As the node sends people who come by an old address.
  expect(viewOf("?home=1&dm=104417720915")).toEqual({ name: "dm", id: "104417720915" });
  expect(viewOf("?dm=104417720915")).toEqual({ name: "dm", id: "104417720915" });
});

it("takes nothing else for an address of home", () => {
  for (const address of ["", "?group=0&category=0&channel=0", "?dm=12", "?dm=javascript:alert(1)"]) expect(viewOf(address)).toBeNull();
  expect(viewOf("?home=../x")).toEqual({ name: "page" });
  expect(viewOf("?home=1&dm=%3Cb%3E")).toEqual({ name: "page" });
});

it("keeps rooms of conversations apart from channels", () => {
  expect(isDirect("0-0-0")).toBe(false);
  expect(isDirect(directRoom("156602213377"))).toBe(true);
  expect(directId(directRoom("156602213377"))).toBe("156602213377");
});
