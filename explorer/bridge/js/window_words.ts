// Where the window stands, always at one place; a click or "g" turns it into a field to go by.

import { type Clock, type Grid, refusal, typedTime } from "./going_to";
import { textElement } from "./text_element";

const ASK = "a time (02:13) or the number of an epoch; Enter goes there, Esc does not";

export class WindowWords {
  readonly element = textElement("span", "", "window-words");
  private readonly button = textElement("button", "");
  private readonly field = document.createElement("input");
  private readonly wrong = textElement("span", "", "wrong-time");

  constructor(
    private readonly grid: () => Grid & { clock: Clock },
    private readonly go: (time: number) => void,
  ) {
    this.button.type = "button";
    this.button.title = "go to a time or an epoch (key g)";
    this.button.addEventListener("click", () => this.ask());
    this.field.type = "text";
    this.field.hidden = true;
    this.field.placeholder = "02:13 or 413";
    this.field.setAttribute("aria-label", "go to a time or an epoch");
    this.field.title = ASK;
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.close(false));
    this.field.addEventListener("input", () => this.refuse(""));
    this.wrong.setAttribute("role", "alert");
    this.element.append(this.wrong, this.button, this.field);
  }

  say(words: string): void {
    if (this.button.textContent !== words) this.button.textContent = words;
  }

  ask(): void {
    this.button.hidden = true;
    this.field.hidden = false;
    this.field.value = "";
    this.refuse("");
    this.field.focus();
  }

  // What is wrong with what was typed, beside the field; "" for nothing.
  private refuse(words: string): void {
    this.wrong.textContent = words;
    if (words) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
  }

  private close(focus: boolean): void {
    if (this.field.hidden) return;
    this.field.hidden = true;
    this.button.hidden = false;
    this.refuse("");
    if (focus) this.element.closest<HTMLElement>(".live-pane")?.focus();
  }

  private key(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === "Escape") this.close(true);
    if (event.key !== "Enter") return;
    const { clock, ...grid } = this.grid();
    const time = typedTime(this.field.value, grid, clock);
    if (time === null) {
      this.refuse(refusal(this.field.value, grid, clock));
      this.field.select();
      return;
    }
    this.close(true);
    this.go(time);
  }
}
