import { expect, test } from "vitest";
import { bordersIn } from "../../../explorer/bridge/js/epoch_borders";

const names = { "-1": "UNSCORED", 0: "W", 2: "N2", 3: "N3" };
const epochs = { first: 10, length: 30, names, codes: [0, 2, 2, 2, 3, -1] };
const words = (from: number, to: number, width: number) =>
  bordersIn(epochs, from, to, width).map(({ time, letter }) => `${time} ${letter}`.trim());

test("wide epochs have a border and a letter each", () => {
  expect(words(40, 130, 100)).toEqual(["40 N2", "70 N2", "100 N2", "130 N3"]);
});

test("narrow ones have letters where the stage changes, and then no other borders", () => {
  expect(words(0, 1000, 20)).toEqual(["10 W", "40 N2", "70", "100", "130 N3", "160 ?", "190"]);
  expect(words(0, 1000, 5)).toEqual(["10 W", "40 N2", "130 N3", "160 ?", "190"]);
});

test("a window between two borders shows none", () => {
  expect(words(45, 65, 400)).toEqual([]);
});
