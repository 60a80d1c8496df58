// Built by `make js` from explorer/bridge/js: change the sources, not this file.

// element_of.ts
var elementOf = (event) => event.target instanceof HTMLElement || event.target instanceof SVGElement ? event.target : null;

// address.ts
var LEAST_APART = 250;
var MARK = "sleepExplorer";
var linksBefore = (state) => {
  const held = state?.[MARK];
  return typeof held === "number" ? held : void 0;
};
var tabOf = (hash) => new URLSearchParams(hash).get("tab") ?? "";
var Address = class {
  constructor(model, signal) {
    this.model = model;
    this.turns = model.get("turns");
    if (this.own) {
      this.put("replaceState", location.href);
      window.addEventListener("popstate", (event) => this.step(event.state), { signal });
      window.addEventListener("hashchange", (event) => this.go(new URL(event.newURL).hash), {
        signal
      });
    }
    const hold = (event) => {
      this.dragged = elementOf(event)?.closest(".live-pane") != null;
    };
    const letGo = () => {
      this.dragged = false;
      this.follow();
    };
    window.addEventListener("pointerdown", hold, { signal, capture: true });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
      window.addEventListener(end, letGo, { signal, capture: true });
    signal.addEventListener("abort", () => clearTimeout(this.later));
  }
  model;
  later;
  written = Number.NEGATIVE_INFINITY;
  dragged = false;
  // a hand is down on the figures: its drag is written once it lets go
  links = linksBefore(history.state) ?? 0;
  // followed so far
  turns;
  // of the tabs, that are in the history
  returned = "";
  // where Back or Forward led, which is no link to follow
  awaited = 0;
  // tabs gone back to of which the kernel has not said yet that it turned
  heard = false;
  // what the address asked for stands in it until the kernel knows
  own = document.body.dataset.voila !== void 0;
  // To another entry, before its address is heard of. What lies between it and this one is tabs
  // alone, or a link that was followed: only that one's night and view are gone back from.
  step(state) {
    const links = linksBefore(state);
    const isTab = links === this.links;
    this.links = links ?? this.links + 1;
    this.returned = isTab ? location.hash : "";
    if (!isTab) return;
    this.awaited += 1;
    this.model.send({ kind: "tab", title: tabOf(location.hash) });
  }
  // By now the page may have written its own view over what was asked for.
  go(hash) {
    const isTab = this.returned !== "" && hash === this.returned;
    this.returned = "";
    if (!isTab) this.model.send({ kind: "view", text: this.asked(hash) });
  }
  // The kernel has turned to a tab gone back to: its view is written into that entry.
  turned() {
    this.awaited = Math.max(0, this.awaited - 1);
    if (this.awaited) return;
    this.turns = this.model.get("turns");
    this.follow();
  }
  // What an address asks for: that which the page was opened with, or one followed since. What is no
  // link is asked for too: the kernel says so.
  asked(hash = location.hash) {
    return this.own ? hash.slice(1) : "";
  }
  // At once, or a little later where it was written just now: a browser takes some ms for it, and
  // refuses it to a hand that is quick for long.
  follow() {
    clearTimeout(this.later);
    if (this.dragged) return;
    const wait = this.written + LEAST_APART - performance.now();
    if (wait > 0 && !this.isTurned) this.later = setTimeout(() => this.write(), wait);
    else this.write();
  }
  write() {
    clearTimeout(this.later);
    const address = `#${this.model.get("view")}`;
    if (!this.own || !this.heard || this.awaited || address === "#") return;
    if (address === location.hash && linksBefore(history.state) === this.links) return;
    const way = this.isTurned ? "pushState" : "replaceState";
    if (this.isTurned) this.turns = this.model.get("turns");
    this.written = performance.now();
    this.put(way, address);
  }
  // Whether a hand turned to another tab than the entry's: written at once, as Back may be next.
  get isTurned() {
    const isAnother = tabOf(this.model.get("view")) !== tabOf(location.hash);
    return isAnother && this.model.get("turns") !== this.turns;
  }
  put(way, address) {
    history[way]({ ...history.state, [MARK]: this.links }, "", address);
  }
  // The whole link; "" where the address belongs to someone else, as in JupyterLab.
  link() {
    return this.own ? `${location.href.split("#")[0]}#${this.model.get("view")}` : "";
  }
};

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
var copy = async (field) => {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy");
  }
};
var save = (name, blob) => {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1e4);
};
var rememberedAs = (key) => `sleep-explorer-${key}`;
var remembered = (key, otherwise) => {
  try {
    return JSON.parse(localStorage.getItem(rememberedAs(key)) ?? "null") ?? otherwise;
  } catch {
    return otherwise;
  }
};
var remember = (key, value) => {
  try {
    localStorage.setItem(rememberedAs(key), JSON.stringify(value));
  } catch {
  }
};

// asking.ts
var tableOf = (columns, rows) => make(
  "table",
  {},
  make("thead", {}, make("tr", {}, ...columns.map((one) => make("th", {}, one)))),
  make("tbody", {}, ...rows)
);
var menuOf = (label, options) => make(
  "select",
  { "aria-label": label },
  ...options.map(([value, words]) => make("option", { value }, words))
);
var Asking = class {
  constructor(model, wording, ...below) {
    this.model = model;
    this.wording = wording;
    this.opener = button(wording.opener, () => this.open(), {
      title: wording.title,
      hidden: true
    });
    this.opener.classList.add("explorer-question");
    this.dialog = dialogOf(
      "explorer-asking",
      wording.heading,
      this.sentence,
      this.form,
      ...below,
      make(
        "div.row",
        {},
        button("Apply", () => this.apply())
      )
    );
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.apply();
    });
  }
  model;
  wording;
  dialog;
  opener;
  // brings the dialog back that was put away
  menus = /* @__PURE__ */ new Map();
  sentence = make("p.asked");
  form = make("div.answers");
  heading(_asked) {
    return this.wording.heading;
  }
  // Follows the trait: nothing to ask, or another question, which may open by itself.
  follow(opens) {
    const asked = this.asked();
    this.opener.hidden = !asked;
    if (this.dialog.open && !(opens && asked)) this.dialog.close();
    if (!asked) return;
    this.show(asked);
    if (opens) this.open();
  }
  receive(message) {
    if (message.kind === "refused" && this.dialog.open)
      this.dialog.say(message.sentence ?? "", true);
  }
  open() {
    for (const other of document.querySelectorAll("dialog.explorer-open[open]"))
      other.close();
    this.dialog.say("");
    this.dialog.appear();
    this.form.querySelector("select")?.focus();
  }
  show(asked) {
    this.menus.clear();
    const heading = this.heading(asked);
    const shown = this.dialog.querySelector("h3");
    if (shown) shown.textContent = `${heading}: ${asked.title}`;
    this.dialog.setAttribute("aria-label", heading);
    this.sentence.textContent = asked.sentence;
    this.form.replaceChildren(...this.rows(asked));
  }
  apply() {
    const asked = this.asked();
    if (!asked) return;
    const open = this.missing();
    if (open) {
      this.dialog.say(this.wording.missing, true);
      open.focus();
      return;
    }
    const values = Object.fromEntries([...this.menus].map(([key, menu]) => [key, menu.value]));
    if (this.answer(values, asked)) this.dialog.say("Opening…");
    else this.dialog.close();
  }
  missing() {
    return this.wording.missing ? [...this.menus.values()].find((menu) => !menu.value) : void 0;
  }
};

// asking_units.ts
var AS_IT_IS = ["", "as it is"];
var EACH = "each";
var AskingUnits = class extends Asking {
  constructor(model) {
    super(model, {
      opener: "units",
      title: "say what units this file's channels are in, where it does not",
      heading: "Say what units these channels are in",
      missing: ""
    });
  }
  asked() {
    const asked = this.model.get("unit_question");
    return "title" in asked ? asked : null;
  }
  rows({ channels, units }) {
    const options = [AS_IT_IS, ...units.map((unit) => [unit, unit])];
    const rows = channels.map((one) => this.row(one, options));
    if (rows.length > 1) rows.unshift(this.alike(options));
    return [tableOf(["channel", "in the file", "read as", "why", "unit"], rows)];
  }
  answer(values, { channels }) {
    if (channels.every(({ name, said: said2 }) => values[name] === said2)) return false;
    const said = Object.entries(values).filter(([, unit]) => unit);
    this.model.send({ kind: "units", units: Object.fromEntries(said) });
    return true;
  }
  row({ name, unit, read_as, why, said }, options) {
    const menu = menuOf(`unit of ${name}`, options);
    menu.value = said;
    this.menus.set(name, menu);
    const words = [unit, read_as, why].map((one) => make("td.word", {}, one));
    return make("tr", {}, make("td.word", {}, name), ...words, make("td", {}, menu));
  }
  // One menu for all; it speaks for each again once one of them is set apart.
  alike(options) {
    const all = menuOf("unit of all alike", [[EACH, "each its own"], ...options]);
    const menus = [...this.menus.values()];
    all.addEventListener("change", () => {
      if (all.value !== EACH) for (const menu of menus) menu.value = all.value;
    });
    for (const menu of menus)
      menu.addEventListener("change", () => {
        all.value = EACH;
      });
    return make("tr", {}, make("td.word", { colSpan: 4 }, "all alike"), make("td", {}, all));
  }
};

// asking_words.ts
var NO_STAGE = "UNSCORED";
var HEADING = "Say what these words mean";
var AskingWords = class extends Asking {
  keep;
  remembering;
  constructor(model) {
    const keep = make("input", { type: "checkbox", checked: true });
    const remembering = make(
      "div.row",
      {},
      make("label", {}, keep, " remember this for other files of this laboratory"),
      button("forget all that is remembered", () => this.forget())
    );
    const wording = {
      opener: "what words mean",
      title: "say what this file's words mean, or whose night it is to be",
      heading: HEADING,
      missing: "Say of each word what it means."
    };
    super(model, wording, remembering);
    this.keep = keep;
    this.remembering = remembering;
  }
  asked() {
    const asked = this.model.get("question");
    return "title" in asked ? asked : null;
  }
  heading({ words, fetch }) {
    if (fetch) return "This file is only read whole";
    return words.length ? HEADING : "Choose a night of this file";
  }
  rows({ words, stages, subjects, nights, fetch }) {
    this.remembering.hidden = !words.length;
    if (fetch) return [make("label.row", {}, this.menu("fetch", [["yes", fetch]]))];
    if (words.length) {
      const rows = words.map((word) => this.row(word, stages));
      return [tableOf(["word", "times", "min", "means"], rows)];
    }
    const choices = [
      this.choice("subject", "whose", subjects),
      this.choice("night", "which night", nights)
    ];
    return choices.filter((one) => one !== null);
  }
  answer(values, { words }) {
    if (words.length)
      this.model.send({ kind: "answer", stages: values, remember: this.keep.checked });
    else this.model.send({ kind: "answer", ...values });
    return true;
  }
  row({ name, stage, count, minutes, why, proposed }, stages) {
    const numbers = [make("td.number", {}, `${count}`), make("td.number", {}, `${minutes}`)];
    const word = make("td.word", {}, name || "(empty)");
    if (stage) return make("tr.known", {}, word, ...numbers, make("td", {}, stage));
    const menu = menuOf(`what ${name} means`, [
      ["", "choose…"],
      ...stages.map((one) => [one, one === NO_STAGE ? `${one} (no stage)` : one])
    ]);
    menu.value = proposed;
    this.menus.set(name, menu);
    return make("tr", {}, word, ...numbers, make("td", {}, menu, why ? ` ${why}?` : ""));
  }
  choice(key, words, names) {
    if (!names.length) return null;
    const options = names.map((name) => [name, name]);
    return make("label.row", {}, `${words} `, this.menu(key, options, words));
  }
  menu(key, options, label = key) {
    const menu = menuOf(label, options);
    this.menus.set(key, menu);
    return menu;
  }
  forget() {
    this.model.send({ kind: "forget" });
    this.dialog.say("All that was said of words is forgotten; this file is read as you say now.");
  }
};

// awaited_night.ts
var nightOf = (view) => new URLSearchParams(view).get("night") ?? "";
var awaitedName = (asked, shown) => {
  const night = nightOf(asked);
  if (!night || night === nightOf(shown)) return "";
  return night.split(/[/\\]/).at(-1) || night;
};
var AwaitedNight = class {
  words = make("p.explorer-awaited", { role: "status" });
  constructor(asked, shown) {
    const name = awaitedName(asked, shown);
    if (!name) return;
    this.words.append(make("b", {}, name), " opening…");
    document.body.classList.add("awaiting-night");
    document.body.append(this.words);
  }
  // It is there, or will not come: what the page has is shown.
  end() {
    document.body.classList.remove("awaiting-night");
    this.words.remove();
  }
};

// evidence_dialog.ts
var Says = class {
  constructor(model) {
    this.model = model;
    this.answer = make("div.says-answer", { tabIndex: 0, "aria-live": "polite" });
    const all = () => {
      this.dialog.close();
      model.send({ kind: "evidence" });
    };
    this.dialog = dialogOf(
      "explorer-says",
      "Says who?",
      this.answer,
      make("div.row", {}, button("all the evidence", all, { title: "turn to the tab Evidence" }))
    );
  }
  model;
  dialog;
  answer;
  takeClicks(page, signal) {
    const ask = (event) => {
      const asked = elementOf(event)?.closest("[data-evidence]");
      if (!asked) return;
      this.answer.replaceChildren(make("p.quiet", {}, "looking it up…"));
      this.dialog.appear();
      this.model.send({ kind: "says", asked: asked.dataset.evidence });
    };
    page.addEventListener("click", ask, { signal });
  }
  receive(message) {
    if (message.kind !== "says") return;
    this.answer.innerHTML = message.html;
    this.answer.scrollTop = 0;
  }
};

// exports.ts
var FIGURES = {
  hypnogram: "hypnogram with cycles, cursor and lights",
  events: "events over the night: density, single events, N3 as scored and by amplitude criterion, artefacts",
  spectrogram: "spectrogram of the night",
  band_power: "band power over the night",
  traces: "traces of the window"
};
var pngOf = (canvas) => new Promise(
  (resolve, reject) => canvas.toBlob((blob) => {
    if (blob) resolve(blob);
    else reject(new Error("This browser cannot make a PNG so large: save SVG instead."));
  }, "image/png")
);
var FINEST = 2;
function finely(dots, draw) {
  const own = Object.getOwnPropertyDescriptor(window, "devicePixelRatio");
  Object.defineProperty(window, "devicePixelRatio", { configurable: true, get: () => dots });
  try {
    return draw();
  } finally {
    if (own) Object.defineProperty(window, "devicePixelRatio", own);
    else Reflect.deleteProperty(window, "devicePixelRatio");
  }
}
var wholeOf = (view) => ({ view, from: 0 });
var axisOf = (view) => ({
  view,
  from: Math.round(view.frame.bbox.top + view.frame.bbox.height)
});
var Exports = class {
  constructor(model, page) {
    this.model = model;
    this.page = page;
  }
  model;
  page;
  get style() {
    return getComputedStyle(this.page() ?? document.body);
  }
  // The plots in sight, from top to bottom; none on another tab.
  plots() {
    const live = this.page()?.querySelector(".live-pane")?.explorer?.live;
    return (live?.plots ?? []).filter(
      (view) => view.el.offsetParent !== null && view.bbox.width > 0
    );
  }
  stem() {
    return (this.page()?.querySelector(".explorer-picker select")?.selectedOptions[0]?.innerText ?? "night").replace(/\W+/g, "_").replace(/^_|_$/g, "");
  }
  // A night from a model says so in every picture that leaves the page.
  label() {
    return this.page()?.querySelector(".explorer-head .badge")?.innerText ?? "";
  }
  async png(strips) {
    const dots = Math.max(FINEST, devicePixelRatio);
    const layers = finely(
      dots,
      () => strips.map(({ view, from }) => {
        const canvas = view.export("png").canvas;
        return { canvas, from: from * dots, height: canvas.height - from * dots };
      })
    );
    const label = this.label();
    const room = label ? 28 * dots : 0;
    const whole = document.createElement("canvas");
    whole.width = Math.max(...layers.map(({ canvas }) => canvas.width));
    whole.height = room + layers.reduce((sum, layer) => sum + layer.height, 0);
    const context = whole.getContext("2d");
    if (!context) throw new Error("This browser gives no canvas to draw on: save SVG instead.");
    context.fillStyle = this.style.backgroundColor;
    context.fillRect(0, 0, whole.width, whole.height);
    if (label) {
      context.fillStyle = this.style.color;
      context.font = `bold ${14 * dots}px sans-serif`;
      context.fillText(label, 10 * dots, 19 * dots);
    }
    let top = room;
    for (const { canvas, from, height } of layers) {
      const { width } = canvas;
      context.drawImage(canvas, 0, from, width, height, 0, top, width, height);
      top += height;
    }
    return pngOf(whole);
  }
  svg(strips) {
    const space = "http://www.w3.org/2000/svg";
    const whole = document.createElementNS(space, "svg");
    const rectangle = whole.appendChild(document.createElementNS(space, "rect"));
    const style = this.style;
    const label = this.label();
    let top = 0;
    if (label) {
      const text = whole.appendChild(document.createElementNS(space, "text"));
      for (const [name, value] of Object.entries({
        x: 10,
        y: 19,
        fill: style.color,
        "font-family": "sans-serif",
        "font-size": 14,
        "font-weight": "bold"
      }))
        text.setAttribute(name, String(value));
      text.textContent = label;
      top = 28;
    }
    let widest = 0;
    for (const { view, from } of strips) {
      const { width } = view.bbox;
      const height = view.bbox.height - from;
      const part = new DOMParser().parseFromString(
        view.export("svg").ctx.get_serialized_svg(true),
        "image/svg+xml"
      ).documentElement;
      part.setAttribute("y", String(top));
      if (from) {
        part.setAttribute("viewBox", `0 ${from} ${width} ${height}`);
        part.setAttribute("height", String(height));
      }
      whole.append(document.importNode(part, true));
      top += height;
      widest = Math.max(widest, width);
    }
    for (const element of [whole, rectangle]) {
      element.setAttribute("width", String(widest));
      element.setAttribute("height", String(top));
    }
    rectangle.setAttribute("fill", style.backgroundColor);
    return new Blob([new XMLSerializer().serializeToString(whole)], { type: "image/svg+xml" });
  }
  // Every panel below the other, or one alone, by its name.
  async figures(type, only = "") {
    this.wait();
    const all = this.plots();
    if (!all.length) throw new Error("The figures are those of the tab Night: turn to it first.");
    const plots = only ? all.filter((view) => view.model.name === only) : all;
    if (!plots.length) throw new Error(`This night has no ${FIGURES[only] ?? only}.`);
    const strips = plots.map(wholeOf);
    const last = all.findLast((view) => view.model.name !== "traces");
    if (only && only !== "traces" && last && last !== plots[0]) strips.push(axisOf(last));
    const stem = only ? `${this.stem()}_${only}` : this.stem();
    save(`${stem}.${type}`, type === "png" ? await this.png(strips) : this.svg(strips));
  }
  // A picture of half a night must not leave the page as though it were whole.
  wait() {
    if (!this.model.get("settled"))
      throw new Error(
        "The whole night is still being computed: save it once the foot of the page is quiet."
      );
  }
  async report(link) {
    this.wait();
    const plots = this.plots();
    const parts = [
      plots.filter((view) => view.model.name !== "traces"),
      plots.filter((view) => view.model.name === "traces")
    ].filter((part) => part.length);
    const bytes = await Promise.all(
      parts.map(async (part) => (await this.png(part.map(wholeOf))).arrayBuffer())
    );
    const figures = parts.map(
      (part) => part.map((view) => FIGURES[view.model.name ?? ""] ?? view.model.name ?? "figure").join("; ")
    );
    this.model.send({ kind: "export", what: "report", figures, link }, void 0, bytes);
  }
  async ask(what, link) {
    this.model.send({ kind: "export", what, figures: [], link });
  }
};

// file_drops.ts
function takeDrops(page, signal, take) {
  const carriesFiles = (event) => [...event.dataTransfer?.types ?? []].includes("Files");
  const on = (event, act) => page.addEventListener(
    event,
    (dropped) => {
      if (!carriesFiles(dropped)) return;
      dropped.preventDefault();
      act(dropped);
    },
    { signal }
  );
  on("dragover", () => page.classList.add("dropping"));
  on("dragleave", (left) => {
    if (!page.contains(left.relatedTarget)) page.classList.remove("dropping");
  });
  on("drop", (dropped) => {
    page.classList.remove("dropping");
    take([...dropped.dataTransfer?.files ?? []]);
  });
}

// host_shortcuts.ts
var SUPPRESS = "data-lm-suppress-shortcuts";
var isTheNotebooks = (press) => press.ctrlKey || press.altKey || press.metaKey || press.key === "Enter";
var keepKeys = (root, signal) => {
  window.addEventListener(
    "keydown",
    (event) => {
      const pressed = elementOf(event);
      if (pressed && root.contains(pressed))
        pressed.toggleAttribute(SUPPRESS, !isTheNotebooks(event));
    },
    { capture: true, signal }
  );
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

// unheard_values.ts
var WHOLE = "_model_module";
var isStuck = (model) => model._pending_msgs > 0;
var lastSent = (model) => [...model._expectedEchoMsgIds ?? []].flat().join();
var UnheardValues = class {
  constructor(models) {
    this.models = models;
    this.find();
  }
  models;
  known = [];
  waiting = /* @__PURE__ */ new Map();
  // what each waited for as the kernel was asked
  guarded = /* @__PURE__ */ new WeakSet();
  // The kernel is asked something: what it was sent before, it answers before that.
  asked() {
    this.waiting = new Map(this.known.filter(isStuck).map((model) => [model, lastSent(model)]));
    this.find();
  }
  async find() {
    const found = await Promise.allSettled(Object.values(this.models() ?? {}));
    this.known = found.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
    for (const model of this.known) this.guard(model);
  }
  answered() {
    for (const [model, sent] of this.waiting)
      if (isStuck(model) && lastSent(model) === sent) sayAgain(model);
    this.waiting.clear();
  }
  // There is a line again, and the page reads all values of all widgets anew: what a hand changed
  // is said to the kernel once more, and stands on the page as the hand has it.
  regained() {
    this.waiting.clear();
    for (const model of this.known)
      if (isStuck(model) || model._expectedEchoMsgIds?.size) sayAgain(model);
  }
  guard(model) {
    if (this.guarded.has(model)) return;
    this.guarded.add(model);
    const take = model.set_state;
    model.set_state = function(values) {
      const ofHands = WHOLE in values ? this._expectedEchoMsgIds ?? /* @__PURE__ */ new Map() : /* @__PURE__ */ new Map();
      const others = Object.entries(values).filter(([name]) => !ofHands.has(name));
      take.call(this, Object.fromEntries(others));
    };
  }
};
function sayAgain(model) {
  const names = /* @__PURE__ */ new Set([
    ...model._expectedEchoMsgIds?.keys() ?? [],
    ...Object.keys(model._msg_buffer ?? {})
  ]);
  model._pending_msgs = 0;
  model._msg_buffer = null;
  if (names.size)
    model.save(Object.fromEntries([...names].map((name) => [name, model.get(name)])), {
      patch: true
    });
}

// unsaved.ts
var UNSAVED = "explorer-unsaved";
var MOST_NAMED = 12;
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
    const named = keys.slice(-MOST_NAMED).map((key) => key.words);
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

// kernel_pulse.ts
var BEAT = 2e3;
var NAP = 12e3;
var SILENCE = 6e3;
var LONG_SILENCE = 3e4;
var GONE = ["dead", "terminating", "restarting", "autorestarting"];
var Pulse = class {
  constructor(model, notice, address, signal) {
    this.model = model;
    this.notice = notice;
    this.address = address;
    this.values = new UnheardValues(() => model.widget_manager?._models);
    const timer = setInterval(() => this.look(), BEAT);
    signal.addEventListener("abort", () => clearInterval(timer));
    const seen = () => document.hidden || this.look();
    document.addEventListener("visibilitychange", seen, { signal });
    const kernel = this.kernel();
    const look = () => {
      if (GONE.includes(kernel?.status)) this.lose();
    };
    kernel?.statusChanged?.connect(look);
    signal.addEventListener("abort", () => kernel?.statusChanged?.disconnect(look));
    whenRegained(model, () => this.regained(), signal);
  }
  model;
  notice;
  address;
  asked = 0;
  // when the question that waits for an answer was put; 0 for none
  looked = Date.now();
  lost = false;
  named = "";
  // the unsaved keys that the notice names
  values;
  kernel() {
    return this.model.widget_manager?.kernel;
  }
  look() {
    const now = Date.now();
    const slept = now - this.looked > NAP;
    this.looked = now;
    if (slept) this.asked = 0;
    const { status, connectionStatus } = this.kernel() ?? {};
    if (this.asked && this.isGone(now - this.asked, status, connectionStatus)) this.lose();
    if (this.lost && this.unsaved() !== this.named) this.tell();
    if (this.asked && !this.lost) return;
    this.ask(now);
  }
  ask(now) {
    this.asked ||= now;
    this.values.asked();
    this.model.send({ kind: "beat" });
  }
  // There is a line again: a question that was lost with the last one is put anew.
  regained() {
    this.values.regained();
    this.asked = 0;
    this.ask(Date.now());
  }
  isGone(silence, status, connection) {
    if (GONE.includes(status)) return true;
    if (connection !== void 0 && connection !== "connected") return silence > SILENCE;
    if (status === "idle") return silence > SILENCE;
    return status !== "busy" && silence > LONG_SILENCE;
  }
  answered() {
    this.asked = 0;
    this.values.answered();
    if (!this.lost) return;
    this.lost = false;
    this.notice.say("");
  }
  lose() {
    if (this.lost) return;
    this.lost = true;
    this.tell();
  }
  unsaved() {
    return unsaved.words(unsaved.all());
  }
  tell() {
    this.named = this.unsaved();
    const again = button("reload with this view", () => {
      this.address.write();
      location.reload();
    });
    const cell = make("input", { type: "text", readOnly: true, value: this.model.get("cell") });
    const kept = this.named && ` ${this.named}; kept in this tab, and sent as soon as the night is open again.`;
    if (this.address.own)
      this.notice.say(
        `The kernel behind this page has gone or cannot be reached: the traces and the band still follow your hand as far as the page holds the night; fields, numbers and lists stay as they were.${kept}`,
        again
      );
    else
      this.notice.say(
        `The kernel behind this page has gone or cannot be reached: run a cell with this view again.${kept}`,
        cell,
        button("copy cell", () => copy(cell))
      );
  }
};

// lesson_in_sight.ts
function bringLessonInSight(door, signal) {
  const page = door.closest(".sleep-explorer");
  const grid = page?.querySelector(".explorer-grid");
  if (!page || !grid) return;
  let was = 0;
  const look = () => {
    const { classList } = page;
    const is = classList.contains("in-lesson") && !classList.contains("elsewhere");
    const wide = is ? grid.clientWidth : 0;
    if (is && wide !== was) grid.scrollTop = grid.scrollHeight;
    was = wide;
  };
  const turned = new MutationObserver(look);
  turned.observe(page, { attributes: true, attributeFilter: ["class"] });
  const resized = new ResizeObserver(look);
  resized.observe(grid);
  const end = () => {
    turned.disconnect();
    resized.disconnect();
  };
  signal.addEventListener("abort", end, { once: true });
}

// kept_focus.ts
var isInSight = (one) => one.isConnected && one.checkVisibility({ visibilityProperty: true });
var canHold = (one) => isInSight(one) && !one.matches(":disabled") && !one.closest("[inert]");
function giveBack(from) {
  const page = from.closest(".sleep-explorer");
  const places = [".live-pane", ".explorer-tabs .mod-active"];
  const found = places.map((one) => page?.querySelector(one));
  found.find((one) => one && canHold(one))?.focus({ preventScroll: true });
}

// notice.ts
var Notice = class {
  words = make("span");
  acts = make("span.row");
  bar = make(
    "div.explorer-notice",
    { role: "alert", hidden: true },
    this.words,
    this.acts
  );
  say(sentence, ...acts) {
    const held = this.bar.contains(document.activeElement);
    this.bar.hidden = !sentence;
    this.words.textContent = sentence;
    this.acts.replaceChildren(...acts);
    if (held && acts.length && sentence) acts[0].focus({ preventScroll: true });
    else if (held) giveBack(this.bar);
  }
};

// number_words.ts
var megabytes = (bytes) => bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
var hexadecimal = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

// folder_listing.ts
var FolderListing = class {
  // the folder that is listed
  constructor(turn) {
    this.turn = turn;
    this.entries.addEventListener("keydown", (event) => this.step(event));
  }
  turn;
  where = make("div.quiet.where");
  entries = make("ul.entries", { "aria-label": "folders and recordings" });
  path = "";
  show({ path, parent, folders, files, left_out: leftOut }) {
    const stepped = this.entries.contains(document.activeElement);
    this.path = path;
    this.where.textContent = path || "folders that may be opened";
    const entry = (act, mark, name, about) => make(
      "li",
      {},
      make(
        "button.entry",
        { type: "button", onclick: act },
        make("span.mark", {}, mark),
        make("span.name", {}, name),
        make("span.quiet", {}, about)
      )
    );
    const up = parent === null ? [] : [
      entry(
        () => this.turn.browse(parent),
        "↑",
        "..",
        parent ? "folder above" : "where the list began"
      )
    ];
    this.entries.replaceChildren(
      ...up,
      ...folders.map(([name, place]) => entry(() => this.turn.browse(place), "▸", name, "folder")),
      ...files.map(
        ({ name, path: place, size }) => entry(() => this.turn.open(place), "", name, megabytes(size))
      )
    );
    if (!folders.length && !files.length)
      this.entries.append(make("li.quiet", {}, "no recording in this folder"));
    if (leftOut) this.entries.append(make("li.quiet", {}, `and ${leftOut} more: type the path`));
    if (stepped) this.entries.querySelector("button")?.focus();
  }
  // Arrow keys go along the entries.
  step(event) {
    const all = [...this.entries.querySelectorAll("button")];
    const here = all.indexOf(document.activeElement);
    const ways = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      Home: 0,
      End: all.length - 1
    };
    const to = ways[event.key];
    if (to === void 0) return;
    all[Math.min(Math.max(to, 0), all.length - 1)]?.focus();
    event.preventDefault();
  }
};

// recent_nights.ts
var UPLOADED = /^upload\/([0-9a-z]{4})/i;
var whereabouts = (place) => {
  const uploaded = UPLOADED.exec(place);
  if (uploaded) return `uploaded, ${uploaded[1]}`;
  return place.split(/[/\\]/).at(-2) || place;
};
var namedApart = (nights) => nights.map((night) => {
  const alike = nights.some((other) => other !== night && other.title === night.title);
  return alike ? { ...night, title: `${night.title} (${whereabouts(night.place)})` } : night;
});

// upload.ts
var IN_FLIGHT = 4;
var PATIENCE = 8e3;
var Unfinished = class extends Error {
};
var Upload = class {
  constructor(model, file, show) {
    this.model = model;
    this.file = file;
    this.show = show;
    this.chunk = model.get("chunk");
    this.finished = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.finished.catch(() => {
    });
  }
  model;
  file;
  show;
  finished;
  resolve;
  reject;
  chunk;
  key = "";
  received = 0;
  // bytes
  sent = 0;
  // bytes
  turn = 0;
  over = false;
  sending = false;
  watch;
  get identity() {
    const { name, size, lastModified } = this.file;
    return { name, size, modified: Math.round(lastModified) };
  }
  offer() {
    this.heard();
    this.model.send({ kind: "upload-offer", ...this.identity });
  }
  // The watch that notices a broken connection: whatever is heard winds it up.
  heard() {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => {
      this.show(this.received, "waiting for the connection");
      this.offer();
    }, PATIENCE);
  }
  async piece(at) {
    const bytes = await this.file.slice(at, at + this.chunk).arrayBuffer();
    if (!crypto.subtle) return [bytes, ""];
    return [bytes, hexadecimal(await crypto.subtle.digest("SHA-256", bytes))];
  }
  async receive(message) {
    if (this.over || this.key && message.key && message.key !== this.key) return;
    this.heard();
    if (message.kind === "upload-ready") await this.compare(message);
    else if (message.kind === "upload-got") await this.got(message);
    else if (message.kind === "upload-done") this.end(() => this.resolve(message));
    else if (message.kind === "upload-refused")
      this.end(() => this.reject(new Error(message.sentence)));
  }
  end(tell) {
    this.over = true;
    clearTimeout(this.watch);
    tell();
  }
  // What has arrived before must be the same, piece by piece; from the first that differs it is sent anew.
  async compare({ key, digests, finished }) {
    this.key = key;
    let same = 0;
    if (crypto.subtle)
      for (; same < digests.length && !this.over; same += 1) {
        const [, digest] = await this.piece(same * this.chunk);
        if (digest !== digests[same]) break;
        if (same % 16 === 0) {
          this.heard();
          this.show(same * this.chunk, "comparing what has arrived before");
        }
      }
    if (this.over) return;
    if (finished && same < digests.length) same = -1;
    this.turn += 1;
    this.model.send({ kind: "upload-begin", key: this.key, chunks: same, turn: this.turn });
  }
  async got({ received, turn, again }) {
    if (turn !== this.turn) return;
    this.received = received;
    this.show(received, "");
    if (again) {
      this.turn += 1;
      this.sent = received;
    }
    this.sent = Math.max(this.sent, received);
    if (received >= this.file.size) {
      this.show(received, "checking");
      this.model.send({ kind: "upload-finish", key: this.key });
    } else await this.send();
  }
  async send() {
    if (this.sending) return;
    this.sending = true;
    try {
      while (!this.over && this.sent < this.file.size && this.sent - this.received < IN_FLIGHT * this.chunk) {
        const [at, turn] = [this.sent, this.turn];
        const [bytes, digest] = await this.piece(at);
        if (this.over || turn !== this.turn) continue;
        this.sent = at + bytes.byteLength;
        const content = { kind: "upload-piece", key: this.key, at, digest, turn };
        this.model.send(content, void 0, [bytes]);
      }
    } catch (error) {
      const words = `${this.file.name} can no longer be read: ${error.message}`;
      this.end(() => this.reject(new Unfinished(words)));
    } finally {
      this.sending = false;
    }
  }
  cancel() {
    if (this.over) return;
    if (this.key) this.model.send({ kind: "upload-cancel", key: this.key });
    this.end(() => this.reject(new Error(`${this.file.name} was not uploaded: cancelled.`)));
  }
};

// open_dialog.ts
var MOST_RECENT = 6;
var Opening = class {
  constructor(model) {
    this.model = model;
    this.path = make("input", {
      type: "text",
      placeholder: `path of a recording on ${model.get("local") ? "this computer" : "the server"}`,
      "aria-label": "path of a recording",
      spellcheck: false,
      onkeydown: (event) => event.key === "Enter" && this.ask(this.path.value)
    });
    const far = (label, placeholder) => make("input", {
      type: "url",
      placeholder,
      "aria-label": label,
      spellcheck: false,
      onkeydown: (event) => event.key === "Enter" && this.askFar()
    });
    this.address = far("address of a recording", "https://…/night.edf");
    this.scored = far("address of its hypnogram", "its hypnogram, if it has one");
    this.whole = make("input", { type: "checkbox" });
    this.recent = make("section.explorer-recent");
    this.listing = new FolderListing({
      browse: (path) => this.browse(path),
      open: (path) => this.ask(path)
    });
    this.datasets = make("section.explorer-datasets", { hidden: true });
    this.chooser = make("input", {
      type: "file",
      multiple: true,
      hidden: true,
      onchange: () => {
        this.upload([...this.chooser.files ?? []]);
        this.chooser.value = "";
      }
    });
    this.transfers = make("div.transfers");
    const limits = make("p.quiet", {}, model.get("about_uploads"));
    const pathRow = make(
      "div.row.explorer-path",
      {},
      this.path,
      button("Open", () => this.ask(this.path.value))
    );
    this.dialog = dialogOf(
      "explorer-open",
      "Open a night",
      pathRow,
      this.recent,
      make("h4", {}, model.get("local") ? "On this computer" : "On the server"),
      this.listing.where,
      this.listing.entries,
      this.farSection(),
      make("h4", {}, model.get("local") ? "From elsewhere" : "From this computer"),
      make(
        "div.row",
        {},
        button("Choose files…", () => this.chooser.click()),
        make("span.quiet", {}, "or drop a recording, and its hypnogram, on the page")
      ),
      this.chooser,
      this.transfers,
      limits,
      this.datasets
    );
    pathRow.after(this.dialog.said);
  }
  model;
  dialog;
  path;
  address;
  scored;
  whole;
  recent;
  listing;
  datasets;
  chooser;
  transfers;
  uploads = [];
  sending = null;
  open() {
    this.dialog.say("");
    this.showRecent();
    this.showDatasets();
    this.dialog.appear();
    this.browse(this.listing.path);
    this.path.focus();
    const begun = remembered("unfinished", null);
    if (begun && !this.uploads.length)
      this.dialog.say(
        `${begun.name} was uploaded in part: choose it again and it goes on from there.`
      );
  }
  browse(path) {
    this.model.send({ kind: "browse", path });
  }
  ask(path, hypnogram = "") {
    if (!path.trim()) {
      this.dialog.say("Give the path of a recording, or choose one below.", true);
      return;
    }
    this.dialog.say("Opening…");
    this.model.send({ kind: "open", path, hypnogram });
  }
  // What may be opened by its address, and from where.
  farSection() {
    const hosts = this.model.get("about_hosts");
    const row = make(
      "div.row.explorer-path",
      {},
      this.address,
      this.scored,
      make("label", {}, this.whole, " fetch all of it"),
      button("Open address", () => this.askFar())
    );
    return make(
      "section.explorer-far",
      { hidden: !hosts },
      make("h4", {}, "By its address"),
      row,
      make("p.quiet", {}, hosts)
    );
  }
  askFar() {
    const path = this.address.value.trim();
    if (!path) {
      this.dialog.say("Give the address of a recording, such as https://…/night.edf.", true);
      return;
    }
    this.dialog.say("Opening…");
    const hypnogram = this.scored.value.trim();
    this.model.send({ kind: "open", path, hypnogram, whole: this.whole.checked });
  }
  receive(message) {
    if (message.kind === "listing") this.listing.show(message);
    else if (message.kind === "refused") this.dialog.say(message.sentence, true);
    else if (message.kind === "opened") this.opened(message);
    else this.sending?.receive(message);
  }
  opened({ title, place, hypnogram }) {
    if (place) {
      const others = remembered("recent", []).filter(
        (other) => other.place !== place
      );
      remember("recent", [{ title, place, hypnogram }, ...others].slice(0, MOST_RECENT));
    }
    if (this.dialog.open && !this.uploads.length) this.dialog.close();
  }
  showRecent() {
    const nights = remembered("recent", []);
    this.recent.hidden = !nights.length;
    this.recent.replaceChildren(
      make("h4", {}, "Recent nights"),
      make(
        "div.row",
        {},
        ...namedApart(nights).map(
          ({ title, place, hypnogram }) => button(title, () => this.ask(place, hypnogram), { title: place })
        )
      )
    );
  }
  // Sets that need no login: the kernel lists them in the trait `datasets`.
  showDatasets() {
    const sets = this.model.get("datasets");
    this.datasets.hidden = !sets.length;
    this.datasets.replaceChildren(
      make("h4", {}, "Open data sets, without a login"),
      tableOf(
        ["data set", "nights", "a night's size", "scored by", "licence", "how", "open"],
        sets.map((one) => this.dataset(one))
      )
    );
  }
  dataset(one) {
    const night = menuOf(
      `night of ${one.title}`,
      one.choices.map((choice) => [choice, choice])
    );
    const open = button("Open", () => {
      this.dialog.say("Opening…");
      this.model.send({ kind: "dataset", name: one.name, night: night.value });
      if (!one.how.startsWith("read")) this.dialog.close();
    });
    const words = [one.nights, one.size, one.scorers, one.licence, one.how];
    const way = one.advice ? [make("a", { href: one.page, target: "_blank", rel: "noopener" }, "its page")] : [night, open];
    return make(
      "tr",
      { title: `${one.about}. ${one.advice ? `${one.advice}. ` : ""}Cite: ${one.citation}` },
      make("td.word", {}, one.title),
      ...words.map((word) => make("td", {}, word)),
      make("td", {}, ...way)
    );
  }
  // ---- files of this computer ----
  async upload(files) {
    if (!files.length) return;
    if (!this.dialog.open) this.open();
    if (this.uploads.length)
      return this.dialog.say("Wait until the upload under way is done, or cancel it.", true);
    this.dialog.say("");
    this.uploads = files.map((file) => this.begin(file));
    const cancelAll = button("cancel", () => this.cancel());
    this.transfers.append(cancelAll);
    const keys = [];
    try {
      for (const upload of this.uploads) {
        remember("unfinished", { name: upload.file.name });
        this.sending = upload;
        upload.offer();
        keys.push((await upload.finished).key);
      }
      this.dialog.say("Opening…");
      this.model.send({ kind: "upload-open", keys });
      remember("unfinished", null);
    } catch (error) {
      if (!(error instanceof Unfinished)) remember("unfinished", null);
      this.cancel();
      this.dialog.say(error.message, true);
    } finally {
      this.uploads = [];
      this.sending = null;
      this.transfers.replaceChildren();
    }
  }
  cancel() {
    for (const upload of this.uploads) upload.cancel();
  }
  begin(file) {
    const bar = make("progress", {
      max: file.size || 1,
      value: 0,
      "aria-label": `upload of ${file.name}`
    });
    const words = make("span.quiet");
    this.transfers.append(make("div.transfer", {}, make("span.name", {}, file.name), bar, words));
    return new Upload(this.model, file, (received, what) => {
      bar.value = received;
      words.textContent = what || `${megabytes(received)} of ${megabytes(file.size)}`;
    });
  }
};

// sharing_page.ts
var RATES = [32, 64, 128, 256];
var MOST_ROWS = 5;
var SharingPage = class {
  // `begun` is told once a page is begun: what was said of other files is over then.
  constructor(model, begun) {
    this.model = model;
    this.begun = begun;
    this.rate.append(...RATES.map((hz) => make("option", { value: String(hz) }, `${hz} Hz`)));
    const ask = () => this.ask("page-size");
    for (const field of [this.channels, this.part, this.rate])
      field.addEventListener("change", ask);
    this.section = make(
      "section.share-page",
      {},
      make("h4", {}, "A page without a kernel"),
      make(
        "p.quiet",
        {},
        "One file of HTML that shows this night offline, and names nobody. Its numbers are of the whole night; its traces are of these channels and this part."
      ),
      make(
        "div.row",
        {},
        this.channels,
        this.part,
        this.rate,
        button("page, HTML", () => this.begin(), {
          title: "one page that scrubs and filters by itself"
        })
      ),
      make("div.row", {}, this.size, this.cancel)
    );
  }
  model;
  begun;
  section;
  channels = make("select", { multiple: true, ariaLabel: "channels of the page" });
  part = make("input", {
    type: "text",
    placeholder: "whole night",
    ariaLabel: "part of the night in the page",
    title: "such as 23:30-01:00 by the clock, 1h-2.5h from the start, or selection"
  });
  rate = make("select", { ariaLabel: "samples a second in the page" });
  size = make("p.page-size", { role: "status" });
  cancel = button("cancel", () => this.model.send({ kind: "page-cancel" }), {
    title: "make no page",
    hidden: true
  });
  isMaking = false;
  // The dialog opens: ask what there is to choose from, and how large the usual page is.
  open() {
    this.size.textContent = "";
    this.model.send({ kind: "page-size", part: this.part.value });
  }
  // The kernel's own words come when it has read the first of the night.
  begin() {
    this.making(true);
    this.begun();
    this.size.textContent = "Making the page…";
    this.size.classList.remove("problem");
    this.ask("page");
  }
  making(on) {
    this.isMaking = on;
    this.cancel.hidden = !on;
  }
  ask(kind) {
    const channels = [...this.channels.selectedOptions].map(({ value }) => value);
    this.model.send({ kind, channels, part: this.part.value, rate: Number(this.rate.value) });
  }
  receive(message) {
    if (message.kind === "page-channels") {
      const { names, usual, rate } = message;
      this.channels.replaceChildren(
        ...names.map((name) => {
          return make("option", { value: name, selected: usual.includes(name) }, name);
        })
      );
      this.channels.size = Math.max(2, Math.min(names.length, MOST_ROWS));
      this.rate.value = String(rate);
    }
    if (message.kind === "page-says") {
      this.size.textContent = message.sentence;
      this.size.classList.toggle("problem", message.refused);
      if (message.refused) this.making(false);
    }
    if (message.kind === "file" && this.isMaking && message.name.endsWith("_page.html")) {
      this.making(false);
      this.size.textContent = "";
    }
  }
};

// sharing.ts
var Sharing = class {
  constructor(model, address, exports_) {
    this.model = model;
    this.address = address;
    const copied = (field, words) => async () => {
      await copy(field);
      this.dialog.say(words);
    };
    const saving = (act, words) => async () => {
      this.dialog.say(words);
      try {
        await act();
      } catch (error) {
        this.dialog.say(error.message, true);
      }
    };
    this.page = new SharingPage(model, () => this.dialog.say(""));
    this.linkPart = make(
      "section.share-link",
      {},
      make("h4", {}, "Link to this view"),
      make("div.row", {}, this.link, button("copy link", copied(this.link, "The link is copied.")))
    );
    this.dialog = dialogOf(
      "explorer-share",
      "Share this view",
      this.linkPart,
      make(
        "section.share-cell",
        {},
        make("h4", {}, "The same view in a notebook"),
        make(
          "div.row",
          {},
          this.cell,
          button("copy cell", copied(this.cell, "The cell is copied."))
        ),
        this.about
      ),
      make(
        "section.share-save",
        {},
        make("h4", {}, "Save, of the night on screen"),
        make(
          "div.row",
          {},
          this.panel,
          button(
            "figures, PNG",
            saving(() => exports_.figures("png", this.panel.value), "The figures are saved.")
          ),
          button(
            "figures, SVG",
            saving(
              () => exports_.figures("svg", this.panel.value),
              "The figures are saved; the spectrogram in them is a picture."
            )
          ),
          button(
            "report, HTML",
            saving(() => exports_.report(this.address.link()), "Writing the report…"),
            {
              title: "one page with figures, numbers, definitions and provenance of the night; a comparison's own report is saved on Compare"
            }
          ),
          button(
            "numbers, CSV",
            saving(() => exports_.ask("table", this.address.link()), "Writing the table…"),
            { title: "every metric with units, formula and source" }
          ),
          button(
            "provenance, JSON",
            saving(
              () => exports_.ask("provenance", this.address.link()),
              "Computing the file's checksum…"
            ),
            { title: "checksum of the file, versions, definitions, the exact view" }
          )
        )
      ),
      this.page.section
    );
  }
  model;
  address;
  dialog;
  linkPart;
  link = make("input", {
    type: "text",
    readOnly: true,
    "aria-label": "link to this view"
  });
  cell = make("textarea", {
    rows: 3,
    readOnly: true,
    "aria-label": "notebook cell"
  });
  about = make("p.quiet");
  panel = menuOf("which figure", [
    ["", "all figures"],
    ...Object.entries(FIGURES)
  ]);
  page;
  open() {
    this.show();
    this.dialog.say("");
    this.dialog.appear();
    this.page.open();
    (this.address.own ? this.link : this.cell).select();
  }
  receive(message, buffers) {
    this.page.receive(message);
    if (message.kind === "export-refused") this.dialog.say(message.sentence, true);
    if (message.kind !== "file") return;
    save(message.name, new Blob([buffers[0]], { type: message.type }));
    this.dialog.say(`${message.name} is saved.`);
  }
  show() {
    this.linkPart.hidden = !this.address.own;
    this.link.value = this.address.link();
    this.cell.value = this.model.get("cell");
    this.about.textContent = this.model.get("about_link");
  }
};

// text_element.ts
function textElement(tag, text, className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

// turning.ts
var SOON = 300;
var Turning = class {
  constructor(root) {
    this.root = root;
    this.words.setAttribute("role", "status");
  }
  root;
  late;
  words = textElement("div", "", "turning-words");
  begin(title) {
    this.end();
    this.late = setTimeout(() => this.show(title), SOON);
  }
  // At once: the kernel says that it makes the page of this tab, whoever asked for it.
  show(title) {
    clearTimeout(this.late);
    this.root.classList.toggle("turning", true);
    this.words.textContent = `opening ${title}…`;
  }
  end() {
    clearTimeout(this.late);
    this.root.classList.toggle("turning", false);
    this.words.textContent = "";
  }
};

// session_widget.ts
var LONGEST_DRAWING = 15e3;
var SOON2 = 300;
var LONGEST_SHOWING = 60;
var browserKey = () => {
  const held = remembered("key", "");
  if (/^[0-9a-f]{32}$/.test(held)) return held;
  const drawn = hexadecimal(crypto.getRandomValues(new Uint8Array(16)));
  remember("key", drawn);
  return drawn;
};
var beginAtTheTop = (box, signal, shownNow) => {
  if (!box) return;
  let shown;
  let begun = "";
  const begin = (frames) => {
    const here = box.querySelector(".turned-to [data-begins-here]");
    const mark = here?.dataset.beginsHere ?? "";
    if (!here || mark === begun || signal.aborted) return;
    if (here.offsetHeight) {
      here.scrollIntoView();
      begun = mark;
    } else if (frames) requestAnimationFrame(() => begin(frames - 1));
  };
  const turned = new MutationObserver(() => {
    const now = [...box.children].find((one) => one.classList.contains("turned-to"));
    if (now && now !== shown) box.scrollTop = 0;
    if (now !== shown) {
      begun = "";
      shownNow();
    }
    shown = now;
    begin(LONGEST_SHOWING);
  });
  turned.observe(box, {
    attributes: true,
    attributeFilter: ["class"],
    childList: true,
    subtree: true
  });
  signal.addEventListener("abort", () => turned.disconnect());
};
var session_widget_default = {
  render({ model, el, signal }) {
    el.classList.add("explorer-door");
    const address = new Address(model, signal);
    const sharing = new Sharing(
      model,
      address,
      new Exports(model, () => el.closest(".sleep-explorer"))
    );
    const opening = new Opening(model);
    const says = new Says(model);
    const words = new AskingWords(model);
    const units = new AskingUnits(model);
    el.append(
      button("Open…", () => opening.open(), {
        title: "open a night: by path, from a folder, from this computer"
      }),
      opening.dialog,
      words.opener,
      words.dialog,
      units.opener,
      units.dialog,
      button("share", () => sharing.open(), {
        title: "link, notebook cell, figures, report, tables"
      }),
      sharing.dialog,
      says.dialog
    );
    const notice = new Notice();
    const putAway = () => {
      model.set("notice", "");
      model.save_changes();
      showNotice();
    };
    const ask = (kind) => () => model.send({ kind });
    const showNotice = () => {
      const [changed, opening2] = [model.get("changed"), model.get("opening")];
      if (opening2) notice.say(`Opening ${opening2}…`, button("cancel", ask("cancel")));
      else if (changed) notice.say(changed, button("read again", ask("read-again")));
      else notice.say(model.get("notice"), button("put away", putAway));
    };
    const asked = address.asked();
    const awaited = new AwaitedNight(asked, model.get("view"));
    signal.addEventListener("abort", () => awaited.end());
    let late;
    const showOpening = () => {
      clearTimeout(late);
      if (model.get("opening")) late = setTimeout(showNotice, SOON2);
      else showNotice();
    };
    let tab = tabOf(model.get("view"));
    const showView = () => {
      const before = tab;
      tab = tabOf(model.get("view"));
      if (tab !== before) for (const dialog of [says.dialog, sharing.dialog]) dialog.close();
      address.follow();
      sharing.show();
    };
    const receive = (message, buffers) => {
      opening.receive(message);
      sharing.receive(message, buffers);
      says.receive(message);
      words.receive(message);
      units.receive(message);
      const kind = message.kind;
      if (kind === "followed") address.follow();
      if (kind === "turned") {
        putAway();
        address.turned();
      }
      if (["followed", "opened", "refused"].includes(kind)) awaited.end();
    };
    const showRest = () => {
      el.dataset.settled = model.get("settled") ? "yes" : "no";
    };
    const listeners = {
      "change:view": showView,
      "change:cell": () => sharing.show(),
      "change:notice": showNotice,
      "change:changed": showNotice,
      "change:opening": showOpening,
      "change:settled": showRest,
      "change:question": () => words.follow(true),
      "change:unit_question": () => units.follow(false),
      "msg:custom": receive
    };
    for (const [event, handler] of Object.entries(listeners)) model.on(event, handler);
    showOpening();
    showRest();
    const began = Date.now();
    const knock = () => {
      const page = el.closest(".sleep-explorer");
      const drawn = page?.querySelector(".live-pane[data-ready=yes]");
      if (signal.aborted) return;
      if (!drawn && Date.now() - began < LONGEST_DRAWING) {
        setTimeout(knock, 50);
        return;
      }
      (page ?? el).append(notice.bar);
      const pulse = new Pulse(model, notice, address, signal);
      model.on("msg:custom", (message) => {
        if (message.kind === "beat") pulse.answered();
      });
      takeDrops(page ?? el, signal, (files) => opening.upload(files));
      says.takeClicks(page ?? el, signal);
      const turning = new Turning(page ?? el);
      const showTurning = () => {
        if (model.get("turning")) turning.show(model.get("turning"));
        else turning.end();
      };
      model.on("change:turning", showTurning);
      signal.addEventListener("abort", () => model.off("change:turning", showTurning));
      (page?.querySelector(".explorer-grid") ?? el).append(turning.words);
      signal.addEventListener("abort", () => turning.words.remove());
      bringLessonInSight(el, signal);
      beginAtTheTop(page?.querySelector(".explorer-other") ?? null, signal, () => turning.end());
      const press = (event) => {
        const tab2 = elementOf(event)?.closest(".explorer-tabs button");
        if (!tab2 || tab2.classList.contains("mod-active")) return;
        turning.begin(tab2.innerText.trim());
        putAway();
      };
      page?.addEventListener("click", press, { signal, capture: true });
      if (page && document.body.dataset.voila === void 0) keepKeys(page, signal);
      model.send({ kind: "hello", view: asked, key: browserKey() });
      address.heard = true;
      words.follow(true);
      units.follow(false);
      if (!asked) address.follow();
    };
    knock();
    return () => {
      for (const [event, handler] of Object.entries(listeners)) model.off(event, handler);
      notice.bar.remove();
    };
  }
};
export {
  session_widget_default as default
};
