import { expect, test } from "vitest";
import { stripWords } from "../../../explorer/bridge/js/strip_words";

test("a strip under the pointer says what it shows", () => {
  const labels = new Map([
    [4.1, "0–50 /min"],
    [2.5, "slow waves"],
    [1.5, "N3 scored"],
    [0.5, "N3 criterion"],
    [-0.5, "artefacts"],
  ]);
  expect(stripWords(labels, 4.6)).toBe("events per minute, epoch by epoch");
  expect(stripWords(labels, 2.3)).toBe("slow waves found by the rule, each a mark");
  expect(stripWords(labels, 0.6)).toContain("amplitude line");
  expect(stripWords(labels, -0.9)).toContain("left out");
  expect(stripWords(undefined, 0)).toBe("");
});
