// The page's address follows the view, where the page is the explorer's own: under Voilà. A tab that
// a hand turned to is a step of the browser's history, so that Back and Forward go from tab to tab.

import { elementOf } from "./element_of";
import type { SessionModel } from "./traits";

const LEAST_APART = 250; // ms
const MARK = "sleepExplorer"; // on each entry of the history that this page wrote

// How many links were followed before an entry was written; undefined where it is no entry of ours,
// as one that a hand has just asked for.
export const linksBefore = (state: unknown): number | undefined => {
  const held = (state as Record<string, unknown> | null)?.[MARK];
  return typeof held === "number" ? held : undefined;
};

export const tabOf = (hash: string): string => new URLSearchParams(hash).get("tab") ?? "";

export class Address {
  private later?: ReturnType<typeof setTimeout>;
  private written = Number.NEGATIVE_INFINITY;
  private dragged = false; // a hand is down on the figures: its drag is written once it lets go
  private links = linksBefore(history.state) ?? 0; // followed so far
  private turns: number; // of the tabs, that are in the history
  private returned = ""; // where Back or Forward led, which is no link to follow
  private awaited = 0; // tabs gone back to of which the kernel has not said yet that it turned
  heard = false; // what the address asked for stands in it until the kernel knows
  readonly own = document.body.dataset.voila !== undefined;

  constructor(
    private readonly model: SessionModel,
    signal: AbortSignal,
  ) {
    this.turns = model.get("turns");
    if (this.own) {
      this.put("replaceState", location.href);
      window.addEventListener("popstate", (event) => this.step(event.state), { signal });
      window.addEventListener("hashchange", (event) => this.go(new URL(event.newURL).hash), {
        signal,
      });
    }
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

  // To another entry, before its address is heard of. What lies between it and this one is tabs
  // alone, or a link that was followed: only that one's night and view are gone back from.
  private step(state: unknown): void {
    const links = linksBefore(state);
    const isTab = links === this.links;
    this.links = links ?? this.links + 1;
    this.returned = isTab ? location.hash : "";
    if (!isTab) return;
    this.awaited += 1;
    this.model.send({ kind: "tab", title: tabOf(location.hash) });
  }

  // By now the page may have written its own view over what was asked for.
  private go(hash: string): void {
    const isTab = this.returned !== "" && hash === this.returned;
    this.returned = "";
    if (!isTab) this.model.send({ kind: "view", text: this.asked(hash) });
  }

  // The kernel has turned to a tab gone back to: its view is written into that entry.
  turned(): void {
    this.awaited = Math.max(0, this.awaited - 1);
    if (this.awaited) return;
    this.turns = this.model.get("turns");
    this.follow();
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
    if (wait > 0 && !this.isTurned) this.later = setTimeout(() => this.write(), wait);
    else this.write();
  }

  write(): void {
    clearTimeout(this.later);
    const address = `#${this.model.get("view")}`;
    if (!this.own || !this.heard || this.awaited || address === "#") return;
    if (address === location.hash && linksBefore(history.state) === this.links) return;
    const way = this.isTurned ? "pushState" : "replaceState";
    if (this.isTurned) this.turns = this.model.get("turns");
    this.written = performance.now();
    this.put(way, address);
  }

  // Whether a hand turned to another tab than the entry's: written at once, as Back may be next.
  private get isTurned(): boolean {
    const isAnother = tabOf(this.model.get("view")) !== tabOf(location.hash);
    return isAnother && this.model.get("turns") !== this.turns;
  }

  private put(way: "pushState" | "replaceState", address: string): void {
    history[way]({ ...history.state, [MARK]: this.links }, "", address);
  }

  // The whole link; "" where the address belongs to someone else, as in JupyterLab.
  link(): string {
    return this.own ? `${location.href.split("#")[0]}#${this.model.get("view")}` : "";
  }
}
