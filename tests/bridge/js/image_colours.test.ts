import { expect, test } from "vitest";
import { colourBytes } from "../../../explorer/bridge/js/image_colours";

test("each byte gets all four parts of its own colour", () => {
  const colours = new Uint8ClampedArray(4 * 256).map((_, i) => (i * 7) % 256);
  const painted = colourBytes(Uint8Array.of(0, 255, 3), colours);
  const of = (code: number) => [...colours.subarray(4 * code, 4 * code + 4)];
  expect([...painted]).toEqual([...of(0), ...of(255), ...of(3)]);
});
