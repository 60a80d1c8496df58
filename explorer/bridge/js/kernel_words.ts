// What the kernel says in a figure, kept where the page shows it otherwise: broken, or with more.

import type { BokehModel } from "./bokehjs";

export interface Words extends BokehModel {
  text: string;
  text_font: string;
  text_font_size: string;
}

export const fontOf = (words: Words) => `${words.text_font_size} ${words.text_font}`;

export class KernelWords {
  private readonly kept = new Map<string, { shown: string; said: string }>();

  // What the kernel said last, whatever is shown.
  said(words: Words): string {
    const kept = this.kept.get(words.id);
    return kept?.shown === words.text ? kept.said : words.text;
  }

  // Show it in other words, here alone.
  show(words: Words, shown: string): void {
    this.kept.set(words.id, { shown, said: this.said(words) });
    if (shown !== words.text) words.setv({ text: shown }, { sync: false });
  }
}
