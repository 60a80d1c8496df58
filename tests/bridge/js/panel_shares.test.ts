import { expect, test } from "vitest";
import { leastForRows, sharedHeights } from "../../../explorer/bridge/js/panel_shares";

const panels = [
  { own: 140, least: 80 },
  { own: 92, least: 68 },
  { own: 134, least: 50 },
  { own: 102, least: 48 },
];
const sum = (heights: number[]) => heights.reduce((all, one) => all + one, 0);

test("where there is room each panel has what is wanted", () => {
  expect(sharedHeights(panels, 1, 500, 530)).toEqual([140, 92, 134, 102]);
});

test("a low pane takes from those that can give, and no row loses its name", () => {
  const heights = sharedHeights(panels, 0.9, 300, 330);
  expect(sum(heights)).toBeCloseTo(300);
  for (const [i, { least }] of panels.entries()) expect(heights[i]).toBeGreaterThanOrEqual(least);
  expect(heights[1]).toBe(68);
});

test("a lower one takes from the traces, and then from all alike", () => {
  expect(sharedHeights(panels, 0.9, 234, 264)).toEqual([80, 68, 50, 48]);
  const heights = sharedHeights(panels, 0.9, 93, 123);
  expect(heights).toEqual([40, 34, 25, 24]);
});

test("a panel is as high as its rows' names ask for, and no higher than it was made", () => {
  const rows = new Map<number, string>([0, 1, 2, 3, 4].map((row) => [row, `row ${row}`]));
  const axis = { major_label_overrides: rows, major_label_text_font_size: "11px" };
  const panel = { left: [axis], y_range: { start: -0.6, end: 5.4 } };
  expect(leastForRows(panel as never, 104)).toBe(11 * 6 + 4);
  expect(leastForRows(panel as never, 40)).toBe(40);
  rows.set(-0.5, "another scorer"); // closer than stages are
  expect(leastForRows(panel as never, 1000)).toBe(11 * 12 + 4);
  rows.delete(-0.5);
  // Rounded to the next px below, two rows of five lost their names.
  const uneven = { ...panel, y_range: { start: -1, end: 5.1 } };
  expect(leastForRows(uneven as never, 104)).toBe(72);
  const large = { ...panel, left: [{ ...axis, major_label_text_font_size: "14.3px" }] };
  expect(leastForRows(large as never, 135)).toBe(15 * 6 + 4); // a line of 17 px, 2 of them shared
  expect(leastForRows({ ...panel, left: [] } as never, 104)).toBe(0);
  for (const row of [...rows.keys()].slice(1)) rows.delete(row);
  expect(leastForRows(panel as never, 104)).toBe(11 + 4); // one row keeps its name too
});
