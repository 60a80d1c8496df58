// Words in the page that follow the hand: clock time, epoch, stage; the hint and the help.

import { clockWords } from "./clock_words";
import type { Place } from "./gestures";
import { textElement } from "./text_element";
import { epochsOf, type LiveModel } from "./traits";

const KEYS = [
  ["← →", "previous, next window"],
  ["Shift ← →", "previous, next epoch"],
  ["Page Up, Page Down", "ten windows"],
  ["Home, End", "start, end of the night"],
  ["c, Shift c", "next, previous change of stage"],
  ["+ −", "traces larger, smaller"],
  ["1 … 9", "frequency band"],
  ["l, Shift l", "lower edge of the band up, down by 0.25 Hz"],
  ["h, Shift h", "upper edge of the band up, down"],
  ["m, Shift m", "the whole band up, down"],
  ["t, Shift t", "amplitude line up, down by 1 µV"],
  ["b, and b again", "brush from the window's start to the end of a later window"],
  ["[ ]", "lights off at the window's start, on at its end"],
  ["Esc", "forget the brushed part"],
  ["S", "score with keys, or stop"],
  ["W 1 2 3 R U", "while scoring: wake, N1, N2, N3, REM, unscored; then the next epoch"],
  ["Ctrl Z, Ctrl Shift Z", "undo, redo what you scored or marked"],
  ["N", "next epoch of which the stager is unsure"],
  ["?", "this help"],
];
const GESTURES = [
  ["tap the night", "go there"],
  ["drag along the hypnogram", "brush a part: its numbers stand beside the whole night's"],
  ["Shift and drag on the traces", "brush what an arousal, spindle or artefact takes, to mark it"],
  ["drag lights off or on", "every number follows; take the line above the stages"],
  ["drag a band edge on the spectrogram", "change the band; drag between the edges to move it"],
  ["drag or wheel on the traces", "scrub"],
  ["drag the amplitude line on the traces", "N3 by rule follows: 20 % of an epoch above the line"],
];
const HINT = "Drag a white band edge · tap the night · brush the hypnogram";

export class Readout {
  place: () => number; // of whose epoch the words are
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
      enough.title = "enough of this hint (Esc)";
      enough.setAttribute("aria-label", "enough of this hint");
      this.hint.addEventListener("click", () => this.dismissHint());
      element.appendChild(this.hint);
    }
    this.dialog = document.createElement("dialog");
    this.dialog.className = "explorer-help";
    this.dialog.setAttribute("aria-label", "Keys and gestures");
    for (const [title, rows] of [
      ["Keys", KEYS],
      ["Gestures", GESTURES],
    ] as const) {
      this.dialog.appendChild(textElement("h3", title));
      const list = this.dialog.appendChild(document.createElement("dl"));
      for (const [what, does] of rows) {
        list.appendChild(textElement("dt", what));
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
    this.strip.textContent = this.at(this.place());
  }

  // What a key did, said once the hand rests.
  say(words = ""): void {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.spoken.textContent = words || this.at(this.place());
    }, 400);
  }

  hover(at: Place | null): void {
    if (!at || at.name === "traces") {
      this.moved();
      return;
    }
    const [low, high] = this.model.get("band");
    const extra =
      at.name === "spectrogram" ? `   ${at.y.toFixed(1)} Hz   band ${low}–${high} Hz` : "";
    this.strip.textContent = `${this.at(at.x)}${extra}`;
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
