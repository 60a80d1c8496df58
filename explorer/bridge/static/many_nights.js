// Built by `make js` from explorer/bridge/js: change the sources, not this file.

// night_rows.ts
var KINDS = { main: 0, second: 1, nap: 2, other: 3 };
var ORDERS = {
  date: "date",
  condition: "condition",
  bed: "bed time",
  onset: "sleep onset",
  midsleep: "midsleep",
  course: "the metric"
};
var ALIGNED = { clock: "clock", onset: "sleep onset", bed: "bed time" };
var HOUR = 3600;
var TYPES = {
  runBound: Uint32Array,
  rowBar: Uint32Array,
  runStart: Float32Array,
  runStage: Int8Array
};
var NightRows = class {
  constructor(about, data) {
    this.about = about;
    const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
    const take = (name) => {
      const [offset, length] = about.arrays[name] ?? [0, 0];
      const Kind = TYPES[name] ?? Float64Array;
      return new Kind(bytes, offset, length);
    };
    this.barStart = take("barStart");
    this.barLasting = take("barLasting");
    this.barOnset = take("barOnset");
    this.barKind = take("barKind");
    this.rowBar = take("rowBar");
    this.rowDate = take("rowDate");
    this.rowPerson = take("rowPerson");
    this.rowCondition = take("rowCondition");
    this.rowMidsleep = take("rowMidsleep");
    this.rowHasClock = take("rowHasClock");
    this.rowFree = take("rowFree");
    this.runBound = take("runBound");
    this.runStart = take("runStart");
    this.runStage = take("runStage");
    this.count = Math.max(0, this.rowBar.length - 1);
  }
  about;
  count;
  barStart;
  barLasting;
  barOnset;
  // s from bed time
  barKind;
  rowBar;
  // first bar of each row, and their number at the end
  rowDate;
  rowPerson;
  rowCondition;
  // -1 for none
  rowMidsleep;
  rowHasClock;
  rowFree;
  // whether it ended on a free day
  runBound;
  runStart;
  // s from bed time
  runStage;
  get hasClock() {
    return this.rowHasClock.some((one) => one > 0);
  }
  // What the kernel's own order is: by date, or as the nights were listed where none has one.
  get firstOrder() {
    return this.rowDate.some((one) => !Number.isNaN(one)) ? ORDERS.date : "as listed: no dates";
  }
  // Whether a line may join these rows: the course of a number is one person's; -1 is no row.
  joins(above, below) {
    return above >= 0 && this.rowPerson[above] === this.rowPerson[below];
  }
  // Rows from the top down; what has no number last, and what is alike by its date.
  order(by, course) {
    const rows = Array.from({ length: this.count }, (_, row) => row);
    if (by === "date") return rows;
    const key = (row) => {
      const bar = this.rowBar[row];
      if (by === "condition")
        return this.rowCondition[row] < 0 ? Number.NaN : this.rowCondition[row];
      if (by === "course") return course[row] ?? Number.NaN;
      if (by === "midsleep") return this.rowMidsleep[row];
      if (!this.rowHasClock[row]) return Number.NaN;
      return this.barStart[bar] + (by === "onset" ? this.barOnset[bar] : 0);
    };
    const keys = rows.map(key);
    const last = (value) => Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
    return rows.sort((a, b) => {
      const [x, y] = [last(keys[a]), last(keys[b])];
      return x === y ? a - b : x - y;
    });
  }
  // What stands at 0 of a row's axis, in s of its own; NaN where the row cannot be aligned so.
  origin(row, by) {
    const bar = this.rowBar[row];
    if (by === "clock") return this.rowHasClock[row] ? 0 : Number.NaN;
    if (by === "bed") return this.barStart[bar];
    return this.barStart[bar] + this.barOnset[bar];
  }
  // First and last time of an axis, in s, on whole hours: of nights, or of naps, which stand apart
  // and by the clock alone: from another sleep's onset a nap says nothing.
  extent(by, naps = false) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < this.count; row++) {
      const origin = this.origin(row, by);
      if (Number.isNaN(origin)) continue;
      for (let bar = this.rowBar[row]; bar < this.rowBar[row + 1]; bar++) {
        if (this.isNap(bar) !== naps || !this.barLasting[bar]) continue;
        low = Math.min(low, this.barStart[bar] - origin);
        high = Math.max(high, this.barStart[bar] - origin + this.barLasting[bar]);
      }
    }
    if (low > high) return [0, naps ? 0 : 8 * HOUR];
    return [Math.floor(low / HOUR) * HOUR, Math.ceil(high / HOUR) * HOUR];
  }
  isNap(bar) {
    return this.barKind[bar] === KINDS.nap;
  }
  // Stage at a time of a row, in s of its own; null where there is no bar.
  stageAt(row, time) {
    for (let bar = this.rowBar[row + 1] - 1; bar >= this.rowBar[row]; bar--) {
      const inside = time - this.barStart[bar];
      if (inside < 0 || inside >= this.barLasting[bar]) continue;
      for (let run = this.runBound[bar + 1] - 1; run >= this.runBound[bar]; run--)
        if (this.runStart[run] <= inside) return this.runStage[run];
    }
    return null;
  }
  // The bar under a time of a row, else the row's own night.
  barAt(row, time) {
    for (let bar = this.rowBar[row]; bar < this.rowBar[row + 1]; bar++)
      if (time >= this.barStart[bar] && time < this.barStart[bar] + this.barLasting[bar])
        return bar;
    return this.rowBar[row];
  }
};
function clockOf(secondsFromNoon) {
  const minutes = Math.round(secondsFromNoon / 60) + 12 * 60;
  const inDay = (minutes % 1440 + 1440) % 1440;
  const pad = (value) => String(value).padStart(2, "0");
  return `${pad(Math.floor(inDay / 60))}:${pad(inDay % 60)}`;
}
function hourStep(hours, width) {
  return [1, 2, 3, 4, 6, 12, 24].find((step) => width * step / hours >= 46) ?? 24;
}
function roundTicks(low, high) {
  if (!(high > low)) return Number.isFinite(low) ? [low] : [];
  const rough = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  const ticks = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-9; at += step)
    ticks.push(Number(at.toPrecision(12)));
  return ticks;
}

// night_rows_axes.ts
var HOUR2 = 3600;
var NARROW = 560;
var TOP = 34;
var STRIP = 14;
var GAP = 10;
var LEAST_APART = 4;
var FONT = '11px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif';
function placesOf(width, naps, course) {
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
    course: side ? [end + GAP + 6, width - 14] : null
  };
}
var hasNaps = ({ rows, aligned }) => aligned === "clock" && rows.barKind.some((kind) => kind === KINDS.nap);
function scaleOf([low, high], [left, right]) {
  const each = (right - left) / Math.max(high - low, 1);
  return { low, high, each, x: (time) => left + (time - low) * each };
}
function axesOf(scene) {
  const { rows, aligned } = scene;
  const places = placesOf(scene.width, hasNaps(scene), scene.course.title !== "");
  return {
    places,
    night: scaleOf(rows.extent(aligned), places.stages),
    nap: places.naps && scaleOf(rows.extent(aligned, true), places.naps)
  };
}
function hoursOf(scale, byClock) {
  const noon = byClock ? 12 : 0;
  const step = hourStep((scale.high - scale.low) / HOUR2, scale.each * (scale.high - scale.low));
  const found = [];
  const begin = Math.ceil((scale.low / HOUR2 + noon) / step) * step;
  for (let hour = begin; (hour - noon) * HOUR2 <= scale.high; hour += step)
    found.push((hour - noon) * HOUR2);
  return found;
}
function drawGrid(pen, scene, { night, nap }) {
  pen.fillStyle = scene.palette.line;
  for (const scale of nap ? [night, nap] : [night])
    for (const time of hoursOf(scale, scene.aligned === "clock"))
      pen.fillRect(Math.round(scale.x(time)), TOP, 1, scene.height - TOP);
}
function drawAxes(pen, scene, axes) {
  const { palette, aligned, course } = scene;
  const { places } = axes;
  pen.textBaseline = "alphabetic";
  pen.textAlign = "center";
  let taken = Number.NEGATIVE_INFINITY;
  const axis = (scale, [left2, right2], title) => {
    pen.fillStyle = palette.text;
    pen.fillText(title, (left2 + right2) / 2, 12, right2 - left2 + 12);
    pen.fillStyle = palette.muted;
    for (const time of hoursOf(scale, aligned === "clock")) {
      const words = aligned === "clock" ? clockOf(time) : `${time > 0 ? "+" : ""}${time / HOUR2}`;
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
function rangeOf(values) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [Number.NaN, Number.NaN];
}
var along = (value, [low, high], [left, right]) => high > low ? left + (value - low) / (high - low) * (right - left) : (left + right) / 2;

// night_rows_drawing.ts
var LOW = 4;
function drawShape(pen, shape, x, y, size) {
  const r = size / 2;
  pen.beginPath();
  if (shape % 6 === 0) pen.arc(x, y, r, 0, 2 * Math.PI);
  else if (shape % 6 === 1) pen.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
  else {
    const corners = [
      [
        [0, -1.2],
        [1.1, 0.8],
        [-1.1, 0.8]
      ],
      [
        [0, -1.25],
        [1.25, 0],
        [0, 1.25],
        [-1.25, 0]
      ],
      [
        [0, 1.2],
        [1.1, -0.8],
        [-1.1, -0.8]
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
        [-1, 0.35]
      ]
    ][shape % 6 - 2];
    for (const [place, [dx, dy]] of corners.entries())
      if (place) pen.lineTo(x + dx * r, y + dy * r);
      else pen.moveTo(x + dx * r, y + dy * r);
    pen.closePath();
  }
  pen.fill();
}
var colourOf = (palette, condition) => condition < 0 ? palette.muted : palette.conditions[condition % palette.conditions.length];
function drawNights(pen, scene) {
  const { rows, order, palette, width, height, rowHeight, scrolled } = scene;
  const axes = axesOf(scene);
  const { places } = axes;
  pen.clearRect(0, 0, width, height);
  pen.font = FONT;
  const first = Math.max(0, Math.floor(scrolled / rowHeight));
  const last = Math.min(order.length, Math.ceil((scrolled + height - TOP) / rowHeight));
  const top = (place) => TOP + place * rowHeight - scrolled;
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
function drawBars(pen, scene, { night, nap }, first, last, top) {
  const { rows, order, aligned, palette, rowHeight } = scene;
  if (rowHeight < LOW) {
    paintLowRows(pen, scene, { night, nap }, first, last, top(first));
    return;
  }
  const pad = rowHeight >= 6 ? 1 : 0;
  const drawn = [];
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
function paintLowRows(pen, { rows, order, aligned, palette, rowHeight, width }, { night, nap }, first, last, y) {
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
function pixelOf(palette, code) {
  const colour = Number.parseInt(palette.stages[String(code)].slice(1), 16);
  const bytes = Uint8Array.of(colour >> 16, colour >> 8 & 255, colour & 255, 255);
  return new Uint32Array(bytes.buffer)[0];
}
function drawMidsleep(pen, scene, scale, first, last, top) {
  const { rows, order, aligned, palette, rowHeight } = scene;
  const at = (place) => {
    const row = order[place];
    return scale.x(rows.rowMidsleep[row] - (aligned === "clock" ? 0 : rows.origin(row, aligned)));
  };
  const middle = (place) => top(place) + rowHeight / 2;
  for (const [colour, thick] of [
    [palette.paper, 3.5],
    [palette.text, 1.5]
  ]) {
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
function drawCourse(pen, scene, place, first, last, top) {
  const { rows, order, palette, rowHeight, course } = scene;
  const range = rangeOf(course.values);
  pen.fillStyle = palette.line;
  for (const tick of roundTicks(...range))
    pen.fillRect(Math.round(along(tick, range, place)), TOP, 1, scene.height - TOP);
  const middle = (at) => top(at) + rowHeight / 2;
  if (scene.inDates) {
    pen.strokeStyle = palette.muted;
    pen.lineWidth = 1;
    pen.beginPath();
    let before = -1;
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
      size
    );
  }
}

// night_rows_legend.ts
function labelled(words, control) {
  const label = document.createElement("label");
  const span = document.createElement("span");
  span.textContent = words;
  label.append(span, control);
  return label;
}
function select(options) {
  const made = document.createElement("select");
  for (const [value, words] of options) made.add(new Option(words, value));
  return made;
}
function block(name) {
  const made = document.createElement("div");
  made.className = name;
  return made;
}
function makeParts([lowest, highest]) {
  const order = select(Object.entries(ORDERS));
  const aligned = select(Object.entries(ALIGNED));
  const metric = select([]);
  const size = document.createElement("input");
  size.type = "range";
  size.min = String(Math.log(lowest));
  size.max = String(Math.log(highest));
  size.step = "0.01";
  const tools = block("night-tools");
  tools.append(
    labelled("order by", order),
    labelled("aligned by", aligned),
    labelled("beside it", metric),
    labelled("height of a row", size)
  );
  const scroller = block("night-scroller");
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "listbox");
  scroller.setAttribute("aria-label", "Nights: arrows up and down move, Enter opens one");
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  const spacer = document.createElement("div");
  spacer.setAttribute("aria-hidden", "true");
  const option = block("unseen");
  option.id = `night-row-${Math.random().toString(36).slice(2)}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "true");
  scroller.append(canvas, spacer, option);
  const words = document.createElement("p");
  words.className = "night-words";
  words.setAttribute("aria-hidden", "true");
  const legend = block("night-legend");
  return { tools, legend, words, scroller, canvas, spacer, option, order, aligned, metric, size };
}
function swatch(paint, said, title = "") {
  const item = document.createElement("span");
  item.className = "key";
  item.title = title;
  const picture = document.createElement("canvas");
  picture.setAttribute("aria-hidden", "true");
  picture.width = picture.height = 12;
  const pen = picture.getContext("2d");
  if (pen) paint(pen);
  item.append(picture, said);
  return item;
}
function fillLegend(legend, rows, palette) {
  const items = rows.about.stages.map(
    ({ code, name, title }) => swatch(
      (pen) => {
        pen.fillStyle = palette.stages[String(code)];
        pen.fillRect(0, 0, 12, 12);
      },
      name,
      title
    )
  );
  for (const [condition, name] of rows.about.conditions.entries())
    items.push(
      swatch((pen) => {
        pen.fillStyle = colourOf(palette, condition);
        drawShape(pen, condition, 6, 6, 10);
      }, name)
    );
  if (rows.about.badge) {
    const badge = document.createElement("span");
    badge.className = "badge";
    badge.textContent = rows.about.badge;
    items.push(badge);
  }
  const kinds = new Set(rows.barKind);
  const said = ["ticks: bed and rise time", "line: midsleep"];
  if (rows.rowFree.some((one) => one > 0)) said.push("bold: free days");
  if (kinds.has(KINDS.nap)) said.push("in an outline, apart: naps, by the clock alone");
  if (kinds.has(KINDS.other)) said.push("in dashes: another account of a sleep");
  const rest = document.createElement("span");
  rest.className = "quiet";
  rest.textContent = said.join(" · ");
  legend.replaceChildren(...items, rest);
}

// many_nights.ts
var LOWEST = 1;
var HIGHEST = 36;
var USUAL = 15;
var STEP = 1.35;
var many_nights_default = {
  render({ model, el, signal }) {
    el.classList.add("night-rows");
    const on = (target, kind, handler, passive = true) => target.addEventListener(kind, handler, { signal, passive });
    const { tools, legend, words, scroller, canvas, spacer, option, order, aligned, metric, size } = makeParts([LOWEST, HIGHEST]);
    el.append(tools, legend, words, scroller);
    let rows = null;
    let ordered = [];
    let course = { values: new Float64Array(0), title: "" };
    let rowHeight = USUAL;
    let chosen = 0;
    let waiting = 0;
    const tellHeight = () => {
      size.value = String(Math.log(rowHeight));
      size.setAttribute("aria-valuetext", `${Number(rowHeight.toPrecision(2))} px`);
    };
    tellHeight();
    const inDates = () => order.value === "date";
    const scene = () => {
      const palette = model.get("palette");
      if (!rows || !("stages" in palette)) return null;
      return {
        ...{ rows, order: ordered, aligned: aligned.value, inDates: inDates() },
        ...{ rowHeight, scrolled: scroller.scrollTop, chosen, course, palette },
        ...{ width: scroller.clientWidth, height: scroller.clientHeight }
      };
    };
    const draw = () => {
      cancelAnimationFrame(waiting);
      waiting = 0;
      const seen = scene();
      if (!seen?.width || !seen.height) return;
      const ratio = window.devicePixelRatio || 1;
      const [wide, high] = [Math.round(seen.width * ratio), Math.round(seen.height * ratio)];
      if (canvas.width !== wide || canvas.height !== high) {
        canvas.width = wide;
        canvas.height = high;
        canvas.style.width = `${seen.width}px`;
        canvas.style.height = `${seen.height}px`;
      }
      const pen = canvas.getContext("2d");
      if (!pen) return;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawNights(pen, seen);
      canvas.dataset.drawn = String(seen.order.length);
      canvas.dataset.scrolled = String(Math.round(seen.scrolled));
    };
    const soon = () => {
      waiting ||= requestAnimationFrame(draw);
    };
    const lay = () => {
      const space = TOP + ordered.length * rowHeight - scroller.clientHeight;
      spacer.style.height = `${Math.max(0, space) + 2}px`;
      soon();
    };
    const numberOf = (row) => {
      const value = course.values[row];
      return course.title && Number.isFinite(value) ? ` ${course.title.replace(/, ([^,]*)$/, ` ${Number(value.toPrecision(4))} $1`)}.` : "";
    };
    const say = () => {
      const row = ordered[chosen];
      if (rows === null || row === void 0) return;
      const said = `${rows.about.words[row]}${numberOf(row)}`;
      option.textContent = said;
      option.setAttribute("aria-posinset", String(chosen + 1));
      option.setAttribute("aria-setsize", String(ordered.length));
      scroller.setAttribute("aria-activedescendant", option.id);
      words.textContent = `${chosen + 1} of ${ordered.length} · ${said}`;
    };
    const choose = (place, reveal = true) => {
      chosen = Math.max(0, Math.min(ordered.length - 1, place));
      if (reveal) {
        const top = chosen * rowHeight;
        const room = scroller.clientHeight - TOP - rowHeight;
        if (top < scroller.scrollTop) scroller.scrollTop = top;
        else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
      }
      say();
      soon();
    };
    const reorder = () => {
      if (!rows) return;
      const row = ordered[chosen];
      ordered = rows.order(order.value, course.values);
      chosen = Math.max(0, ordered.indexOf(row));
      lay();
      choose(chosen);
    };
    const enlarge = (height) => {
      const around = scroller.clientHeight / 2;
      const least = (scroller.clientHeight - TOP - 2) / Math.max(1, ordered.length);
      const at = (scroller.scrollTop + around - TOP) / rowHeight;
      rowHeight = Math.max(Math.min(LOWEST, least), Math.min(HIGHEST, height));
      tellHeight();
      lay();
      scroller.scrollTop = at * rowHeight + TOP - around;
    };
    const explain = () => {
      const palette = model.get("palette");
      if (rows && "stages" in palette) fillLegend(legend, rows, palette);
    };
    const take = () => {
      const about = model.get("about");
      if (!("arrays" in about)) {
        el.hidden = true;
        return;
      }
      el.hidden = false;
      rows = new NightRows(about, model.get("rows"));
      metric.replaceChildren(new Option("nothing", ""));
      for (const [symbol, title, units] of rows.about.metrics)
        metric.add(
          new Option(`${symbol} · ${title}${units && units !== "1" ? `, ${units}` : ""}`, symbol)
        );
      metric.value = model.get("metric");
      const hasClock = rows.hasClock;
      for (const one of aligned.options) one.disabled = one.value === "clock" && !hasClock;
      if (!hasClock && aligned.value === "clock") aligned.value = "onset";
      else if (hasClock && !about.labels?.length) aligned.value = "clock";
      order.options[0].text = rows.firstOrder;
      for (const one of order.options)
        one.disabled = one.value === "condition" && !rows.about.conditions.length || ["bed", "midsleep", "onset"].includes(one.value) && !hasClock;
      if (order.selectedOptions[0]?.disabled) order.value = "date";
      ordered = [];
      chosen = 0;
      takeCourse();
      explain();
      reorder();
    };
    const takeCourse = () => {
      const view = model.get("course");
      const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
      course = { values: new Float64Array(bytes), title: model.get("course_title") };
      if (rows && course.values.length !== rows.count)
        course = { values: new Float64Array(0), title: "" };
      if (!rows) return;
      if (order.value === "course") reorder();
      say();
      soon();
    };
    const paint = () => {
      explain();
      soon();
    };
    const placeAt = (event) => {
      const y = event.clientY - scroller.getBoundingClientRect().top;
      return y < TOP ? -1 : Math.floor((y - TOP + scroller.scrollTop) / rowHeight);
    };
    const timeAt = (event, seen, row) => {
      const { places, night, nap } = axesOf(seen);
      const x = event.clientX - scroller.getBoundingClientRect().left;
      const inNaps = nap && places.naps && x >= places.naps[0] && x <= places.naps[1];
      if (!inNaps && (x < places.stages[0] || x > places.stages[1])) return Number.NaN;
      const scale = inNaps ? nap : night;
      const left = inNaps && places.naps ? places.naps[0] : places.stages[0];
      return scale.low + (x - left) / scale.each + seen.rows.origin(row, seen.aligned);
    };
    const open = (bar) => model.send({ kind: "open", bar });
    on(scroller, "scroll", soon);
    on(scroller, "pointermove", (event) => {
      const seen = scene();
      const place = placeAt(event);
      const row = ordered[place];
      scroller.style.cursor = row === void 0 ? "" : "pointer";
      if (!seen || row === void 0) return say();
      const time = timeAt(event, seen, row);
      const code = Number.isNaN(time) ? null : seen.rows.stageAt(row, time);
      const stage = seen.rows.about.stages.find((one) => one.code === code);
      const clock = seen.rows.rowHasClock[row] && !Number.isNaN(time) ? clockOf(time) : "";
      const here = [clock, stage?.title ?? ""].filter(Boolean).join(" ");
      words.textContent = `${here ? `${here} · ` : ""}${seen.rows.about.words[row]}${numberOf(row)}`;
    });
    on(scroller, "pointerleave", say);
    on(scroller, "click", (event) => {
      const seen = scene();
      const place = placeAt(event);
      const row = ordered[place];
      if (!seen || row === void 0) return;
      choose(place, false);
      open(seen.rows.barAt(row, timeAt(event, seen, row)));
    });
    on(
      scroller,
      "keydown",
      (event) => {
        const page = Math.max(1, Math.floor((scroller.clientHeight - TOP) / rowHeight) - 1);
        const moves = {
          ...{ ArrowDown: chosen + 1, ArrowUp: chosen - 1, Home: 0, End: ordered.length - 1 },
          ...{ PageDown: chosen + page, PageUp: chosen - page }
        };
        if (event.key in moves) choose(moves[event.key]);
        else if (event.key === "Enter" && rows && ordered.length)
          open(rows.rowBar[ordered[chosen]]);
        else if (event.key === "+" || event.key === "=") enlarge(rowHeight * STEP);
        else if (event.key === "-") enlarge(rowHeight / STEP);
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
      false
    );
    on(order, "change", reorder);
    on(aligned, "change", () => {
      lay();
      say();
    });
    on(metric, "change", () => {
      model.set("metric", metric.value);
      model.save_changes();
    });
    on(size, "input", () => enlarge(Math.exp(Number(size.value))));
    for (const control of [order, aligned, metric, size])
      on(control, "keydown", (event) => event.stopPropagation());
    const resized = new ResizeObserver(lay);
    resized.observe(scroller);
    model.on("change:rows", take);
    model.on("change:course", takeCourse);
    model.on("change:palette", paint);
    take();
    return () => {
      resized.disconnect();
      cancelAnimationFrame(waiting);
      model.off("change:rows", take);
      model.off("change:course", takeCourse);
      model.off("change:palette", paint);
    };
  }
};
export {
  many_nights_default as default
};
