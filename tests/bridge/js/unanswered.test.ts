// What is drawn of a stretch whose samples do not come: its file changed, or its drive stalls.

import { expect, test, vi } from "vitest";
import type { LiveDocument } from "../../../explorer/bridge/js/live_document";
import type { TracesMessage } from "../../../explorer/bridge/js/trace_chunks";
import { TraceStore } from "../../../explorer/bridge/js/traces";
import type { LiveModel } from "../../../explorer/bridge/js/traits";

vi.useFakeTimers();
const RATE = 4;
const TOTAL = 3600;

function page() {
  const traits: Record<string, unknown> = {
    window_start: 0,
    window_length: 30,
    layout_id: 1,
    total: TOTAL,
    margin: 90,
    band: [0.5, 4],
    lanes: JSON.stringify([{ centre: 0, gain: 1, span: 1, offset: 0, name: "C3" }]),
  };
  const drawn: Record<string, number> = {};
  const source = (name: string) => ({
    setv: ({ data }: { data?: { ys: ArrayLike<number>[] } }) => {
      if (data) drawn[name] = data.ys[0].length;
    },
  });
  const asked: unknown[] = [];
  const element = { dataset: {} as Record<string, string> };
  const live = { element, named: source, tagged: () => [], plot: () => undefined };
  const model = { get: (name: string) => traits[name], send: (what: unknown) => asked.push(what) };
  const store = new TraceStore(live as unknown as LiveDocument, model as unknown as LiveModel);
  const send = (what: TracesMessage["what"], from: number, to: number) => {
    const count = (to - from) * RATE;
    const row = { scale: 1, offset: 0, start: from, rate: RATE, at: 0, count };
    const more = { shortest: 0, layout: 1, generation: 1, band: [0.5, 4], answers: true };
    store.receive({ kind: "traces", what, rows: [row], from, to, ...more, pushed: false }, [
      new DataView(new ArrayBuffer(2 * count)),
    ]);
  };
  const goTo = (start: number) => {
    traits.window_start = start;
    store.moved();
    return { tier: element.dataset.tier, points: drawn.raw_traces };
  };
  return { store, send, goTo, drawn, element, asked };
}

test("where samples do not come, coarse traces do not stand for them", () => {
  const { store, send, goTo, drawn, element } = page();
  send("overview", 0, TOTAL);
  send("raw", 0, 120);
  send("band", 0, 120);
  const coarse = goTo(600);
  expect(coarse).toEqual({ tier: "overview", points: 30 * RATE }); // while they are on their way
  store.unanswered();
  expect([element.dataset.tier, drawn.raw_traces]).toEqual(["none", 0]);
  for (const start of [630, 660, 1800]) expect(goTo(start)).toEqual({ tier: "none", points: 0 });
  store.unanswered();
  expect(goTo(60)).toEqual({ tier: "full", points: 30 * RATE }); // what was there at full rate
  expect(goTo(105)).toEqual({ tier: "none", points: 0 }); // reaches beyond it
  send("raw", 1700, 1900); // the file is read again
  expect(goTo(2400).tier).toBe("overview");
});
