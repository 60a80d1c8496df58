// Scoring by hand: what the keys mean while somebody scores.

import { clamp } from "./drag_limits";
import { elementOf } from "./element_of";
import { HandMarks, type HeldMark } from "./hand_marks";
import type { Act } from "./keymap";
import type { LiveDocument } from "./live_document";
import { hexadecimal } from "./number_words";
import { ScoringMode } from "./scoring_mode";
import type { StageButtons } from "./stage_buttons";
import { textElement } from "./text_element";
import { epochsOf, type LiveModel, whoseOf } from "./traits";
import { unsaved } from "./unsaved";
import type { ViewMoves } from "./view_moves";

const SCORING_KEYS: Record<string, string> = {
  w: "W",
  1: "N1",
  2: "N2",
  3: "N3",
  r: "REM",
  u: "unscored",
};
// What the other keys of scoring ask of a lesson.
export const IN_A_LESSON: Partial<Record<Act, string>> = {
  "next-epoch": "next",
  "previous-epoch": "back",
  undo: "undo",
  redo: "redo",
  "score-or-stop": "none",
  "next-uncertain": "none",
  mark: "none",
  unmark: "none",
  "lights-off": "lights",
  "lights-on": "lights",
};
const LATE = 2000; // ms after which a key that no journal has is named
const LOST = 8000; // ms after which it is sent again: done twice it never is
const AGAIN = 150; // ms in which what several late keys ask for is asked for once
const READ = 8000; // ms for which a key that was named is said to be saved

interface Edit {
  what: string;
  at?: number;
  span?: number[];
  event?: string; // of what kind a mark is
  channel?: string;
  mark?: string;
}

export class Scoring {
  readonly marks: HandMarks;
  readonly mode: ScoringMode;
  buttons?: StageButtons;
  private readonly strip: HTMLElement;
  private late = "";
  private ended = { words: "", at: 0 }; // of keys that were named, and are saved now
  private came = 0; // when the night on screen came there
  private night: string | null = null;
  private sent = 0;
  private asked: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
    element: HTMLElement,
    signal: AbortSignal,
  ) {
    this.marks = new HandMarks(live, model);
    this.mode = new ScoringMode(model);
    this.strip = textElement("div", "", "scoring-strip");
    this.strip.setAttribute("role", "status");
    element.appendChild(this.strip);
    const timer = setInterval(() => this.look(), LATE / 2);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      clearTimeout(this.asked);
    });
    // The buttons too turn back what keys did, and keep their place among them.
    const root = element.closest<HTMLElement>(".sleep-explorer") ?? element;
    root.addEventListener("click", (event) => this.turnByButton(event), { capture: true, signal });
  }

  // The epoch at a time: when it begins, and how long it is.
  private epochAt(time: number): { begin: number; length: number } {
    const { first, length } = epochsOf(this.model);
    return { begin: first + Math.floor((time - first) / length + 1e-6) * length, length };
  }

  private windowAt(begin: number): number {
    const [length, epoch] = [this.model.get("window_length"), this.epochAt(begin).length];
    const latest = Math.max(0, this.model.get("total") - length);
    return clamp(begin - Math.max(0, (length - epoch) / 2), 0, latest);
  }

  // When the epoch begins that a key would score: the one gone to while the window is still there,
  // else the one in the window's middle. As in explorer/app/scoring/epoch_cursor.py.
  get target(): number {
    const start = this.model.get("window_start");
    const length = this.model.get("window_length");
    const aim = this.model.get("cursor_epoch");
    if (this.mode.inLesson) return aim; // wherever a hand looks around
    if (aim >= 0 && Math.abs(this.windowAt(aim) - start) < 1e-6) return aim;
    const middle = length > this.epochAt(start).length ? length / 2 : 0;
    return this.epochAt(start + middle).begin;
  }

  // When that epoch begins, and how long it is.
  get targetSpan(): [number, number] {
    const begin = this.target;
    return [begin, this.epochAt(begin).length];
  }

  // Go to an epoch of the night, to score it.
  aimAt(begin: number, moves: ViewMoves): void {
    const { first, length, codes } = epochsOf(this.model);
    const last = first + Math.max(0, codes.length - 1) * length;
    const aim = this.epochAt(clamp(begin, first, last)).begin;
    this.model.set("cursor_epoch", aim);
    moves.goTo(this.windowAt(aim));
  }

  // While scoring, the keys that go by epochs move the epoch to be scored, though the window may
  // stand still, as at the ends of the night.
  private step(act: Act, moves: ViewMoves): boolean {
    const { length } = this.epochAt(0);
    if (act === "next-epoch") this.aimAt(this.target + length, moves);
    else if (act === "previous-epoch") this.aimAt(this.target - length, moves);
    else if (act === "start") this.aimAt(0, moves);
    else if (act === "end") this.aimAt(this.model.get("total"), moves);
    else return false;
    moves.readout.say();
    return true;
  }

  // Whether what a key asks for is scoring's; if so it is done.
  take(act: Act, key: string, moves: ViewMoves): boolean {
    if (this.mode.inLesson) return this.answer(act, key.toLowerCase());
    if (act === "undo" || act === "redo") this.edit({ what: act });
    else if (act === "score-or-stop") this.turnMode();
    else if (act === "next-uncertain") this.send({ what: "next" });
    else if (act === "mark") this.mark(moves);
    else if (act === "unmark") this.unmark();
    else if (act === "score") this.score(key.toLowerCase(), moves);
    else return this.mode.on && this.step(act, moves);
    return true;
  }

  // In a lesson the kernel goes on to its next epoch; what scores a night is answered in words.
  private answer(act: Act, key: string): boolean {
    const what = act === "score" ? key : IN_A_LESSON[act];
    if (what) this.model.send({ kind: "lesson", what });
    return Boolean(what);
  }

  private turnMode(): void {
    this.mode.turn();
    this.send({ what: "mode" });
  }

  private score(key: string, moves: ViewMoves): void {
    const span = this.model.get("selection");
    const begin = this.target;
    const { length } = this.epochAt(begin);
    // A brush shorter than an epoch is there for a mark, not for a stage.
    if (span.length && span[1] - span[0] >= length) {
      this.edit({ what: key, at: begin, span });
      moves.select([]); // here too: a brush still on its way would come after the kernel's word
    } else {
      this.edit({ what: key, at: begin });
      this.aimAt(begin + length, moves);
    }
  }

  // Mark the selection, or the window, as the kind that is chosen.
  private mark(moves: ViewMoves): void {
    const start = this.model.get("window_start");
    const brushed = this.model.get("selection");
    this.edit({
      what: "mark",
      event: this.model.get("mark_kind"),
      channel: brushed.length ? this.model.get("brush_channel") : "*",
      span: brushed.length ? brushed : [start, start + this.model.get("window_length")],
    });
    moves.select([]);
  }

  private unmark(): void {
    const mark = this.marks.chosen();
    if (mark) this.edit({ what: "unmark", mark });
  }

  // A hand let go of a mark's edge.
  changeMark({ id, start, stop }: HeldMark): void {
    this.edit({ what: "remark", mark: id, span: [start, stop] });
  }

  private send(message: object): void {
    this.model.send({ kind: "score", ...message });
  }

  // ---- what is kept until it is saved --------------------------------------------------------

  // Send what changes the scoring, and keep it until the kernel has it on disk.
  private edit(message: Edit): void {
    const id = hexadecimal(crypto.getRandomValues(new Uint8Array(8)));
    const words = this.wordsFor(message);
    const key = { ...message, ...whoseOf(this.model), id, words, pressed: Date.now() };
    const after = unsaved.of(key.night).at(-1)?.id;
    unsaved.add(key);
    this.sent = Date.now();
    this.send({ ...key, after });
  }

  private turnByButton(event: Event): void {
    const selector =
      ".explorer-controls button[data-act=undo], .explorer-controls button[data-act=redo]";
    const button = elementOf(event)?.closest<HTMLButtonElement>(selector);
    if (!button || button.disabled || this.mode.inLesson) return;
    event.stopPropagation();
    this.edit({ what: String(button.dataset.act) });
  }

  private wordsFor({ what, at = 0, span, event }: Edit): string {
    if (event) return `mark ${event}`;
    if (!(what in SCORING_KEYS)) return what;
    const { first, length } = epochsOf(this.model);
    const number = (time: number) => Math.floor((time - first) / length + 1e-6) + 1;
    if (!span) return `epoch ${number(at)}: ${SCORING_KEYS[what]}`;
    return `epochs ${number(span[0] + length / 2)} to ${number(span[1] - length / 2)}: ${SCORING_KEYS[what]}`;
  }

  // Whose scoring of which night this is: what was kept of it is sent, also by a page before this one.
  turnTo(): void {
    const { night } = whoseOf(this.model);
    if (night === this.night) return;
    this.night = night;
    this.came = Date.now();
    this.sendAgain();
  }

  private sendAgain(): void {
    this.sent = Date.now();
    for (const key of unsaved.inOrder(this.night)) this.send({ ...key, again: true });
  }

  // The kernel has a key whose earlier one did not come: all of them come in order, unannounced.
  missed(): void {
    clearTimeout(this.asked);
    this.asked = setTimeout(() => {
      for (const key of unsaved.inOrder(this.night)) this.send({ ...key, again: true, soon: true });
    }, AGAIN);
  }

  // These need not be kept: they are saved, but for those that could not be done.
  settled(ids: string[], refused: string[] = []): void {
    const saved = unsaved.all().filter((key) => ids.includes(key.id) && !refused.includes(key.id));
    unsaved.settle(ids);
    if (!this.late) return;
    if (saved.length) this.ended = { words: unsaved.words(saved, "saved"), at: Date.now() };
    this.look();
  }

  private look(): void {
    const now = Date.now();
    const late = unsaved.all().filter((key) => now - key.pressed > LATE);
    const checking = now - this.came < LOST;
    const ended = now - this.ended.at < READ ? this.ended.words : "";
    const waiting = unsaved.wordsWhileAlive(late, this.night, checking);
    const words = [waiting, ended].filter(Boolean).join(" · ");
    if (words !== this.late) {
      this.late = words;
      this.draw();
    }
    const lost = late.some((key) => key.night === this.night);
    if (lost && now - this.sent > LOST) this.sendAgain();
  }

  // The words of the mode, the frame around the epoch that a key would score, and the marks.
  draw(): void {
    const words = this.model.get("scoring");
    const begin = this.target;
    const { length } = this.epochAt(begin);
    const tally = words && this.marks.tally(begin, length);
    const said = [words, tally, this.late].filter(Boolean).join(" · ");
    if (this.strip.textContent !== said) this.strip.textContent = said;
    this.strip.hidden = !said;
    this.buttons?.draw();
    const shown = Boolean(words) && this.model.get("window_length") > length;
    for (const box of this.live.tagged("epoch-box"))
      box.setv({ left: begin, right: begin + length, visible: shown }, { sync: false });
    this.marks.draw();
  }
}
