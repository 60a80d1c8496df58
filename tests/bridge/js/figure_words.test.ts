import { expect, test, vi } from "vitest";

vi.mock("../../../explorer/bridge/js/broken_lines", async (original) => ({
  ...(await original<object>()),
  measuredIn: () => (words: string) => 6 * words.length,
}));

const { FigureWords } = await import("../../../explorer/bridge/js/figure_words");

const WHOLE = "30 s every 30 s, 6 tapers (±0.117 Hz, TW 3.5)";

function spectrogram(width: number, height: number) {
  const made = {
    id: "1",
    name: "spectrogram_settings",
    text: WHOLE,
    text_font: "sans",
    text_font_size: "10px",
    visible: true,
    setv: (more: object) => Object.assign(made, more),
  };
  const plot = { model: { name: "spectrogram" }, frame: { bbox: { width, height } } };
  const live = {
    plots: [plot],
    plot: () => undefined,
    named: (name: string) => (name === made.name ? made : null),
  };
  return { made, plot, words: new FigureWords(live as never) };
}

test("a title that would be cut beside a low spectrogram stands in it, before its words", () => {
  const { made, plot, words } = spectrogram(400, 136);
  const axis = {
    axis_label: "EEG Fpz-Cz, Hz",
    axis_label_text_alpha: 1,
    setv: (more: object) => Object.assign(axis, more),
  };
  Object.assign(plot.model, { left: [axis] });
  words.fit();
  expect([made.text, axis.axis_label_text_alpha]).toEqual([WHOLE, 1]);
  plot.frame.bbox.height = 70;
  words.fit();
  const within = "EEG Fpz-Cz, Hz · 30 s every 30 s, 6 tapers";
  expect([made.text, axis.axis_label_text_alpha]).toEqual([within, 0]);
  axis.setv({ axis_label: "C3, Hz" });
  expect(words.isStale()).toBe(true);
  words.fit();
  expect([made.text, axis.axis_label_text_alpha]).toEqual([WHOLE, 1]);
});

test("words over a narrow figure stand in two lines, over a low one what is in brackets goes", () => {
  const { made, plot, words } = spectrogram(200, 136);
  words.fit();
  expect(made.text.split("\n")).toEqual(["30 s every 30 s, 6 tapers", "(±0.117 Hz, TW 3.5)"]);
  plot.frame.bbox.height = 60;
  expect(words.isStale()).toBe(true);
  words.fit();
  expect(made.text).toBe("30 s every 30 s, 6 tapers");
  expect(words.isStale()).toBe(false);
  plot.frame.bbox.width = 400; // on one line there is room for all
  words.fit();
  expect(made.text).toBe(WHOLE);
  made.setv({ text: "8 s every 4 s, 3 tapers (±0.25 Hz, TW 2)" }); // the kernel's
  words.fit();
  expect(made.text).toBe("8 s every 4 s, 3 tapers (±0.25 Hz, TW 2)");
});

test("a sentence that came without a place below its figure has the figure laid out anew, once", () => {
  const said = { id: "2", tags: ["said"], text: "Blind", visible: true };
  const view = { bbox: { height: 0 } };
  const plot = {
    model: { name: "hypnogram", below: [said] },
    frame: { bbox: { width: 400, height: 100 } },
    views: { find_one: () => view },
    request_layout: vi.fn(),
  };
  const live = { plots: [plot], plot: () => plot, named: () => null };
  const words = new FigureWords(live as never);
  words.place();
  words.place(); // laid out in vain: not again and again
  expect(plot.request_layout.mock.calls).toEqual([[true]]);
  view.bbox.height = 25;
  words.place();
  view.bbox.height = 0; // another time
  words.place();
  expect(plot.request_layout).toHaveBeenCalledTimes(2);
  said.visible = false;
  words.place();
  expect(plot.request_layout).toHaveBeenCalledTimes(2);
});
