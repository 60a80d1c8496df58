// The keyboard on the page, turned into moves of the view.

import { bandMoved } from "./drag_limits";
import { elementOf } from "./element_of";
import { type Act, actOf } from "./keymap";
import type { OverviewZoom } from "./overview_zoom";
import type { Readout } from "./readout";
import type { Scoring } from "./scoring";
import type { LiveModel } from "./traits";
import type { ViewMoves } from "./view_moves";

const BAND_STEP = 0.25; // Hz a key

export class KeyPresses {
  constructor(
    private readonly model: LiveModel,
    private readonly element: HTMLElement,
    private readonly moves: ViewMoves,
    private readonly readout: Readout,
    private readonly scoring: Scoring,
    private readonly zoom: OverviewZoom,
    signal: AbortSignal,
  ) {
    // In a page of its own the keys work everywhere; in a notebook only when the explorer has focus.
    const root = element.closest<HTMLElement>(".sleep-explorer") ?? element;
    const target: HTMLElement | Document = document.body.dataset.voila ? document : root;
    target.addEventListener("keydown", (event) => this.press(event as KeyboardEvent), { signal });
  }

  private press(event: KeyboardEvent): void {
    if (!this.element.offsetParent) {
      this.keyElsewhere(event); // another tab is shown: its keys are its own
      return;
    }
    const inField = elementOf(event)?.closest(
      "input:not([type=checkbox]), select, textarea, .noUi-handle, [contenteditable=true], .jp-CodeCell .cm-editor, dialog",
    );
    if (inField) return;
    const act = actOf(event, this.scoring.mode.takesStages);
    if (!act) return;
    if (this.scoring.take(act, event.key, this.moves)) this.readout.dismissHint();
    else this.perform(act, event.key);
    event.preventDefault();
    event.stopPropagation();
  }

  // On a tab whose numbers are of the selection too, Esc clears it as it does beside the night.
  private keyElsewhere(event: KeyboardEvent): void {
    const root = this.element.closest(".sleep-explorer");
    const signal = root?.querySelector<HTMLElement>(".turned-to .signal-controls");
    if (event.key !== "Escape" || !signal?.offsetParent) return;
    if (elementOf(event)?.closest("input, select, textarea, dialog")) return;
    this.perform("forget-brush", event.key);
  }

  private perform(act: Act, key: string): void {
    const preset = act === "kernel" && this.model.get("bands")[Number.parseInt(key, 10) - 1];
    if (preset) this.moves.setBand(preset);
    else if (act === "kernel") this.model.send({ kind: "key", key });
    else if (act === "help") this.readout.help();
    else if (act === "go-to") this.readout.goTo();
    else if (act === "zoom-in") this.zoom.by(1 / 2);
    else if (act === "zoom-out") this.zoom.by(2);
    else if (act === "whole-night") this.zoom.set(null);
    else if (act === "lights-off") this.moves.setLights(act, this.model.get("window_start"));
    else if (act === "lights-on")
      this.moves.setLights(act, this.model.get("window_start") + this.model.get("window_length"));
    else if (act === "forget-brush") {
      this.moves.anchor = undefined;
      this.moves.select([]);
    } else this.adjust(act) || this.travel(act);
  }

  // Through the night by windows, epochs and changes of stage.
  private travel(act: Act): void {
    const length = this.model.get("window_length");
    const start = this.model.get("window_start");
    const changeOfStage = (forward: boolean) =>
      this.moves.visit(this.readout.changeOfStage(forward) ?? this.readout.place());
    const ways: Partial<Record<Act, () => void>> = {
      "next-window": () => this.moves.goTo(start + length),
      "previous-window": () => this.moves.goTo(start - length),
      "next-epoch": () => this.moves.stepEpoch(true),
      "previous-epoch": () => this.moves.stepEpoch(false),
      "ten-windows-on": () => this.moves.goTo(start + 10 * length),
      "ten-windows-back": () => this.moves.goTo(start - 10 * length),
      start: () => this.moves.goTo(0),
      end: () => this.moves.goTo(this.model.get("total")),
      "next-change": () => changeOfStage(true),
      "previous-change": () => changeOfStage(false),
      "next-event": () => this.moves.goToEvent(true),
      "previous-event": () => this.moves.goToEvent(false),
    };
    ways[act]?.();
    this.readout.say();
  }

  // What the hand drags, by keys: band edges, the amplitude line, a part of the night. Returns
  // whether the key was one of these.
  private adjust(act: Act): boolean {
    const step = act.endsWith("-down") ? -BAND_STEP : BAND_STEP;
    const [low, high] = this.model.get("band");
    let what = "band";
    if (act.startsWith("low-edge")) this.moves.setBand([low + step, high], "low");
    else if (act.startsWith("high-edge")) this.moves.setBand([low, high + step], "high");
    else if (act.startsWith("band"))
      this.moves.setBand(bandMoved([low, high], step, this.model.get("band_limits")));
    else if (act.startsWith("line")) {
      this.moves.moveThreshold(Math.sign(step));
      what = "line";
    } else if (act === "brush") {
      this.brushByKey();
      what = "brush";
    } else return false;
    this.readout.say(this.moves.wordsFor(what));
    return true;
  }

  private brushByKey(): void {
    // While scoring from the epoch to be scored: the window may begin amid one, and stands still at
    // the ends of the night.
    const window = this.model.get("window_start");
    const [start, length] = this.scoring.mode.scoresNight
      ? this.scoring.targetSpan
      : [window, this.model.get("window_length")];
    if (this.moves.anchor === undefined) {
      this.moves.anchor = start;
      return;
    }
    this.moves.brush(
      Math.min(this.moves.anchor, start),
      Math.max(this.moves.anchor, start) + length,
    );
    this.moves.anchor = undefined;
  }
}
