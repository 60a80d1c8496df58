// The spectrogram's axis: of frequencies, or of their logarithms, as the kernel tagged it.

import type { BokehRange } from "./bokehjs";

const LOGARITHMIC = "logarithmic";
const LEAST = 1e-3; // Hz, of which there is a logarithm

export interface FrequencyAxis {
  hertz(place: number): number; // at a place on the axis
  place(hertz: number): number; // of a frequency, on the axis or at its lower end
}

const LINEAR: FrequencyAxis = { hertz: (place) => place, place: (hertz) => hertz };

export function frequencyAxis(range: BokehRange | undefined): FrequencyAxis {
  if (!range?.tags?.includes(LOGARITHMIC)) return LINEAR;
  return {
    hertz: (place) => 10 ** place,
    place: (hertz) => Math.max(Math.log10(Math.max(hertz, LEAST)), range.start),
  };
}

// An edge of the band that a hand moves on the axis by so much.
export const edgeMoved = (axis: FrequencyAxis, hertz: number, by: number): number =>
  axis.hertz(axis.place(hertz) + by);
