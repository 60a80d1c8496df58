// Times as clocks show them.

const NOISE = 1e-6; // s: of sums of floats, lest 23:30 be said as 23:29:59

const two = (number: number): string => String(number).padStart(2, "0");

export interface ClockSettings {
  start: number; // s after midnight at which the recording starts
  wrap: boolean; // whether a day ends at 24:00; else hours count on
  movedAt?: number; // s from the start after which the clock was put forward or back
  movedBy?: number; // by how many s
  always: boolean; // whether seconds are said even if there are none
}

export function clockWords(
  seconds: number,
  { start, wrap, always, movedAt = 0, movedBy = 0 }: ClockSettings,
): string {
  const total = Math.floor(seconds + start + (seconds >= movedAt ? movedBy : 0) + NOISE);
  if (!wrap && total < 0) return `-${clockWords(-total, { start: 0, wrap, always })}`;
  const hours = Math.floor(total / 3600);
  const within = total - 3600 * hours;
  const rest = within % 60;
  const minutes = `${two(wrap ? hours % 24 : hours)}:${two(Math.floor(within / 60))}`;
  return rest || always ? `${minutes}:${two(rest)}` : minutes;
}
