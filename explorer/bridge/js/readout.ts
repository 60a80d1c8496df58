// Words in the page that follow the hand: clock time, epoch, stage; the hint and the help.

import { clockWords } from "./clock_words";
import type { Place } from "./gestures";
import { HANDS, KEYS } from "./keymap";
import { LANES, type ScoredMarks } from "./scored_marks";
import { textElement } from "./text_element";
import { epochsOf, type LiveModel } from "./traits";

const HINT = "Drag a white band edge · tap the night · brush the hypnogram";

export class Readout {
  place: () => number; // of whose epoch the words are
  scored?: ScoredMarks;
  readonly strip: HTMLElement;
  private readonly spoken: HTMLElement;
  private readonly dialog: HTMLDialogElement;
  private hint: HTMLElement | null = null;
  private saying?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly model: LiveModel,
    element: HTMLElement,
  ) {
    this.place = () => model.get("window_start");
    this.strip = textElement("div", "", "readout");
    this.strip.setAttribute("role", "status");
    this.strip.setAttribute("aria-live", "off");
    element.appendChild(this.strip);
    this.spoken = textElement("div", "", "unseen");
    this.spoken.setAttribute("role", "status");
    element.appendChild(this.spoken);
    if (model.get("hint")) {
      this.hint = textElement("div", "", "hint");
      this.hint.appendChild(textElement("span", HINT));
      const enough = this.hint.appendChild(textElement("button", "×"));
      enough.title = "dismiss this hint (Esc)";
      enough.setAttribute("aria-label", "dismiss this hint");
      this.hint.addEventListener("click", () => this.dismissHint());
      element.appendChild(this.hint);
    }
    this.dialog = document.createElement("dialog");
    this.dialog.className = "explorer-help";
    this.dialog.setAttribute("aria-label", "Keys and gestures");
    for (const [title, rows] of [
      ["Keys", KEYS],
      ["Gestures", HANDS],
    ] as const) {
      this.dialog.appendChild(textElement("h3", title));
      const list = this.dialog.appendChild(document.createElement("dl"));
      for (const { shown, does } of rows) {
        list.appendChild(textElement("dt", shown));
        list.appendChild(textElement("dd", does));
      }
    }
    const close = textElement("button", "Close");
    close.addEventListener("click", () => this.dialog.close());
    this.dialog.appendChild(close);
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "?") this.dialog.close();
    });
    element.appendChild(this.dialog);
  }

  clock(seconds: number): string {
    const start = this.model.get("clock_start");
    return clockWords(seconds, { start, wrap: this.model.get("has_clock"), always: true });
  }

  at(seconds: number): string {
    const { first, length, names, codes } = epochsOf(this.model);
    const epoch = Math.floor((seconds - first) / length);
    const stage = names[codes[epoch]] ?? "outside the hypnogram";
    return `${this.clock(seconds)}   epoch ${epoch + 1}   ${stage}`;
  }

  // Start of the nearest epoch after the window's (or before it) whose stage differs from the last.
  changeOfStage(forward: boolean): number | null {
    const { first, length, codes } = epochsOf(this.model);
    const here = Math.floor((this.place() - first) / length + 1e-6);
    const step = forward ? 1 : -1;
    for (let epoch = here + step; epoch >= 0 && epoch < codes.length; epoch += step)
      if (epoch === 0 || codes[epoch] !== codes[epoch - 1]) return first + epoch * length;
    return null;
  }

  moved(): void {
    const measured = this.model.get("measured");
    this.strip.textContent = `${measured}${measured && "   "}${this.at(this.place())}`;
  }

  // What a key did, said once the hand rests.
  say(words = ""): void {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.spoken.textContent = words || this.at(this.place()) + this.marksInWindow();
    }, 400);
  }

  private marksInWindow(): string {
    const start = this.model.get("window_start");
    const words = this.scored?.wordsOf(start, start + this.model.get("window_length"));
    return words ? `   ${words}` : "";
  }

  hover(at: Place | null): void {
    if (!at || at.name === "traces") {
      this.moved();
      return;
    }
    const [low, high] = this.model.get("band");
    let extra = "";
    if (at.name === "spectrogram") extra = `${at.y.toFixed(1)} Hz   band ${low}–${high} Hz`;
    else if (at.name === LANES) extra = this.scored?.wordsAt(at) ?? "";
    this.strip.textContent = `${this.at(at.x)}${extra && `   ${extra}`}`;
  }

  dismissHint(): void {
    this.hint?.remove();
    this.hint = null;
  }

  help(): void {
    this.dismissHint();
    if (this.dialog.open) {
      this.dialog.close();
      return;
    }
    this.dialog.showModal();
    this.dialog.scrollTop = 0; // the focus is on the button at its end
  }
}
