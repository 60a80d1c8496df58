// How panels share the room that they have: in proportion, but none becomes lower than what is beside
// it needs to be read.

import type { BokehModel } from "./bokehjs";

const LINE = 1.18; // heights of letters that a line takes, with what its font keeps free around them
const OVERLAP = 2; // px of two lines that may lie over one another, of `LABELS_APART` in panel.py
const BORDERS = 4; // px above and below the frame

export interface Share {
  own: number; // px that the panel was made
  least: number; // px below which it loses what is beside it
}

// px from one row to the next at which Bokeh leaves none without its name: it has whole px for a line.
const rowApart = (letters: number): number => Math.ceil(LINE * letters) - OVERLAP;

// px that a panel has to be high for each row beside its axis to keep its name, whole ones; no more
// than it was made, and 0 of a panel without such rows.
export function leastForRows(panel: BokehModel, own: number): number {
  const axis = panel.left?.[0] as
    | (BokehModel & { major_label_text_font_size?: string })
    | undefined;
  const rows = [...(axis?.major_label_overrides?.keys() ?? [])].map(Number).sort((a, b) => a - b);
  const gaps = rows.slice(1).map((row, i) => row - rows[i]);
  if (!rows.length) return 0;
  const letters = Number.parseFloat(axis?.major_label_text_font_size ?? "11px");
  if (rows.length === 1) return Math.min(own, rowApart(letters) + BORDERS);
  const { start, end } = panel.y_range;
  const high = (rowApart(letters) * (end - start)) / Math.min(...gaps);
  return Math.min(own, Math.ceil(high) + BORDERS);
}

// Height of each panel: `wanted` times its own where there is room for that. Where there is not, all
// yield in proportion down to their least; together they then take more than `room`, up to `most`.
export function sharedHeights(
  panels: readonly Share[],
  wanted: number,
  room: number,
  most: number,
): number[] {
  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
  const needed = sum(panels.map((one) => one.least));
  const spared = needed > most ? Math.max(0, most / needed) : 1;
  const least = panels.map((one) => spared * one.least);
  const heights = (factor: number) => panels.map(({ own }, i) => Math.max(least[i], factor * own));
  if (sum(heights(wanted)) <= room) return heights(wanted);
  // Those that are at their least give nothing; what is over, the others share.
  const held = new Set<number>();
  for (;;) {
    const free = panels.flatMap(({ own }, i) => (held.has(i) ? [] : [own]));
    if (!free.length) return least;
    const factor = Math.max(0, (room - sum([...held].map((i) => least[i]))) / sum(free));
    const before = held.size;
    for (const [i, { own }] of panels.entries()) if (factor * own < least[i]) held.add(i);
    if (held.size === before) return heights(factor);
  }
}
