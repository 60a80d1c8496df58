// How high each figure is: night panels grow and shrink with the pane, and a border between them
// and the traces is dragged.

import type { BokehModel } from "./bokehjs";
import { clamp } from "./drag_limits";
import { leastForTraces } from "./event_marks";
import type { FigureWords } from "./figure_words";
import type { LiveDocument } from "./live_document";
import { leastForRows, sharedHeights } from "./panel_shares";

const USUAL = 740; // px of a pane in which the panels are as high as they were made
const STRETCHED = ["hypnogram", "spectrogram", "events", "band_power"];
const [LEAST, MOST] = [0.6, 2.2];
const STEP = 0.1; // a key on the border
const LEAST_TRACES = 110; // px
const USUAL_TRACES = 180; // px that the night's panels leave them where they can
const FEWER_TRACES = 140; // px that they leave them where they would lose names of their rows
const WORDS = 2; // lines of the criterion's words that the traces have room for where they can
const MOST_TRACES = 0.45; // of the pane, what many lanes may ask for
const LEAST_PANELS: Record<string, number> = { spectrogram: 64, band_power: 48 }; // px: titles, axis
const AXIS_BELOW = 22; // px of the clock below the band's power, which no share makes lower
const LOWEST = 0.3; // of their own height, whatever is lost then
const NARROW = 900; // px of a page whose lesson stands over the pane's lower end
const IN_LESSON = 0.5; // of their height, what the night's panels want there: the traces are scored
const LOW = 400; // px of a pane, as on a phone that lies on its side, where they want less
const LEAST_IN_LESSON = 0.6; // of what they need to be read, what a low pane leaves a picture
const TALLEST = 760; // px that a hypnogram alone takes of the pane

interface Lettered {
  major_label_text_font_size?: string;
}

export class PaneHeights {
  readonly border: HTMLElement;
  private readonly made = new Map<string, { own: number; given: number }>();
  private chosen = 1; // by the hand
  private height = 0; // px of the pane when it was fitted: asked at each paint, it would lay out the page
  private fitted = 0;
  private fittedWords = 0;
  private fittedBelow = 0;
  private fittedTraces = 0;

  constructor(
    private readonly live: LiveDocument,
    private readonly pane: HTMLElement,
    private readonly words: Pick<FigureWords, "height">,
    private readonly below: () => number, // px of the words at the bottom
    private readonly redraw: () => void,
  ) {
    this.border = document.createElement("div");
    this.border.className = "pane-border";
    this.border.tabIndex = 0;
    this.border.title = "drag: more room for the night, or for the traces (arrow keys too)";
    this.border.setAttribute("role", "separator");
    this.border.setAttribute("aria-orientation", "horizontal");
    this.border.setAttribute("aria-label", "border between the night and the traces");
    this.border.setAttribute("aria-valuemin", String(100 * LEAST));
    this.border.setAttribute("aria-valuemax", String(100 * MOST));
    this.border.addEventListener("pointerdown", (event) => this.press(event));
    this.border.addEventListener("keydown", (event) => this.key(event));
    this.border.addEventListener("dblclick", () => this.choose(1));
    pane.appendChild(this.border);
  }

  private get others(): number {
    return this.live.plots
      .filter((plot) => plot.model.visible && plot.model.name !== "traces")
      .reduce((sum, plot) => sum + plot.model.height, 0);
  }

  // Whether something else was drawn than what was fitted last.
  isStale(): boolean {
    return (
      this.others !== this.fitted ||
      this.wordsOfPanels !== this.fittedWords ||
      this.below() !== this.fittedBelow ||
      this.usualTraces !== this.fittedTraces
    );
  }

  // px of what is said below panels, which comes on top of their own height.
  private get wordsOfPanels(): number {
    return STRETCHED.reduce((sum, name) => sum + this.words.height(name), 0);
  }

  // How high a panel was made, which the kernel may change.
  private own(name: string, height: number): number {
    const known = this.made.get(name);
    if (known?.given === height) return known.own;
    this.made.set(name, { own: height, given: height });
    return height;
  }

  fit(): void {
    this.height = this.pane.clientHeight;
    const traces = this.live.named("traces");
    const hypnogram = this.live.named("hypnogram");
    if (traces && !traces.visible) {
      // A hypnogram alone has the room to itself.
      const below = this.others - (hypnogram?.height ?? 0);
      const room = this.height - this.below() - below - 8;
      hypnogram?.setv({ height: Math.min(room, TALLEST) }, { sync: false });
    } else this.stretch();
    this.fitted = this.others;
    this.fittedWords = this.wordsOfPanels;
    this.fittedBelow = this.below();
    this.fittedTraces = this.usualTraces;
    const room = this.height - this.fitted - this.fittedBelow - 4;
    if (traces?.visible && room > LEAST_TRACES) traces.setv({ height: room }, { sync: false });
    this.border.hidden = !traces?.visible;
    this.border.style.top = `${this.fitted}px`;
  }

  // px that the night's panels leave the traces where they can: enough for each lane.
  private get usualTraces(): number {
    const plot = this.live.plot("traces");
    const axis = plot?.model.left?.[0] as (BokehModel & Lettered) | undefined;
    if (!plot?.frame.bbox.height || !axis) return USUAL_TRACES;
    const lanes = axis.major_label_overrides?.size ?? 0;
    const letters = Number.parseFloat(axis.major_label_text_font_size ?? "11px");
    const below = plot.bbox.height - plot.frame.bbox.height;
    const asked = leastForTraces(lanes, letters, WORDS) + below;
    return Math.max(USUAL_TRACES, Math.min(asked, MOST_TRACES * this.height));
  }

  private stretch(): void {
    const panels = STRETCHED.flatMap((name) => {
      const panel = this.live.named(name);
      return panel?.visible ? [{ name, panel, own: this.own(name, panel.height) }] : [];
    });
    const own = panels.reduce((sum, one) => sum + one.own, 0);
    const fixed = this.others - panels.reduce((sum, one) => sum + one.panel.height, 0);
    const words = this.wordsOfPanels;
    const room = this.height - this.below() - fixed - words - 4;
    const share = (this.height / USUAL) * this.chosen;
    const lesson = this.pane.closest<HTMLElement>(".in-lesson");
    const isFolded = !!lesson && lesson.clientWidth <= NARROW;
    const folded = !isFolded ? 1 : this.height < LOW ? LOWEST : IN_LESSON;
    // What a hand gives the traces is not taken back for the panels' names. A lesson takes what is
    // over and no more: of rows that it hides there are none, and the others are to be read.
    const kept = Math.min(1, this.chosen);
    const ofPictures = isFolded && this.height < LOW ? LEAST_IN_LESSON : 1;
    const leastOf = (name: string, panel: BokehModel, made: number) =>
      name in LEAST_PANELS ? ofPictures * LEAST_PANELS[name] : leastForRows(panel, made);
    const shares = panels.map(({ name, panel, own: made }) => ({
      own: made,
      least: Math.max(
        LOWEST * made,
        kept * leastOf(name, panel as BokehModel, made),
        name === "band_power" ? AXIS_BELOW + LOWEST * (made - AXIS_BELOW) : 0,
      ),
    }));
    const heights = sharedHeights(
      ...([shares, folded * clamp(share, LEAST, MOST)] as const),
      ...([room - this.usualTraces, Math.max(room - FEWER_TRACES, LOWEST * own)] as const),
    );
    for (const [i, { name, panel, own: made }] of panels.entries()) {
      const given = Math.round(heights[i]) + this.words.height(name);
      if (panel.height !== given) panel.setv({ height: given }, { sync: false });
      this.made.set(name, { own: made, given });
    }
    const percent = String(Math.round(100 * this.chosen));
    this.border.setAttribute("aria-valuenow", percent);
    this.border.setAttribute("aria-valuetext", `${percent} % of the usual height`);
  }

  private choose(share: number): void {
    this.chosen = clamp(share, LEAST, MOST);
    this.fit();
    this.redraw();
  }

  private press(event: PointerEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.border.setPointerCapture(event.pointerId);
    const [from, chosen, high] = [event.clientY, this.chosen, this.fitted];
    const move = (moved: PointerEvent) => {
      if (high) this.choose(chosen * (1 + (moved.clientY - from) / high));
    };
    this.border.addEventListener("pointermove", move);
    this.border.addEventListener(
      "lostpointercapture",
      () => this.border.removeEventListener("pointermove", move),
      { once: true },
    );
  }

  private key(event: KeyboardEvent): void {
    const by = { ArrowUp: -STEP, ArrowDown: STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.choose(this.chosen + by);
  }
}
