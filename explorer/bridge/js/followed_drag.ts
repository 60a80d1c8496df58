// What a hand drags, followed move by move: the window, a band, the lights, the amplitude line, marks.

import { bandMoved, clamp, epochsBrushed, snapped } from "./drag_limits";
import { edgeMoved, frequencyAxis } from "./frequency_axis";
import { type HeldMark, laneAt } from "./hand_marks";
import type { Place } from "./hand_places";
import type { OverviewZoom } from "./overview_zoom";
import type { Scoring } from "./scoring";
import { epochsOf, type LiveModel, lanesOf } from "./traits";
import { ELSEWHERE, type ViewMoves } from "./view_moves";

export interface Drag {
  at: Place;
  mode: string;
  moved: boolean;
  withShift: boolean; // as it was pressed
  start: number;
  band: number[];
  mark: HeldMark | null;
  fine: { py: number; line: number } | null; // where Shift was first held, and the line there
}

export class FollowedDrag {
  constructor(
    private readonly model: LiveModel,
    private readonly moves: ViewMoves,
    private readonly scoring: Scoring,
    private readonly zoom: OverviewZoom,
  ) {}

  follow(drag: Drag, event: PointerEvent): void {
    const { at, start, band } = drag;
    const dx = event.clientX - at.px;
    const x = at.x + dx * at.perX;
    const up = (at.py - event.clientY) * at.perY;
    const axis = frequencyAxis(at.name === "spectrogram" ? at.plot.model.y_range : undefined);
    const edge = (hertz: number) => snapped(hertz, event.shiftKey);
    if (drag.mode === "zoom") this.zoom.preview(at.x, x);
    else if (drag.mode === "scrub") this.moves.centreOn(x);
    else if (drag.mode === "pan") this.moves.goTo(start - dx * at.perX);
    else if (drag.mode === "threshold") this.dragLine(drag, event);
    else if (drag.mode === "brush") {
      this.moves.anchor = undefined;
      this.brush(at, x, up);
    } else if (drag.mode === "mark" && drag.mark)
      this.scoring.marks.drag(drag.mark, clamp(x, 0, this.model.get("total")));
    else if (drag.mode === "lights-off" || drag.mode === "lights-on")
      this.moves.setLights(drag.mode, x);
    else if (drag.mode === "band-low")
      this.moves.setBand([edge(edgeMoved(axis, band[0], up)), band[1]], "low");
    else if (drag.mode === "band-high")
      this.moves.setBand([band[0], edge(edgeMoved(axis, band[1], up))], "high");
    else if (drag.mode === "band") {
      // What lies under the hand goes with it.
      const by = axis.hertz(at.y + up) - axis.hertz(at.y);
      this.moves.setBand(bandMoved(band, edge(by), this.model.get("band_limits")));
    }
    if (drag.mode.startsWith("band")) this.model.set("holding", true); // goes with the band
  }

  // Along the night whole epochs, of which the numbers are; along one trace that channel's, across
  // several of all.
  private brush(at: Place, x: number, up: number): void {
    if (at.name !== "traces") {
      const [begin, end] = epochsBrushed([at.x, x], epochsOf(this.model), this.model.get("total"));
      this.moves.brush(begin, end, ELSEWHERE);
      return;
    }
    const lanes = lanesOf(this.model);
    const [from, to] = [laneAt(lanes, at.y), laneAt(lanes, at.y + up)];
    this.moves.brush(at.x, x, (from === to && from?.name) || "");
  }

  // The amplitude line lies under the hand; with Shift it moves by 1 uV a pixel, of which one may
  // else be several.
  private dragLine(drag: Drag, event: PointerEvent): void {
    if (!event.shiftKey) {
      drag.fine = null;
      this.moves.setThreshold(drag.at.y - (event.clientY - drag.at.py) * drag.at.perY);
      return;
    }
    drag.fine ??= {
      py: drag.withShift ? drag.at.py : event.clientY,
      line: this.model.get("n3_amplitude"),
    };
    this.moves.setThresholdFinely(drag.fine.line, drag.at.y, drag.fine.py - event.clientY);
  }
}
