// Where epochs begin in the traces' window, and the stage of each: lines and letters over the plot.

import type { LiveDocument } from "./live_document";
import { textElement } from "./text_element";
import { type Epochs, epochsOf, type LiveModel } from "./traits";

const BESIDE = 1; // windows on each side that are laid out at a time
const NARROWEST = 10; // px of an epoch whose border is drawn where the stage stays
const LETTERS = 34; // px of an epoch that has its own letter; else each run of a stage has one
const UNKNOWN = ["UNSCORED", "hidden"];

export interface Border {
  time: number; // s
  letter: string;
  isChange: boolean;
}

// Borders of epochs from one time to another, of which an epoch is so many px wide.
export function bordersIn(epochs: Epochs, from: number, to: number, width: number): Border[] {
  const { first, length, names, codes } = epochs;
  const found: Border[] = [];
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

export class EpochBorders {
  private readonly clip: HTMLElement;
  private readonly strip: HTMLElement;
  private laid = { from: 0, to: -1, scale: 0, epochs: "" };
  private place = "";
  private frame = "";

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
    private readonly pane: HTMLElement,
  ) {
    this.clip = textElement("div", "", "epoch-borders");
    this.clip.setAttribute("aria-hidden", "true"); // the status line says the epoch
    this.strip = this.clip.appendChild(document.createElement("div"));
    pane.appendChild(this.clip);
  }

  // Where the traces' frame lies: the page is asked only where it lies elsewhere than before.
  fit(): void {
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
      height: `${height}px`,
    };
    const place = JSON.stringify(box);
    if (place === this.place) return;
    this.place = place;
    Object.assign(this.clip.style, box);
    this.laid.to = -1;
  }

  draw(): void {
    if (this.clip.hidden) return;
    const [start, length] = [this.model.get("window_start"), this.model.get("window_length")];
    const scale = Number.parseFloat(this.clip.style.width) / length; // px a second
    if (!(scale > 0)) return;
    const told = this.model.get("epochs");
    const { from, to } = this.laid;
    const isHeld = scale === this.laid.scale && told === this.laid.epochs;
    if (!isHeld || start < from || start + length > to) this.lay(start, length, scale, told);
    this.strip.style.transform = `translateX(${(this.laid.from - start) * scale}px)`;
  }

  private lay(start: number, length: number, scale: number, told: string): void {
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
}
