import { expect, test } from "vitest";
import {
  bandMoved,
  bandWithin,
  clamp,
  epochsBrushed,
  lightsMoved,
  snapped,
} from "../../../explorer/bridge/js/drag_limits";

test("a value stays within its limits", () => {
  expect([-1, 0.5, 7].map((value) => clamp(value, 0, 1))).toEqual([0, 0.5, 1]);
});

test("a limit below the lower one wins over it, as where a recording is shorter than a window", () => {
  expect(clamp(5, 0, Math.max(0, 20 - 30))).toBe(0);
});

test("edges of a band go by steps of 0.05 Hz within their limits", () => {
  expect(bandWithin([0.02, 4.512], [0.1, 35], 0.5)).toEqual([0.1, 4.5]);
});

test("an edge under the hand rests at half hertz, or goes in fine steps", () => {
  expect([16.05, 15.8, 10.75, 0.2].map((edge) => snapped(edge, false))).toEqual([16, 16, 11, 0]);
  expect(snapped(16.05, true)).toBe(16.05);
});

test("the edge that a hand moves yields to the narrowest band", () => {
  expect(bandWithin([3.9, 4], [0.1, 35], 0.5, "low")).toEqual([3.5, 4]);
  expect(bandWithin([3.9, 4], [0.1, 35], 0.5, "high")).toEqual([3.9, 4.4]);
});

test("there is no band where its limits leave no room", () => {
  expect(bandWithin([0.1, 0.3], [0.1, 35], 0.5, "low")).toBeNull();
});

test("a band moved to a limit keeps its width", () => {
  expect(bandMoved([0.5, 4], -2, [0.1, 35])).toEqual([expect.closeTo(0.1), expect.closeTo(3.6)]);
  expect(bandMoved([30, 34], 5, [0.1, 35])).toEqual([31, 35]);
});

test("lights go to whole epochs, at least one apart, within the recording", () => {
  const night = [30, 27_000];
  expect(lightsMoved(night, "lights-off", 44, 30, 28_810)).toEqual([30, 27_000]);
  expect(lightsMoved(night, "lights-off", 28_000, 30, 28_810)).toEqual([26_970, 27_000]);
  expect(lightsMoved(night, "lights-on", 0, 30, 28_810)).toEqual([30, 60]);
  expect(lightsMoved(night, "lights-on", 40_000, 30, 28_810)).toEqual([30, 28_810]);
});

test("a brush along the night takes the epochs whose middles it holds, and at least one", () => {
  const epochs = { first: 0, length: 30 };
  expect(epochsBrushed([5330, 9628], epochs, 28_800)).toEqual([5340, 9630]);
  expect(epochsBrushed([9628, 5330], epochs, 28_800)).toEqual([5340, 9630]);
  expect(epochsBrushed([100, 104], epochs, 28_800)).toEqual([90, 120]);
  expect(epochsBrushed([28_790, 30_000], epochs, 28_800)).toEqual([28_770, 28_800]);
  expect(epochsBrushed([14, 90], { first: 10, length: 20 }, 1000)).toEqual([10, 90]);
});
