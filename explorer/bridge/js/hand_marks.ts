// Marks made by hand over the traces: drawn, changed by their edges, and tallied in an epoch.

import type { Place } from "./hand_places";
import type { LiveDocument } from "./live_document";
import { handMarksOf, type Lane, type Lanes, type LiveModel, lanesOf } from "./traits";

const EDGE = 5; // px within which the edge of a mark is taken hold of
const SLOW_WAVE = "slow wave";

export interface HeldMark {
  id: string;
  start: number;
  stop: number;
  side: "start" | "stop";
}

export class HandMarks {
  held: HeldMark | null = null; // whose edge a hand drags

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
  ) {}

  draw(): void {
    const source = this.live.named("hand_marks");
    if (!source) return;
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    const lanes = lanesOf(this.model);
    const [left, right, bottom, top]: number[][] = [[], [], [], []];
    const name: string[] = [];
    for (const [from, to, kind, channel, id] of handMarksOf(this.model)) {
      const held = this.held && id === this.held.id ? this.held : null;
      const [begin, end] = held ? [held.start, held.stop] : [from, to];
      if (end < start || begin > stop) continue;
      const lane = lanes.find((one) => one.name === channel);
      left.push(Math.max(begin, start));
      right.push(Math.min(end, stop));
      bottom.push(lane ? lane.centre - 0.48 : -0.7);
      top.push(lane ? lane.centre + 0.48 : lanes.length - 0.3);
      name.push(kind);
    }
    const data = { left, right, bottom, top, name };
    if (left.length || source.data.left?.length) source.setv({ data }, { sync: false });
  }

  // The own mark, and the side of it, whose edge lies under a hand.
  edgeAt(at: Place): HeldMark | null {
    const lane = laneAt(lanesOf(this.model), at.y);
    const reach = EDGE * at.perX;
    for (const [start, stop, , channel, id] of handMarksOf(this.model)) {
      if (!id || (channel && channel !== lane?.name)) continue;
      const [near, far] = [Math.abs(at.x - start), Math.abs(at.x - stop)];
      if (Math.min(near, far) <= reach)
        return { id, start, stop, side: near < far ? "start" : "stop" };
    }
    return null;
  }

  drag(held: HeldMark, time: number): void {
    const [start, stop] =
      held.side === "start"
        ? [Math.min(time, held.stop), held.stop]
        : [held.start, Math.max(time, held.start)];
    this.held = { ...held, start, stop };
    this.draw();
  }

  // The own mark that a key takes out: in the brush, else that nearest to the window's middle.
  chosen(): string | null {
    const start = this.model.get("window_start");
    const [from, to] = [start, start + this.model.get("window_length")];
    const [low, high] = this.model.get("selection");
    const middle = low === undefined ? (from + to) / 2 : (low + high) / 2;
    let best: string | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const [begin, end, , , id] of handMarksOf(this.model)) {
      if (!id || end < (low ?? from) || begin > (high ?? to)) continue;
      const away = Math.abs((begin + end) / 2 - middle);
      if (away < least) [best, least] = [id, away];
    }
    return best;
  }

  // Seconds of an epoch that own marks of slow waves take, in words; "" where there are none.
  tally(begin: number, length: number): string {
    const spans = handMarksOf(this.model)
      .filter(([start, stop, kind, , id]) => id && kind === SLOW_WAVE && stop > start)
      .map(([start, stop]): [number, number] => [start, stop]);
    if (!spans.length) return "";
    const seconds = secondsWithin(spans, begin, begin + length);
    return `slow waves by hand ${seconds.toFixed(1)} s of ${length} s, ${Math.round((100 * seconds) / length)} %`;
  }
}

// The lane that a height of the traces belongs to.
export const laneAt = (lanes: Lanes, y: number): Lane | undefined =>
  lanes.find((lane) => Math.abs(lane.centre - y) <= 0.5);

// How much of [begin, end] spans take; where some overlap, once.
export function secondsWithin(spans: [number, number][], begin: number, end: number): number {
  let [sum, reached] = [0, begin];
  for (const [start, stop] of [...spans].sort((a, b) => a[0] - b[0])) {
    const from = Math.max(start, reached);
    const to = Math.min(stop, end);
    if (to > from) [sum, reached] = [sum + to - from, to];
  }
  return sum;
}
