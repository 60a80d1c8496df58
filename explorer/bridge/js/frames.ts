// One animation frame for all: what the page computes comes first, then every plot that it changed.

import type { PlotView } from "./bokehjs";

export class Frames {
  private frame = 0;
  private jobs = new Set<() => void>();
  private views = new Map<PlotView, (() => void)[]>();

  // Do this before the next paint, once however often it is asked for.
  before(job: () => void): void {
    this.jobs.add(job);
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

  private run(): void {
    const jobs = this.jobs;
    this.jobs = new Set();
    for (const job of jobs) {
      try {
        job();
      } catch (error) {
        reportError(error); // the plots are painted all the same
      }
    }
    const views = this.views;
    this.views = new Map();
    this.frame = 0;
    for (const [view, waiting] of views) {
      try {
        if (!view.is_destroyed) view.repaint();
      } catch (error) {
        reportError(error);
      }
      for (const done of waiting) done();
    }
    if (this.jobs.size) this.want(); // asked for by a job
  }
}
