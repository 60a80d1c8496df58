// A scalp map of any band, from what the kernel sent once: power below each frequency at every site,
// and what each site weighs in each point of the map.

import { bandPower } from "./band_power";
import { shownNumber } from "./number_words";

export interface ScalpAbout {
  frequencies: number[]; // Hz, rising
  band: number[]; // Hz, that the kernel has drawn
  step: number; // Hz, of the slider: what lies nearer is its rounding
  narrowest: number; // Hz
  size: number; // points along either side
  known: number[]; // places of the sites that have a value
  sites: string[];
  units: string; // of the scale and the sentence
  plain_units: string; // under the pointer
  decimals: number;
  title: [string, string]; // around the edges
  facts: string;
  palette: number[][]; // red, green, blue from the smallest value to the largest
}

export interface ScalpMap {
  values: Float64Array; // of every site
  limits: [number, number];
  pixels: Uint8ClampedArray<ArrayBuffer>; // red, green, blue, opacity; the front at the top
}

const LEVELS = 255;

// Whether a hand has moved the band away from what is drawn, to one that there is.
export function isAnother({ band, frequencies, step, narrowest }: ScalpAbout, hand: number[]) {
  if (hand.length !== 2 || band.length !== 2) return false;
  const [low, high] = hand;
  const highest = frequencies[frequencies.length - 1];
  if (high - low < narrowest || low < frequencies[0] || low >= Math.min(high, highest))
    return false;
  return hand.some((edge, i) => Math.abs(edge - band[i]) > step / 2);
}

export function sitePower(
  about: ScalpAbout,
  cumulative: Float64Array,
  band: number[],
): Float64Array {
  const { frequencies, sites } = about;
  const usable = frequencies[frequencies.length - 1];
  const spectra = { frequencies, usable, epochs: sites.length, values: cumulative };
  return bandPower(spectra, band, new Float64Array(sites.length));
}

// Smallest and largest value: the ends of the colours.
export function limitsOf(values: Float64Array, known: number[]): [number, number] {
  const there = known.map((place) => values[place]);
  return [Math.min(...there), Math.max(...there)];
}

// Colours of the points inside the head, as the kernel's picture has them.
export function mapPixels(
  about: ScalpAbout,
  values: Float64Array,
  [low, high]: [number, number],
  weights: Float32Array,
  inside: Uint8Array,
): Uint8ClampedArray<ArrayBuffer> {
  const { size, known, palette } = about;
  const pixels = new Uint8ClampedArray(4 * size * size);
  const there = Float64Array.from(known, (place) => values[place]);
  const span = high - low || 1;
  let at = 0;
  for (let point = 0; point < inside.length; point++) {
    if (!inside[point]) continue;
    let value = 0;
    for (const one of there) value += one * weights[at++];
    const share = Math.min(Math.max((value - low) / span, 0), 1) * (palette.length - 1);
    const below = Math.min(Math.floor(share), palette.length - 2);
    const row = Math.floor(point / size);
    const pixel = 4 * ((size - 1 - row) * size + (point % size));
    for (let k = 0; k < 3; k++)
      pixels[pixel + k] = Math.round(
        palette[below][k] + (palette[below + 1][k] - palette[below][k]) * (share - below),
      );
    pixels[pixel + 3] = LEVELS;
  }
  return pixels;
}

const edgeWords = (edge: number): string => String(Number(edge.toPrecision(6)));

// What the map is of, in the kernel's words.
export function sentenceOf(about: ScalpAbout, values: Float64Array, band: number[]): string {
  const { known, sites, units, decimals, title, facts, frequencies } = about;
  const high = Math.min(band[1], frequencies[frequencies.length - 1]);
  const named = `${title[0]}${edgeWords(band[0])}–${edgeWords(high)}${title[1]}`;
  let [most, least] = [known[0], known[0]];
  for (const place of known) {
    if (values[place] > values[most]) most = place;
    if (values[place] < values[least]) least = place;
  }
  const said = (place: number) =>
    `${sites[place]} (${shownNumber(values[place], decimals)} ${units})`;
  return `${named}: largest at ${said(most)}, smallest at ${said(least)}; ${facts}.`;
}
