// What can be saved of the page: figures from the page itself, the rest written by the kernel.

import type { PlotView } from "./bokehjs";
import { save } from "./dialogs";
import type { Pane } from "./pane";
import type { SessionModel } from "./traits";

const FIGURES: Record<string, string> = {
  hypnogram: "hypnogram with cycles, cursor and lights",
  events: "events over the night: density, single events, N3 as scored and by rule, artefacts",
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

  private async png(): Promise<Blob> {
    const layers = this.plots().map((view) => view.export("png").canvas);
    const label = this.label();
    const room = label ? 28 * devicePixelRatio : 0;
    const whole = document.createElement("canvas");
    whole.width = Math.max(...layers.map((layer) => layer.width));
    whole.height = room + layers.reduce((sum, layer) => sum + layer.height, 0);
    const context = whole.getContext("2d");
    if (!context) throw new Error("This browser gives no canvas to draw on: save SVG instead.");
    context.fillStyle = this.style.backgroundColor;
    context.fillRect(0, 0, whole.width, whole.height);
    if (label) {
      context.fillStyle = this.style.color;
      context.font = `bold ${14 * devicePixelRatio}px sans-serif`;
      context.fillText(label, 10 * devicePixelRatio, 19 * devicePixelRatio);
    }
    let top = room;
    for (const layer of layers) {
      context.drawImage(layer, 0, top);
      top += layer.height;
    }
    return pngOf(whole);
  }

  private svg(): Blob {
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
    for (const view of this.plots()) {
      const { width, height } = view.bbox;
      const part = new DOMParser().parseFromString(
        view.export("svg").ctx.get_serialized_svg(true),
        "image/svg+xml",
      ).documentElement;
      part.setAttribute("y", String(top));
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

  async figures(type: "png" | "svg"): Promise<void> {
    this.wait();
    if (!this.plots().length)
      throw new Error("The figures are those of the tab Night: turn to it first.");
    save(`${this.stem()}.${type}`, type === "png" ? await this.png() : this.svg());
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
    const plots = this.plots();
    const pictures = await Promise.all(plots.map((view) => pngOf(view.export("png").canvas)));
    const bytes = await Promise.all(pictures.map((picture) => picture.arrayBuffer()));
    const figures = plots.map(
      (view) => FIGURES[view.model.name ?? ""] ?? view.model.name ?? "figure",
    );
    this.model.send({ kind: "export", what: "report", figures, link }, undefined, bytes);
  }

  async ask(what: "table" | "provenance", link: string): Promise<void> {
    this.model.send({ kind: "export", what, figures: [], link });
  }
}
