import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { actOf } from "../../../explorer/bridge/js/keymap";
import { IN_A_LESSON } from "../../../explorer/bridge/js/scoring";
import { ScoringMode } from "../../../explorer/bridge/js/scoring_mode";

const press = (key: string) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
});

function modeOf(held: { scoring: string; lesson: boolean }) {
  const model = { get: (name: string) => held[name as keyof typeof held] };
  return new ScoringMode(model as unknown as ConstructorParameters<typeof ScoringMode>[0]);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a lesson's keys answer as soon as there is a lesson, before its words come", () => {
  const mode = modeOf({ scoring: "", lesson: true });
  expect(actOf(press("2"), mode.takesStages)).toBe("score");
  expect(actOf(press("2"), modeOf({ scoring: "", lesson: false }).takesStages)).toBe("kernel");
});

test("no key of a lesson moves the lights: the kernel says why", () => {
  for (const key of ["[", "]"]) {
    const act = actOf(press(key), true);
    expect(act && IN_A_LESSON[act]).toBe("lights");
  }
});

test("a key right after the one that begins to score is scored", () => {
  const held = { scoring: "", lesson: false };
  const mode = modeOf(held);
  mode.turn();
  expect(mode.on).toBe(true);
  held.scoring = "scoring as Ana";
  mode.answered();
  expect(mode.on).toBe(true);
  mode.turn();
  expect(mode.on).toBe(false);
  held.scoring = "";
  mode.answered();
  expect(mode.on).toBe(false);
});

test("two keys in a row: the answer to the first does not undo the second", () => {
  const held = { scoring: "", lesson: false };
  const mode = modeOf(held);
  mode.turn();
  mode.turn();
  held.scoring = "scoring as Ana";
  mode.answered();
  expect(mode.on).toBe(false);
});

test("where no answer comes, the kernel's last word is what holds", () => {
  const mode = modeOf({ scoring: "", lesson: false });
  mode.turn();
  vi.advanceTimersByTime(9000);
  expect(mode.on).toBe(false);
});
