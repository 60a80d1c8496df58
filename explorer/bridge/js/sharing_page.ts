// The part of "share" that makes a page without a kernel: channels, part and rate, and the size first.

import { button, make } from "./dialogs";
import type { SessionModel } from "./traits";

export interface PageMessage {
  kind: string;
  name: string; // of a file
  names: string[];
  usual: string[];
  rate: number;
  sentence: string;
  refused: boolean;
}

const RATES = [32, 64, 128, 256]; // Hz
const MOST_ROWS = 5;

export class SharingPage {
  readonly section: HTMLElement;
  private readonly channels = make("select", { multiple: true, ariaLabel: "channels of the page" });
  private readonly part = make("input", {
    type: "text",
    placeholder: "whole night",
    ariaLabel: "part of the night in the page",
    title: "such as 23:30-01:00 by the clock, 1h-2.5h from the start, or selection",
  });
  private readonly rate = make("select", { ariaLabel: "samples a second in the page" });
  private readonly size = make("p.page-size", { role: "status" });
  private readonly cancel = button("cancel", () => this.model.send({ kind: "page-cancel" }), {
    title: "make no page",
    hidden: true,
  });
  private isMaking = false;

  // `begun` is told once a page is begun: what was said of other files is over then.
  constructor(
    private readonly model: SessionModel,
    private readonly begun: () => void,
  ) {
    this.rate.append(...RATES.map((hz) => make("option", { value: String(hz) }, `${hz} Hz`)));
    const ask = () => this.ask("page-size");
    for (const field of [this.channels, this.part, this.rate])
      field.addEventListener("change", ask);
    this.section = make(
      "section.share-page",
      {},
      make("h4", {}, "A page without a kernel"),
      make(
        "p.quiet",
        {},
        "One file of HTML that shows this night offline, and names nobody. " +
          "Its numbers are of the whole night; its traces are of these channels and this part.",
      ),
      make(
        "div.row",
        {},
        this.channels,
        this.part,
        this.rate,
        button("page, HTML", () => this.begin(), {
          title: "one page that scrubs and filters by itself",
        }),
      ),
      make("div.row", {}, this.size, this.cancel),
    );
  }

  // The dialog opens: ask what there is to choose from, and how large the usual page is.
  open(): void {
    this.size.textContent = "";
    this.model.send({ kind: "page-size", part: this.part.value });
  }

  // The kernel's own words come when it has read the first of the night.
  private begin(): void {
    this.making(true);
    this.begun();
    this.size.textContent = "Making the page…";
    this.size.classList.remove("problem");
    this.ask("page");
  }

  private making(on: boolean): void {
    this.isMaking = on;
    this.cancel.hidden = !on;
  }

  private ask(kind: "page-size" | "page"): void {
    const channels = [...this.channels.selectedOptions].map(({ value }) => value);
    this.model.send({ kind, channels, part: this.part.value, rate: Number(this.rate.value) });
  }

  receive(message: PageMessage): void {
    if (message.kind === "page-channels") {
      const { names, usual, rate } = message;
      this.channels.replaceChildren(
        ...names.map((name) => {
          return make("option", { value: name, selected: usual.includes(name) }, name);
        }),
      );
      this.channels.size = Math.max(2, Math.min(names.length, MOST_ROWS));
      this.rate.value = String(rate);
    }
    if (message.kind === "page-says") {
      this.size.textContent = message.sentence;
      this.size.classList.toggle("problem", message.refused);
      if (message.refused) this.making(false);
    }
    // Another file that is saved says nothing of the page, whose size stays beside its choices.
    if (message.kind === "file" && this.isMaking && message.name.endsWith("_page.html")) {
      this.making(false);
      this.size.textContent = "";
    }
  }
}
