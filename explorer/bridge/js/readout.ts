// Words in the page that follow the hand: clock time, epoch, stage; the hint and the help.

import { clockWords } from "./clock_words";
import { dialogOf, type SayingDialog } from "./dialogs";
import { frequencyAxis } from "./frequency_axis";
import type { Clock, Grid } from "./going_to";
import type { Place } from "./hand_places";
import { HANDS, KEYS } from "./keymap";
import type { PointerWords } from "./pointer_words";
import { LANES, type ScoredMarks } from "./scored_marks";
import { stripWords } from "./strip_words";
import { textElement } from "./text_element";
import { epochsOf, type LiveModel } from "./traits";
import { WindowWords } from "./window_words";

const HINT = "Drag a white band edge · tap the night · brush the hypnogram";

export class Readout {
  place: () => number; // of whose epoch the words are
  pointer?: PointerWords;
  going: (time: number) => void = () => {};
  private readonly measured: HTMLElement;
  private readonly window: WindowWords;
  scored?: ScoredMarks;
  readonly strip: HTMLElement;
  private readonly spoken: HTMLElement;
  private readonly dialog: SayingDialog;
  private hint: HTMLElement | null = null;
  private saying?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly model: LiveModel,
    element: HTMLElement,
  ) {
    this.place = () => model.get("window_start");
    this.strip = textElement("div", "", "readout");
    this.measured = this.strip.appendChild(textElement("span", ""));
    this.window = new WindowWords(
      () => this.grid(),
      (time) => this.going(time),
    );
    this.strip.appendChild(this.window.element);
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
      model.on("change:hint", () => model.get("hint") || this.dismissHint());
    }
    this.dialog = dialogOf("explorer-help", "Keys and gestures");
    for (const [title, rows] of [
      ["Keys", KEYS],
      ["Gestures", HANDS],
    ] as const) {
      this.dialog.appendChild(textElement("h4", title));
      const list = this.dialog.appendChild(document.createElement("dl"));
      for (const { shown, does } of rows) {
        list.appendChild(textElement("dt", shown));
        list.appendChild(textElement("dd", does));
      }
    }
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "?") this.dialog.close();
    });
    element.appendChild(this.dialog);
  }

  private clockOfNight(): Clock {
    return {
      start: this.model.get("clock_start"),
      wrap: this.model.get("has_clock"),
      movedAt: this.model.get("clock_moved_at"),
      movedBy: this.model.get("clock_moved_by"),
    };
  }

  clock(seconds: number): string {
    return clockWords(seconds, { ...this.clockOfNight(), always: true });
  }

  // Where the epochs and the window stand.
  grid(): Grid & { clock: Clock } {
    const { first, length } = epochsOf(this.model);
    return {
      first,
      epoch: length,
      window: this.model.get("window_length"),
      total: this.model.get("total"),
      clock: this.clockOfNight(),
    };
  }

  // From when to when, and how long: of what is brushed.
  spanWords(from: number, to: number): string {
    const long = to - from;
    const duration = long < 120 ? `${long.toFixed(1)} s` : `${(long / 60).toFixed(1)} min`;
    return `${this.clock(from)}–${this.clock(to)}, ${duration}`;
  }

  goTo(): void {
    this.window.ask();
  }

  at(seconds: number): string {
    const { first, length, names, codes } = epochsOf(this.model);
    const epoch = Math.floor((seconds - first) / length);
    const stage = names[codes[epoch]] ?? "outside the hypnogram";
    return `${this.clock(seconds)}   epoch ${epoch + 1}   ${stage}`;
  }

  // The line of lights: its own time, and the epoch in bed that it bounds. The last one ends there.
  lightAt(which: "lights-off" | "lights-on"): string {
    const { first, length, names, codes } = epochsOf(this.model);
    const [off, on] = this.model.get("lights");
    const [time, name] = which === "lights-off" ? [off, "lights off"] : [on, "lights on"];
    const edge = (time - first) / length;
    const epoch = which === "lights-off" ? Math.floor(edge + 1e-6) : Math.ceil(edge - 1e-6) - 1;
    const stage = names[codes[epoch]];
    const beside = which === "lights-off" ? "before" : "after";
    const bound = stage === undefined ? "" : `   ${beside} epoch ${epoch + 1}   ${stage}`;
    return `${name} ${this.clock(time)}${bound}`;
  }

  hoverLight(at: Place, which: "lights-off" | "lights-on"): void {
    this.pointer?.show(at, this.lightAt(which));
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
    if (this.measured.textContent !== measured) this.measured.textContent = measured;
    this.window.say(this.at(this.place()));
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
    if (!at) {
      this.pointer?.show(null, "");
      return;
    }
    const [low, high] = this.model.get("band");
    let extra = "";
    if (at.name === "spectrogram") {
      const hertz = frequencyAxis(at.plot.model.y_range).hertz(at.y);
      const level = this.pointer?.level(at) ?? "";
      extra = `${hertz.toFixed(1)} Hz   ${level}   band ${low}–${high} Hz`;
    }
    if (at.name === "events")
      extra = stripWords(at.plot.model.left?.[0]?.major_label_overrides, at.y);
    else if (at.name === "band_power") extra = `power in ${low}–${high} Hz`;
    else if (at.name === LANES) extra = this.scored?.wordsAt(at) ?? "";
    else if (at.name === "traces") extra = this.pointer?.trace(at) ?? "";
    this.pointer?.show(at, `${this.at(at.x)}${extra && `   ${extra}`}`);
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
    this.dialog.appear();
  }
}
