// The model of the pane in a page without a kernel: what the kernel would answer, from what is held.

import type { Buffers } from "./anywidget";
import { FrozenModel } from "./frozen_model";
import type { FrozenSamples } from "./frozen_samples";
import { analysedOf, type Lane, type Lanes, type LiveTraits, lanesOf } from "./traits";

// A message that the kernel sent when the page was made.
export interface ToldMessage {
  message: { kind: string; what?: string; [name: string]: unknown };
  buffers: DataView<ArrayBuffer>[];
}

// What numbers of a part of the night are counted from, by one scorer.
export interface ScoredNight {
  told: ToldMessage[];
  stages: [code: number, name: string][]; // that the hypnogram tells; none if nobody scored
  codes: Int8Array; // of the time in bed, by its conventions
  inside: Uint8Array; // epochs in bed
  asleep: Uint8Array; // by the hypnogram
}

const GAIN_STEP = Math.SQRT2;
const LARGEST_GAIN = 64;

// What a hand may ask for here that only a kernel can do.
const NEEDED: Record<string, string> = {
  lights: "Moving lights off or on changes every number of the night",
  score: "Scoring by hand is kept in a journal",
  type: "Large type is drawn with the figures (the browser’s own zoom enlarges this page)",
};

export class FrozenNight extends FrozenModel<LiveTraits> {
  private gain = 1;
  scored: ScoredNight | null = null;
  night: ToldMessage[] = []; // of the channel, whoever scored it
  events: ToldMessage[] = [];

  constructor(
    traits: LiveTraits,
    private readonly samples: FrozenSamples,
    private readonly needsKernel: (what: string) => void,
  ) {
    super(traits);
  }

  override set<Name extends keyof LiveTraits>(name: Name, value: LiveTraits[Name]): void {
    if (name === "lights") {
      this.needsKernel(NEEDED.lights);
      return;
    }
    const before = this.values[name];
    if (name === "window_start" || name === "window_length") {
      this.values[name] = value; // where the window will stand when it is told
      this.holdSource();
      this.values[name] = before;
    }
    super.set(name, value);
    if (name === "selection") this.tellScored();
  }

  // Another document: other scorer, theme or events; the hand's choices stay.
  show(traits: Partial<LiveTraits>, scored: ScoredNight, events: ToldMessage[]): void {
    Object.assign(this.values, traits);
    this.values.lanes = this.enlarged(this.values.lanes);
    this.values.layout_id += 1;
    this.samples.forget();
    this.scored = scored;
    this.events = events;
  }

  override send(content: object): void {
    const asked = content as { kind: string; missing?: string[]; key?: string; id?: string };
    if (asked.kind === "hello") this.answer({ kind: "agreed" });
    else if (asked.kind === "ready") this.tellAll();
    else if (asked.kind === "need") this.give(asked.missing ?? []);
    else if (asked.kind === "key") this.press(asked.key ?? "");
    else if (asked.kind === "score") {
      this.needsKernel(NEEDED.score);
      if (asked.id) this.answer({ kind: "settled", ids: [asked.id], refused: [asked.id] });
    }
  }

  private press(key: string): void {
    if ("+=".includes(key)) this.enlarge(1);
    else if ("-_".includes(key)) this.enlarge(-1);
    else this.needsKernel(NEEDED.type);
  }

  private give(missing: readonly string[]): void {
    const layout = this.values.layout_id;
    this.holdSource();
    if (missing.includes("band")) this.answer(...this.samples.none(layout));
    if (missing.includes("raw")) this.answer(...this.samples.raw(layout));
    this.answer({ kind: "answered" });
  }

  private holdSource(): void {
    const { window_start, window_length, layout_id } = this.values;
    const analysed = analysedOf(this);
    const held = this.samples.source(window_start, window_length, layout_id, analysed);
    if (held) this.emit("msg:custom", ...held);
  }

  private tellAll(): void {
    for (const { message, buffers } of [...this.night, ...this.events])
      this.answer(message, buffers);
    this.tellScored();
  }

  // Which epochs count, with those of the selection as the kernel would add them.
  private tellScored(): void {
    const { scored } = this;
    for (const { message, buffers } of scored?.told ?? []) {
      const [minutes, flags] = this.brushed(message, buffers);
      const known = message.sleep_minutes as (number | null)[];
      this.answer({ ...message, sleep_minutes: [...known, ...minutes] }, [...buffers, ...flags]);
    }
  }

  private brushed(
    message: ToldMessage["message"],
    buffers: Buffers,
  ): [(number | null)[], DataView[]] {
    const { scored } = this;
    const inside = this.epochsBrushed(message.first as number, message.length as number);
    if (!inside || !scored) return [[], []];
    const [, judged, byScorer] = buffers.map((one) => new Uint8Array(one.buffer));
    const asleep = inside.reduce((sum, flag, epoch) => sum + (flag & scored.asleep[epoch]), 0);
    const minutes = (Math.max(asleep, 1) * (message.length as number)) / 60;
    const flags = [judged.map((flag, epoch) => flag & inside[epoch]), byScorer];
    return [
      [scored.stages.length ? minutes : null],
      flags.map((one) => new DataView(one.slice().buffer)),
    ];
  }

  // Epochs that have their middle in the selection; null where none is brushed, or less than one.
  epochsBrushed(first: number, length: number): Uint8Array | null {
    const [start, stop] = this.values.selection;
    if (start === undefined || stop - start < length || !this.scored) return null;
    const middle = (epoch: number) => first + (epoch + 0.5) * length;
    return this.scored.asleep.map((_, epoch) =>
      middle(epoch) >= start && middle(epoch) < stop ? 1 : 0,
    );
  }

  // Draw the traces larger or smaller.
  enlarge(steps: number): void {
    const before = this.gain;
    const gain = this.gain * GAIN_STEP ** steps;
    this.gain = Math.min(Math.max(gain, 1 / LARGEST_GAIN), LARGEST_GAIN);
    this.set("lanes", this.enlarged(this.values.lanes, this.gain / before));
    this.emit("gain", this.gain);
  }

  private enlarged(lanes: string, by = this.gain): string {
    const changed = (JSON.parse(lanes) as Lane[]).map((lane) => ({
      ...lane,
      gain: lane.gain * by,
    }));
    return JSON.stringify(changed);
  }

  get lanes(): Lanes {
    return lanesOf(this);
  }
}
