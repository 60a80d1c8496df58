import { expect, test } from "vitest";
import { shownNumber } from "../../../explorer/bridge/js/number_words";

test("a number below nothing has a minus, none has no sign, and what is unknown a dash", () => {
  expect(shownNumber(-12.34, 1)).toBe("−12.3");
  expect(shownNumber(12.34, 1)).toBe("12.3");
  expect(shownNumber(-0.04, 1)).toBe("0.0");
  expect(shownNumber(Number.NaN, 1)).toBe("–");
});
