// Rows of nights on a canvas: only those in sight are drawn, so that a thousand scroll as ten do.

import { KINDS, roundTicks } from "./night_rows";
import {
  type Axes,
  along,
  axesOf,
  drawAxes,
  drawGrid,
  FONT,
  type Palette,
  rangeOf,
  type Scale,
  type Scene,
  TOP,
} from "./night_rows_axes";

const LOW = 4; // px

// Shapes go with colours, so that nobody needs to tell the colours apart.
export function drawShape(
  pen: CanvasRenderingContext2D,
  shape: number,
  x: number,
  y: number,
  size: number,
): void {
  const r = size / 2;
  pen.beginPath();
  if (shape % 6 === 0) pen.arc(x, y, r, 0, 2 * Math.PI);
  else if (shape % 6 === 1) pen.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
  else {
    const corners = [
      [
        [0, -1.2],
        [1.1, 0.8],
        [-1.1, 0.8],
      ],
      [
        [0, -1.25],
        [1.25, 0],
        [0, 1.25],
        [-1.25, 0],
      ],
      [
        [0, 1.2],
        [1.1, -0.8],
        [-1.1, -0.8],
      ],
      [
        [-1, -0.35],
        [-0.35, -0.35],
        [-0.35, -1],
        [0.35, -1],
        [0.35, -0.35],
        [1, -0.35],
        [1, 0.35],
        [0.35, 0.35],
        [0.35, 1],
        [-0.35, 1],
        [-0.35, 0.35],
        [-1, 0.35],
      ],
    ][(shape % 6) - 2];
    for (const [place, [dx, dy]] of corners.entries())
      if (place) pen.lineTo(x + dx * r, y + dy * r);
      else pen.moveTo(x + dx * r, y + dy * r);
    pen.closePath();
  }
  pen.fill();
}

export const colourOf = (palette: Palette, condition: number) =>
  condition < 0 ? palette.muted : palette.conditions[condition % palette.conditions.length];

export function drawNights(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { rows, order, palette, width, height, rowHeight, scrolled } = scene;
  const axes = axesOf(scene);
  const { places } = axes;
  pen.clearRect(0, 0, width, height);
  pen.font = FONT;
  const first = Math.max(0, Math.floor(scrolled / rowHeight));
  const last = Math.min(order.length, Math.ceil((scrolled + height - TOP) / rowHeight));
  const top = (place: number) => TOP + place * rowHeight - scrolled;
  pen.save();
  pen.beginPath();
  pen.rect(0, TOP, width, height - TOP);
  pen.clip();
  drawGrid(pen, scene, axes);
  drawBars(pen, scene, axes, first, last, top);
  drawMidsleep(pen, scene, axes.night, first, last, top);
  if (places.course) drawCourse(pen, scene, places.course, first, last, top);
  const every = Math.max(1, Math.ceil(13 / rowHeight));
  pen.textBaseline = "middle";
  for (let place = first; place < last; place++) {
    const row = order[place];
    const middle = top(place) + rowHeight / 2;
    const condition = rows.rowCondition[row];
    if (condition >= 0) {
      pen.fillStyle = colourOf(palette, condition);
      const [left, right] = places.strip;
      if (rowHeight >= 8)
        drawShape(pen, condition, (left + right) / 2, middle, Math.min(rowHeight - 1, 10));
      else pen.fillRect(left, top(place), right - left, Math.max(1, rowHeight));
    }
    if (place % every) continue;
    pen.fillStyle = palette.text;
    pen.font = rows.rowFree[row] ? `bold ${FONT}` : FONT;
    pen.textAlign = "left";
    pen.fillText(rows.about.labels[row], places.label[0] + 2, middle, places.label[1] - 6);
  }
  if (scene.chosen >= first && scene.chosen < last) {
    pen.strokeStyle = palette.accent;
    pen.lineWidth = 2;
    pen.strokeRect(1, top(scene.chosen) - 0.5, width - 2, Math.max(rowHeight, 3) + 1);
  }
  pen.restore();
  pen.font = FONT;
  drawAxes(pen, scene, axes);
}

type Top = (place: number) => number;

function drawBars(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  { night, nap }: Axes,
  first: number,
  last: number,
  top: Top,
): void {
  const { rows, order, aligned, palette, rowHeight } = scene;
  if (rowHeight < LOW) {
    paintLowRows(pen, scene, { night, nap }, first, last, top(first));
    return;
  }
  const pad = rowHeight >= 6 ? 1 : 0;
  // By stage, as a change of colour costs more than a rectangle.
  const drawn: { bar: number; x: number; y: number; high: number; each: number }[] = [];
  for (let place = first; place < last; place++) {
    const row = order[place];
    const origin = rows.origin(row, aligned);
    if (Number.isNaN(origin)) continue;
    for (let bar = rows.rowBar[row]; bar < rows.rowBar[row + 1]; bar++) {
      const scale = rows.isNap(bar) ? nap : night;
      if (!scale || !rows.barLasting[bar]) continue;
      const kind = rows.barKind[bar];
      const small = kind === KINDS.nap || kind === KINDS.other;
      const full = Math.max(rowHeight - 2 * pad, 0.75);
      const high = small ? full * 0.5 : full;
      const y = top(place) + pad + (small ? full * 0.25 : 0);
      drawn.push({ bar, x: scale.x(rows.barStart[bar] - origin), y, high, each: scale.each });
    }
  }
  for (const { code } of rows.about.stages) {
    pen.fillStyle = palette.stages[String(code)];
    for (const { bar, x, y, high, each } of drawn) {
      const end = rows.runBound[bar + 1];
      for (let run = rows.runBound[bar]; run < end; run++) {
        if (rows.runStage[run] !== code) continue;
        const to = run + 1 < end ? rows.runStart[run + 1] : rows.barLasting[bar];
        const begin = x + rows.runStart[run] * each;
        pen.fillRect(begin, y, Math.max((to - rows.runStart[run]) * each, 0.6), high);
      }
    }
  }
  // Bed time and rise time: a tick at either end, taller than the bar; a nap has an outline instead.
  for (const { bar, x, y, high, each } of drawn) {
    const long = rows.barLasting[bar] * each;
    const kind = rows.barKind[bar];
    pen.fillStyle = palette.text;
    pen.strokeStyle = palette.text;
    if (kind === KINDS.nap && rowHeight >= 5) {
      pen.lineWidth = 1;
      pen.strokeRect(x - 1.5, y - 1.5, long + 3, high + 3);
    } else if (kind === KINDS.other && rowHeight >= 5) {
      pen.setLineDash([2, 2]);
      pen.lineWidth = 1;
      pen.strokeRect(x - 1.5, y - 1.5, long + 3, high + 3);
      pen.setLineDash([]);
    } else {
      pen.fillRect(x - 1, y - pad, 1.5, high + 2 * pad);
      pen.fillRect(x + long - 0.5, y - pad, 1.5, high + 2 * pad);
    }
  }
}

// Rows too low for bars with ends, by the hundred: a line of pixels each, drawn as one picture.
function paintLowRows(
  pen: CanvasRenderingContext2D,
  { rows, order, aligned, palette, rowHeight, width }: Scene,
  { night, nap }: Omit<Axes, "places">,
  first: number,
  last: number,
  y: number,
): void {
  const count = last - first;
  const across = Math.round(width);
  if (count < 1 || across < 1) return;
  const picture = new ImageData(across, count);
  const pixels = new Uint32Array(picture.data.buffer);
  const colours = new Map(rows.about.stages.map(({ code }) => [code, pixelOf(palette, code)]));
  for (let place = first; place < last; place++) {
    const row = order[place];
    const origin = rows.origin(row, aligned);
    const line = pixels.subarray((place - first) * across, (place - first + 1) * across);
    for (let bar = rows.rowBar[row]; bar < rows.rowBar[row + 1]; bar++) {
      const scale = rows.isNap(bar) ? nap : night;
      if (!scale || Number.isNaN(origin)) continue;
      const x = scale.x(rows.barStart[bar] - origin);
      const end = rows.runBound[bar + 1];
      for (let run = rows.runBound[bar]; run < end; run++) {
        const to = run + 1 < end ? rows.runStart[run + 1] : rows.barLasting[bar];
        const begin = Math.round(x + rows.runStart[run] * scale.each);
        line.fill(colours.get(rows.runStage[run]) ?? 0, begin, Math.round(x + to * scale.each));
      }
    }
  }
  const sheet = new OffscreenCanvas(across, count);
  sheet.getContext("2d")?.putImageData(picture, 0, 0);
  pen.imageSmoothingEnabled = rowHeight < 1;
  pen.drawImage(sheet, 0, 0, across, count, 0, y, across, count * rowHeight);
}

// As the bytes of a picture stand: red first.
function pixelOf(palette: Palette, code: number): number {
  const colour = Number.parseInt(palette.stages[String(code)].slice(1), 16);
  const bytes = Uint8Array.of(colour >> 16, (colour >> 8) & 255, colour & 255, 255);
  return new Uint32Array(bytes.buffer)[0];
}

function drawMidsleep(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  scale: Scale,
  first: number,
  last: number,
  top: Top,
): void {
  const { rows, order, aligned, palette, rowHeight } = scene;
  const at = (place: number) => {
    const row = order[place];
    return scale.x(rows.rowMidsleep[row] - (aligned === "clock" ? 0 : rows.origin(row, aligned)));
  };
  const middle = (place: number) => top(place) + rowHeight / 2;
  for (const [colour, thick] of [
    [palette.paper, 3.5],
    [palette.text, 1.5],
  ] as [string, number][]) {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    let open = false;
    for (let place = Math.max(0, first - 1); place < Math.min(order.length, last + 1); place++) {
      const x = at(place);
      if (Number.isNaN(x)) open = false;
      else if (scene.inDates && aligned === "clock") {
        if (open) pen.lineTo(x, middle(place));
        else pen.moveTo(x, middle(place));
        open = true;
      } else {
        pen.moveTo(x, top(place) + rowHeight * 0.2);
        pen.lineTo(x, top(place) + rowHeight * 0.8);
      }
    }
    pen.stroke();
  }
}

function drawCourse(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  place: [number, number],
  first: number,
  last: number,
  top: Top,
): void {
  const { rows, order, palette, rowHeight, course } = scene;
  const range = rangeOf(course.values);
  pen.fillStyle = palette.line;
  for (const tick of roundTicks(...range))
    pen.fillRect(Math.round(along(tick, range, place)), TOP, 1, scene.height - TOP);
  const middle = (at: number) => top(at) + rowHeight / 2;
  if (scene.inDates) {
    pen.strokeStyle = palette.muted;
    pen.lineWidth = 1;
    pen.beginPath();
    let before = -1; // the last row that has a number
    for (let at = Math.max(0, first - 1); at < Math.min(order.length, last + 1); at++) {
      const value = course.values[order[at]];
      if (Number.isNaN(value)) before = -1;
      else {
        if (rows.joins(before, order[at])) pen.lineTo(along(value, range, place), middle(at));
        else pen.moveTo(along(value, range, place), middle(at));
        before = order[at];
      }
    }
    pen.stroke();
  }
  const size = Math.max(3, Math.min(9, rowHeight));
  for (let at = first; at < last; at++) {
    const row = order[at];
    if (Number.isNaN(course.values[row])) continue;
    const condition = rows.rowCondition[row];
    pen.fillStyle = condition < 0 ? palette.text : colourOf(palette, condition);
    drawShape(
      pen,
      Math.max(condition, 0),
      along(course.values[row], range, place),
      middle(at),
      size,
    );
  }
}
