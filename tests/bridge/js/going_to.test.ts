import { expect, test } from "vitest";
import { epochEdge, refusal, typedTime, windowAround } from "../../../explorer/bridge/js/going_to";

const grid = { first: 0, epoch: 30, window: 30, total: 28_800 };
const clock = { start: 23 * 3600, wrap: true };

test.each([
  [30, 14_417, 14_400],
  [60, 14_417, 14_400],
  [120, 14_417, 14_370],
  [10, 14_417, 14_410],
  [300, 5, 0],
  [300, 28_790, 28_500],
])("a window of %i s around %i s begins at %i s", (window, time, start) => {
  expect(windowAround(time, { ...grid, window })).toBe(start);
});

test("a step goes to the next edge of an epoch, from beside the grid too", () => {
  expect(epochEdge(24, true, grid)).toBe(30);
  expect(epochEdge(24, false, grid)).toBe(0);
  expect(epochEdge(30, true, grid)).toBe(60);
  expect(epochEdge(30, false, grid)).toBe(0);
  expect(epochEdge(0.1 + 0.2 + 29.7, true, grid)).toBe(60); // as floats add up
});

test.each([
  ["02:13", 11_580],
  [" 2:13:30 ", 11_610],
  ["02.13", 11_580],
  ["02:13:30.5", 11_610.5],
  ["02:13:59,25", 11_639.25],
  ["02:13:60.0", null],
  ["413", 12_360],
  ["epoch 1", 0],
  ["961", null],
  ["0", null],
  ["99:99", null],
  ["24:00", 3600],
  ["24:01", null],
  ["25:00", null],
  ["25.30", null],
  ["22:59", null],
  ["abc", null],
  ["", null],
])("%j is %s s", (text, time) => {
  expect(typedTime(text, grid, clock)).toBe(time);
});

test("without a clock a time counts from the start", () => {
  expect(typedTime("02:13", grid, { start: 0, wrap: false })).toBe(7980);
  const days = { ...grid, total: 200_000 };
  expect(typedTime("25:00", days, { start: 0, wrap: false })).toBe(90_000);
});

test("what leads nowhere is answered by what would do", () => {
  expect(refusal(" 25:99", grid, clock)).toBe(
    "“25:99” is no time or epoch of this night: " +
      "type a time from 23:00 to before 07:00, or an epoch from 1 to 960.",
  );
});

test("a typed time after the clock has moved is that of the new clock", () => {
  const spring = { ...clock, movedAt: 10_800, movedBy: 3600 };
  expect(typedTime("01:30", grid, spring)).toBe(9000);
  expect(typedTime("07:30", grid, spring)).toBe(27_000);
});

test("a typed time that the clock left out leads nowhere", () => {
  const spring = { ...clock, movedAt: 10_800, movedBy: 3600 };
  expect(typedTime("02:30", grid, spring)).toBe(null);
});
