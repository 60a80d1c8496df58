// The dialog that asks what a file's words mean, or whose night of several it is to be.

import { Asking, menuOf, tableOf } from "./asking";
import { button, make } from "./dialogs";
import type { Question, SessionModel, StageWord } from "./traits";

const NO_STAGE = "UNSCORED";
const HEADING = "Say what these words mean";

export class AskingWords extends Asking<Question> {
  private readonly keep: HTMLInputElement;
  private readonly remembering: HTMLElement;

  constructor(model: SessionModel) {
    const keep = make("input", { type: "checkbox", checked: true });
    const remembering = make(
      "div.row",
      {},
      make("label", {}, keep, " remember this for other files of this laboratory"),
      button("forget all that is remembered", () => this.forget()),
    );
    const wording = {
      opener: "what words mean",
      title: "say what this file's words mean, or whose night it is to be",
      heading: HEADING,
      missing: "Say of each word what it means.",
    };
    super(model, wording, remembering);
    this.keep = keep;
    this.remembering = remembering;
  }

  protected asked(): Question | null {
    const asked = this.model.get("question");
    return "title" in asked ? (asked as Question) : null;
  }

  protected override heading({ words, fetch }: Question): string {
    if (fetch) return "This file is only read whole";
    return words.length ? HEADING : "Choose a night of this file";
  }

  protected rows({ words, stages, subjects, nights, fetch }: Question): HTMLElement[] {
    this.remembering.hidden = !words.length;
    if (fetch) return [make("label.row", {}, this.menu("fetch", [["yes", fetch]]))];
    if (words.length) {
      const rows = words.map((word) => this.row(word, stages));
      return [tableOf(["word", "times", "min", "means"], rows)];
    }
    const choices = [
      this.choice("subject", "whose", subjects),
      this.choice("night", "which night", nights),
    ];
    return choices.filter((one) => one !== null);
  }

  protected answer(values: Record<string, string>, { words }: Question): boolean {
    if (words.length)
      this.model.send({ kind: "answer", stages: values, remember: this.keep.checked });
    else this.model.send({ kind: "answer", ...values });
    return true;
  }

  private row({ name, stage, count, minutes, why, proposed }: StageWord, stages: string[]) {
    const numbers = [make("td.number", {}, `${count}`), make("td.number", {}, `${minutes}`)];
    const word = make("td.word", {}, name || "(empty)");
    if (stage) return make("tr.known", {}, word, ...numbers, make("td", {}, stage));
    const menu = menuOf(`what ${name} means`, [
      ["", "choose…"],
      ...stages.map((one): [string, string] => [one, one === NO_STAGE ? `${one} (no stage)` : one]),
    ]);
    menu.value = proposed;
    this.menus.set(name, menu);
    return make("tr", {}, word, ...numbers, make("td", {}, menu, why ? ` ${why}?` : ""));
  }

  private choice(key: string, words: string, names: string[]): HTMLElement | null {
    if (!names.length) return null;
    const options = names.map((name): [string, string] => [name, name]);
    return make("label.row", {}, `${words} `, this.menu(key, options, words));
  }

  private menu(key: string, options: [string, string][], label = key): HTMLSelectElement {
    const menu = menuOf(label, options);
    this.menus.set(key, menu);
    return menu;
  }

  private forget(): void {
    this.model.send({ kind: "forget" });
    this.dialog.say("All that was said of words is forgotten; this file is read as you say now.");
  }
}
