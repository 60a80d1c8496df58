// The Bokeh document of the pane, and what was agreed on with the kernel about it.

import type { Buffers } from "./anywidget";
import type { AnyView, BokehDocument, BokehModel, PlotView } from "./bokehjs";
import { Frames } from "./frames";
import { loadBokeh } from "./load_bokehjs";
import type { LiveModel } from "./traits";

function* plotViews(view: AnyView | null): Generator<PlotView> {
  if (!view) return;
  if (view.frame && view.throttled_paint) yield view as PlotView;
  for (const child of view.child_views ?? []) yield* plotViews(child);
}

export const wholeBuffer = (view: DataView): ArrayBuffer =>
  (view.byteLength === view.buffer.byteLength
    ? view.buffer
    : view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)) as ArrayBuffer;

// What the trait `bundle` says.
interface Bundle {
  doc: unknown;
  arrays: [string, number][];
  revision: number;
}
const bundleOf = (model: LiveModel): Bundle => JSON.parse(model.get("bundle"));

export interface Patch {
  kind: "patch";
  revision: number;
  content: string;
  buffers: string[];
}

function arraysOf(model: LiveModel, bundle: Bundle): Map<string, ArrayBuffer> {
  const whole = wholeBuffer(model.get("arrays"));
  let at = 0;
  const arrays = new Map<string, ArrayBuffer>();
  for (const [id, length] of bundle.arrays) {
    arrays.set(id, whole.slice(at, at + length));
    at += length;
  }
  return arrays;
}

// A dead kernel still shows what it had sent. A living one may be slow while a whole class arrives,
// or far away, and what is shown before it has answered lacks all that it drew since: once the answer
// comes, the page is drawn anew.
const LONGEST_AGREEMENT = 60_000; // ms
const WORDLESS = 3000; // ms that one waits without being told

// The document may have changed in the kernel between being serialised and being shown here.
export class Agreement {
  isReached = false;
  readonly answered: Promise<void>;
  forget: () => void = () => {};

  constructor(model: LiveModel) {
    this.answered = new Promise((resolve) => {
      const onMessage = (message: { kind: string }) => {
        if (message.kind !== "agreed") return;
        this.forget();
        this.isReached = true;
        resolve();
      };
      this.forget = () => model.off("msg:custom", onMessage);
      model.on("msg:custom", onMessage);
      model.send({ kind: "hello", revision: bundleOf(model).revision });
    });
  }

  // Until it is reached, or has been waited for long enough.
  waited(): Promise<void> {
    const longest = new Promise<void>((resolve) => setTimeout(resolve, LONGEST_AGREEMENT));
    return Promise.race([this.answered, longest]);
  }
}

// The Bokeh document of the pane: made from the kernel's bundle, then patched by its messages.
export class LiveDocument {
  element: HTMLElement | null = null;
  readonly frames = new Frames();

  // `late` is called if the kernel answers after all, and had drawn something since.
  static async open(
    model: LiveModel,
    element: HTMLElement,
    late: () => void,
    agreement: Agreement,
  ): Promise<LiveDocument> {
    const words = document.createElement("p");
    words.className = "live-waiting";
    words.setAttribute("role", "status");
    words.textContent = "Waiting for the kernel: the night appears as soon as it answers.";
    const telling = setTimeout(() => element.append(words), WORDLESS);
    const [Bokeh] = await Promise.all([loadBokeh(model), agreement.waited()]);
    clearTimeout(telling);
    const bundle = bundleOf(model);
    const host = document.createElement("div");
    host.style.display = "contents";
    element.replaceChildren(host);
    const { Document } = Bokeh.require("document");
    const { add_document_standalone } = Bokeh.require("embed/standalone");
    const document_ = Document.from_json(bundle.doc, undefined, arraysOf(model, bundle));
    const views = [...(await add_document_standalone(document_, host, [host]))];
    const plots = views.flatMap((view) => [...plotViews(view)]);
    const live = new LiveDocument(document_, plots, bundle.revision, agreement);
    for (const plot of plots) live.frames.take(plot);
    agreement.answered.then(() => {
      if (bundleOf(model).revision !== live.revision) late();
    });
    return live;
  }

  constructor(
    readonly document: BokehDocument,
    readonly plots: PlotView[],
    readonly revision: number,
    readonly agreement: Agreement,
  ) {}

  patch(message: Patch, buffers: Buffers): void {
    if (message.revision <= this.revision) return; // already in the bundle
    if (!this.agreement.isReached) return; // it may change what is not here: the answer brings it
    const byId = new Map(message.buffers.map((id, i) => [id, wholeBuffer(buffers[i])]));
    this.document.apply_json_patch(JSON.parse(message.content), byId);
  }

  named(name: string): BokehModel | null {
    return this.document.get_model_by_name(name);
  }

  tagged(tag: string): BokehModel[] {
    return [...this.document._all_models.values()].filter((model) => model.tags?.includes(tag));
  }

  plot(name: string): PlotView | undefined {
    return this.plots.find((view) => view.model.name === name);
  }
}
