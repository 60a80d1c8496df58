// What a press takes hold of, from numbers alone; `reach` is in the units of the axis.

export type BandHandle = "band-low" | "band-high" | "band-or-scrub" | "scrub";
export type LightHandle = "lights-off" | "lights-on" | "";

// At a frequency of the spectrogram: the edge within reach, or what lies between the edges. A band
// lower than two reaches could else not be moved at all: its middle third, or `least` of it, moves it,
// and an edge that has less reach within has the more beyond.
export function bandHandle(
  frequency: number,
  [low, high]: number[],
  reach: number,
  least = 0,
): BandHandle {
  const middle = (low + high) / 2;
  const held = Math.max((high - low) / 3, least); // that moves the band
  const within = Math.min(reach, (high - low - held) / 2);
  const beyond = 2 * reach - within;
  const toEdge = (high - low) / 2 - Math.abs(frequency - middle); // below nothing outside
  if (toEdge < -beyond) return "scrub";
  if (toEdge > within) return "band-or-scrub";
  return frequency < middle ? "band-low" : "band-high";
}

// What a press becomes once the hand has set out: what takes the band goes up and down with it, so a
// hand that goes along the night scrubs, or with Shift shows a part of it, wherever it began. With
// Shift a hand on the amplitude line brushes along the traces, and up or down moves the line.
export function setOut(handle: string, isAlong: boolean, withShift: boolean): string {
  if (handle === "line-or-brush") return isAlong ? "brush" : "threshold";
  if (!handle.startsWith("band-")) return handle;
  if (isAlong && withShift) return "zoom";
  if (handle !== "band-or-scrub") return handle;
  return isAlong ? "scrub" : "band";
}

interface Night {
  lights: number[]; // off and on, s; empty for none
  start: number; // of the window, s
  length: number; // of the window, s
  total: number; // s
}

export const inWindow = (time: number, { start, length }: Night, reach: number): boolean =>
  time >= start - reach && time <= start + length + reach;

// A mark of lights-off or -on: taken by its line, or by its head above the stages, where neither
// the window nor a brush that begins at the night's very end is in its way.
export function lightHandle(
  time: number,
  night: Night,
  reach: number,
  inHead: boolean,
): LightHandle {
  const [off, on] = night.lights;
  if (off === undefined) return "";
  const nearest = Math.abs(time - off) <= Math.abs(time - on) ? off : on;
  if (Math.abs(time - nearest) > reach) return "";
  const atEnd = nearest <= 0 || nearest >= night.total;
  if (!inHead && (atEnd || inWindow(time, night, reach))) return "";
  return nearest === off ? "lights-off" : "lights-on";
}
