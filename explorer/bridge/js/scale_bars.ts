// Bars beside the traces of a page without a kernel, of amounts that fit their lane.

import type { LiveDocument } from "./live_document";
import type { Lane } from "./traits";

const HIGHEST_BAR = 0.8; // of a lane

export function scaleBars(live: LiveDocument | undefined, lanes: readonly Lane[]): void {
  const [source, labels] = [live?.named("scale_bars"), live?.named("scale_bar_labels")];
  if (!source || !labels) return;
  const { low, high } = source.data as Record<string, ArrayLike<number>>;
  const named = new Map(labels.major_label_overrides);
  const bars = Array.from(low, (bottom, i) => {
    const centre = (bottom + high[i]) / 2;
    const lane = lanes.find((one) => Math.abs(one.centre - centre) < 0.5);
    const label = lane && named.get(lane.centre);
    if (!lane || label === undefined) return { low: bottom, high: high[i] };
    const [amount, unit = ""] = String(label).split(" ");
    const lanesAUnit = Math.abs(lane.gain) / lane.span;
    let units = Number(amount);
    while (units * lanesAUnit > HIGHEST_BAR) units /= 2;
    while (units * lanesAUnit < HIGHEST_BAR / 4) units *= 2;
    named.set(lane.centre, `${units} ${unit}`.trim());
    const half = (units * lanesAUnit) / 2;
    return { low: lane.centre - half, high: lane.centre + half };
  });
  const data = {
    ...source.data,
    low: bars.map((bar) => bar.low),
    high: bars.map((bar) => bar.high),
  };
  source.setv({ data }, { sync: false });
  labels.setv({ major_label_overrides: named }, { sync: false });
}
