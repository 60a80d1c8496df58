// What can be saved of the page: figures from the page itself, the rest written by the kernel.

import type { PlotView } from "./bokehjs";
import { save } from "./dialogs";
import type { Pane } from "./pane_inspection";
import type { SessionModel } from "./traits";

export const FIGURES: Record<string, string> = {
  hypnogram: "hypnogram with cycles, cursor and lights",
  events:
    "events over the night: density, single events, N3 as scored and by amplitude criterion, artefacts",
  spectrogram: "spectrogram of the night",
  band_power: "band power over the night",
  traces: "traces of the window",
};

const pngOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) =>
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("This browser cannot make a PNG so large: save SVG instead."));
    }, "image/png"),
  );

const FINEST = 2; // dots in a CSS pixel, at the least: a picture is printed, and thrown on a wall

// Bokeh draws a picture as fine as the screen is: for that while the screen is called finer.
function finely<Drawn>(dots: number, draw: () => Drawn): Drawn {
  const own = Object.getOwnPropertyDescriptor(window, "devicePixelRatio");
  Object.defineProperty(window, "devicePixelRatio", { configurable: true, get: () => dots });
  try {
    return draw();
  } finally {
    if (own) Object.defineProperty(window, "devicePixelRatio", own);
    else Reflect.deleteProperty(window, "devicePixelRatio");
  }
}

// A figure, or what lies below its frame: the axis of time that figures of the night share.
interface Strip {
  view: PlotView;
  from: number; // px from the figure's top
}

const wholeOf = (view: PlotView): Strip => ({ view, from: 0 });
const axisOf = (view: PlotView): Strip => ({
  view,
  from: Math.round(view.frame.bbox.top + view.frame.bbox.height),
});

export class Exports {
  constructor(
    private readonly model: SessionModel,
    private readonly page: () => Element | null,
  ) {}

  private get style(): CSSStyleDeclaration {
    return getComputedStyle(this.page() ?? document.body);
  }

  // The plots in sight, from top to bottom; none on another tab.
  private plots(): PlotView[] {
    const live = this.page()?.querySelector<Pane>(".live-pane")?.explorer?.live;
    return (live?.plots ?? []).filter(
      (view) => view.el.offsetParent !== null && view.bbox.width > 0,
    );
  }

  private stem(): string {
    return (
      this.page()?.querySelector<HTMLSelectElement>(".explorer-picker select")?.selectedOptions[0]
        ?.innerText ?? "night"
    )
      .replace(/\W+/g, "_")
      .replace(/^_|_$/g, "");
  }

  // A night from a model says so in every picture that leaves the page.
  private label(): string {
    return this.page()?.querySelector<HTMLElement>(".explorer-head .badge")?.innerText ?? "";
  }

  private async png(strips: Strip[]): Promise<Blob> {
    const dots = Math.max(FINEST, devicePixelRatio);
    const layers = finely(dots, () =>
      strips.map(({ view, from }) => {
        const canvas = view.export("png").canvas;
        return { canvas, from: from * dots, height: canvas.height - from * dots };
      }),
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

  private svg(strips: Strip[]): Blob {
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
        "font-weight": "bold",
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
        "image/svg+xml",
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
  async figures(type: "png" | "svg", only = ""): Promise<void> {
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
  private wait(): void {
    if (!this.model.get("settled"))
      throw new Error(
        "The whole night is still being computed: save it once the foot of the page is quiet.",
      );
  }

  async report(link: string): Promise<void> {
    this.wait();
    // The night's panels share one axis of time, which stands below the last: they stay together.
    const plots = this.plots();
    const parts = [
      plots.filter((view) => view.model.name !== "traces"),
      plots.filter((view) => view.model.name === "traces"),
    ].filter((part) => part.length);
    const bytes = await Promise.all(
      parts.map(async (part) => (await this.png(part.map(wholeOf))).arrayBuffer()),
    );
    const figures = parts.map((part) =>
      part.map((view) => FIGURES[view.model.name ?? ""] ?? view.model.name ?? "figure").join("; "),
    );
    this.model.send({ kind: "export", what: "report", figures, link }, undefined, bytes);
  }

  async ask(what: "table" | "provenance", link: string): Promise<void> {
    this.model.send({ kind: "export", what, figures: [], link });
  }
}
