// What stands where on a page without a kernel, and its words: head, controls, middle, numbers, foot.

import { button, make } from "./dialogs";
import type { Content } from "./frozen_content";
import { controlsOf } from "./frozen_controls";
import type { FrozenNight } from "./frozen_night";

export const HOW =
  "A kernel is a Python that computes while you look. To get one: install git, make and Python 3.11 " +
  "or newer, clone github.com/sleep-architecture-explorer/sleep-architecture-explorer, and run " +
  "“make app” in it.";
const NEEDS_OF_SIGNALS = [
  "Other channels, montage, mains filter, or the recording’s full rate",
  "Events in another band, or by another rule",
];
const NEEDS = [
  "Moved lights, other definitions, and numbers of the selection beside its stages and power",
  "Scoring and staging; large type; every tab but Night; reports",
];
const READING =
  "This page describes one recording. It is for teaching and exploring sleep physiology, not for " +
  "diagnosis or treatment.";

export interface Parts {
  theme: HTMLButtonElement;
  middle: HTMLElement[];
  numbers: HTMLElement[];
}

export function layOut(
  root: HTMLElement,
  content: Content,
  model: FrozenNight,
  clock: (seconds: number) => string,
  parts: Parts,
): void {
  const head = make(
    "div.explorer-head",
    {},
    make("h1", {}, "Sleep Architecture Explorer"),
    make("span", {}, content.title),
    content.simulated ? make("span.badge", {}, "SIMULATED") : null,
    make("span.quiet", {}, "a page without a kernel"),
    make("span.spring"),
    button("?", () => model.emit("msg:custom", { kind: "help" }, []), {
      title: "keys and gestures",
    }),
    parts.theme,
  );
  const controls = make("div.explorer-controls.explorer-sheet");
  controls.append(
    ...controlsOf(model, {
      bands: content.bands,
      windowLengths: content.window_lengths,
      needs: content.samples.rows.length ? [...NEEDS_OF_SIGNALS, ...NEEDS] : NEEDS,
      hasSignals: content.samples.rows.length > 0,
    }),
    make("p.quiet", {}, HOW),
  );
  const { rows, from, to } = content.samples;
  const rates = [...new Set(rows.map(({ rate }) => `${Number(rate.toFixed(2))} Hz`))].join(", ");
  const whole = from <= 0 && to >= content.traits.total - 1;
  const traces = rows.length
    ? `traces at ${rates}${whole ? "" : `, ${clock(from)} to ${clock(to)}`}; band power, events and numbers were computed from the whole recording`
    : "a hypnogram alone";
  const foot = make(
    "div.explorer-foot",
    {},
    make("div", {}, [content.title, content.facts, traces].join(" · ")),
    make(
      "div.quiet",
      {},
      ...content.needs.map((words) => make("span.problem", {}, `${words} `)),
      rows.length && content.cut ? `${content.cut} ` : "",
      `${READING} Made with Sleep Architecture Explorer ${content.version}.`,
    ),
  );
  const middle = make("div.explorer-middle", {}, ...parts.middle);
  const numbers = make("div.explorer-numbers", {}, ...parts.numbers);
  root.replaceChildren(make("div.explorer-grid", {}, head, controls, middle, numbers, foot));
}
