// BokehJS, from the widget itself: nothing is fetched from outside.

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

async function loadBokeh(model) {
  const version = model.get("bokeh_version");
  if (window.Bokeh?.version === version) return window.Bokeh;
  window.__sleepExplorerBokeh ??= (async () => {
    const text = await inflate(model.get("bokeh_js"));
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const script = document.createElement("script");
    script.src = address; // the page's policy lets no script stand in the page itself
    await new Promise((loaded, failed) => {
      script.onload = loaded;
      script.onerror = () => failed(new Error("BokehJS did not load"));
      document.head.appendChild(script);
    });
    URL.revokeObjectURL(address);
  })();
  await window.__sleepExplorerBokeh;
  if (window.Bokeh?.version !== version) throw new Error(`BokehJS ${version} did not load`);
  // Each stroke asks the style sheet for a variable of its own; none is set here, and the asking
  // took half of a paint.
  const { VisualProperties } = window.Bokeh.require("core/visuals/visual");
  VisualProperties.prototype._get_css_value = () => "";
  // Each mark writes its place as a style sheet at every paint, moved or not; and a new sheet makes
  // the browser work out the styles anew.
  const { InlineStyleSheet } = window.Bokeh.require("core/dom");
  InlineStyleSheet.prototype._update = function (css) {
    if (this.el.textContent !== css) this.el.textContent = css;
  };
  // Bokeh would make a function of a formatter's code; the page runs no words, so code is a name here.
  const { CustomJSTickFormatter } = window.Bokeh.require("models/formatters/customjs_tick_formatter");
  CustomJSTickFormatter.prototype.doFormat = function (ticks) {
    const { names, values } = this;
    const settings = Object.fromEntries(names.map((name, index) => [name, values[index]]));
    return ticks.map((tick) => TICK_WORDS[this.code](tick, settings));
  };
  return window.Bokeh;
}

const TICK_WORDS = {
  // A clock time, or hours from the start where the file gives no clock.
  clock(tick, { start, wrap, always }) {
    const two = (number) => String(number).padStart(2, "0");
    const seconds = Math.round(tick + start);
    const hours = Math.floor(seconds / 3600);
    const rest = seconds % 60;
    const minutes = two(Math.floor((seconds % 3600) / 60));
    return `${two(wrap ? hours % 24 : hours)}:${minutes}` + (rest || always ? `:${two(rest)}` : "");
  },
};

function* plotViews(view) {
  if (!view) return;
  if (view.frame && view.throttled_paint) yield view;
  for (const child of view.child_views ?? []) yield* plotViews(child);
}

// One paint an animation frame, instead of Bokeh's own timer, which waits 16.7 ms after the last.
function paintEveryFrame(view) {
  // Asked once: at each paint it would make the browser work out the whole page's styles anew.
  Object.defineProperty(view, "base_font_size", { value: view.base_font_size });
  let frame = 0;
  let waiting = [];
  view.throttled_paint = () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (frame) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        const done = waiting;
        waiting = [];
        if (!view.is_destroyed) view.repaint();
        done.forEach((callback) => callback());
      });
    });
}

const wholeBuffer = (view) =>
  view.byteLength === view.buffer.byteLength
    ? view.buffer
    : view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);

function arraysOf(model, bundle) {
  const whole = wholeBuffer(model.get("arrays"));
  let at = 0;
  return new Map(bundle.arrays.map(([id, length]) => [id, whole.slice(at, (at += length))]));
}

// A dead kernel still shows what it had sent. A living one may be slow while a whole class arrives,
// or far away, and what is shown before it has answered lacks all that it drew since: once the answer
// comes, the page is drawn anew.
const LONGEST_AGREEMENT = 60_000; // ms
const WORDLESS = 3000; // ms that one waits without being told

// The document may have changed in the kernel between being serialised and being shown here.
class Agreement {
  constructor(model) {
    this.isReached = false;
    this.answered = new Promise((resolve) => {
      const onMessage = (message) => {
        if (message.kind !== "agreed") return;
        this.forget();
        this.isReached = true;
        resolve();
      };
      this.forget = () => model.off("msg:custom", onMessage);
      model.on("msg:custom", onMessage);
      model.send({ kind: "hello", revision: JSON.parse(model.get("bundle")).revision });
    });
  }

  // Until it is reached, or has been waited for long enough.
  waited() {
    const longest = new Promise((resolve) => setTimeout(resolve, LONGEST_AGREEMENT));
    return Promise.race([this.answered, longest]);
  }
}

// The Bokeh document of the pane: made from the kernel's bundle, then patched by its messages.
class LiveDocument {
  // `late` is called if the kernel answers after all, and had drawn something since.
  static async open(model, element, late, agreement) {
    const words = document.createElement("p");
    words.className = "live-waiting";
    words.setAttribute("role", "status");
    words.textContent = "Waiting for the kernel: the night appears as soon as it answers.";
    const telling = setTimeout(() => element.append(words), WORDLESS);
    const [Bokeh] = await Promise.all([loadBokeh(model), agreement.waited()]);
    clearTimeout(telling);
    const bundle = JSON.parse(model.get("bundle"));
    const host = document.createElement("div");
    host.style.display = "contents";
    element.replaceChildren(host);
    const { Document } = Bokeh.require("document");
    const { add_document_standalone } = Bokeh.require("embed/standalone");
    const document_ = Document.from_json(bundle.doc, undefined, arraysOf(model, bundle));
    const views = [...(await add_document_standalone(document_, host, [host]))];
    const plots = views.flatMap((view) => [...plotViews(view)]);
    plots.forEach(paintEveryFrame);
    const live = new LiveDocument(document_, plots, bundle.revision, agreement);
    agreement.answered.then(() => {
      if (JSON.parse(model.get("bundle")).revision !== live.revision) late();
    });
    return live;
  }

  constructor(document_, plots, revision, agreement) {
    this.document = document_;
    this.plots = plots;
    this.revision = revision;
    this.agreement = agreement;
  }

  patch(message, buffers) {
    if (message.revision <= this.revision) return; // already in the bundle
    if (!this.agreement.isReached) return; // it may change what is not here: the answer brings it
    const byId = new Map(message.buffers.map((id, i) => [id, wholeBuffer(buffers[i])]));
    this.document.apply_json_patch(JSON.parse(message.content), byId);
  }

  named(name) {
    return this.document.get_model_by_name(name);
  }

  tagged(tag) {
    return [...this.document._all_models.values()].filter((model) => model.tags?.includes(tag));
  }

  plot(name) {
    return this.plots.find((view) => view.model.name === name);
  }
}
