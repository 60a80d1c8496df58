// The widget: one Bokeh document, its messages, and what the page does by itself.

import { nameParts } from "./accessible_names";
import type { Buffers, View } from "./anywidget";
import { clamp } from "./drag_limits";
import { EpochBorders } from "./epoch_borders";
import { EventMarks, type EventsMessage } from "./event_marks";
import { FigureWords } from "./figure_words";
import { frequencyAxis } from "./frequency_axis";
import { Gestures } from "./gestures";
import { takeFromBeside } from "./kept_focus";
import { KeyPresses } from "./key_presses";
import { Agreement, LiveDocument, type Patch } from "./live_document";
import { loadBokeh } from "./load_bokehjs";
import { type AsText, buffersOf, hasBuffers } from "./lost_buffers";
import { NightInPage, type NightMessage } from "./night_in_page";
import { besideBrush } from "./night_labels";
import { OverviewZoom } from "./overview_zoom";
import { PaneHeights } from "./pane_heights";
import type { Pane } from "./pane_inspection";
import { PointerWords } from "./pointer_words";
import { Readout } from "./readout";
import { whenRegained } from "./regained_line";
import { ScoredMarks, type ScoredMessage } from "./scored_marks";
import { Scoring } from "./scoring";
import { StageButtons } from "./stage_buttons";
import type { SourceMessage, TracesMessage } from "./trace_chunks";
import { TraceStore } from "./traces";
import type { LiveModel, LiveTraits } from "./traits";
import { ViewMoves } from "./view_moves";

const TICK_WIDTH = 78; // px that a clock time with seconds needs on the axis of the traces
const MOST_TICKS = 6;

// Messages may come before there is a view to show them: keep them until one takes them. Where they
// are is told by BokehJS' own bytes: `initialize` and `render` are given two faces of a model, which
// share nothing but what it holds.
type Message =
  | Patch
  | TracesMessage
  | SourceMessage
  | EventsMessage
  | ScoredMessage
  | NightMessage
  | { kind: "settled"; ids: string[]; refused?: string[] }
  | { kind: "missed" | "unanswered" | "answered" }
  | { kind: "help" | "closed beside" };
type Sent = Message & AsText;
type Early = { early: [Message, Buffers][]; agreement: Agreement };

const EARLY = new WeakMap<DataView, () => Early>();

function keepEarly(model: LiveModel): void {
  const early: Early["early"] = [];
  const agreement = new Agreement(model); // the kernel answers while BokehJS loads
  const keep = (message: Message, buffers: Buffers) => early.push([message, buffers]);
  model.on("msg:custom", keep);
  EARLY.set(model.get("bokeh_js"), () => {
    model.off("msg:custom", keep);
    return { early: early.splice(0), agreement };
  });
}

// What came before there was a view, and what was agreed on with the kernel; a later view asks anew.
function takeEarly(model: LiveModel): Early {
  const take = EARLY.get(model.get("bokeh_js"));
  EARLY.delete(model.get("bokeh_js"));
  return take?.() ?? { early: [], agreement: new Agreement(model) };
}

export default {
  initialize({ model }: { model: LiveModel }) {
    if (!hasBuffers(model)) return; // the view asks for what this host lost
    loadBokeh(model).catch(() => {}); // a view asks again, and says what went wrong
    keepEarly(model);
  },

  async render({ model, el, signal }: View<LiveTraits>) {
    let leave = () => {};
    let drawn: Promise<void>;
    const draw = async () => {
      const drawing = new AbortController();
      signal.addEventListener("abort", () => drawing.abort(), { signal: drawing.signal });
      const clear = await drawPane({ model, el, signal: drawing.signal, late: again });
      leave = () => {
        drawing.abort();
        clear();
      };
    };
    const again = async () => {
      await drawn;
      if (signal.aborted) return;
      leave();
      el.replaceChildren();
      delete el.dataset.ready;
      delete el.dataset.tier;
      drawn = draw();
    };
    drawn = draw();
    await drawn;
    return () => leave();
  },
};

type PaneView = View<LiveTraits> & { late: () => void };

// Draws the pane; returns what clears it.
async function drawPane({ model, el, signal, late }: PaneView): Promise<() => void> {
  // What comes while this draws is kept, after what came before.
  const { early, agreement } = takeEarly(model);
  const keep = (message: Message, buffers: Buffers) => early.push([message, buffers]);
  model.on("msg:custom", keep);
  el.classList.add("live-pane");
  el.tabIndex = 0;
  el.setAttribute("role", "application");
  el.setAttribute("aria-label", "Night explorer: arrow keys scrub, question mark for help");
  const host = el.appendChild(document.createElement("div"));
  const live = await LiveDocument.open(model, host, late, agreement);
  live.element = el;
  const store = new TraceStore(live, model);
  const readout = new Readout(model, el);
  const marks = new EventMarks(live, model);
  const scored = new ScoredMarks(live, model);
  store.marks = [marks, scored];
  const night = new NightInPage(live, model, el);
  marks.countBy(night);
  // What is drawn, for tests and benchmarks to look at.
  (el as Pane).explorer = { live, model, store, night, scored };
  const scoring = new Scoring(live, model, el, signal);
  readout.place = () => (scoring.mode.scoresNight ? scoring.target : model.get("window_start"));
  readout.scored = scored;
  readout.pointer = new PointerWords(live, model, store, el);
  const moves = new ViewMoves(model, readout, marks, scored, scoring);
  scoring.buttons = new StageButtons(
    readout.strip,
    () => scoring.mode.scoresNight,
    (act, key) => scoring.take(act, key, moves),
  );
  const goToEpoch = (time: number) => moves.goToEpoch(time);
  readout.going = goToEpoch;
  const zoom = new OverviewZoom(live, model, el, (time) => readout.clock(time));
  zoom.say = (words) => readout.say(words);
  zoom.goTo = goToEpoch;
  new Gestures(live, model, el, moves, readout, marks, scored, scoring, zoom, signal);
  new KeyPresses(model, el, moves, readout, scoring, zoom, signal);
  const borders = new EpochBorders(live, model, el);
  const drawBorders = () => borders.draw();
  live.frames.painted = () => {
    borders.fit();
    borders.draw();
    if (marks.isStale()) marks.draw(); // its words are broken where the traces end
    if (words.isStale()) live.frames.before(fitWords);
    words.place();
    if (heights.isStale()) fitHeights();
  };
  const showBorders = () => live.frames.before(drawBorders);
  const drawZoom = () => zoom.draw();
  const showZoom = () => live.frames.before(drawZoom);

  // The traces take the height that the night panels leave.
  const words = new FigureWords(live);
  const fitWords = () => words.fit();
  let beneathTraces = readout.strip.offsetHeight; // asked at each paint, it would lay out the page
  const heights = new PaneHeights(
    live,
    el,
    words,
    () => beneathTraces,
    () => store.draw(),
  );
  const fitHeights = () => {
    heights.fit();
    const fitting = Math.floor((live.plot("traces")?.frame.bbox.width ?? 0) / TICK_WIDTH);
    const ticks = clamp(fitting, 2, MOST_TICKS);
    live.named("trace_ticker")?.setv({ desired_num_ticks: ticks }, { sync: false });
    store.draw();
    showZoom();
  };
  const spectrogramRange = () => live.plot("spectrogram")?.model.y_range;
  let drawnOn = ""; // the kind of frequency axis that the band was drawn on
  const onMessage = (message: Sent, given: Buffers) => {
    const buffers = buffersOf(message, given);
    if (message.kind === "patch") {
      live.patch(message, buffers);
      showZoom();
      live.frames.before(fitWords);
      live.frames.before(night.draw); // it may be of a band that the hand has left
      if (heights.isStale()) fitHeights();
      if (drawnOn !== String(spectrogramRange()?.tags)) live.frames.before(drawBand);
    }
    if (message.kind === "traces") store.receive(message, buffers);
    else if (message.kind === "source") store.receiveSource(message, buffers);
    else if (message.kind === "events") marks.receive(message, buffers);
    else if (message.kind === "scored events") scored.receive(message, buffers);
    else if (message.kind === "spectra" || message.kind === "scored" || message.kind === "pieces")
      night.receive(message, buffers);
    else if (message.kind === "settled") scoring.settled(message.ids, message.refused);
    else if (message.kind === "missed") scoring.missed();
    else if (message.kind === "unanswered") store.unanswered();
    else if (message.kind === "answered") store.answered();
    else if (message.kind === "help") readout.help();
    else if (message.kind === "closed beside") takeFromBeside(el);
  };
  const setTagged = (tag: string, change: Record<string, unknown>) => {
    for (const mark of live.tagged(tag)) mark.setv(change, { sync: false });
  };
  // Once a frame, however fast the hand is.
  const drawBand = () => {
    drawnOn = String(spectrogramRange()?.tags);
    const axis = frequencyAxis(spectrogramRange());
    const [low, high] = model.get("band").map(axis.place);
    setTagged("band-low", { location: low });
    setTagged("band-high", { location: high });
    setTagged("band-box", { bottom: low, top: high });
    store.draw();
    night.drawBand();
  };
  const drawLine = () => {
    marks.draw();
    night.drawLine();
  };
  const showSelection = () => {
    const [left, right] = model.get("selection");
    const visible = left !== undefined;
    setTagged("selection-box", { left: left ?? 0, right: right ?? 0, visible });
    const text = visible ? readout.spanWords(left, right) : "";
    const place = visible ? besideBrush(left, right, live.plot("hypnogram")?.model.x_range) : {};
    live.named("selection_label")?.setv({ ...place, text, visible }, { sync: false });
  };
  const showLights = () => {
    const [off, on] = model.get("lights");
    if (off === undefined) return;
    setTagged("lights-off", { location: off });
    setTagged("lights-off-shade", { left: 0, right: off });
    setTagged("lights-on", { location: on });
    setTagged("lights-on-shade", { left: on, right: model.get("total") });
  };
  const pointed = () => {
    readout.moved();
    showBorders();
    scoring.draw();
  };
  const moved = () => {
    store.moved();
    zoom.follow();
    pointed();
  };
  const listeners = {
    "msg:custom": onMessage,
    "change:window_start": moved,
    "change:window_length": moved,
    "change:lanes": () => store.draw(),
    "change:layout_id": moved,
    "change:epochs": () => {
      readout.moved();
      showBorders();
    },
    "change:band": () => live.frames.before(drawBand),
    "change:selection": showSelection,
    "change:lights": showLights,
    "change:total": () => {
      showLights();
      showZoom();
    },
    "change:overview_span": () => {
      showZoom();
      live.frames.before(showSelection); // its words stand in what is shown
    },
    "change:n3_amplitude": () => live.frames.before(drawLine),
    "change:blind": () => live.frames.before(drawLine),
    "change:scoring": () => {
      scoring.mode.answered();
      readout.dismissHint(); // its line is where scoring says who scores
      pointed();
    },
    "change:lesson": pointed,
    "change:cursor_epoch": pointed,
    "change:whose": () => scoring.turnTo(),
    "change:hand_marks": () => scoring.draw(),
    "change:measured": () => readout.moved(),
  };
  model.off("msg:custom", keep);
  for (const [message, buffers] of early) onMessage(message, buffers);
  for (const [event, handler] of Object.entries(listeners)) model.on(event, handler);

  const resizing = new ResizeObserver(() =>
    requestAnimationFrame(() => {
      beneathTraces = readout.strip.offsetHeight;
      fitHeights();
    }),
  );
  resizing.observe(el);
  // What is wrong with a typed time takes lines of its own.
  const beneath = new ResizeObserver(() => {
    beneathTraces = readout.strip.offsetHeight;
    if (heights.isStale()) requestAnimationFrame(fitHeights);
  });
  beneath.observe(readout.strip);

  drawBand();
  showSelection();
  showLights();
  fitHeights();
  moved();
  nameParts(el, signal);
  model.send({ kind: "ready" });
  // What the kernel said into a lost line is drawn or sent again: samples and events by its "hello"
  // and "ready", and a change of the document with all of it.
  const catchUp = async () => {
    const hasMissed = await live.hasMissed(model);
    if (signal.aborted) return;
    if (hasMissed) late();
    else model.send({ kind: "ready" });
  };
  whenRegained(model, catchUp, signal);
  scoring.turnTo();
  el.dataset.ready = "yes";
  return () => {
    resizing.disconnect();
    beneath.disconnect();
    store.stop();
    night.stop();
    live.agreement.forget();
    for (const [event, handler] of Object.entries(listeners)) model.off(event, handler);
    live.document.clear();
  };
}
