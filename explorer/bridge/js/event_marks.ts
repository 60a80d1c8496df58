// Events drawn over the traces from lists that the page holds, and the line that a hand drags.

import type { Buffers } from "./anywidget";
import { brokenLines, measuredIn, shortenedLines } from "./broken_lines";
import { clamp } from "./drag_limits";
import type { Place } from "./hand_places";
import { type LiveDocument, wholeBuffer } from "./live_document";
import type { NightInPage } from "./night_in_page";
import { type Lane, type LiveModel, lanesOf } from "./traits";

const BESIDE = 8; // px left free beside the words
const LINE = 1.35; // heights of letters that a line of the words takes
const LANE = 1.25; // heights of letters that a lane keeps of a low figure, or its trace is a line
const SPARED = 0.25; // of a line, what lanes yield rather than words: heights are whole px
const [LOWEST, FOOT] = [-0.55, -0.85]; // lane below which no trace runs; where the frame ends, at least
const COUNTED = 0.2; // of an epoch in slow waves, for N3

interface EventList {
  channel: string;
  onset: Float64Array;
  duration: Float64Array;
  amplitude: Float64Array;
}
interface Spans {
  left: number[];
  right: number[];
}

export interface EventsMessage {
  kind: "events";
  what: "events" | "waves";
  channel: string;
}

// Where a figure of lanes begins that has this share of its height free below the lowest lane.
export function footBelow(top: number, share: number): number {
  return Math.min(FOOT, (LOWEST - Math.min(share, 0.5) * top) / (1 - Math.min(share, 0.5)));
}

// px that so many lanes need, or their traces are lines over one another.
export function leastForLanes(lanes: number, letters: number): number {
  return lanes * LANE * letters;
}

// px that a figure of lanes needs with some words below them.
export function leastForTraces(lanes: number, letters: number, lines: number): number {
  return leastForLanes(lanes, letters) + lines * LINE * letters + BESIDE;
}

export class EventMarks {
  private readonly lists: Record<"events" | "waves", EventList | null> = {
    events: null,
    waves: null,
  };

  private readonly filled = new Map<string, { data: unknown; place: string }>();
  private most = { size: "", lines: 0 };
  private byCriterion = (): string => ""; // what the line makes of the night

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
  ) {}

  // What the line makes of the night stands in its words, and is said anew whenever anything that it
  // is counted from is told: lights, scorer, definitions and waves.
  countBy(night: Pick<NightInPage, "wordsOfRule" | "told">): void {
    this.byCriterion = () => night.wordsOfRule();
    night.told = () => this.draw();
  }

  // Onsets, durations and amplitudes, one after the other; sent once a detection.
  receive(message: EventsMessage, buffers: Buffers): void {
    const values = new Float64Array(wholeBuffer(buffers[0]));
    const count = values.length / 3;
    this.lists[message.what] = {
      channel: message.channel,
      onset: values.subarray(0, count),
      duration: values.subarray(count, 2 * count),
      amplitude: values.subarray(2 * count),
    };
    this.draw();
  }

  // The analysed channel's lane, if it is among those shown.
  private lane(): Lane | undefined {
    return lanesOf(this.model).find((lane) => lane.analysed);
  }

  private visible(list: EventList | null, lane: Lane | undefined, least: number): Spans {
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    const left: number[] = [];
    const right: number[] = [];
    if (!list || !lane || list.channel !== lane.name) return { left, right };
    for (let i = 0; i < list.onset.length; i++) {
      const end = list.onset[i] + list.duration[i];
      if (list.onset[i] > stop) break; // in order of onset
      if (end < start || list.amplitude[i] <= least) continue;
      left.push(Math.max(list.onset[i], start));
      right.push(Math.min(end, stop));
    }
    return { left, right };
  }

  draw(): void {
    const lane = this.lane();
    const line = this.model.get("n3_amplitude");
    const events = this.visible(this.lists.events, lane, -Infinity);
    const waves = this.visible(this.lists.waves, lane, line);
    this.fill("event_marks", events, lane, -0.47, 0.47);
    this.fill("wave_marks", waves, lane, -0.5, -0.43);
    const half = lane?.amplitude ? (line / 2) * Math.abs(lane.gain / lane.span) : null;
    for (const [tag, sign] of [
      ["threshold-low", -1],
      ["threshold-high", 1],
    ] as const)
      for (const span of this.live.tagged(tag))
        span.setv(
          { location: (lane?.centre ?? 0) + sign * (half ?? 0), visible: half !== null },
          { sync: false },
        );
    const seconds = waves.right.reduce((sum, end, i) => sum + end - waves.left[i], 0);
    const share = seconds / this.model.get("window_length");
    const label = this.live.named("threshold_label");
    const text = this.fitting(`${Math.round(line)} µV p–p`, share);
    label?.setv({ text, text_alpha: 1, visible: half !== null }, { sync: false });
    this.giveRoom(half === null ? 0 : text.split("\n").length);
    const data = this.live.element?.dataset;
    if (data) {
      data.events = String(events.left.length);
      data.waves = String(waves.left.length);
      data.threshold = String(line);
    }
  }

  // What the line makes of the window and the night, in as many words as the lanes leave room for.
  private fitting(height: string, share: number): string {
    const counted = share >= COUNTED ? " ≥ 20 %" : "";
    const waves = `slow waves ${(100 * share).toFixed(0)} %`;
    const rule = [this.byCriterion()].filter(Boolean);
    const ways = this.model.get("blind")
      ? [[height]]
      : [
          [height, `${waves} of the window${counted}`, ...rule],
          [height, `${waves}${counted}`, ...rule],
          [height, ...rule],
          [height],
        ];
    const broken = (parts: string[]) => brokenLines(parts, this.room(), measuredIn(this.font()));
    return shortenedLines(ways, this.mostLines(), broken);
  }

  // Lines of words that leave each lane its least height.
  private mostLines(): number {
    const height = this.live.plot("traces")?.frame.bbox.height;
    if (!height) return Number.POSITIVE_INFINITY;
    const letters = Number.parseFloat(this.letters());
    const lanes = leastForLanes(lanesOf(this.model).length, letters);
    return Math.max(1, Math.floor((height - lanes - BESIDE) / (LINE * letters) + SPARED));
  }

  // Whether the figure, or its letters, are of another size than the words were broken for.
  isStale(): boolean {
    return this.size() !== this.most.size;
  }

  private size(): string {
    const { width, height } = this.live.plot("traces")?.frame.bbox ?? { width: 0, height: 0 };
    return `${width} ${height} ${this.letters()} ${lanesOf(this.model).length}`;
  }

  // px that the words have over the traces.
  private room(): number {
    const width = this.live.plot("traces")?.frame.bbox.width ?? Number.POSITIVE_INFINITY;
    return width - BESIDE;
  }

  private letters(): string {
    const label = this.live.named("threshold_label") as { text_font_size?: string } | null;
    return label?.text_font_size ?? "11px";
  }

  private font(): string {
    return `${this.letters()} helvetica, arial, sans-serif`;
  }

  // The words stand below the lowest lane, where they cover no trace. They keep the lines that they
  // had in figures of this size: lanes that move while the window is scrubbed cannot be read.
  private giveRoom(lines: number): void {
    const traces = this.live.plot("traces");
    const size = this.size();
    this.most = { size, lines: Math.max(lines, this.most.size === size ? this.most.lines : 0) };
    const height = traces?.frame.bbox.height;
    if (!traces || !height) return;
    const words = this.most.lines * LINE * Number.parseFloat(this.letters()) + BESIDE;
    const start = footBelow(traces.model.y_range.end, words / height);
    traces.model.y_range.setv({ start }, { sync: false });
  }

  private fill(
    name: string,
    spans: Spans,
    lane: Lane | undefined,
    low: number,
    high: number,
  ): void {
    const source = this.live.named(name);
    if (!source) return;
    if (!spans.left.length && !source.data.left?.length) return;
    // The same boxes again would have every trace painted anew, for each place of a dragged line.
    const place = [lane?.centre, ...spans.left, ...spans.right].join();
    const filled = this.filled.get(name);
    if (filled?.data === source.data && filled.place === place) return;
    const every = (offset: number) => spans.left.map(() => (lane?.centre ?? 0) + offset);
    source.setv({ data: { ...spans, bottom: every(low), top: every(high) } }, { sync: false });
    this.filled.set(name, { data: source.data, place });
  }

  // Whether a point of the traces lies on the line, within reach.
  grabs(at: Place, reach: number): boolean {
    const lane = this.lane();
    if (!lane?.amplitude) return false;
    const half = (this.model.get("n3_amplitude") / 2) * Math.abs(lane.gain / lane.span);
    return Math.abs(Math.abs(at.y - lane.centre) - half) <= reach * at.perY;
  }

  // The line that a hand moves from a height in fine steps, of 1 uV a pixel; it goes with the hand
  // above the lane's middle and below it.
  lineFrom(from: number, y: number, up: number): number {
    const lane = this.lane();
    const [least, most] = this.model.get("n3_amplitude_limits");
    return clamp(Math.round(from + (y < (lane?.centre ?? y) ? -up : up)), least, most);
  }

  // The line at which a hand holds it, uV peak to peak.
  lineAt(y: number): number {
    const lane = this.lane();
    if (!lane) return this.model.get("n3_amplitude");
    const [least, most] = this.model.get("n3_amplitude_limits");
    return clamp(
      Math.round(2 * Math.abs(y - lane.centre) * Math.abs(lane.span / lane.gain)),
      least,
      most,
    );
  }
}
