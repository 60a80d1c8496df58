// BokehJS, from the widget itself, in a scope of its own: nothing is fetched from outside, and the
// BokehJS of others in the same page stays as it was.

import type {
  AxisLabels,
  BokehJS,
  PlotView,
  RendererView,
  SideLayout,
  TickFormatter,
} from "./bokehjs";
import { type ClockSettings, clockWords } from "./clock_words";
import { quickenImages } from "./image_colours";
import type { LiveModel } from "./traits";
import { stampWords } from "./word_stamps";

async function inflate(bytes: DataView): Promise<string> {
  const blob = new Blob([bytes as DataView<ArrayBuffer>]);
  return new Response(blob.stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

// BokehJS puts itself into `this.Bokeh`, and looks there for one that came before; the words that
// it formats with it puts into the window, from where they are taken again.
const asModule = (script: string): string => `
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

async function evaluate(script: string): Promise<BokehJS> {
  // The page's policy lets no script stand in the page itself, nor be made of words.
  const address = URL.createObjectURL(new Blob([asModule(script)], { type: "text/javascript" }));
  try {
    return (await import(/* @vite-ignore */ address)).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function make(version: string, packed: DataView): Promise<BokehJS> {
  const bokeh = await evaluate(await inflate(packed));
  if (bokeh.version !== version) throw new Error(`BokehJS ${version} did not load`);
  quicken(bokeh);
  return bokeh;
}

// Every pane of a page draws with the same one, though each has this module to itself.
const SHARED = Symbol.for("sleep-architecture-explorer.bokehjs");
type Page = Record<symbol, Record<string, Promise<BokehJS>> | undefined>;

// `packed` is BokehJS where the host lost the trait that holds it.
export function loadBokeh(model: LiveModel, packed?: DataView): Promise<BokehJS> {
  const page = globalThis as unknown as Page;
  const version = model.get("bokeh_version");
  page[SHARED] ??= {};
  page[SHARED][version] ??= make(version, packed ?? model.get("bokeh_js"));
  return page[SHARED][version];
}

function quicken(bokeh: BokehJS): void {
  // Each stroke asks the style sheet for a variable of its own; none is set here, and the asking
  // took half of a paint.
  const { VisualProperties } = bokeh.require("core/visuals/visual");
  VisualProperties.prototype._get_css_value = () => "";
  // Each mark writes its place as a style sheet at every paint, moved or not; and a new sheet makes
  // the browser work out the styles anew.
  const { InlineStyleSheet } = bokeh.require("core/dom");
  InlineStyleSheet.prototype._update = function (css) {
    if (this.el.textContent !== css) this.el.textContent = css;
  };
  quickenPaint(bokeh);
  quickenImages(bokeh);
  // An axis keeps each label that it was ever given: at a tick without one now, the old one stood on.
  const { AxisView } = bokeh.require("models/axes/axis");
  const label = AxisView.prototype._init_major_labels;
  AxisView.prototype._init_major_labels = function (this: AxisLabels) {
    this._major_label_views.clear();
    return label.call(this);
  };
  // Bokeh would make a function of a formatter's code; the page runs no words, so code is a name here.
  const { CustomJSTickFormatter } = bokeh.require("models/formatters/customjs_tick_formatter");
  CustomJSTickFormatter.prototype.doFormat = function (this: TickFormatter, ticks) {
    const settings = Object.fromEntries(this.names.map((name, i) => [name, this.values[i]]));
    return ticks.map((tick) => TICK_WORDS[this.code](tick, settings as unknown as ClockSettings));
  };
}

function quickenPaint(bokeh: BokehJS): void {
  stampWords(bokeh.require("core/graphics").TextBox);
  // Beside what is painted stands an element without content, whose place a style sheet gives: each
  // line that changes would have the browser work out styles and layout before the next word is drawn.
  const { RendererView } = bokeh.require("models/renderers/renderer");
  const place = RendererView.prototype.update_position;
  RendererView.prototype.update_position = function (this: RendererView) {
    if (this.panel) place.call(this);
    else this.position.replace(":host { display: none; }");
  };
  // A glyph among the overlays is cut at the frame's edge like any other.
  const { GlyphRendererView } = bokeh.require("models/renderers/glyph_renderer");
  Object.defineProperty(GlyphRendererView.prototype, "needs_clip", { value: true });
  // All plots are laid out anew, in 12 to 16 ms, where the numbers at one axis are wider than they
  // were; narrower ones have room enough.
  const { SideLayout } = bokeh.require("core/layout/side_panel");
  SideLayout.prototype.has_size_changed = function (this: SideLayout) {
    const { width, height } = this._content_size();
    if (this.panel.is_horizontal) return this.bbox.height !== height;
    return width > this.bbox.width || (width === 0 && this.bbox.width > 0);
  };
  // No range here is fitted to data: to ask each glyph how far its own reach would be for nothing.
  const { RangeManager } = bokeh.require("models/plots/range_manager");
  const fit = RangeManager.prototype._update_dataranges;
  RangeManager.prototype._update_dataranges = function (frame) {
    const ranges = [...frame.x_ranges.values(), ...frame.y_ranges.values()];
    if (ranges.some((range) => range.type === "DataRange1d")) fit.call(this, frame);
  };
  // And the labels need no measuring where what changed is no axis.
  const { PlotView: Plots } = bokeh.require("models/plots/plot_canvas");
  const layOut = Plots.prototype._invalidate_layout_if_needed;
  Plots.prototype._invalidate_layout_if_needed = function (this: PlotView) {
    const changed = [...this._invalidated_painters];
    if (this._needs_layout || this._invalidate_all || changed.some((view) => view.panel))
      layOut.call(this);
  };
}

const TICK_WORDS: Record<string, (tick: number, settings: ClockSettings) => string> = {
  // A clock time, or hours from the start where the file gives no clock.
  clock: (tick, settings) =>
    clockWords(Math.round(tick + settings.start) - settings.start, settings),
};
