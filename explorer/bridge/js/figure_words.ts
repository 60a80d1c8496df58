// The sentence that the kernel says below a figure, or over it: broken where the figure is narrower
// than it is. One below is given a height of its own, or the figure would be squeezed by it.

import type { BokehModel, PlotView } from "./bokehjs";
import { brokenLines, measuredIn } from "./broken_lines";
import type { LiveDocument } from "./live_document";
import { LowTitle } from "./low_title";

const TAG = "said"; // as the kernel marks it
const OVER: Record<string, string> = { spectrogram: "spectrogram_settings" }; // words in a figure
const BRACKET = / (?=\()/; // before which a sentence is broken first
const BESIDE = 4; // px left free beside the words
const LINE = 1.15; // heights of letters that a line takes
const ABOVE = 10; // px between the figure and its words, as Bokeh has them

interface Sentence extends BokehModel {
  text: string;
  text_font: string;
  text_font_size: string;
}

function sentenceOf(plot: PlotView): Sentence | undefined {
  const found = plot.model.below?.find((one) => one.tags?.includes(TAG)) as Sentence | undefined;
  return found?.visible ? found : undefined;
}

// What a sentence was broken for: it stays as it is until one of these is another.
function reasons(plot: PlotView, said: Sentence): string {
  return [plot.frame.bbox.width, fontOf(said), said.text].join(" ");
}

const fontOf = (said: Sentence) => `${said.text_font_size} ${said.text_font}`;

export class FigureWords {
  private readonly brokenFor = new Map<string, string>();

  private readonly title: LowTitle;

  constructor(private readonly live: LiveDocument) {
    this.title = new LowTitle(live);
  }

  private get stale(): [PlotView, Sentence][] {
    return this.live.plots.flatMap((plot) => {
      const over = this.live.named(OVER[plot.model.name ?? ""] ?? "") as Sentence | null;
      return [sentenceOf(plot), over?.visible ? over : undefined].flatMap(
        (said): [PlotView, Sentence][] =>
          said && this.brokenFor.get(said.id) !== reasons(plot, said) ? [[plot, said]] : [],
      );
    });
  }

  // Whether something else is said, or the figure or its letters are of another size.
  isStale(): boolean {
    return this.title.isStale() || this.stale.length > 0;
  }

  // To be called before a paint: Bokeh takes some turns to make letters of words.
  fit(): void {
    this.title.fit();
    for (const [plot, said] of this.stale) {
      const sentence = said.text.replaceAll("\n", " ");
      const room = plot.frame.bbox.width - BESIDE;
      const text = brokenLines(sentence.split(BRACKET), room, measuredIn(fontOf(said)), " ");
      if (text !== said.text) said.setv({ text }, { sync: false });
      this.brokenFor.set(said.id, reasons(plot, said));
    }
  }

  // px that the sentence of a figure takes below it.
  height(name: string): number {
    const plot = this.live.plot(name);
    const said = plot && sentenceOf(plot);
    if (!said) return 0;
    const lines = said.text.split("\n").length;
    return Math.ceil(lines * LINE * Number.parseFloat(said.text_font_size)) + ABOVE;
  }
}
