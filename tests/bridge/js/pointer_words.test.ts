import { expect, test, vi } from "vitest";
import { Gestures } from "../../../explorer/bridge/js/gestures";
import { movedWith, type Place } from "../../../explorer/bridge/js/hand_places";
import { PointerWords } from "../../../explorer/bridge/js/pointer_words";
import { Readout } from "../../../explorer/bridge/js/readout";
import { ViewMoves } from "../../../explorer/bridge/js/view_moves";

const element = () => ({ style: {}, setAttribute: () => {}, hidden: false, textContent: "" });
const at = { px: 40, py: 40, x: 40, y: 0 } as Place;

// The moves of a night of 600 s, and the words that stand beside the pointer.
const made = () => {
  vi.stubGlobal("document", { createElement: element, body: { dataset: {} } });
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
    },
  );
  const box = { left: 0, top: 0, width: 800, height: 400 };
  const pane = { appendChild: () => {}, getBoundingClientRect: () => box };
  const words = new PointerWords({} as never, {} as never, {} as never, pane as never);
  const values: Record<string, unknown> = { total: 600, window_length: 30, window_start: 0 };
  const model = {
    get: (name: string) => values[name],
    set: (name: string, value: unknown) => {
      values[name] = value;
    },
    save_changes: () => {},
  };
  const readout = {
    hover: (place: Place | null) => words.show(place, place ? "epoch 2 N2" : ""),
    grid: () => ({ first: 0, epoch: 30, window: 30, total: 600 }),
    dismissHint: () => {},
    say: () => {},
  };
  const parts = [model, readout, {}, {}, { mode: { scoresNight: false } }];
  const moves = new ViewMoves(...(parts as unknown as ConstructorParameters<typeof ViewMoves>));
  return { words, values, moves, readout };
};

test("words of what lies under the pointer vanish when the window moves from under it", () => {
  const { words, values, moves, readout } = made();
  for (const move of [() => moves.goTo(120), () => moves.goToEpoch(301)]) {
    readout.hover(at);
    expect(words.element.hidden).toBe(false);
    expect(words.element.textContent).toBe("epoch 2 N2");
    move();
    expect(words.element.hidden).toBe(true);
  }
  expect(values.window_start).toBe(300);
});

test("a hand that drags within a plot is where it has come to, beyond it nowhere known", () => {
  const model = { x_range: { start: 0, end: 100 }, y_range: { start: 0, end: 35 } };
  const from = { ...at, plot: { model }, y: 16, perX: 0.5, perY: 0.1 } as unknown as Place;
  const place = movedWith(from, { clientX: 50, clientY: 60 });
  expect(place).toMatchObject({ px: 50, py: 60, x: 45, y: 14 });
  expect(movedWith(from, { clientX: 50, clientY: 300 })).toBeNull();
});

test("words that follow a hand are measured when they appear, and stay inside the pane", () => {
  const { words } = made();
  let asked = 0;
  const sized = words.element as unknown as { offsetWidth: number; style: { transform: string } };
  Object.defineProperty(sized, "offsetWidth", {
    get: () => {
      asked++;
      return 100;
    },
  });
  Object.defineProperty(sized, "offsetHeight", { value: 16 });
  words.show(at, "13.0 Hz");
  words.show({ ...at, px: 60 }, "13.05 Hz");
  expect(asked).toBe(1);
  expect(sized.style.transform).toBe("translate(74px, 18px)");
  words.show({ ...at, px: 790 }, "13.1 Hz");
  expect(sized.style.transform).toBe("translate(676px, 18px)");
  words.show(null, "");
  words.show(at, "13.0 Hz");
  expect(asked).toBe(2);
});

// A hand on the hypnogram of a night of ten minutes, one px a second, scored but for its last epoch.
const handOnNight = () => {
  vi.stubGlobal("HTMLElement", class {});
  vi.stubGlobal("SVGElement", class {});
  const names = { 0: "W", 2: "N2" };
  const epochs = {
    first: 0,
    length: 30,
    names,
    codes: Array.from({ length: 19 }, (_, i) => i % 2 && 2),
  };
  const values: Record<string, unknown> = {
    ...{ total: 600, window_length: 30, window_start: 300, epoch_length: 30, lights: [60, 600] },
    ...{ clock_start: 0, has_clock: true, clock_moved_at: 0, clock_moved_by: 0 },
    ...{ band: [0.5, 4], overview_span: [], epochs: JSON.stringify(epochs) },
  };
  const model = {
    get: (name: string) => values[name],
    set: (name: string, value: unknown) => {
      values[name] = value;
    },
    save_changes: () => {},
  } as never;
  const said: [string, number][] = [];
  const readout = Object.assign(Object.create(Readout.prototype) as Readout, {
    model,
    pointer: { show: (at: Place | null, words: string) => said.push([words, at?.px ?? -1]) },
    dismissHint: () => {},
  });
  const moves = new ViewMoves(
    model,
    readout,
    {} as never,
    {} as never,
    { mode: { scoresNight: false } } as never,
  );
  const box = { left: 0, top: 0, width: 600, height: 100 };
  const ranges = { x_range: { start: 0, end: 600 }, y_range: { start: 0, end: 5 } };
  const plot = {
    model: { name: "hypnogram", visible: true, ...ranges },
    el: { getBoundingClientRect: () => box },
    frame: { bbox: box },
  };
  const handlers: Record<string, (event: object) => void> = {};
  const element = {
    style: {},
    addEventListener: (kind: string, handler: (event: object) => void) => {
      handlers[kind] = handler;
    },
    focus: () => {},
    setPointerCapture: () => {},
    getBoundingClientRect: () => box,
  };
  const live = { plots: [plot], frames: { after: (job: () => void) => job() } };
  const parts = [
    live,
    model,
    element,
    moves,
    readout,
    {},
    {},
    { marks: { edgeAt: () => null } },
    {},
  ];
  new Gestures(...([...parts, undefined] as unknown as ConstructorParameters<typeof Gestures>));
  const event = (clientX: number, clientY: number) => ({
    ...{ clientX, clientY, button: 0, pointerId: 1, shiftKey: false, preventDefault: () => {} },
  });
  return { values, said, at: (kind: string, x: number, y = 5) => handlers[kind](event(x, y)) };
};

test("while lights are dragged the words beside the hand are of the line, and go with it", () => {
  const { values, said, at } = handOnNight();
  at("pointerdown", 60);
  at("pointermove", 160);
  expect(values.lights).toEqual([150, 600]);
  expect(said.at(-1)).toEqual(["lights off 00:02:30   before epoch 6   N2", 160]);
  at("pointermove", 210, 300); // beyond the plot the line goes on with the hand
  expect(said.at(-1)).toEqual(["lights off 00:03:30   before epoch 8   N2", 210]);
});

test("where a line of lights bounds no scored epoch it says its time alone", () => {
  const { values, said, at } = handOnNight();
  at("pointerdown", 598);
  at("pointermove", 480);
  expect(said.at(-1)).toEqual(["lights on 00:08:00   after epoch 16   N2", 480]);
  at("pointermove", 640);
  expect(values.lights).toEqual([60, 600]);
  expect(said.at(-1)).toEqual(["lights on 00:10:00", 640]);
});
