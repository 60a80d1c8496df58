import { expect, test } from "vitest";
import { columnExtremes, MISSING } from "../../../explorer/bridge/js/thinning";

test("every spike is kept, in the order in which it came", () => {
  const codes = new Int16Array(1000);
  codes[3] = 9;
  codes[5] = -8;
  codes[999] = 5;
  const thinned = columnExtremes(codes, 0, 1000, 10, 1, 0);
  expect([...thinned.slice(0, 2)]).toEqual([9, -8]);
  expect(Math.max(...thinned.slice(18))).toBe(5);
});

test("codes become values by scale and shift", () => {
  expect([...columnExtremes(Int16Array.of(0, 4), 0, 2, 1, 0.5, 10)]).toEqual([10, 12]);
});

test("a gap is no sample, and a column of nothing else is left open", () => {
  const codes = Int16Array.of(1, MISSING, MISSING, MISSING);
  expect([...columnExtremes(codes, 0, 4, 2, 1, 0)]).toEqual([1, 1, Number.NaN, Number.NaN]);
});

test("only the samples asked for are looked at", () => {
  expect([...columnExtremes(Int16Array.of(99, 1, 2, 99), 1, 2, 1, 1, 0)]).toEqual([1, 2]);
});
