// What scorers marked: drawn over the traces in its channel, named under the hand, and gone to.

import type { Buffers } from "./anywidget";
import type { Place } from "./hand_places";
import { type LiveDocument, wholeBuffer } from "./live_document";
import { type LiveModel, lanesOf } from "./traits";

export const LANES = "scored events"; // name of the plot along the night
const MOST_DRAWN = 300; // marks in one window: more than a screen can tell apart
const MOST_NAMED = 40; // words in one window
const LETTER = 6; // px that a letter of a mark's word takes
const BAR = 0.07; // of a lane: how high a mark is
const OVER_ALL = -1;

export interface ScoredMessage {
  kind: "scored events";
  lanes: [label: string, colour: string][];
  words: string[];
  channels: string[];
  sources: string[];
}

interface Columns {
  onset: Float64Array;
  duration: Float64Array;
  reach: Float64Array; // latest end of a mark and of all before it, s
  lane: Int32Array;
  word: Int32Array;
  channel: Int32Array;
  source: Int32Array;
}

const NOTHING: ScoredMessage = {
  kind: "scored events",
  lanes: [],
  words: [],
  channels: [],
  sources: [],
};

export class ScoredMarks {
  private told = NOTHING;
  private columns: Columns | null = null;

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
  ) {}

  receive(message: ScoredMessage, buffers: Buffers): void {
    this.told = message;
    this.columns = null;
    if (buffers.length) {
      const [onset, duration] = [0, 1].map((i) => new Float64Array(wholeBuffer(buffers[i])));
      const [lane, word, channel, source] = [2, 3, 4, 5].map(
        (i) => new Int32Array(wholeBuffer(buffers[i])),
      );
      this.columns = {
        ...{ onset, duration, lane, word, channel, source },
        reach: latestEnds(onset, duration),
      };
    }
    this.draw();
  }

  // The marks that a stretch of the night touches, in order of onset.
  private within(start: number, stop: number): number[] {
    const { columns } = this;
    return columns ? touching(columns.onset, columns.duration, columns.reach, start, stop) : [];
  }

  draw(): void {
    const source = this.live.named("scored_marks");
    if (!source) return;
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    const found = this.within(start, stop);
    const data = this.live.element?.dataset;
    if (data) data.scored = String(found.length);
    if (!found.length && !source.data.left?.length) return;
    const lanes = lanesOf(this.model);
    const width = this.live.plot("traces")?.frame.bbox.width ?? 800;
    const perSecond = width / (stop - start);
    const [left, right, bottom, top]: number[][] = [[], [], [], []];
    const [colour, name]: string[][] = [[], []];
    const taken = new Map<number, number>(); // by lane, up to where words stand, s
    for (const at of found) {
      const { onset, duration, lane, word, channel } = this.columns as Columns;
      if (left.length >= MOST_DRAWN) break;
      const place = channel[at];
      if (place < OVER_ALL) continue; // made by hand: drawn as that
      const trace = lanes.find((one) => one.name === this.told.channels[place]);
      if (place !== OVER_ALL && !trace) continue; // its channel is not shown
      const height = trace ? trace.centre + 0.48 : lanes.length - 0.27;
      const from = Math.max(onset[at], start);
      left.push(from);
      right.push(Math.max(Math.min(onset[at] + duration[at], stop), from + 2 / perSecond));
      bottom.push(height - BAR);
      top.push(height);
      const words = this.told.words[word[at]];
      const free = name.length < MOST_NAMED && from >= (taken.get(height) ?? start);
      name.push(free ? words : "");
      if (free) taken.set(height, from + (words.length * LETTER) / perSecond);
      colour.push(this.told.lanes[lane[at]][1]);
    }
    source.setv({ data: { left, right, bottom, top, colour, name } }, { sync: false });
  }

  // The mark nearest to a place in the lanes, in its lane.
  private nearest({ x, y, perX }: Place, reach = Number.POSITIVE_INFINITY): number | null {
    const { columns } = this;
    if (!columns) return null;
    const row = Math.round(-y);
    let best: number | null = null;
    let least = reach * perX;
    for (let i = 0; i < columns.onset.length; i++) {
      if (columns.lane[i] !== row) continue;
      const end = columns.onset[i] + columns.duration[i];
      const away = Math.max(columns.onset[i] - x, x - end, 0);
      if (away < least || (best === null && away <= least)) [best, least] = [i, away];
      else if (columns.onset[i] - x > least) break; // in order of onset
    }
    return best;
  }

  // When the mark nearest to a tap in the lanes begins, s.
  onsetAt(place: Place): number | null {
    const at = this.nearest(place);
    return at === null || !this.columns ? null : this.columns.onset[at];
  }

  // Onset of the next mark after a moment, or of the last before it.
  beside(time: number, forward: boolean): number | null {
    const onsets = this.columns?.onset;
    if (!onsets) return null;
    const total = this.model.get("total");
    let found: number | null = null;
    for (const onset of onsets) {
      if (onset < 0 || onset >= total) continue;
      if (forward && onset > time + 1e-6) return onset;
      if (!forward && onset < time - 1e-6) found = onset;
    }
    return found;
  }

  // The file's own words of what lies under a hand on the lanes: kind, count of its lane, who.
  wordsAt(place: Place): string {
    const row = Math.round(-place.y);
    const lane = this.told.lanes[row];
    if (!lane || !this.columns) return "";
    const at = this.nearest(place, 4);
    if (at === null) return lane[0];
    const { onset, duration, word, channel, source } = this.columns;
    const where = this.told.channels[channel[at]];
    const lasts = duration[at] ? `${Number(duration[at].toFixed(2))} s` : "no duration";
    const words = [`“${this.told.words[word[at]]}”`, lasts, where, this.told.sources[source[at]]];
    return `${lane[0]}: ${words.filter(Boolean).join(", ")}${onset[at] < 0 ? ", from before" : ""}`;
  }

  // The kinds that the window holds, for who hears the page.
  wordsOf(start: number, stop: number): string {
    const counts = new Map<string, number>();
    for (const at of this.within(start, stop)) {
      const label = this.told.lanes[(this.columns as Columns).lane[at]][0];
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    return [...counts].map(([label, n]) => (n > 1 ? `${n} × ${label}` : label)).join(", ");
  }
}

export function latestEnds(onset: Float64Array, duration: Float64Array): Float64Array {
  const reach = new Float64Array(onset.length);
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < onset.length; i++) {
    latest = Math.max(latest, onset[i] + duration[i]);
    reach[i] = latest;
  }
  return reach;
}

// Places of the marks that [start, stop] touches: those in order of onset whose end comes after its
// start. What lies before all that reaches into it is passed over at once.
export function touching(
  onset: Float64Array,
  duration: Float64Array,
  reach: Float64Array,
  start: number,
  stop: number,
): number[] {
  let [low, high] = [0, onset.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reach[middle] < start) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let i = low; i < onset.length && onset[i] <= stop; i++)
    if (onset[i] + duration[i] >= start) found.push(i);
  return found;
}
