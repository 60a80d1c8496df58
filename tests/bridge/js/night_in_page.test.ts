import { expect, test } from "vitest";
import { areAlike, bandPower, isWithin, quantile } from "../../../explorer/bridge/js/band_power";
import { n3ByRule, runsOf } from "../../../explorer/bridge/js/n3_rule";
import values from "../values/page.json";

const { numbers } = values;
const known = (value: number | null): number => value ?? Number.NaN;
const cumulative = {
  frequencies: numbers.frequencies,
  usable: 34,
  epochs: 12,
  values: Float64Array.from(numbers.cumulative, known),
};

test("band power is the kernel's, to the precision in which it is drawn", () => {
  for (const { band, power } of numbers.power)
    expect(bandPower(cumulative, band)).toEqual(Float32Array.from(power, known));
});

test("its medians and its scale are the kernel's", () => {
  for (const { band, medians, top } of numbers.power) {
    const power = bandPower(cumulative, band);
    expect(quantile(power, numbers.quantile) / top).toBeCloseTo(1, 6);
    for (const [i, [first, last]] of numbers.thirds.entries()) {
      const chosen = power.subarray(first, last).filter((_, k) => numbers.mask[first + k]);
      expect(quantile(chosen, 0.5) / medians[i]).toBeCloseTo(1, 6);
    }
  }
});

test("a band that the spectra do not reach has no power, not none", () => {
  expect(isWithin(cumulative, [0.5, 4])).toBe(true);
  expect(isWithin({ ...cumulative, usable: 0.5 }, [0.5, 4])).toBe(false);
});

test("power of another band is not alike", () => {
  const power = bandPower(cumulative, [11, 16]);
  expect(areAlike(power.slice(), power)).toBe(true);
  expect(areAlike(bandPower(cumulative, [11, 16.05]), power)).toBe(false);
  expect(areAlike(undefined, power)).toBe(false);
});

test("nothing has no median", () => {
  expect(quantile([Number.NaN], 0.5)).toBeNaN();
});

test("N3 by amplitude criterion is the kernel's: scored, unscored, coarse and awake", () => {
  const { amplitude, epoch, seconds } = numbers.pieces;
  const pieces = {
    amplitude: Float64Array.from(amplitude),
    epoch: Float64Array.from(epoch),
    seconds: Float64Array.from(seconds),
  };
  for (const rule of numbers.rules) {
    const scored = {
      length: 30,
      least: numbers.least,
      judged: Uint8Array.from(rule.judged),
      byScorer: Uint8Array.from(rule.by_scorer),
      sleepMinutes: known(rule.sleep_minutes),
      hasN3: rule.has_n3,
    };
    for (const [i, line] of numbers.lines.entries()) {
      const found = n3ByRule(pieces, scored, line);
      const { is_n3, minutes, percent, kappa } = rule.found[i];
      expect([...found.isN3]).toEqual(is_n3);
      expect(found.minutes).toBe(minutes);
      expect(found.percent).toEqual(known(percent));
      expect(found.kappa).toEqual(known(kappa));
    }
  }
});

test("flagged epochs that touch are one stretch", () => {
  expect(runsOf(Uint8Array.of(1, 1, 0, 0, 1))).toEqual([
    [0, 2],
    [4, 5],
  ]);
});
