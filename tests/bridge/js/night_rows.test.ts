import { expect, test } from "vitest";
import {
  type About,
  clockOf,
  hourStep,
  NightRows,
  roundTicks,
} from "../../../explorer/bridge/js/night_rows";

const HOUR = 3600;

// Three rows: from 23:00 for 8 h, with a nap at 14:00; from 22:00 for 7 h; and one without a clock.
function threeRows(): NightRows {
  const numbers: Record<string, number[]> = {
    barStart: [11 * HOUR, 26 * HOUR, 10 * HOUR, 0],
    barLasting: [8 * HOUR, HOUR, 7 * HOUR, 6 * HOUR],
    barOnset: [0.5 * HOUR, 0, 2 * HOUR, HOUR],
    barKind: [0, 2, 0, 0],
    rowDate: [1, 2, Number.NaN],
    rowPerson: [0, 0, 1],
    rowCondition: [1, 0, -1],
    rowMidsleep: [15 * HOUR, 14 * HOUR, Number.NaN],
    rowHasClock: [1, 1, 0],
    rowFree: [0, 1, 0],
  };
  const others = {
    rowBar: Uint32Array.of(0, 2, 3, 4),
    runBound: Uint32Array.of(0, 2, 3, 5, 6),
    runStart: Float32Array.of(0, HOUR, 0, 0, 2 * HOUR, 0),
    runStage: Int8Array.of(0, 2, 2, 0, 3, 2),
  };
  const arrays: About["arrays"] = {};
  const parts: Uint8Array[] = [];
  let at = 0;
  const put = (name: string, values: Float64Array | Uint32Array | Float32Array | Int8Array) => {
    arrays[name] = [at, values.length];
    parts.push(new Uint8Array(values.buffer));
    at += values.byteLength;
  };
  for (const [name, values] of Object.entries(numbers)) put(name, Float64Array.from(values));
  for (const [name, values] of Object.entries(others)) put(name, values);
  const whole = new Uint8Array(at + 3); // as a message brings it, it need not begin at 0
  let from = 3;
  for (const part of parts) {
    whole.set(part, from);
    from += part.length;
  }
  const about = { arrays, labels: [], words: [], conditions: ["a", "b"], stages: [], metrics: [] };
  return new NightRows({ ...about, badge: "" }, new DataView(whole.buffer, 3));
}

const NONE = new Float64Array(0);

test("a line joins nights of one person, and an order without dates is not called one by date", () => {
  const rows = threeRows();
  expect(rows.joins(0, 1)).toBe(true);
  expect(rows.joins(1, 2)).toBe(false);
  expect(rows.joins(-1, 0)).toBe(false);
  expect(rows.firstOrder).toBe("date");
  rows.rowDate.fill(Number.NaN);
  expect(rows.firstOrder).toBe("as listed: no dates");
});

test("rows stand by date, and what is not estimable comes last", () => {
  const rows = threeRows();
  expect(rows.order("date", NONE)).toEqual([0, 1, 2]);
  expect(rows.order("condition", NONE)).toEqual([1, 0, 2]);
  expect(rows.order("bed", NONE)).toEqual([1, 0, 2]);
  expect(rows.order("onset", NONE)).toEqual([0, 1, 2]);
  expect(rows.order("midsleep", NONE)).toEqual([1, 0, 2]);
  expect(rows.order("course", Float64Array.of(Number.NaN, 5, 4))).toEqual([2, 1, 0]);
});

test("rows are aligned by the clock, by sleep onset or by bed time", () => {
  const rows = threeRows();
  expect(rows.origin(0, "clock")).toBe(0);
  expect(rows.origin(2, "clock")).toBeNaN();
  expect(rows.origin(0, "onset")).toBe(11.5 * HOUR);
  expect(rows.origin(2, "bed")).toBe(0);
  expect(rows.extent("clock")).toEqual([10 * HOUR, 19 * HOUR]);
  expect(rows.extent("onset")).toEqual([-2 * HOUR, 8 * HOUR]);
  expect(rows.extent("bed")).toEqual([0, 8 * HOUR]);
});

test("naps have an axis of their own", () => {
  expect(threeRows().extent("clock", true)).toEqual([26 * HOUR, 27 * HOUR]);
});

test("a time has its stage, and the sleep that it is of", () => {
  const rows = threeRows();
  expect(rows.stageAt(0, 11.5 * HOUR)).toBe(0);
  expect(rows.stageAt(0, 12.5 * HOUR)).toBe(2);
  expect(rows.stageAt(0, 26.5 * HOUR)).toBe(2);
  expect(rows.stageAt(0, 20 * HOUR)).toBeNull();
  expect(rows.stageAt(1, 13 * HOUR)).toBe(3);
  expect(rows.barAt(0, 26.5 * HOUR)).toBe(1);
  expect(rows.barAt(0, 20 * HOUR)).toBe(0);
});

test("clocks count from noon to noon", () => {
  expect([0, 12, 18, -1, 30].map((hours) => clockOf(hours * HOUR))).toEqual([
    "12:00",
    "00:00",
    "06:00",
    "11:00",
    "18:00",
  ]);
});

test("ticks are round, and leave room for their words", () => {
  expect(roundTicks(340, 512)).toEqual([400, 500]);
  expect(roundTicks(0.1, 0.42)).toEqual([0.2, 0.4]);
  expect(roundTicks(7, 7)).toEqual([7]);
  expect(roundTicks(Number.NaN, Number.NaN)).toEqual([]);
  expect(hourStep(10, 600)).toBe(1);
  expect(hourStep(10, 100)).toBe(6);
});
