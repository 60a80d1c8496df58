// The samples of a page without a kernel, as the messages that a kernel would send.

import { MISSING } from "./thinning";
import type { SourceMessage, TracesMessage } from "./trace_chunks";

export interface SampleRow {
  name: string;
  scale: number;
  offset: number;
  start: number; // s
  rate: number; // Hz
  recorded: number; // Hz
  filtered: boolean; // whether the band's filter is for this channel
  codes: Int16Array<ArrayBuffer>;
}

const SPARE = 120; // s held on each side: a hand that scrubs needs nothing new for a while
const NO_BAND = [-1, -1];

export class FrozenSamples {
  private held: [number, number] = [0, 0];

  constructor(
    private readonly rows: readonly SampleRow[],
    private readonly total: number, // s
    private readonly reach: number, // s that the widest filter needs on each side
  ) {}

  // All samples at once: what is drawn of them is thinned in the page anyway.
  raw(layout: number): [TracesMessage, DataView[]] {
    const codes = new Int16Array(this.rows.reduce((sum, row) => sum + row.codes.length, 0));
    let at = 0;
    const rows = this.rows.map(({ scale, offset, start, rate, codes: own }) => {
      codes.set(own, at);
      at += own.length;
      return { scale, offset, start, rate, at: at - own.length, count: own.length };
    });
    return [{ ...this.traces(layout), what: "raw", rows }, [new DataView(codes.buffer)]];
  }

  // The kernel's filtered samples, of which there are none: the page filters by itself.
  none(layout: number): [TracesMessage, DataView[]] {
    const rows = this.rows.map(({ rate }) => {
      return { scale: 1, offset: 0, start: 0, rate, at: 0, count: 0 };
    });
    return [{ ...this.traces(layout), what: "band", rows }, [new DataView(new ArrayBuffer(0))]];
  }

  private traces(layout: number) {
    return {
      kind: "traces" as const,
      from: 0,
      to: this.total,
      shortest: 0,
      layout,
      generation: 0,
      band: NO_BAND,
      answers: true,
      pushed: false,
    };
  }

  // Forget what the page was given to filter: it has another layout.
  forget(): void {
    this.held = [0, 0];
  }

  // What the page filters by itself around a window; null where it has that already.
  source(
    start: number,
    length: number,
    layout: number,
    analysed: string,
  ): [SourceMessage, DataView[]] | null {
    const least = Math.max(0, start - this.reach);
    const most = Math.min(this.total, start + length + this.reach);
    if (this.held[0] <= least && this.held[1] >= most && this.held[1] > 0) return null;
    const from = Math.max(0, least - Math.max(SPARE, length));
    const to = Math.min(this.total, most + Math.max(SPARE, length));
    this.held = [from, to];
    const parts = this.rows.map((row) => stretch(row, from, to, this.total));
    const codes = new Int16Array(parts.reduce((sum, part) => sum + part.codes.length, 0));
    let at = 0;
    const rows = this.rows.map(({ scale, offset, rate, filtered }, i) => {
      const { codes: own, first } = parts[i];
      codes.set(own, at);
      at += own.length;
      const total = filtered ? Math.round(this.total * rate) : 0;
      const start = first / rate;
      return { scale, offset, start, rate, at: at - own.length, count: own.length, total };
    });
    const about = { from, to, layout, analysed, generation: 0, notches: [] };
    const message = { kind: "source" as const, rows, ...about };
    return [message, [new DataView(codes.buffer), new DataView(new ArrayBuffer(codes.length))]];
  }
}

// The samples between two times; missing where the page has none, as in a gap.
function stretch(row: SampleRow, from: number, to: number, total: number) {
  const first = Math.max(0, Math.round(from * row.rate));
  const last = Math.min(Math.round(to * row.rate), Math.round(total * row.rate));
  const codes = new Int16Array(Math.max(0, last - first)).fill(MISSING);
  const begins = Math.round(row.start * row.rate);
  const begin = Math.max(first, begins);
  const end = Math.min(last, begins + row.codes.length);
  if (end > begin) codes.set(row.codes.subarray(begin - begins, end - begins), begin - first);
  return { codes, first };
}
