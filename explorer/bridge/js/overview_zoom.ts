// Zoom along the night: hypnogram, spectrogram and strips show a part of it, which goes with the
// window.

import type { BokehModel } from "./bokehjs";
import { clamp } from "./drag_limits";
import type { LiveDocument } from "./live_document";
import { textElement } from "./text_element";
import type { LiveModel } from "./traits";

export type Span = [number, number]; // s

const SHORTEST = 300; // s of the night that the panels may show
const ROOM = 1.5; // windows that must fit into the part
const STEP = 2; // a key, or a button
const NOTCH = 1.25; // a turn of the wheel
const TICKS = 9;
const LABEL = 42; // px that a clock time needs
const LARGE = 1.3; // times larger, for a projector
const ROUND = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400]; // s

// The part by a factor longer or shorter, the time `about` staying where it is; null for all of it.
export function zoomed(
  [start, stop]: Span,
  factor: number,
  about: number,
  total: number,
  window: number,
): Span | null {
  const least = Math.min(total, Math.max(SHORTEST, ROOM * window));
  const length = clamp((stop - start) * factor, least, total);
  if (length >= total) return null;
  const share = clamp((about - start) / (stop - start), 0, 1);
  const begin = clamp(about - share * length, 0, total - length);
  return [begin, begin + length];
}

// The time that stays where it is where none is pointed at: the window's middle, or the end of the
// night at which the window stands.
export function heldTime([start, stop]: Span, total: number): number {
  if (start <= 0) return 0;
  return stop >= total ? total : (start + stop) / 2;
}

// The part moved as little as brings the window into it, and made longer where it must be.
export function followed([start, stop]: Span, window: Span, total: number): Span | null {
  const length = Math.min(total, Math.max(stop - start, ROOM * (window[1] - window[0])));
  if (length >= total) return null;
  const begin = clamp(start, window[1] - length, window[0]);
  const within = clamp(begin, 0, total - length);
  return [within, within + length];
}

// Times in s at which clocks show round numbers: some eight over the part.
export function clockTicks([start, stop]: Span, clockStart: number, most = TICKS): number[] {
  const wanted = (stop - start) / Math.min(TICKS, most);
  const step = ROUND.find((one) => one >= wanted) ?? ROUND[ROUND.length - 1];
  const ticks = [];
  const first = Math.ceil((clockStart + start) / step) * step - clockStart;
  for (let tick = first; tick <= stop; tick += step) ticks.push(tick);
  return ticks;
}

// A part in whole s, but where the night ends.
export function inWholeSeconds([start, stop]: Span, total: number): Span {
  const begin = Math.round(start);
  return [begin, stop >= total ? total : begin + Math.round(stop - start)];
}

type Guide = BokehModel & { dimension?: number; ticker?: BokehModel & { ticks?: number[] } };
type Figure = BokehModel & { center: Guide[]; below: Guide[] };

export class OverviewZoom {
  private readonly buttons: HTMLElement;
  private readonly whole: HTMLButtonElement;
  private readonly bar: HTMLElement;
  private readonly frame: HTMLElement;
  say: (words: string) => void = () => {};
  goTo: (time: number) => void = () => {};

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
    private readonly pane: HTMLElement,
    private readonly clock: (time: number) => string,
  ) {
    this.buttons = textElement("div", "", "night-zoom");
    this.buttons.setAttribute("role", "group");
    this.buttons.setAttribute("aria-label", "zoom of the night");
    this.button("+", "show a shorter part of the night (z; Shift and wheel, Shift and drag)", () =>
      this.by(1 / STEP),
    );
    this.button("−", "show a longer part of the night (Shift z)", () => this.by(STEP));
    this.whole = this.button("all", "show the whole night (0)", () => this.set(null));
    pane.appendChild(this.buttons);
    this.bar = textElement("div", "", "night-part");
    this.bar.appendChild(document.createElement("i"));
    this.bar.setAttribute("aria-hidden", "true"); // it is said
    pane.appendChild(this.bar);
    this.frame = textElement("div", "", "zoom-frame");
    this.frame.hidden = true;
    pane.appendChild(this.frame);
  }

  private button(words: string, title: string, act: () => void): HTMLButtonElement {
    const made = textElement("button", words);
    made.type = "button";
    made.title = title;
    made.setAttribute("aria-label", title.split(" (")[0]);
    made.addEventListener("click", act);
    this.buttons.appendChild(made);
    return made;
  }

  private get total(): number {
    return Math.max(this.model.get("total"), 1);
  }

  // What the panels show.
  get span(): Span {
    const given = this.model.get("overview_span") ?? [];
    return given.length === 2 ? [given[0], given[1]] : [0, this.total];
  }

  private get window(): Span {
    const start = this.model.get("window_start");
    return [start, start + this.model.get("window_length")];
  }

  by(factor: number, about = heldTime(this.window, this.total)): void {
    this.set(zoomed(this.span, factor, about, this.total, this.model.get("window_length")));
  }

  turn(turns: number, about: number): void {
    this.by(turns > 0 ? NOTCH : 1 / NOTCH, about);
  }

  // To what was dragged over, if that is more than a slip of the hand.
  to(a: number, b: number): void {
    this.frame.hidden = true;
    const length = Math.abs(b - a) / (this.span[1] - this.span[0]);
    if (length <= 0.005) return;
    const middle = (a + b) / 2;
    const [start, stop] = this.span;
    const centred: Span = [middle - (stop - start) / 2, middle + (stop - start) / 2];
    const part = zoomed(centred, length, middle, this.total, this.model.get("window_length"));
    // What is looked at lies in it: else the part would go back to the window.
    if (part && (this.window[0] < part[0] || this.window[1] > part[1])) this.goTo(middle);
    this.set(part);
  }

  // Frame what would be shown, while it is dragged over.
  preview(from: number, to: number): void {
    const plot = this.live.plot("hypnogram");
    if (!plot) return;
    const [start, stop] = this.span;
    const { left, width } = plot.frame.bbox;
    const at = (x: number) => left + clamp((x - start) / (stop - start), 0, 1) * width;
    const [a, b] = [at(Math.min(from, to)), at(Math.max(from, to))];
    this.frame.hidden = false;
    Object.assign(this.frame.style, {
      left: `${a}px`,
      width: `${b - a}px`,
      height: `${this.height}px`,
    });
  }

  drop(): void {
    this.frame.hidden = true;
  }

  private get height(): number {
    return this.live.plots
      .filter((plot) => plot.model.visible && plot.model.name !== "traces")
      .reduce((sum, plot) => sum + plot.model.height, 0);
  }

  set(part: Span | null): void {
    this.model.set("overview_span", part ? inWholeSeconds(part, this.total) : []);
    this.model.save_changes();
    const [start, stop] = this.span;
    this.say(
      part ? `night from ${this.clock(start)} to ${this.clock(stop)} shown` : "whole night shown",
    );
  }

  // The window has moved, or is another.
  follow(): void {
    const given = this.model.get("overview_span") ?? [];
    if (given.length !== 2) return;
    const part = followed(this.span, this.window, this.total);
    if (part && part[0] === given[0] && part[1] === given[1]) return;
    this.model.set("overview_span", part ?? []);
    this.model.save_changes();
  }

  // Let the panels show the part.
  draw(): void {
    const hypnogram = this.live.named("hypnogram");
    if (!hypnogram) return;
    const span = this.span;
    const shared = hypnogram.x_range;
    if (shared.start !== span[0] || shared.end !== span[1])
      shared.setv({ start: span[0], end: span[1] }, { sync: false });
    const width = this.live.plot("hypnogram")?.frame.bbox.width ?? 0;
    const room = LABEL * (this.pane.closest(".large") ? LARGE : 1);
    const most = Math.max(2, Math.floor(width / room));
    const ticks = clockTicks(span, this.model.get("clock_start"), most);
    for (const plot of this.live.plots) {
      const figure = plot.model as Figure;
      if (figure.x_range !== shared) continue;
      const grids = figure.center.filter((one) => one.dimension === 0);
      for (const { ticker } of [...grids, ...figure.below])
        if (ticker?.ticks) ticker.setv({ ticks }, { sync: false });
    }
    this.show();
  }

  private show(): void {
    const [start, stop] = this.span;
    const isPart = start > 0 || stop < this.total;
    const held = document.activeElement === this.whole;
    this.whole.hidden = this.bar.hidden = !isPart;
    if (held && !isPart) this.pane.focus({ preventScroll: true });
    const box = this.live.plot("hypnogram")?.frame.bbox;
    if (!box || !isPart) return;
    this.bar.style.left = `${box.left}px`;
    this.bar.style.width = `${box.width}px`;
    const part = this.bar.firstElementChild as HTMLElement;
    part.style.left = `${(100 * start) / this.total}%`;
    part.style.width = `${(100 * (stop - start)) / this.total}%`;
  }
}
