import { expect, test } from "vitest";
import { besideBrush, CycleNames, nameAt } from "../../../explorer/bridge/js/night_labels";

test("words at a brush stand within what is shown of the night", () => {
  const shown = { start: 0, end: 1000 } as never;
  expect(besideBrush(100, 900, shown)).toMatchObject({ x: 100, text_align: "left" });
  expect(besideBrush(800, 950, shown)).toMatchObject({ x: 950, text_align: "right" });
  const part = { start: 400, end: 600 } as never;
  expect(besideBrush(100, 900, part)).toMatchObject({ x: 400, text_align: "left" });
  expect(besideBrush(550, 900, part)).toMatchObject({ x: 600, text_align: "right" });
});

test("a name stands in the middle of what is shown of its span, and never beyond the frame", () => {
  expect(nameAt([100, 300], 40, [0, 1000])).toBe(200);
  expect(nameAt([980, 1000], 40, [0, 1000])).toBe(980);
  expect(nameAt([0, 10], 40, [0, 1000])).toBe(20);
  expect(nameAt([0, 1000], 40, [600, 1200])).toBe(800);
  expect(nameAt([0, 100], 40, [600, 1200])).toBe(50);
});

test("names of cycles move with the frame and the size of their letters", () => {
  const source = {
    data: { left: [0, 900], right: [900, 1000], middle: [450, 950], name: ["1", "(2)"] },
    setv: (more: object) => Object.assign(source, more),
  };
  const glyph = { text_font: { value: "sans" }, text_font_size: { value: "10px" } };
  const plot = {
    model: { x_range: { start: 0, end: 1000 } },
    frame: { bbox: { width: 500 } },
  };
  const live = {
    named: (name: string) => (name === "cycles" ? source : { glyph }),
    plot: () => plot,
  };
  const letters = (font: string) => (words: string) => words.length * Number.parseFloat(font);
  const names = new CycleNames(live as never, letters);
  expect(names.isStale()).toBe(true);
  names.fit();
  expect(source.data.middle).toEqual([450, 950]);
  expect(names.isStale()).toBe(false);
  glyph.text_font_size.value = "20px";
  expect(names.isStale()).toBe(true);
  names.fit();
  expect(source.data.middle).toEqual([450, 936]);
  plot.frame.bbox.width = 200;
  names.fit();
  expect(source.data.middle).toEqual([450, 840]);
  expect(names.isStale()).toBe(false);
});
