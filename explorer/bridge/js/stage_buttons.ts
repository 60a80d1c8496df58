// Buttons of the stages at the foot of the traces, for a hand without keys: on a narrow page the
// panel that has them is nowhere near the traces that are scored.

import type { Act } from "./keymap";
import { textElement } from "./text_element";

// The key that does what each button does, its words, and how they are heard.
export const BUTTONS: readonly [act: Act, key: string, words: string, name: string][] = [
  ["score", "w", "W", "wake"],
  ["score", "1", "N1", "N1"],
  ["score", "2", "N2", "N2"],
  ["score", "3", "N3", "N3"],
  ["score", "r", "REM", "REM"],
  ["score", "u", "?", "unscored"],
  ["undo", "z", "↶", "undo"],
];

export class StageButtons {
  private readonly row = textElement("div", "", "stage-buttons");

  constructor(
    foot: HTMLElement,
    private readonly scores: () => boolean,
    press: (act: Act, key: string) => void,
  ) {
    this.row.setAttribute("role", "group");
    this.row.setAttribute("aria-label", "Score this epoch");
    for (const [act, key, words, name] of BUTTONS) {
      const button = this.row.appendChild(textElement("button", words));
      button.type = "button";
      button.setAttribute("aria-label", name);
      button.addEventListener("click", () => press(act, key));
    }
    foot.appendChild(this.row);
    this.draw();
  }

  // In sight while the keys score; a wide page has them beside the traces.
  draw(): void {
    this.row.hidden = !this.scores();
  }
}
