import { expect, test } from "vitest";
import { buffersOf, hasBuffers } from "../../../explorer/bridge/js/lost_buffers";
import type { LiveModel } from "../../../explorer/bridge/js/traits";

const holding = (bokeh: unknown) => ({ get: () => bokeh }) as unknown as LiveModel;

test("a host loses buffers if BokehJS came empty, as nothing, or as something else", () => {
  expect(hasBuffers(holding(new DataView(new ArrayBuffer(3))))).toBe(true);
  for (const lost of [new DataView(new ArrayBuffer(0)), null, undefined, {}, ""])
    expect(hasBuffers(holding(lost))).toBe(false);
});

test("what came as text is the same bytes, and goes before what the host made of the buffers", () => {
  const empty = [new DataView(new ArrayBuffer(0))];
  const [whole] = buffersOf({ base64: ["AAH/gA=="] }, empty);
  expect([...new Uint8Array(whole.buffer)]).toEqual([0, 1, 255, 128]);
  expect(buffersOf({}, empty)).toBe(empty);
});
