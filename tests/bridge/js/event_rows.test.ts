import { expect, test } from "vitest";
import { type Column, inSight, ordered } from "../../../explorer/bridge/js/event_rows";

const columns: Column[] = [
  { key: "onset", head: "time", title: "", values: [10, 20, 30, 40], clock: true },
  { key: "frequency", head: "Hz", title: "", values: [1.5, null, 0.5, 1.5], digits: 1 },
  { key: "stage", head: "stage", title: "", values: [0, 1, 1, 0], words: ["N3", "N2"] },
];

test.each([
  [null, "", [0, 1, 2, 3]],
  [{ key: "frequency", way: 1 }, "", [2, 0, 3, 1]], // not known: last, either way
  [{ key: "frequency", way: -1 }, "", [0, 3, 2, 1]],
  [{ key: "stage", way: 1 }, "", [1, 2, 0, 3]], // by the words, not by their places
  [{ key: "onset", way: -1 }, "N3", [3, 0]],
  [null, "REM", []],
])("sorted by %j in %j: %j", (order, stage, rows) => {
  expect(ordered(columns, order as never, stage)).toEqual(rows);
});

test("what is in sight has spare rows on both sides, within the list", () => {
  expect(inSight(0, 200, 20, 1000)).toEqual({ first: 0, last: 18 });
  expect(inSight(4000, 200, 20, 1000)).toEqual({ first: 192, last: 218 });
  expect(inSight(0, 200, 20, 3)).toEqual({ first: 0, last: 3 });
});
