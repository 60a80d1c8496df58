import { beforeEach, expect, test, vi } from "vitest";
import { clockWords } from "../../../explorer/bridge/js/clock_words";
import { hexadecimal, megabytes } from "../../../explorer/bridge/js/number_words";
import { type UnsavedKey, unsaved } from "../../../explorer/bridge/js/unsaved";

test("a clock goes on after midnight", () => {
  const evening = { start: 23 * 3600, wrap: true, always: true };
  expect(clockWords(0, evening)).toBe("23:00:00");
  expect(clockWords(3600 + 61.9, evening)).toBe("00:01:01");
});

test("after the clock was put forward times are those of the new clock", () => {
  const spring = { start: 23 * 3600, wrap: true, always: false, movedAt: 10_800, movedBy: 3600 };
  expect([10_799, 10_800, 28_800].map((at) => clockWords(at, spring))).toEqual([
    "01:59:59",
    "03:00",
    "08:00",
  ]);
});

test("without a clock hours count from the start, beyond 24", () => {
  expect(clockWords(25 * 3600, { start: 0, wrap: false, always: false })).toBe("25:00");
});

test("a moment before the start has a sign where there is no clock", () => {
  expect(clockWords(-5, { start: 0, wrap: false, always: true })).toBe("-00:00:05");
});

test("seconds are said where there are any", () => {
  expect(clockWords(90, { start: 0, wrap: true, always: false })).toBe("00:01:30");
});

test("bytes are said in megabytes, many of them in gigabytes", () => {
  expect(megabytes(0)).toBe("0.0 MB");
  expect(megabytes(12_345_678)).toBe("12.3 MB");
  expect(megabytes(2_500_000_000)).toBe("2.50 GB");
});

test("bytes as digits keep their leading zeros", () => {
  expect(hexadecimal(Uint8Array.of(0, 10, 255))).toBe("000aff");
});

const key = (id: string, night = "one"): UnsavedKey => ({
  id,
  night,
  words: `epoch ${id}: N2`,
  pressed: 0,
});

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
  unsaved.put([]);
});

test("unsaved keys are named, and counted where there are too many to name", () => {
  expect(unsaved.words([])).toBe("");
  expect(unsaved.words([key("1")])).toBe("1 key not saved: epoch 1: N2");
  const many = Array.from({ length: 15 }, (_, i) => key(String(i + 1)));
  expect(unsaved.words(many)).toMatch(/^15 keys not saved: 3 earlier, epoch 4: N2, .*15: N2$/);
});

test("a key is kept until the journal of its night has it", () => {
  unsaved.add(key("1"));
  unsaved.add(key("2", "another"));
  unsaved.add(key("3"));
  expect(unsaved.of("one").map(({ id }) => id)).toEqual(["1", "3"]);
  unsaved.settle(["1"]);
  expect(unsaved.all().map(({ id }) => id)).toEqual(["2", "3"]);
});

test("each key that is sent again names the one of its night before it", () => {
  for (const one of [key("1"), key("2", "another"), key("3"), key("4")]) unsaved.add(one);
  unsaved.settle(["1"]);
  expect(unsaved.inOrder("one").map(({ id, after }) => [id, after])).toEqual([
    ["3", undefined],
    ["4", "3"],
  ]);
});

test("where the browser keeps nothing, the page does", () => {
  vi.stubGlobal("sessionStorage", {
    getItem: () => {
      throw new Error("forbidden");
    },
    setItem: () => {
      throw new Error("forbidden");
    },
  });
  unsaved.add(key("1"));
  expect(unsaved.all()).toHaveLength(1);
});

test("a key of the page before is looked for before it is called unsaved", () => {
  const now = { ...key("3"), pressed: performance.timeOrigin + 5000 };
  expect(unsaved.wordsWhileAlive([key("1")], "another", true)).toBe(
    "1 key to be looked for in the journal once the night is open: epoch 1: N2",
  );
  expect(unsaved.wordsWhileAlive([key("1"), now], "one", true)).toBe(
    "1 key not saved: epoch 3: N2 · 1 key being looked for in the journal: epoch 1: N2",
  );
  expect(unsaved.wordsWhileAlive([key("1")], "one", false)).toBe("1 key not saved: epoch 1: N2");
});
