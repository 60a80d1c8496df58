import { expect, test, vi } from "vitest";
import { EventMarks, type EventsMessage, footBelow } from "../../../explorer/bridge/js/event_marks";
import { NightInPage } from "../../../explorer/bridge/js/night_in_page";

// Words are measured by a canvas, which there is none of here.
vi.stubGlobal("document", { createElement: () => ({ getContext: () => null }) });

// Marks over one lane of a window of 30 s, and how often each source was given other boxes.
const made = () => {
  const values: Record<string, unknown> = {
    ...{ window_start: 0, window_length: 30, n3_amplitude: 75, blind: false },
    lanes: JSON.stringify([
      { name: "Fz", analysed: true, centre: 0, gain: 1, span: 100, amplitude: true },
    ]),
  };
  const given: Record<string, number> = { event_marks: 0, wave_marks: 0 };
  const source = (name: string) => ({
    data: {} as object,
    setv(change: { data?: object }) {
      if (!change.data) return;
      this.data = change.data;
      given[name]++;
    },
  });
  const sources: Record<string, object> = {
    event_marks: source("event_marks"),
    wave_marks: source("wave_marks"),
  };
  const live = {
    named: (name: string) => sources[name] ?? null,
    tagged: () => [],
    plot: () => null,
    element: null,
  };
  const marks = new EventMarks(live as never, { get: (name: string) => values[name] } as never);
  const receive = (what: EventsMessage["what"], rows: [number, number, number][]) => {
    const columns = [0, 1, 2].flatMap((k) => rows.map((row) => row[k]));
    const view = new DataView(Float64Array.from(columns).buffer);
    marks.receive({ kind: "events", what, channel: "Fz" }, [view]);
  };
  return { marks, values, given, receive };
};

test("a line that is dragged past no wave gives no source other boxes", () => {
  const { marks, values, given, receive } = made();
  receive("events", [[5, 1, 40]]);
  receive("waves", [
    [3, 1, 80],
    [9, 1, 120],
  ]);
  expect(given).toEqual({ event_marks: 1, wave_marks: 1 });
  for (const line of [76, 77, 78]) {
    values.n3_amplitude = line;
    marks.draw();
  }
  expect(given).toEqual({ event_marks: 1, wave_marks: 1 });
  values.n3_amplitude = 90; // one wave less
  marks.draw();
  expect(given).toEqual({ event_marks: 1, wave_marks: 2 });
});

test("below the lowest lane a figure keeps the share that words take, and never less than it had", () => {
  expect(footBelow(7.85, 0)).toBe(-0.85);
  const foot = footBelow(7.85, 0.2);
  expect((-0.55 - foot) / (7.85 - foot)).toBeCloseTo(0.2);
  expect(footBelow(7.85, 2)).toBe(footBelow(7.85, 0.5)); // traces keep half of it
});

test("the line's words follow what they are counted from: lights, scorer and definitions", () => {
  vi.stubGlobal("MutationObserver", class {});
  const jobs = new Set<() => void>();
  const label = { text: "", setv: (change: object) => Object.assign(label, change) };
  const live = {
    named: (name: string) => (name === "threshold_label" ? label : null),
    tagged: () => [],
    plot: () => null,
    element: null,
    frames: { before: (job: () => void) => jobs.add(job), after: () => {} },
  };
  const lane = { name: "Fz", analysed: true, centre: 0, gain: 1, span: 100, amplitude: true };
  const values: Record<string, unknown> = {
    ...{ window_start: 0, window_length: 30, n3_amplitude: 75, blind: false, band: [0.5, 4] },
    lanes: JSON.stringify([lane]),
  };
  const model = { get: (name: string) => values[name] } as never;
  const night = new NightInPage(live as never, model, { closest: () => null } as never);
  const marks = new EventMarks(live as never, model);
  marks.countBy(night);
  const view = (numbers: number[] | Uint8Array) =>
    new DataView(
      (numbers instanceof Uint8Array ? numbers : Float64Array.from(numbers)).slice().buffer,
    );
  const tellPart = (...inside: number[]) => {
    const flags = [[1, 1, 1, 1], [1, 1, 1, 1], [0, 0, 0, 0], inside, [0, 0, 0, 0]];
    const buffers = flags.map((one) => view(Uint8Array.from(one)));
    const whole = { kind: "scored" as const, first: 0, length: 30, thirds: [], artefacts: [] };
    night.receive({ ...whole, least: 0.2, sleep_minutes: [2], has_n3: false }, buffers);
    for (const job of jobs) job();
    jobs.clear();
  };
  // Of four epochs of 30 s three hold a large wave of 10 s.
  const pieces = [...[90, 90, 90], ...[0, 1, 2], ...[10, 10, 10]];
  night.receive({ kind: "pieces", count: 3 }, [view(pieces)]);
  tellPart(1, 1, 1, 1);
  expect(label.text).toContain("N3 by it 1.5 min");
  tellPart(0, 0, 1, 1); // lights off a minute later
  expect(label.text).toContain("N3 by it 0.5 min");
});

test("with Shift the line goes by 1 µV a pixel, with the hand above and below its lane's middle", () => {
  const lane = { name: "Fz", analysed: true, centre: 3, gain: 1, span: 150, amplitude: true };
  const values: Record<string, unknown> = {
    lanes: JSON.stringify([lane]),
    ...{ n3_amplitude: 75, n3_amplitude_limits: [20, 200] },
  };
  const marks = new EventMarks({} as never, { get: (name: string) => values[name] } as never);
  expect(marks.lineFrom(75, 3.2, 4)).toBe(79);
  expect(marks.lineFrom(75, 2.8, 4)).toBe(71);
  expect(marks.lineFrom(75, 3.2, 500)).toBe(200);
});
