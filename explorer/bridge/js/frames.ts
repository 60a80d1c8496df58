// One animation frame for all: what the page computes comes first, then every plot that it changed,
// then words beside the plots.

import type { PlotView } from "./bokehjs";

// BokehJS hands data to a glyph over some twenty promises before it asks for paint. That many turns
// of their queue are waited for, which takes microseconds: without it a frame would paint what
// changed at once, and the next one all over again for the data.
const TURNS = 64;

export class Frames {
  private frame = 0;
  private jobs = new Set<() => void>();
  private words = new Set<() => void>();
  painted: () => void = () => {}; // called after each paint
  private views = new Map<PlotView, (() => void)[]>();

  // Do this before the next paint, once however often it is asked for.
  before(job: () => void): void {
    this.jobs.add(job);
    this.want();
  }

  // Do this after the next paint, in its frame: words that change would have the browser work out the
  // page's styles and layout at once, for the first letter that a plot draws.
  after(job: () => void): void {
    this.words.add(job);
    this.want();
  }

  // One paint a frame, instead of Bokeh's own timer, which waits 16.7 ms after the last.
  take(view: PlotView): void {
    // Asked once: at each paint it would make the browser work out the whole page's styles anew.
    Object.defineProperty(view, "base_font_size", { value: view.base_font_size });
    view.throttled_paint = () =>
      new Promise<void>((resolve) => {
        const waiting = this.views.get(view);
        if (waiting) waiting.push(resolve);
        else this.views.set(view, [resolve]);
        this.want();
      });
  }

  private want(): void {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.run());
  }

  private async run(): Promise<void> {
    const jobs = this.jobs;
    this.jobs = new Set();
    doEach(jobs);
    for (let turn = 0; turn < TURNS; turn++) await null;
    const views = this.views;
    this.views = new Map();
    for (const [view, waiting] of views) {
      attempt(() => {
        if (!view.is_destroyed) view.repaint();
      });
      for (const done of waiting) done();
    }
    if (views.size) attempt(() => this.painted());
    const words = this.words;
    this.words = new Set();
    doEach(words);
    this.frame = 0;
    if (this.jobs.size || this.views.size || this.words.size) this.want(); // asked for meanwhile
  }
}

const doEach = (jobs: Iterable<() => void>): void => {
  for (const job of jobs) attempt(job);
};

// What fails is told, and the rest is done all the same.
function attempt(job: () => void): void {
  try {
    job();
  } catch (error) {
    reportError(error);
  }
}
