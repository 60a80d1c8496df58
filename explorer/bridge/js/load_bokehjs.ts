// BokehJS, from the widget itself, in a scope of its own: nothing is fetched from outside, and the
// BokehJS of others in the same page stays as it was.

import type { BokehJS, TickFormatter } from "./bokehjs";
import { type ClockSettings, clockWords } from "./clock_words";
import type { LiveModel } from "./traits";

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

async function make(model: LiveModel): Promise<BokehJS> {
  const version = model.get("bokeh_version");
  const bokeh = await evaluate(await inflate(model.get("bokeh_js")));
  if (bokeh.version !== version) throw new Error(`BokehJS ${version} did not load`);
  quicken(bokeh);
  return bokeh;
}

// Every pane of a page draws with the same one, though each has this module to itself.
const SHARED = Symbol.for("sleep-architecture-explorer.bokehjs");
type Page = Record<symbol, Record<string, Promise<BokehJS>> | undefined>;

export function loadBokeh(model: LiveModel): Promise<BokehJS> {
  const page = globalThis as unknown as Page;
  page[SHARED] ??= {};
  page[SHARED][model.get("bokeh_version")] ??= make(model);
  return page[SHARED][model.get("bokeh_version")];
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
  // Bokeh would make a function of a formatter's code; the page runs no words, so code is a name here.
  const { CustomJSTickFormatter } = bokeh.require("models/formatters/customjs_tick_formatter");
  CustomJSTickFormatter.prototype.doFormat = function (this: TickFormatter, ticks) {
    const settings = Object.fromEntries(this.names.map((name, i) => [name, this.values[i]]));
    return ticks.map((tick) => TICK_WORDS[this.code](tick, settings as unknown as ClockSettings));
  };
}

const TICK_WORDS: Record<string, (tick: number, settings: ClockSettings) => string> = {
  // A clock time, or hours from the start where the file gives no clock.
  clock: (tick, settings) =>
    clockWords(Math.round(tick + settings.start), { ...settings, start: 0 }),
};
