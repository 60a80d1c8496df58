// The band's zero-phase filter in closed form, from the rule that the kernel sends, and its gain.

import { bitReversed, complexOf, forward } from "./fft";

// The kernel's constants of the windowed-sinc design, by the names that it gives them.
export interface FilterRule {
  length_factor: number;
  least_transition: number; // Hz
  transition_share: number;
  lowest_edge: number; // Hz
  highest_share: number; // of the sampling frequency
}

// Whether any of the band lies below what the rate allows.
export const hasBand = (low: number, rate: number, rule: FilterRule): boolean =>
  low < rule.highest_share * rate;

function addLowPass(
  taps: Float64Array,
  sign: number,
  cutOff: number,
  width: number,
  rate: number,
  factor: number,
): void {
  let own = halfEven((factor / width) * rate);
  own = Math.min(own + 1 - (own % 2), taps.length);
  const half = (own - 1) / 2;
  const lowPass = new Float64Array(own);
  let sum = 0;
  for (let i = 0; i < own; i++) {
    const angle = ((2 * Math.PI * cutOff) / rate) * (i - half);
    const sinc = i === half ? 1 : Math.sin(angle) / angle;
    const hamming = own === 1 ? 1 : 0.54 - 0.46 * Math.cos((2 * Math.PI * i) / (own - 1));
    lowPass[i] = sinc * hamming;
    sum += lowPass[i];
  }
  const first = (taps.length - own) / 2;
  for (let i = 0; i < own; i++) taps[first + i] += (sign * lowPass[i]) / sum;
}

// As Python rounds.
function halfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 ? below + 1 : below;
}

// Taps of the band's filter, an odd number, symmetric about the middle one; see the kernel's
// `design_band`, whose values a test compares.
export function bandTaps([low, high]: number[], rate: number, rule: FilterRule): Float64Array {
  const nyquist = rate / 2;
  const top = Math.min(high, rule.highest_share * rate);
  const transition = (edge: number, room: number) =>
    Math.min(Math.max(rule.transition_share * edge, rule.least_transition), room);
  const above = transition(top, nyquist - top);
  const below = low > rule.lowest_edge ? transition(low, low) : Infinity;
  let length = Math.ceil((rule.length_factor / Math.min(above, below)) * rate);
  length += (length + 1) % 2;
  const taps = new Float64Array(length);
  addLowPass(taps, 1, top + above / 2, above, rate, rule.length_factor);
  if (below < Infinity) addLowPass(taps, -1, low - below / 2, below, rate, rule.length_factor);
  return taps;
}

// Real gain on the bins of a transform, in the order that `forward` leaves.
export function gainOf(taps: Float64Array, size: number): Float64Array {
  const half = (taps.length - 1) / 2;
  const around = complexOf(size);
  for (let i = 0; i < taps.length; i++) around.re[(i - half + size) % size] += taps[i];
  forward(around);
  return around.re;
}

// Gain between bins, as a share of the sampling frequency from 0 to 1/2.
export function gainAt(gain: Float64Array, share: number): number {
  const place = share * gain.length;
  const bin = Math.min(Math.floor(place), gain.length / 2 - 1);
  const [a, b] = [bin, bin + 1].map((one) => gain[bitReversed(one, gain.length)]);
  return a + (b - a) * (place - bin);
}
