// A dialog that asks of a file what it does not say itself: a form of menus, and Apply.

import { button, dialogOf, make, type SayingDialog } from "./dialogs";
import type { Asked, SessionModel } from "./traits";

export interface Wording {
  readonly opener: string; // on the button that opens the dialog
  readonly title: string;
  readonly heading: string;
  readonly missing: string; // where a menu has been left open
}

// A table of the form: names of columns, and rows.
export const tableOf = (columns: string[], rows: HTMLElement[]): HTMLElement =>
  make(
    "table",
    {},
    make("thead", {}, make("tr", {}, ...columns.map((one) => make("th", {}, one)))),
    make("tbody", {}, ...rows),
  );

// A menu of values with the words for each.
export const menuOf = (label: string, options: [string, string][]): HTMLSelectElement =>
  make(
    "select",
    { "aria-label": label },
    ...options.map(([value, words]) => make("option", { value }, words)),
  );

export abstract class Asking<What extends Asked> {
  readonly dialog: SayingDialog;
  readonly opener: HTMLButtonElement; // brings the dialog back that was put away
  protected readonly menus = new Map<string, HTMLSelectElement>();
  private readonly sentence = make("p.asked");
  private readonly form = make("div.answers");

  constructor(
    protected readonly model: SessionModel,
    private readonly wording: Wording,
    ...below: HTMLElement[]
  ) {
    this.opener = button(wording.opener, () => this.open(), {
      title: wording.title,
      hidden: true,
    });
    this.opener.classList.add("explorer-question");
    this.dialog = dialogOf(
      "explorer-asking",
      wording.heading,
      this.sentence,
      this.form,
      ...below,
      make(
        "div.row",
        {},
        button("Apply", () => this.apply()),
      ),
    );
    this.form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.apply();
    });
  }

  // What the kernel asks; null for nothing.
  protected abstract asked(): What | null;
  // Makes the form's rows, and a menu for each answer.
  protected abstract rows(asked: What): HTMLElement[];
  // Whether there was anything to answer, and it was sent.
  protected abstract answer(values: Record<string, string>, asked: What): boolean;
  protected heading(_asked: What): string {
    return this.wording.heading;
  }

  // Follows the trait: nothing to ask, or another question, which may open by itself.
  follow(opens: boolean): void {
    const asked = this.asked();
    this.opener.hidden = !asked;
    if (this.dialog.open && !(opens && asked)) this.dialog.close();
    if (!asked) return;
    this.show(asked);
    if (opens) this.open();
  }

  receive(message: { kind: string; sentence?: string }): void {
    if (message.kind === "refused" && this.dialog.open)
      this.dialog.say(message.sentence ?? "", true);
  }

  private open(): void {
    // One dialog at a time: the one that a file was chosen in has done its work.
    for (const other of document.querySelectorAll<HTMLDialogElement>("dialog.explorer-open[open]"))
      other.close();
    this.dialog.say("");
    this.dialog.appear();
    this.form.querySelector("select")?.focus();
  }

  private show(asked: What): void {
    this.menus.clear();
    const heading = this.heading(asked);
    const shown = this.dialog.querySelector("h3");
    if (shown) shown.textContent = `${heading}: ${asked.title}`;
    this.dialog.setAttribute("aria-label", heading);
    this.sentence.textContent = asked.sentence;
    this.form.replaceChildren(...this.rows(asked));
  }

  private apply(): void {
    const asked = this.asked();
    if (!asked) return;
    const open = this.missing();
    if (open) {
      this.dialog.say(this.wording.missing, true);
      open.focus();
      return;
    }
    const values = Object.fromEntries([...this.menus].map(([key, menu]) => [key, menu.value]));
    if (this.answer(values, asked)) this.dialog.say("Opening…");
    else this.dialog.close();
  }

  private missing(): HTMLSelectElement | undefined {
    return this.wording.missing ? [...this.menus.values()].find((menu) => !menu.value) : undefined;
  }
}
