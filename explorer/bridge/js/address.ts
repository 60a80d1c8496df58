// The page's address follows the view, where the page is the explorer's own: under Voilà.

import type { SessionModel } from "./traits";

export class Address {
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
  }

  // What an address asks for: that which the page was opened with, or one followed since.
  asked(hash = location.hash): string {
    const text = hash.slice(1);
    return this.own && /^v\d/.test(text) ? text : "";
  }

  follow(): void {
    if (this.own && this.heard && this.model.get("view"))
      history.replaceState(history.state, "", `#${this.model.get("view")}`);
  }

  // The whole link; "" where the address belongs to someone else, as in JupyterLab.
  link(): string {
    return this.own ? `${location.href.split("#")[0]}#${this.model.get("view")}` : "";
  }
}
