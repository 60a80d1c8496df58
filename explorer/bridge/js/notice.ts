// One sentence across the page, with what can be done about it.

import { make } from "./dialogs";

export class Notice {
  private readonly words = make("span");
  private readonly acts = make("span.row");
  readonly bar = make(
    "div.explorer-notice",
    { role: "alert", hidden: true },
    this.words,
    this.acts,
  );

  say(sentence: string, ...acts: HTMLElement[]): void {
    this.bar.hidden = !sentence;
    this.words.textContent = sentence;
    this.acts.replaceChildren(...acts);
  }
}
