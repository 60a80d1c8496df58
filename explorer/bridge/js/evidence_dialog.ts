// "Says who?": a click on what rests on a claim or a study shows the evidence, over what is read.

import { button, dialogOf, make, type SayingDialog } from "./dialogs";
import { elementOf } from "./element_of";
import type { SessionModel } from "./traits";

export interface SaysMessage {
  kind: string;
  html: string;
}

export class Says {
  readonly dialog: SayingDialog;
  private readonly answer: HTMLElement;

  constructor(private readonly model: SessionModel) {
    this.answer = make("div.says-answer", { tabIndex: 0, "aria-live": "polite" });
    const all = () => {
      this.dialog.close();
      model.send({ kind: "evidence" });
    };
    this.dialog = dialogOf(
      "explorer-says",
      "Says who?",
      this.answer,
      make("div.row", {}, button("all the evidence", all, { title: "turn to the tab Evidence" })),
    );
  }

  takeClicks(page: HTMLElement, signal: AbortSignal): void {
    const ask = (event: Event) => {
      const asked = elementOf(event)?.closest<HTMLElement>("[data-evidence]");
      if (!asked) return;
      this.answer.replaceChildren(make("p.quiet", {}, "looking it up…"));
      this.dialog.appear();
      this.model.send({ kind: "says", asked: asked.dataset.evidence });
    };
    page.addEventListener("click", ask, { signal });
  }

  receive(message: SaysMessage): void {
    if (message.kind !== "says") return;
    this.answer.innerHTML = message.html; // of the explorer's own evidence, none of a file's words
    this.answer.scrollTop = 0;
  }
}
