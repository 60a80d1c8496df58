// The epochs that the amplitude criterion makes N3, which the page counts by itself from the waves that
// the kernel sent once.

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
