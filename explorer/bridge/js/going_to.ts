// Where an epoch, a step or a typed time leads: to the grid of the epochs.

import { clockWords } from "./clock_words";

export interface Grid {
  first: number; // onset of the first epoch, s
  epoch: number; // length of an epoch, s
  window: number; // length of the window, s
  total: number; // s
}

export interface Clock {
  start: number; // s after midnight at which the recording starts
  wrap: boolean; // whether the recording has a clock
  movedAt?: number; // s from the start after which it was put forward or back
  movedBy?: number; // by how many s
}

const DAY = 86_400; // s
const NEAR = 1e-6;

// Where a window begins that shows the epoch at a time: with it, or with it in its middle. A window
// shorter than an epoch stands at the part of it that holds the time.
export function windowAround(time: number, { first, epoch, window, total }: Grid): number {
  const grid = Math.min(epoch, window);
  const begin = first + Math.floor((time - first) / grid + NEAR) * grid;
  const before = Math.floor((window - grid) / 2 / grid + NEAR) * grid;
  return Math.min(Math.max(begin - before, 0), Math.max(0, total - window));
}

// The next edge of an epoch after a time, or the last before it.
export function epochEdge(time: number, forward: boolean, { first, epoch }: Grid): number {
  const at = (time - first) / epoch;
  const edge = forward ? Math.floor(at + NEAR) + 1 : Math.ceil(at - NEAR) - 1;
  return first + edge * epoch;
}

// The time that somebody typed: "02:13", "2:13:30", "2:13:30.5", or the number of an epoch. Null for neither.
export function typedTime(text: string, { first, epoch, total }: Grid, clock: Clock) {
  const number = /^\s*(?:epoch\s*)?(\d+)\s*$/i.exec(text);
  if (number) {
    const time = first + (Number(number[1]) - 1) * epoch;
    return time >= first && time < total ? time : null;
  }
  const parts = /^\s*(\d{1,3})[:.](\d{2})(?:[:.](\d{2}(?:[.,]\d+)?))?\s*$/.exec(text);
  if (!parts) return null;
  const [hours, minutes, seconds] = parts
    .slice(1)
    .map((part) => Number((part ?? "0").replace(",", ".")));
  if (minutes > 59 || seconds >= 60) return null;
  if (clock.wrap && 3600 * hours + 60 * minutes + seconds > DAY) return null; // of no clock
  let time = 3600 * hours + 60 * minutes + seconds - clock.start;
  if (clock.wrap) time = ((time % DAY) + DAY) % DAY;
  const movedAt = clock.movedAt ?? 0;
  if (time >= movedAt) {
    time -= clock.movedBy ?? 0;
    if (time < movedAt) return null; // the clock left it out
  }
  return time >= 0 && time < total ? time : null;
}

// Why nothing is gone to by what somebody typed, and what would do.
export function refusal(text: string, { first, epoch, total }: Grid, clock: Clock): string {
  const words = (time: number) => clockWords(time, { ...clock, always: false });
  const last = Math.ceil((total - first) / epoch);
  return (
    `“${text.trim()}” is no time or epoch of this night: type a time from ${words(0)} to ` +
    `before ${words(total)}, or an epoch from 1 to ${last}.`
  );
}
