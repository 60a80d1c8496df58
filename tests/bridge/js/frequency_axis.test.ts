import { expect, test } from "vitest";
import { edgeMoved, frequencyAxis } from "../../../explorer/bridge/js/frequency_axis";
import { bandHandle } from "../../../explorer/bridge/js/hit_testing";

const range = (start: number, end: number, ...tags: string[]) =>
  ({ start, end, tags }) as unknown as Parameters<typeof frequencyAxis>[0];
const linear = frequencyAxis(range(0, 30));
const octaves = frequencyAxis(range(Math.log10(0.25), Math.log10(30), "logarithmic"));

test("a linear axis is in Hz, and where nothing is known the axis is linear", () => {
  expect([linear.hertz(4), linear.place(16)]).toEqual([4, 16]);
  expect(frequencyAxis(undefined).hertz(7)).toBe(7);
  expect(edgeMoved(linear, 4, 1.5)).toBe(5.5);
});

test("a logarithmic axis gives each octave the same way, and nothing lies below its end", () => {
  const octave = octaves.place(8) - octaves.place(4);
  expect(octaves.place(1) - octaves.place(0.5)).toBeCloseTo(octave);
  expect(octaves.hertz(octaves.place(13.5))).toBeCloseTo(13.5);
  expect(octaves.place(0.1)).toBe(Math.log10(0.25));
  expect(octaves.place(0)).toBe(Math.log10(0.25));
  expect(edgeMoved(octaves, 4, octave)).toBeCloseTo(8);
});

test("an edge is taken hold of within the same way of a hand at any frequency", () => {
  const band = [0.5, 16].map(octaves.place);
  const reach = 0.1;
  expect(bandHandle(octaves.place(0.6), band, reach)).toBe("band-low");
  expect(bandHandle(octaves.place(19), band, reach)).toBe("band-high");
  expect(bandHandle(octaves.place(4), band, reach)).toBe("band-or-scrub");
  expect(bandHandle(octaves.place(0.3), band, reach)).toBe("scrub");
});
