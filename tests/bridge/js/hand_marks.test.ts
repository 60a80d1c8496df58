import { expect, test } from "vitest";
import { secondsWithin } from "../../../explorer/bridge/js/hand_marks";

test("marks that overlap take an epoch's seconds once, and only those inside count", () => {
  const spans: [number, number][] = [
    [28, 34],
    [10, 14],
    [12, 16],
    [-5, 1],
    [50, 60],
  ];
  expect(secondsWithin(spans, 0, 30)).toBe(9);
  expect(secondsWithin(spans, 30, 60)).toBe(14);
  expect(secondsWithin([], 0, 30)).toBe(0);
});
