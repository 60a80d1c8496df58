// Hands on the page: pointer, wheel and keyboard, turned into the pane's traits.

import type { PlotView } from "./bokehjs";
import { clamp } from "./clamp";
import { elementOf } from "./element_of";
import type { EventMarks } from "./event_marks";
import type { LiveDocument } from "./live_document";
import type { Readout } from "./readout";
import type { Scoring } from "./scoring";
import type { LiveModel } from "./traits";

const GRAB = 7; // px within which a line is taken hold of
const HEAD = 18; // px at the top of the hypnogram in which a mark of lights is always at hand
const LINE_GRAB = 4; // px, of the amplitude line: its lane is low, and is panned too
const BAND_STEP = 0.25; // Hz a key
const SLOP = 4; // px before a press becomes a drag

const CURSORS: Record<string, string> = {
  "band-low": "ns-resize",
  "band-high": "ns-resize",
  threshold: "ns-resize",
  "band-or-scrub": "grab",
  "lights-off": "ew-resize",
  "lights-on": "ew-resize",
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
}

interface Drag {
  at: Place;
  mode: string;
  moved: boolean;
  start: number;
  band: number[];
}

export class Gestures {
  private drag: Drag | null = null;
  private saving = false;
  private anchor: number | undefined; // where a brush by keys began, s

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
    private readonly element: HTMLElement,
    readonly readout: Readout,
    private readonly marks: EventMarks,
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
    const latest = Math.max(0, this.model.get("total") - this.model.get("window_length"));
    this.model.set("window_start", clamp(start, 0, latest));
    this.save();
    this.readout.dismissHint();
  }

  private visit(epoch: number): void {
    if (this.scoring.on) this.scoring.aimAt(epoch, this);
    else this.goTo(epoch);
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
      };
    }
    return null;
  }

  // What a press here takes hold of.
  private handle(at: Place): string {
    if (at.name === "spectrogram") {
      const [low, high] = this.model.get("band");
      const reach = GRAB * at.perY;
      const toLow = Math.abs(at.y - low);
      const toHigh = Math.abs(at.y - high);
      if (Math.min(toLow, toHigh) <= reach) return toLow < toHigh ? "band-low" : "band-high";
      if (at.y > low && at.y < high) return "band-or-scrub";
      return "scrub";
    }
    if (at.name === "hypnogram") {
      const light = this.lightAt(at);
      if (light) return light;
      const middle = this.model.get("window_start") + this.model.get("window_length") / 2;
      const half = this.model.get("window_length") / 2;
      return Math.abs(at.x - middle) <= half + GRAB * at.perX ? "scrub" : "brush";
    }
    if (at.name !== "traces") return "scrub";
    return this.marks.grabs(at, LINE_GRAB) ? "threshold" : "pan";
  }

  // A mark of lights-off or -on: taken by its line, or by its head above the stages, where neither
  // the window nor a brush that begins at the night's very end is in its way.
  private lightAt(at: Place): string {
    const [off, on] = this.model.get("lights");
    if (off === undefined) return "";
    const near = Math.min(Math.abs(at.x - off), Math.abs(at.x - on));
    if (near > GRAB * at.perX) return "";
    const start = this.model.get("window_start");
    const inWindow =
      at.x >= start - GRAB * at.perX &&
      at.x <= start + this.model.get("window_length") + GRAB * at.perX;
    const nearest = Math.abs(at.x - off) <= Math.abs(at.x - on) ? off : on;
    const atEnd = nearest <= 0 || nearest >= this.model.get("total");
    const inHead = at.y >= at.plot.model.y_range.end - HEAD * at.perY;
    if (!inHead && (inWindow || atEnd)) return "";
    return nearest === off ? "lights-off" : "lights-on";
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const at = this.locate(event);
    if (!at) return;
    this.element.focus({ preventScroll: true });
    this.element.setPointerCapture(event.pointerId);
    this.drag = {
      at,
      // With Shift a drag on the traces brushes them, for a mark.
      mode: event.shiftKey && at.name === "traces" ? "brush" : this.handle(at),
      moved: false,
      start: this.model.get("window_start"),
      band: this.model.get("band"),
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
      if (this.drag.mode === "band-or-scrub")
        this.drag.mode = Math.abs(dy) > Math.abs(dx) ? "band" : "scrub";
    }
    const x = at.x + dx * at.perX;
    const up = -dy * at.perY;
    if (this.drag.mode === "scrub") this.centreOn(x);
    else if (this.drag.mode === "pan") this.goTo(start - dx * at.perX);
    else if (this.drag.mode === "threshold") this.setThreshold(at.y + up);
    else if (this.drag.mode === "brush") {
      this.anchor = undefined;
      this.brush(at.x, x);
    } else if (this.drag.mode.startsWith("lights")) this.setLights(this.drag.mode, x);
    else if (this.drag.mode === "band-low") this.setBand(band[0] + up, band[1], "low");
    else if (this.drag.mode === "band-high") this.setBand(band[0], band[1] + up, "high");
    else if (this.drag.mode === "band") {
      const [least, most] = this.model.get("band_limits");
      const shift = clamp(up, least - band[0], most - band[1]);
      this.setBand(band[0] + shift, band[1] + shift);
    }
    if (this.drag.mode.startsWith("band")) this.readout.hover(this.locate(event));
  }

  private release(event: PointerEvent): void {
    const drag = this.drag;
    this.drag = null;
    if (drag?.moved) {
      // What the drag came to, or whoever hears the page keeps what was said before it.
      const letter = { threshold: "t", brush: "b" }[drag.mode] ?? "m";
      if (letter !== "m" || drag.mode.startsWith("band")) this.readout.say(this.wordsFor(letter));
    }
    if (!drag || drag.moved || event.type === "pointercancel") return;
    if (drag.at.name !== "traces") this.centreOn(drag.at.x);
  }

  private doublePress(event: MouseEvent): void {
    if (this.locate(event)?.name === "hypnogram") this.select([]);
  }

  private brush(a: number, b: number): void {
    const total = this.model.get("total");
    this.select([clamp(Math.min(a, b), 0, total), clamp(Math.max(a, b), 0, total)]);
  }

  select(selection: number[]): void {
    this.model.set("selection", selection);
    this.save();
    this.readout.dismissHint();
  }

  // To whole epochs from the start, and at least one epoch apart.
  private setLights(which: string, time: number): void {
    const step = this.model.get("epoch_length");
    const total = this.model.get("total");
    let [off, on] = this.model.get("lights");
    const whole = Math.min(Math.round(time / step) * step, total);
    if (which === "lights-off") off = clamp(whole, 0, Math.max(0, on - step));
    else on = clamp(whole, Math.min(total, off + step), total);
    this.model.set("lights", [off, on]);
    this.save();
    this.readout.dismissHint();
  }

  private setBand(low: number, high: number, moving?: "low" | "high"): void {
    const [least, most] = this.model.get("band_limits");
    const narrowest = this.model.get("narrowest_band");
    let [a, b] = [clamp(low, least, most), clamp(high, least, most)];
    if (b - a < narrowest) {
      if (moving === "low") a = Math.max(least, b - narrowest);
      else b = Math.min(most, a + narrowest);
      if (b - a < narrowest) return;
    }
    const tidy = (edge: number) => Math.round(edge * 20) / 20; // steps of 0.05 Hz
    this.model.set("band", [tidy(a), tidy(b)]);
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
    this.goTo(
      this.model.get("window_start") + Math.sign(turn) * this.model.get("window_length") * 0.25,
    );
  }

  private key(event: KeyboardEvent): void {
    if (!this.element.offsetParent) return; // another tab is shown: its keys are its own
    const inField = elementOf(event)?.closest(
      "input, select, textarea, .noUi-handle, [contenteditable=true], .jp-CodeCell .cm-editor, dialog",
    );
    if (inField) return;
    if (this.scoring.take(event, this)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const length = this.model.get("window_length");
    const step = event.shiftKey ? this.model.get("epoch_length") : length;
    const start = this.model.get("window_start");
    if (event.key === "ArrowRight") this.goTo(start + step);
    else if (event.key === "ArrowLeft") this.goTo(start - step);
    else if (event.key === "PageDown") this.goTo(start + 10 * length);
    else if (event.key === "PageUp") this.goTo(start - 10 * length);
    else if (event.key === "Home") this.goTo(0);
    else if (event.key === "End") this.goTo(this.model.get("total"));
    else if (event.key === "?") this.readout.help();
    else if (event.key === "Escape") {
      this.anchor = undefined;
      this.select([]);
    } else if (event.key === "[") this.setLights("lights-off", start);
    else if (event.key === "]") this.setLights("lights-on", start + length);
    else if (/^[clhmtb]$/i.test(event.key)) this.letter(event.key.toLowerCase(), !event.shiftKey);
    else if (/^[1-9+=\-_]$/.test(event.key)) this.model.send({ kind: "key", key: event.key });
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (/^(Arrow|Page|Home|End)/.test(event.key)) this.readout.say();
  }

  // What the hand drags, by keys: band edges, the amplitude line, a part of the night.
  private letter(letter: string, up: boolean): void {
    const step = up ? BAND_STEP : -BAND_STEP;
    const [low, high] = this.model.get("band");
    const start = this.model.get("window_start");
    if (letter === "c") this.visit(this.readout.changeOfStage(up) ?? this.readout.place());
    else if (letter === "l") this.setBand(low + step, high, "low");
    else if (letter === "h") this.setBand(low, high + step, "high");
    else if (letter === "m") {
      const [least, most] = this.model.get("band_limits");
      const shift = clamp(step, least - low, most - high);
      this.setBand(low + shift, high + shift);
    } else if (letter === "t") this.moveThreshold(up ? 1 : -1);
    else if (this.anchor === undefined) this.anchor = start;
    else {
      const length = this.model.get("window_length");
      this.brush(Math.min(this.anchor, start), Math.max(this.anchor, start) + length);
      this.anchor = undefined;
    }
    this.readout.say(this.wordsFor(letter));
  }

  private wordsFor(letter: string): string {
    const clock = (time: number) => this.readout.clock(time);
    if (letter === "t") return `amplitude line ${this.model.get("n3_amplitude")} microvolts`;
    if (letter === "c") return "";
    if (letter !== "b") return `band ${this.model.get("band").join(" to ")} hertz`;
    const [from, to] = this.model.get("selection");
    if (this.anchor !== undefined) return `brush begins at ${clock(this.anchor)}`;
    return from === undefined ? "nothing brushed" : `brushed ${clock(from)} to ${clock(to)}`;
  }

  private moveThreshold(by: number): void {
    const [least, most] = this.model.get("n3_amplitude_limits");
    this.model.set("n3_amplitude", clamp(this.model.get("n3_amplitude") + by, least, most));
    this.save();
    this.readout.dismissHint();
  }
}
