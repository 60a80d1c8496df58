// A sign while a tab is being made that was never turned to: its page comes from the kernel.

import { textElement } from "./text_element";

const SOON = 300; // ms; a tab that was there before comes sooner

// Says what is opened from a while after the press until the kernel has turned, or another press.
export class Turning {
  private late?: ReturnType<typeof setTimeout>;
  readonly words = textElement("div", "", "turning-words");

  constructor(private readonly root: { classList: Pick<DOMTokenList, "toggle"> }) {
    this.words.setAttribute("role", "status");
  }

  begin(title: string): void {
    this.end();
    this.late = setTimeout(() => this.show(title), SOON);
  }

  // At once: the kernel says that it makes the page of this tab, whoever asked for it.
  show(title: string): void {
    clearTimeout(this.late);
    this.root.classList.toggle("turning", true);
    this.words.textContent = `opening ${title}…`;
  }

  end(): void {
    clearTimeout(this.late);
    this.root.classList.toggle("turning", false);
    this.words.textContent = "";
  }
}
