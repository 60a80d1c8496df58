import { expect, test } from "vitest";
import { backward, bitReversed, complexOf, forward } from "../../../explorer/bridge/js/fft";
import { bandTaps, gainAt, gainOf } from "../../../explorer/bridge/js/filter_design";
import { type SourceRow, WindowFilter } from "../../../explorer/bridge/js/window_filter";
import values from "../values/page.json";

const AGREES = 0.01; // uV

function row(index: number, notch: number): SourceRow {
  const rate = values.rates[index];
  const total = Math.round(values.seconds * rate);
  const samples = Float32Array.from({ length: total }, (_, i) => {
    const wave = 40 * Math.sin(0.05 * (index + 1) * i) + 20 * Math.sin(1e-4 * (index + 2) * i * i);
    return wave + 300 * (index - 1) + 0.01 * i;
  });
  for (const [first, last] of values.gaps[index]) samples.fill(Number.NaN, first, last);
  const taps = (values.notches as Record<string, number[]>)[`${notch}/${rate}`] ?? [1];
  return { values: samples, first: 0, total, rate, notch: Float64Array.from(taps) };
}

test("the page filters as the kernel does: rates, gaps, ends, mains", () => {
  for (const { window, band, notch, filtered } of values.cases) {
    const rows = values.rates.map((_, index) => row(index, notch));
    const found = new WindowFilter(values.rule).filter(rows, window[0], window[1], band);
    for (const [index, one] of filtered.entries()) {
      const own = found?.[index].values ?? [];
      expect(own.length).toBe(one.length);
      for (const [i, value] of one.entries()) {
        if (value === null) expect(own[i]).toBeNaN();
        else expect(Math.abs(own[i] - value)).toBeLessThan(AGREES);
      }
    }
  }
});

test("spectra that are kept give what fresh ones give", () => {
  const rows = values.rates.map((_, index) => row(index, 50));
  const kept = new WindowFilter(values.rule);
  for (const band of [
    [0.5, 4],
    [11, 16],
    [0.1, 0.6],
    [15, 34],
    [0.5, 4],
  ])
    expect(kept.filter(rows, 40, 48, band)).toEqual(
      new WindowFilter(values.rule).filter(rows, 40, 48, band),
    );
});

test("without the context that the band needs there is no answer", () => {
  const whole = row(3, 0);
  const part = { ...whole, values: whole.values.subarray(4600, 6200), first: 4600 };
  const filter = new WindowFilter(values.rule);
  expect(filter.filter([part], 40, 44, [11, 16])?.[0].values.length).toBe(512);
  expect(filter.filter([part], 40, 44, [0.3, 16])).toBeNull();
});

test("a transform is what its definition says, in bit-reversed order, and comes back", () => {
  const one = complexOf(8);
  one.re.set([1, 2, 0, -1, 3, 0.5, 7, -2]);
  one.im.set([0, 1, -4, 2, 0, 0, 1, 5]);
  const before = { re: one.re.slice(), im: one.im.slice() };
  forward(one);
  for (let k = 0; k < 8; k++) {
    let [re, im] = [0, 0];
    for (let n = 0; n < 8; n++) {
      const [cos, sin] = [Math.cos((Math.PI * k * n) / 4), Math.sin((Math.PI * k * n) / 4)];
      re += before.re[n] * cos + before.im[n] * sin;
      im += before.im[n] * cos - before.re[n] * sin;
    }
    expect(one.re[bitReversed(k, 8)]).toBeCloseTo(re, 12);
    expect(one.im[bitReversed(k, 8)]).toBeCloseTo(im, 12);
  }
  backward(one);
  for (let n = 0; n < 8; n++) expect(one.re[n] / 8).toBeCloseTo(before.re[n], 12);
});

test("the gain is one within the band and nothing beside it", () => {
  const gain = gainOf(bandTaps([11, 16], 128, values.rule), 2048);
  expect(gainAt(gain, 13 / 128)).toBeCloseTo(1, 2);
  expect(gainAt(gain, 5 / 128)).toBeCloseTo(0, 2);
  expect(gainAt(gain, 0.5)).toBeCloseTo(0, 2);
});
