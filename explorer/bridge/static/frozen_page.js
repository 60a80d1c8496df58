// Built by `make js` from explorer/bridge/js: change the sources, not this file.

// clock_words.ts
var NOISE = 1e-6;
var two = (number) => String(number).padStart(2, "0");
function clockWords(seconds, { start, wrap, always, movedAt = 0, movedBy = 0 }) {
  const total = Math.floor(seconds + start + (seconds >= movedAt ? movedBy : 0) + NOISE);
  if (!wrap && total < 0) return `-${clockWords(-total, { start: 0, wrap, always })}`;
  const hours = Math.floor(total / 3600);
  const within = total - 3600 * hours;
  const rest = within % 60;
  const minutes = `${two(wrap ? hours % 24 : hours)}:${two(Math.floor(within / 60))}`;
  return rest || always ? `${minutes}:${two(rest)}` : minutes;
}

// dialogs.ts
var make = (what, properties = {}, ...children) => {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  for (const [name, value] of Object.entries(properties))
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.includes("-") || name === "role" || name === "for")
      element.setAttribute(name, value);
    else element[name] = value;
  element.append(...children.filter((child) => child !== null && child !== void 0));
  return element;
};
var button = (text, onclick, properties = {}) => make("button.jupyter-button.act", { type: "button", onclick, ...properties }, text);
var dialogOf = (name, heading, ...children) => {
  const said = make("p.said", { role: "status", "aria-live": "polite" });
  const dialog = make(
    "dialog.explorer-dialog",
    { "aria-label": heading },
    make(
      "header",
      {},
      make("h3", {}, heading),
      button("close", () => dialog.close(), { title: "close (Esc)" })
    ),
    said,
    ...children
  );
  dialog.said = said;
  dialog.classList.add(name);
  dialog.say = (sentence, problem = false) => {
    said.textContent = sentence;
    said.classList.toggle("problem", problem);
  };
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target !== dialog) return;
    const box = dialog.getBoundingClientRect();
    const within = (at, from, to) => at >= from && at <= to;
    if (!within(event.clientX, box.left, box.right) || !within(event.clientY, box.top, box.bottom))
      dialog.close();
  });
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  const closeByEscape = (event) => {
    if (!dialog.isConnected) document.removeEventListener("keydown", closeByEscape, true);
    else if (dialog.open && event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      dialog.close();
    }
  };
  let home = null;
  dialog.addEventListener("close", () => {
    document.removeEventListener("keydown", closeByEscape, true);
    home?.append(dialog);
    home = null;
  });
  dialog.appear = () => {
    if (dialog.open) return;
    if (dialog.parentElement?.checkVisibility() === false) {
      home = dialog.parentElement;
      dialog.closest(".sleep-explorer")?.append(dialog);
    }
    dialog.showModal();
    document.addEventListener("keydown", closeByEscape, true);
  };
  return dialog;
};
var save = (name, blob) => {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1e4);
};

// drawing_chain.ts
var DrawingChain = class {
  constructor(failed) {
    this.failed = failed;
  }
  failed;
  last = Promise.resolve();
  add(draw) {
    this.last = this.last.then(draw).catch((error) => this.fail(error));
    return this.last;
  }
  fail(error) {
    console.error(error);
    this.failed(error);
  }
};

// packed_arrays.ts
function fromText(text, count, alphabet) {
  const digits = new Uint8Array(128);
  for (let i = 0; i < alphabet.length; i++) digits[alphabet.charCodeAt(i)] = i;
  const words2 = text.length / 5;
  const bytes = new Uint8Array(4 * words2);
  for (let word = 0, from = 0, to = 0; word < words2; word++) {
    let value = 0;
    for (let i = 0; i < 5; i++) value = value * 85 + digits[text.charCodeAt(from++)];
    bytes[to++] = value >>> 24;
    bytes[to++] = value >>> 16;
    bytes[to++] = value >>> 8;
    bytes[to++] = value;
  }
  return bytes.subarray(0, count);
}
async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
var ONE = 4096;
function fromPrediction(bytes, weights) {
  const count = bytes.length / 2;
  const order = weights.length;
  const before = Int32Array.from(weights).reverse();
  const codes = new Int16Array(order + count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < order; k++) sum += before[k] * codes[i + k];
    const value = bytes[i] | bytes[count + i] << 8;
    codes[order + i] = (value >>> 1 ^ -(value & 1)) + Math.floor(sum / ONE);
  }
  return codes.slice(order);
}
function fromSteps(bytes, columns) {
  const steps = new Float32Array(bytes.slice().buffer);
  const sums = Float64Array.from(steps);
  for (let i = columns; i < sums.length; i++) sums[i] += sums[i - columns];
  return sums;
}
var ArrayStore = class {
  constructor(whole) {
    this.whole = whole;
  }
  whole;
  bytes({ at, bytes, coding, weights, columns }) {
    const raw = this.whole.subarray(at, at + bytes);
    if (coding === "predicted") return new Uint8Array(fromPrediction(raw, weights ?? []).buffer);
    if (coding === "cumulated") return new Uint8Array(fromSteps(raw, columns ?? 1).buffer);
    return raw.slice();
  }
  // As a message of the kernel brings it.
  view(packed) {
    return new DataView(this.bytes(packed).buffer);
  }
};

// frozen_content.ts
var part = (name) => {
  const found = document.querySelector(`script[data-part="${name}"]`);
  if (!found) throw new Error(`this page lacks its part ${name}: it was not saved whole`);
  return found;
};
async function unpacked(name, isZipped = true) {
  const element = part(name);
  const alphabet = part("alphabet").textContent ?? "";
  const bytes = fromText(element.textContent ?? "", Number(element.dataset.bytes), alphabet);
  element.remove();
  return isZipped ? inflated(bytes) : bytes.slice();
}

// drag_limits.ts
var clamp = (value, low, high) => Math.min(Math.max(value, low), high);
var EDGE_STEPS = 20;
var tidy = (edge) => Math.round(edge * EDGE_STEPS) / EDGE_STEPS;
var SNAP = 0.5;
var snapped = (edge, fine) => fine ? edge : Math.round(edge / SNAP) * SNAP;
function bandWithin([low, high], [least, most], narrowest, moving) {
  let [a, b] = [clamp(low, least, most), clamp(high, least, most)];
  if (b - a < narrowest) {
    if (moving === "low") a = Math.max(least, b - narrowest);
    else b = Math.min(most, a + narrowest);
    if (b - a < narrowest) return null;
  }
  return [tidy(a), tidy(b)];
}
function bandMoved([low, high], by, [least, most]) {
  const shift = clamp(by, least - low, most - high);
  return [low + shift, high + shift];
}
function epochsBrushed([a, b], { first, length }, total) {
  const [from, to] = [a, b].map((time) => clamp(time, 0, total)).sort((one, two2) => one - two2);
  const border = (time) => first + Math.round((time - first) / length) * length;
  let [begin, end] = [border(from), border(to)];
  if (begin === end) {
    begin = first + Math.floor((Math.min(from, total - length / 2) - first) / length) * length;
    end = begin + length;
  }
  return [clamp(begin, 0, total), clamp(end, 0, total)];
}
function lightsMoved([off, on], which, time, epoch, total) {
  const whole = Math.min(Math.round(time / epoch) * epoch, total);
  if (which === "lights-off") return [clamp(whole, 0, Math.max(0, on - epoch)), on];
  return [off, clamp(whole, Math.min(total, off + epoch), total)];
}

// frozen_controls.ts
var CURVE_POINTS = 160;
var [WIDTH, HEIGHT] = [190, 44];
var SPACE = "http://www.w3.org/2000/svg";
var lengthWords = (seconds) => seconds < 60 ? `${seconds} s` : `${seconds / 60} min`;
var isSameBand = ([low, high], [one, other]) => Math.abs(low - one) < 1e-6 && Math.abs(high - other) < 1e-6;
var OWN = "own band";
var bandName = (band, bands) => bands.find(([, low, high]) => isSameBand([low, high], band))?.[0] ?? OWN;
function responseCurve() {
  const picture = document.createElementNS(SPACE, "svg");
  picture.setAttribute("width", String(WIDTH));
  picture.setAttribute("height", String(HEIGHT));
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", "gain of the filter");
  const curve = picture.appendChild(document.createElementNS(SPACE, "polyline"));
  const points = Array.from({ length: CURVE_POINTS }, () => `0,${HEIGHT - 2}`);
  curve.setAttribute("points", points.join(" "));
  curve.setAttribute("fill", "none");
  curve.setAttribute("stroke", "currentColor");
  curve.setAttribute("stroke-width", "1.5");
  const words2 = make("div.quiet", {}, "filter gain, 0–40 Hz · ", make("span.edges"));
  const place = make("div.filter-response");
  place.append(picture, words2);
  return place;
}
function controlsOf(model, offered) {
  const { bands, windowLengths } = offered;
  const option = (value, words2) => make("option", { value }, words2);
  const preset = make("select", { ariaLabel: "frequency band" });
  preset.append(
    ...bands.map(([name, low2, high2]) => option(name, `${name}  ${low2}–${high2} Hz`)),
    option(OWN, OWN)
  );
  const edge = (label) => make("input", { type: "number", step: "0.05", ariaLabel: `${label} edge of the band, Hz` });
  const [low, high] = [edge("lower"), edge("upper")];
  const line = make("input", { type: "range", step: "1", ariaLabel: "amplitude criterion, µV" });
  const lineWords = make("output");
  const length = make("select", { ariaLabel: "length of the window" });
  length.append(...windowLengths.map((s) => option(String(s), lengthWords(s))));
  const show = () => {
    const band = model.get("band");
    preset.value = bandName(band, bands);
    for (const [field, value] of [
      [low, band[0]],
      [high, band[1]]
    ])
      if (document.activeElement !== field) field.value = String(value);
    const [least, most] = model.get("n3_amplitude_limits");
    line.min = String(least);
    line.max = String(most);
    line.value = String(model.get("n3_amplitude"));
    lineWords.textContent = `${Math.round(model.get("n3_amplitude"))} µV peak to peak`;
    length.value = String(model.get("window_length"));
  };
  const setBand = (wanted, moving) => {
    const band = bandWithin(wanted, model.get("band_limits"), model.get("narrowest_band"), moving);
    if (band) model.set("band", band);
    show();
  };
  const step = (epochs) => {
    const latest = Math.max(0, model.get("total") - model.get("window_length"));
    const start = model.get("window_start") + epochs * model.get("epoch_length");
    model.set("window_start", clamp(start, 0, latest));
  };
  preset.addEventListener("change", () => {
    const chosen = bands.find(([name]) => name === preset.value);
    if (chosen) setBand([chosen[1], chosen[2]]);
  });
  const edited = () => setBand([Number(low.value), Number(high.value)]);
  for (const field of [low, high]) field.addEventListener("change", edited);
  line.addEventListener("input", () => model.set("n3_amplitude", Number(line.value)));
  length.addEventListener("change", () => {
    const middle = model.get("window_start") + model.get("window_length") / 2;
    const seconds = Number(length.value);
    model.set("window_length", seconds);
    model.set("margin", Math.max(45, seconds / 2));
    const latest = Math.max(0, model.get("total") - seconds);
    model.set("window_start", clamp(middle - seconds / 2, 0, latest));
  });
  for (const name of ["band", "n3_amplitude", "window_length"]) model.on(`change:${name}`, show);
  show();
  const heading = (words2) => make("h2", {}, words2);
  const needsKernel = [
    heading("Needs a kernel"),
    make("ul.notes", {}, ...offered.needs.map((words2) => make("li", {}, words2)))
  ];
  if (!offered.hasSignals) return needsKernel;
  return [
    heading("Band"),
    preset,
    make("div.tools", {}, low, make("span.quiet", {}, "to"), high, make("span.quiet", {}, "Hz")),
    responseCurve(),
    heading("Amplitude criterion of N3"),
    line,
    lineWords,
    heading("Window, epoch"),
    make(
      "div.tools",
      {},
      length,
      button("◀", () => step(-1), { title: "previous epoch (Shift ←)" }),
      button("▶", () => step(1), { title: "next epoch (Shift →)" })
    ),
    heading("Gain"),
    make(
      "div.tools",
      {},
      button("−", () => model.enlarge(-1), { title: "traces smaller (key −)" }),
      button("+", () => model.enlarge(1), { title: "traces larger (key +)" })
    ),
    ...needsKernel
  ];
}

// frozen_layout.ts
var HOW = "A kernel is a Python that computes while you look. To get one: install git, make and Python 3.11 or newer, clone github.com/sleep-architecture-explorer/sleep-architecture-explorer, and run “make app” in it.";
var NEEDS_OF_SIGNALS = [
  "Other channels, montage, mains filter, or the recording’s full rate",
  "Events in another band, or by another rule"
];
var NEEDS = [
  "Moved lights, other definitions, and numbers of the selection beside its stages and power",
  "Scoring and staging; large type; every tab but Night; reports"
];
var READING = "This page describes one recording. It is for teaching and exploring sleep physiology, not for diagnosis or treatment.";
function layOut(root, content, model, clock, parts) {
  const head = make(
    "div.explorer-head",
    {},
    make("h1", {}, "Sleep Architecture Explorer"),
    make("span", {}, content.title),
    content.simulated ? make("span.badge", {}, "SIMULATED") : null,
    make("span.quiet", {}, "a page without a kernel"),
    make("span.spring"),
    button("?", () => model.emit("msg:custom", { kind: "help" }, []), {
      title: "keys and gestures"
    }),
    parts.theme
  );
  const controls = make("div.explorer-controls.explorer-sheet");
  controls.append(
    ...controlsOf(model, {
      bands: content.bands,
      windowLengths: content.window_lengths,
      needs: content.samples.rows.length ? [...NEEDS_OF_SIGNALS, ...NEEDS] : NEEDS,
      hasSignals: content.samples.rows.length > 0
    }),
    make("p.quiet", {}, HOW)
  );
  const { rows, from, to } = content.samples;
  const rates = [...new Set(rows.map(({ rate }) => `${Number(rate.toFixed(2))} Hz`))].join(", ");
  const whole = from <= 0 && to >= content.traits.total - 1;
  const traces = rows.length ? `traces at ${rates}${whole ? "" : `, ${clock(from)} to ${clock(to)}`}; band power, events and numbers were computed from the whole recording` : "a hypnogram alone";
  const foot = make(
    "div.explorer-foot",
    {},
    make("div", {}, [content.title, content.facts, traces].join(" · ")),
    make(
      "div.quiet",
      {},
      ...content.needs.map((words2) => make("span.problem", {}, `${words2} `)),
      rows.length && content.cut ? `${content.cut} ` : "",
      `${READING} Made with Sleep Architecture Explorer ${content.version}.`
    )
  );
  const middle = make("div.explorer-middle", {}, ...parts.middle);
  const numbers = make("div.explorer-numbers", {}, ...parts.numbers);
  root.replaceChildren(make("div.explorer-grid", {}, head, controls, middle, numbers, foot));
}

// frozen_model.ts
var FrozenModel = class {
  constructor(values) {
    this.values = values;
  }
  values;
  listeners = /* @__PURE__ */ new Map();
  get(name) {
    return this.values[name];
  }
  set(name, value) {
    if (isSame(this.values[name], value)) return;
    this.values[name] = value;
    this.emit(`change:${String(name)}`, this, value);
  }
  save_changes() {
  }
  // there is nobody to save them
  send(_content) {
  }
  // nor to hear
  on(event, listener) {
    const listening = this.listeners.get(event) ?? /* @__PURE__ */ new Set();
    this.listeners.set(event, listening.add(listener));
  }
  off(event, listener) {
    this.listeners.get(event)?.delete(listener);
  }
  emit(event, ...given) {
    for (const listener of [...this.listeners.get(event) ?? []]) listener(...given);
  }
  // As the kernel would: after whoever asked has gone on.
  answer(message, buffers = []) {
    queueMicrotask(() => this.emit("msg:custom", message, buffers));
  }
};
var isSame = (one, other) => one === other || Array.isArray(one) && Array.isArray(other) && JSON.stringify(one) === JSON.stringify(other);

// traits.ts
function readOnce(name) {
  let read;
  return (model) => {
    const text = model.get(name);
    if (read?.text !== text) read = { text, said: JSON.parse(text) };
    return read.said;
  };
}
var lanesOf = readOnce("lanes");
var analysedOf = (model) => lanesOf(model).find((lane) => lane.analysed)?.name ?? "";
var epochsOf = readOnce("epochs");
var handMarksOf = readOnce("hand_marks");
var whoseOf = (model) => JSON.parse(model.get("whose"));

// frozen_night.ts
var GAIN_STEP = Math.SQRT2;
var LARGEST_GAIN = 64;
var NEEDED = {
  lights: "Moving lights off or on changes every number of the night",
  score: "Scoring by hand is kept in a journal",
  type: "Large type is drawn with the figures (the browser’s own zoom enlarges this page)"
};
var FrozenNight = class extends FrozenModel {
  constructor(traits, samples, needsKernel) {
    super(traits);
    this.samples = samples;
    this.needsKernel = needsKernel;
  }
  samples;
  needsKernel;
  gain = 1;
  scored = null;
  night = [];
  // of the channel, whoever scored it
  events = [];
  set(name, value) {
    if (name === "lights") {
      this.needsKernel(NEEDED.lights);
      return;
    }
    const before = this.values[name];
    if (name === "window_start" || name === "window_length") {
      this.values[name] = value;
      this.holdSource();
      this.values[name] = before;
    }
    super.set(name, value);
    if (name === "selection") this.tellScored();
  }
  // Another document: other scorer, theme or events; the hand's choices stay.
  show(traits, scored, events) {
    Object.assign(this.values, traits);
    this.values.lanes = this.enlarged(this.values.lanes);
    this.values.layout_id += 1;
    this.samples.forget();
    this.scored = scored;
    this.events = events;
  }
  send(content) {
    const asked = content;
    if (asked.kind === "hello") this.answer({ kind: "agreed" });
    else if (asked.kind === "ready") this.tellAll();
    else if (asked.kind === "need") this.give(asked.missing ?? []);
    else if (asked.kind === "key") this.press(asked.key ?? "");
    else if (asked.kind === "score") {
      this.needsKernel(NEEDED.score);
      if (asked.id) this.answer({ kind: "settled", ids: [asked.id], refused: [asked.id] });
    }
  }
  press(key) {
    if ("+=".includes(key)) this.enlarge(1);
    else if ("-_".includes(key)) this.enlarge(-1);
    else this.needsKernel(NEEDED.type);
  }
  give(missing) {
    const layout = this.values.layout_id;
    this.holdSource();
    if (missing.includes("band")) this.answer(...this.samples.none(layout));
    if (missing.includes("raw")) this.answer(...this.samples.raw(layout));
    this.answer({ kind: "answered" });
  }
  holdSource() {
    const { window_start, window_length, layout_id } = this.values;
    const analysed = analysedOf(this);
    const held = this.samples.source(window_start, window_length, layout_id, analysed);
    if (held) this.emit("msg:custom", ...held);
  }
  tellAll() {
    for (const { message, buffers } of [...this.night, ...this.events])
      this.answer(message, buffers);
    this.tellScored();
  }
  // Which epochs count, with those of the selection as the kernel would add them.
  tellScored() {
    const { scored } = this;
    for (const { message, buffers } of scored?.told ?? []) {
      const [minutes, flags] = this.brushed(message, buffers);
      const known = message.sleep_minutes;
      this.answer({ ...message, sleep_minutes: [...known, ...minutes] }, [...buffers, ...flags]);
    }
  }
  brushed(message, buffers) {
    const { scored } = this;
    const inside = this.epochsBrushed(message.first, message.length);
    if (!inside || !scored) return [[], []];
    const [, judged, byScorer] = buffers.map((one) => new Uint8Array(one.buffer));
    const asleep = inside.reduce((sum, flag, epoch) => sum + (flag & scored.asleep[epoch]), 0);
    const minutes = Math.max(asleep, 1) * message.length / 60;
    const flags = [judged.map((flag, epoch) => flag & inside[epoch]), byScorer];
    return [
      [scored.stages.length ? minutes : null],
      flags.map((one) => new DataView(one.slice().buffer))
    ];
  }
  // Epochs that have their middle in the selection; null where none is brushed, or less than one.
  epochsBrushed(first, length) {
    const [start, stop] = this.values.selection;
    if (start === void 0 || stop - start < length || !this.scored) return null;
    const middle = (epoch) => first + (epoch + 0.5) * length;
    return this.scored.asleep.map(
      (_, epoch) => middle(epoch) >= start && middle(epoch) < stop ? 1 : 0
    );
  }
  // Draw the traces larger or smaller.
  enlarge(steps) {
    const before = this.gain;
    const gain = this.gain * GAIN_STEP ** steps;
    this.gain = Math.min(Math.max(gain, 1 / LARGEST_GAIN), LARGEST_GAIN);
    this.set("lanes", this.enlarged(this.values.lanes, this.gain / before));
    this.emit("gain", this.gain);
  }
  enlarged(lanes, by = this.gain) {
    const changed = JSON.parse(lanes).map((lane) => ({
      ...lane,
      gain: lane.gain * by
    }));
    return JSON.stringify(changed);
  }
  get lanes() {
    return lanesOf(this);
  }
};

// band_power.ts
function bandPower({ frequencies, usable, epochs, values }, [low, high], power = new Float32Array(epochs)) {
  const below = (edge) => {
    let left = 0;
    while (left < frequencies.length - 2 && frequencies[left + 1] <= edge) left++;
    const share = (edge - frequencies[left]) / (frequencies[left + 1] - frequencies[left]);
    return { at: left * epochs, share };
  };
  const [from, to] = [below(low), below(Math.min(high, usable))];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const a = values[from.at + epoch] * (1 - from.share);
    const b = values[from.at + epochs + epoch] * from.share;
    const c = values[to.at + epoch] * (1 - to.share);
    const d = values[to.at + epochs + epoch] * to.share;
    power[epoch] = c + d - (a + b);
  }
  return power;
}
var isWithin = ({ frequencies, usable }, [low, high]) => frequencies[0] <= low && low < Math.min(high, usable);
function areAlike(one, other) {
  if (one?.length !== other.length) return false;
  return other.every((value, i) => {
    const given = Number(one[i]);
    return Number.isNaN(value) ? Number.isNaN(given) : Math.abs(given - value) <= 1e-5 * Math.abs(value);
  });
}
function quantile(values, share) {
  const finite = Float64Array.from(values).filter(Number.isFinite).sort();
  if (!finite.length) return Number.NaN;
  const place = share * (finite.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, finite.length - 1);
  return finite[below] + (finite[above] - finite[below]) * (place - below);
}

// frozen_table.ts
var METRIC = "metric:";
var MISSING = "These numbers are not in this page: computing them needs a kernel.";
function emptyHeads(place) {
  for (const head of place.querySelectorAll("thead th"))
    if (!head.textContent?.trim()) head.replaceWith(document.createElement("td"));
}
var FrozenTable = class extends FrozenModel {
  constructor(answers) {
    super({ value: "", unfolded: [] });
    this.answers = answers;
  }
  answers;
  whole = document.createElement("template");
  // Other tables: of another scorer or theme; what is unfolded remains so.
  show(html) {
    this.whole.innerHTML = html;
    for (const part2 of this.whole.content.querySelectorAll("details"))
      if (part2.children.length < 2) {
        const words2 = document.createElement("p");
        words2.className = "quiet";
        words2.textContent = MISSING;
        part2.append(words2);
      }
    emptyHeads(this.whole.content);
    this.fold();
  }
  fold() {
    const shown = this.whole.cloneNode(true);
    for (const row of shown.content.querySelectorAll("tr.definition")) {
      const button2 = row.previousElementSibling?.querySelector("button[data-key]");
      const isOpen = this.values.unfolded.includes(button2?.dataset.key ?? "");
      button2?.setAttribute("aria-expanded", String(isOpen));
      if (!isOpen) row.remove();
    }
    this.values.value = shown.innerHTML;
    this.emit("change:value");
  }
  set(name, value) {
    const before = this.values.unfolded.filter((key) => key.startsWith(METRIC));
    super.set(name, value);
    const after = this.values.unfolded.filter((key) => key.startsWith(METRIC));
    if (before.join() !== after.join()) this.fold();
  }
  send(content) {
    const asked = content;
    if (asked.kind === "act") this.answers.act(asked.what ?? "");
    if (asked.kind !== "choose") return;
    if (!this.answers.choose(asked.name ?? "", asked.value ?? "")) this.emit("change:value");
  }
  offer(name, text) {
    this.answer({ kind: "file", name, text, type: "text/csv" });
  }
  copy(text) {
    this.answer({ kind: "copy", text });
  }
};

// number_words.ts
var MINUS = "−";
var NOTHING = "–";
var shownNumber = (value, decimals) => Number.isFinite(value) ? value.toFixed(decimals).replace(/^-(?=[0.]*$)/, "").replace("-", MINUS) : NOTHING;
var hexadecimal = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

// part_numbers.ts
function stageMinutes(codes, inside, asleep, stages, epochLength) {
  const minutes = (flag) => {
    let count = 0;
    for (let epoch = 0; epoch < codes.length; epoch++) if (inside[epoch] && flag(epoch)) count++;
    return count * epochLength / 60;
  };
  const sleep = minutes((epoch) => Boolean(asleep[epoch]));
  return stages.map(([code, name]) => {
    const own = minutes((epoch) => codes[epoch] === code);
    const isSleep = Array.from(codes).some((one, epoch) => one === code && asleep[epoch]);
    return { name, minutes: own, percent: isSleep && sleep ? 100 * own / sleep : Number.NaN };
  });
}
function meanInside(values, inside) {
  let sum = 0;
  let count = 0;
  for (let epoch = 0; epoch < values.length; epoch++) {
    if (!inside(epoch) || !Number.isFinite(values[epoch])) continue;
    sum += values[epoch];
    count++;
  }
  return count ? sum / count : Number.NaN;
}

// frozen_numbers.ts
var ALL = "all";
var words = (value, decimals = 1) => shownNumber(value, decimals);
function tableOf(heading, columns, rows) {
  const head = (text) => text ? make("th", { scope: "col" }, text) : make("td");
  const table = make(
    "table.numbers",
    {},
    make("thead", {}, make("tr", {}, head(""), ...columns.map(head), head(""))),
    make(
      "tbody",
      {},
      ...rows.map(
        ({ name, cells, unit, title }) => make(
          "tr",
          { title: title ?? "" },
          make("th", { scope: "row" }, name),
          ...cells.map((text) => make("td", {}, text)),
          make("td.unit", {}, unit)
        )
      )
    )
  );
  return [make("h2", {}, heading), table];
}
var PartNumbers = class {
  constructor(model, spectra, names) {
    this.model = model;
    this.spectra = spectra;
    this.names = names;
    const later = () => {
      this.frame ||= requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    };
    for (const name of ["band", "selection"]) model.on(`change:${name}`, later);
  }
  model;
  spectra;
  names;
  brushed = make("section.brushed", { ariaLive: "polite" });
  power = make("section.band-numbers");
  rule = make("div.n3-by-rule");
  frame = 0;
  // Another scorer: N3 by amplitude criterion as the kernel wrote it, and the rest counted anew.
  show(rule) {
    this.ruleOfNight = rule;
    this.draw();
  }
  ruleOfNight = "";
  ruleShown = "";
  draw() {
    const { scored } = this.model;
    if (!scored) return;
    const { first, length } = epochsOf(this.model);
    const inside = this.model.epochsBrushed(first, length);
    this.drawBrushed(scored, inside, length);
    this.drawPower(scored, inside);
    this.drawRule(scored, inside, length);
  }
  drawBrushed(scored, inside, length) {
    this.brushed.hidden = !inside;
    if (!inside) return;
    const [start, stop] = this.model.get("selection");
    const { codes } = epochsOf(this.model);
    const found = stageMinutes(codes, inside, scored.asleep, scored.stages, length);
    const rows = found.map(({ name, minutes, percent }) => ({
      name,
      cells: [Number.isFinite(percent) ? `${words(minutes)} (${words(percent)})` : words(minutes)],
      unit: "min",
      title: `minutes of ${name} in the selection, and their share of its sleep`
    }));
    const epochs = inside.reduce((sum, flag) => sum + flag, 0);
    rows.push({ name: ALL, cells: [words(epochs * length / 60)], unit: "min" });
    const { clock } = this.names;
    const note = make("p.quiet", {}, `${clock(start)} to ${clock(stop)}, by whole epochs`);
    this.brushed.replaceChildren(
      ...tableOf("Selection, min (% of TST)", ["selection"], rows),
      note
    );
  }
  drawPower(scored, brushed) {
    const { spectra } = this;
    const band = this.model.get("band");
    if (!spectra) {
      this.power.hidden = true;
      return;
    }
    const high = Math.max(band[0], Math.min(band[1], spectra.rate / 2));
    const heading = `${this.names.band(band)} ${band[0]}–${high} Hz`;
    this.power.dataset.band = band.join("-");
    if (!isWithin(spectra, band)) {
      this.power.replaceChildren(
        make("h2", {}, heading),
        make("p.quiet", {}, "The channel holds nothing of this band.")
      );
      return;
    }
    const power = bandPower(spectra, band);
    const { codes } = epochsOf(this.model);
    const parts = [[scored.codes, scored.inside]];
    if (brushed) parts.push([codes, brushed]);
    const mean = (code) => parts.map(
      ([stages, inside]) => words(
        meanInside(
          power,
          (epoch) => Boolean(inside[epoch] && (code === null || stages[epoch] === code))
        )
      )
    );
    const rows = [...scored.stages, [null, ALL]].map(([code, name]) => ({
      name,
      cells: mean(code),
      unit: spectra.units,
      title: `mean power of ${name} epochs`
    }));
    const columns = brushed ? [this.names.part, "selection"] : [this.names.part];
    const about = `${this.names.analysed}${this.names.simulated ? "" : " measured"}`;
    this.power.replaceChildren(...tableOf(heading, columns, rows), make("p.quiet", {}, about));
  }
  // The kernel's table of the night; of the selection the page counts both columns.
  drawRule(scored, inside, length) {
    const state = `${this.ruleOfNight.length}/${inside?.join("") ?? ""}`;
    if (state === this.ruleShown) return;
    this.ruleShown = state;
    this.rule.innerHTML = this.ruleOfNight;
    emptyHeads(this.rule);
    const table = this.rule.querySelector("table");
    if (!inside || !table?.tHead) return;
    const message = scored.told[0]?.message;
    const byScorer = new Uint8Array(scored.told[0]?.buffers[2]?.buffer ?? new ArrayBuffer(0));
    const count = (flag) => inside.reduce((sum, one, epoch) => sum + (one && flag(epoch) ? 1 : 0), 0);
    const minutes = message?.has_n3 ? count((epoch) => Boolean(byScorer[epoch])) * length / 60 : Number.NaN;
    const sleep = Math.max(
      count((epoch) => Boolean(scored.asleep[epoch])),
      1
    ) * length / 60;
    const heads = [...table.tHead.rows[0].cells];
    const insert = (row, cells) => row.cells[heads.length - 1].before(...cells);
    const byRule = (heads[1].textContent ?? "").split(",")[0];
    insert(table.tHead.rows[0], [
      make("th", { scope: "col" }, `${byRule}, selection`),
      make("th", { scope: "col" }, "scorer, selection")
    ]);
    const values = [words(minutes), words(100 * minutes / sleep), ""];
    for (const [i, row] of [...table.tBodies[0].rows].entries())
      insert(row, [make("td", {}, NOTHING), make("td", {}, values[i])]);
  }
};

// thinning.ts
var MISSING2 = -32768;
var isMissing = (code, samples) => samples instanceof Int16Array ? code === MISSING2 : Number.isNaN(code);
function columnExtremes(codes, first, count, columns, scale, shift) {
  const values = new Float32Array(2 * columns);
  const step = count / columns;
  const missing = codes instanceof Int16Array ? MISSING2 : Number.NaN;
  for (let column = 0; column < columns; column++) {
    const begin = first + Math.floor(column * step);
    const end = Math.max(begin + 1, first + Math.floor((column + 1) * step));
    let low = -1;
    let high = -1;
    for (let i = begin; i < end; i++) {
      const code = codes[i];
      if (code === missing || Number.isNaN(code)) continue;
      if (low < 0 || code < codes[low]) low = i;
      if (high < 0 || code > codes[high]) high = i;
    }
    const [a, b] = low < high ? [low, high] : [high, low];
    values[2 * column] = a < 0 ? Number.NaN : codes[a] * scale + shift;
    values[2 * column + 1] = b < 0 ? Number.NaN : codes[b] * scale + shift;
  }
  return values;
}

// frozen_samples.ts
var SPARE = 120;
var NO_BAND = [-1, -1];
var FrozenSamples = class {
  constructor(rows, total, reach) {
    this.rows = rows;
    this.total = total;
    this.reach = reach;
  }
  rows;
  total;
  reach;
  held = [0, 0];
  // All samples at once: what is drawn of them is thinned in the page anyway.
  raw(layout) {
    const codes = new Int16Array(this.rows.reduce((sum, row) => sum + row.codes.length, 0));
    let at = 0;
    const rows = this.rows.map(({ scale, offset, start, rate, codes: own }) => {
      codes.set(own, at);
      at += own.length;
      return { scale, offset, start, rate, at: at - own.length, count: own.length };
    });
    return [{ ...this.traces(layout), what: "raw", rows }, [new DataView(codes.buffer)]];
  }
  // The kernel's filtered samples, of which there are none: the page filters by itself.
  none(layout) {
    const rows = this.rows.map(({ rate }) => {
      return { scale: 1, offset: 0, start: 0, rate, at: 0, count: 0 };
    });
    return [{ ...this.traces(layout), what: "band", rows }, [new DataView(new ArrayBuffer(0))]];
  }
  traces(layout) {
    return {
      kind: "traces",
      from: 0,
      to: this.total,
      shortest: 0,
      layout,
      generation: 0,
      band: NO_BAND,
      answers: true,
      pushed: false
    };
  }
  // Forget what the page was given to filter: it has another layout.
  forget() {
    this.held = [0, 0];
  }
  // What the page filters by itself around a window; null where it has that already.
  source(start, length, layout, analysed) {
    const least = Math.max(0, start - this.reach);
    const most = Math.min(this.total, start + length + this.reach);
    if (this.held[0] <= least && this.held[1] >= most && this.held[1] > 0) return null;
    const from = Math.max(0, least - Math.max(SPARE, length));
    const to = Math.min(this.total, most + Math.max(SPARE, length));
    this.held = [from, to];
    const parts = this.rows.map((row) => stretch(row, from, to, this.total));
    const codes = new Int16Array(parts.reduce((sum, part2) => sum + part2.codes.length, 0));
    let at = 0;
    const rows = this.rows.map(({ scale, offset, rate, filtered }, i) => {
      const { codes: own, first } = parts[i];
      codes.set(own, at);
      at += own.length;
      const total = filtered ? Math.round(this.total * rate) : 0;
      const start2 = first / rate;
      return { scale, offset, start: start2, rate, at: at - own.length, count: own.length, total };
    });
    const about = { from, to, layout, analysed, generation: 0, notches: [] };
    const message = { kind: "source", rows, ...about };
    return [message, [new DataView(codes.buffer), new DataView(new ArrayBuffer(codes.length))]];
  }
};
function stretch(row, from, to, total) {
  const first = Math.max(0, Math.round(from * row.rate));
  const last = Math.min(Math.round(to * row.rate), Math.round(total * row.rate));
  const codes = new Int16Array(Math.max(0, last - first)).fill(MISSING2);
  const begins = Math.round(row.start * row.rate);
  const begin = Math.max(first, begins);
  const end = Math.min(last, begins + row.codes.length);
  if (end > begin) codes.set(row.codes.subarray(begin - begins, end - begins), begin - first);
  return { codes, first };
}

// accessible_names.ts
var PARTS = {
  "explorer-head": ["navigation", "Tabs, night and help"],
  "explorer-controls": ["region", "Controls"],
  "explorer-numbers": ["region", "Numbers"],
  "explorer-other": ["region", "Page"],
  "explorer-foot": ["region", "About this file"]
};
var TO_NAME = "select, textarea, .noUi-handle, input:not([type=checkbox]):not([type=radio])";
var HANDLES = ".noUi-handle";
var TOGGLES = ".widget-toggle-button, .widget-toggle-buttons button";
var NIGHTS = "explorer-picker";
var REST = 100;
var LONGEST_UNNAMED = 1e3;
var WORD = /[\p{L}\p{N}]/u;
function nameOf(control) {
  const widget = control.closest(".jupyter-widgets") ?? control;
  const label = [...widget.querySelectorAll("label")].find((one) => one.textContent?.trim());
  const said = label?.textContent?.trim() || widget.title.split(": ")[0];
  if (said) return said;
  const question = headingBefore(widget, ".question");
  if (question || control.placeholder) return question || (control.placeholder ?? "");
  return widget.classList.contains(NIGHTS) ? "Night" : headingBefore(widget);
}
function headingBefore(widget, kinds = "h2, h3") {
  for (let box = widget; box && !box.classList.contains("sleep-explorer"); box = box.parentElement)
    for (let before = box.previousElementSibling; before; before = before.previousElementSibling) {
      const found = before.querySelectorAll(kinds);
      if (found.length) return found[found.length - 1].textContent?.trim() ?? "";
    }
  return "";
}
function nameButton(button2) {
  if (WORD.test(button2.textContent ?? "") || button2.ariaLabel && !button2.dataset.named) return;
  if (button2.ariaLabel !== button2.title) button2.ariaLabel = button2.title;
  button2.dataset.named ??= "yes";
}
function namesApart(lists) {
  const shared = (name) => lists.filter((one) => one.isList && one.name === name).length > 1;
  return lists.map(({ name, title, isList }) => {
    const begins = title.split(": ")[0];
    return isList && begins && begins !== name && shared(name) ? `${name}, ${begins}` : name;
  });
}
function nameControls(root) {
  const labels = [...root.querySelectorAll("label")].filter((label) => label.textContent?.trim());
  const labelled = new Set(labels.map((label) => label.control));
  const controls = [...root.querySelectorAll(TO_NAME)].filter(
    (control) => !labelled.has(control) && !(control.ariaLabel && !control.dataset.named)
    // by its maker
  );
  const names = namesApart(
    controls.map((control) => ({
      name: nameOf(control),
      title: control.title,
      isList: control.matches("select")
    }))
  );
  for (const [i, control] of controls.entries()) {
    const name = names[i];
    if (!name) continue;
    const slider = control.matches(".noUi-handle") && control.closest(".noUi-target");
    const both = slider ? slider.querySelectorAll(".noUi-handle") : [];
    const end = both.length === 2 ? control === both[0] ? ", lower" : ", upper" : "";
    if (control.ariaLabel !== name + end) control.ariaLabel = name + end;
    control.dataset.named ??= "yes";
  }
  for (const button2 of root.querySelectorAll("button[title]")) nameButton(button2);
  for (const button2 of root.querySelectorAll(TOGGLES)) tellPressed(button2);
  for (const handle of root.querySelectorAll(HANDLES)) tellValue(handle);
}
function roundedToStep(text, step) {
  const value = Number(text);
  if (!text.trim() || !Number.isFinite(value) || !(step > 0)) return text;
  const decimals = step.toFixed(10).replace(/0+$/, "").split(".")[1].length;
  return String(Number(value.toFixed(decimals)));
}
function saidOf(slider, handle) {
  const { step, range } = slider.options;
  const values = [slider.get(true)].flat();
  const said = (value) => roundedToStep(String(value), step ?? 0);
  const now = said(values[handle]);
  return {
    "aria-valuemin": said(values[handle - 1] ?? range.min),
    "aria-valuemax": said(values[handle + 1] ?? range.max),
    "aria-valuenow": now,
    "aria-valuetext": now
  };
}
function tellValue(handle) {
  const target = handle.closest(".noUi-target");
  if (!target?.noUiSlider) return;
  const place = [...target.querySelectorAll(HANDLES)].indexOf(handle);
  for (const [name, value] of Object.entries(saidOf(target.noUiSlider, place)))
    if (handle.getAttribute(name) !== value) handle.setAttribute(name, value);
  const isDisabled = String(target.hasAttribute("disabled"));
  if (handle.ariaDisabled !== isDisabled) handle.ariaDisabled = isDisabled;
}
function tellAll(handle) {
  for (const one of handle.closest(".noUi-target")?.querySelectorAll(HANDLES) ?? []) tellValue(one);
}
function tellPressed(button2) {
  const pressed = String(button2.classList.contains("mod-active"));
  if (button2.ariaPressed !== pressed) button2.ariaPressed = pressed;
}
function nameParts(element, signal) {
  const root = element.closest(".sleep-explorer");
  if (!root) return;
  const grid = root.querySelector(".explorer-grid");
  grid?.setAttribute("role", document.body.dataset.voila ? "main" : "region");
  grid?.setAttribute("aria-label", "Sleep Architecture Explorer");
  for (const [name, [role, label]] of Object.entries(PARTS))
    for (const part2 of root.querySelectorAll(`.${name}`)) {
      part2.setAttribute("role", role);
      part2.setAttribute("aria-label", label);
      if (role === "region") part2.tabIndex = 0;
    }
  root.querySelector(".explorer-foot")?.setAttribute("aria-live", "polite");
  let asked;
  let since = 0;
  const later = () => {
    const now = performance.now();
    if (asked === void 0) since = now;
    else if (now - since > LONGEST_UNNAMED) return;
    clearTimeout(asked);
    asked = setTimeout(() => {
      asked = void 0;
      nameControls(root);
    }, REST);
  };
  const watching = new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (!(target instanceof Element)) continue;
      if (target.matches(TOGGLES)) tellPressed(target);
      if (target.matches(HANDLES)) tellAll(target);
    }
    if (changes.some(({ attributeName }) => attributeName !== "aria-valuetext")) later();
  });
  watching.observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["class", "title", "aria-valuetext", "disabled"]
  });
  signal.addEventListener("abort", () => watching.disconnect());
  document.documentElement.lang ||= "en";
  nameControls(root);
}

// text_element.ts
function textElement(tag, text, className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

// epoch_borders.ts
var BESIDE = 1;
var NARROWEST = 10;
var LETTERS = 34;
var UNKNOWN = ["UNSCORED", "hidden"];
function bordersIn(epochs, from, to, width) {
  const { first, length, names, codes } = epochs;
  const found = [];
  const begin = Math.max(0, Math.ceil((from - first) / length - 1e-6));
  for (let epoch = begin; epoch <= codes.length && first + epoch * length <= to; epoch++) {
    const isChange = epoch === 0 || epoch === codes.length || codes[epoch] !== codes[epoch - 1];
    if (!isChange && width < NARROWEST) continue;
    const name = names[codes[epoch]] ?? "";
    const letter = UNKNOWN.includes(name) ? "?" : name;
    const isSaid = isChange || width >= LETTERS;
    found.push({ time: first + epoch * length, letter: isSaid ? letter : "", isChange });
  }
  return found;
}
var EpochBorders = class {
  constructor(live, model, pane) {
    this.live = live;
    this.model = model;
    this.pane = pane;
    this.clip = textElement("div", "", "epoch-borders");
    this.clip.setAttribute("aria-hidden", "true");
    this.strip = this.clip.appendChild(document.createElement("div"));
    pane.appendChild(this.clip);
  }
  live;
  model;
  pane;
  clip;
  strip;
  laid = { from: 0, to: -1, scale: 0, epochs: "" };
  place = "";
  frame = "";
  // Where the traces' frame lies: the page is asked only where it lies elsewhere than before.
  fit() {
    const traces = this.live.plot("traces");
    this.clip.hidden = !traces?.model.visible;
    if (!traces?.model.visible) return;
    const { left: x, top: y, width: w, height: h } = traces.frame.bbox;
    const others = this.live.plots.reduce((sum, plot) => sum + plot.bbox.height, 0);
    const frame = `${x} ${y} ${w} ${h} ${others}`;
    if (frame === this.frame) return;
    this.frame = frame;
    const [outer, inner] = [this.pane, traces.el].map((el) => el.getBoundingClientRect());
    const { left, top, width, height } = traces.frame.bbox;
    const box = {
      left: `${inner.left - outer.left + left}px`,
      top: `${inner.top - outer.top + top}px`,
      width: `${width}px`,
      height: `${height}px`
    };
    const place = JSON.stringify(box);
    if (place === this.place) return;
    this.place = place;
    Object.assign(this.clip.style, box);
    this.laid.to = -1;
  }
  draw() {
    if (this.clip.hidden) return;
    const [start, length] = [this.model.get("window_start"), this.model.get("window_length")];
    const scale = Number.parseFloat(this.clip.style.width) / length;
    if (!(scale > 0)) return;
    const told = this.model.get("epochs");
    const { from, to } = this.laid;
    const isHeld = scale === this.laid.scale && told === this.laid.epochs;
    if (!isHeld || start < from || start + length > to) this.lay(start, length, scale, told);
    this.strip.style.transform = `translateX(${(this.laid.from - start) * scale}px)`;
  }
  lay(start, length, scale, told) {
    const [from, to] = [start - BESIDE * length, start + (1 + BESIDE) * length];
    this.laid = { from, to, scale, epochs: told };
    const epochs = epochsOf(this.model);
    const lines = bordersIn(epochs, from, to, epochs.length * scale).map((border) => {
      const line = textElement("i", "", border.isChange ? "change" : "");
      line.style.left = `${(border.time - from) * scale}px`;
      if (border.letter) line.appendChild(textElement("b", border.letter));
      return line;
    });
    this.strip.replaceChildren(...lines);
  }
};

// broken_lines.ts
var BETWEEN = " · ";
function filled(pieces, between, room, widthOf) {
  const lines = [];
  for (const piece of pieces) {
    const longer = `${lines.at(-1)}${between}${piece}`;
    if (lines.length && widthOf(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}
function brokenLines(parts, room, widthOf, between = BETWEEN) {
  return filled(parts, between, room, widthOf).flatMap((line) => widthOf(line) <= room ? line : filled(line.split(" "), " ", room, widthOf)).join("\n");
}
function shortenedLines(ways, most, broken) {
  const said = ways.map(broken);
  return said.find((words2) => words2.split("\n").length <= most) ?? said[said.length - 1];
}
var pen = null;
function measuredIn(font) {
  pen ??= document.createElement("canvas").getContext("2d");
  if (pen) pen.font = font;
  return (words2) => pen?.measureText(words2).width ?? 0;
}

// frames.ts
var TURNS = 64;
var Frames = class {
  frame = 0;
  jobs = /* @__PURE__ */ new Set();
  words = /* @__PURE__ */ new Set();
  painted = () => {
  };
  // called after each paint
  views = /* @__PURE__ */ new Map();
  // Do this before the next paint, once however often it is asked for.
  before(job) {
    this.jobs.add(job);
    this.want();
  }
  // Do this after the next paint, in its frame: words that change would have the browser work out the
  // page's styles and layout at once, for the first letter that a plot draws.
  after(job) {
    this.words.add(job);
    this.want();
  }
  // One paint a frame, instead of Bokeh's own timer, which waits 16.7 ms after the last.
  take(view) {
    Object.defineProperty(view, "base_font_size", { value: view.base_font_size });
    view.throttled_paint = () => new Promise((resolve) => {
      const waiting = this.views.get(view);
      if (waiting) waiting.push(resolve);
      else this.views.set(view, [resolve]);
      this.want();
    });
  }
  want() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.run());
  }
  async run() {
    const jobs = this.jobs;
    this.jobs = /* @__PURE__ */ new Set();
    doEach(jobs);
    for (let turn = 0; turn < TURNS; turn++) await null;
    const views = this.views;
    this.views = /* @__PURE__ */ new Map();
    for (const [view, waiting] of views) {
      attempt(() => {
        if (!view.is_destroyed) view.repaint();
      });
      for (const done of waiting) done();
    }
    if (views.size) attempt(() => this.painted());
    const words2 = this.words;
    this.words = /* @__PURE__ */ new Set();
    doEach(words2);
    this.frame = 0;
    if (this.jobs.size || this.views.size || this.words.size) this.want();
  }
};
var doEach = (jobs) => {
  for (const job of jobs) attempt(job);
};
function attempt(job) {
  try {
    job();
  } catch (error) {
    reportError(error);
  }
}

// image_colours.ts
var CODES = Uint8Array.from({ length: 256 }, (_, code) => code);
function colourBytes(codes, colours) {
  const table = new Uint32Array(colours.buffer);
  const painted = new Uint32Array(codes.length);
  for (let i = 0; i < codes.length; i++) painted[i] = table[codes[i]];
  return new Uint8ClampedArray(painted.buffer);
}
function quickenImages(bokeh) {
  const { ImageView: Images } = bokeh.require("models/glyphs/image");
  const search = Images.prototype._flat_img_to_buf8;
  Images.prototype._flat_img_to_buf8 = function(image) {
    const { low, high, rgba_mapper } = this.model.color_mapper;
    if (image.dtype !== "uint8" || low === null || high === null) return search.call(this, image);
    return colourBytes(image, rgba_mapper.v_compute(CODES));
  };
  Images.prototype._set_image_data_from_buffer = function(i, colours) {
    const canvas = this._get_or_create_canvas(i);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context?.putImageData(new ImageData(colours, canvas.width, canvas.height), 0, 0);
    this.image_data[i] = canvas;
  };
}

// word_stamps.ts
var MOST = 400;
var MARGIN = 3;
var STAMPS = /* @__PURE__ */ new Map();
var desk;
function keep(key, picture) {
  STAMPS.delete(key);
  STAMPS.set(key, picture);
  if (STAMPS.size <= MOST) return;
  const [oldest] = STAMPS.keys();
  STAMPS.get(oldest)?.close();
  STAMPS.delete(oldest);
}
function stampOf(words2, transform, paint) {
  const { a: ratio, e, f } = transform;
  const box = words2.bbox();
  const left = Math.floor(ratio * box.left + e) - MARGIN;
  const top = Math.floor(ratio * box.top + f) - MARGIN;
  const width = Math.ceil(ratio * box.right + e) + MARGIN - left;
  const height = Math.ceil(ratio * box.bottom + f) + MARGIN - top;
  if (!(width > 0 && height > 0)) return null;
  const { sx, sy } = words2.position;
  const key = [
    ...[words2.text, words2.font, words2.color, words2.outline_color, words2.outline_width],
    ...[words2.line_height, words2.align, words2._visual_align, words2.angle ?? 0],
    ...[ratio, width, height, ratio * sx + e - left, ratio * sy + f - top].map(
      (one) => (one ?? 0).toFixed(3)
    )
  ].join("\n");
  let picture = STAMPS.get(key);
  if (!picture) {
    desk ??= new OffscreenCanvas(width, height);
    desk.width = width;
    desk.height = height;
    const ctx = desk.getContext("2d");
    if (!ctx) return null;
    ctx.setTransform(ratio, 0, 0, ratio, e - left, f - top);
    paint.call(words2, ctx);
    picture = desk.transferToImageBitmap();
  }
  keep(key, picture);
  return { picture, left, top };
}
function stampWords(boxes) {
  const { paint } = boxes.prototype;
  boxes.prototype.paint = function(ctx) {
    if (!this.text) return;
    const onScreen = ctx instanceof CanvasRenderingContext2D;
    const stamp = onScreen && stampOf(this, ctx.getTransform(), paint);
    if (!stamp) {
      paint.call(this, ctx);
      return;
    }
    ctx.save();
    ctx.resetTransform();
    ctx.drawImage(stamp.picture, stamp.left, stamp.top);
    ctx.restore();
  };
}

// load_bokehjs.ts
async function inflate(bytes) {
  const blob = new Blob([bytes]);
  return new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
var asModule = (script) => `
const own = {};
const held = ["sprintf", "vsprintf"].map((name) => [name, Object.getOwnPropertyDescriptor(window, name)]);
(function (require, exports, module, define) {
${script}
}).call(own);
for (const [name, before] of held)
  if (before) Object.defineProperty(window, name, before);
  else delete window[name];
export default own.Bokeh;
`;
async function evaluate(script) {
  const address = URL.createObjectURL(new Blob([asModule(script)], { type: "text/javascript" }));
  try {
    return (await import(
      /* @vite-ignore */
      address
    )).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}
async function make2(version, packed) {
  const bokeh = await evaluate(await inflate(packed));
  if (bokeh.version !== version) throw new Error(`BokehJS ${version} did not load`);
  quicken(bokeh);
  return bokeh;
}
var SHARED = /* @__PURE__ */ Symbol.for("sleep-architecture-explorer.bokehjs");
function loadBokeh(model, packed) {
  const page = globalThis;
  const version = model.get("bokeh_version");
  page[SHARED] ??= {};
  page[SHARED][version] ??= make2(version, packed ?? model.get("bokeh_js"));
  return page[SHARED][version];
}
function quicken(bokeh) {
  const { VisualProperties } = bokeh.require("core/visuals/visual");
  VisualProperties.prototype._get_css_value = () => "";
  const { InlineStyleSheet } = bokeh.require("core/dom");
  InlineStyleSheet.prototype._update = function(css) {
    if (this.el.textContent !== css) this.el.textContent = css;
  };
  quickenPaint(bokeh);
  quickenImages(bokeh);
  const { AxisView } = bokeh.require("models/axes/axis");
  const label = AxisView.prototype._init_major_labels;
  AxisView.prototype._init_major_labels = function() {
    this._major_label_views.clear();
    return label.call(this);
  };
  const { CustomJSTickFormatter } = bokeh.require("models/formatters/customjs_tick_formatter");
  CustomJSTickFormatter.prototype.doFormat = function(ticks) {
    const settings = Object.fromEntries(this.names.map((name, i) => [name, this.values[i]]));
    return ticks.map((tick) => TICK_WORDS[this.code](tick, settings));
  };
}
function quickenPaint(bokeh) {
  stampWords(bokeh.require("core/graphics").TextBox);
  const { RendererView } = bokeh.require("models/renderers/renderer");
  const place = RendererView.prototype.update_position;
  RendererView.prototype.update_position = function() {
    if (this.panel) place.call(this);
    else this.position.replace(":host { display: none; }");
  };
  const { GlyphRendererView } = bokeh.require("models/renderers/glyph_renderer");
  Object.defineProperty(GlyphRendererView.prototype, "needs_clip", { value: true });
  const { SideLayout } = bokeh.require("core/layout/side_panel");
  SideLayout.prototype.has_size_changed = function() {
    const { width, height } = this._content_size();
    if (this.panel.is_horizontal) return this.bbox.height !== height;
    return width > this.bbox.width || width === 0 && this.bbox.width > 0;
  };
  const { RangeManager } = bokeh.require("models/plots/range_manager");
  const fit = RangeManager.prototype._update_dataranges;
  RangeManager.prototype._update_dataranges = function(frame) {
    const ranges = [...frame.x_ranges.values(), ...frame.y_ranges.values()];
    if (ranges.some((range) => range.type === "DataRange1d")) fit.call(this, frame);
  };
  const { PlotView: Plots } = bokeh.require("models/plots/plot_canvas");
  const layOut2 = Plots.prototype._invalidate_layout_if_needed;
  Plots.prototype._invalidate_layout_if_needed = function() {
    const changed = [...this._invalidated_painters];
    if (this._needs_layout || this._invalidate_all || changed.some((view) => view.panel))
      layOut2.call(this);
  };
}
var TICK_WORDS = {
  // A clock time, or hours from the start where the file gives no clock.
  clock: (tick, settings) => clockWords(Math.round(tick + settings.start) - settings.start, settings)
};

// lost_buffers.ts
var isThere = (view) => ArrayBuffer.isView(view) && view.byteLength > 0;
var hasBuffers = (model) => isThere(model.get("bokeh_js"));
function bytesOf(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new DataView(bytes.buffer);
}
var buffersOf = (message, buffers) => message.base64?.map(bytesOf) ?? buffers;

// live_document.ts
function* plotViews(view) {
  if (!view) return;
  if (view.frame && view.throttled_paint) yield view;
  for (const child of view.child_views ?? []) yield* plotViews(child);
}
var ANEW = { sync: false, check_eq: false };
var wholeBuffer = (view) => view.byteLength === view.buffer.byteLength ? view.buffer : view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
var bundleOf = (model) => JSON.parse(model.get("bundle"));
function arraysOf(joined, bundle) {
  const whole = wholeBuffer(joined);
  let at = 0;
  const arrays = /* @__PURE__ */ new Map();
  for (const [id, length] of bundle.arrays) {
    arrays.set(id, whole.slice(at, at + length));
    at += length;
  }
  return arrays;
}
var LONGEST_AGREEMENT = 6e4;
var WORDLESS = 3e3;
var Agreement = class {
  isReached = false;
  // Of a host that loses what is binary: the traits `arrays` and `bokeh_js`, as the answer has them.
  arrays;
  bokeh;
  answered;
  forget = () => {
  };
  constructor(model, revision = bundleOf(model).revision) {
    this.answered = new Promise((resolve) => {
      const onMessage = (message) => {
        if (message.kind !== "agreed") return;
        [this.arrays, this.bokeh] = message.base64?.map(bytesOf) ?? [];
        this.forget();
        this.isReached = true;
        resolve();
      };
      this.forget = () => model.off("msg:custom", onMessage);
      model.on("msg:custom", onMessage);
      model.send({ kind: "hello", revision, buffers: hasBuffers(model) });
    });
  }
  // Until it is reached, or has been waited for long enough.
  waited() {
    const longest = new Promise((resolve) => setTimeout(resolve, LONGEST_AGREEMENT));
    return Promise.race([this.answered, longest]);
  }
};
var LiveDocument = class _LiveDocument {
  constructor(document2, plots, revision, agreement) {
    this.document = document2;
    this.plots = plots;
    this.revision = revision;
    this.agreement = agreement;
    this.latest = revision;
  }
  document;
  plots;
  revision;
  agreement;
  element = null;
  names = /* @__PURE__ */ new Map();
  tags = /* @__PURE__ */ new Map();
  known;
  // the models that names and tags were looked for in
  count = 0;
  latest;
  // revision of the last patch
  frames = new Frames();
  // `late` is called if the kernel answers after all, and had drawn something since.
  static async open(model, element, late, agreement) {
    const words2 = document.createElement("p");
    words2.className = "live-waiting";
    words2.setAttribute("role", "status");
    words2.textContent = "Waiting for the kernel: the night appears as soon as it answers.";
    const telling = setTimeout(() => element.append(words2), WORDLESS);
    const agreed = agreement.waited();
    if (!hasBuffers(model)) {
      await agreed;
      if (!agreement.bokeh)
        throw new Error("This host loses binary data, and the kernel does not answer.");
    }
    const [Bokeh] = await Promise.all([loadBokeh(model, agreement.bokeh), agreed]);
    clearTimeout(telling);
    const bundle = bundleOf(model);
    const host = document.createElement("div");
    host.style.display = "contents";
    element.replaceChildren(host);
    const { Document } = Bokeh.require("document");
    const { add_document_standalone } = Bokeh.require("embed/standalone");
    const arrays = arraysOf(agreement.arrays ?? model.get("arrays"), bundle);
    const document_ = Document.from_json(bundle.doc, void 0, arrays);
    const views = [...await add_document_standalone(document_, host, [host])];
    const plots = views.flatMap((view) => [...plotViews(view)]);
    const live = new _LiveDocument(document_, plots, bundle.revision, agreement);
    for (const plot of plots) live.frames.take(plot);
    agreement.answered.then(() => {
      if (bundleOf(model).revision !== live.revision) late();
    });
    return live;
  }
  // After a lost line: whether the kernel drew what never came; its bundle has it.
  async hasMissed(model) {
    await new Agreement(model, this.latest).answered;
    return bundleOf(model).revision > this.latest;
  }
  patch(message, buffers) {
    if (message.revision <= this.revision) return;
    if (!this.agreement.isReached) return;
    this.latest = message.revision;
    const byId = new Map(message.buffers.map((id, i) => [id, wholeBuffer(buffers[i])]));
    this.document.apply_json_patch(JSON.parse(message.content), byId);
    const models = this.document._all_models;
    if (models === this.known && models.size === this.count) return;
    [this.known, this.count] = [models, models.size];
    this.names.clear();
    this.tags.clear();
  }
  // Looked for once: to ask all models for their names takes as long as to filter a trace.
  named(name) {
    let found = this.names.get(name);
    if (found === void 0) {
      found = this.document.get_model_by_name(name);
      this.names.set(name, found);
    }
    return found;
  }
  tagged(tag) {
    let found = this.tags.get(tag);
    if (!found) {
      found = [...this.document._all_models.values()].filter((model) => model.tags?.includes(tag));
      this.tags.set(tag, found);
    }
    return found;
  }
  plot(name) {
    return this.plots.find((view) => view.model.name === name);
  }
};

// event_marks.ts
var BESIDE2 = 8;
var LINE = 1.35;
var LANE = 1.25;
var SPARED = 0.25;
var [LOWEST, FOOT] = [-0.55, -0.85];
var COUNTED = 0.2;
function footBelow(top, share) {
  return Math.min(FOOT, (LOWEST - Math.min(share, 0.5) * top) / (1 - Math.min(share, 0.5)));
}
function leastForLanes(lanes, letters) {
  return lanes * LANE * letters;
}
function leastForTraces(lanes, letters, lines) {
  return leastForLanes(lanes, letters) + lines * LINE * letters + BESIDE2;
}
var EventMarks = class {
  // what the line makes of the night
  constructor(live, model) {
    this.live = live;
    this.model = model;
  }
  live;
  model;
  lists = {
    events: null,
    waves: null
  };
  filled = /* @__PURE__ */ new Map();
  most = { size: "", lines: 0 };
  byCriterion = () => "";
  // What the line makes of the night stands in its words, and is said anew whenever anything that it
  // is counted from is told: lights, scorer, definitions and waves.
  countBy(night) {
    this.byCriterion = () => night.wordsOfRule();
    night.told = () => this.draw();
  }
  // Onsets, durations and amplitudes, one after the other; sent once a detection.
  receive(message, buffers) {
    const values = new Float64Array(wholeBuffer(buffers[0]));
    const count = values.length / 3;
    this.lists[message.what] = {
      channel: message.channel,
      onset: values.subarray(0, count),
      duration: values.subarray(count, 2 * count),
      amplitude: values.subarray(2 * count)
    };
    this.draw();
  }
  // The analysed channel's lane, if it is among those shown.
  lane() {
    return lanesOf(this.model).find((lane) => lane.analysed);
  }
  visible(list, lane, least) {
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    const left = [];
    const right = [];
    if (!list || !lane || list.channel !== lane.name) return { left, right };
    for (let i = 0; i < list.onset.length; i++) {
      const end = list.onset[i] + list.duration[i];
      if (list.onset[i] > stop) break;
      if (end < start || list.amplitude[i] <= least) continue;
      left.push(Math.max(list.onset[i], start));
      right.push(Math.min(end, stop));
    }
    return { left, right };
  }
  draw() {
    const lane = this.lane();
    const line = this.model.get("n3_amplitude");
    const events = this.visible(this.lists.events, lane, -Infinity);
    const waves = this.visible(this.lists.waves, lane, line);
    this.fill("event_marks", events, lane, -0.47, 0.47);
    this.fill("wave_marks", waves, lane, -0.5, -0.43);
    const half = lane?.amplitude ? line / 2 * Math.abs(lane.gain / lane.span) : null;
    for (const [tag, sign] of [
      ["threshold-low", -1],
      ["threshold-high", 1]
    ])
      for (const span of this.live.tagged(tag))
        span.setv(
          { location: (lane?.centre ?? 0) + sign * (half ?? 0), visible: half !== null },
          { sync: false }
        );
    const seconds = waves.right.reduce((sum, end, i) => sum + end - waves.left[i], 0);
    const share = seconds / this.model.get("window_length");
    const label = this.live.named("threshold_label");
    const text = this.fitting(`${Math.round(line)} µV p–p`, share);
    label?.setv({ text, text_alpha: 1, visible: half !== null }, { sync: false });
    this.giveRoom(half === null ? 0 : text.split("\n").length);
    const data = this.live.element?.dataset;
    if (data) {
      data.events = String(events.left.length);
      data.waves = String(waves.left.length);
      data.threshold = String(line);
    }
  }
  // What the line makes of the window and the night, in as many words as the lanes leave room for.
  fitting(height, share) {
    const counted = share >= COUNTED ? " ≥ 20 %" : "";
    const waves = `slow waves ${(100 * share).toFixed(0)} %`;
    const rule = [this.byCriterion()].filter(Boolean);
    const ways = this.model.get("blind") ? [[height]] : [
      [height, `${waves} of the window${counted}`, ...rule],
      [height, `${waves}${counted}`, ...rule],
      [height, ...rule],
      [height]
    ];
    const broken = (parts) => brokenLines(parts, this.room(), measuredIn(this.font()));
    return shortenedLines(ways, this.mostLines(), broken);
  }
  // Lines of words that leave each lane its least height.
  mostLines() {
    const height = this.live.plot("traces")?.frame.bbox.height;
    if (!height) return Number.POSITIVE_INFINITY;
    const letters = Number.parseFloat(this.letters());
    const lanes = leastForLanes(lanesOf(this.model).length, letters);
    return Math.max(1, Math.floor((height - lanes - BESIDE2) / (LINE * letters) + SPARED));
  }
  // Whether the figure, or its letters, are of another size than the words were broken for.
  isStale() {
    return this.size() !== this.most.size;
  }
  size() {
    const { width, height } = this.live.plot("traces")?.frame.bbox ?? { width: 0, height: 0 };
    return `${width} ${height} ${this.letters()} ${lanesOf(this.model).length}`;
  }
  // px that the words have over the traces.
  room() {
    const width = this.live.plot("traces")?.frame.bbox.width ?? Number.POSITIVE_INFINITY;
    return width - BESIDE2;
  }
  letters() {
    const label = this.live.named("threshold_label");
    return label?.text_font_size ?? "11px";
  }
  font() {
    return `${this.letters()} helvetica, arial, sans-serif`;
  }
  // The words stand below the lowest lane, where they cover no trace. They keep the lines that they
  // had in figures of this size: lanes that move while the window is scrubbed cannot be read.
  giveRoom(lines) {
    const traces = this.live.plot("traces");
    const size = this.size();
    this.most = { size, lines: Math.max(lines, this.most.size === size ? this.most.lines : 0) };
    const height = traces?.frame.bbox.height;
    if (!traces || !height) return;
    const words2 = this.most.lines * LINE * Number.parseFloat(this.letters()) + BESIDE2;
    const start = footBelow(traces.model.y_range.end, words2 / height);
    traces.model.y_range.setv({ start }, { sync: false });
  }
  fill(name, spans, lane, low, high) {
    const source = this.live.named(name);
    if (!source) return;
    if (!spans.left.length && !source.data.left?.length) return;
    const place = [lane?.centre, ...spans.left, ...spans.right].join();
    const filled2 = this.filled.get(name);
    if (filled2?.data === source.data && filled2.place === place) return;
    const every = (offset) => spans.left.map(() => (lane?.centre ?? 0) + offset);
    source.setv({ data: { ...spans, bottom: every(low), top: every(high) } }, { sync: false });
    this.filled.set(name, { data: source.data, place });
  }
  // Whether a point of the traces lies on the line, within reach.
  grabs(at, reach) {
    const lane = this.lane();
    if (!lane?.amplitude) return false;
    const half = this.model.get("n3_amplitude") / 2 * Math.abs(lane.gain / lane.span);
    return Math.abs(Math.abs(at.y - lane.centre) - half) <= reach * at.perY;
  }
  // The line that a hand moves from a height in fine steps, of 1 uV a pixel; it goes with the hand
  // above the lane's middle and below it.
  lineFrom(from, y, up) {
    const lane = this.lane();
    const [least, most] = this.model.get("n3_amplitude_limits");
    return clamp(Math.round(from + (y < (lane?.centre ?? y) ? -up : up)), least, most);
  }
  // The line at which a hand holds it, uV peak to peak.
  lineAt(y) {
    const lane = this.lane();
    if (!lane) return this.model.get("n3_amplitude");
    const [least, most] = this.model.get("n3_amplitude_limits");
    return clamp(
      Math.round(2 * Math.abs(y - lane.centre) * Math.abs(lane.span / lane.gain)),
      least,
      most
    );
  }
};

// kernel_words.ts
var fontOf = (words2) => `${words2.text_font_size} ${words2.text_font}`;
var KernelWords = class {
  kept = /* @__PURE__ */ new Map();
  // What the kernel said last, whatever is shown.
  said(words2) {
    const kept = this.kept.get(words2.id);
    return kept?.shown === words2.text ? kept.said : words2.text;
  }
  // Show it in other words, here alone.
  show(words2, shown) {
    this.kept.set(words2.id, { shown, said: this.said(words2) });
    if (shown !== words2.text) words2.setv({ text: shown }, { sync: false });
  }
};

// low_title.ts
var BORDERS = 4;
var BESIDE3 = 8;
function cutTitle(axis, height, measured) {
  const style = `${axis.axis_label_text_font_style} ${axis.axis_label_text_font_size}`;
  const long = measured(`${style} ${axis.axis_label_text_font}`);
  const lines = axis.axis_label.split("\n");
  return Math.max(...lines.map(long)) > height + BORDERS ? lines.join(", ") : "";
}
var LowTitle = class {
  constructor(live, measured = measuredIn) {
    this.live = live;
    this.measured = measured;
  }
  live;
  measured;
  fittedFor = "";
  kept = new KernelWords();
  get parts() {
    const axis = this.live.named("band_power_axis");
    const words2 = this.live.named("band_power_words");
    const plot = this.live.plot("band_power");
    return axis && words2 && plot ? { axis, words: words2, frame: plot.frame.bbox } : null;
  }
  get reasons() {
    const found = this.parts;
    if (!found?.axis.axis_label) return this.fittedFor;
    const { axis, words: words2, frame } = found;
    const { axis_label, axis_label_text_font_size: size } = axis;
    return [axis_label, size, this.kept.said(words2), frame.height, frame.width].join(" ");
  }
  isStale() {
    return this.reasons !== this.fittedFor;
  }
  fit() {
    const found = this.parts;
    if (!found || !this.isStale()) return;
    this.fittedFor = this.reasons;
    const { axis, words: words2, frame } = found;
    const within = this.kept.said(words2);
    const title = cutTitle(axis, frame.height, this.measured);
    const both = `${title} · ${within}`;
    const wide = this.measured(fontOf(words2));
    const lowWords = wide(both) <= frame.width - BESIDE3 ? both : title;
    axis.setv({ axis_label_text_alpha: title ? 0 : 1 }, { sync: false });
    this.kept.show(words2, title ? lowWords : within);
  }
};

// night_labels.ts
var BESIDE4 = 4;
var ASIDE = 2;
function besideBrush(left, right, shown) {
  const { start, end } = shown ?? { start: 0, end: Number.POSITIVE_INFINITY };
  return left > (start + end) / 2 ? { x: Math.min(right, end), text_align: "right", x_offset: -BESIDE4 } : { x: Math.max(left, start), text_align: "left", x_offset: BESIDE4 };
}
function nameAt(span, wide, shown) {
  const [from, to] = [Math.max(span[0], shown[0]), Math.min(span[1], shown[1])];
  if (from >= to) return (span[0] + span[1]) / 2;
  const [least, most] = [shown[0] + wide / 2, shown[1] - wide / 2];
  return Math.max(least, Math.min(most, (from + to) / 2));
}
var heldBy = (spec) => (typeof spec === "string" ? spec : spec?.value) ?? "";
var CycleNames = class {
  constructor(live, measured = measuredIn) {
    this.live = live;
    this.measured = measured;
  }
  live;
  measured;
  placedFor = "";
  placed;
  get parts() {
    const source = this.live.named("cycles");
    const glyph = this.live.named("cycle_names")?.glyph;
    const plot = this.live.plot("hypnogram");
    if (!source?.data.left || !glyph || !plot?.frame.bbox.width) return null;
    const { start, end } = plot.model.x_range;
    const font = `${heldBy(glyph.text_font_size)} ${heldBy(glyph.text_font)}`;
    const { width } = plot.frame.bbox;
    return { source, font, width, start, end, reasons: [font, width, start, end].join(" ") };
  }
  isStale() {
    const found = this.parts;
    return !!found && (found.reasons !== this.placedFor || found.source.data !== this.placed);
  }
  fit() {
    const found = this.parts;
    if (!found || !this.isStale()) return;
    const { source, font, width, start, end, reasons: reasons2 } = found;
    const { left, right, name, middle } = source.data;
    const widthOf = this.measured(font);
    const places = Array.from(left, (begins, i) => {
      const wide = (widthOf(String(name[i])) + 2 * ASIDE) * (end - start) / width;
      return nameAt([Number(begins), Number(right[i])], wide, [start, end]);
    });
    this.placedFor = reasons2;
    if (places.some((place, i) => place !== middle[i]))
      source.setv({ data: { ...source.data, middle: places } }, { sync: false });
    this.placed = source.data;
  }
};

// figure_words.ts
var TAG = "said";
var OVER = { spectrogram: "spectrogram_settings" };
var BRACKET = / (?=\()/;
var BETWEEN2 = " · ";
var BESIDE5 = 4;
var LINE2 = 1.15;
var ABOVE = 10;
var MOST2 = 0.3;
function sentenceOf(plot) {
  const found = plot.model.below?.find((one) => one.tags?.includes(TAG));
  return found?.visible ? found : void 0;
}
var isOver = (plot, said) => said.name === OVER[plot.model.name ?? ""];
function titledOf(plot, said) {
  const axis = plot.model.left?.[0];
  return isOver(plot, said) && axis?.axis_label ? axis : void 0;
}
function reasons(plot, said) {
  const { width, height } = plot.frame.bbox;
  const { axis_label, axis_label_text_font_size } = titledOf(plot, said) ?? {};
  return [width, height, fontOf(said), said.text, axis_label, axis_label_text_font_size].join(" ");
}
function heightOf(said, text) {
  return text.split("\n").length * LINE2 * Number.parseFloat(said.text_font_size);
}
var FigureWords = class {
  constructor(live) {
    this.live = live;
    this.title = new LowTitle(live);
    this.cycles = new CycleNames(live);
  }
  live;
  brokenFor = /* @__PURE__ */ new Map();
  placing = /* @__PURE__ */ new Map();
  kept = new KernelWords();
  title;
  cycles;
  get stale() {
    return this.live.plots.flatMap((plot) => {
      const over = this.live.named(OVER[plot.model.name ?? ""] ?? "");
      return [sentenceOf(plot), over?.visible ? over : void 0].flatMap(
        (said) => said && this.brokenFor.get(said.id) !== reasons(plot, said) ? [[plot, said]] : []
      );
    });
  }
  // Whether something else is said, or the figure or its letters are of another size.
  isStale() {
    return this.title.isStale() || this.cycles.isStale() || this.stale.length > 0;
  }
  // To be called before a paint: Bokeh takes some turns to make letters of words.
  fit() {
    this.title.fit();
    this.cycles.fit();
    for (const [plot, said] of this.stale) {
      const whole = this.kept.said(said).replaceAll("\n", " ");
      this.kept.show(said, this.broken(plot, said, whole));
      this.brokenFor.set(said.id, reasons(plot, said));
    }
  }
  // The sentence in lines as wide as its figure; one over a low figure without what is in brackets,
  // and after the title that has no room beside it.
  broken(plot, said, whole) {
    const { width, height } = plot.frame.bbox;
    const lines = (parts2, between) => brokenLines(parts2, width - BESIDE5, measuredIn(fontOf(said)), between);
    const parts = whole.split(BRACKET);
    if (!isOver(plot, said)) return lines(parts, " ");
    const most = Math.floor(MOST2 * height / heightOf(said, ""));
    const axis = titledOf(plot, said);
    const title = axis ? cutTitle(axis, height, measuredIn) : "";
    axis?.setv({ axis_label_text_alpha: title ? 0 : 1 }, { sync: false });
    if (title)
      return shortenedLines([[title, parts[0]], [title]], most, (some) => lines(some, BETWEEN2));
    return shortenedLines([parts, parts.slice(0, 1)], most, (some) => lines(some, " "));
  }
  // Lay a figure out anew whose sentence came without a place of its own, over the figure: its
  // letters were not made yet when it was laid out. After a paint; once for what is said.
  place() {
    for (const plot of this.live.plots) {
      const said = sentenceOf(plot);
      const height = said && plot.views?.find_one(said)?.bbox?.height;
      if (!said || height) this.placing.delete(plot);
      else if (height === 0 && this.placing.get(plot) !== said.text) {
        this.placing.set(plot, said.text);
        plot.request_layout(true);
      }
    }
  }
  // px that the sentence of a figure takes below it.
  height(name) {
    const plot = this.live.plot(name);
    const said = plot && sentenceOf(plot);
    if (!said) return 0;
    return Math.ceil(heightOf(said, said.text)) + ABOVE;
  }
};

// frequency_axis.ts
var LOGARITHMIC = "logarithmic";
var LEAST = 1e-3;
var LINEAR = { hertz: (place) => place, place: (hertz) => hertz };
function frequencyAxis(range) {
  if (!range?.tags?.includes(LOGARITHMIC)) return LINEAR;
  return {
    hertz: (place) => 10 ** place,
    place: (hertz) => Math.max(Math.log10(Math.max(hertz, LEAST)), range.start)
  };
}
var edgeMoved = (axis, hertz, by) => axis.hertz(axis.place(hertz) + by);

// element_of.ts
var elementOf = (event) => event.target instanceof HTMLElement || event.target instanceof SVGElement ? event.target : null;

// hand_marks.ts
var EDGE = 5;
var SLOW_WAVE = "slow wave";
var HandMarks = class {
  // whose edge a hand drags
  constructor(live, model) {
    this.live = live;
    this.model = model;
  }
  live;
  model;
  held = null;
  draw() {
    const source = this.live.named("hand_marks");
    if (!source) return;
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    const lanes = lanesOf(this.model);
    const [left, right, bottom, top] = [[], [], [], []];
    const name = [];
    for (const [from, to, kind, channel, id] of handMarksOf(this.model)) {
      const held = this.held && id === this.held.id ? this.held : null;
      const [begin, end] = held ? [held.start, held.stop] : [from, to];
      if (end < start || begin > stop) continue;
      const lane = lanes.find((one) => one.name === channel);
      left.push(Math.max(begin, start));
      right.push(Math.min(end, stop));
      bottom.push(lane ? lane.centre - 0.48 : -0.7);
      top.push(lane ? lane.centre + 0.48 : lanes.length - 0.3);
      name.push(kind);
    }
    const data = { left, right, bottom, top, name };
    if (left.length || source.data.left?.length) source.setv({ data }, { sync: false });
  }
  // The own mark, and the side of it, whose edge lies under a hand.
  edgeAt(at) {
    const lane = laneAt(lanesOf(this.model), at.y);
    const reach = EDGE * at.perX;
    for (const [start, stop, , channel, id] of handMarksOf(this.model)) {
      if (!id || channel && channel !== lane?.name) continue;
      const [near, far] = [Math.abs(at.x - start), Math.abs(at.x - stop)];
      if (Math.min(near, far) <= reach)
        return { id, start, stop, side: near < far ? "start" : "stop" };
    }
    return null;
  }
  drag(held, time) {
    const [start, stop] = held.side === "start" ? [Math.min(time, held.stop), held.stop] : [held.start, Math.max(time, held.start)];
    this.held = { ...held, start, stop };
    this.draw();
  }
  // The own mark that a key takes out: in the brush, else that nearest to the window's middle.
  chosen() {
    const start = this.model.get("window_start");
    const [from, to] = [start, start + this.model.get("window_length")];
    const [low, high] = this.model.get("selection");
    const middle = low === void 0 ? (from + to) / 2 : (low + high) / 2;
    let best = null;
    let least = Number.POSITIVE_INFINITY;
    for (const [begin, end, , , id] of handMarksOf(this.model)) {
      if (!id || end < (low ?? from) || begin > (high ?? to)) continue;
      const away = Math.abs((begin + end) / 2 - middle);
      if (away < least) [best, least] = [id, away];
    }
    return best;
  }
  // Seconds of an epoch that own marks of slow waves take, in words; "" where there are none.
  tally(begin, length) {
    const spans = handMarksOf(this.model).filter(([start, stop, kind, , id]) => id && kind === SLOW_WAVE && stop > start).map(([start, stop]) => [start, stop]);
    if (!spans.length) return "";
    const seconds = secondsWithin(spans, begin, begin + length);
    return `slow waves by hand ${seconds.toFixed(1)} s of ${length} s, ${Math.round(100 * seconds / length)} %`;
  }
};
var laneAt = (lanes, y) => lanes.find((lane) => Math.abs(lane.centre - y) <= 0.5);
function secondsWithin(spans, begin, end) {
  let [sum, reached] = [0, begin];
  for (const [start, stop] of [...spans].sort((a, b) => a[0] - b[0])) {
    const from = Math.max(start, reached);
    const to = Math.min(stop, end);
    if (to > from) [sum, reached] = [sum + to - from, to];
  }
  return sum;
}

// going_to.ts
var DAY = 86400;
var NEAR = 1e-6;
function windowAround(time, { first, epoch, window: window2, total }) {
  const grid = Math.min(epoch, window2);
  const begin = first + Math.floor((time - first) / grid + NEAR) * grid;
  const before = Math.floor((window2 - grid) / 2 / grid + NEAR) * grid;
  return Math.min(Math.max(begin - before, 0), Math.max(0, total - window2));
}
function epochEdge(time, forward2, { first, epoch }) {
  const at = (time - first) / epoch;
  const edge = forward2 ? Math.floor(at + NEAR) + 1 : Math.ceil(at - NEAR) - 1;
  return first + edge * epoch;
}
function typedTime(text, { first, epoch, total }, clock) {
  const number = /^\s*(?:epoch\s*)?(\d+)\s*$/i.exec(text);
  if (number) {
    const time2 = first + (Number(number[1]) - 1) * epoch;
    return time2 >= first && time2 < total ? time2 : null;
  }
  const parts = /^\s*(\d{1,3})[:.](\d{2})(?:[:.](\d{2}(?:[.,]\d+)?))?\s*$/.exec(text);
  if (!parts) return null;
  const [hours, minutes, seconds] = parts.slice(1).map((part2) => Number((part2 ?? "0").replace(",", ".")));
  if (minutes > 59 || seconds >= 60) return null;
  if (clock.wrap && 3600 * hours + 60 * minutes + seconds > DAY) return null;
  let time = 3600 * hours + 60 * minutes + seconds - clock.start;
  if (clock.wrap) time = (time % DAY + DAY) % DAY;
  const movedAt = clock.movedAt ?? 0;
  if (time >= movedAt) {
    time -= clock.movedBy ?? 0;
    if (time < movedAt) return null;
  }
  return time >= 0 && time < total ? time : null;
}
function refusal(text, { first, epoch, total }, clock) {
  const words2 = (time) => clockWords(time, { ...clock, always: false });
  const last = Math.ceil((total - first) / epoch);
  return `“${text.trim()}” is no time or epoch of this night: type a time from ${words2(0)} to before ${words2(total)}, or an epoch from 1 to ${last}.`;
}

// view_moves.ts
var ELSEWHERE = "*";
var ViewMoves = class {
  // onset of the scored event gone to, s
  constructor(model, readout, marks, scored, scoring) {
    this.model = model;
    this.readout = readout;
    this.marks = marks;
    this.scored = scored;
    this.scoring = scoring;
  }
  model;
  readout;
  marks;
  scored;
  scoring;
  anchor;
  // where a brush by keys began, s
  saving = false;
  gone;
  // Once an event, and before the frame that it causes: the kernel works while the page paints.
  save() {
    if (this.saving) return;
    this.saving = true;
    queueMicrotask(() => {
      this.saving = false;
      this.model.save_changes();
    });
  }
  goTo(start) {
    this.readout.hover(null);
    const latest = Math.max(0, this.model.get("total") - this.model.get("window_length"));
    this.model.set("window_start", clamp(start, 0, latest));
    this.gone = void 0;
    this.save();
    this.readout.dismissHint();
  }
  visit(epoch) {
    if (this.scoring.mode.scoresNight) this.scoring.aimAt(epoch, this);
    else this.goTo(epoch);
  }
  // To the epoch that holds a time: the window stands on the grid of the epochs.
  goToEpoch(time) {
    const { clock: _clock, ...grid } = this.readout.grid();
    if (this.scoring.mode.scoresNight) this.scoring.aimAt(time, this);
    else this.goTo(windowAround(time, grid));
    this.readout.say();
  }
  stepEpoch(forward2) {
    this.goTo(epochEdge(this.model.get("window_start"), forward2, this.readout.grid()));
  }
  centreOn(time) {
    this.goTo(time - this.model.get("window_length") / 2);
  }
  // Put the next scored event, or the one before, in the window's middle.
  goToEvent(forward2) {
    const middle = this.model.get("window_start") + this.model.get("window_length") / 2;
    const onset = this.scored.beside(this.gone ?? middle, forward2);
    if (onset === null) return;
    this.centreOn(onset);
    this.gone = onset;
  }
  brush(a, b, channel = ELSEWHERE) {
    const total = this.model.get("total");
    this.model.set("brush_channel", channel);
    this.select([clamp(Math.min(a, b), 0, total), clamp(Math.max(a, b), 0, total)]);
  }
  select(selection) {
    this.model.set("selection", selection);
    this.save();
    this.readout.dismissHint();
  }
  setLights(which, time) {
    const [epoch, total] = [this.model.get("epoch_length"), this.model.get("total")];
    this.model.set("lights", lightsMoved(this.model.get("lights"), which, time, epoch, total));
    this.save();
    this.readout.dismissHint();
  }
  setBand(wanted, moving) {
    const limits = this.model.get("band_limits");
    const band = bandWithin(wanted, limits, this.model.get("narrowest_band"), moving);
    if (!band) return;
    this.model.set("band", band);
    this.save();
    this.readout.dismissHint();
  }
  setThreshold(y) {
    this.model.set("n3_amplitude", this.marks.lineAt(y));
    this.save();
    this.readout.dismissHint();
  }
  // By px up from where the line was held at a height.
  setThresholdFinely(from, y, up) {
    this.model.set("n3_amplitude", this.marks.lineFrom(from, y, up));
    this.save();
    this.readout.dismissHint();
  }
  moveThreshold(by) {
    const [least, most] = this.model.get("n3_amplitude_limits");
    this.model.set("n3_amplitude", clamp(this.model.get("n3_amplitude") + by, least, most));
    this.save();
    this.readout.dismissHint();
  }
  wordsFor(what) {
    const clock = (time) => this.readout.clock(time);
    if (what === "line") return `amplitude line ${this.model.get("n3_amplitude")} microvolts`;
    if (what === "band") return `band ${this.model.get("band").join(" to ")} hertz`;
    const [from, to] = this.model.get("selection");
    if (this.anchor !== void 0) return `brush begins at ${clock(this.anchor)}`;
    if (from === void 0) return "nothing brushed";
    const channel = this.model.get("brush_channel");
    const where = channel === ELSEWHERE ? "" : ` on ${channel || "all channels"}`;
    return `brushed ${clock(from)} to ${clock(to)}${where}`;
  }
};

// followed_drag.ts
var FollowedDrag = class {
  constructor(model, moves, scoring, zoom) {
    this.model = model;
    this.moves = moves;
    this.scoring = scoring;
    this.zoom = zoom;
  }
  model;
  moves;
  scoring;
  zoom;
  follow(drag, event) {
    const { at, start, band } = drag;
    const dx = event.clientX - at.px;
    const x = at.x + dx * at.perX;
    const up = (at.py - event.clientY) * at.perY;
    const axis = frequencyAxis(at.name === "spectrogram" ? at.plot.model.y_range : void 0);
    const edge = (hertz) => snapped(hertz, event.shiftKey);
    if (drag.mode === "zoom") this.zoom.preview(at.x, x);
    else if (drag.mode === "scrub") this.moves.centreOn(x);
    else if (drag.mode === "pan") this.moves.goTo(start - dx * at.perX);
    else if (drag.mode === "threshold") this.dragLine(drag, event);
    else if (drag.mode === "brush") {
      this.moves.anchor = void 0;
      this.brush(at, x, up);
    } else if (drag.mode === "mark" && drag.mark)
      this.scoring.marks.drag(drag.mark, clamp(x, 0, this.model.get("total")));
    else if (drag.mode === "lights-off" || drag.mode === "lights-on")
      this.moves.setLights(drag.mode, x);
    else if (drag.mode === "band-low")
      this.moves.setBand([edge(edgeMoved(axis, band[0], up)), band[1]], "low");
    else if (drag.mode === "band-high")
      this.moves.setBand([band[0], edge(edgeMoved(axis, band[1], up))], "high");
    else if (drag.mode === "band") {
      const by = axis.hertz(at.y + up) - axis.hertz(at.y);
      this.moves.setBand(bandMoved(band, edge(by), this.model.get("band_limits")));
    }
    if (drag.mode.startsWith("band")) this.model.set("holding", true);
  }
  // Along the night whole epochs, of which the numbers are; along one trace that channel's, across
  // several of all.
  brush(at, x, up) {
    if (at.name !== "traces") {
      const [begin, end] = epochsBrushed([at.x, x], epochsOf(this.model), this.model.get("total"));
      this.moves.brush(begin, end, ELSEWHERE);
      return;
    }
    const lanes = lanesOf(this.model);
    const [from, to] = [laneAt(lanes, at.y), laneAt(lanes, at.y + up)];
    this.moves.brush(at.x, x, from === to && from?.name || "");
  }
  // The amplitude line lies under the hand; with Shift it moves by 1 uV a pixel, of which one may
  // else be several.
  dragLine(drag, event) {
    if (!event.shiftKey) {
      drag.fine = null;
      this.moves.setThreshold(drag.at.y - (event.clientY - drag.at.py) * drag.at.perY);
      return;
    }
    drag.fine ??= {
      py: drag.withShift ? drag.at.py : event.clientY,
      line: this.model.get("n3_amplitude")
    };
    this.moves.setThresholdFinely(drag.fine.line, drag.at.y, drag.fine.py - event.clientY);
  }
};

// hand_places.ts
function movedWith(at, event) {
  const [px, py] = [event.clientX, event.clientY];
  const [x, y] = [at.x + (px - at.px) * at.perX, at.y - (py - at.py) * at.perY];
  const { x_range, y_range } = at.plot.model;
  const isWithin2 = x >= x_range.start && x <= x_range.end && y >= y_range.start && y <= y_range.end;
  return isWithin2 ? { ...at, px, py, x, y } : null;
}
var withLine = (at, event) => ({
  ...at,
  px: event.clientX,
  py: event.clientY
});

// hit_testing.ts
function bandHandle(frequency, [low, high], reach, least = 0) {
  const middle = (low + high) / 2;
  const held = Math.max((high - low) / 3, least);
  const within = Math.min(reach, (high - low - held) / 2);
  const beyond = 2 * reach - within;
  const toEdge = (high - low) / 2 - Math.abs(frequency - middle);
  if (toEdge < -beyond) return "scrub";
  if (toEdge > within) return "band-or-scrub";
  return frequency < middle ? "band-low" : "band-high";
}
function setOut(handle, isAlong, withShift) {
  if (handle === "line-or-brush") return isAlong ? "brush" : "threshold";
  if (!handle.startsWith("band-")) return handle;
  if (isAlong && withShift) return "zoom";
  if (handle !== "band-or-scrub") return handle;
  return isAlong ? "scrub" : "band";
}
var inWindow = (time, { start, length }, reach) => time >= start - reach && time <= start + length + reach;
function lightHandle(time, night, reach, inHead) {
  const [off, on] = night.lights;
  if (off === void 0) return "";
  const nearest = Math.abs(time - off) <= Math.abs(time - on) ? off : on;
  if (Math.abs(time - nearest) > reach) return "";
  const atEnd = nearest <= 0 || nearest >= night.total;
  if (!inHead && (atEnd || inWindow(time, night, reach))) return "";
  return nearest === off ? "lights-off" : "lights-on";
}

// scored_marks.ts
var LANES = "scored events";
var MOST_DRAWN = 300;
var MOST_NAMED = 40;
var LETTER = 6;
var BAR = 0.07;
var OVER_ALL = -1;
var NOTHING2 = {
  kind: "scored events",
  lanes: [],
  words: [],
  channels: [],
  sources: []
};
var ScoredMarks = class {
  constructor(live, model) {
    this.live = live;
    this.model = model;
  }
  live;
  model;
  told = NOTHING2;
  columns = null;
  receive(message, buffers) {
    this.told = message;
    this.columns = null;
    if (buffers.length) {
      const [onset, duration] = [0, 1].map((i) => new Float64Array(wholeBuffer(buffers[i])));
      const [lane, word, channel, source] = [2, 3, 4, 5].map(
        (i) => new Int32Array(wholeBuffer(buffers[i]))
      );
      this.columns = {
        ...{ onset, duration, lane, word, channel, source },
        reach: latestEnds(onset, duration)
      };
    }
    this.draw();
  }
  // The marks that a stretch of the night touches, in order of onset.
  within(start, stop) {
    const { columns } = this;
    return columns ? touching(columns.onset, columns.duration, columns.reach, start, stop) : [];
  }
  draw() {
    const source = this.live.named("scored_marks");
    if (!source) return;
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    const found = this.within(start, stop);
    const data = this.live.element?.dataset;
    if (data) data.scored = String(found.length);
    if (!found.length && !source.data.left?.length) return;
    const lanes = lanesOf(this.model);
    const width = this.live.plot("traces")?.frame.bbox.width ?? 800;
    const perSecond = width / (stop - start);
    const [left, right, bottom, top] = [[], [], [], []];
    const [colour, name] = [[], []];
    const taken = /* @__PURE__ */ new Map();
    for (const at of found) {
      const { onset, duration, lane, word, channel } = this.columns;
      if (left.length >= MOST_DRAWN) break;
      const place = channel[at];
      if (place < OVER_ALL) continue;
      const trace = lanes.find((one) => one.name === this.told.channels[place]);
      if (place !== OVER_ALL && !trace) continue;
      const height = trace ? trace.centre + 0.48 : lanes.length - 0.27;
      const from = Math.max(onset[at], start);
      left.push(from);
      right.push(Math.max(Math.min(onset[at] + duration[at], stop), from + 2 / perSecond));
      bottom.push(height - BAR);
      top.push(height);
      const words2 = this.told.words[word[at]];
      const free = name.length < MOST_NAMED && from >= (taken.get(height) ?? start);
      name.push(free ? words2 : "");
      if (free) taken.set(height, from + words2.length * LETTER / perSecond);
      colour.push(this.told.lanes[lane[at]][1]);
    }
    source.setv({ data: { left, right, bottom, top, colour, name } }, { sync: false });
  }
  // The mark nearest to a place in the lanes, in its lane.
  nearest({ x, y, perX }, reach = Number.POSITIVE_INFINITY) {
    const { columns } = this;
    if (!columns) return null;
    const row = Math.round(-y);
    let best = null;
    let least = reach * perX;
    for (let i = 0; i < columns.onset.length; i++) {
      if (columns.lane[i] !== row) continue;
      const end = columns.onset[i] + columns.duration[i];
      const away = Math.max(columns.onset[i] - x, x - end, 0);
      if (away < least || best === null && away <= least) [best, least] = [i, away];
      else if (columns.onset[i] - x > least) break;
    }
    return best;
  }
  // When the mark nearest to a tap in the lanes begins, s.
  onsetAt(place) {
    const at = this.nearest(place);
    return at === null || !this.columns ? null : this.columns.onset[at];
  }
  // Onset of the next mark after a moment, or of the last before it.
  beside(time, forward2) {
    const onsets = this.columns?.onset;
    if (!onsets) return null;
    const total = this.model.get("total");
    let found = null;
    for (const onset of onsets) {
      if (onset < 0 || onset >= total) continue;
      if (forward2 && onset > time + 1e-6) return onset;
      if (!forward2 && onset < time - 1e-6) found = onset;
    }
    return found;
  }
  // The file's own words of what lies under a hand on the lanes: kind, count of its lane, who.
  wordsAt(place) {
    const row = Math.round(-place.y);
    const lane = this.told.lanes[row];
    if (!lane || !this.columns) return "";
    const at = this.nearest(place, 4);
    if (at === null) return lane[0];
    const { onset, duration, word, channel, source } = this.columns;
    const where = this.told.channels[channel[at]];
    const lasts = duration[at] ? `${Number(duration[at].toFixed(2))} s` : "no duration";
    const words2 = [`“${this.told.words[word[at]]}”`, lasts, where, this.told.sources[source[at]]];
    return `${lane[0]}: ${words2.filter(Boolean).join(", ")}${onset[at] < 0 ? ", from before" : ""}`;
  }
  // The kinds that the window holds, for who hears the page.
  wordsOf(start, stop) {
    const counts = /* @__PURE__ */ new Map();
    for (const at of this.within(start, stop)) {
      const label = this.told.lanes[this.columns.lane[at]][0];
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    return [...counts].map(([label, n]) => n > 1 ? `${n} × ${label}` : label).join(", ");
  }
};
function latestEnds(onset, duration) {
  const reach = new Float64Array(onset.length);
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < onset.length; i++) {
    latest = Math.max(latest, onset[i] + duration[i]);
    reach[i] = latest;
  }
  return reach;
}
function touching(onset, duration, reach, start, stop) {
  let [low, high] = [0, onset.length];
  while (low < high) {
    const middle = low + high >> 1;
    if (reach[middle] < start) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (let i = low; i < onset.length && onset[i] <= stop; i++)
    if (onset[i] + duration[i] >= start) found.push(i);
  return found;
}

// gestures.ts
var GRAB = 7;
var MIDDLE = 2;
var HEAD = 18;
var LINE_GRAB = 4;
var SLOP = 4;
var EDGE_SLOP = 2;
var CURSORS = {
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
  window: "grab"
  // on the hypnogram it is dragged, where all beside it brushes
};
var EDGES = /* @__PURE__ */ new Set(["band-low", "band-high", "threshold", "lights-off", "lights-on", "mark"]);
var slopOf = (mode, isTouch) => {
  if (mode === "threshold") return 0;
  return !isTouch && (mode === "band-low" || mode === "band-high") ? EDGE_SLOP : SLOP;
};
var isAsidePane = (event) => Boolean(elementOf(event)?.closest(".readout, .hint, .pane-border, .night-zoom"));
var Gestures = class {
  constructor(live, model, element, moves, readout, marks, scored, scoring, zoom, signal) {
    this.live = live;
    this.model = model;
    this.element = element;
    this.moves = moves;
    this.readout = readout;
    this.marks = marks;
    this.scored = scored;
    this.scoring = scoring;
    this.zoom = zoom;
    this.drags = new FollowedDrag(model, moves, scoring, zoom);
    const on = (kind, handler, options = {}) => element.addEventListener(kind, handler.bind(this), { signal, ...options });
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
  live;
  model;
  element;
  moves;
  readout;
  marks;
  scored;
  scoring;
  zoom;
  drag = null;
  dragged = null;
  // the last move of a drag, until it is spoken of
  isAhead = false;
  // of the browser's next frame
  drags;
  // Where the pointer is: which figure, and in that figure's own coordinates.
  locate(event) {
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
        x: x_range.start + x / box.width * (x_range.end - x_range.start),
        y: y_range.end - y / box.height * (y_range.end - y_range.start),
        perX: (x_range.end - x_range.start) / box.width,
        perY: (y_range.end - y_range.start) / box.height,
        pane: this.element.getBoundingClientRect()
      };
    }
    return null;
  }
  // What a press here takes hold of.
  handle(at) {
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
        total: this.model.get("total")
      };
      const inHead = at.y >= at.plot.model.y_range.end - HEAD * at.perY;
      const light = this.model.get("lesson") ? "" : lightHandle(at.x, night, reach, inHead);
      return light || (inWindow(at.x, night, reach) ? "scrub" : "brush");
    }
    if (at.name !== "traces") return "scrub";
    if (this.scoring.marks.edgeAt(at)) return "mark";
    return this.marks.grabs(at, LINE_GRAB) ? "threshold" : "pan";
  }
  // With Shift a drag on the traces brushes them, for a mark, and one along the night shows a part
  // of it; up or down on the spectrogram it moves the band in fine steps, and on the traces the line.
  shiftHandle(at) {
    const handle = this.handle(at);
    if (at.name === "traces") return handle === "threshold" ? "line-or-brush" : "brush";
    return handle.startsWith("band-") || handle.startsWith("lights") ? handle : "zoom";
  }
  // A finger on an edge drags it from its first pixel on: else the browser, which on a narrow page
  // scrolls by a swipe up or down, has scrolled before it hears whose the swipe is.
  touch(event) {
    const [finger, ...others] = event.touches;
    const at = finger && !others.length && !isAsidePane(event) ? this.locate(finger) : null;
    const handle = at ? this.handle(at) : "";
    if (EDGES.has(handle) || handle === "band-or-scrub" && this.canMoveBand)
      event.preventDefault();
  }
  // A band over most of the axis has little to go: a finger on it scrolls the page.
  get canMoveBand() {
    const [[low, high], [least, most]] = [this.model.get("band"), this.model.get("band_limits")];
    return high - low < (most - least) / 2;
  }
  press(event) {
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
      fine: null
    };
    event.preventDefault();
  }
  // A browser keeps what a mouse does until it paints next; what a drag asks of a kernel is under way
  // by then. One move a frame: a mouse may make a thousand a second.
  moveAhead = (event) => {
    if (!(event instanceof PointerEvent) || event.pointerType === "touch") return;
    if (!this.drag || this.isAhead) return;
    this.isAhead = true;
    this.move(event);
  };
  move(event) {
    if (!this.drag) {
      const at2 = this.locate(event);
      const handle = at2 ? this.handle(at2) : "";
      const isWindow = handle === "scrub" && at2?.name === "hypnogram";
      this.element.style.cursor = CURSORS[isWindow ? "window" : handle] ?? "";
      this.readout.hover(at2);
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
    if (!/^(scrub|pan)/.test(this.drag.mode)) {
      this.dragged = event;
      this.live.frames.after(this.hoverDragged);
    }
  }
  // What lies under a hand that drags, once a frame. In the plot where it began that is known from
  // how far the hand has come; elsewhere the page must be laid out to know it.
  hoverDragged = () => {
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
  release(event) {
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
      const spoken = { threshold: "line", brush: "brush" };
      const what = spoken[drag.mode] ?? (drag.mode.startsWith("band") ? "band" : "");
      if (what) this.readout.say(this.moves.wordsFor(what));
    }
    const { held } = this.scoring.marks;
    if (held && event.type !== "pointercancel") this.scoring.changeMark(held);
    this.scoring.marks.held = null;
    if (!drag || drag.moved || event.type === "pointercancel") return;
    const gone = Math.hypot(event.clientX - drag.at.px, event.clientY - drag.at.py);
    if (EDGES.has(drag.mode) && gone >= 1) return;
    if (drag.at.name === LANES) this.moves.centreOn(this.scored.onsetAt(drag.at) ?? drag.at.x);
    else if (drag.at.name !== "traces")
      this.moves.goTo(windowAround(drag.at.x, this.readout.grid()));
  }
  doublePress(event) {
    if (this.locate(event)?.name === "hypnogram") this.moves.select([]);
  }
  wheel(event) {
    const at = this.locate(event);
    if (!at || event.ctrlKey) return;
    event.preventDefault();
    const turn = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    if (event.shiftKey && at.name !== "traces") {
      this.zoom.turn(turn, at.x);
      return;
    }
    this.moves.goTo(
      this.model.get("window_start") + Math.sign(turn) * this.model.get("window_length") * 0.25
    );
  }
};

// kept_focus.ts
var FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
var isInSight = (one) => one.isConnected && one.checkVisibility({ visibilityProperty: true });
var canHold = (one) => isInSight(one) && !one.matches(":disabled") && !one.closest("[inert]");
function heirIn(within, place) {
  const all = [...within.querySelectorAll(FOCUSABLE)].filter(
    (one) => one.tabIndex >= 0 && canHold(one)
  );
  return all[Math.min(place, all.length - 1)];
}
var placeIn = (within, one) => [...within.querySelectorAll(FOCUSABLE)].filter((other) => other.tabIndex >= 0 && canHold(other)).indexOf(one);
function giveBack(from) {
  const page = from.closest(".sleep-explorer");
  const places = [".live-pane", ".explorer-tabs .mod-active"];
  const found = places.map((one) => page?.querySelector(one));
  found.find((one) => one && canHold(one))?.focus({ preventScroll: true });
}
function takeFromBeside(pane) {
  const held = document.activeElement;
  const isLost = held === document.body && document.body.dataset.voila !== void 0;
  if (isLost || held?.closest(".explorer-beside")) giveBack(pane);
}

// keymap.json
var keymap_default = {
  keys: [
    {
      shown: "← →",
      does: "previous, next window",
      bindings: { ArrowLeft: "previous-window", ArrowRight: "next-window" }
    },
    {
      shown: "Shift ← →",
      does: "previous, next epoch",
      bindings: { "Shift+ArrowLeft": "previous-epoch", "Shift+ArrowRight": "next-epoch" }
    },
    {
      shown: "Page Up, Page Down",
      does: "ten windows",
      bindings: { PageUp: "ten-windows-back", PageDown: "ten-windows-on" }
    },
    {
      shown: "Home, End",
      does: "start, end of the night",
      bindings: { Home: "start", End: "end" }
    },
    {
      shown: "g",
      does: "go to a time or an epoch that you type",
      bindings: { g: "go-to" }
    },
    {
      shown: "z, Shift z, 0",
      does: "a shorter, a longer part of the night in the panels above the traces; all of it",
      bindings: { z: "zoom-in", "Shift+z": "zoom-out", "0": "whole-night" }
    },
    {
      shown: "c, Shift c",
      does: "next, previous change of stage",
      bindings: { c: "next-change", "Shift+c": "previous-change" }
    },
    {
      shown: "e, Shift e",
      does: "next, previous scored event of those chosen",
      bindings: { e: "next-event", "Shift+e": "previous-event" }
    },
    {
      shown: "+ −",
      does: "traces larger, smaller",
      bindings: { "+": "kernel", "=": "kernel", "-": "kernel", _: "kernel" }
    },
    {
      shown: "1 … 9",
      does: "frequency band",
      bindings: {
        "1": "kernel",
        "2": "kernel",
        "3": "kernel",
        "4": "kernel",
        "5": "kernel",
        "6": "kernel",
        "7": "kernel",
        "8": "kernel",
        "9": "kernel"
      }
    },
    {
      shown: "l, Shift l",
      does: "lower edge of the band up, down by 0.25 Hz",
      bindings: { l: "low-edge-up", "Shift+l": "low-edge-down" }
    },
    {
      shown: "h, Shift h",
      does: "upper edge of the band up, down",
      bindings: { h: "high-edge-up", "Shift+h": "high-edge-down" }
    },
    {
      shown: "m, Shift m",
      does: "the whole band up, down",
      bindings: { m: "band-up", "Shift+m": "band-down" }
    },
    {
      shown: "t, Shift t",
      does: "amplitude line up, down by 1 µV",
      bindings: { t: "line-up", "Shift+t": "line-down" }
    },
    {
      shown: "b, and b again",
      does: "brush from the window's start to the end of a later one; while scoring, from epoch to epoch",
      bindings: { b: "brush" }
    },
    {
      shown: "[ ]",
      does: "lights off at the window's start, on at its end",
      bindings: { "[": "lights-off", "]": "lights-on" }
    },
    {
      shown: "Esc",
      does: "clear the selection",
      bindings: { Escape: "forget-brush" }
    },
    {
      shown: "S",
      does: "score with keys, or stop",
      bindings: { s: "score-or-stop" }
    },
    {
      shown: "W 1 2 3 R U",
      does: "while scoring: wake, N1, N2, N3, REM, unscored; then the next epoch",
      whileScoring: true,
      bindings: {
        w: "score",
        "1": "score",
        "2": "score",
        "3": "score",
        r: "score",
        u: "score"
      }
    },
    {
      shown: "W 1 2 3 R, Shift ← →",
      does: "in a lesson of the school: answer, then its next epoch; its previous, next epoch",
      bindings: {}
    },
    {
      shown: "K",
      does: "mark the selection, or the window, as the kind chosen in Scoring",
      bindings: { k: "mark" }
    },
    {
      shown: "Delete",
      does: "take out your mark in the brush, or nearest to the window's middle",
      bindings: { Delete: "unmark" }
    },
    {
      shown: "Ctrl Z, Ctrl Shift Z",
      does: "undo, redo what you scored or marked",
      bindings: { "Ctrl+z": "undo", "Ctrl+Shift+z": "redo", "Ctrl+y": "redo" }
    },
    {
      shown: "N",
      does: "next epoch of which the stager is unsure",
      bindings: { n: "next-uncertain" }
    },
    {
      shown: "p",
      does: "large type and thick lines, for a projector",
      bindings: { p: "kernel" }
    },
    { shown: "?", does: "this help", bindings: { "?": "help" } }
  ],
  hands: [
    { shown: "tap the night", does: "go to that epoch" },
    { shown: "tap a lane of scored events", does: "go to the nearest of its events" },
    {
      shown: "drag along the hypnogram",
      does: "brush a part: its numbers stand beside the whole night's"
    },
    {
      shown: "Shift and drag on the traces",
      does: "measure, and mark as any kind: along one trace on its channel, across several on all"
    },
    {
      shown: "Shift and drag, or Shift and wheel, along the night",
      does: "show a part of it in all panels above the traces; “all” shows it whole"
    },
    { shown: "drag an edge of your mark", does: "change when it begins or ends" },
    {
      shown: "drag lights off or on",
      does: "every number follows; take the line above the stages"
    },
    {
      shown: "drag a band edge on the spectrogram",
      does: "change the band by half hertz, with Shift in fine steps; between the edges, move it"
    },
    { shown: "drag or wheel on the traces", does: "scrub" },
    {
      shown: "drag the border above the traces",
      does: "more room for the night, or for the traces"
    },
    {
      shown: "drag the amplitude line on the traces",
      does: "N3 by amplitude criterion follows: 20 % of an epoch above the line; with Shift 1 µV a pixel"
    }
  ]
};

// keymap.ts
var KEYS = keymap_default.keys;
var HANDS = keymap_default.hands;
var merged = (rows) => Object.assign(/* @__PURE__ */ Object.create(null), ...rows.map((row) => row.bindings));
var ALWAYS = merged(KEYS.filter((row) => !row.whileScoring));
var SCORING = merged([
  ...KEYS.filter((row) => !row.whileScoring),
  ...KEYS.filter((row) => row.whileScoring)
]);
function actOf(press, scoring) {
  if (press.altKey) return void 0;
  const bindings = scoring ? SCORING : ALWAYS;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const control = press.ctrlKey || press.metaKey ? "Ctrl+" : "";
  const shifted = press.shiftKey ? bindings[`${control}Shift+${key}`] : void 0;
  return shifted ?? bindings[`${control}${key}`];
}

// key_presses.ts
var BAND_STEP = 0.25;
var KeyPresses = class {
  constructor(model, element, moves, readout, scoring, zoom, signal) {
    this.model = model;
    this.element = element;
    this.moves = moves;
    this.readout = readout;
    this.scoring = scoring;
    this.zoom = zoom;
    const root = element.closest(".sleep-explorer") ?? element;
    const target = document.body.dataset.voila ? document : root;
    target.addEventListener("keydown", (event) => this.press(event), { signal });
  }
  model;
  element;
  moves;
  readout;
  scoring;
  zoom;
  press(event) {
    if (!this.element.offsetParent) {
      this.keyElsewhere(event);
      return;
    }
    const inField = elementOf(event)?.closest(
      "input:not([type=checkbox]), select, textarea, .noUi-handle, [contenteditable=true], .jp-CodeCell .cm-editor, dialog"
    );
    if (inField) return;
    const act = actOf(event, this.scoring.mode.takesStages);
    if (!act) return;
    if (this.scoring.take(act, event.key, this.moves)) this.readout.dismissHint();
    else this.perform(act, event.key);
    event.preventDefault();
    event.stopPropagation();
  }
  // On a tab whose numbers are of the selection too, Esc clears it as it does beside the night.
  keyElsewhere(event) {
    const root = this.element.closest(".sleep-explorer");
    const signal = root?.querySelector(".turned-to .signal-controls");
    if (event.key !== "Escape" || !signal?.offsetParent) return;
    if (elementOf(event)?.closest("input, select, textarea, dialog")) return;
    this.perform("forget-brush", event.key);
  }
  perform(act, key) {
    const preset = act === "kernel" && this.model.get("bands")[Number.parseInt(key, 10) - 1];
    if (preset) this.moves.setBand(preset);
    else if (act === "kernel") this.model.send({ kind: "key", key });
    else if (act === "help") this.readout.help();
    else if (act === "go-to") this.readout.goTo();
    else if (act === "zoom-in") this.zoom.by(1 / 2);
    else if (act === "zoom-out") this.zoom.by(2);
    else if (act === "whole-night") this.zoom.set(null);
    else if (act === "lights-off") this.moves.setLights(act, this.model.get("window_start"));
    else if (act === "lights-on")
      this.moves.setLights(act, this.model.get("window_start") + this.model.get("window_length"));
    else if (act === "forget-brush") {
      this.moves.anchor = void 0;
      this.moves.select([]);
    } else this.adjust(act) || this.travel(act);
  }
  // Through the night by windows, epochs and changes of stage.
  travel(act) {
    const length = this.model.get("window_length");
    const start = this.model.get("window_start");
    const changeOfStage = (forward2) => this.moves.visit(this.readout.changeOfStage(forward2) ?? this.readout.place());
    const ways = {
      "next-window": () => this.moves.goTo(start + length),
      "previous-window": () => this.moves.goTo(start - length),
      "next-epoch": () => this.moves.stepEpoch(true),
      "previous-epoch": () => this.moves.stepEpoch(false),
      "ten-windows-on": () => this.moves.goTo(start + 10 * length),
      "ten-windows-back": () => this.moves.goTo(start - 10 * length),
      start: () => this.moves.goTo(0),
      end: () => this.moves.goTo(this.model.get("total")),
      "next-change": () => changeOfStage(true),
      "previous-change": () => changeOfStage(false),
      "next-event": () => this.moves.goToEvent(true),
      "previous-event": () => this.moves.goToEvent(false)
    };
    ways[act]?.();
    this.readout.say();
  }
  // What the hand drags, by keys: band edges, the amplitude line, a part of the night. Returns
  // whether the key was one of these.
  adjust(act) {
    const step = act.endsWith("-down") ? -BAND_STEP : BAND_STEP;
    const [low, high] = this.model.get("band");
    let what = "band";
    if (act.startsWith("low-edge")) this.moves.setBand([low + step, high], "low");
    else if (act.startsWith("high-edge")) this.moves.setBand([low, high + step], "high");
    else if (act.startsWith("band"))
      this.moves.setBand(bandMoved([low, high], step, this.model.get("band_limits")));
    else if (act.startsWith("line")) {
      this.moves.moveThreshold(Math.sign(step));
      what = "line";
    } else if (act === "brush") {
      this.brushByKey();
      what = "brush";
    } else return false;
    this.readout.say(this.moves.wordsFor(what));
    return true;
  }
  brushByKey() {
    const window2 = this.model.get("window_start");
    const [start, length] = this.scoring.mode.scoresNight ? this.scoring.targetSpan : [window2, this.model.get("window_length")];
    if (this.moves.anchor === void 0) {
      this.moves.anchor = start;
      return;
    }
    this.moves.brush(
      Math.min(this.moves.anchor, start),
      Math.max(this.moves.anchor, start) + length
    );
    this.moves.anchor = void 0;
  }
};

// fft.ts
var TABLES = /* @__PURE__ */ new Map();
function twiddlesOf(size) {
  let table = TABLES.get(size);
  if (!table) {
    table = { cos: new Float64Array(size / 2), sin: new Float64Array(size / 2) };
    for (let k = 0; k < size / 2; k++) {
      table.cos[k] = Math.cos(2 * Math.PI * k / size);
      table.sin[k] = Math.sin(2 * Math.PI * k / size);
    }
    TABLES.set(size, table);
  }
  return table;
}
var complexOf = (size) => ({
  re: new Float64Array(size),
  im: new Float64Array(size)
});
var powerOfTwo = (least) => 2 ** Math.ceil(Math.log2(Math.max(least, 2)));
function forward({ re, im }) {
  const size = re.length;
  const { cos, sin } = twiddlesOf(size);
  let quarter = size / 4;
  for (let stride = 1; quarter >= 1; quarter /= 4, stride *= 4)
    for (let block = 0; block < size; block += 4 * quarter)
      for (let j = 0, k = 0; j < quarter; j++, k += stride) {
        const a = block + j;
        const b = a + quarter;
        const c = b + quarter;
        const d = c + quarter;
        const c1 = cos[k];
        const s1 = sin[k];
        const c2 = cos[2 * k];
        const s2 = sin[2 * k];
        const ar = re[a] + re[c];
        const ai = im[a] + im[c];
        const br = re[b] + re[d];
        const bi = im[b] + im[d];
        let dr = re[a] - re[c];
        let di = im[a] - im[c];
        const cr = dr * c1 + di * s1;
        const ci = di * c1 - dr * s1;
        dr = re[b] - re[d];
        di = im[b] - im[d];
        const er = di * c1 - dr * s1;
        const ei = -dr * c1 - di * s1;
        re[a] = ar + br;
        im[a] = ai + bi;
        re[b] = (ar - br) * c2 + (ai - bi) * s2;
        im[b] = (ai - bi) * c2 - (ar - br) * s2;
        re[c] = cr + er;
        im[c] = ci + ei;
        re[d] = (cr - er) * c2 + (ci - ei) * s2;
        im[d] = (ci - ei) * c2 - (cr - er) * s2;
      }
  if (quarter === 0.5) pairs({ re, im });
}
function backward({ re, im }) {
  const size = re.length;
  const { cos, sin } = twiddlesOf(size);
  const isOdd = Math.log2(size) % 2 === 1;
  if (isOdd) pairs({ re, im });
  let quarter = isOdd ? 2 : 1;
  for (let stride = size / (4 * quarter); quarter < size; quarter *= 4, stride /= 4)
    for (let block = 0; block < size; block += 4 * quarter)
      for (let j = 0, k = 0; j < quarter; j++, k += stride) {
        const a = block + j;
        const b = a + quarter;
        const c = b + quarter;
        const d = c + quarter;
        const c1 = cos[k];
        const s1 = sin[k];
        const c2 = cos[2 * k];
        const s2 = sin[2 * k];
        const br = re[b] * c2 - im[b] * s2;
        const bi = im[b] * c2 + re[b] * s2;
        const dr = re[d] * c2 - im[d] * s2;
        const di = im[d] * c2 + re[d] * s2;
        const er = re[c] + dr;
        const ei = im[c] + di;
        const fr = re[c] - dr;
        const fi = im[c] - di;
        const gr = er * c1 - ei * s1;
        const gi = ei * c1 + er * s1;
        const hr = -fi * c1 - fr * s1;
        const hi = fr * c1 - fi * s1;
        const tr = re[a] - br;
        const ti = im[a] - bi;
        const sr = re[a] + br;
        const si = im[a] + bi;
        re[a] = sr + gr;
        im[a] = si + gi;
        re[c] = sr - gr;
        im[c] = si - gi;
        re[b] = tr + hr;
        im[b] = ti + hi;
        re[d] = tr - hr;
        im[d] = ti - hi;
      }
}
function pairs({ re, im }) {
  for (let a = 0; a < re.length; a += 2) {
    const dr = re[a] - re[a + 1];
    const di = im[a] - im[a + 1];
    re[a] += re[a + 1];
    im[a] += im[a + 1];
    re[a + 1] = dr;
    im[a + 1] = di;
  }
}
function bitReversed(bin, size) {
  let place = 0;
  for (let left = size, rest = bin; left > 1; left /= 2, rest >>= 1)
    place = place << 1 | rest & 1;
  return place;
}

// filter_design.ts
var hasBand = (low, rate, rule) => low < rule.highest_share * rate;
function addLowPass(taps, sign, cutOff, width, rate, factor) {
  let own = halfEven(factor / width * rate);
  own = Math.min(own + 1 - own % 2, taps.length);
  const half = (own - 1) / 2;
  const lowPass = new Float64Array(own);
  let sum = 0;
  for (let i = 0; i < own; i++) {
    const angle = 2 * Math.PI * cutOff / rate * (i - half);
    const sinc = i === half ? 1 : Math.sin(angle) / angle;
    const hamming = own === 1 ? 1 : 0.54 - 0.46 * Math.cos(2 * Math.PI * i / (own - 1));
    lowPass[i] = sinc * hamming;
    sum += lowPass[i];
  }
  const first = (taps.length - own) / 2;
  for (let i = 0; i < own; i++) taps[first + i] += sign * lowPass[i] / sum;
}
function halfEven(value) {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 ? below + 1 : below;
}
function bandTaps([low, high], rate, rule) {
  const nyquist = rate / 2;
  const top = Math.min(high, rule.highest_share * rate);
  const transition = (edge, room) => Math.min(Math.max(rule.transition_share * edge, rule.least_transition), room);
  const above = transition(top, nyquist - top);
  const below = low > rule.lowest_edge ? transition(low, low) : Infinity;
  let length = Math.ceil(rule.length_factor / Math.min(above, below) * rate);
  length += (length + 1) % 2;
  const taps = new Float64Array(length);
  addLowPass(taps, 1, top + above / 2, above, rate, rule.length_factor);
  if (below < Infinity) addLowPass(taps, -1, low - below / 2, below, rate, rule.length_factor);
  return taps;
}
function gainOf(taps, size) {
  const half = (taps.length - 1) / 2;
  const around = complexOf(size);
  for (let i = 0; i < taps.length; i++) around.re[(i - half + size) % size] += taps[i];
  forward(around);
  return around.re;
}
function gainAt(gain, share) {
  const place = share * gain.length;
  const bin = Math.min(Math.floor(place), gain.length / 2 - 1);
  const [a, b] = [bin, bin + 1].map((one) => gain[bitReversed(one, gain.length)]);
  return a + (b - a) * (place - bin);
}

// n3_rule.ts
function n3ByRule(pieces, scored, line) {
  const epochs = scored.judged.length;
  const seconds = new Float64Array(epochs);
  for (let i = 0; i < pieces.amplitude.length; i++)
    if (pieces.amplitude[i] > line) seconds[pieces.epoch[i]] += pieces.seconds[i];
  const isN3 = new Uint8Array(epochs);
  const table = [0, 0, 0, 0];
  let count = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (!scored.judged[epoch]) continue;
    isN3[epoch] = seconds[epoch] / scored.length >= scored.least ? 1 : 0;
    count += isN3[epoch];
    table[2 * scored.byScorer[epoch] + isN3[epoch]]++;
  }
  const minutes = count * scored.length / 60;
  const percent = 100 * minutes / scored.sleepMinutes;
  return { isN3, minutes, percent, kappa: scored.hasN3 ? kappaOf(table) : Number.NaN };
}
function kappaOf([neither, second, first, both]) {
  const total = neither + second + first + both;
  const observed = (neither + both) * total;
  const expected = (neither + first) * (neither + second) + (second + both) * (first + both);
  return total && expected < total ** 2 ? (observed - expected) / (total ** 2 - expected) : NaN;
}
function runsOf(flags) {
  const runs = [];
  for (let i = 0; i < flags.length; i++) {
    if (!flags[i]) continue;
    const last = runs.at(-1);
    if (last?.[1] === i) last[1] = i + 1;
    else runs.push([i, i + 1]);
  }
  return runs;
}

// night_in_page.ts
var edgeWords = (edge) => String(Number(edge.toPrecision(6)));
var NightInPage = class {
  // called before the next paint: what is counted from is another
  constructor(live, model, element) {
    this.live = live;
    this.model = model;
    this.root = element.closest(".sleep-explorer") ?? element;
    this.watching = new MutationObserver(() => live.frames.after(this.drawWords));
  }
  live;
  model;
  spectra = null;
  power = null;
  night = null;
  scored = null;
  parts = [];
  // in bed, then brushed: as the columns of the table
  counted = new Uint8Array(0);
  pieces = null;
  powered = { data: null, band: [] };
  // as drawn
  ruled = { data: null, found: null };
  counts = null;
  root;
  watching;
  watched = /* @__PURE__ */ new WeakSet();
  told = () => {
  };
  stop() {
    this.watching.disconnect();
  }
  receive(message, buffers) {
    this.counts = null;
    this.powered.data = null;
    if (message.kind === "spectra") {
      const { frequencies, usable, epochs } = message;
      const values = new Float64Array(wholeBuffer(buffers[0]));
      this.spectra = frequencies.length ? message : null;
      this.power = this.spectra && { frequencies, usable, epochs, values };
    } else if (message.kind === "scored") {
      const flags = buffers.map((one) => new Uint8Array(wholeBuffer(one)));
      const [counted, judged, byScorer, ...ofParts] = flags;
      this.night = message;
      this.counted = counted;
      const rule = { length: message.length, least: message.least, hasN3: message.has_n3 };
      this.scored = { ...rule, judged, byScorer, sleepMinutes: Number.NaN };
      this.parts = message.sleep_minutes.map((minutes, part2) => ({
        ...rule,
        judged: ofParts[2 * part2],
        byScorer: ofParts[2 * part2 + 1],
        sleepMinutes: minutes ?? Number.NaN
      }));
    } else {
      const values = new Float64Array(wholeBuffer(buffers[0]));
      const part2 = (k) => values.subarray(k * message.count, (k + 1) * message.count);
      this.pieces = message.count ? { amplitude: part2(0), epoch: part2(1), seconds: part2(2) } : null;
    }
    this.live.frames.before(this.draw);
    this.live.frames.before(this.told);
  }
  // What the kernel has drawn may be of a band or a line that the hand has left since.
  draw = () => {
    this.drawPower();
    this.drawRule();
    this.live.frames.after(this.drawWords);
  };
  drawBand = () => {
    this.drawPower();
    this.live.frames.after(this.drawWords);
  };
  drawLine = () => {
    this.drawRule();
    this.live.frames.after(this.drawWords);
  };
  drawPower() {
    const { power, night, spectra } = this;
    const source = this.live.named("power");
    if (!power || !night || !spectra || !source || power.epochs !== this.counted.length) return;
    const band = this.model.get("band");
    if (!isWithin(power, band)) return;
    if (source.data === this.powered.data && band === this.powered.band) return;
    const values = bandPower(power, band);
    if (!areAlike(source.data.power, values)) {
      const time = Float32Array.from(values, (_, i) => night.first + (i + 0.5) * night.length);
      source.setv({ data: { time, power: values } }, ANEW);
    }
    this.powered = { data: source.data, band };
    const onset = (epoch) => night.first + epoch * night.length;
    const medians = night.thirds.map(
      ([first, last]) => quantile(
        values.subarray(first, last).filter((_, i) => this.counted[first + i]),
        0.5
      )
    );
    const data = {
      left: night.thirds.map(([first]) => onset(first)),
      right: night.thirds.map(([, last]) => onset(last)),
      power: medians
    };
    this.live.named("power_medians")?.setv({ data }, { sync: false });
    const spoilt = new Set(night.artefacts);
    const top = quantile(
      values.filter((_, i) => !spoilt.has(i)),
      spectra.quantile
    );
    const figure = this.live.named("band_power");
    const end = (Number.isNaN(top) ? 1 : top || 1) * spectra.headroom;
    figure?.y_range.setv({ end }, { sync: false });
    const held = [band[0], Math.max(band[0], Math.min(band[1], power.usable))];
    const label = `${held.map(edgeWords).join("–")} Hz
${spectra.units}`;
    this.live.named("band_power_axis")?.setv({ axis_label: label }, { sync: false });
    const shown = this.live.element?.dataset;
    if (shown) shown.power = band.join("-");
  }
  // What the rule makes of the line under the hand; counted once a line.
  byRule() {
    const { pieces, scored } = this;
    if (!pieces || !scored) return null;
    const line = this.model.get("n3_amplitude");
    const count = (part2) => n3ByRule(pieces, part2, line);
    if (line !== this.counts?.line)
      this.counts = { line, night: count(scored), parts: this.parts.map(count) };
    return this.counts;
  }
  // What the line makes of the first part of the night, for who drags it and sees no table.
  wordsOfRule() {
    const found = this.byRule()?.parts[0];
    if (!found) return "";
    const { minutes, percent, kappa } = found;
    const agreed = Number.isFinite(kappa) ? `, κ ${shownNumber(kappa, 2)}` : "";
    return `N3 by it ${shownNumber(minutes, 1)} min, ${shownNumber(percent, 1)} %${agreed}`;
  }
  drawRule() {
    const found = this.byRule()?.night;
    const { night } = this;
    const source = this.live.named("N3 criterion");
    if (!found || !night || !source) return;
    if (source.data === this.ruled.data && found === this.ruled.found) return;
    const runs = runsOf(found.isN3);
    const at = (epoch) => night.first + epoch * night.length;
    const data = { left: runs.map(([from]) => at(from)), right: runs.map(([, to]) => at(to)) };
    source.setv({ data }, ANEW);
    this.ruled = { data: source.data, found };
  }
  // Words and a curve beside the picture: the kernel writes them, the page keeps them up to date.
  drawWords = () => {
    for (const place of this.root.querySelectorAll(".n3-by-rule, .filter-response"))
      if (!this.watched.has(place)) {
        this.watched.add(place);
        this.watching.observe(place, { childList: true, subtree: true, characterData: true });
      }
    this.drawNumbers();
    this.drawGain();
    this.watching.takeRecords();
  };
  drawNumbers() {
    const { parts } = this;
    const counts = this.byRule();
    if (!counts) return;
    const line = this.model.get("n3_amplitude");
    for (const table of this.root.querySelectorAll(".n3-by-rule table")) {
      const heads = table.tHead?.rows[0].cells;
      if (!heads || heads.length !== 2 * parts.length + 2) continue;
      for (const [part2, { minutes, percent, kappa }] of counts.parts.entries()) {
        const values = [shownNumber(minutes, 1), shownNumber(percent, 1), shownNumber(kappa, 2)];
        const head = heads[1 + 2 * part2];
        write(head, head.textContent?.replace(/> \d+ µV/, `> ${Math.round(line)} µV`));
        for (const [i, row] of [...table.tBodies[0].rows].entries())
          write(row.cells[1 + 2 * part2], values[i]);
      }
    }
  }
  drawGain() {
    const place = this.root.querySelector(".filter-response");
    const curve = place?.querySelector("polyline");
    const { spectra } = this;
    const rule = this.model.get("filter_rule");
    const band = this.model.get("band");
    if (!place || !curve || !spectra?.filtered || !hasBand(band[0], spectra.rate, rule)) return;
    const most = spectra.rate / 2;
    const held = [band[0], Math.max(band[0], Math.min(band[1], most))];
    const edges = `${held.map(edgeWords).join("–")} Hz`;
    const said = place.querySelector(".edges");
    if (said?.textContent === edges) return;
    const taps = bandTaps(band, spectra.rate, rule);
    const gain = gainOf(taps, powerOfTwo(4 * taps.length));
    const box = curve.ownerSVGElement;
    const [width, height] = ["width", "height"].map((name) => Number(box?.getAttribute(name)));
    const count = curve.points.length;
    const points = Array.from({ length: count }, (_, i) => {
      const frequency = i / (count - 1) * Math.min(spectra.highest_shown, most);
      const share = frequency / spectra.highest_shown;
      const at = Math.abs(gainAt(gain, Math.min(frequency / spectra.rate, 0.5)));
      return `${(share * width).toFixed(1)},${(height - 2 - at * (height - 6)).toFixed(1)}`;
    });
    curve.setAttribute("points", points.join(" "));
    box?.setAttribute("aria-label", `gain of the filter, ${edges}`);
    write(said, edges);
  }
};
function write(place, text) {
  if (place && text !== void 0 && place.textContent !== text) place.textContent = text;
}

// overview_zoom.ts
var SHORTEST = 300;
var ROOM = 1.5;
var STEP = 2;
var NOTCH = 1.25;
var TICKS = 9;
var LABEL = 42;
var LARGE = 1.3;
var ROUND = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 14400];
function zoomed([start, stop], factor, about, total, window2) {
  const least = Math.min(total, Math.max(SHORTEST, ROOM * window2));
  const length = clamp((stop - start) * factor, least, total);
  if (length >= total) return null;
  const share = clamp((about - start) / (stop - start), 0, 1);
  const begin = clamp(about - share * length, 0, total - length);
  return [begin, begin + length];
}
function heldTime([start, stop], total) {
  if (start <= 0) return 0;
  return stop >= total ? total : (start + stop) / 2;
}
function followed([start, stop], window2, total) {
  const length = Math.min(total, Math.max(stop - start, ROOM * (window2[1] - window2[0])));
  if (length >= total) return null;
  const begin = clamp(start, window2[1] - length, window2[0]);
  const within = clamp(begin, 0, total - length);
  return [within, within + length];
}
function clockTicks([start, stop], clockStart, most = TICKS) {
  const wanted = (stop - start) / Math.min(TICKS, most);
  const step = ROUND.find((one) => one >= wanted) ?? ROUND[ROUND.length - 1];
  const ticks = [];
  const first = Math.ceil((clockStart + start) / step) * step - clockStart;
  for (let tick = first; tick <= stop; tick += step) ticks.push(tick);
  return ticks;
}
function inWholeSeconds([start, stop], total) {
  const begin = Math.round(start);
  return [begin, stop >= total ? total : begin + Math.round(stop - start)];
}
var OverviewZoom = class {
  constructor(live, model, pane, clock) {
    this.live = live;
    this.model = model;
    this.pane = pane;
    this.clock = clock;
    this.buttons = textElement("div", "", "night-zoom");
    this.buttons.setAttribute("role", "group");
    this.buttons.setAttribute("aria-label", "zoom of the night");
    this.button(
      "+",
      "show a shorter part of the night (z; Shift and wheel, Shift and drag)",
      () => this.by(1 / STEP)
    );
    this.button("−", "show a longer part of the night (Shift z)", () => this.by(STEP));
    this.whole = this.button("all", "show the whole night (0)", () => this.set(null));
    pane.appendChild(this.buttons);
    this.bar = textElement("div", "", "night-part");
    this.bar.appendChild(document.createElement("i"));
    this.bar.setAttribute("aria-hidden", "true");
    pane.appendChild(this.bar);
    this.frame = textElement("div", "", "zoom-frame");
    this.frame.hidden = true;
    pane.appendChild(this.frame);
  }
  live;
  model;
  pane;
  clock;
  buttons;
  whole;
  bar;
  frame;
  say = () => {
  };
  goTo = () => {
  };
  button(words2, title, act) {
    const made = textElement("button", words2);
    made.type = "button";
    made.title = title;
    made.setAttribute("aria-label", title.split(" (")[0]);
    made.addEventListener("click", act);
    this.buttons.appendChild(made);
    return made;
  }
  get total() {
    return Math.max(this.model.get("total"), 1);
  }
  // What the panels show.
  get span() {
    const given = this.model.get("overview_span") ?? [];
    return given.length === 2 ? [given[0], given[1]] : [0, this.total];
  }
  get window() {
    const start = this.model.get("window_start");
    return [start, start + this.model.get("window_length")];
  }
  by(factor, about = heldTime(this.window, this.total)) {
    this.set(zoomed(this.span, factor, about, this.total, this.model.get("window_length")));
  }
  turn(turns, about) {
    this.by(turns > 0 ? NOTCH : 1 / NOTCH, about);
  }
  // To what was dragged over, if that is more than a slip of the hand.
  to(a, b) {
    this.frame.hidden = true;
    const length = Math.abs(b - a) / (this.span[1] - this.span[0]);
    if (length <= 5e-3) return;
    const middle = (a + b) / 2;
    const [start, stop] = this.span;
    const centred = [middle - (stop - start) / 2, middle + (stop - start) / 2];
    const part2 = zoomed(centred, length, middle, this.total, this.model.get("window_length"));
    if (part2 && (this.window[0] < part2[0] || this.window[1] > part2[1])) this.goTo(middle);
    this.set(part2);
  }
  // Frame what would be shown, while it is dragged over.
  preview(from, to) {
    const plot = this.live.plot("hypnogram");
    if (!plot) return;
    const [start, stop] = this.span;
    const { left, width } = plot.frame.bbox;
    const at = (x) => left + clamp((x - start) / (stop - start), 0, 1) * width;
    const [a, b] = [at(Math.min(from, to)), at(Math.max(from, to))];
    this.frame.hidden = false;
    Object.assign(this.frame.style, {
      left: `${a}px`,
      width: `${b - a}px`,
      height: `${this.height}px`
    });
  }
  drop() {
    this.frame.hidden = true;
  }
  get height() {
    return this.live.plots.filter((plot) => plot.model.visible && plot.model.name !== "traces").reduce((sum, plot) => sum + plot.model.height, 0);
  }
  set(part2) {
    this.model.set("overview_span", part2 ? inWholeSeconds(part2, this.total) : []);
    this.model.save_changes();
    const [start, stop] = this.span;
    this.say(
      part2 ? `night from ${this.clock(start)} to ${this.clock(stop)} shown` : "whole night shown"
    );
  }
  // The window has moved, or is another.
  follow() {
    const given = this.model.get("overview_span") ?? [];
    if (given.length !== 2) return;
    const part2 = followed(this.span, this.window, this.total);
    if (part2 && part2[0] === given[0] && part2[1] === given[1]) return;
    this.model.set("overview_span", part2 ?? []);
    this.model.save_changes();
  }
  // Let the panels show the part.
  draw() {
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
      const figure = plot.model;
      if (figure.x_range !== shared) continue;
      const grids = figure.center.filter((one) => one.dimension === 0);
      for (const { ticker } of [...grids, ...figure.below])
        if (ticker?.ticks) ticker.setv({ ticks }, { sync: false });
    }
    this.show();
  }
  show() {
    const [start, stop] = this.span;
    const isPart = start > 0 || stop < this.total;
    const held = document.activeElement === this.whole;
    this.whole.hidden = this.bar.hidden = !isPart;
    if (held && !isPart) this.pane.focus({ preventScroll: true });
    const box = this.live.plot("hypnogram")?.frame.bbox;
    if (!box || !isPart) return;
    this.bar.style.left = `${box.left}px`;
    this.bar.style.width = `${box.width}px`;
    const part2 = this.bar.firstElementChild;
    part2.style.left = `${100 * start / this.total}%`;
    part2.style.width = `${100 * (stop - start) / this.total}%`;
  }
};

// panel_shares.ts
var LINE3 = 1.18;
var OVERLAP = 2;
var BORDERS2 = 4;
var rowApart = (letters) => Math.ceil(LINE3 * letters) - OVERLAP;
function leastForRows(panel, own) {
  const axis = panel.left?.[0];
  const rows = [...axis?.major_label_overrides?.keys() ?? []].map(Number).sort((a, b) => a - b);
  const gaps = rows.slice(1).map((row, i) => row - rows[i]);
  if (!rows.length) return 0;
  const letters = Number.parseFloat(axis?.major_label_text_font_size ?? "11px");
  if (rows.length === 1) return Math.min(own, rowApart(letters) + BORDERS2);
  const { start, end } = panel.y_range;
  const high = rowApart(letters) * (end - start) / Math.min(...gaps);
  return Math.min(own, Math.ceil(high) + BORDERS2);
}
function sharedHeights(panels, wanted, room, most) {
  const sum = (values) => values.reduce((all, one) => all + one, 0);
  const needed = sum(panels.map((one) => one.least));
  const spared = needed > most ? Math.max(0, most / needed) : 1;
  const least = panels.map((one) => spared * one.least);
  const heights = (factor) => panels.map(({ own }, i) => Math.max(least[i], factor * own));
  if (sum(heights(wanted)) <= room) return heights(wanted);
  const held = /* @__PURE__ */ new Set();
  for (; ; ) {
    const free = panels.flatMap(({ own }, i) => held.has(i) ? [] : [own]);
    if (!free.length) return least;
    const factor = Math.max(0, (room - sum([...held].map((i) => least[i]))) / sum(free));
    const before = held.size;
    for (const [i, { own }] of panels.entries()) if (factor * own < least[i]) held.add(i);
    if (held.size === before) return heights(factor);
  }
}

// pane_heights.ts
var USUAL = 740;
var STRETCHED = ["hypnogram", "spectrogram", "events", "band_power"];
var [LEAST2, MOST3] = [0.6, 2.2];
var STEP2 = 0.1;
var LEAST_TRACES = 110;
var USUAL_TRACES = 180;
var FEWER_TRACES = 140;
var WORDS = 2;
var MOST_TRACES = 0.45;
var LEAST_PANELS = { spectrogram: 64, band_power: 48 };
var AXIS_BELOW = 22;
var LOWEST2 = 0.3;
var NARROW = 900;
var IN_LESSON = 0.5;
var LOW = 400;
var LEAST_IN_LESSON = 0.6;
var TALLEST = 760;
var PaneHeights = class {
  constructor(live, pane, words2, below, redraw) {
    this.live = live;
    this.pane = pane;
    this.words = words2;
    this.below = below;
    this.redraw = redraw;
    this.border = document.createElement("div");
    this.border.className = "pane-border";
    this.border.tabIndex = 0;
    this.border.title = "drag: more room for the night, or for the traces (arrow keys too)";
    this.border.setAttribute("role", "separator");
    this.border.setAttribute("aria-orientation", "horizontal");
    this.border.setAttribute("aria-label", "border between the night and the traces");
    this.border.setAttribute("aria-valuemin", String(100 * LEAST2));
    this.border.setAttribute("aria-valuemax", String(100 * MOST3));
    this.border.addEventListener("pointerdown", (event) => this.press(event));
    this.border.addEventListener("keydown", (event) => this.key(event));
    this.border.addEventListener("dblclick", () => this.choose(1));
    pane.appendChild(this.border);
  }
  live;
  pane;
  words;
  below;
  redraw;
  border;
  made = /* @__PURE__ */ new Map();
  chosen = 1;
  // by the hand
  height = 0;
  // px of the pane when it was fitted: asked at each paint, it would lay out the page
  fitted = 0;
  fittedWords = 0;
  fittedBelow = 0;
  fittedTraces = 0;
  get others() {
    return this.live.plots.filter((plot) => plot.model.visible && plot.model.name !== "traces").reduce((sum, plot) => sum + plot.model.height, 0);
  }
  // Whether something else was drawn than what was fitted last.
  isStale() {
    return this.others !== this.fitted || this.wordsOfPanels !== this.fittedWords || this.below() !== this.fittedBelow || this.usualTraces !== this.fittedTraces;
  }
  // px of what is said below panels, which comes on top of their own height.
  get wordsOfPanels() {
    return STRETCHED.reduce((sum, name) => sum + this.words.height(name), 0);
  }
  // How high a panel was made, which the kernel may change.
  own(name, height) {
    const known = this.made.get(name);
    if (known?.given === height) return known.own;
    this.made.set(name, { own: height, given: height });
    return height;
  }
  fit() {
    this.height = this.pane.clientHeight;
    const traces = this.live.named("traces");
    const hypnogram = this.live.named("hypnogram");
    if (traces && !traces.visible) {
      const below = this.others - (hypnogram?.height ?? 0);
      const room2 = this.height - this.below() - below - 8;
      hypnogram?.setv({ height: Math.min(room2, TALLEST) }, { sync: false });
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
  get usualTraces() {
    const plot = this.live.plot("traces");
    const axis = plot?.model.left?.[0];
    if (!plot?.frame.bbox.height || !axis) return USUAL_TRACES;
    const lanes = axis.major_label_overrides?.size ?? 0;
    const letters = Number.parseFloat(axis.major_label_text_font_size ?? "11px");
    const below = plot.bbox.height - plot.frame.bbox.height;
    const asked = leastForTraces(lanes, letters, WORDS) + below;
    return Math.max(USUAL_TRACES, Math.min(asked, MOST_TRACES * this.height));
  }
  stretch() {
    const panels = STRETCHED.flatMap((name) => {
      const panel = this.live.named(name);
      return panel?.visible ? [{ name, panel, own: this.own(name, panel.height) }] : [];
    });
    const own = panels.reduce((sum, one) => sum + one.own, 0);
    const fixed = this.others - panels.reduce((sum, one) => sum + one.panel.height, 0);
    const words2 = this.wordsOfPanels;
    const room = this.height - this.below() - fixed - words2 - 4;
    const share = this.height / USUAL * this.chosen;
    const lesson = this.pane.closest(".in-lesson");
    const isFolded = !!lesson && lesson.clientWidth <= NARROW;
    const folded = !isFolded ? 1 : this.height < LOW ? LOWEST2 : IN_LESSON;
    const kept = Math.min(1, this.chosen);
    const ofPictures = isFolded && this.height < LOW ? LEAST_IN_LESSON : 1;
    const leastOf = (name, panel, made) => name in LEAST_PANELS ? ofPictures * LEAST_PANELS[name] : leastForRows(panel, made);
    const shares = panels.map(({ name, panel, own: made }) => ({
      own: made,
      least: Math.max(
        LOWEST2 * made,
        kept * leastOf(name, panel, made),
        name === "band_power" ? AXIS_BELOW + LOWEST2 * (made - AXIS_BELOW) : 0
      )
    }));
    const heights = sharedHeights(
      ...[shares, folded * clamp(share, LEAST2, MOST3)],
      ...[room - this.usualTraces, Math.max(room - FEWER_TRACES, LOWEST2 * own)]
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
  choose(share) {
    this.chosen = clamp(share, LEAST2, MOST3);
    this.fit();
    this.redraw();
  }
  press(event) {
    event.preventDefault();
    event.stopPropagation();
    this.border.setPointerCapture(event.pointerId);
    const [from, chosen, high] = [event.clientY, this.chosen, this.fitted];
    const move = (moved) => {
      if (high) this.choose(chosen * (1 + (moved.clientY - from) / high));
    };
    this.border.addEventListener("pointermove", move);
    this.border.addEventListener(
      "lostpointercapture",
      () => this.border.removeEventListener("pointermove", move),
      { once: true }
    );
  }
  key(event) {
    const by = { ArrowUp: -STEP2, ArrowDown: STEP2 }[event.key];
    if (by === void 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.choose(this.chosen + by);
  }
};

// pointer_words.ts
var BESIDE6 = 14;
var PointerWords = class {
  constructor(live, model, store, pane) {
    this.live = live;
    this.model = model;
    this.store = store;
    this.pane = pane;
    this.element = document.createElement("div");
    this.element.className = "pointer-words";
    this.element.setAttribute("aria-hidden", "true");
    this.element.hidden = true;
    pane.appendChild(this.element);
    new ResizeObserver(([{ borderBoxSize }]) => {
      const height = borderBoxSize[0].blockSize;
      if (height && Math.abs(height - this.measured.height) > 1) this.element.hidden = true;
    }).observe(this.element);
  }
  live;
  model;
  store;
  pane;
  element;
  measured = { letters: 0, width: 0, height: 0 };
  show(at, words2) {
    const appears = this.element.hidden;
    this.element.hidden = !at || !words2;
    if (!at || !words2) return;
    const box = at.pane ?? this.pane.getBoundingClientRect();
    if (this.element.textContent !== words2) this.element.textContent = words2;
    if (appears || !this.measured.letters) {
      const { offsetWidth: width2, offsetHeight: height2 } = this.element;
      this.measured = { letters: words2.length, width: width2, height: height2 };
    }
    const { letters, height } = this.measured;
    const width = this.measured.width * words2.length / letters;
    const [x, y] = [at.px - box.left, at.py - box.top];
    const left = Math.max(0, x + BESIDE6 + width > box.width ? x - BESIDE6 - width : x + BESIDE6);
    const top = y > height + BESIDE6 ? y - height - 6 : y + BESIDE6;
    this.element.style.transform = `translate(${left}px, ${top}px)`;
  }
  // Of the trace whose lane it is: the channel and the sample there, as it is drawn.
  trace(at) {
    const lane = laneAt(lanesOf(this.model), at.y);
    const value = lane && this.store.valueAt(lane.name, at.x);
    if (!lane || value === void 0) return "";
    return `${lane.label} ${shownNumber(value, Math.abs(value) < 10 ? 1 : 0)} ${lane.units}`;
  }
  // Of the spectrogram: the level there, dB.
  level(at) {
    const data = this.live.named("spectrogram_image")?.data;
    const limits = this.live.named("spectrogram_levels")?.tags;
    const image = data?.image?.[0];
    const [rows, columns] = image?.shape ?? [];
    if (!data || !image || !columns || limits?.length !== 2) return "";
    const column = Math.floor((at.x - data.x[0]) / data.dw[0] * columns);
    const row = Math.floor((at.y - data.y[0]) / data.dh[0] * rows);
    if (row < 0 || row >= rows || column < 0 || column >= columns) return "";
    const code = image[row * columns + column];
    if (!code) return "";
    const decibels = limits[0] + code / 255 * (limits[1] - limits[0]);
    return `${shownNumber(decibels, 0)} dB`;
  }
};

// strip_words.ts
var MEANING = {
  "N3 scored": "N3 by the scorer",
  "N3 criterion": "20 % or more of an epoch in waves above the amplitude line",
  artefacts: "epochs left out of spectra and averages"
};
var DENSITY = "/min";
function stripWords(labels, y) {
  const rows = [...labels ?? []].sort(([a], [b]) => Math.abs(a - y) - Math.abs(b - y));
  const label = rows[0]?.[1];
  if (!label) return "";
  if (label.endsWith(DENSITY)) return "events per minute, epoch by epoch";
  return MEANING[label] ?? `${label} found by the rule, each a mark`;
}

// window_words.ts
var ASK = "a time (02:13) or the number of an epoch; Enter goes there, Esc does not";
var WindowWords = class {
  constructor(grid, go) {
    this.grid = grid;
    this.go = go;
    this.button.type = "button";
    this.button.title = "go to a time or an epoch (key g)";
    this.button.addEventListener("click", () => this.ask());
    this.field.type = "text";
    this.field.hidden = true;
    this.field.placeholder = "02:13 or 413";
    this.field.setAttribute("aria-label", "go to a time or an epoch");
    this.field.title = ASK;
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.close(false));
    this.field.addEventListener("input", () => this.refuse(""));
    this.wrong.setAttribute("role", "alert");
    this.element.append(this.wrong, this.button, this.field);
  }
  grid;
  go;
  element = textElement("span", "", "window-words");
  button = textElement("button", "");
  field = document.createElement("input");
  wrong = textElement("span", "", "wrong-time");
  say(words2) {
    if (this.button.textContent !== words2) this.button.textContent = words2;
  }
  ask() {
    this.button.hidden = true;
    this.field.hidden = false;
    this.field.value = "";
    this.refuse("");
    this.field.focus();
  }
  // What is wrong with what was typed, beside the field; "" for nothing.
  refuse(words2) {
    this.wrong.textContent = words2;
    if (words2) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }
  close(focus) {
    if (this.field.hidden) return;
    this.field.hidden = true;
    this.button.hidden = false;
    this.refuse("");
    if (focus) this.element.closest(".live-pane")?.focus();
  }
  key(event) {
    event.stopPropagation();
    if (event.key === "Escape") this.close(true);
    if (event.key !== "Enter") return;
    const { clock, ...grid } = this.grid();
    const time = typedTime(this.field.value, grid, clock);
    if (time === null) {
      this.refuse(refusal(this.field.value, grid, clock));
      this.field.select();
      return;
    }
    this.close(true);
    this.go(time);
  }
};

// readout.ts
var HINT = "Drag a white band edge · tap the night · brush the hypnogram";
var Readout = class {
  constructor(model, element) {
    this.model = model;
    this.place = () => model.get("window_start");
    this.strip = textElement("div", "", "readout");
    this.measured = this.strip.appendChild(textElement("span", ""));
    this.window = new WindowWords(
      () => this.grid(),
      (time) => this.going(time)
    );
    this.strip.appendChild(this.window.element);
    element.appendChild(this.strip);
    this.spoken = textElement("div", "", "unseen");
    this.spoken.setAttribute("role", "status");
    element.appendChild(this.spoken);
    if (model.get("hint")) {
      this.hint = textElement("div", "", "hint");
      this.hint.appendChild(textElement("span", HINT));
      const enough = this.hint.appendChild(textElement("button", "×"));
      enough.title = "dismiss this hint (Esc)";
      enough.setAttribute("aria-label", "dismiss this hint");
      this.hint.addEventListener("click", () => this.dismissHint());
      element.appendChild(this.hint);
      model.on("change:hint", () => model.get("hint") || this.dismissHint());
    }
    this.dialog = dialogOf("explorer-help", "Keys and gestures");
    for (const [title, rows] of [
      ["Keys", KEYS],
      ["Gestures", HANDS]
    ]) {
      this.dialog.appendChild(textElement("h4", title));
      const list = this.dialog.appendChild(document.createElement("dl"));
      for (const { shown, does } of rows) {
        list.appendChild(textElement("dt", shown));
        list.appendChild(textElement("dd", does));
      }
    }
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "?") this.dialog.close();
    });
    element.appendChild(this.dialog);
  }
  model;
  place;
  // of whose epoch the words are
  pointer;
  going = () => {
  };
  measured;
  window;
  scored;
  strip;
  spoken;
  dialog;
  hint = null;
  saying;
  clockOfNight() {
    return {
      start: this.model.get("clock_start"),
      wrap: this.model.get("has_clock"),
      movedAt: this.model.get("clock_moved_at"),
      movedBy: this.model.get("clock_moved_by")
    };
  }
  clock(seconds) {
    return clockWords(seconds, { ...this.clockOfNight(), always: true });
  }
  // Where the epochs and the window stand.
  grid() {
    const { first, length } = epochsOf(this.model);
    return {
      first,
      epoch: length,
      window: this.model.get("window_length"),
      total: this.model.get("total"),
      clock: this.clockOfNight()
    };
  }
  // From when to when, and how long: of what is brushed.
  spanWords(from, to) {
    const long = to - from;
    const duration = long < 120 ? `${long.toFixed(1)} s` : `${(long / 60).toFixed(1)} min`;
    return `${this.clock(from)}–${this.clock(to)}, ${duration}`;
  }
  goTo() {
    this.window.ask();
  }
  at(seconds) {
    const { first, length, names, codes } = epochsOf(this.model);
    const epoch = Math.floor((seconds - first) / length);
    const stage = names[codes[epoch]] ?? "outside the hypnogram";
    return `${this.clock(seconds)}   epoch ${epoch + 1}   ${stage}`;
  }
  // The line of lights: its own time, and the epoch in bed that it bounds. The last one ends there.
  lightAt(which) {
    const { first, length, names, codes } = epochsOf(this.model);
    const [off, on] = this.model.get("lights");
    const [time, name] = which === "lights-off" ? [off, "lights off"] : [on, "lights on"];
    const edge = (time - first) / length;
    const epoch = which === "lights-off" ? Math.floor(edge + 1e-6) : Math.ceil(edge - 1e-6) - 1;
    const stage = names[codes[epoch]];
    const beside = which === "lights-off" ? "before" : "after";
    const bound = stage === void 0 ? "" : `   ${beside} epoch ${epoch + 1}   ${stage}`;
    return `${name} ${this.clock(time)}${bound}`;
  }
  hoverLight(at, which) {
    this.pointer?.show(at, this.lightAt(which));
  }
  // Start of the nearest epoch after the window's (or before it) whose stage differs from the last.
  changeOfStage(forward2) {
    const { first, length, codes } = epochsOf(this.model);
    const here = Math.floor((this.place() - first) / length + 1e-6);
    const step = forward2 ? 1 : -1;
    for (let epoch = here + step; epoch >= 0 && epoch < codes.length; epoch += step)
      if (epoch === 0 || codes[epoch] !== codes[epoch - 1]) return first + epoch * length;
    return null;
  }
  moved() {
    const measured = this.model.get("measured");
    if (this.measured.textContent !== measured) this.measured.textContent = measured;
    this.window.say(this.at(this.place()));
  }
  // What a key did, said once the hand rests.
  say(words2 = "") {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.spoken.textContent = words2 || this.at(this.place()) + this.marksInWindow();
    }, 400);
  }
  marksInWindow() {
    const start = this.model.get("window_start");
    const words2 = this.scored?.wordsOf(start, start + this.model.get("window_length"));
    return words2 ? `   ${words2}` : "";
  }
  hover(at) {
    if (!at) {
      this.pointer?.show(null, "");
      return;
    }
    const [low, high] = this.model.get("band");
    let extra = "";
    if (at.name === "spectrogram") {
      const hertz = frequencyAxis(at.plot.model.y_range).hertz(at.y);
      const level = this.pointer?.level(at) ?? "";
      extra = `${hertz.toFixed(1)} Hz   ${level}   band ${low}–${high} Hz`;
    }
    if (at.name === "events")
      extra = stripWords(at.plot.model.left?.[0]?.major_label_overrides, at.y);
    else if (at.name === "band_power") extra = `power in ${low}–${high} Hz`;
    else if (at.name === LANES) extra = this.scored?.wordsAt(at) ?? "";
    else if (at.name === "traces") extra = this.pointer?.trace(at) ?? "";
    this.pointer?.show(at, `${this.at(at.x)}${extra && `   ${extra}`}`);
  }
  dismissHint() {
    this.hint?.remove();
    this.hint = null;
  }
  help() {
    this.dismissHint();
    if (this.dialog.open) {
      this.dialog.close();
      return;
    }
    this.dialog.appear();
  }
};

// regained_line.ts
function whenRegained(model, then, signal) {
  const kernel = model.widget_manager?.kernel;
  const isOn = () => kernel?.connectionStatus === "connected";
  let was = isOn();
  let began = was;
  const look = () => {
    const isBack = isOn() && !was && began;
    was = isOn();
    began ||= was;
    if (isBack) then();
  };
  kernel?.connectionStatusChanged?.connect(look);
  signal.addEventListener("abort", () => kernel?.connectionStatusChanged?.disconnect(look));
}

// scoring_mode.ts
var LOST = 8e3;
var ScoringMode = class {
  constructor(model) {
    this.model = model;
  }
  model;
  turned = { on: false, at: Number.NEGATIVE_INFINITY };
  // Whether the keys score: what a hand asked for last, though the kernel's word is on its way.
  get on() {
    return Date.now() - this.turned.at < LOST ? this.turned.on : this.told;
  }
  // Whether the keys answer a lesson, and score nothing.
  get inLesson() {
    return this.model.get("lesson");
  }
  get scoresNight() {
    return this.on && !this.inLesson;
  }
  // A lesson has begun before the words of its epoch come: its keys answer from then on.
  get takesStages() {
    return this.inLesson || this.on;
  }
  turn() {
    this.turned = { on: !this.on, at: Date.now() };
  }
  // The kernel said whether the keys score; of two keys in a row that may be the first's answer.
  answered() {
    if (this.told === this.turned.on) this.turned.at = Number.NEGATIVE_INFINITY;
  }
  get told() {
    return Boolean(this.model.get("scoring"));
  }
};

// unsaved.ts
var UNSAVED = "explorer-unsaved";
var MOST_NAMED2 = 12;
var unsaved = {
  kept: "[]",
  // where the browser forbids to keep anything: in the page alone
  all() {
    try {
      return JSON.parse(sessionStorage.getItem(UNSAVED) ?? "[]");
    } catch {
      return JSON.parse(this.kept);
    }
  },
  put(keys) {
    this.kept = JSON.stringify(keys);
    try {
      if (keys.length) sessionStorage.setItem(UNSAVED, this.kept);
      else sessionStorage.removeItem(UNSAVED);
    } catch {
    }
  },
  add(key) {
    this.put([...this.all(), key]);
  },
  settle(ids) {
    this.put(this.all().filter((key) => !ids.includes(key.id)));
  },
  // In the order in which they were pressed.
  of(night) {
    return this.all().filter((key) => key.night === night);
  },
  // The same to send, each with the one before it that is not saved either: whatever got lost on its
  // way, no key is done before an earlier one.
  inOrder(night) {
    return this.of(night).map((key, place, all) => ({ ...key, after: all[place - 1]?.id }));
  },
  // "2 keys not saved: epoch 212: N2, epoch 213: N3"; "" for none.
  words(keys, what = "not saved") {
    if (!keys.length) return "";
    const named = keys.slice(-MOST_NAMED2).map((key) => key.words);
    const more = keys.length - named.length;
    const first = more > 0 ? `${more} earlier, ` : "";
    return `${keys.length === 1 ? "1 key" : `${keys.length} keys`} ${what}: ${first}${named.join(", ")}`;
  },
  // The same of a page that has a kernel. Whether a key of the page before this one was saved is not
  // known until the journal of its night was looked into: `checking`, while the answer may come.
  wordsWhileAlive(keys, night, checking) {
    const isOld = (key) => key.pressed < performance.timeOrigin;
    const isHere = (key) => key.night === night;
    const away = keys.filter((key) => isOld(key) && !isHere(key));
    const checked = keys.filter((key) => checking && isOld(key) && isHere(key));
    const rest = keys.filter((key) => !away.includes(key) && !checked.includes(key));
    return [
      this.words(rest),
      this.words(checked, "being looked for in the journal"),
      this.words(away, "to be looked for in the journal once the night is open")
    ].filter(Boolean).join(" · ");
  }
};

// scoring.ts
var SCORING_KEYS = {
  w: "W",
  1: "N1",
  2: "N2",
  3: "N3",
  r: "REM",
  u: "unscored"
};
var IN_A_LESSON = {
  "next-epoch": "next",
  "previous-epoch": "back",
  undo: "undo",
  redo: "redo",
  "score-or-stop": "none",
  "next-uncertain": "none",
  mark: "none",
  unmark: "none",
  "lights-off": "lights",
  "lights-on": "lights"
};
var LATE = 2e3;
var LOST2 = 8e3;
var AGAIN = 150;
var READ = 8e3;
var Scoring = class {
  constructor(live, model, element, signal) {
    this.live = live;
    this.model = model;
    this.marks = new HandMarks(live, model);
    this.mode = new ScoringMode(model);
    this.strip = textElement("div", "", "scoring-strip");
    this.strip.setAttribute("role", "status");
    element.appendChild(this.strip);
    const timer = setInterval(() => this.look(), LATE / 2);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      clearTimeout(this.asked);
    });
    const root = element.closest(".sleep-explorer") ?? element;
    root.addEventListener("click", (event) => this.turnByButton(event), { capture: true, signal });
  }
  live;
  model;
  marks;
  mode;
  buttons;
  strip;
  late = "";
  ended = { words: "", at: 0 };
  // of keys that were named, and are saved now
  came = 0;
  // when the night on screen came there
  night = null;
  sent = 0;
  asked;
  // The epoch at a time: when it begins, and how long it is.
  epochAt(time) {
    const { first, length } = epochsOf(this.model);
    return { begin: first + Math.floor((time - first) / length + 1e-6) * length, length };
  }
  windowAt(begin) {
    const [length, epoch] = [this.model.get("window_length"), this.epochAt(begin).length];
    const latest = Math.max(0, this.model.get("total") - length);
    return clamp(begin - Math.max(0, (length - epoch) / 2), 0, latest);
  }
  // When the epoch begins that a key would score: the one gone to while the window is still there,
  // else the one in the window's middle. As in explorer/app/scoring/epoch_cursor.py.
  get target() {
    const start = this.model.get("window_start");
    const length = this.model.get("window_length");
    const aim = this.model.get("cursor_epoch");
    if (this.mode.inLesson) return aim;
    if (aim >= 0 && Math.abs(this.windowAt(aim) - start) < 1e-6) return aim;
    const middle = length > this.epochAt(start).length ? length / 2 : 0;
    return this.epochAt(start + middle).begin;
  }
  // When that epoch begins, and how long it is.
  get targetSpan() {
    const begin = this.target;
    return [begin, this.epochAt(begin).length];
  }
  // Go to an epoch of the night, to score it.
  aimAt(begin, moves) {
    const { first, length, codes } = epochsOf(this.model);
    const last = first + Math.max(0, codes.length - 1) * length;
    const aim = this.epochAt(clamp(begin, first, last)).begin;
    this.model.set("cursor_epoch", aim);
    moves.goTo(this.windowAt(aim));
  }
  // While scoring, the keys that go by epochs move the epoch to be scored, though the window may
  // stand still, as at the ends of the night.
  step(act, moves) {
    const { length } = this.epochAt(0);
    if (act === "next-epoch") this.aimAt(this.target + length, moves);
    else if (act === "previous-epoch") this.aimAt(this.target - length, moves);
    else if (act === "start") this.aimAt(0, moves);
    else if (act === "end") this.aimAt(this.model.get("total"), moves);
    else return false;
    moves.readout.say();
    return true;
  }
  // Whether what a key asks for is scoring's; if so it is done.
  take(act, key, moves) {
    if (this.mode.inLesson) return this.answer(act, key.toLowerCase());
    if (act === "undo" || act === "redo") this.edit({ what: act });
    else if (act === "score-or-stop") this.turnMode();
    else if (act === "next-uncertain") this.send({ what: "next" });
    else if (act === "mark") this.mark(moves);
    else if (act === "unmark") this.unmark();
    else if (act === "score") this.score(key.toLowerCase(), moves);
    else return this.mode.on && this.step(act, moves);
    return true;
  }
  // In a lesson the kernel goes on to its next epoch; what scores a night is answered in words.
  answer(act, key) {
    const what = act === "score" ? key : IN_A_LESSON[act];
    if (what) this.model.send({ kind: "lesson", what });
    return Boolean(what);
  }
  turnMode() {
    this.mode.turn();
    this.send({ what: "mode" });
  }
  score(key, moves) {
    const span = this.model.get("selection");
    const begin = this.target;
    const { length } = this.epochAt(begin);
    if (span.length && span[1] - span[0] >= length) {
      this.edit({ what: key, at: begin, span });
      moves.select([]);
    } else {
      this.edit({ what: key, at: begin });
      this.aimAt(begin + length, moves);
    }
  }
  // Mark the selection, or the window, as the kind that is chosen.
  mark(moves) {
    const start = this.model.get("window_start");
    const brushed = this.model.get("selection");
    this.edit({
      what: "mark",
      event: this.model.get("mark_kind"),
      channel: brushed.length ? this.model.get("brush_channel") : "*",
      span: brushed.length ? brushed : [start, start + this.model.get("window_length")]
    });
    moves.select([]);
  }
  unmark() {
    const mark = this.marks.chosen();
    if (mark) this.edit({ what: "unmark", mark });
  }
  // A hand let go of a mark's edge.
  changeMark({ id, start, stop }) {
    this.edit({ what: "remark", mark: id, span: [start, stop] });
  }
  send(message) {
    this.model.send({ kind: "score", ...message });
  }
  // ---- what is kept until it is saved --------------------------------------------------------
  // Send what changes the scoring, and keep it until the kernel has it on disk.
  edit(message) {
    const id = hexadecimal(crypto.getRandomValues(new Uint8Array(8)));
    const words2 = this.wordsFor(message);
    const key = { ...message, ...whoseOf(this.model), id, words: words2, pressed: Date.now() };
    const after = unsaved.of(key.night).at(-1)?.id;
    unsaved.add(key);
    this.sent = Date.now();
    this.send({ ...key, after });
  }
  turnByButton(event) {
    const selector = ".explorer-controls button[data-act=undo], .explorer-controls button[data-act=redo]";
    const button2 = elementOf(event)?.closest(selector);
    if (!button2 || button2.disabled || this.mode.inLesson) return;
    event.stopPropagation();
    this.edit({ what: String(button2.dataset.act) });
  }
  wordsFor({ what, at = 0, span, event }) {
    if (event) return `mark ${event}`;
    if (!(what in SCORING_KEYS)) return what;
    const { first, length } = epochsOf(this.model);
    const number = (time) => Math.floor((time - first) / length + 1e-6) + 1;
    if (!span) return `epoch ${number(at)}: ${SCORING_KEYS[what]}`;
    return `epochs ${number(span[0] + length / 2)} to ${number(span[1] - length / 2)}: ${SCORING_KEYS[what]}`;
  }
  // Whose scoring of which night this is: what was kept of it is sent, also by a page before this one.
  turnTo() {
    const { night } = whoseOf(this.model);
    if (night === this.night) return;
    this.night = night;
    this.came = Date.now();
    this.sendAgain();
  }
  sendAgain() {
    this.sent = Date.now();
    for (const key of unsaved.inOrder(this.night)) this.send({ ...key, again: true });
  }
  // The kernel has a key whose earlier one did not come: all of them come in order, unannounced.
  missed() {
    clearTimeout(this.asked);
    this.asked = setTimeout(() => {
      for (const key of unsaved.inOrder(this.night)) this.send({ ...key, again: true, soon: true });
    }, AGAIN);
  }
  // These need not be kept: they are saved, but for those that could not be done.
  settled(ids, refused = []) {
    const saved = unsaved.all().filter((key) => ids.includes(key.id) && !refused.includes(key.id));
    unsaved.settle(ids);
    if (!this.late) return;
    if (saved.length) this.ended = { words: unsaved.words(saved, "saved"), at: Date.now() };
    this.look();
  }
  look() {
    const now = Date.now();
    const late = unsaved.all().filter((key) => now - key.pressed > LATE);
    const checking = now - this.came < LOST2;
    const ended = now - this.ended.at < READ ? this.ended.words : "";
    const waiting = unsaved.wordsWhileAlive(late, this.night, checking);
    const words2 = [waiting, ended].filter(Boolean).join(" · ");
    if (words2 !== this.late) {
      this.late = words2;
      this.draw();
    }
    const lost = late.some((key) => key.night === this.night);
    if (lost && now - this.sent > LOST2) this.sendAgain();
  }
  // The words of the mode, the frame around the epoch that a key would score, and the marks.
  draw() {
    const words2 = this.model.get("scoring");
    const begin = this.target;
    const { length } = this.epochAt(begin);
    const tally = words2 && this.marks.tally(begin, length);
    const said = [words2, tally, this.late].filter(Boolean).join(" · ");
    if (this.strip.textContent !== said) this.strip.textContent = said;
    this.strip.hidden = !said;
    this.buttons?.draw();
    const shown = Boolean(words2) && this.model.get("window_length") > length;
    for (const box of this.live.tagged("epoch-box"))
      box.setv({ left: begin, right: begin + length, visible: shown }, { sync: false });
    this.marks.draw();
  }
};

// stage_buttons.ts
var BUTTONS = [
  ["score", "w", "W", "wake"],
  ["score", "1", "N1", "N1"],
  ["score", "2", "N2", "N2"],
  ["score", "3", "N3", "N3"],
  ["score", "r", "REM", "REM"],
  ["score", "u", "?", "unscored"],
  ["undo", "z", "↶", "undo"]
];
var StageButtons = class {
  constructor(foot, scores, press) {
    this.scores = scores;
    this.row.setAttribute("role", "group");
    this.row.setAttribute("aria-label", "Score this epoch");
    for (const [act, key, words2, name] of BUTTONS) {
      const button2 = this.row.appendChild(textElement("button", words2));
      button2.type = "button";
      button2.setAttribute("aria-label", name);
      button2.addEventListener("click", () => press(act, key));
    }
    foot.appendChild(this.row);
    this.draw();
  }
  scores;
  row = textElement("div", "", "stage-buttons");
  // In sight while the keys score; a wide page has them beside the traces.
  draw() {
    this.row.hidden = !this.scores();
  }
};

// window_filter.ts
var halfOf = (taps) => (taps.length - 1) / 2;
var WindowFilter = class {
  // gains
  constructor(rule) {
    this.rule = rule;
  }
  rule;
  kept = null;
  notches = /* @__PURE__ */ new Map();
  // Forget the spectra: other samples are held.
  forget() {
    this.kept = null;
    this.notches.clear();
  }
  // Samples of context that the band needs on each side.
  context(row, taps) {
    return halfOf(taps) + halfOf(row.notch);
  }
  // The window from `start` to `stop` (s) through the band's filter; null where a row lacks the
  // context for it.
  filter(rows, start, stop, band) {
    const tapsBy = /* @__PURE__ */ new Map();
    const spans = [];
    for (const row of rows) {
      const none = { first: 0, last: 0, context: 0 };
      if (!row || !hasBand(band[0], row.rate, this.rule)) {
        spans.push(none);
        continue;
      }
      let taps = tapsBy.get(row.rate);
      if (!taps) {
        taps = bandTaps(band, row.rate, this.rule);
        tapsBy.set(row.rate, taps);
      }
      const first = Math.max(0, Math.round(start * row.rate));
      const last = Math.min(row.total, Math.round(stop * row.rate));
      const context = this.context(row, taps);
      const held = row.first + row.values.length;
      if (last > first) {
        if (row.first > Math.max(0, first - context) || held < Math.min(row.total, last + context))
          return null;
      }
      spans.push({ first, last: Math.max(first, last), context });
    }
    const sizes = spans.map(
      ({ first, last, context }) => last > first ? powerOfTwo(last - first + 2 * context) : 0
    );
    const kept = this.spectra(rows, spans, sizes, `${start}/${stop}/${sizes.join()}`);
    const out = spans.map(({ first, last }) => ({
      values: new Float32Array(last - first).fill(Number.NaN),
      first
    }));
    const gains = /* @__PURE__ */ new Map();
    for (const pair of kept.pairs) {
      const size = pair.spectrum.re.length;
      const key = `${pair.rate}/${size}/${pair.notch.length}`;
      let gain = gains.get(key);
      if (!gain) {
        gain = gainOf(tapsBy.get(pair.rate), size);
        this.takeMainsOut(gain, pair, key);
        gains.set(key, gain);
      }
      this.transformBack(pair, gain, kept.work, out, spans);
    }
    return out;
  }
  takeMainsOut(gain, pair, key) {
    if (pair.notch.length < 2) return;
    let notch = this.notches.get(key);
    if (!notch) {
      notch = gainOf(pair.notch, gain.length);
      this.notches.set(key, notch);
    }
    for (let i = 0; i < gain.length; i++) gain[i] *= notch[i];
  }
  transformBack({ spectrum, pieces }, gain, room, out, spans) {
    const size = gain.length;
    const work = { re: room.re.subarray(0, size), im: room.im.subarray(0, size) };
    for (let i = 0; i < size; i++) {
      const share = gain[i] / size;
      work.re[i] = spectrum.re[i] * share;
      work.im[i] = spectrum.im[i] * share;
    }
    backward(work);
    for (const [k, piece] of pieces.entries()) {
      const from = k ? work.im : work.re;
      const { first, last } = spans[piece.row];
      const begin = Math.max(piece.from, first);
      const end = Math.min(piece.to, last);
      const values = out[piece.row].values;
      for (let i = begin, j = piece.at + begin - piece.from; i < end; i++, j++)
        values[i - first] = from[j];
    }
  }
  spectra(rows, spans, sizes, key) {
    if (this.kept?.key === key) return this.kept;
    const pairs2 = [];
    const open2 = /* @__PURE__ */ new Map();
    for (const [index, row] of rows.entries()) {
      const size = sizes[index];
      if (!row || !size) continue;
      const { first, last } = spans[index];
      const context = Math.floor((size - (last - first)) / 2);
      for (const [from, to] of runsOf2(row, first - context, last + context)) {
        if (to <= first || from >= last) continue;
        const sort = `${row.rate}/${size}/${row.notch.length}`;
        let pair = open2.get(sort);
        if (pair) open2.delete(sort);
        else {
          pair = { spectrum: complexOf(size), rate: row.rate, notch: row.notch, pieces: [] };
          pairs2.push(pair);
          open2.set(sort, pair);
        }
        const into = pair.pieces.length ? pair.spectrum.im : pair.spectrum.re;
        const before = Math.max(0, context - Math.max(0, first - from));
        const after = Math.max(0, context - Math.max(0, to - last));
        const run = row.values.subarray(from - row.first, to - row.first);
        prolong(run, before, after, into);
        pair.pieces.push({ row: index, from, to, at: before });
      }
    }
    for (const pair of pairs2) forward(pair.spectrum);
    const work = complexOf(Math.max(...sizes, 2));
    this.kept = { key, pairs: pairs2, work };
    return this.kept;
  }
};
function runsOf2(row, begin, end) {
  const runs = [];
  const [first, last] = [Math.max(begin, row.first), Math.min(end, row.first + row.values.length)];
  let from = -1;
  for (let i = first; i < last; i++) {
    const present = Number.isFinite(row.values[i - row.first]);
    if (present && from < 0) from = i;
    else if (!present && from >= 0) {
      runs.push([from, i]);
      from = -1;
    }
  }
  if (from >= 0) runs.push([from, last]);
  return runs;
}
function prolong(run, before, after, into) {
  const count = run.length;
  const final = run[count - 1];
  for (let k = 1; k <= Math.min(before, count - 1); k++) into[before - k] = 2 * run[0] - run[k];
  into.set(run, before);
  for (let k = 1; k <= Math.min(after, count - 1); k++)
    into[before + count - 1 + k] = 2 * final - run[count - 1 - k];
}

// trace_chunks.ts
var FINE_STEPS = 256;
var chunkOf = (message, buffers) => ({
  ...message,
  codes: new Int16Array(wholeBuffer(buffers[0]))
});
var NO_NOTCH = Float64Array.of(1);
function sourceRows(message, buffers) {
  const codes = new Int16Array(wholeBuffer(buffers[0]));
  const fine = new Int8Array(wholeBuffer(buffers[1]));
  return message.rows.map((row) => {
    const { total } = row;
    if (!total) return null;
    const values = new Float32Array(row.count);
    for (let i = 0, j = row.at; i < row.count; i++, j++)
      values[i] = codes[j] === MISSING2 ? Number.NaN : (codes[j] + fine[j] / FINE_STEPS) * row.scale + row.offset;
    const mains = message.notches.find((one) => one.rate === row.rate);
    const notch = mains ? Float64Array.from(mains.taps) : NO_NOTCH;
    return { values, first: Math.round(row.start * row.rate), total, rate: row.rate, notch };
  });
}
var Source = class {
  constructor(model) {
    this.model = model;
    this.filter = new WindowFilter(model.get("filter_rule"));
  }
  model;
  message = null;
  rows = [];
  filter;
  made = { key: "", chunk: null };
  receive(message, buffers) {
    this.message = message;
    this.rows = sourceRows(message, buffers);
    this.filter.forget();
    this.made = { key: "", chunk: null };
  }
  isOf(message) {
    if (message?.layout !== this.model.get("layout_id")) return false;
    return message.analysed === analysedOf(this.model);
  }
  // Whether the kernel need not be asked: any band of this window can be filtered from what is held,
  // or the kernel has said that there is none to be had.
  isEnough() {
    if (this.model.get("window_length") > this.model.get("filter_rule").longest_window) return true;
    if (!this.isOf(this.message)) return false;
    if (!this.rows.length) return true;
    const { from, to } = this.message;
    const reach = this.model.get("filter_rule").reach;
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    return from <= Math.max(0, start - reach) + 1e-6 && to >= Math.min(this.model.get("total"), stop + reach) - 1e-6;
  }
  // The window through the band's filter; null where what is held does not suffice.
  filtered(start, stop, band) {
    const message = this.message;
    if (!this.isOf(message) || !this.rows.length) return null;
    const key = [start, stop, ...band].join();
    if (this.made.key === key) return this.made.chunk;
    const filtered = this.filter.filter(this.rows, start, stop, band);
    const chunk = filtered && this.chunk(message, filtered, start, stop, band);
    this.made = { key, chunk };
    return chunk;
  }
  chunk(message, filtered, from, to, band) {
    const codes = new Float32Array(filtered.reduce((sum, row) => sum + row.values.length, 0));
    let at = 0;
    const rows = filtered.map(({ values, first }, index) => {
      const { rate } = message.rows[index];
      codes.set(values, at);
      const row = { scale: 1, offset: 0, start: first / rate, rate, at, count: values.length };
      at += values.length;
      return row;
    });
    const { layout, generation } = message;
    const sent = { shortest: 0, layout, generation, answers: false, pushed: false };
    return { kind: "traces", what: "page", rows, codes, from, to, band, ...sent };
  }
};

// traces.ts
var LOOK_AHEAD = 300;
var REST2 = 150;
var REFILTERED = 600;
var TraceStore = class {
  constructor(live, model) {
    this.live = live;
    this.model = model;
    this.lastStart = model.get("window_start");
    this.source = new Source(model);
  }
  live;
  model;
  marks = [];
  // drawn over the traces
  chunks = { raw: null, band: null };
  overview = null;
  source;
  // what the page filters by itself
  recorded = { chunk: null, place: "" };
  drawn = "";
  // what the picture was made from, where it is at full rate
  asked = null;
  // the request under way: there is at most one
  askedFor = "";
  // its window
  refused = false;
  // since the last samples a request was not answered: a file or drive
  lastDirection = 0;
  lastStart;
  lastMove = 0;
  racing = false;
  timer;
  resting;
  // Ask for nothing more.
  stop() {
    clearTimeout(this.timer);
    clearTimeout(this.resting);
  }
  receive(message, buffers) {
    if (message.what === "overview") this.overview = chunkOf(message, buffers);
    else {
      const chunk = chunkOf(message, buffers);
      const held = this.chunks[message.what];
      if (!held || message.generation >= held.generation) this.chunks[message.what] = chunk;
      this.refused = false;
    }
    if (message.answers) this.asked = null;
    const shown = this.isDrawn() || this.draw();
    if (!message.answers && !message.pushed) return;
    if (!shown && !message.pushed) {
      const start = this.model.get("window_start");
      this.ask(start, start + this.model.get("window_length"), !this.racing);
    }
    this.fetchAhead(message.pushed ? REFILTERED : this.racing ? REST2 : 0);
  }
  receiveSource(message, buffers) {
    this.source.receive(message, buffers);
    this.draw();
  }
  // All that was asked for has come.
  answered() {
    this.asked = null;
    this.fetchAhead(0);
  }
  covers(chunk, start, stop) {
    return chunk !== null && chunk.layout === this.model.get("layout_id") && this.model.get("window_length") >= chunk.shortest - 1e-6 && Math.max(start, 0) >= chunk.from - 1e-6 && Math.min(stop, this.model.get("total")) <= chunk.to + 1e-6;
  }
  // The filtered samples to draw: the kernel's, where they are of the band under the hand; else
  // the page's own; else the kernel's of the band before.
  filtered(start, stop) {
    const held = this.covers(this.chunks.band, start, stop) ? this.chunks.band : null;
    const band = this.model.get("band");
    if (held?.band.every((edge, i) => Math.abs(edge - band[i]) < 1e-6)) return held;
    return this.source.filtered(start, stop, band) ?? held;
  }
  // Whether the window stands there at full rate already: what came lies around it.
  isDrawn() {
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    const band = this.filtered(start, stop);
    if (!this.covers(this.chunks.raw, start, stop) || !band) return false;
    return this.drawn === this.signature(this.chunks.raw, band);
  }
  signature(raw, band) {
    const place = ["window_start", "window_length", "layout_id"].map(
      (name) => this.model.get(name)
    );
    return [...place, raw?.generation, band?.generation, band?.what, band?.band].join();
  }
  // The sample of a channel at a time, as it was recorded and is drawn, in its units.
  valueAt(name, time) {
    const index = lanesOf(this.model).findIndex((lane) => lane.name === name);
    const { raw } = this.chunks;
    const row = raw?.rows[index];
    if (!raw || !row || raw.layout !== this.model.get("layout_id")) return void 0;
    const at = Math.round((time - row.start) * row.rate);
    if (at < 0 || at >= row.count) return void 0;
    const code = raw.codes[row.at + at];
    return isMissing(code, raw.codes) ? void 0 : code * row.scale + row.offset;
  }
  // Draw the window from the best that is held; returns whether that was full rate.
  draw() {
    const start = this.model.get("window_start");
    const length = this.model.get("window_length");
    const stop = start + length;
    const range = this.live.named("trace_range");
    if (!range) return false;
    const { raw } = this.chunks;
    const fine = this.covers(raw, start, stop);
    const band = this.filtered(start, stop);
    const filtered = band !== null;
    this.drawn = fine && filtered ? this.signature(raw, band) : "";
    const layout = this.model.get("layout_id");
    const coarse = this.overview?.layout === layout && !this.refused ? this.overview : null;
    const recorded = fine ? raw : coarse;
    const place = [start, length, this.model.get("lanes"), this.columns()].join();
    if (recorded !== this.recorded.chunk || place !== this.recorded.place)
      this.fill("raw_traces", recorded, start, length, fine ? 1 : 0);
    this.recorded = { chunk: recorded, place };
    this.fill("band_traces", band, start, length, filtered ? 1 : 0);
    range.setv({ start, end: stop }, { sync: false });
    for (const box of this.live.tagged("window-box"))
      box.setv({ left: start, right: stop }, { sync: false });
    for (const layer of this.marks) layer.draw();
    this.tell(start, fine ? band ? "full" : "raw" : coarse ? "overview" : "none", band);
    return fine && filtered;
  }
  fill(name, chunk, start, length, tier) {
    const source = this.live.named(name);
    const lanes = lanesOf(this.model);
    const xs = [];
    const ys = [];
    const axes = /* @__PURE__ */ new Map();
    for (const [index, lane] of lanes.entries()) {
      const row = chunk?.rows[index];
      if (!chunk || !row) {
        xs.push([]);
        ys.push([]);
        continue;
      }
      const first = Math.max(0, Math.round((start - row.start) * row.rate));
      const last = Math.min(row.count, Math.round((start + length - row.start) * row.rate));
      const count = Math.max(0, last - first);
      const columns = Math.min(this.columns(), count);
      const reduced = count > 2 * columns;
      const scale = row.scale * lane.gain / lane.span;
      const middle = name === "band_traces" ? 0 : lane.offset;
      const shift = lane.centre + (row.offset - middle) * lane.gain / lane.span;
      const key = `${first}/${count}/${row.rate}`;
      let axis = axes.get(key);
      if (!axis) {
        const points = reduced ? 2 * columns : count;
        const times = new Float64Array(points);
        axis = times;
        const from = row.start + first / row.rate;
        const width = count / row.rate;
        for (let i = 0; i < points; i++) times[i] = from + i / points * width;
        axes.set(key, times);
      }
      xs.push(axis);
      const offsetInBuffer = row.at + first;
      if (reduced) {
        ys.push(columnExtremes(chunk.codes, offsetInBuffer, count, columns, scale, shift));
      } else {
        const values = new Float32Array(count);
        for (let i = 0; i < count; i++) {
          const code = chunk.codes[offsetInBuffer + i];
          values[i] = isMissing(code, chunk.codes) ? Number.NaN : code * scale + shift;
        }
        ys.push(values);
      }
    }
    const every = (value) => lanes.map(() => value);
    source?.setv(
      {
        data: {
          xs,
          ys,
          colour: lanes.map((lane) => lane.colour),
          band_colour: lanes.map((lane) => lane.band_colour),
          start: every(start),
          tier: every(tier),
          generation: every(chunk?.generation ?? -1)
        }
      },
      ANEW
    );
  }
  columns() {
    return Math.max(200, Math.round(this.live.plot("traces")?.frame.bbox.width ?? 800));
  }
  // What the picture shows, for a reader of the page: screen readers, tests, benchmarks.
  tell(start, tier, band) {
    const data = this.live.element?.dataset;
    if (!data) return;
    data.start = start.toFixed(3);
    data.tier = tier;
    data.generation = String(this.chunks.band?.generation ?? -1);
    data.band = band?.band.join("-") ?? "";
    data.filtered = band ? band.what === "band" ? "kernel" : "page" : "";
  }
  window() {
    return `${this.model.get("window_start")}/${this.model.get("window_length")}`;
  }
  // The kernel could not answer, and says why on the page: only another window is asked for.
  unanswered() {
    this.asked = null;
    this.refused ||= this.window() === this.askedFor;
    if (this.draw() || this.window() === this.askedFor) return;
    const start = this.model.get("window_start");
    this.ask(start, start + this.model.get("window_length"), !this.racing);
  }
  // Ask for the kinds of trace that [from, to] lacks; one request at a time.
  ask(from, to, around, withSource = false) {
    if (this.asked !== null && performance.now() - this.asked < 5e3) return;
    const missing = ["raw", "band"].filter(
      (what) => !this.covers(this.chunks[what], from, to)
    );
    if (withSource && !this.source.isEnough()) missing.push("source");
    if (!missing.length) return;
    this.asked = performance.now();
    this.askedFor = this.window();
    this.model.send({
      kind: "need",
      start: this.model.get("window_start"),
      length: this.model.get("window_length"),
      direction: this.lastDirection,
      around,
      missing
    });
  }
  // The window moved: draw at once, ask for what is missing or will be soon. A hand that races
  // through the night gets windows only: what lies around them would be passed before it came.
  moved() {
    const start = this.model.get("window_start");
    const now = performance.now();
    const speed = Math.abs(start - this.lastStart) / Math.max(now - this.lastMove, 1);
    this.racing = speed * LOOK_AHEAD > this.model.get("margin");
    this.lastDirection = Math.sign(start - this.lastStart) || this.lastDirection;
    this.lastStart = start;
    this.lastMove = now;
    if (!this.draw()) this.ask(start, start + this.model.get("window_length"), !this.racing);
    this.fetchAhead(this.racing ? REST2 : 0);
  }
  fetchAhead(delay) {
    clearTimeout(this.timer);
    const look = () => {
      const start = this.model.get("window_start");
      const length = this.model.get("window_length");
      const total = this.model.get("total");
      const margin = Math.min(this.model.get("margin"), 2 * length);
      this.ask(Math.max(0, start - margin), Math.min(total, start + length + margin), true);
    };
    if (delay) this.timer = setTimeout(look, delay);
    else look();
    this.fetchSource();
  }
  // What the page filters by itself, once the hand rests: a band is moved where the window stands.
  fetchSource() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      const start = this.model.get("window_start");
      this.ask(start, start + this.model.get("window_length"), true, true);
    }, REST2);
  }
};

// live_figure.ts
var TICK_WIDTH = 78;
var MOST_TICKS = 6;
var EARLY = /* @__PURE__ */ new WeakMap();
function keepEarly(model) {
  const early = [];
  const agreement = new Agreement(model);
  const keep2 = (message, buffers) => early.push([message, buffers]);
  model.on("msg:custom", keep2);
  EARLY.set(model.get("bokeh_js"), () => {
    model.off("msg:custom", keep2);
    return { early: early.splice(0), agreement };
  });
}
function takeEarly(model) {
  const take = EARLY.get(model.get("bokeh_js"));
  EARLY.delete(model.get("bokeh_js"));
  return take?.() ?? { early: [], agreement: new Agreement(model) };
}
var live_figure_default = {
  initialize({ model }) {
    if (!hasBuffers(model)) return;
    loadBokeh(model).catch(() => {
    });
    keepEarly(model);
  },
  async render({ model, el, signal }) {
    let leave = () => {
    };
    let drawn;
    const draw = async () => {
      const drawing = new AbortController();
      signal.addEventListener("abort", () => drawing.abort(), { signal: drawing.signal });
      const clear = await drawPane({ model, el, signal: drawing.signal, late: again });
      leave = () => {
        drawing.abort();
        clear();
      };
    };
    const again = async () => {
      await drawn;
      if (signal.aborted) return;
      leave();
      el.replaceChildren();
      delete el.dataset.ready;
      delete el.dataset.tier;
      drawn = draw();
    };
    drawn = draw();
    await drawn;
    return () => leave();
  }
};
async function drawPane({ model, el, signal, late }) {
  const { early, agreement } = takeEarly(model);
  const keep2 = (message, buffers) => early.push([message, buffers]);
  model.on("msg:custom", keep2);
  el.classList.add("live-pane");
  el.tabIndex = 0;
  el.setAttribute("role", "application");
  el.setAttribute("aria-label", "Night explorer: arrow keys scrub, question mark for help");
  const host = el.appendChild(document.createElement("div"));
  const live = await LiveDocument.open(model, host, late, agreement);
  live.element = el;
  const store = new TraceStore(live, model);
  const readout = new Readout(model, el);
  const marks = new EventMarks(live, model);
  const scored = new ScoredMarks(live, model);
  store.marks = [marks, scored];
  const night = new NightInPage(live, model, el);
  marks.countBy(night);
  el.explorer = { live, model, store, night, scored };
  const scoring = new Scoring(live, model, el, signal);
  readout.place = () => scoring.mode.scoresNight ? scoring.target : model.get("window_start");
  readout.scored = scored;
  readout.pointer = new PointerWords(live, model, store, el);
  const moves = new ViewMoves(model, readout, marks, scored, scoring);
  scoring.buttons = new StageButtons(
    readout.strip,
    () => scoring.mode.scoresNight,
    (act, key) => scoring.take(act, key, moves)
  );
  const goToEpoch = (time) => moves.goToEpoch(time);
  readout.going = goToEpoch;
  const zoom = new OverviewZoom(live, model, el, (time) => readout.clock(time));
  zoom.say = (words3) => readout.say(words3);
  zoom.goTo = goToEpoch;
  new Gestures(live, model, el, moves, readout, marks, scored, scoring, zoom, signal);
  new KeyPresses(model, el, moves, readout, scoring, zoom, signal);
  const borders = new EpochBorders(live, model, el);
  const drawBorders = () => borders.draw();
  live.frames.painted = () => {
    borders.fit();
    borders.draw();
    if (marks.isStale()) marks.draw();
    if (words2.isStale()) live.frames.before(fitWords);
    words2.place();
    if (heights.isStale()) fitHeights();
  };
  const showBorders = () => live.frames.before(drawBorders);
  const drawZoom = () => zoom.draw();
  const showZoom = () => live.frames.before(drawZoom);
  const words2 = new FigureWords(live);
  const fitWords = () => words2.fit();
  let beneathTraces = readout.strip.offsetHeight;
  const heights = new PaneHeights(
    live,
    el,
    words2,
    () => beneathTraces,
    () => store.draw()
  );
  const fitHeights = () => {
    heights.fit();
    const fitting = Math.floor((live.plot("traces")?.frame.bbox.width ?? 0) / TICK_WIDTH);
    const ticks = clamp(fitting, 2, MOST_TICKS);
    live.named("trace_ticker")?.setv({ desired_num_ticks: ticks }, { sync: false });
    store.draw();
    showZoom();
  };
  const spectrogramRange = () => live.plot("spectrogram")?.model.y_range;
  let drawnOn = "";
  const onMessage = (message, given) => {
    const buffers = buffersOf(message, given);
    if (message.kind === "patch") {
      live.patch(message, buffers);
      showZoom();
      live.frames.before(fitWords);
      live.frames.before(night.draw);
      if (heights.isStale()) fitHeights();
      if (drawnOn !== String(spectrogramRange()?.tags)) live.frames.before(drawBand);
    }
    if (message.kind === "traces") store.receive(message, buffers);
    else if (message.kind === "source") store.receiveSource(message, buffers);
    else if (message.kind === "events") marks.receive(message, buffers);
    else if (message.kind === "scored events") scored.receive(message, buffers);
    else if (message.kind === "spectra" || message.kind === "scored" || message.kind === "pieces")
      night.receive(message, buffers);
    else if (message.kind === "settled") scoring.settled(message.ids, message.refused);
    else if (message.kind === "missed") scoring.missed();
    else if (message.kind === "unanswered") store.unanswered();
    else if (message.kind === "answered") store.answered();
    else if (message.kind === "help") readout.help();
    else if (message.kind === "closed beside") takeFromBeside(el);
  };
  const setTagged = (tag, change) => {
    for (const mark of live.tagged(tag)) mark.setv(change, { sync: false });
  };
  const drawBand = () => {
    drawnOn = String(spectrogramRange()?.tags);
    const axis = frequencyAxis(spectrogramRange());
    const [low, high] = model.get("band").map(axis.place);
    setTagged("band-low", { location: low });
    setTagged("band-high", { location: high });
    setTagged("band-box", { bottom: low, top: high });
    store.draw();
    night.drawBand();
  };
  const drawLine = () => {
    marks.draw();
    night.drawLine();
  };
  const showSelection = () => {
    const [left, right] = model.get("selection");
    const visible = left !== void 0;
    setTagged("selection-box", { left: left ?? 0, right: right ?? 0, visible });
    const text = visible ? readout.spanWords(left, right) : "";
    const place = visible ? besideBrush(left, right, live.plot("hypnogram")?.model.x_range) : {};
    live.named("selection_label")?.setv({ ...place, text, visible }, { sync: false });
  };
  const showLights = () => {
    const [off, on] = model.get("lights");
    if (off === void 0) return;
    setTagged("lights-off", { location: off });
    setTagged("lights-off-shade", { left: 0, right: off });
    setTagged("lights-on", { location: on });
    setTagged("lights-on-shade", { left: on, right: model.get("total") });
  };
  const pointed = () => {
    readout.moved();
    showBorders();
    scoring.draw();
  };
  const moved = () => {
    store.moved();
    zoom.follow();
    pointed();
  };
  const listeners = {
    "msg:custom": onMessage,
    "change:window_start": moved,
    "change:window_length": moved,
    "change:lanes": () => store.draw(),
    "change:layout_id": moved,
    "change:epochs": () => {
      readout.moved();
      showBorders();
    },
    "change:band": () => live.frames.before(drawBand),
    "change:selection": showSelection,
    "change:lights": showLights,
    "change:total": () => {
      showLights();
      showZoom();
    },
    "change:overview_span": () => {
      showZoom();
      live.frames.before(showSelection);
    },
    "change:n3_amplitude": () => live.frames.before(drawLine),
    "change:blind": () => live.frames.before(drawLine),
    "change:scoring": () => {
      scoring.mode.answered();
      readout.dismissHint();
      pointed();
    },
    "change:lesson": pointed,
    "change:cursor_epoch": pointed,
    "change:whose": () => scoring.turnTo(),
    "change:hand_marks": () => scoring.draw(),
    "change:measured": () => readout.moved()
  };
  model.off("msg:custom", keep2);
  for (const [message, buffers] of early) onMessage(message, buffers);
  for (const [event, handler] of Object.entries(listeners)) model.on(event, handler);
  const resizing = new ResizeObserver(
    () => requestAnimationFrame(() => {
      beneathTraces = readout.strip.offsetHeight;
      fitHeights();
    })
  );
  resizing.observe(el);
  const beneath = new ResizeObserver(() => {
    beneathTraces = readout.strip.offsetHeight;
    if (heights.isStale()) requestAnimationFrame(fitHeights);
  });
  beneath.observe(readout.strip);
  drawBand();
  showSelection();
  showLights();
  fitHeights();
  moved();
  nameParts(el, signal);
  model.send({ kind: "ready" });
  const catchUp = async () => {
    const hasMissed = await live.hasMissed(model);
    if (signal.aborted) return;
    if (hasMissed) late();
    else model.send({ kind: "ready" });
  };
  whenRegained(model, catchUp, signal);
  scoring.turnTo();
  el.dataset.ready = "yes";
  return () => {
    resizing.disconnect();
    beneath.disconnect();
    store.stop();
    night.stop();
    live.agreement.forget();
    for (const [event, handler] of Object.entries(listeners)) model.off(event, handler);
    live.document.clear();
  };
}

// scale_bars.ts
var HIGHEST_BAR = 0.8;
function scaleBars(live, lanes) {
  const [source, labels] = [live?.named("scale_bars"), live?.named("scale_bar_labels")];
  if (!source || !labels) return;
  const { low, high } = source.data;
  const named = new Map(labels.major_label_overrides);
  const bars = Array.from(low, (bottom, i) => {
    const centre = (bottom + high[i]) / 2;
    const lane = lanes.find((one) => Math.abs(one.centre - centre) < 0.5);
    const label = lane && named.get(lane.centre);
    if (!lane || label === void 0) return { low: bottom, high: high[i] };
    const [amount, unit = ""] = String(label).split(" ");
    const lanesAUnit = Math.abs(lane.gain) / lane.span;
    let units = Number(amount);
    while (units * lanesAUnit > HIGHEST_BAR) units /= 2;
    while (units * lanesAUnit < HIGHEST_BAR / 4) units *= 2;
    named.set(lane.centre, `${units} ${unit}`.trim());
    const half = units * lanesAUnit / 2;
    return { low: lane.centre - half, high: lane.centre + half };
  });
  const data = {
    ...source.data,
    low: bars.map((bar) => bar.low),
    high: bars.map((bar) => bar.high)
  };
  source.setv({ data }, { sync: false });
  labels.setv({ major_label_overrides: named }, { sync: false });
}

// begin_at_top.ts
var AROUND = ".exercise-beside";
function beginAtTop(el, signal) {
  let begun = "";
  const look = () => {
    const marked = el.querySelector("[data-begins-at-top]");
    const now = marked?.dataset.beginsAtTop ?? "";
    const around = el.closest(AROUND);
    if (!now || now === begun || !around) return;
    const parts = [around, ...around.children];
    if (!parts.every((one) => one.checkVisibility())) return;
    if (begun) for (const part2 of parts) part2.scrollTop = 0;
    begun = now;
  };
  const shown = new ResizeObserver(look);
  shown.observe(el);
  signal.addEventListener("abort", () => shown.disconnect(), { once: true });
  return look;
}

// table_widget.ts
var ONE_AT_A_TIME = "metric:";
var unfoldedWith = (held, key, open2) => {
  const others = held.filter((other) => other !== key);
  if (!open2) return others;
  const alone = key.startsWith(ONE_AT_A_TIME);
  return [...others.filter((other) => !(alone && other.startsWith(ONE_AT_A_TIME))), key];
};
var momentWords = (iso) => new Date(iso).toLocaleString("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit"
});
var typedInto = "input:not([type=checkbox]), select";
var table_widget_default = {
  render({ model, el, signal }) {
    el.classList.add("explorer-sheet");
    const keyed = (key) => el.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const on = (kind, handler, capture = false) => el.addEventListener(kind, handler, { signal, capture });
    const remember = (key, open2) => {
      const held = model.get("unfolded");
      if (held.includes(key) === open2) return;
      model.set("unfolded", unfoldedWith(held, key, open2));
      model.save_changes();
    };
    let sought = "";
    const sift = () => {
      const words2 = sought.toLowerCase().split(/\s+/).filter(Boolean);
      if (words2.length)
        for (const part2 of el.querySelectorAll(
          "details[data-group]:not([open])"
        ))
          part2.open = true;
      for (const row of el.querySelectorAll("tr[data-words]"))
        row.hidden = !words2.every((word) => row.dataset.words?.includes(word));
      for (const part2 of el.querySelectorAll("details[data-group]"))
        part2.hidden = words2.length > 0 && !part2.querySelector("tr[data-words]:not([hidden])") && Boolean(part2.querySelector("tr[data-words]"));
    };
    let order = null;
    const cellValue = (row, column) => {
      const text = (row.cells[column]?.firstChild?.textContent ?? "").trim();
      const number = Number.parseFloat(text);
      return column && !Number.isNaN(number) ? number : text;
    };
    const place = (group) => Number(group[0].dataset.place);
    const compare = (one, two2) => {
      if (!order) return place(one) - place(two2);
      const [a, b] = [one, two2].map((group) => cellValue(group[0], order?.column ?? 0));
      if (typeof a === "number") return typeof b === "number" ? order.way * (a - b) : -1;
      return typeof b === "number" ? 1 : order.way * a.localeCompare(b);
    };
    const sort = () => {
      for (const table of el.querySelectorAll("table[data-sortable]")) {
        for (const [column, heading] of [...table.tHead?.rows[0].cells ?? []].entries()) {
          if (order?.column !== column) heading.removeAttribute("aria-sort");
          else heading.setAttribute("aria-sort", order.way > 0 ? "ascending" : "descending");
        }
        const body = table.tBodies[0];
        const groups = [];
        for (const row of body.rows)
          if (row.matches(".definition")) groups.at(-1)?.push(row);
          else groups.push([row]);
        for (const [index, group] of groups.entries()) group[0].dataset.place ??= String(index);
        groups.sort(compare);
        body.append(...groups.flat());
      }
    };
    let refused = "";
    const showRefusal = () => {
      const alert = el.querySelector("[role=alert]");
      const said = alert?.textContent ?? "";
      if (alert && said !== refused)
        (alert.nextElementSibling ?? alert).scrollIntoView({ block: "nearest" });
      refused = said;
    };
    const begin = beginAtTop(el, signal);
    let inSight = "";
    const bringInSight = () => {
      const begun = el.querySelector("[data-in-sight]")?.dataset.inSight ?? "";
      const isNew = begun && begun !== inSight;
      inSight = begun;
      if (!isNew) return;
      const settling = new ResizeObserver(() => {
        if (el.offsetParent)
          el.querySelector("[data-in-sight]")?.scrollIntoView({ block: "nearest" });
      });
      settling.observe(el);
      for (const part2 of el.closest(".sleep-explorer")?.querySelectorAll(".explorer-grid > *") ?? [])
        settling.observe(part2);
      const end = () => settling.disconnect();
      signal.addEventListener("abort", end, { once: true });
      for (const hand of ["pointerdown", "wheel", "keydown"])
        window.addEventListener(hand, end, { once: true, capture: true, signal });
    };
    let calledBefore;
    const show = () => {
      const active = document.activeElement;
      const held = el.contains(active) ? active : null;
      const key = held?.dataset?.key ?? held?.parentElement?.dataset?.key;
      const place2 = held ? placeIn(el, held) : 0;
      const caret = held instanceof HTMLInputElement ? held.selectionStart : null;
      el.innerHTML = model.get("value");
      el.classList.remove("awaited");
      for (const moment of el.querySelectorAll("time[datetime]"))
        moment.textContent = momentWords(moment.dateTime);
      for (const part2 of el.querySelectorAll("details[data-key]"))
        part2.open = model.get("unfolded").includes(part2.dataset.key ?? "");
      const search = el.querySelector("input[data-sift]");
      if (search) search.value = sought;
      if (order) sort();
      sift();
      const again = key && keyed(key);
      showRefusal();
      bringInSight();
      begin();
      const called = el.querySelector("[data-takes-focus]");
      const isNew = called?.dataset.key !== calledBefore;
      calledBefore = called?.dataset.key;
      if (called && isNew) called.focus({ preventScroll: true });
      else if (again && !again.matches(":disabled")) {
        (again.matches("details") ? again.querySelector("summary") : again)?.focus({
          preventScroll: true
        });
        if (caret !== null && again instanceof HTMLInputElement)
          again.setSelectionRange(caret, caret);
      } else if (held) {
        const heading = el.querySelector("h2[tabindex]");
        const next = heading ?? heirIn(el, Math.max(0, place2));
        if (next) next.focus({ preventScroll: !heading });
        else giveBack(el);
      }
    };
    on(
      "toggle",
      (event) => {
        const part2 = elementOf(event);
        if (part2 instanceof HTMLDetailsElement && part2.dataset.key)
          remember(part2.dataset.key, part2.open);
      },
      true
    );
    on("click", (event) => {
      const heading = elementOf(event)?.closest("button[data-sort-by]");
      if (heading) {
        const column = Number(heading.dataset.sortBy);
        if (order?.column !== column) order = { column, way: 1 };
        else order = order.way > 0 ? { column, way: -1 } : null;
        sort();
        return;
      }
      const button2 = elementOf(event)?.closest(
        "button[data-key], button[data-act], button[data-fold]"
      );
      if (!button2) return;
      if (button2.dataset.act) model.send({ kind: "act", what: button2.dataset.act });
      else if (button2.dataset.fold) {
        keyed(button2.dataset.fold)?.focus({ preventScroll: true });
        remember(button2.dataset.fold, false);
      } else if (button2.dataset.key)
        remember(button2.dataset.key, button2.getAttribute("aria-expanded") !== "true");
    });
    on("change", (event) => {
      const field = elementOf(event);
      if (!(field instanceof HTMLSelectElement || field instanceof HTMLInputElement)) return;
      const box = field.type === "checkbox" ? { checked: field.checked } : {};
      if (field.dataset.choice === "reference") el.classList.add("awaited");
      if (field.dataset.choice)
        model.send({ kind: "choose", name: field.dataset.choice, value: field.value, ...box });
    });
    on("input", (event) => {
      const field = elementOf(event);
      if (!(field instanceof HTMLInputElement && "sift" in field.dataset)) return;
      sought = field.value;
      sift();
    });
    on("keydown", (event) => {
      const term = el.querySelector("button.term[aria-expanded=true]");
      if (event.key === "Escape" && term?.dataset.key) {
        event.stopPropagation();
        term.focus({ preventScroll: true });
        remember(term.dataset.key, false);
      }
      const called = elementOf(event)?.closest('[data-takes-focus="onward"]');
      if (called && event.key === "ArrowRight" && !event.shiftKey) {
        event.preventDefault();
        event.stopPropagation();
        called.click();
      }
      if (elementOf(event)?.matches(typedInto) || ["Enter", " "].includes(event.key))
        event.stopPropagation();
    });
    const own = document.body.dataset.voila !== void 0;
    const copy = async (given) => {
      const link = given.startsWith("#v");
      let copied = true;
      const text = !link ? given : own ? location.href.split("#")[0] + given : given.slice(1);
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const held = document.createElement("textarea");
        held.value = text;
        document.body.append(held);
        held.select();
        copied = document.execCommand("copy");
        held.remove();
      }
      const button2 = keyed("copy");
      if (!button2) return;
      const words2 = button2.dataset.words ?? "copy";
      button2.textContent = copied ? "copied" : "press again";
      setTimeout(() => {
        button2.textContent = words2;
      }, 1500);
    };
    const receive = (message) => {
      if (message.kind === "show") show();
      if (message.kind === "copy") copy(message.text);
      if (message.kind === "file")
        save(message.name, new Blob([message.text], { type: message.type }));
    };
    model.on("change:value", show);
    model.on("msg:custom", receive);
    show();
    return () => {
      model.off("change:value", show);
      model.off("msg:custom", receive);
    };
  }
};

// frozen_page.ts
var REST3 = 250;
var FrozenPage = class {
  constructor(root, content, store, bokeh) {
    this.root = root;
    this.content = content;
    this.store = store;
    this.scorer = content.scorer;
    this.dark = content.dark;
    const { traits, samples } = content;
    const rows = samples.rows.map((row) => ({
      ...row,
      codes: new Int16Array(store.bytes(row.codes).buffer)
    }));
    const rule = { ...traits.filter_rule, longest_window: Number.MAX_VALUE };
    const frozen = new FrozenSamples(rows, traits.total, rule.reach);
    const held = { ...traits, filter_rule: rule, bokeh_js: new DataView(bokeh.buffer) };
    this.model = new FrozenNight(held, frozen, (what) => this.sayNeeded(what));
    this.model.night = content.night.map((told) => this.unpack(told));
    const tables = {
      act: (what) => this.act(what),
      choose: (name, value) => this.choose(name, value)
    };
    this.headline = new FrozenTable(tables);
    this.sections = new FrozenTable(tables);
    this.theme = button("dark", () => this.turn({ dark: !this.dark }), {
      title: "dark or light page"
    });
    const clock = (seconds) => clockWords(seconds, {
      start: traits.clock_start,
      wrap: traits.has_clock,
      movedAt: traits.clock_moved_at,
      movedBy: traits.clock_moved_by,
      always: false
    });
    this.numbers = new PartNumbers(this.model, this.spectra(), {
      part: content.part_name,
      analysed: content.analysed,
      simulated: content.simulated,
      band: (edges) => bandName(edges, content.bands),
      clock
    });
    const [headline, sections] = [make("div"), make("div")];
    layOut(root, content, this.model, clock, {
      theme: this.theme,
      middle: [this.pane, this.outside, this.needed],
      numbers: [
        this.numbers.brushed,
        headline,
        this.numbers.power,
        this.events,
        this.numbers.rule,
        sections
      ]
    });
    const { signal } = new AbortController();
    const tablesIn = [
      [this.headline, headline],
      [this.sections, sections]
    ];
    for (const [table, el] of tablesIn) table_widget_default.render({ model: table, el, signal });
    const searchFor = () => this.followBand();
    this.model.on("change:band", searchFor);
    const around = () => this.sayOutside(clock);
    for (const name of ["window_start", "window_length"]) this.model.on(`change:${name}`, around);
    this.model.on("gain", () => this.scaleBars());
    around();
  }
  root;
  content;
  store;
  scorer;
  dark;
  search = 0;
  turning = 0;
  // a timer's
  model;
  pane = make("div.explorer-pane");
  needed = make("p.kernel-needed", { role: "status", hidden: true });
  outside = make("p.outside-part", { role: "status", hidden: true });
  events = make("section.events-numbers");
  headline;
  sections;
  numbers;
  drawing = new AbortController();
  drawings = new DrawingChain((error) => this.sayUndrawn(error));
  theme;
  unpack({ message, buffers }) {
    return { message, buffers: buffers.map((one) => this.store.view(one)) };
  }
  spectra() {
    const told = this.model.night.find(({ message: message2 }) => message2.kind === "spectra");
    const message = told?.message;
    if (!told || !message?.frequencies.length) return null;
    return { ...message, values: new Float64Array(told.buffers[0].buffer) };
  }
  // ---- what a hand asks for --------------------------------------------------------------------
  sayNeeded(what) {
    this.needed.replaceChildren(
      make("span", {}, `${what}: this needs a kernel. ${HOW} `),
      button("close", () => {
        this.needed.hidden = true;
      })
    );
    this.needed.hidden = false;
  }
  // Where the page has no traces it says so, over the place where they would be.
  sayOutside(clock) {
    const { rows, from, to } = this.content.samples;
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    this.outside.hidden = !rows.length || stop > from && start < to;
    this.outside.textContent = `The traces of this page are those from ${clock(from)} to ${clock(to)}: to see others needs a kernel and the recording.`;
  }
  // Where the night should be, so that no half of it is taken for the whole; the next drawing may do.
  sayUndrawn(error) {
    const words2 = `The night could not be drawn: ${error}. The numbers beside it stand. Load the page again; if it stays so, save it anew with the Sleep Architecture Explorer.`;
    this.pane.replaceChildren(make("p.live-waiting", { role: "alert" }, words2));
  }
  act(what) {
    const of = this.ofNow(this.content.numbers);
    const name = `${this.content.title.replace(/\W+/g, "_")}_metrics.csv`;
    if (what === "csv") this.sections.offer(name, of?.csv ?? "");
    else if (what === "copy") this.sections.copy(of?.csv ?? "");
    else if (what.startsWith("go:")) {
      const length = this.model.get("window_length");
      const latest = Math.max(0, this.model.get("total") - length);
      const start = Number(what.slice(3)) - length / 3;
      this.model.set("window_start", Math.min(Math.max(start, 0), latest));
    } else this.sayNeeded("Another time in bed changes every number of the night");
  }
  choose(name, value) {
    if (name === "scorer" && this.content.scorers.includes(value)) {
      this.turn({ scorer: value });
      return true;
    }
    this.sayNeeded(
      name.startsWith("events:") ? "Choosing among scored events writes their list anew" : "Another definition changes the numbers of the night"
    );
    return false;
  }
  // ---- what the night is seen as ---------------------------------------------------------------
  ofNow(every) {
    const { scorer, dark, search } = this;
    return every.find(
      (one) => one.scorer === scorer && (one.dark ?? dark) === dark && (one.search ?? search) === search
    );
  }
  turn(to) {
    this.scorer = to.scorer ?? this.scorer;
    this.dark = to.dark ?? this.dark;
    this.search = to.search ?? this.search;
    try {
      this.show();
    } catch (error) {
      this.drawings.fail(error);
    }
  }
  // Events of a band that the page has are shown with it; of another the page says whose these are.
  // They come in a pane drawn anew, so once the band rests: else none would go with the hand.
  followBand() {
    this.sayEvents();
    clearTimeout(this.turning);
    this.turning = window.setTimeout(() => {
      if (this.model.get("holding")) this.followBand();
      else this.turnToBand();
    }, REST3);
  }
  turnToBand() {
    const band = this.model.get("band");
    const found = this.content.searches.findIndex(
      (one) => one.band.every((edge, i) => Math.abs(edge - band[i]) < 1e-6)
    );
    if (found >= 0 && found !== this.search) this.turn({ search: found });
  }
  sayEvents() {
    const { band, name } = this.content.searches[this.search];
    const now = this.model.get("band");
    const isOf = band.every((edge, i) => Math.abs(edge - now[i]) < 1e-6);
    const words2 = isOf ? "" : `These are the events of ${name}, ${band[0]}–${band[1]} Hz. To look for those of another band needs a kernel.`;
    const note = this.events.querySelector(".of-band") ?? this.events.appendChild(make("p.of-band"));
    if (note.textContent !== words2) note.textContent = words2;
  }
  show() {
    const { root, dark } = this;
    root.classList.toggle("dark", dark);
    this.theme.setAttribute("aria-pressed", String(dark));
    this.theme.classList.toggle("mod-active", dark);
    const [view, numbers, events, scored] = [
      this.ofNow(this.content.views),
      this.ofNow(this.content.numbers),
      this.ofNow(this.content.events),
      this.ofNow(this.content.scored)
    ];
    if (!view || !numbers || !events || !scored) throw new Error("this page is not whole");
    const traits = {
      bundle: JSON.stringify(view.document),
      arrays: this.joined(view.arrays),
      lanes: view.lanes,
      epochs: view.epochs,
      hint: this.model.get("hint")
    };
    const flags = (name) => this.store.bytes(scored.flags[name]);
    const ofScorer = {
      told: scored.told.map((one) => this.unpack(one)),
      stages: scored.stages,
      codes: new Int8Array(flags("codes").buffer),
      inside: flags("inside"),
      asleep: flags("asleep")
    };
    this.model.show(
      traits,
      ofScorer,
      [...events.told, ...view.told].map((one) => this.unpack(one))
    );
    this.headline.show(numbers.headline);
    this.sections.show(numbers.sections);
    this.numbers.show(numbers.rule);
    this.events.innerHTML = events.html;
    emptyHeads(this.events);
    this.sayEvents();
    this.drawings.add(() => this.drawPane());
  }
  joined(arrays) {
    const whole = new Uint8Array(arrays.reduce((sum, one) => sum + one.bytes, 0));
    let at = 0;
    for (const one of arrays) {
      whole.set(this.store.bytes(one), at);
      at += one.bytes;
    }
    return new DataView(whole.buffer);
  }
  clear = () => {
  };
  async drawPane() {
    const { pane, model } = this;
    const hadFocus = pane.contains(document.activeElement);
    this.drawing.abort();
    this.clear();
    this.drawing = new AbortController();
    pane.replaceChildren();
    delete pane.dataset.ready;
    this.clear = await live_figure_default.render({ model, el: pane, signal: this.drawing.signal });
    this.model.set("hint", false);
    this.scaleBars();
    if (hadFocus) pane.focus({ preventScroll: true });
    this.root.dataset.shown = `${this.scorer}/${this.dark ? "dark" : "light"}/${this.search}`;
  }
  scaleBars() {
    scaleBars(this.pane.explorer?.live, this.model.lanes);
  }
};
async function open() {
  const root = document.querySelector(".sleep-explorer");
  if (!root) return;
  try {
    const [content, arrays, bokeh] = await Promise.all([
      unpacked("content"),
      unpacked("arrays"),
      unpacked("bokeh", false)
    ]);
    const said = JSON.parse(new TextDecoder().decode(content));
    new FrozenPage(root, said, new ArrayStore(arrays), bokeh).show();
  } catch (error) {
    root.replaceChildren(
      make("p.live-waiting", { role: "alert" }, `This page could not be shown: ${error}`)
    );
    throw error;
  }
}
open();
