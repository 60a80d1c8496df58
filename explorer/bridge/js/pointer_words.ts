// What lies under the pointer: time, stage, and the value there, beside the pointer itself.

import { laneAt } from "./hand_marks";
import type { Place } from "./hand_places";
import type { LiveDocument } from "./live_document";
import { shownNumber } from "./number_words";
import type { TraceStore } from "./traces";
import { type LiveModel, lanesOf } from "./traits";

const BESIDE = 14; // px

interface Image {
  image: ArrayLike<number>[] & { shape?: number[] };
}

export class PointerWords {
  readonly element: HTMLElement;
  private measured = { letters: 0, width: 0, height: 0 };

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
    private readonly store: TraceStore,
    private readonly pane: HTMLElement,
  ) {
    this.element = document.createElement("div");
    this.element.className = "pointer-words";
    this.element.setAttribute("aria-hidden", "true"); // the status line is read instead
    this.element.hidden = true;
    pane.appendChild(this.element);
    // In larger type they would run over the frame, at a place where nothing may lie any more.
    new ResizeObserver(([{ borderBoxSize }]) => {
      const height = borderBoxSize[0].blockSize;
      if (height && Math.abs(height - this.measured.height) > 1) this.element.hidden = true;
    }).observe(this.element);
  }

  show(at: Place | null, words: string): void {
    const appears = this.element.hidden;
    this.element.hidden = !at || !words;
    if (!at || !words) return;
    const box = at.pane ?? this.pane.getBoundingClientRect();
    if (this.element.textContent !== words) this.element.textContent = words;
    // Asked when it appears: to know it the browser lays the page out once more in this frame. Other
    // words are about as wide as their letters are many.
    if (appears || !this.measured.letters) {
      const { offsetWidth: width, offsetHeight: height } = this.element;
      this.measured = { letters: words.length, width, height };
    }
    const { letters, height } = this.measured;
    const width = (this.measured.width * words.length) / letters;
    const [x, y] = [at.px - box.left, at.py - box.top];
    const left = Math.max(0, x + BESIDE + width > box.width ? x - BESIDE - width : x + BESIDE);
    const top = y > height + BESIDE ? y - height - 6 : y + BESIDE;
    this.element.style.transform = `translate(${left}px, ${top}px)`;
  }

  // Of the trace whose lane it is: the channel and the sample there, as it is drawn.
  trace(at: Place): string {
    const lane = laneAt(lanesOf(this.model), at.y);
    const value = lane && this.store.valueAt(lane.name, at.x);
    if (!lane || value === undefined) return "";
    return `${lane.label} ${shownNumber(value, Math.abs(value) < 10 ? 1 : 0)} ${lane.units}`;
  }

  // Of the spectrogram: the level there, dB.
  level(at: Place): string {
    const data = this.live.named("spectrogram_image")?.data as unknown as
      | (Image & Record<"x" | "y" | "dw" | "dh", number[]>)
      | undefined;
    const limits = this.live.named("spectrogram_levels")?.tags as unknown as number[] | undefined;
    const image = data?.image?.[0] as unknown as
      | (ArrayLike<number> & { shape?: number[] })
      | undefined;
    const [rows, columns] = image?.shape ?? [];
    if (!data || !image || !columns || limits?.length !== 2) return "";
    const column = Math.floor(((at.x - data.x[0]) / data.dw[0]) * columns);
    const row = Math.floor(((at.y - data.y[0]) / data.dh[0]) * rows);
    if (row < 0 || row >= rows || column < 0 || column >= columns) return "";
    const code = image[row * columns + column];
    if (!code) return "";
    const decibels = limits[0] + (code / 255) * (limits[1] - limits[0]);
    return `${shownNumber(decibels, 0)} dB`;
  }
}
