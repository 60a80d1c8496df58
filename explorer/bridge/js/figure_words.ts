// The sentence that the kernel says below a figure, or over it: broken where the figure is narrower
// than it is. One below is given a height of its own, or the figure would be squeezed by it.

import type { PlotView } from "./bokehjs";
import { brokenLines, measuredIn, shortenedLines } from "./broken_lines";
import { fontOf, KernelWords, type Words } from "./kernel_words";
import type { LiveDocument } from "./live_document";
import { cutTitle, LowTitle, type Titled } from "./low_title";
import { CycleNames } from "./night_labels";

const TAG = "said"; // as the kernel marks it
const OVER: Record<string, string> = { spectrogram: "spectrogram_settings" }; // words in a figure
const BRACKET = / (?=\()/; // before which a sentence is broken first
const BETWEEN = " · "; // a title that has no room beside its figure, and what is said in it
const BESIDE = 4; // px left free beside the words
const LINE = 1.15; // heights of letters that a line takes
const ABOVE = 10; // px between the figure and its words, as Bokeh has them
const MOST = 0.3; // of a figure's height, for words over it: in a low one they would hide the night

function sentenceOf(plot: PlotView): Words | undefined {
  const found = plot.model.below?.find((one) => one.tags?.includes(TAG)) as Words | undefined;
  return found?.visible ? found : undefined;
}

const isOver = (plot: PlotView, said: Words) => said.name === OVER[plot.model.name ?? ""];

// The axis beside a figure with words over it, if it has a title.
function titledOf(plot: PlotView, said: Words): Titled | undefined {
  const axis = plot.model.left?.[0] as Titled | undefined;
  return isOver(plot, said) && axis?.axis_label ? axis : undefined;
}

// What a sentence was broken for: it stays as it is until one of these is another.
function reasons(plot: PlotView, said: Words): string {
  const { width, height } = plot.frame.bbox;
  const { axis_label, axis_label_text_font_size } = titledOf(plot, said) ?? {};
  return [width, height, fontOf(said), said.text, axis_label, axis_label_text_font_size].join(" ");
}

// px that the lines of a sentence take.
function heightOf(said: Words, text: string): number {
  return text.split("\n").length * LINE * Number.parseFloat(said.text_font_size);
}

export class FigureWords {
  private readonly brokenFor = new Map<string, string>();
  private readonly placing = new Map<PlotView, string>();
  private readonly kept = new KernelWords();
  private readonly title: LowTitle;
  private readonly cycles: CycleNames;

  constructor(private readonly live: LiveDocument) {
    this.title = new LowTitle(live);
    this.cycles = new CycleNames(live);
  }

  private get stale(): [PlotView, Words][] {
    return this.live.plots.flatMap((plot) => {
      const over = this.live.named(OVER[plot.model.name ?? ""] ?? "") as Words | null;
      return [sentenceOf(plot), over?.visible ? over : undefined].flatMap(
        (said): [PlotView, Words][] =>
          said && this.brokenFor.get(said.id) !== reasons(plot, said) ? [[plot, said]] : [],
      );
    });
  }

  // Whether something else is said, or the figure or its letters are of another size.
  isStale(): boolean {
    return this.title.isStale() || this.cycles.isStale() || this.stale.length > 0;
  }

  // To be called before a paint: Bokeh takes some turns to make letters of words.
  fit(): void {
    this.title.fit();
    this.cycles.fit();
    for (const [plot, said] of this.stale) {
      const whole = this.kept.said(said).replaceAll("\n", " ");
      this.kept.show(said, this.broken(plot, said, whole));
      this.brokenFor.set(said.id, reasons(plot, said));
    }
  }

  // The sentence in lines as wide as its figure; one over a low figure without what is in brackets,
  // and after the title that has no room beside it.
  private broken(plot: PlotView, said: Words, whole: string): string {
    const { width, height } = plot.frame.bbox;
    const lines = (parts: string[], between: string) =>
      brokenLines(parts, width - BESIDE, measuredIn(fontOf(said)), between);
    const parts = whole.split(BRACKET);
    if (!isOver(plot, said)) return lines(parts, " ");
    const most = Math.floor((MOST * height) / heightOf(said, ""));
    const axis = titledOf(plot, said);
    const title = axis ? cutTitle(axis, height, measuredIn) : "";
    axis?.setv({ axis_label_text_alpha: title ? 0 : 1 }, { sync: false });
    if (title)
      return shortenedLines([[title, parts[0]], [title]], most, (some) => lines(some, BETWEEN));
    return shortenedLines([parts, parts.slice(0, 1)], most, (some) => lines(some, " "));
  }

  // Lay a figure out anew whose sentence came without a place of its own, over the figure: its
  // letters were not made yet when it was laid out. After a paint; once for what is said.
  place(): void {
    for (const plot of this.live.plots) {
      const said = sentenceOf(plot);
      const height = said && plot.views?.find_one(said)?.bbox?.height;
      if (!said || height) this.placing.delete(plot);
      else if (height === 0 && this.placing.get(plot) !== said.text) {
        this.placing.set(plot, said.text);
        plot.request_layout(true);
      }
    }
  }

  // px that the sentence of a figure takes below it.
  height(name: string): number {
    const plot = this.live.plot(name);
    const said = plot && sentenceOf(plot);
    if (!said) return 0;
    return Math.ceil(heightOf(said, said.text)) + ABOVE;
  }
}
