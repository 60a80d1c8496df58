// What the keys mean: they score, they answer a lesson, or they do neither.

import type { LiveModel } from "./traits";

const LOST = 8000; // ms after which a word of the kernel does not come any more

export class ScoringMode {
  private turned = { on: false, at: Number.NEGATIVE_INFINITY };

  constructor(private readonly model: Pick<LiveModel, "get">) {}

  // Whether the keys score: what a hand asked for last, though the kernel's word is on its way.
  get on(): boolean {
    return Date.now() - this.turned.at < LOST ? this.turned.on : this.told;
  }

  // Whether the keys answer a lesson, and score nothing.
  get inLesson(): boolean {
    return this.model.get("lesson");
  }

  get scoresNight(): boolean {
    return this.on && !this.inLesson;
  }

  // A lesson has begun before the words of its epoch come: its keys answer from then on.
  get takesStages(): boolean {
    return this.inLesson || this.on;
  }

  turn(): void {
    this.turned = { on: !this.on, at: Date.now() };
  }

  // The kernel said whether the keys score; of two keys in a row that may be the first's answer.
  answered(): void {
    if (this.told === this.turned.on) this.turned.at = Number.NEGATIVE_INFINITY;
  }

  private get told(): boolean {
    return Boolean(this.model.get("scoring"));
  }
}
