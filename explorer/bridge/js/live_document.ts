// The Bokeh document of the pane, and what was agreed on with the kernel about it.

import type { Buffers } from "./anywidget";
import type { AnyView, BokehDocument, BokehModel, PlotView } from "./bokehjs";
import { Frames } from "./frames";
import { loadBokeh } from "./load_bokehjs";
import { type AsText, bytesOf, hasBuffers } from "./lost_buffers";
import type { LiveModel } from "./traits";

function* plotViews(view: AnyView | null): Generator<PlotView> {
  if (!view) return;
  if (view.frame && view.throttled_paint) yield view as PlotView;
  for (const child of view.child_views ?? []) yield* plotViews(child);
}

// Of data made anew, and known to be other than before.
export const ANEW = { sync: false, check_eq: false } as const;

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

function arraysOf(joined: DataView, bundle: Bundle): Map<string, ArrayBuffer> {
  const whole = wholeBuffer(joined);
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
  // Of a host that loses what is binary: the traits `arrays` and `bokeh_js`, as the answer has them.
  arrays?: DataView;
  bokeh?: DataView;
  readonly answered: Promise<void>;
  forget: () => void = () => {};

  constructor(model: LiveModel, revision = bundleOf(model).revision) {
    this.answered = new Promise((resolve) => {
      const onMessage = (message: { kind: string } & AsText) => {
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
  waited(): Promise<void> {
    const longest = new Promise<void>((resolve) => setTimeout(resolve, LONGEST_AGREEMENT));
    return Promise.race([this.answered, longest]);
  }
}

// The Bokeh document of the pane: made from the kernel's bundle, then patched by its messages.
export class LiveDocument {
  element: HTMLElement | null = null;
  private names = new Map<string, BokehModel | null>();
  private tags = new Map<string, BokehModel[]>();
  private known?: Map<string, BokehModel>; // the models that names and tags were looked for in
  private count = 0;
  private latest: number; // revision of the last patch
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
    const document_ = Document.from_json(bundle.doc, undefined, arrays);
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
  ) {
    this.latest = revision;
  }

  // After a lost line: whether the kernel drew what never came; its bundle has it.
  async hasMissed(model: LiveModel): Promise<boolean> {
    await new Agreement(model, this.latest).answered;
    return bundleOf(model).revision > this.latest;
  }

  patch(message: Patch, buffers: Buffers): void {
    if (message.revision <= this.revision) return; // already in the bundle
    if (!this.agreement.isReached) return; // it may change what is not here: the answer brings it
    this.latest = message.revision;
    const byId = new Map(message.buffers.map((id, i) => [id, wholeBuffer(buffers[i])]));
    this.document.apply_json_patch(JSON.parse(message.content), byId);
    const models = this.document._all_models;
    if (models === this.known && models.size === this.count) return;
    [this.known, this.count] = [models, models.size];
    this.names.clear(); // there are others
    this.tags.clear();
  }

  // Looked for once: to ask all models for their names takes as long as to filter a trace.
  named(name: string): BokehModel | null {
    let found = this.names.get(name);
    if (found === undefined) {
      found = this.document.get_model_by_name(name);
      this.names.set(name, found);
    }
    return found;
  }

  tagged(tag: string): BokehModel[] {
    let found = this.tags.get(tag);
    if (!found) {
      found = [...this.document._all_models.values()].filter((model) => model.tags?.includes(tag));
      this.tags.set(tag, found);
    }
    return found;
  }

  plot(name: string): PlotView | undefined {
    return this.plots.find((view) => view.model.name === name);
  }
}
