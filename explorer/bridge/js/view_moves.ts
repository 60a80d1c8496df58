// What hands do to the view, by whichever way: the window moved, the band, the line, a part of the
// night. Each is written to the pane's traits, and said.

import { bandWithin, clamp, lightsMoved } from "./drag_limits";
import type { EventMarks } from "./event_marks";
import { epochEdge, windowAround } from "./going_to";
import type { Readout } from "./readout";
import type { ScoredMarks } from "./scored_marks";
import type { Scoring } from "./scoring";
import type { LiveModel } from "./traits";

export const ELSEWHERE = "*"; // in place of a channel: brushed along the night, not on a trace

export class ViewMoves {
  anchor: number | undefined; // where a brush by keys began, s
  private saving = false;
  private gone: number | undefined; // onset of the scored event gone to, s

  constructor(
    private readonly model: LiveModel,
    readonly readout: Readout,
    private readonly marks: EventMarks,
    private readonly scored: ScoredMarks,
    private readonly scoring: Scoring,
  ) {}

  // Once an event, and before the frame that it causes: the kernel works while the page paints.
  save(): void {
    if (this.saving) return;
    this.saving = true;
    queueMicrotask(() => {
      this.saving = false;
      this.model.save_changes();
    });
  }

  goTo(start: number): void {
    this.readout.hover(null); // what lay under the pointer has moved away
    const latest = Math.max(0, this.model.get("total") - this.model.get("window_length"));
    this.model.set("window_start", clamp(start, 0, latest));
    this.gone = undefined;
    this.save();
    this.readout.dismissHint();
  }

  visit(epoch: number): void {
    if (this.scoring.mode.scoresNight) this.scoring.aimAt(epoch, this);
    else this.goTo(epoch);
  }

  // To the epoch that holds a time: the window stands on the grid of the epochs.
  goToEpoch(time: number): void {
    const { clock: _clock, ...grid } = this.readout.grid();
    if (this.scoring.mode.scoresNight) this.scoring.aimAt(time, this);
    else this.goTo(windowAround(time, grid));
    this.readout.say();
  }

  stepEpoch(forward: boolean): void {
    this.goTo(epochEdge(this.model.get("window_start"), forward, this.readout.grid()));
  }

  centreOn(time: number): void {
    this.goTo(time - this.model.get("window_length") / 2);
  }

  // Put the next scored event, or the one before, in the window's middle.
  goToEvent(forward: boolean): void {
    const middle = this.model.get("window_start") + this.model.get("window_length") / 2;
    const onset = this.scored.beside(this.gone ?? middle, forward);
    if (onset === null) return;
    this.centreOn(onset);
    this.gone = onset; // near the night's ends the window's middle is elsewhere
  }

  brush(a: number, b: number, channel = ELSEWHERE): void {
    const total = this.model.get("total");
    this.model.set("brush_channel", channel);
    this.select([clamp(Math.min(a, b), 0, total), clamp(Math.max(a, b), 0, total)]);
  }

  select(selection: number[]): void {
    this.model.set("selection", selection);
    this.save();
    this.readout.dismissHint();
  }

  setLights(which: "lights-off" | "lights-on", time: number): void {
    const [epoch, total] = [this.model.get("epoch_length"), this.model.get("total")];
    this.model.set("lights", lightsMoved(this.model.get("lights"), which, time, epoch, total));
    this.save();
    this.readout.dismissHint();
  }

  setBand(wanted: number[], moving?: "low" | "high"): void {
    const limits = this.model.get("band_limits");
    const band = bandWithin(wanted, limits, this.model.get("narrowest_band"), moving);
    if (!band) return;
    this.model.set("band", band);
    this.save();
    this.readout.dismissHint();
  }

  setThreshold(y: number): void {
    this.model.set("n3_amplitude", this.marks.lineAt(y));
    this.save();
    this.readout.dismissHint();
  }

  // By px up from where the line was held at a height.
  setThresholdFinely(from: number, y: number, up: number): void {
    this.model.set("n3_amplitude", this.marks.lineFrom(from, y, up));
    this.save();
    this.readout.dismissHint();
  }

  moveThreshold(by: number): void {
    const [least, most] = this.model.get("n3_amplitude_limits");
    this.model.set("n3_amplitude", clamp(this.model.get("n3_amplitude") + by, least, most));
    this.save();
    this.readout.dismissHint();
  }

  wordsFor(what: string): string {
    const clock = (time: number) => this.readout.clock(time);
    if (what === "line") return `amplitude line ${this.model.get("n3_amplitude")} microvolts`;
    if (what === "band") return `band ${this.model.get("band").join(" to ")} hertz`;
    const [from, to] = this.model.get("selection");
    if (this.anchor !== undefined) return `brush begins at ${clock(this.anchor)}`;
    if (from === undefined) return "nothing brushed";
    const channel = this.model.get("brush_channel");
    const where = channel === ELSEWHERE ? "" : ` on ${channel || "all channels"}`;
    return `brushed ${clock(from)} to ${clock(to)}${where}`;
  }
}
