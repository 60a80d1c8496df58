// One sentence across the page, with what can be done about it.

import { make } from "./dialogs";
import { giveBack } from "./kept_focus";

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
    const held = this.bar.contains(document.activeElement);
    this.bar.hidden = !sentence;
    this.words.textContent = sentence;
    this.acts.replaceChildren(...acts);
    if (held && acts.length && sentence) acts[0].focus({ preventScroll: true });
    else if (held) giveBack(this.bar);
  }
}
