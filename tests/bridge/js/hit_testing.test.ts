import { expect, test } from "vitest";
import { bandHandle, inWindow, lightHandle, setOut } from "../../../explorer/bridge/js/hit_testing";

const night = { lights: [0, 27_000], start: 600, length: 30, total: 28_800 };

test.each([
  [11.3, "band-low"],
  [15.8, "band-high"],
  [16.4, "band-high"],
  [13.5, "band-or-scrub"],
  [20, "scrub"],
])("a press at %d Hz takes hold of %s", (frequency, handle) => {
  expect(bandHandle(frequency, [11, 16], 0.5)).toBe(handle);
});

test("the nearer of two edges within reach is taken", () => {
  expect(bandHandle(11.1, [11, 11.5], 1)).toBe("band-low");
  expect(bandHandle(11.4, [11, 11.5], 1)).toBe("band-high");
});

// px of a band that is moved by its middle, its edges by what is below and above.
test.each([2, 3, 6, 13, 14, 20, 60])("a band %d px high is moved between its edges", (high) => {
  const taken = (y: number) => bandHandle(y, [100, 100 + high], 7, 2);
  const at = Array.from({ length: 4 * (high + 40) }, (_, i) => 100 - 20 + (i + 0.5) / 4);
  const px = (handle: string) => at.filter((y) => taken(y) === handle).length / 4;
  expect(taken(100 + high / 2)).toBe("band-or-scrub");
  expect(px("band-or-scrub")).toBeGreaterThanOrEqual(Math.max(2, high / 3 - 0.5));
  expect(px("band-low")).toBe(14); // as much as ever
  expect(taken(100 - 7)).toBe("band-low");
  expect(taken(100 + high + 7)).toBe("band-high");
  expect([taken(100), taken(100 + high)]).toEqual(["band-low", "band-high"]);
});

test.each(["band-or-scrub", "band-low", "band-high", "zoom"])(
  "with Shift a hand that goes along the night from %s shows a part of it",
  (handle) => expect(setOut(handle, true, true)).toBe("zoom"),
);

test.each([
  ["band-or-scrub", true, false, "scrub"],
  ["band-or-scrub", false, false, "band"],
  ["band-or-scrub", false, true, "band"],
  ["band-low", false, true, "band-low"],
  ["band-high", true, false, "band-high"],
  ["lights-off", true, true, "lights-off"],
  ["line-or-brush", true, true, "brush"],
  ["line-or-brush", false, true, "threshold"],
])("%s, along the night %s, with Shift %s, is %s", (handle, isAlong, withShift, mode) => {
  expect(setOut(handle, isAlong, withShift)).toBe(mode);
});

test("a mark of lights is taken by its line", () => {
  expect(lightHandle(26_990, night, 20, false)).toBe("lights-on");
  expect(lightHandle(26_900, night, 20, false)).toBe("");
});

test("at the night's very end, and in the window, a mark is taken by its head only", () => {
  expect(lightHandle(5, night, 20, false)).toBe("");
  expect(lightHandle(5, night, 20, true)).toBe("lights-off");
  const within = { ...night, start: 26_990 };
  expect(lightHandle(27_000, within, 20, false)).toBe("");
  expect(lightHandle(27_000, within, 20, true)).toBe("lights-on");
});

test("without lights there is no mark to take", () => {
  expect(lightHandle(0, { ...night, lights: [] }, 20, true)).toBe("");
});

test("the window is scrubbed from a little beside it too", () => {
  expect([575, 585, 645, 655].map((time) => inWindow(time, night, 20))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
