import { expect, test } from "vitest";
import {
  clockTicks,
  followed,
  heldTime,
  inWholeSeconds,
  zoomed,
} from "../../../explorer/bridge/js/overview_zoom";

const total = 28_800;

test("what is zoomed about stays where it is", () => {
  const part = zoomed([0, total], 0.5, 7200, total, 30);
  expect(part).toEqual([3600, 18_000]);
  expect((7200 - 3600) / 14_400).toBe(7200 / total);
});

test.each([
  ["no shorter than five minutes", [0, 400], 0.1, 30, [0, 300]],
  ["nor than the window and half as much", [0, 4000], 0.1, 1800, [0, 2700]],
  ["within the night", [28_000, 28_800], 2, 30, [27_200, 28_800]],
])("a part is %s", (_words, span, factor, window, wanted) => {
  const about = span[0] === 0 ? 0 : 28_800;
  expect(zoomed(span as [number, number], factor, about, total, window)).toEqual(wanted);
});

test("a part as long as the night is none", () => {
  expect(zoomed([0, 20_000], 2, 5, total, 30)).toBeNull();
  expect(zoomed([0, 200], 0.5, 5, 200, 30)).toBeNull(); // a short recording is all of it
});

test("a part goes with the window by as little as it must", () => {
  expect(followed([600, 1200], [700, 730], total)).toEqual([600, 1200]);
  expect(followed([600, 1200], [1190, 1220], total)).toEqual([620, 1220]);
  expect(followed([600, 1200], [570, 600], total)).toEqual([570, 1170]);
  expect(followed([600, 1200], [0, 1800], total)).toEqual([0, 2700]);
  expect(followed([600, 1200], [28_770, 28_800], total)).toEqual([28_200, 28_800]);
});

test("clocks show round times in any part", () => {
  expect(clockTicks([3600, 5400], 23 * 3600 + 61)).toEqual([3839, 4139, 4439, 4739, 5039, 5339]);
  for (const part of [
    [0, total],
    [100, 460],
  ] as [number, number][])
    expect(clockTicks(part, 80_000).length).toBeGreaterThan(4);
});

test("a part of the night's begin or end goes as far as the night", () => {
  const zoomedAt = (window: [number, number]) =>
    zoomed([0, total], 0.5, heldTime(window, total), total, 30);
  expect(zoomedAt([28_770, 28_800])).toEqual([14_400, 28_800]);
  expect(zoomedAt([0, 30])).toEqual([0, 14_400]);
  expect(heldTime([600, 630], total)).toBe(615);
  expect(inWholeSeconds([14_400.2, 28_800.4], 28_800.4)).toEqual([14_400, 28_800.4]);
  expect(inWholeSeconds([100.4, 400.4], 28_800.4)).toEqual([100, 400]);
});
