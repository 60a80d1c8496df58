// Samples that the page holds: stretches to draw, and what it filters by itself.

import type { Buffers } from "./anywidget";
import { wholeBuffer } from "./live_document";
import { MISSING, type Samples } from "./thinning";
import { analysedOf, type LiveModel } from "./traits";
import { type SourceRow, WindowFilter } from "./window_filter";

const FINE_STEPS = 256; // of the second byte, in one step of the codes

interface Row {
  scale: number;
  offset: number;
  start: number;
  rate: number;
  at: number;
  count: number;
}

export interface TracesMessage {
  kind: "traces";
  what: "raw" | "band" | "overview";
  rows: Row[];
  from: number;
  to: number;
  shortest: number; // s of window: in a shorter one these samples are too few
  layout: number;
  generation: number;
  band: number[];
  answers: boolean;
  pushed: boolean;
}

// Samples in the montage, before any filter; no rows where they are too many to be sent.
export interface SourceMessage {
  kind: "source";
  rows: (Row & { total: number })[]; // samples in the recording, 0 where the band is not for it
  from: number;
  to: number;
  layout: number;
  analysed: string; // the channel that the band is drawn of
  generation: number;
  notches: { rate: number; taps: number[] }[]; // of the mains filter
}

export type Chunk = Omit<TracesMessage, "what"> & {
  what: TracesMessage["what"] | "page";
  codes: Samples;
};

export const chunkOf = (message: TracesMessage, buffers: Buffers): Chunk => ({
  ...message,
  codes: new Int16Array(wholeBuffer(buffers[0])),
});

const NO_NOTCH = Float64Array.of(1);

function sourceRows(message: SourceMessage, buffers: Buffers): (SourceRow | null)[] {
  const codes = new Int16Array(wholeBuffer(buffers[0]));
  const fine = new Int8Array(wholeBuffer(buffers[1]));
  return message.rows.map((row) => {
    const { total } = row;
    if (!total) return null;
    const values = new Float32Array(row.count);
    for (let i = 0, j = row.at; i < row.count; i++, j++)
      values[i] =
        codes[j] === MISSING
          ? Number.NaN
          : (codes[j] + fine[j] / FINE_STEPS) * row.scale + row.offset;
    const mains = message.notches.find((one) => one.rate === row.rate);
    const notch = mains ? Float64Array.from(mains.taps) : NO_NOTCH;
    return { values, first: Math.round(row.start * row.rate), total, rate: row.rate, notch };
  });
}

// Samples in the montage, before any filter, around the window; and the window filtered from them.
export class Source {
  private message: SourceMessage | null = null;
  private rows: (SourceRow | null)[] = [];
  private readonly filter: WindowFilter;
  private made: { key: string; chunk: Chunk | null } = { key: "", chunk: null };

  constructor(private readonly model: LiveModel) {
    this.filter = new WindowFilter(model.get("filter_rule"));
  }

  receive(message: SourceMessage, buffers: Buffers): void {
    this.message = message;
    this.rows = sourceRows(message, buffers);
    this.filter.forget();
    this.made = { key: "", chunk: null };
  }

  private isOf(message: SourceMessage | null): message is SourceMessage {
    if (message?.layout !== this.model.get("layout_id")) return false;
    return message.analysed === analysedOf(this.model);
  }

  // Whether the kernel need not be asked: any band of this window can be filtered from what is held,
  // or the kernel has said that there is none to be had.
  isEnough(): boolean {
    if (this.model.get("window_length") > this.model.get("filter_rule").longest_window) return true;
    if (!this.isOf(this.message)) return false;
    if (!this.rows.length) return true;
    const { from, to } = this.message;
    const reach = this.model.get("filter_rule").reach;
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    return (
      from <= Math.max(0, start - reach) + 1e-6 &&
      to >= Math.min(this.model.get("total"), stop + reach) - 1e-6
    );
  }

  // The window through the band's filter; null where what is held does not suffice.
  filtered(start: number, stop: number, band: number[]): Chunk | null {
    const message = this.message;
    if (!this.isOf(message) || !this.rows.length) return null;
    const key = [start, stop, ...band].join();
    if (this.made.key === key) return this.made.chunk;
    const filtered = this.filter.filter(this.rows, start, stop, band);
    const chunk = filtered && this.chunk(message, filtered, start, stop, band);
    this.made = { key, chunk };
    return chunk;
  }

  private chunk(
    message: SourceMessage,
    filtered: { values: Float32Array; first: number }[],
    from: number,
    to: number,
    band: number[],
  ): Chunk {
    const codes = new Float32Array(filtered.reduce((sum, row) => sum + row.values.length, 0));
    let at = 0;
    const rows = filtered.map(({ values, first }, index) => {
      const { rate } = message.rows[index];
      codes.set(values, at);
      const row = { scale: 1, offset: 0, start: first / rate, rate, at, count: values.length };
      at += values.length;
      return row;
    });
    const { layout, generation } = message;
    const sent = { shortest: 0, layout, generation, answers: false, pushed: false };
    return { kind: "traces", what: "page", rows, codes, from, to, band, ...sent };
  }
}
