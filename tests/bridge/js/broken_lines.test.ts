import { expect, test } from "vitest";
import { brokenLines, shortenedLines } from "../../../explorer/bridge/js/broken_lines";

const letters = (words: string) => words.length;

test("words stand on one line where there is room, else they are broken between parts", () => {
  const parts = ["75 µV p–p", "slow waves 50 % of the window", "N3 by it 65.0 min"];
  expect(brokenLines(parts, 100, letters)).toBe(parts.join(" · "));
  expect(brokenLines(parts, 45, letters)).toBe(`${parts[0]} · ${parts[1]}\n${parts[2]}`);
  expect(brokenLines(parts, 30, letters)).toBe(parts.join("\n")); // a part that fits stays whole
  expect(brokenLines([parts[1]], 15, letters)).toBe("slow waves 50 %\nof the window");
  expect(brokenLines(["80 µV"], 1, letters)).toBe("80\nµV"); // a word is never broken
});

test("words that need more lines than there are is said shorter, and what is left is broken", () => {
  const ways = [
    ["75 µV p–p", "slow waves 50 % of the window", "N3 by it 65.0 min"],
    ["75 µV p–p", "slow waves 50 %", "N3 by it 65.0 min"],
    ["75 µV p–p", "N3 by it 65.0 min"],
    ["75 µV p–p"],
  ];
  const broken = (parts: string[]) => brokenLines(parts, 30, letters);
  expect(shortenedLines(ways, 3, broken)).toBe(ways[0].join("\n"));
  expect(shortenedLines(ways, 2, broken)).toBe("75 µV p–p · slow waves 50 %\nN3 by it 65.0 min");
  expect(shortenedLines(ways, 1, broken)).toBe("75 µV p–p · N3 by it 65.0 min");
  expect(shortenedLines([ways[3]], 0, broken)).toBe("75 µV p–p"); // the line always has its height
});

test("a sentence without parts is broken before its bracket first", () => {
  const parts = ["30 s every 30 s, 6 tapers", "(±0.117 Hz, TW 3.5)"];
  expect(brokenLines(parts, 60, letters, " ")).toBe(parts.join(" "));
  expect(brokenLines(parts, 40, letters, " ")).toBe(parts.join("\n"));
});
