import { expect, test } from "vitest";
import { FrozenNight, type ScoredNight } from "../../../explorer/bridge/js/frozen_night";
import { FrozenSamples } from "../../../explorer/bridge/js/frozen_samples";
import {
  ArrayStore,
  fromPrediction,
  fromSteps,
  fromText,
} from "../../../explorer/bridge/js/packed_arrays";
import { meanInside, stageMinutes } from "../../../explorer/bridge/js/part_numbers";
import { MISSING } from "../../../explorer/bridge/js/thinning";
import type { LiveTraits } from "../../../explorer/bridge/js/traits";
import values from "../values/packed.json";

// ---- arrays, as Python packs them ----------------------------------------------------------------

test("text is the bytes that Python wrote", () => {
  const bytes = fromText(values.text, values.bytes.length, values.alphabet);
  expect([...bytes]).toEqual(values.bytes);
});

test("samples come back from what their prediction left, past the ends of 16 bits too", () => {
  for (const { weights, packed, codes } of values.samples)
    expect([...fromPrediction(Uint8Array.from(packed), weights)]).toEqual(codes);
});

test("sums come back from their steps, and what is missing stays missing", () => {
  const sums = fromSteps(Uint8Array.from(values.steps.packed), values.steps.columns);
  expect([...sums]).toEqual(values.steps.sums.map((one) => one ?? Number.NaN));
});

test("an array lies where the page says", () => {
  const store = new ArrayStore(Uint8Array.of(9, 1, 2, 9));
  const view = store.view({ at: 1, bytes: 2, coding: "plain" });
  expect([view.byteLength, view.getUint8(0), view.getUint8(1)]).toEqual([2, 1, 2]);
});

// ---- the model, as the kernel would answer -------------------------------------------------------

const row = {
  name: "C3",
  scale: 0.5,
  offset: 1,
  start: 10,
  rate: 2,
  recorded: 4,
  filtered: true,
  codes: Int16Array.from({ length: 40 }, (_, i) => i), // from 10 to 30 s of 60
};
const scored: ScoredNight = {
  told: [
    {
      message: { kind: "scored", first: 0, length: 30, sleep_minutes: [1] },
      buffers: [
        [1, 1],
        [1, 1],
        [0, 1],
        [1, 1],
        [0, 1],
      ].map((flags) => new DataView(Uint8Array.from(flags).buffer)),
    },
  ],
  stages: [
    [2, "N2"],
    [3, "N3"],
  ],
  codes: Int8Array.of(2, 3),
  inside: Uint8Array.of(1, 1),
  asleep: Uint8Array.of(1, 1),
};

function opened() {
  const traits = {
    window_start: 0,
    window_length: 10,
    total: 60,
    lights: [0, 60],
    selection: [] as number[],
    layout_id: 1,
    lanes: JSON.stringify([{ name: "C3", gain: 1 }]),
  } as unknown as LiveTraits;
  const needed: string[] = [];
  const samples = new FrozenSamples([row], 60, 5);
  const model = new FrozenNight(traits, samples, (what) => needed.push(what));
  model.scored = scored;
  // biome-ignore lint/suspicious/noExplicitAny: messages of every kind.
  const heard: { message: any; buffers: DataView[] }[] = [];
  model.on("msg:custom", (message, buffers) => heard.push({ message, buffers }));
  const answers = async () => {
    await Promise.resolve();
    await Promise.resolve();
    return heard.splice(0);
  };
  return { model, needed, answers };
}

test("a page that greets is answered", async () => {
  const { model, answers } = opened();
  model.send({ kind: "hello", revision: 0 });
  expect((await answers()).map(({ message }) => message.kind)).toEqual(["agreed"]);
});

test("all samples come at once, and the page is told that there are none filtered", async () => {
  const { model, answers } = opened();
  model.send({ kind: "need", missing: ["raw", "band"] });
  const told = await answers();
  const [source, band, raw] = told.map(({ message }) => message);
  expect(told.map(({ message }) => message.kind)).toEqual([
    "source",
    "traces",
    "traces",
    "answered",
  ]);
  expect([band.what, band.rows[0].count, raw.what, raw.rows[0].count]).toEqual([
    "band",
    0,
    "raw",
    40,
  ]);
  expect([raw.from, raw.to, source.rows[0].total]).toEqual([0, 60, 120]);
  // Beyond the part that the page holds samples are missing, as in a gap: no filter bridges it.
  const codes = new Int16Array(told[0].buffers[0].buffer);
  expect([codes[0], codes[19], codes[20], codes[59], codes[60]]).toEqual([
    MISSING,
    MISSING,
    0,
    39,
    MISSING,
  ]);
});

test("a part that is brushed is added to what numbers are counted from", async () => {
  const { model, answers } = opened();
  model.set("selection", [20, 60]); // the second epoch has its middle there
  const [{ message, buffers }] = await answers();
  expect(message.sleep_minutes).toEqual([1, 0.5]);
  expect(buffers.slice(5).map((one) => [...new Uint8Array(one.buffer)])).toEqual([
    [0, 1],
    [0, 1],
  ]);
  model.set("selection", []);
  expect((await answers())[0].buffers).toHaveLength(5);
});

test("a wave that is measured, which is shorter than an epoch, is no part", async () => {
  const { model, answers } = opened();
  model.set("selection", [40, 50]); // around the second epoch's middle
  expect((await answers())[0].buffers).toHaveLength(5);
});

test("what needs a kernel is said, and nothing changes", async () => {
  const { model, needed, answers } = opened();
  model.set("lights", [10, 50]);
  model.send({ kind: "score", what: "undo", id: "ab" });
  model.send({ kind: "key", key: "p" }); // large type, which enlarged the traces
  expect(needed).toHaveLength(3);
  expect(model.lanes[0].gain).toBe(1);
  expect(model.get("lights")).toEqual([0, 60]);
  expect((await answers())[0].message).toEqual({ kind: "settled", ids: ["ab"], refused: ["ab"] });
});

test("traces are drawn larger by the root of two", () => {
  const { model } = opened();
  model.send({ kind: "key", key: "+" });
  model.send({ kind: "key", key: "+" });
  model.send({ kind: "key", key: "-" });
  expect(model.lanes[0].gain).toBeCloseTo(Math.SQRT2, 12);
});

// ---- numbers of a part ---------------------------------------------------------------------------

test("stages of a part are counted by whole epochs, as shares of its sleep", () => {
  const codes = [0, 2, 2, 3];
  const asleep = [0, 1, 1, 1];
  const stages = [
    [0, "W"],
    [2, "N2"],
    [3, "N3"],
  ] as const;
  expect(stageMinutes(codes, [1, 1, 0, 1], asleep, stages, 30)).toEqual([
    { name: "W", minutes: 0.5, percent: Number.NaN },
    { name: "N2", minutes: 0.5, percent: 50 },
    { name: "N3", minutes: 0.5, percent: 50 },
  ]);
});

test("a mean leaves out what has no value", () => {
  expect(meanInside([1, Number.NaN, 3, 9], (epoch) => epoch < 3)).toBe(2);
  expect(meanInside([Number.NaN], () => true)).toBeNaN();
});
