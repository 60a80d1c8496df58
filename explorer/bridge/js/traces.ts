// Traces drawn in the page from the samples that it holds, so that scrubbing waits for nobody.

import type { Buffers } from "./anywidget";
import { ANEW, type LiveDocument } from "./live_document";
import { columnExtremes, isMissing } from "./thinning";
import {
  type Chunk,
  chunkOf,
  Source,
  type SourceMessage,
  type TracesMessage,
} from "./trace_chunks";
import { type LiveModel, lanesOf } from "./traits";

const LOOK_AHEAD = 300; // ms of movement that the margin should last
const REST = 150; // ms without movement after which the surroundings are fetched
const REFILTERED = 600; // ms after another filter: what the whole night answers to it comes first

export class TraceStore {
  marks: readonly { draw(): void }[] = []; // drawn over the traces
  private readonly chunks: Record<"raw" | "band", Chunk | null> = { raw: null, band: null };
  private overview: Chunk | null = null;
  readonly source: Source; // what the page filters by itself
  private recorded: { chunk: Chunk | null; place: string } = { chunk: null, place: "" };
  private drawn = ""; // what the picture was made from, where it is at full rate
  private asked: number | null = null; // the request under way: there is at most one
  private askedFor = ""; // its window
  private refused = false; // since the last samples a request was not answered: a file or drive
  private lastDirection = 0;
  private lastStart: number;
  private lastMove = 0;
  private racing = false;
  private timer?: ReturnType<typeof setTimeout>;
  private resting?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
  ) {
    this.lastStart = model.get("window_start");
    this.source = new Source(model);
  }

  // Ask for nothing more.
  stop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.resting);
  }

  receive(message: TracesMessage, buffers: Buffers): void {
    if (message.what === "overview") this.overview = chunkOf(message, buffers);
    else {
      const chunk = chunkOf(message, buffers);
      const held = this.chunks[message.what];
      // An older filter setting never overwrites a newer one.
      if (!held || message.generation >= held.generation) this.chunks[message.what] = chunk;
      this.refused = false;
    }
    if (message.answers) this.asked = null;
    const shown = this.isDrawn() || this.draw();
    if (!message.answers && !message.pushed) return;
    if (!shown && !message.pushed) {
      const start = this.model.get("window_start");
      this.ask(start, start + this.model.get("window_length"), !this.racing);
    }
    this.fetchAhead(message.pushed ? REFILTERED : this.racing ? REST : 0);
  }

  receiveSource(message: SourceMessage, buffers: Buffers): void {
    this.source.receive(message, buffers);
    this.draw();
  }

  // All that was asked for has come.
  answered(): void {
    this.asked = null;
    this.fetchAhead(0);
  }

  private covers(chunk: Chunk | null, start: number, stop: number): boolean {
    return (
      chunk !== null &&
      chunk.layout === this.model.get("layout_id") &&
      this.model.get("window_length") >= chunk.shortest - 1e-6 &&
      Math.max(start, 0) >= chunk.from - 1e-6 &&
      Math.min(stop, this.model.get("total")) <= chunk.to + 1e-6
    );
  }

  // The filtered samples to draw: the kernel's, where they are of the band under the hand; else
  // the page's own; else the kernel's of the band before.
  private filtered(start: number, stop: number): Chunk | null {
    const held = this.covers(this.chunks.band, start, stop) ? this.chunks.band : null;
    const band = this.model.get("band");
    if (held?.band.every((edge, i) => Math.abs(edge - band[i]) < 1e-6)) return held;
    return this.source.filtered(start, stop, band) ?? held;
  }

  // Whether the window stands there at full rate already: what came lies around it.
  private isDrawn(): boolean {
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    const band = this.filtered(start, stop);
    if (!this.covers(this.chunks.raw, start, stop) || !band) return false;
    return this.drawn === this.signature(this.chunks.raw, band);
  }

  private signature(raw: Chunk | null, band: Chunk | null): string {
    const place = (["window_start", "window_length", "layout_id"] as const).map((name) =>
      this.model.get(name),
    );
    return [...place, raw?.generation, band?.generation, band?.what, band?.band].join();
  }

  // The sample of a channel at a time, as it was recorded and is drawn, in its units.
  valueAt(name: string, time: number): number | undefined {
    const index = lanesOf(this.model).findIndex((lane) => lane.name === name);
    const { raw } = this.chunks;
    const row = raw?.rows[index];
    if (!raw || !row || raw.layout !== this.model.get("layout_id")) return undefined;
    const at = Math.round((time - row.start) * row.rate);
    if (at < 0 || at >= row.count) return undefined;
    const code = raw.codes[row.at + at];
    return isMissing(code, raw.codes) ? undefined : code * row.scale + row.offset;
  }

  // Draw the window from the best that is held; returns whether that was full rate.
  draw(): boolean {
    const start = this.model.get("window_start");
    const length = this.model.get("window_length");
    const stop = start + length;
    const range = this.live.named("trace_range");
    if (!range) return false;
    const { raw } = this.chunks;
    const fine = this.covers(raw, start, stop);
    const band = this.filtered(start, stop);
    const filtered = band !== null;
    this.drawn = fine && filtered ? this.signature(raw, band) : "";
    const layout = this.model.get("layout_id");
    // Coarse traces stand for a moment, until the samples are there. Where these do not come, a
    // scorer would take them for the recording.
    const coarse = this.overview?.layout === layout && !this.refused ? this.overview : null;
    // Where the band alone moves, what was recorded stands there already.
    const recorded = fine ? raw : coarse;
    const place = [start, length, this.model.get("lanes"), this.columns()].join();
    if (recorded !== this.recorded.chunk || place !== this.recorded.place)
      this.fill("raw_traces", recorded, start, length, fine ? 1 : 0);
    this.recorded = { chunk: recorded, place };
    this.fill("band_traces", band, start, length, filtered ? 1 : 0);
    range.setv({ start, end: stop }, { sync: false });
    for (const box of this.live.tagged("window-box"))
      box.setv({ left: start, right: stop }, { sync: false });
    for (const layer of this.marks) layer.draw();
    this.tell(start, fine ? (band ? "full" : "raw") : coarse ? "overview" : "none", band);
    return fine && filtered;
  }

  private fill(
    name: string,
    chunk: Chunk | null,
    start: number,
    length: number,
    tier: number,
  ): void {
    const source = this.live.named(name);
    const lanes = lanesOf(this.model);
    const xs: ArrayLike<number>[] = [];
    const ys: ArrayLike<number>[] = [];
    const axes = new Map<string, Float64Array>();
    for (const [index, lane] of lanes.entries()) {
      const row = chunk?.rows[index];
      if (!chunk || !row) {
        xs.push([]);
        ys.push([]);
        continue;
      }
      const first = Math.max(0, Math.round((start - row.start) * row.rate));
      const last = Math.min(row.count, Math.round((start + length - row.start) * row.rate));
      const count = Math.max(0, last - first);
      const columns = Math.min(this.columns(), count);
      const reduced = count > 2 * columns;
      const scale = (row.scale * lane.gain) / lane.span;
      const middle = name === "band_traces" ? 0 : lane.offset; // a band has none
      const shift = lane.centre + ((row.offset - middle) * lane.gain) / lane.span;
      const key = `${first}/${count}/${row.rate}`;
      let axis = axes.get(key);
      if (!axis) {
        const points = reduced ? 2 * columns : count;
        const times = new Float64Array(points);
        axis = times;
        const from = row.start + first / row.rate;
        const width = count / row.rate;
        for (let i = 0; i < points; i++) times[i] = from + (i / points) * width;
        axes.set(key, times);
      }
      xs.push(axis);
      const offsetInBuffer = row.at + first;
      if (reduced) {
        ys.push(columnExtremes(chunk.codes, offsetInBuffer, count, columns, scale, shift));
      } else {
        const values = new Float32Array(count);
        for (let i = 0; i < count; i++) {
          const code = chunk.codes[offsetInBuffer + i];
          values[i] = isMissing(code, chunk.codes) ? Number.NaN : code * scale + shift;
        }
        ys.push(values);
      }
    }
    const every = (value: number) => lanes.map(() => value);
    source?.setv(
      {
        data: {
          xs,
          ys,
          colour: lanes.map((lane) => lane.colour),
          band_colour: lanes.map((lane) => lane.band_colour),
          start: every(start),
          tier: every(tier),
          generation: every(chunk?.generation ?? -1),
        },
      },
      ANEW,
    );
  }

  private columns(): number {
    return Math.max(200, Math.round(this.live.plot("traces")?.frame.bbox.width ?? 800));
  }

  // What the picture shows, for a reader of the page: screen readers, tests, benchmarks.
  private tell(start: number, tier: string, band: Chunk | null): void {
    const data = this.live.element?.dataset;
    if (!data) return;
    data.start = start.toFixed(3);
    data.tier = tier;
    data.generation = String(this.chunks.band?.generation ?? -1);
    data.band = band?.band.join("-") ?? "";
    data.filtered = band ? (band.what === "band" ? "kernel" : "page") : "";
  }

  private window(): string {
    return `${this.model.get("window_start")}/${this.model.get("window_length")}`;
  }

  // The kernel could not answer, and says why on the page: only another window is asked for.
  unanswered(): void {
    this.asked = null;
    this.refused ||= this.window() === this.askedFor;
    if (this.draw() || this.window() === this.askedFor) return;
    const start = this.model.get("window_start");
    this.ask(start, start + this.model.get("window_length"), !this.racing);
  }

  // Ask for the kinds of trace that [from, to] lacks; one request at a time.
  private ask(from: number, to: number, around: boolean, withSource = false): void {
    if (this.asked !== null && performance.now() - this.asked < 5000) return;
    const missing: string[] = (["raw", "band"] as const).filter(
      (what) => !this.covers(this.chunks[what], from, to),
    );
    if (withSource && !this.source.isEnough()) missing.push("source");
    if (!missing.length) return;
    this.asked = performance.now();
    this.askedFor = this.window();
    this.model.send({
      kind: "need",
      start: this.model.get("window_start"),
      length: this.model.get("window_length"),
      direction: this.lastDirection,
      around,
      missing,
    });
  }

  // The window moved: draw at once, ask for what is missing or will be soon. A hand that races
  // through the night gets windows only: what lies around them would be passed before it came.
  moved(): void {
    const start = this.model.get("window_start");
    const now = performance.now();
    const speed = Math.abs(start - this.lastStart) / Math.max(now - this.lastMove, 1);
    this.racing = speed * LOOK_AHEAD > this.model.get("margin");
    this.lastDirection = Math.sign(start - this.lastStart) || this.lastDirection;
    this.lastStart = start;
    this.lastMove = now;
    if (!this.draw()) this.ask(start, start + this.model.get("window_length"), !this.racing);
    this.fetchAhead(this.racing ? REST : 0);
  }

  private fetchAhead(delay: number): void {
    clearTimeout(this.timer);
    const look = () => {
      const start = this.model.get("window_start");
      const length = this.model.get("window_length");
      const total = this.model.get("total");
      const margin = Math.min(this.model.get("margin"), 2 * length);
      this.ask(Math.max(0, start - margin), Math.min(total, start + length + margin), true);
    };
    if (delay) this.timer = setTimeout(look, delay);
    else look();
    this.fetchSource();
  }

  // What the page filters by itself, once the hand rests: a band is moved where the window stands.
  private fetchSource(): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      const start = this.model.get("window_start");
      this.ask(start, start + this.model.get("window_length"), true, true);
    }, REST);
  }
}
