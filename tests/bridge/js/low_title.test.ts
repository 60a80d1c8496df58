import { expect, test } from "vitest";
import { LowTitle } from "../../../explorer/bridge/js/low_title";

const MEDIAN = "median of each third";

function panel(height: number, width: number) {
  const model = (held: Record<string, unknown>) => {
    const made = { ...held, setv: (more: object) => Object.assign(made, more) };
    return made;
  };
  const axis = model({ axis_label: "0.3–35 Hz\nµV²", axis_label_text_alpha: 1 });
  const words = model({ text: MEDIAN });
  const frame = { bbox: { height, width } };
  const live = {
    named: (name: string) => ({ band_power_axis: axis, band_power_words: words })[name],
    plot: () => ({ frame }),
  };
  const title = new LowTitle(live as never, () => (said: string) => 6 * said.length);
  return { axis, words, frame, title };
}

const shown = ({ axis, words }: ReturnType<typeof panel>) => [
  (axis as Record<string, unknown>).axis_label_text_alpha,
  (words as Record<string, unknown>).text,
];

test("a title that fits stands beside its panel, one that would be cut within it", () => {
  const one = panel(80, 490);
  one.title.fit();
  expect(shown(one)).toEqual([1, MEDIAN]);
  one.frame.bbox.height = 26;
  expect(one.title.isStale()).toBe(true);
  one.title.fit();
  expect(shown(one)).toEqual([0, `0.3–35 Hz, µV² · ${MEDIAN}`]);
  expect(one.title.isStale()).toBe(false);
  Object.assign(one.axis, { axis_label: "11–16 Hz\nµV²" });
  one.title.fit();
  expect(shown(one)).toEqual([0, `11–16 Hz, µV² · ${MEDIAN}`]);
  one.frame.bbox.height = 80;
  one.title.fit();
  expect(shown(one)).toEqual([1, MEDIAN]);
});

test("where there is room for one of both, the title stands in a low panel", () => {
  const one = panel(26, 150);
  one.title.fit();
  expect(shown(one)).toEqual([0, "0.3–35 Hz, µV²"]);
});

test("words that the kernel changes are shown, in a low panel and in a high one", () => {
  const one = panel(26, 490);
  one.title.fit();
  one.words.setv({ text: "median of each third of the time in bed" });
  expect(one.title.isStale()).toBe(true);
  one.title.fit();
  expect(shown(one)).toEqual([0, "0.3–35 Hz, µV² · median of each third of the time in bed"]);
  one.frame.bbox.height = 80;
  one.title.fit();
  expect(shown(one)).toEqual([1, "median of each third of the time in bed"]);
});
