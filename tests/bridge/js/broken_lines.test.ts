import { expect, test } from "vitest";
import { brokenLines } from "../../../explorer/bridge/js/broken_lines";

const letters = (words: string) => words.length;

test("words stand on one line where there is room, else they are broken between parts", () => {
  const parts = ["75 µV p–p", "slow waves 50 % of the window", "N3 by it 65.0 min"];
  expect(brokenLines(parts, 100, letters)).toBe(parts.join(" · "));
  expect(brokenLines(parts, 45, letters)).toBe(`${parts[0]} · ${parts[1]}\n${parts[2]}`);
  expect(brokenLines(parts, 30, letters)).toBe(parts.join("\n")); // a part that fits stays whole
  expect(brokenLines([parts[1]], 15, letters)).toBe("slow waves 50 %\nof the window");
  expect(brokenLines(["80 µV"], 1, letters)).toBe("80\nµV"); // a word is never broken
});
