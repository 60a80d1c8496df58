// Whether the kernel still answers; if not, one sentence and the way back to the same view.

import type { Address } from "./address";
import { button, copy, make } from "./dialogs";
import type { Notice } from "./notice";
import { whenRegained } from "./regained_line";
import type { SessionModel } from "./traits";
import { type Models, UnheardValues } from "./unheard_values";
import { unsaved } from "./unsaved";

const BEAT = 2000; // ms between questions, at which the kernel also looks what other pages scored
const NAP = 12_000; // ms between two looks, after which the computer or the tab was asleep
const SILENCE = 6000; // ms without an answer from a kernel that says it has nothing to do
const LONG_SILENCE = 30_000; // ms, where nothing is known of the kernel
const GONE: (string | undefined)[] = ["dead", "terminating", "restarting", "autorestarting"];

export class Pulse {
  private asked = 0; // when the question that waits for an answer was put; 0 for none
  private looked = Date.now();
  private lost = false;
  private named = ""; // the unsaved keys that the notice names
  private readonly values: UnheardValues;

  constructor(
    private readonly model: SessionModel,
    private readonly notice: Notice,
    private readonly address: Address,
    signal: AbortSignal,
  ) {
    this.values = new UnheardValues(() => model.widget_manager?._models as Models | undefined);
    const timer = setInterval(() => this.look(), BEAT);
    signal.addEventListener("abort", () => clearInterval(timer));
    // Timers of a hidden tab run late: whoever comes back to it sees at once what happened.
    const seen = () => document.hidden || this.look();
    document.addEventListener("visibilitychange", seen, { signal });
    // The notebook's own word comes sooner, where it can be had.
    const kernel = this.kernel();
    const look = () => {
      if (GONE.includes(kernel?.status)) this.lose();
    };
    kernel?.statusChanged?.connect(look);
    signal.addEventListener("abort", () => kernel?.statusChanged?.disconnect(look));
    whenRegained(model, () => this.regained(), signal);
  }

  private kernel() {
    return this.model.widget_manager?.kernel;
  }

  private look(): void {
    const now = Date.now();
    const slept = now - this.looked > NAP;
    this.looked = now;
    if (slept) this.asked = 0;
    const { status, connectionStatus } = this.kernel() ?? {};
    if (this.asked && this.isGone(now - this.asked, status, connectionStatus)) this.lose();
    if (this.lost && this.unsaved() !== this.named) this.tell(); // keys into a kernel that is gone
    if (this.asked && !this.lost) return;
    this.ask(now);
  }

  private ask(now: number): void {
    this.asked ||= now;
    this.values.asked();
    this.model.send({ kind: "beat" });
  }

  // There is a line again: a question that was lost with the last one is put anew.
  private regained(): void {
    this.values.regained();
    this.asked = 0;
    this.ask(Date.now());
  }

  private isGone(silence: number, status?: string, connection?: string): boolean {
    if (GONE.includes(status)) return true;
    if (connection !== undefined && connection !== "connected") return silence > SILENCE;
    if (status === "idle") return silence > SILENCE;
    return status !== "busy" && silence > LONG_SILENCE;
  }

  answered(): void {
    this.asked = 0;
    this.values.answered();
    if (!this.lost) return;
    this.lost = false;
    this.notice.say("");
  }

  private lose(): void {
    if (this.lost) return;
    this.lost = true;
    this.tell();
  }

  private unsaved(): string {
    return unsaved.words(unsaved.all());
  }

  private tell(): void {
    this.named = this.unsaved();
    const again = button("reload with this view", () => {
      this.address.write();
      location.reload();
    });
    const cell = make("input", { type: "text", readOnly: true, value: this.model.get("cell") });
    const kept =
      this.named &&
      ` ${this.named}; kept in this tab, and sent as soon as the night is open again.`;
    if (this.address.own)
      this.notice.say(
        `The kernel behind this page has gone or cannot be reached: the traces and the band still follow your hand as far as the page holds the night; fields, numbers and lists stay as they were.${kept}`,
        again,
      );
    else
      this.notice.say(
        `The kernel behind this page has gone or cannot be reached: run a cell with this view again.${kept}`,
        cell,
        button("copy cell", () => copy(cell)),
      );
  }
}
