// The page's address follows the view, where the page is the explorer's own: under Voilà.

import type { SessionModel } from "./traits";

const LEAST_APART = 250; // ms

export class Address {
  private later?: ReturnType<typeof setTimeout>;
  private written = Number.NEGATIVE_INFINITY;
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
    signal.addEventListener("abort", () => clearTimeout(this.later));
  }

  // What an address asks for: that which the page was opened with, or one followed since.
  asked(hash = location.hash): string {
    const text = hash.slice(1);
    return this.own && /^v\d/.test(text) ? text : "";
  }

  // At once, or a little later where it was written just now: a browser takes some ms for it, and
  // refuses it to a hand that drags for long.
  follow(): void {
    clearTimeout(this.later);
    const wait = this.written + LEAST_APART - performance.now();
    if (wait > 0) this.later = setTimeout(() => this.write(), wait);
    else this.write();
  }

  write(): void {
    clearTimeout(this.later);
    if (!this.own || !this.heard || !this.model.get("view")) return;
    this.written = performance.now();
    history.replaceState(history.state, "", `#${this.model.get("view")}`);
  }

  // The whole link; "" where the address belongs to someone else, as in JupyterLab.
  link(): string {
    return this.own ? `${location.href.split("#")[0]}#${this.model.get("view")}` : "";
  }
}
