// The dialog that asks what a file's words mean, or whose night of several it is to be.

import { button, dialogOf, make, type SayingDialog } from "./dialogs";
import type { Question, SessionModel, StageWord } from "./traits";

const NO_STAGE = "UNSCORED";

export class Asking {
  readonly dialog: SayingDialog;
  readonly opener: HTMLButtonElement; // brings the dialog back that was put away
  private readonly sentence = make("p.asked");
  private readonly form = make("div.answers");
  private readonly keep = make("input", { type: "checkbox", checked: true });
  private readonly remembering: HTMLElement;
  private readonly actions: HTMLElement;
  private menus = new Map<string, HTMLSelectElement>();

  constructor(private readonly model: SessionModel) {
    this.opener = button("what words mean", () => this.open(), {
      title: "say what this file's words mean, or whose night it is to be",
      hidden: true,
    });
    this.opener.classList.add("explorer-question");
    this.remembering = make(
      "div.row",
      {},
      make("label", {}, this.keep, " remember this for other files of this laboratory"),
      button("forget all that is remembered", () => this.forget()),
    );
    this.actions = make(
      "div.row",
      {},
      button("Apply", () => this.apply()),
    );
    this.dialog = dialogOf(
      "explorer-asking",
      "Say what these words mean",
      this.sentence,
      this.form,
      this.remembering,
      this.actions,
    );
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.apply();
    });
  }

  // Follows the trait: nothing to ask, or another question.
  follow(): void {
    const question = this.question();
    this.opener.hidden = !question;
    if (!question) {
      if (this.dialog.open) this.dialog.close();
      return;
    }
    this.show(question);
    this.open();
  }

  private question(): Question | null {
    const asked = this.model.get("question");
    return "title" in asked ? (asked as Question) : null;
  }

  private open(): void {
    // One dialog at a time: the one that a file was chosen in has done its work.
    for (const other of document.querySelectorAll<HTMLDialogElement>("dialog.explorer-open[open]"))
      other.close();
    this.dialog.say("");
    this.dialog.appear();
    this.form.querySelector("select")?.focus();
  }

  private show({ title, sentence, words, stages, subjects, nights }: Question): void {
    this.menus = new Map();
    const asksWords = words.length > 0;
    const heading = asksWords ? "Say what these words mean" : "Choose a night of this file";
    const shown = this.dialog.querySelector("h3");
    if (shown) shown.textContent = `${heading}: ${title}`;
    this.dialog.setAttribute("aria-label", heading);
    this.sentence.textContent = sentence;
    this.remembering.hidden = !asksWords;
    const rows = words.map((word) => this.row(word, stages));
    const choices = [
      this.choice("subject", "whose", subjects),
      this.choice("night", "which night", nights),
    ];
    this.form.replaceChildren(
      ...(asksWords
        ? [
            make(
              "table",
              {},
              make(
                "thead",
                {},
                make(
                  "tr",
                  {},
                  ...["word", "times", "min", "means"].map((it) => make("th", {}, it)),
                ),
              ),
              make("tbody", {}, ...rows),
            ),
          ]
        : choices.filter((one) => one !== null)),
    );
  }

  private row({ name, stage, count, minutes, why, proposed }: StageWord, stages: string[]) {
    const numbers = [make("td.number", {}, `${count}`), make("td.number", {}, `${minutes}`)];
    const word = make("td.word", {}, name || "(empty)");
    if (stage) return make("tr.known", {}, word, ...numbers, make("td", {}, stage));
    const options = stages.map((one) =>
      make("option", { value: one }, one === NO_STAGE ? `${one} (no stage)` : one),
    );
    const menu = make(
      "select",
      { "aria-label": `what ${name} means` },
      make("option", { value: "" }, "choose…"),
      ...options,
    );
    menu.value = proposed;
    this.menus.set(name, menu);
    return make("tr", {}, word, ...numbers, make("td", {}, menu, why ? ` ${why}?` : ""));
  }

  private choice(key: string, words: string, names: string[]): HTMLElement | null {
    if (!names.length) return null;
    const menu = make(
      "select",
      { "aria-label": words },
      ...names.map((name) => make("option", { value: name }, name)),
    );
    this.menus.set(key, menu);
    return make("label.row", {}, `${words} `, menu);
  }

  private apply(): void {
    const question = this.question();
    if (!question) return;
    const open = [...this.menus.values()].find((menu) => !menu.value);
    if (open) {
      this.dialog.say("Say of each word what it means.", true);
      open.focus();
      return;
    }
    const values = Object.fromEntries([...this.menus].map(([key, menu]) => [key, menu.value]));
    this.dialog.say("Opening…");
    if (question.words.length)
      this.model.send({ kind: "answer", stages: values, remember: this.keep.checked });
    else this.model.send({ kind: "answer", ...values });
  }

  private forget(): void {
    this.model.send({ kind: "forget" });
    this.dialog.say("All that was said of words is forgotten; this file is read as you say now.");
  }

  receive(message: { kind: string; sentence?: string }): void {
    if (message.kind === "refused" && this.dialog.open)
      this.dialog.say(message.sentence ?? "", true);
  }
}
