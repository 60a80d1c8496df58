import { expect, test } from "vitest";
import { latestEnds, touching } from "../../../explorer/bridge/js/scored_marks";

const onset = Float64Array.of(-10, 0, 5, 5, 60, 100);
const duration = Float64Array.of(4, 90, 1, 0, 0, 50);
const within = (start: number, stop: number) =>
  touching(onset, duration, latestEnds(onset, duration), start, stop);

test("a window has the marks that touch it, also those that began long before", () => {
  expect(within(0, 30)).toEqual([1, 2, 3]);
  expect(within(30, 60)).toEqual([1, 4]);
  expect(within(91, 99)).toEqual([]);
  expect(within(120, 150)).toEqual([5]);
});

test("a mark before the recording is in no window of it, one across its begin is", () => {
  expect(within(0, 1)).toEqual([1]);
  expect(touching(Float64Array.of(-10), Float64Array.of(12), Float64Array.of(2), 0, 1)).toEqual([
    0,
  ]);
});

test("a hundred thousand marks are passed over up to the window", () => {
  const many = Float64Array.from({ length: 100_000 }, (_, i) => i);
  const none = new Float64Array(100_000);
  expect(touching(many, none, latestEnds(many, none), 99_990.5, 99_993)).toEqual([
    99_991, 99_992, 99_993,
  ]);
});
