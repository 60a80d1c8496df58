// What a page without a kernel holds, as it is written into the file, and how it is taken out.

import type { ToldMessage } from "./frozen_night";
import type { SampleRow } from "./frozen_samples";
import { fromText, inflated, type Packed } from "./packed_arrays";
import type { LiveTraits } from "./traits";

export interface PackedMessage {
  message: ToldMessage["message"];
  buffers: Packed[];
}

export interface Content {
  title: string;
  simulated: boolean;
  facts: string;
  version: string;
  traits: LiveTraits;
  scorer: string;
  scorers: string[];
  dark: boolean;
  analysed: string;
  part_name: string;
  bands: [name: string, low: number, high: number][];
  window_lengths: number[];
  needs: string[];
  searches: { band: number[]; name: string }[];
  views: {
    scorer: string;
    dark: boolean;
    search: number;
    document: { arrays: [string, number][] };
    arrays: Packed[];
    lanes: string;
    epochs: string;
    told: PackedMessage[]; // what scorers marked
  }[];
  events: { scorer: string; search: number; told: PackedMessage[]; html: string }[];
  scored: {
    scorer: string;
    told: PackedMessage[];
    stages: [number, string][];
    flags: Record<"codes" | "inside" | "asleep", Packed>;
  }[];
  numbers: {
    scorer: string;
    dark: boolean;
    headline: string;
    sections: string;
    csv: string;
    rule: string;
  }[];
  night: PackedMessage[];
  samples: {
    rows: (Omit<SampleRow, "codes"> & { codes: Packed })[];
    from: number;
    to: number;
  };
}

const part = (name: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`script[data-part="${name}"]`);
  if (!found) throw new Error(`this page lacks its part ${name}: it was not saved whole`);
  return found;
};

export async function unpacked(name: string, isZipped = true): Promise<Uint8Array<ArrayBuffer>> {
  const element = part(name);
  const alphabet = part("alphabet").textContent ?? "";
  const bytes = fromText(element.textContent ?? "", Number(element.dataset.bytes), alphabet);
  element.remove(); // its text is not needed again
  return isZipped ? inflated(bytes) : bytes.slice();
}
