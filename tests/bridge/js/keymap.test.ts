import { expect, test } from "vitest";
import { actOf, HANDS, KEYS } from "../../../explorer/bridge/js/keymap";

const press = (
  key: string,
  held: Partial<Record<"shift" | "ctrl" | "meta" | "alt", true>> = {},
) => ({
  key,
  shiftKey: held.shift ?? false,
  ctrlKey: held.ctrl ?? false,
  metaKey: held.meta ?? false,
  altKey: held.alt ?? false,
});

test.each([
  ["ArrowRight", {}, "next-window"],
  ["ArrowRight", { shift: true }, "next-epoch"],
  ["PageDown", { shift: true }, "ten-windows-on"],
  ["L", { shift: true }, "low-edge-down"],
  ["L", {}, "low-edge-up"], // Caps Lock
  ["?", { shift: true }, "help"],
  ["+", { shift: true }, "kernel"],
  ["z", { ctrl: true }, "undo"],
  ["Z", { ctrl: true, shift: true }, "redo"],
  ["z", { meta: true }, "undo"],
  ["c", { ctrl: true }, undefined], // the browser's own
  ["ArrowLeft", { alt: true }, undefined],
  ["z", {}, "zoom-in"],
  ["Z", { shift: true }, "zoom-out"],
  ["y", {}, undefined],
  ["w", {}, undefined],
  ["constructor", {}, undefined],
] as const)("%s with %o asks for %s", (key, held, act) => {
  expect(actOf(press(key, held), false)).toBe(act);
});

test("digits and stages score while somebody scores, and only then", () => {
  expect(actOf(press("2"), true)).toBe("score");
  expect(actOf(press("2"), false)).toBe("kernel");
  expect(actOf(press("4"), true)).toBe("kernel");
  expect(actOf(press("R", { shift: true }), true)).toBe("score");
});

test("no key stands in two rows of one mode", () => {
  for (const scoring of [true, false]) {
    const keys = KEYS.filter((row) => Boolean(row.whileScoring) === scoring).flatMap((row) =>
      Object.keys(row.bindings),
    );
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test("every row says what it does", () => {
  for (const { shown, does } of [...KEYS, ...HANDS]) expect(shown && does).toBeTruthy();
});

test("the wheel, which scrubs, shows a part of the night with Shift alone, and the help says so", () => {
  const [part] = HANDS.filter(({ does }) => does.startsWith("show a part"));
  for (const way of part.shown.replace(/, along.*/, "").split(", or "))
    expect(way).toContain("Shift");
});
