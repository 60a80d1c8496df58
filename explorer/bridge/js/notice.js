// One sentence across the page, with what can be done about it.

class Notice {
  constructor() {
    this.words = make("span", {});
    this.acts = make("span.row");
    this.bar = make("div.explorer-notice", { role: "alert", hidden: true }, this.words, this.acts);
  }

  say(sentence, ...acts) {
    this.bar.hidden = !sentence;
    this.words.textContent = sentence;
    this.acts.replaceChildren(...acts);
  }
}
