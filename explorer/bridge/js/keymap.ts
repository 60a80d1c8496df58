// What each key does: one table, from which the keys, the help and the README's table are made.

import table from "./keymap.json";

// What a key can ask for; "kernel" is a key that the kernel knows the meaning of.
export type Act =
  | "previous-window"
  | "next-window"
  | "previous-epoch"
  | "next-epoch"
  | "ten-windows-back"
  | "ten-windows-on"
  | "start"
  | "end"
  | "next-change"
  | "previous-change"
  | "next-event"
  | "previous-event"
  | "kernel"
  | "low-edge-up"
  | "low-edge-down"
  | "high-edge-up"
  | "high-edge-down"
  | "band-up"
  | "band-down"
  | "line-up"
  | "line-down"
  | "brush"
  | "lights-off"
  | "lights-on"
  | "forget-brush"
  | "score-or-stop"
  | "score"
  | "mark"
  | "unmark"
  | "undo"
  | "redo"
  | "next-uncertain"
  | "go-to"
  | "zoom-in"
  | "zoom-out"
  | "whole-night"
  | "help";

interface Row {
  shown: string;
  does: string;
}
interface KeyRow extends Row {
  bindings: Partial<Record<string, Act>>;
  whileScoring?: boolean;
}

export const KEYS = table.keys as readonly KeyRow[];
export const HANDS: readonly Row[] = table.hands;

type Press = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

const merged = (rows: readonly KeyRow[]): Record<string, Act | undefined> =>
  Object.assign(Object.create(null), ...rows.map((row) => row.bindings));
const ALWAYS = merged(KEYS.filter((row) => !row.whileScoring));
const SCORING = merged([
  ...KEYS.filter((row) => !row.whileScoring),
  ...KEYS.filter((row) => row.whileScoring),
]);

// What this press asks for, if anything. Capitals count as small letters; Shift counts where the
// table has the key with Shift.
export function actOf(press: Press, scoring: boolean): Act | undefined {
  if (press.altKey) return undefined;
  const bindings = scoring ? SCORING : ALWAYS;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const control = press.ctrlKey || press.metaKey ? "Ctrl+" : "";
  const shifted = press.shiftKey ? bindings[`${control}Shift+${key}`] : undefined;
  return shifted ?? bindings[`${control}${key}`];
}
