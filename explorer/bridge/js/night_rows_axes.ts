// Axes of the rows of nights: which part of the canvas is whose, and where a time or a number lies.

import { type Aligned, clockOf, hourStep, KINDS, type NightRows, roundTicks } from "./night_rows";

const HOUR = 3600; // s
const NARROW = 560; // px

export interface Palette {
  stages: Record<string, string>;
  conditions: string[];
  text: string;
  muted: string;
  line: string;
  paper: string;
  accent: string;
}

export interface Course {
  values: Float64Array; // of each row
  title: string;
}

export interface Scene {
  rows: NightRows;
  order: number[];
  aligned: Aligned;
  inDates: boolean; // rows follow each other in time, so that lines join them
  rowHeight: number; // px
  scrolled: number; // px
  chosen: number; // place among the order
  course: Course;
  palette: Palette;
  width: number;
  height: number;
}

export const TOP = 34; // px of the axes above the rows
const STRIP = 14;
const GAP = 10;
const LEAST_APART = 4; // px between two hours
export const FONT = '11px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';

export interface Places {
  label: [number, number];
  strip: [number, number];
  stages: [number, number];
  naps: [number, number] | null;
  course: [number, number] | null;
}

// From where to where each part reaches, in px.
export function placesOf(width: number, naps: boolean, course: boolean): Places {
  const label = width < NARROW ? 76 : 128;
  const from = label + STRIP + 4;
  const side = course ? Math.max(64, Math.min(300, width * 0.24)) : 0;
  const apart = naps ? Math.max(40, Math.min(170, width * 0.14)) : 0;
  const end = width - 8 - (side ? side + GAP : 0);
  const to = end - (apart ? apart + GAP : 0);
  return {
    label: [0, label],
    strip: [label + 2, from - 2],
    stages: [from, to],
    naps: apart ? [to + GAP, end] : null,
    course: side ? [end + GAP + 6, width - 14] : null,
  };
}

export const hasNaps = ({ rows, aligned }: Scene) =>
  aligned === "clock" && rows.barKind.some((kind) => kind === KINDS.nap);

export interface Scale {
  low: number;
  high: number;
  each: number; // px a s
  x: (time: number) => number;
}

export function scaleOf([low, high]: [number, number], [left, right]: [number, number]): Scale {
  const each = (right - left) / Math.max(high - low, 1);
  return { low, high, each, x: (time) => left + (time - low) * each };
}

export interface Axes {
  places: Places;
  night: Scale;
  nap: Scale | null;
}

export function axesOf(scene: Scene): Axes {
  const { rows, aligned } = scene;
  const places = placesOf(scene.width, hasNaps(scene), scene.course.title !== "");
  return {
    places,
    night: scaleOf(rows.extent(aligned), places.stages),
    nap: places.naps && scaleOf(rows.extent(aligned, true), places.naps),
  };
}

// Times of an axis that have words: whole hours of the clock, or from where rows are aligned.
function hoursOf(scale: Scale, byClock: boolean): number[] {
  const noon = byClock ? 12 : 0; // clocks count from midnight, rows from noon
  const step = hourStep((scale.high - scale.low) / HOUR, scale.each * (scale.high - scale.low));
  const found: number[] = [];
  const begin = Math.ceil((scale.low / HOUR + noon) / step) * step;
  for (let hour = begin; (hour - noon) * HOUR <= scale.high; hour += step)
    found.push((hour - noon) * HOUR);
  return found;
}

export function drawGrid(pen: CanvasRenderingContext2D, scene: Scene, { night, nap }: Axes): void {
  pen.fillStyle = scene.palette.line;
  for (const scale of nap ? [night, nap] : [night])
    for (const time of hoursOf(scale, scene.aligned === "clock"))
      pen.fillRect(Math.round(scale.x(time)), TOP, 1, scene.height - TOP);
}

export function drawAxes(pen: CanvasRenderingContext2D, scene: Scene, axes: Axes): void {
  const { palette, aligned, course } = scene;
  const { places } = axes;
  pen.textBaseline = "alphabetic";
  pen.textAlign = "center";
  let taken = Number.NEGATIVE_INFINITY; // px up to which hours are written: two axes meet
  const axis = (scale: Scale, [left, right]: [number, number], title: string) => {
    pen.fillStyle = palette.text;
    pen.fillText(title, (left + right) / 2, 12, right - left + 12);
    pen.fillStyle = palette.muted;
    for (const time of hoursOf(scale, aligned === "clock")) {
      const words = aligned === "clock" ? clockOf(time) : `${time > 0 ? "+" : ""}${time / HOUR}`;
      const half = pen.measureText(words).width / 2;
      if (scale.x(time) - half < taken) continue;
      pen.fillText(words, scale.x(time), TOP - 5);
      taken = scale.x(time) + half + LEAST_APART;
    }
  };
  const from = { clock: "local clock time", onset: "h from sleep onset", bed: "h from bed time" };
  axis(axes.night, places.stages, from[aligned]);
  if (axes.nap && places.naps) axis(axes.nap, places.naps, "naps");
  if (!places.course) return;
  const [left, right] = places.course;
  pen.fillStyle = palette.text;
  pen.fillText(course.title, (left + right) / 2, 12, right - left + 20);
  const range = rangeOf(course.values);
  pen.fillStyle = palette.muted;
  for (const tick of roundTicks(...range))
    pen.fillText(String(tick), along(tick, range, places.course), TOP - 5);
}

export function rangeOf(values: Float64Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [Number.NaN, Number.NaN];
}

export const along = (
  value: number,
  [low, high]: [number, number],
  [left, right]: [number, number],
) => (high > low ? left + ((value - low) / (high - low)) * (right - left) : (left + right) / 2);
