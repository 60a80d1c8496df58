// Events drawn over the traces from lists that the page holds, and the line that a hand drags.

import type { Buffers } from "./anywidget";
import type { Place } from "./gestures";
import { clamp } from "./limits";
import { type LiveDocument, wholeBuffer } from "./live_document";
import { type Lane, type LiveModel, lanesOf } from "./traits";

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

export class EventMarks {
  private readonly lists: Record<"events" | "waves", EventList | null> = {
    events: null,
    waves: null,
  };

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
  ) {}

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
    const half = lane?.amplitude ? (line / 2) * (lane.gain / lane.span) : null;
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
    const judged =
      ` · slow waves ${(100 * share).toFixed(0)} % of the window` +
      (share >= COUNTED ? " ≥ 20 %" : "");
    const words = `${Math.round(line)} µV p–p${this.model.get("blind") ? "" : judged}`;
    label?.setv(
      { text: words, y: (lane?.centre ?? 0) + (half ?? 0), visible: half !== null },
      { sync: false },
    );
    const data = this.live.element?.dataset;
    if (data) {
      data.events = String(events.left.length);
      data.waves = String(waves.left.length);
      data.threshold = String(line);
    }
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
    const every = (offset: number) => spans.left.map(() => (lane?.centre ?? 0) + offset);
    source.setv({ data: { ...spans, bottom: every(low), top: every(high) } }, { sync: false });
  }

  // Whether a point of the traces lies on the line, within reach.
  grabs(at: Place, reach: number): boolean {
    const lane = this.lane();
    if (!lane?.amplitude) return false;
    const half = (this.model.get("n3_amplitude") / 2) * (lane.gain / lane.span);
    return Math.abs(Math.abs(at.y - lane.centre) - half) <= reach * at.perY;
  }

  // The line at which a hand holds it, uV peak to peak.
  lineAt(y: number): number {
    const lane = this.lane();
    if (!lane) return this.model.get("n3_amplitude");
    const [least, most] = this.model.get("n3_amplitude_limits");
    return clamp(Math.round(2 * Math.abs(y - lane.centre) * (lane.span / lane.gain)), least, most);
  }
}
