import { expect, it } from "vitest";
import type { Message } from "../../state/message";
import { around, AT_PRESENT, bounds, FEW, further, more, MOST, nearer } from "./drawn";

const list = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `m${n}` }) as Message);

it("draws the end, and takes away at its top by steps", () => {
  expect(bounds(list(30), AT_PRESENT, -1)).toEqual({ start: 0, end: 30 });
  expect(bounds(list(149), AT_PRESENT, -1)).toEqual({ start: 50, end: 149 });
  expect(bounds(list(150), AT_PRESENT, -1)).toEqual({ start: 100, end: 150 });
});

it("draws more at the end of a high window, within its bounds", () => {
  let few = FEW;
  for (let n = 0; n < 5; n++) few = more(few);
  for (let count = 100; count < 300; count++) {
    const { start, end } = bounds(list(count), AT_PRESENT, -1, few);
    expect(end - start).toBeGreaterThanOrEqual(100);
    expect(end - start).toBeLessThanOrEqual(MOST);
  }
});

it("draws the first new message, unless there are too many", () => {
  expect(bounds(list(300), AT_PRESENT, 200)).toEqual({ start: 190, end: 300 });
  expect(bounds(list(300), AT_PRESENT, 5)).toEqual({ start: 150, end: 300 });
  expect(bounds(list(340), AT_PRESENT, 5)).toEqual({ start: 200, end: 340 });
});

it("never draws more than there is room for, wherever somebody scrolls", () => {
  const messages = list(1000);
  let { start, end } = bounds(messages, AT_PRESENT, -1);
  for (let n = 0; n < 200; n++) {
    ({ start, end } = bounds(messages, further(messages, start, end), -1));
    expect(end - start).toBeLessThanOrEqual(MOST);
  }
  expect(start).toBe(0);
  for (let n = 0; n < 200; n++) {
    ({ start, end } = bounds(messages, nearer(messages, start, end), -1));
    expect(end - start).toBeLessThanOrEqual(MOST);
  }
  expect(end).toBe(1000);
});

it("stays where the reader is when messages come on either side", () => {
  const span = further(list(200), 100, 200);
  expect(bounds(list(230), span, -1)).toEqual({ start: 90, end: 230 });
  expect(bounds(list(400), span, -1)).toEqual({ start: 90, end: 90 + MOST });
  const older = [...Array.from({ length: 50 }, (_, n) => ({ id: `o${n}` }) as Message), ...list(200)];
  expect(bounds(older, span, -1)).toEqual({ start: 140, end: 250 });
});

it("shows one message with what is around it", () => {
  const messages = list(500);
  const { start, end } = bounds(messages, around(messages, 250), -1);
  expect([start, end]).toEqual([200, 300]);
  expect(bounds(messages, around(messages, 499), -1)).toEqual({ start: 449, end: 500 });
});

it("goes to the end when what was drawn is gone", () => {
  expect(bounds(list(200), { first: "gone", last: "gone" }, -1)).toEqual({ start: 150, end: 200 });
});
