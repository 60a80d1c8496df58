import { expect, test } from "vitest";
import {
  isAnother,
  limitsOf,
  mapPixels,
  type ScalpAbout,
  sentenceOf,
  sitePower,
} from "../../../explorer/bridge/js/scalp_numbers";
import values from "../values/page.json";

const { scalp } = values;
const about: ScalpAbout = {
  frequencies: scalp.frequencies,
  band: [0.5, 4],
  step: 0.05,
  narrowest: 0.5,
  size: scalp.size,
  known: scalp.known,
  sites: scalp.sites,
  units: "µV²",
  plain_units: "uV^2",
  decimals: 1,
  title: ["power, ", " Hz in N3, in bed"],
  facts: "10 sites against LM",
  palette: scalp.palette,
};
const known = (value: number | null): number => value ?? Number.NaN;
const cumulative = Float64Array.from(scalp.cumulative, known);

test("every site's power is the kernel's", () => {
  for (const { band, power, limits } of scalp.maps) {
    const found = sitePower(about, cumulative, band);
    for (const [i, value] of power.entries())
      if (value === null) expect(found[i]).toBeNaN();
      else expect(found[i] / value).toBeCloseTo(1, 9);
    const [low, high] = limitsOf(found, about.known);
    expect(low / limits[0]).toBeCloseTo(1, 9);
    expect(high / limits[1]).toBeCloseTo(1, 9);
  }
});

test("the map is the kernel's, pixel by pixel, to one level of colour", () => {
  const weights = Float32Array.from(scalp.weights);
  const inside = Uint8Array.from(scalp.inside);
  for (const { band, limits, pixels } of scalp.maps) {
    const power = sitePower(about, cumulative, band);
    const drawn = mapPixels(about, power, [limits[0], limits[1]], weights, inside);
    expect(drawn.length).toBe(pixels.length);
    for (const [i, level] of pixels.entries())
      if (pixels[4 * Math.floor(i / 4) + 3]) expect(Math.abs(drawn[i] - level)).toBeLessThan(2);
    const clear = pixels.map((level, i) => (i % 4 === 3 ? level : 0));
    expect([...drawn].map((level, i) => (i % 4 === 3 ? level : 0))).toEqual(clear);
  }
});

test("the sentence says the largest and the smallest site", () => {
  const power = Float64Array.from(scalp.sites, (_, i) => i + 1.25);
  expect(sentenceOf(about, power, [2, 7.1])).toBe(
    "power, 2–7.1 Hz in N3, in bed: largest at O2 (10.3 µV²), smallest at FP1 (1.3 µV²); 10 sites against LM.",
  );
});

test("only a hand's band is drawn, not what the slider rounds, and none that there is not", () => {
  expect(isAnother(about, [])).toBe(false);
  expect(isAnother(about, [0.52, 4])).toBe(false);
  expect(isAnother(about, [0.55, 4])).toBe(true);
  expect(isAnother(about, [4, 4.2])).toBe(false);
  expect(isAnother({ ...about, frequencies: [0, 10] }, [11, 16])).toBe(false);
});
