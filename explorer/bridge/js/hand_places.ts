// Where a hand is on the figures, and where it has come to.

import type { PlotView } from "./bokehjs";

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

// Where a hand is that has come from a place; null beyond the plot of that.
export function movedWith(at: Place, event: { clientX: number; clientY: number }): Place | null {
  const [px, py] = [event.clientX, event.clientY];
  const [x, y] = [at.x + (px - at.px) * at.perX, at.y - (py - at.py) * at.perY];
  const { x_range, y_range } = at.plot.model;
  const isWithin = x >= x_range.start && x <= x_range.end && y >= y_range.start && y <= y_range.end;
  return isWithin ? { ...at, px, py, x, y } : null;
}

// Where a hand is that drags a line of the night: the line goes with it beyond the plot too.
export const withLine = (at: Place, event: { clientX: number; clientY: number }): Place => ({
  ...at,
  px: event.clientX,
  py: event.clientY,
});
