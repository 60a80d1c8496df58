// Words in the hypnogram that are kept within its frame: the cycles' names, and those at the brush.

import type { BokehModel, BokehRange } from "./bokehjs";
import { measuredIn } from "./broken_lines";
import type { LiveDocument } from "./live_document";

const BESIDE = 4; // px between the brush and its words
const ASIDE = 2; // px between a cycle's name and the frame, on which the lights stand

// Where the words at a brush stand: from its left edge, late in what is shown back from its right one.
export function besideBrush(left: number, right: number, shown?: BokehRange) {
  const { start, end } = shown ?? { start: 0, end: Number.POSITIVE_INFINITY };
  return left > (start + end) / 2
    ? { x: Math.min(right, end), text_align: "right", x_offset: -BESIDE }
    : { x: Math.max(left, start), text_align: "left", x_offset: BESIDE };
}

// The middle of what is shown of a span, moved so that words of a width stand within the frame.
export function nameAt(span: [number, number], wide: number, shown: [number, number]): number {
  const [from, to] = [Math.max(span[0], shown[0]), Math.min(span[1], shown[1])];
  if (from >= to) return (span[0] + span[1]) / 2; // out of sight
  const [least, most] = [shown[0] + wide / 2, shown[1] - wide / 2];
  return Math.max(least, Math.min(most, (from + to) / 2));
}

type Spec = string | { value?: string };
interface Lettered extends BokehModel {
  glyph?: { text_font?: Spec; text_font_size?: Spec };
}
const heldBy = (spec: Spec | undefined) => (typeof spec === "string" ? spec : spec?.value) ?? "";

export class CycleNames {
  private placedFor = "";
  private placed?: BokehModel["data"];

  constructor(
    private readonly live: Pick<LiveDocument, "named" | "plot">,
    private readonly measured = measuredIn,
  ) {}

  private get parts() {
    const source = this.live.named("cycles");
    const glyph = (this.live.named("cycle_names") as Lettered | null)?.glyph;
    const plot = this.live.plot("hypnogram");
    if (!source?.data.left || !glyph || !plot?.frame.bbox.width) return null;
    const { start, end } = plot.model.x_range;
    const font = `${heldBy(glyph.text_font_size)} ${heldBy(glyph.text_font)}`;
    const { width } = plot.frame.bbox;
    return { source, font, width, start, end, reasons: [font, width, start, end].join(" ") };
  }

  isStale(): boolean {
    const found = this.parts;
    return !!found && (found.reasons !== this.placedFor || found.source.data !== this.placed);
  }

  fit(): void {
    const found = this.parts;
    if (!found || !this.isStale()) return;
    const { source, font, width, start, end, reasons } = found;
    const { left, right, name, middle } = source.data as Record<string, ArrayLike<number | string>>;
    const widthOf = this.measured(font);
    const places = Array.from(left, (begins, i) => {
      const wide = ((widthOf(String(name[i])) + 2 * ASIDE) * (end - start)) / width;
      return nameAt([Number(begins), Number(right[i])], wide, [start, end]);
    });
    this.placedFor = reasons;
    if (places.some((place, i) => place !== middle[i]))
      source.setv({ data: { ...source.data, middle: places } }, { sync: false });
    this.placed = source.data;
  }
}
