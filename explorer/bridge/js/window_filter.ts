// The window filtered in the page: the spectra of its samples are kept, and a band costs a multiply
// and a transform back. Nothing is carried across a gap or beyond the recording's ends, which are
// prolonged by odd reflection, as the kernel does.

import { backward, type Complex, complexOf, forward, powerOfTwo } from "./fft";
import { bandTaps, type FilterRule, gainOf, hasBand } from "./filter_design";

// One lane's samples around the window: NaN in gaps.
export interface SourceRow {
  values: Float32Array;
  first: number; // which sample of the recording the first one is
  total: number; // samples in the recording
  rate: number;
  notch: Float64Array; // taps; one of 1 for none
}

export interface FilteredRow {
  values: Float32Array; // NaN in gaps; empty where the band is not for this rate
  first: number;
}

// A stretch without a gap, prolonged at its own ends: `at` is the place in it of the sample `from`.
interface Piece {
  row: number;
  from: number;
  to: number;
  at: number;
}
// Two stretches are transformed at once, as real and imaginary part: the gain is real.
interface Pair {
  spectrum: Complex;
  rate: number;
  notch: Float64Array;
  pieces: Piece[];
}
interface Kept {
  key: string;
  pairs: Pair[];
  work: Complex;
}

const halfOf = (taps: Float64Array): number => (taps.length - 1) / 2;

export class WindowFilter {
  private kept: Kept | null = null;
  private notches = new Map<string, Float64Array>(); // gains

  constructor(private readonly rule: FilterRule) {}

  // Forget the spectra: other samples are held.
  forget(): void {
    this.kept = null;
    this.notches.clear();
  }

  // Samples of context that the band needs on each side.
  private context(row: SourceRow, taps: Float64Array): number {
    return halfOf(taps) + halfOf(row.notch);
  }

  // The window from `start` to `stop` (s) through the band's filter; null where a row lacks the
  // context for it.
  filter(
    rows: readonly (SourceRow | null)[],
    start: number,
    stop: number,
    band: number[],
  ): FilteredRow[] | null {
    const tapsBy = new Map<number, Float64Array>();
    const spans: { first: number; last: number; context: number }[] = [];
    for (const row of rows) {
      const none = { first: 0, last: 0, context: 0 };
      if (!row || !hasBand(band[0], row.rate, this.rule)) {
        spans.push(none);
        continue;
      }
      let taps = tapsBy.get(row.rate);
      if (!taps) {
        taps = bandTaps(band, row.rate, this.rule);
        tapsBy.set(row.rate, taps);
      }
      const first = Math.max(0, Math.round(start * row.rate));
      const last = Math.min(row.total, Math.round(stop * row.rate));
      const context = this.context(row, taps);
      const held = row.first + row.values.length;
      if (last > first)
        if (row.first > Math.max(0, first - context) || held < Math.min(row.total, last + context))
          return null;
      spans.push({ first, last: Math.max(first, last), context });
    }
    const sizes = spans.map(({ first, last, context }) =>
      last > first ? powerOfTwo(last - first + 2 * context) : 0,
    );
    const kept = this.spectra(rows, spans, sizes, `${start}/${stop}/${sizes.join()}`);
    const out = spans.map(({ first, last }) => ({
      values: new Float32Array(last - first).fill(Number.NaN),
      first,
    }));
    const gains = new Map<string, Float64Array>();
    for (const pair of kept.pairs) {
      const size = pair.spectrum.re.length;
      const key = `${pair.rate}/${size}/${pair.notch.length}`;
      let gain = gains.get(key);
      if (!gain) {
        gain = gainOf(tapsBy.get(pair.rate) as Float64Array, size);
        this.takeMainsOut(gain, pair, key);
        gains.set(key, gain);
      }
      this.transformBack(pair, gain, kept.work, out, spans);
    }
    return out;
  }

  private takeMainsOut(gain: Float64Array, pair: Pair, key: string): void {
    if (pair.notch.length < 2) return;
    let notch = this.notches.get(key);
    if (!notch) {
      notch = gainOf(pair.notch, gain.length);
      this.notches.set(key, notch);
    }
    for (let i = 0; i < gain.length; i++) gain[i] *= notch[i];
  }

  private transformBack(
    { spectrum, pieces }: Pair,
    gain: Float64Array,
    room: Complex,
    out: FilteredRow[],
    spans: { first: number; last: number }[],
  ): void {
    const size = gain.length;
    const work = { re: room.re.subarray(0, size), im: room.im.subarray(0, size) };
    for (let i = 0; i < size; i++) {
      const share = gain[i] / size;
      work.re[i] = spectrum.re[i] * share;
      work.im[i] = spectrum.im[i] * share;
    }
    backward(work);
    for (const [k, piece] of pieces.entries()) {
      const from = k ? work.im : work.re;
      const { first, last } = spans[piece.row];
      const begin = Math.max(piece.from, first);
      const end = Math.min(piece.to, last);
      const values = out[piece.row].values;
      for (let i = begin, j = piece.at + begin - piece.from; i < end; i++, j++)
        values[i - first] = from[j];
    }
  }

  private spectra(
    rows: readonly (SourceRow | null)[],
    spans: { first: number; last: number }[],
    sizes: number[],
    key: string,
  ): Kept {
    if (this.kept?.key === key) return this.kept;
    const pairs: Pair[] = [];
    const open = new Map<string, Pair>(); // pairs with room for one more
    for (const [index, row] of rows.entries()) {
      const size = sizes[index];
      if (!row || !size) continue;
      const { first, last } = spans[index];
      // All the context that the transform has room for: most bands then share its spectra.
      const context = Math.floor((size - (last - first)) / 2);
      for (const [from, to] of runsOf(row, first - context, last + context)) {
        if (to <= first || from >= last) continue;
        const sort = `${row.rate}/${size}/${row.notch.length}`;
        let pair = open.get(sort);
        if (pair) open.delete(sort);
        else {
          pair = { spectrum: complexOf(size), rate: row.rate, notch: row.notch, pieces: [] };
          pairs.push(pair);
          open.set(sort, pair);
        }
        const into = pair.pieces.length ? pair.spectrum.im : pair.spectrum.re;
        const before = Math.max(0, context - Math.max(0, first - from));
        const after = Math.max(0, context - Math.max(0, to - last));
        const run = row.values.subarray(from - row.first, to - row.first);
        prolong(run, before, after, into);
        pair.pieces.push({ row: index, from, to, at: before });
      }
    }
    for (const pair of pairs) forward(pair.spectrum);
    const work = complexOf(Math.max(...sizes, 2));
    this.kept = { key, pairs, work };
    return this.kept;
  }
}

// Stretches without a gap in [begin, end), as samples of the recording.
function runsOf(row: SourceRow, begin: number, end: number): [number, number][] {
  const runs: [number, number][] = [];
  const [first, last] = [Math.max(begin, row.first), Math.min(end, row.first + row.values.length)];
  let from = -1;
  for (let i = first; i < last; i++) {
    const present = Number.isFinite(row.values[i - row.first]);
    if (present && from < 0) from = i;
    else if (!present && from >= 0) {
      runs.push([from, i]);
      from = -1;
    }
  }
  if (from >= 0) runs.push([from, last]);
  return runs;
}

// A run, prolonged by odd reflection beyond both ends, and by zeros where that is used up.
function prolong(run: Float32Array, before: number, after: number, into: Float64Array): void {
  const count = run.length;
  const final = run[count - 1];
  for (let k = 1; k <= Math.min(before, count - 1); k++) into[before - k] = 2 * run[0] - run[k];
  into.set(run, before);
  for (let k = 1; k <= Math.min(after, count - 1); k++)
    into[before + count - 1 + k] = 2 * final - run[count - 1 - k];
}
