// What the page counts by itself from what the kernel sent once: a band's power epoch by epoch, and
// the epochs that the amplitude criterion makes N3.

// Power below each frequency, one frequency's epochs behind the other's.
export interface CumulativePower {
  frequencies: number[]; // Hz, rising
  usable: number; // Hz that a band may reach
  epochs: number;
  values: Float64Array;
}

// Power of each epoch between two edges; as the kernel's `band_power` reads it off the same sums.
export function bandPower(cumulative: CumulativePower, band: number[]): Float32Array;
export function bandPower<Kept extends Float32Array | Float64Array>(
  cumulative: CumulativePower,
  band: number[],
  power: Kept,
): Kept;
export function bandPower(
  { frequencies, usable, epochs, values }: CumulativePower,
  [low, high]: number[],
  power: Float32Array | Float64Array = new Float32Array(epochs),
): Float32Array | Float64Array {
  const below = (edge: number) => {
    let left = 0;
    while (left < frequencies.length - 2 && frequencies[left + 1] <= edge) left++;
    const share = (edge - frequencies[left]) / (frequencies[left + 1] - frequencies[left]);
    return { at: left * epochs, share };
  };
  const [from, to] = [below(low), below(Math.min(high, usable))];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const a = values[from.at + epoch] * (1 - from.share);
    const b = values[from.at + epochs + epoch] * from.share;
    const c = values[to.at + epoch] * (1 - to.share);
    const d = values[to.at + epochs + epoch] * to.share;
    power[epoch] = c + d - (a + b);
  }
  return power;
}

// Whether there is any such band in these spectra.
export const isWithin = (
  { frequencies, usable }: CumulativePower,
  [low, high]: number[],
): boolean => frequencies[0] <= low && low < Math.min(high, usable);

// Whether two draw the same picture: float32 of the same sums, in whichever order.
export function areAlike(one: ArrayLike<unknown> | undefined, other: Float32Array): boolean {
  if (one?.length !== other.length) return false;
  return other.every((value, i) => {
    const given = Number(one[i]);
    return Number.isNaN(value)
      ? Number.isNaN(given)
      : Math.abs(given - value) <= 1e-5 * Math.abs(value);
  });
}

// The value below which a share of the finite values lies, between values where none is there.
export function quantile(values: ArrayLike<number>, share: number): number {
  const finite = Float64Array.from(values).filter(Number.isFinite).sort();
  if (!finite.length) return Number.NaN;
  const place = share * (finite.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, finite.length - 1);
  return finite[below] + (finite[above] - finite[below]) * (place - below);
}

// Every wave, cut at the epochs' edges.
export interface WavePieces {
  amplitude: Float64Array; // of the wave, uV peak to peak
  epoch: Float64Array;
  seconds: Float64Array;
}

// By the hypnogram shown: what the rule judges, and what the scorer said.
export interface Scored {
  length: number; // s an epoch
  least: number; // share of an epoch in waves, for N3
  judged: Uint8Array;
  byScorer: Uint8Array;
  sleepMinutes: number; // NaN where nobody scored
  hasN3: boolean; // whether the scorer could tell N3
}

export interface ByRule {
  isN3: Uint8Array;
  minutes: number;
  percent: number;
  kappa: number;
}

// Epochs that are N3 by amplitude alone, and how far the scorer agrees.
export function n3ByRule(pieces: WavePieces, scored: Scored, line: number): ByRule {
  const epochs = scored.judged.length;
  const seconds = new Float64Array(epochs);
  for (let i = 0; i < pieces.amplitude.length; i++)
    if (pieces.amplitude[i] > line) seconds[pieces.epoch[i]] += pieces.seconds[i];
  const isN3 = new Uint8Array(epochs);
  const table = [0, 0, 0, 0]; // neither, rule alone, scorer alone, both
  let count = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (!scored.judged[epoch]) continue;
    isN3[epoch] = seconds[epoch] / scored.length >= scored.least ? 1 : 0;
    count += isN3[epoch];
    table[2 * scored.byScorer[epoch] + isN3[epoch]]++;
  }
  const minutes = (count * scored.length) / 60;
  const percent = (100 * minutes) / scored.sleepMinutes;
  return { isN3, minutes, percent, kappa: scored.hasN3 ? kappaOf(table) : Number.NaN };
}

function kappaOf([neither, second, first, both]: number[]): number {
  const total = neither + second + first + both;
  const observed = (neither + both) * total;
  const expected = (neither + first) * (neither + second) + (second + both) * (first + both);
  return total && expected < total ** 2 ? (observed - expected) / (total ** 2 - expected) : NaN;
}

// First and past the last epoch of each stretch that is flagged.
export function runsOf(flags: Uint8Array): [number, number][] {
  const runs: [number, number][] = [];
  for (let i = 0; i < flags.length; i++) {
    if (!flags[i]) continue;
    const last = runs.at(-1);
    if (last?.[1] === i) last[1] = i + 1;
    else runs.push([i, i + 1]);
  }
  return runs;
}
