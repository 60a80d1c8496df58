// The pointer and the wheel on the page, turned into moves of the view.

import { elementOf } from "./element_of";
import type { EventMarks } from "./event_marks";
import { type Drag, FollowedDrag } from "./followed_drag";
import { frequencyAxis } from "./frequency_axis";
import { windowAround } from "./going_to";
import { movedWith, type Place, withLine } from "./hand_places";
import { bandHandle, inWindow, lightHandle, setOut } from "./hit_testing";
import type { LiveDocument } from "./live_document";
import type { OverviewZoom } from "./overview_zoom";
import type { Readout } from "./readout";
import { LANES, type ScoredMarks } from "./scored_marks";
import type { Scoring } from "./scoring";
import type { LiveModel } from "./traits";
import type { ViewMoves } from "./view_moves";

const GRAB = 7; // px within which a line is taken hold of
const MIDDLE = 2; // px of a band, at least, by which it is moved as it is
const HEAD = 18; // px at the top of the hypnogram in which a mark of lights is always at hand
const LINE_GRAB = 4; // px, of the amplitude line: its lane is low, and is panned too
const SLOP = 4; // px before a press becomes a drag
const EDGE_SLOP = 2; // px before one on a band's edge does: half a hertz is not much more

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
  window: "grab", // on the hypnogram it is dragged, where all beside it brushes
};

// What a finger may take hold of that is an edge: nothing else is meant there but to drag it.
const EDGES = new Set(["band-low", "band-high", "threshold", "lights-off", "lights-on", "mark"]);

const slopOf = (mode: string, isTouch: boolean): number => {
  if (mode === "threshold") return 0;
  return !isTouch && (mode === "band-low" || mode === "band-high") ? EDGE_SLOP : SLOP;
};

// Whether an event is that of a button or of words over the figures.
const isAsidePane = (event: Event): boolean =>
  Boolean(elementOf(event)?.closest(".readout, .hint, .pane-border, .night-zoom"));

export class Gestures {
  private drag: Drag | null = null;
  private dragged: PointerEvent | null = null; // the last move of a drag, until it is spoken of
  private isAhead = false; // of the browser's next frame
  private readonly drags: FollowedDrag;

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
    private readonly element: HTMLElement,
    private readonly moves: ViewMoves,
    private readonly readout: Readout,
    private readonly marks: EventMarks,
    private readonly scored: ScoredMarks,
    private readonly scoring: Scoring,
    private readonly zoom: OverviewZoom,
    signal: AbortSignal,
  ) {
    this.drags = new FollowedDrag(model, moves, scoring, zoom);
    const on = <Kind extends keyof HTMLElementEventMap>(
      kind: Kind,
      handler: (event: HTMLElementEventMap[Kind]) => void,
      options: AddEventListenerOptions = {},
    ) => element.addEventListener(kind, handler.bind(this), { signal, ...options });
    on("touchstart", this.touch, { passive: false });
    on("pointerdown", this.press);
    element.addEventListener("pointerrawupdate", this.moveAhead, { signal });
    on("pointermove", (event) => {
      this.isAhead = false;
      this.move(event);
    });
    on("pointerup", this.release);
    on("pointercancel", this.release);
    on("pointerleave", () => this.readout.hover(null));
    on("dblclick", this.doublePress);
    on("wheel", this.wheel, { passive: false });
  }

  // Where the pointer is: which figure, and in that figure's own coordinates.
  private locate(event: { clientX: number; clientY: number }): Place | null {
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
      const edges = this.model.get("band").map(axis.place);
      return bandHandle(at.y, edges, GRAB * at.perY, MIDDLE * at.perY);
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
      // A lesson's epochs are marked as the night stands: its numbers are not its student's to move.
      const light = this.model.get("lesson") ? "" : lightHandle(at.x, night, reach, inHead);
      return light || (inWindow(at.x, night, reach) ? "scrub" : "brush");
    }
    if (at.name !== "traces") return "scrub";
    if (this.scoring.marks.edgeAt(at)) return "mark";
    return this.marks.grabs(at, LINE_GRAB) ? "threshold" : "pan";
  }

  // With Shift a drag on the traces brushes them, for a mark, and one along the night shows a part
  // of it; up or down on the spectrogram it moves the band in fine steps, and on the traces the line.
  private shiftHandle(at: Place): string {
    const handle = this.handle(at);
    if (at.name === "traces") return handle === "threshold" ? "line-or-brush" : "brush";
    return handle.startsWith("band-") || handle.startsWith("lights") ? handle : "zoom";
  }

  // A finger on an edge drags it from its first pixel on: else the browser, which on a narrow page
  // scrolls by a swipe up or down, has scrolled before it hears whose the swipe is.
  private touch(event: TouchEvent): void {
    const [finger, ...others] = event.touches;
    const at = finger && !others.length && !isAsidePane(event) ? this.locate(finger) : null;
    const handle = at ? this.handle(at) : "";
    if (EDGES.has(handle) || (handle === "band-or-scrub" && this.canMoveBand))
      event.preventDefault();
  }

  // A band over most of the axis has little to go: a finger on it scrolls the page.
  private get canMoveBand(): boolean {
    const [[low, high], [least, most]] = [this.model.get("band"), this.model.get("band_limits")];
    return high - low < (most - least) / 2;
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0 || isAsidePane(event)) return;
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
      fine: null,
    };
    event.preventDefault();
  }

  // A browser keeps what a mouse does until it paints next; what a drag asks of a kernel is under way
  // by then. One move a frame: a mouse may make a thousand a second.
  private readonly moveAhead = (event: Event): void => {
    if (!(event instanceof PointerEvent) || event.pointerType === "touch") return;
    if (!this.drag || this.isAhead) return;
    this.isAhead = true;
    this.move(event);
  };

  private move(event: PointerEvent): void {
    if (!this.drag) {
      const at = this.locate(event);
      const handle = at ? this.handle(at) : "";
      const isWindow = handle === "scrub" && at?.name === "hypnogram";
      this.element.style.cursor = CURSORS[isWindow ? "window" : handle] ?? "";
      this.readout.hover(at);
      return;
    }
    const { at, mode } = this.drag;
    const dx = event.clientX - at.px;
    const dy = event.clientY - at.py;
    if (!this.drag.moved) {
      if (Math.hypot(dx, dy) < slopOf(mode, event.pointerType === "touch")) return;
      this.drag.moved = true;
      const isAlong = Math.abs(dx) >= Math.abs(dy);
      this.drag.mode = setOut(this.drag.mode, isAlong, this.drag.withShift);
    }
    this.drags.follow(this.drag, event);
    // The words go with the hand wherever what lies under it stays.
    if (!/^(scrub|pan)/.test(this.drag.mode)) {
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
    if (drag?.mode === "lights-off" || drag?.mode === "lights-on") {
      this.readout.hoverLight(withLine(drag.at, event), drag.mode);
      return;
    }
    const at = drag && movedWith(drag.at, event);
    this.readout.hover(at ?? this.locate(event));
  };

  private release(event: PointerEvent): void {
    const drag = this.drag;
    this.drag = null;
    if (this.model.get("holding")) {
      this.model.set("holding", false);
      this.moves.save();
    }
    if (drag?.mode === "zoom" && drag.moved) {
      const width = (event.clientX - drag.at.px) * drag.at.perX;
      if (event.type === "pointercancel") this.zoom.drop();
      else this.zoom.to(drag.at.x, drag.at.x + width);
      return;
    }
    if (drag?.moved) {
      // What the drag came to, or whoever hears the page keeps what was said before it.
      const spoken: Record<string, string> = { threshold: "line", brush: "brush" };
      const what = spoken[drag.mode] ?? (drag.mode.startsWith("band") ? "band" : "");
      if (what) this.readout.say(this.moves.wordsFor(what));
    }
    const { held } = this.scoring.marks;
    if (held && event.type !== "pointercancel") this.scoring.changeMark(held);
    this.scoring.marks.held = null;
    if (!drag || drag.moved || event.type === "pointercancel") return;
    // A hand that set out with an edge, and not far enough, did not ask for another time.
    const gone = Math.hypot(event.clientX - drag.at.px, event.clientY - drag.at.py);
    if (EDGES.has(drag.mode) && gone >= 1) return;
    if (drag.at.name === LANES) this.moves.centreOn(this.scored.onsetAt(drag.at) ?? drag.at.x);
    else if (drag.at.name !== "traces")
      this.moves.goTo(windowAround(drag.at.x, this.readout.grid()));
  }

  private doublePress(event: MouseEvent): void {
    if (this.locate(event)?.name === "hypnogram") this.moves.select([]);
  }

  private wheel(event: WheelEvent): void {
    const at = this.locate(event);
    if (!at || event.ctrlKey) return;
    event.preventDefault();
    const turn = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    if (event.shiftKey && at.name !== "traces") {
      this.zoom.turn(turn, at.x);
      return;
    }
    this.moves.goTo(
      this.model.get("window_start") + Math.sign(turn) * this.model.get("window_length") * 0.25,
    );
  }
}
