// The page's address follows the view, where the page is the explorer's own: under Voilà.

import { elementOf } from "./element_of";
import type { SessionModel } from "./traits";

const LEAST_APART = 250; // ms

export class Address {
  private later?: ReturnType<typeof setTimeout>;
  private written = Number.NEGATIVE_INFINITY;
  private dragged = false; // a hand is down on the figures: its drag is written once it lets go
  heard = false; // what the address asked for stands in it until the kernel knows
  readonly own = document.body.dataset.voila !== undefined;

  constructor(
    private readonly model: SessionModel,
    signal: AbortSignal,
  ) {
    if (this.own)
      window.addEventListener(
        "hashchange",
        // By now the page may have written its own view over what was asked for.
        (event) => model.send({ kind: "view", text: this.asked(new URL(event.newURL).hash) }),
        { signal },
      );
    const hold = (event: Event) => {
      this.dragged = elementOf(event)?.closest(".live-pane") != null;
    };
    const letGo = () => {
      this.dragged = false;
      this.follow();
    };
    window.addEventListener("pointerdown", hold, { signal, capture: true });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"])
      window.addEventListener(end, letGo, { signal, capture: true });
    signal.addEventListener("abort", () => clearTimeout(this.later));
  }

  // What an address asks for: that which the page was opened with, or one followed since. What is no
  // link is asked for too: the kernel says so.
  asked(hash = location.hash): string {
    return this.own ? hash.slice(1) : "";
  }

  // At once, or a little later where it was written just now: a browser takes some ms for it, and
  // refuses it to a hand that is quick for long.
  follow(): void {
    clearTimeout(this.later);
    if (this.dragged) return;
    const wait = this.written + LEAST_APART - performance.now();
    if (wait > 0) this.later = setTimeout(() => this.write(), wait);
    else this.write();
  }

  write(): void {
    clearTimeout(this.later);
    const address = `#${this.model.get("view")}`;
    if (!this.own || !this.heard || address === "#" || address === location.hash) return;
    this.written = performance.now();
    history.replaceState(history.state, "", address);
  }

  // The whole link; "" where the address belongs to someone else, as in JupyterLab.
  link(): string {
    return this.own ? `${location.href.split("#")[0]}#${this.model.get("view")}` : "";
  }
}
