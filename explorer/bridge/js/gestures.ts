// Hands on the page: pointer, wheel and keyboard, turned into the pane's traits.

import type { PlotView } from "./bokehjs";
import { bandMoved, bandWithin, clamp, lightsMoved, snapped } from "./drag_limits";
import { elementOf } from "./element_of";
import type { EventMarks } from "./event_marks";
import { edgeMoved, frequencyAxis } from "./frequency_axis";
import { epochEdge, windowAround } from "./going_to";
import { type HeldMark, laneAt } from "./hand_marks";
import { bandHandle, inWindow, lightHandle, setOut } from "./hit_testing";
import { type Act, actOf } from "./keymap";
import type { LiveDocument } from "./live_document";
import type { OverviewZoom } from "./overview_zoom";
import type { Readout } from "./readout";
import { LANES, type ScoredMarks } from "./scored_marks";
import type { Scoring } from "./scoring";
import { type LiveModel, lanesOf } from "./traits";

const GRAB = 7; // px within which a line is taken hold of
const HEAD = 18; // px at the top of the hypnogram in which a mark of lights is always at hand
const LINE_GRAB = 4; // px, of the amplitude line: its lane is low, and is panned too
const BAND_STEP = 0.25; // Hz a key
const ELSEWHERE = "*"; // in place of a channel: brushed along the night, not on a trace
const SLOP = 4; // px before a press becomes a drag

const CURSORS: Record<string, string> = {
  "band-low": "ns-resize",
  "band-high": "ns-resize",
  threshold: "ns-resize",
  "band-or-scrub": "grab",
  "lights-off": "ew-resize",
  "lights-on": "ew-resize",
  mark: "ew-resize",
  brush: "crosshair",
  pan: "grab",
  scrub: "pointer",
};

// Where a hand is: in which plot, in the page's pixels and in the plot's own coordinates.
export interface Place {
  plot: PlotView;
  name: string | null;
  px: number;
  py: number;
  x: number;
  y: number;
  perX: number; // of the plot's units in a pixel
  perY: number;
  pane?: { left: number; top: number; width: number }; // the pane in the page, where that is known
}

interface Drag {
  at: Place;
  mode: string;
  moved: boolean;
  withShift: boolean; // as it was pressed
  start: number;
  band: number[];
  mark: HeldMark | null;
}

// Where a hand is that has come from a place; null beyond the plot of that.
export function movedWith(at: Place, event: { clientX: number; clientY: number }): Place | null {
  const [px, py] = [event.clientX, event.clientY];
  const [x, y] = [at.x + (px - at.px) * at.perX, at.y - (py - at.py) * at.perY];
  const { x_range, y_range } = at.plot.model;
  const isWithin = x >= x_range.start && x <= x_range.end && y >= y_range.start && y <= y_range.end;
  return isWithin ? { ...at, px, py, x, y } : null;
}

export class Gestures {
  private drag: Drag | null = null;
  private dragged: PointerEvent | null = null; // the last move of a drag, until it is spoken of
  private saving = false;
  private anchor: number | undefined; // where a brush by keys began, s
  private gone: number | undefined; // onset of the scored event gone to, s
  zoom?: OverviewZoom;

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
    private readonly element: HTMLElement,
    readonly readout: Readout,
    private readonly marks: EventMarks,
    private readonly scored: ScoredMarks,
    private readonly scoring: Scoring,
    signal: AbortSignal,
  ) {
    const on = <Kind extends keyof HTMLElementEventMap>(
      target: HTMLElement | Document,
      kind: Kind,
      handler: (event: HTMLElementEventMap[Kind]) => void,
      options: AddEventListenerOptions = {},
    ) =>
      target.addEventListener(
        kind,
        (event) => handler.call(this, event as HTMLElementEventMap[Kind]),
        { signal, ...options },
      );
    on(element, "pointerdown", this.press);
    on(element, "pointermove", this.move);
    on(element, "pointerup", this.release);
    on(element, "pointercancel", this.release);
    on(element, "pointerleave", () => this.readout.hover(null));
    on(element, "dblclick", this.doublePress);
    on(element, "wheel", this.wheel, { passive: false });
    // In a page of its own the keys work everywhere; in a notebook only when the explorer has focus.
    const root = element.closest<HTMLElement>(".sleep-explorer") ?? element;
    on(document.body.dataset.voila ? document : root, "keydown", this.key);
  }

  // Once an event, and before the frame that it causes: the kernel works while the page paints.
  private save(): void {
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

  private visit(epoch: number): void {
    if (this.scoring.on && !this.scoring.inLesson) this.scoring.aimAt(epoch, this);
    else this.goTo(epoch);
  }

  // To the epoch that holds a time: the window stands on the grid of the epochs.
  goToEpoch(time: number): void {
    const { clock: _clock, ...grid } = this.readout.grid();
    if (this.scoring.on && !this.scoring.inLesson) this.scoring.aimAt(time, this);
    else this.goTo(windowAround(time, grid));
    this.readout.say();
  }

  private stepEpoch(forward: boolean): void {
    this.goTo(epochEdge(this.model.get("window_start"), forward, this.readout.grid()));
  }

  private centreOn(time: number): void {
    this.goTo(time - this.model.get("window_length") / 2);
  }

  // Where the pointer is: which figure, and in that figure's own coordinates.
  private locate(event: MouseEvent): Place | null {
    for (const plot of this.live.plots) {
      if (!plot.model.visible) continue;
      const outer = plot.el.getBoundingClientRect();
      const box = plot.frame.bbox;
      const x = event.clientX - outer.left - box.left;
      const y = event.clientY - outer.top - box.top;
      if (x < -2 || y < -2 || x > box.width + 2 || y > box.height + 2) continue;
      const { x_range, y_range } = plot.model;
      return {
        plot,
        name: plot.model.name,
        px: event.clientX,
        py: event.clientY,
        x: x_range.start + (x / box.width) * (x_range.end - x_range.start),
        y: y_range.end - (y / box.height) * (y_range.end - y_range.start),
        perX: (x_range.end - x_range.start) / box.width,
        perY: (y_range.end - y_range.start) / box.height,
        pane: this.element.getBoundingClientRect(),
      };
    }
    return null;
  }

  // What a press here takes hold of.
  private handle(at: Place): string {
    if (at.name === "spectrogram") {
      const axis = frequencyAxis(at.plot.model.y_range);
      return bandHandle(at.y, this.model.get("band").map(axis.place), GRAB * at.perY);
    }
    if (at.name === "hypnogram") {
      const reach = GRAB * at.perX;
      const night = {
        lights: this.model.get("lights"),
        start: this.model.get("window_start"),
        length: this.model.get("window_length"),
        total: this.model.get("total"),
      };
      const inHead = at.y >= at.plot.model.y_range.end - HEAD * at.perY;
      const light = lightHandle(at.x, night, reach, inHead);
      return light || (inWindow(at.x, night, reach) ? "scrub" : "brush");
    }
    if (at.name !== "traces") return "scrub";
    if (this.scoring.marks.edgeAt(at)) return "mark";
    return this.marks.grabs(at, LINE_GRAB) ? "threshold" : "pan";
  }

  // With Shift a drag on the traces brushes them, for a mark, and one along the night shows a part
  // of it; up or down on the spectrogram it moves the band in fine steps.
  private shiftHandle(at: Place): string {
    if (at.name === "traces") return "brush";
    const handle = this.handle(at);
    return handle.startsWith("band-") || handle.startsWith("lights") ? handle : "zoom";
  }

  private press(event: PointerEvent): void {
    if (
      event.button !== 0 ||
      elementOf(event)?.closest(".readout, .hint, .pane-border, .night-zoom")
    )
      return;
    const at = this.locate(event);
    if (!at) return;
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    this.drag = {
      at,
      mode: event.shiftKey ? this.shiftHandle(at) : this.handle(at),
      moved: false,
      withShift: event.shiftKey,
      start: this.model.get("window_start"),
      band: this.model.get("band"),
      mark: at.name === "traces" ? this.scoring.marks.edgeAt(at) : null,
    };
    event.preventDefault();
  }

  private move(event: PointerEvent): void {
    if (!this.drag) {
      const at = this.locate(event);
      const handle = at ? this.handle(at) : "";
      this.element.style.cursor = CURSORS[handle] ?? "";
      this.readout.hover(at);
      return;
    }
    const { at, start, band } = this.drag;
    const dx = event.clientX - at.px;
    const dy = event.clientY - at.py;
    if (!this.drag.moved) {
      if (Math.hypot(dx, dy) < SLOP && this.drag.mode !== "threshold") return;
      this.drag.moved = true;
      const isAlong = Math.abs(dx) >= Math.abs(dy);
      this.drag.mode = setOut(this.drag.mode, isAlong, this.drag.withShift);
    }
    const x = at.x + dx * at.perX;
    const up = -dy * at.perY;
    const axis = frequencyAxis(at.name === "spectrogram" ? at.plot.model.y_range : undefined);
    const edge = (hertz: number) => snapped(hertz, event.shiftKey);
    if (this.drag.mode === "zoom") this.zoom?.preview(at.x, x);
    else if (this.drag.mode === "scrub") this.centreOn(x);
    else if (this.drag.mode === "pan") this.goTo(start - dx * at.perX);
    else if (this.drag.mode === "threshold") this.setThreshold(at.y + up);
    else if (this.drag.mode === "brush") {
      this.anchor = undefined;
      const lanes = at.name === "traces" ? lanesOf(this.model) : [];
      const [from, to] = [laneAt(lanes, at.y), laneAt(lanes, at.y + up)];
      // Along one trace it is that channel's, across several it is of all.
      this.brush(at.x, x, at.name === "traces" ? (from === to && from?.name) || "" : ELSEWHERE);
    } else if (this.drag.mode === "mark" && this.drag.mark)
      this.scoring.marks.drag(this.drag.mark, clamp(x, 0, this.model.get("total")));
    else if (this.drag.mode === "lights-off" || this.drag.mode === "lights-on")
      this.setLights(this.drag.mode, x);
    else if (this.drag.mode === "band-low")
      this.setBand([edge(edgeMoved(axis, band[0], up)), band[1]], "low");
    else if (this.drag.mode === "band-high")
      this.setBand([band[0], edge(edgeMoved(axis, band[1], up))], "high");
    else if (this.drag.mode === "band") {
      // What lies under the hand goes with it.
      const by = axis.hertz(at.y + up) - axis.hertz(at.y);
      this.setBand(bandMoved(band, edge(by), this.model.get("band_limits")));
    }
    if (this.drag.mode.startsWith("band")) this.model.set("holding", true); // goes with the band
    // The words go with the hand wherever what lies under it stays.
    if (/^(band|brush|zoom)/.test(this.drag.mode)) {
      this.dragged = event;
      this.live.frames.after(this.hoverDragged);
    }
  }

  // What lies under a hand that drags, once a frame. In the plot where it began that is known from
  // how far the hand has come; elsewhere the page must be laid out to know it.
  private readonly hoverDragged = (): void => {
    const { dragged: event, drag } = this;
    this.dragged = null;
    if (!event) return;
    const at = drag && movedWith(drag.at, event);
    this.readout.hover(at ?? this.locate(event));
  };

  private release(event: PointerEvent): void {
    const drag = this.drag;
    this.drag = null;
    if (this.model.get("holding")) {
      this.model.set("holding", false);
      this.save();
    }
    if (drag?.mode === "zoom" && drag.moved) {
      const width = (event.clientX - drag.at.px) * drag.at.perX;
      if (event.type === "pointercancel") this.zoom?.drop();
      else this.zoom?.to(drag.at.x, drag.at.x + width);
      return;
    }
    if (drag?.moved) {
      // What the drag came to, or whoever hears the page keeps what was said before it.
      const spoken: Record<string, string> = { threshold: "line", brush: "brush" };
      const what = spoken[drag.mode] ?? (drag.mode.startsWith("band") ? "band" : "");
      if (what) this.readout.say(this.wordsFor(what));
    }
    const { held } = this.scoring.marks;
    if (held && event.type !== "pointercancel") this.scoring.changeMark(held);
    this.scoring.marks.held = null;
    if (!drag || drag.moved || event.type === "pointercancel") return;
    if (drag.at.name === LANES) this.centreOn(this.scored.onsetAt(drag.at) ?? drag.at.x);
    else if (drag.at.name !== "traces") this.goTo(windowAround(drag.at.x, this.readout.grid()));
  }

  private doublePress(event: MouseEvent): void {
    if (this.locate(event)?.name === "hypnogram") this.select([]);
  }

  private brush(a: number, b: number, channel = ELSEWHERE): void {
    const total = this.model.get("total");
    this.model.set("brush_channel", channel);
    this.select([clamp(Math.min(a, b), 0, total), clamp(Math.max(a, b), 0, total)]);
  }

  select(selection: number[]): void {
    this.model.set("selection", selection);
    this.save();
    this.readout.dismissHint();
  }

  private setLights(which: "lights-off" | "lights-on", time: number): void {
    const [epoch, total] = [this.model.get("epoch_length"), this.model.get("total")];
    this.model.set("lights", lightsMoved(this.model.get("lights"), which, time, epoch, total));
    this.save();
    this.readout.dismissHint();
  }

  private setBand(wanted: number[], moving?: "low" | "high"): void {
    const limits = this.model.get("band_limits");
    const band = bandWithin(wanted, limits, this.model.get("narrowest_band"), moving);
    if (!band) return;
    this.model.set("band", band);
    this.save();
    this.readout.dismissHint();
  }

  private setThreshold(y: number): void {
    this.model.set("n3_amplitude", this.marks.lineAt(y));
    this.save();
    this.readout.dismissHint();
  }

  private wheel(event: WheelEvent): void {
    const at = this.locate(event);
    if (!at || event.ctrlKey) return;
    event.preventDefault();
    const turn = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    if (event.shiftKey && at.name !== "traces") {
      this.zoom?.turn(turn, at.x);
      return;
    }
    this.goTo(
      this.model.get("window_start") + Math.sign(turn) * this.model.get("window_length") * 0.25,
    );
  }

  private key(event: KeyboardEvent): void {
    if (!this.element.offsetParent) {
      this.keyElsewhere(event); // another tab is shown: its keys are its own
      return;
    }
    const inField = elementOf(event)?.closest(
      "input:not([type=checkbox]), select, textarea, .noUi-handle, [contenteditable=true], .jp-CodeCell .cm-editor, dialog",
    );
    if (inField) return;
    const act = actOf(event, this.scoring.on);
    if (!act) return;
    if (this.scoring.take(act, event.key, this)) this.readout.dismissHint();
    else this.perform(act, event.key);
    event.preventDefault();
    event.stopPropagation();
  }

  // On a tab whose numbers are of the selection too, Esc clears it as it does beside the night.
  private keyElsewhere(event: KeyboardEvent): void {
    const root = this.element.closest(".sleep-explorer");
    const signal = root?.querySelector<HTMLElement>(".turned-to .signal-controls");
    if (event.key !== "Escape" || !signal?.offsetParent) return;
    if (elementOf(event)?.closest("input, select, textarea, dialog")) return;
    this.perform("forget-brush", event.key);
  }

  private perform(act: Act, key: string): void {
    const preset = act === "kernel" && this.model.get("bands")[Number.parseInt(key, 10) - 1];
    if (preset) this.setBand(preset);
    else if (act === "kernel") this.model.send({ kind: "key", key });
    else if (act === "help") this.readout.help();
    else if (act === "go-to") this.readout.goTo();
    else if (act === "zoom-in") this.zoom?.by(1 / 2);
    else if (act === "zoom-out") this.zoom?.by(2);
    else if (act === "whole-night") this.zoom?.set(null);
    else if (act === "lights-off") this.setLights(act, this.model.get("window_start"));
    else if (act === "lights-on")
      this.setLights(act, this.model.get("window_start") + this.model.get("window_length"));
    else if (act === "forget-brush") {
      this.anchor = undefined;
      this.select([]);
    } else this.adjust(act) || this.travel(act);
  }

  // Through the night by windows, epochs and changes of stage.
  private travel(act: Act): void {
    const length = this.model.get("window_length");
    const start = this.model.get("window_start");
    const changeOfStage = (forward: boolean) =>
      this.visit(this.readout.changeOfStage(forward) ?? this.readout.place());
    const ways: Partial<Record<Act, () => void>> = {
      "next-window": () => this.goTo(start + length),
      "previous-window": () => this.goTo(start - length),
      "next-epoch": () => this.stepEpoch(true),
      "previous-epoch": () => this.stepEpoch(false),
      "ten-windows-on": () => this.goTo(start + 10 * length),
      "ten-windows-back": () => this.goTo(start - 10 * length),
      start: () => this.goTo(0),
      end: () => this.goTo(this.model.get("total")),
      "next-change": () => changeOfStage(true),
      "previous-change": () => changeOfStage(false),
      "next-event": () => this.goToEvent(true),
      "previous-event": () => this.goToEvent(false),
    };
    ways[act]?.();
    this.readout.say();
  }

  // Put the next scored event, or the one before, in the window's middle.
  private goToEvent(forward: boolean): void {
    const middle = this.model.get("window_start") + this.model.get("window_length") / 2;
    const onset = this.scored.beside(this.gone ?? middle, forward);
    if (onset === null) return;
    this.centreOn(onset);
    this.gone = onset; // near the night's ends the window's middle is elsewhere
  }

  // What the hand drags, by keys: band edges, the amplitude line, a part of the night. Returns
  // whether the key was one of these.
  private adjust(act: Act): boolean {
    const step = act.endsWith("-down") ? -BAND_STEP : BAND_STEP;
    const [low, high] = this.model.get("band");
    let what = "band";
    if (act.startsWith("low-edge")) this.setBand([low + step, high], "low");
    else if (act.startsWith("high-edge")) this.setBand([low, high + step], "high");
    else if (act.startsWith("band"))
      this.setBand(bandMoved([low, high], step, this.model.get("band_limits")));
    else if (act.startsWith("line")) {
      this.moveThreshold(Math.sign(step));
      what = "line";
    } else if (act === "brush") {
      this.brushByKey();
      what = "brush";
    } else return false;
    this.readout.say(this.wordsFor(what));
    return true;
  }

  private brushByKey(): void {
    const start = this.model.get("window_start");
    if (this.anchor === undefined) {
      this.anchor = start;
      return;
    }
    const length = this.model.get("window_length");
    this.brush(Math.min(this.anchor, start), Math.max(this.anchor, start) + length);
    this.anchor = undefined;
  }

  private wordsFor(what: string): string {
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

  private moveThreshold(by: number): void {
    const [least, most] = this.model.get("n3_amplitude_limits");
    this.model.set("n3_amplitude", clamp(this.model.get("n3_amplitude") + by, least, most));
    this.save();
    this.readout.dismissHint();
  }
}
