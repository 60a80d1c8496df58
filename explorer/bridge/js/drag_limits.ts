// Where a hand may move things to.

export const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);

const EDGE_STEPS = 20; // steps of an edge in one Hz

const tidy = (edge: number): number => Math.round(edge * EDGE_STEPS) / EDGE_STEPS;

const SNAP = 0.5; // Hz

// Where an edge that a hand drags comes to rest: a pixel is half as wide, so that no hand would find
// 16 Hz and the spindles. In fine steps it stays where it is.
export const snapped = (edge: number, fine: boolean): number =>
  fine ? edge : Math.round(edge / SNAP) * SNAP;

// A band within its limits and no narrower than it may be: the edge that moves yields, the upper
// one where both do. Null where there is no such band.
export function bandWithin(
  [low, high]: number[],
  [least, most]: number[],
  narrowest: number,
  moving?: "low" | "high",
): number[] | null {
  let [a, b] = [clamp(low, least, most), clamp(high, least, most)];
  if (b - a < narrowest) {
    if (moving === "low") a = Math.max(least, b - narrowest);
    else b = Math.min(most, a + narrowest);
    if (b - a < narrowest) return null;
  }
  return [tidy(a), tidy(b)];
}

// The whole band moved, as far as its limits let it.
export function bandMoved([low, high]: number[], by: number, [least, most]: number[]): number[] {
  const shift = clamp(by, least - low, most - high);
  return [low + shift, high + shift];
}

// The whole epochs whose middles a brush along the night holds, as the numbers count them; of one
// shorter than an epoch that one.
export function epochsBrushed(
  [a, b]: number[],
  { first, length }: { first: number; length: number },
  total: number,
): number[] {
  const [from, to] = [a, b].map((time) => clamp(time, 0, total)).sort((one, two) => one - two);
  const border = (time: number) => first + Math.round((time - first) / length) * length;
  let [begin, end] = [border(from), border(to)];
  if (begin === end) {
    begin = first + Math.floor((Math.min(from, total - length / 2) - first) / length) * length;
    end = begin + length;
  }
  return [clamp(begin, 0, total), clamp(end, 0, total)];
}

// Lights off and on with one of them moved: to whole epochs from the start, at least one apart.
export function lightsMoved(
  [off, on]: number[],
  which: "lights-off" | "lights-on",
  time: number,
  epoch: number,
  total: number,
): number[] {
  const whole = Math.min(Math.round(time / epoch) * epoch, total);
  if (which === "lights-off") return [clamp(whole, 0, Math.max(0, on - epoch)), on];
  return [off, clamp(whole, Math.min(total, off + epoch), total)];
}
