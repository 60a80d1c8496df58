// The title beside a panel: where the panel is lower than its words are long, they stand before the
// words within it, as beside it they would be cut.

import type { BokehModel } from "./bokehjs";
import { measuredIn } from "./broken_lines";
import { fontOf, KernelWords, type Words } from "./kernel_words";
import type { LiveDocument } from "./live_document";

const BORDERS = 4; // px above and below the frame that the title has too
const BESIDE = 8; // px left free beside the words within

export interface Titled extends BokehModel {
  axis_label: string;
  axis_label_text_font: string;
  axis_label_text_font_size: string;
  axis_label_text_font_style: string;
}

// The words of a title that would be cut beside a frame of this height, on one line; else "".
export function cutTitle(axis: Titled, height: number, measured: typeof measuredIn): string {
  const style = `${axis.axis_label_text_font_style} ${axis.axis_label_text_font_size}`;
  const long = measured(`${style} ${axis.axis_label_text_font}`);
  const lines = axis.axis_label.split("\n");
  return Math.max(...lines.map(long)) > height + BORDERS ? lines.join(", ") : "";
}

export class LowTitle {
  private fittedFor = "";
  private readonly kept = new KernelWords();

  constructor(
    private readonly live: Pick<LiveDocument, "named" | "plot">,
    private readonly measured = measuredIn,
  ) {}

  private get parts() {
    const axis = this.live.named("band_power_axis") as Titled | null | undefined;
    const words = this.live.named("band_power_words") as Words | null | undefined;
    const plot = this.live.plot("band_power");
    return axis && words && plot ? { axis, words, frame: plot.frame.bbox } : null;
  }

  private get reasons(): string {
    const found = this.parts;
    if (!found?.axis.axis_label) return this.fittedFor;
    const { axis, words, frame } = found;
    const { axis_label, axis_label_text_font_size: size } = axis;
    return [axis_label, size, this.kept.said(words), frame.height, frame.width].join(" ");
  }

  isStale(): boolean {
    return this.reasons !== this.fittedFor;
  }

  fit(): void {
    const found = this.parts;
    if (!found || !this.isStale()) return;
    this.fittedFor = this.reasons;
    const { axis, words, frame } = found;
    const within = this.kept.said(words);
    const title = cutTitle(axis, frame.height, this.measured);
    const both = `${title} · ${within}`;
    const wide = this.measured(fontOf(words));
    const lowWords = wide(both) <= frame.width - BESIDE ? both : title;
    axis.setv({ axis_label_text_alpha: title ? 0 : 1 }, { sync: false });
    this.kept.show(words, title ? lowWords : within);
  }
}
