// A page without a kernel: the page's own modules, told by a model that holds the night.

import { clockWords } from "./clock_words";
import { button, make } from "./dialogs";
import { DrawingChain } from "./drawing_chain";
import { type Content, type PackedMessage, unpacked } from "./frozen_content";
import { bandName } from "./frozen_controls";
import { HOW, layOut } from "./frozen_layout";
import { FrozenNight, type ScoredNight, type ToldMessage } from "./frozen_night";
import { PartNumbers, type Spectra } from "./frozen_numbers";
import { FrozenSamples } from "./frozen_samples";
import { emptyHeads, FrozenTable } from "./frozen_table";
import liveFigure from "./live_figure";
import { ArrayStore, type Packed } from "./packed_arrays";
import type { Pane } from "./pane_inspection";
import { scaleBars } from "./scale_bars";
import tableWidget from "./table_widget";

const REST = 250; // ms after which a band is one that a hand has come to

class FrozenPage {
  private scorer: string;
  private dark: boolean;
  private search = 0;
  private turning = 0; // a timer's
  private readonly model: FrozenNight;
  private readonly pane = make("div.explorer-pane");
  private readonly needed = make("p.kernel-needed", { role: "status", hidden: true });
  private readonly outside = make("p.outside-part", { role: "status", hidden: true });
  private readonly events = make("section.events-numbers");
  private readonly headline: FrozenTable;
  private readonly sections: FrozenTable;
  private readonly numbers: PartNumbers;
  private drawing = new AbortController();
  private readonly drawings = new DrawingChain((error) => this.sayUndrawn(error));
  private readonly theme: HTMLButtonElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly content: Content,
    private readonly store: ArrayStore,
    bokeh: Uint8Array<ArrayBuffer>,
  ) {
    this.scorer = content.scorer;
    this.dark = content.dark;
    const { traits, samples } = content;
    const rows = samples.rows.map((row) => ({
      ...row,
      codes: new Int16Array(store.bytes(row.codes).buffer),
    }));
    const rule = { ...traits.filter_rule, longest_window: Number.MAX_VALUE };
    const frozen = new FrozenSamples(rows, traits.total, rule.reach);
    const held = { ...traits, filter_rule: rule, bokeh_js: new DataView(bokeh.buffer) };
    this.model = new FrozenNight(held, frozen, (what) => this.sayNeeded(what));
    this.model.night = content.night.map((told) => this.unpack(told));
    const tables = {
      act: (what: string) => this.act(what),
      choose: (name: string, value: string) => this.choose(name, value),
    };
    this.headline = new FrozenTable(tables);
    this.sections = new FrozenTable(tables);
    this.theme = button("dark", () => this.turn({ dark: !this.dark }), {
      title: "dark or light page",
    });
    const clock = (seconds: number) =>
      clockWords(seconds, {
        start: traits.clock_start,
        wrap: traits.has_clock,
        movedAt: traits.clock_moved_at,
        movedBy: traits.clock_moved_by,
        always: false,
      });
    this.numbers = new PartNumbers(this.model, this.spectra(), {
      part: content.part_name,
      analysed: content.analysed,
      simulated: content.simulated,
      band: (edges) => bandName(edges, content.bands),
      clock,
    });
    const [headline, sections] = [make("div"), make("div")];
    layOut(root, content, this.model, clock, {
      theme: this.theme,
      middle: [this.pane, this.outside, this.needed],
      numbers: [
        this.numbers.brushed,
        headline,
        this.numbers.power,
        this.events,
        this.numbers.rule,
        sections,
      ],
    });
    const { signal } = new AbortController();
    const tablesIn = [
      [this.headline, headline],
      [this.sections, sections],
    ] as const;
    for (const [table, el] of tablesIn) tableWidget.render({ model: table, el, signal });
    const searchFor = () => this.followBand();
    this.model.on("change:band", searchFor);
    const around = () => this.sayOutside(clock);
    for (const name of ["window_start", "window_length"]) this.model.on(`change:${name}`, around);
    this.model.on("gain", () => this.scaleBars());
    around();
  }

  private unpack({ message, buffers }: PackedMessage): ToldMessage {
    return { message, buffers: buffers.map((one) => this.store.view(one)) };
  }

  private spectra(): Spectra | null {
    const told = this.model.night.find(({ message }) => message.kind === "spectra");
    const message = told?.message as unknown as (Omit<Spectra, "values"> & object) | undefined;
    if (!told || !message?.frequencies.length) return null;
    return { ...message, values: new Float64Array(told.buffers[0].buffer) };
  }

  // ---- what a hand asks for --------------------------------------------------------------------

  private sayNeeded(what: string): void {
    this.needed.replaceChildren(
      make("span", {}, `${what}: this needs a kernel. ${HOW} `),
      button("close", () => {
        this.needed.hidden = true;
      }),
    );
    this.needed.hidden = false;
  }

  // Where the page has no traces it says so, over the place where they would be.
  private sayOutside(clock: (seconds: number) => string): void {
    const { rows, from, to } = this.content.samples;
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    this.outside.hidden = !rows.length || (stop > from && start < to);
    this.outside.textContent = `The traces of this page are those from ${clock(from)} to ${clock(to)}: to see others needs a kernel and the recording.`;
  }

  // Where the night should be, so that no half of it is taken for the whole; the next drawing may do.
  private sayUndrawn(error: unknown): void {
    const words = `The night could not be drawn: ${error}. The numbers beside it stand. Load the page again; if it stays so, save it anew with the Sleep Architecture Explorer.`;
    this.pane.replaceChildren(make("p.live-waiting", { role: "alert" }, words));
  }

  private act(what: string): void {
    const of = this.ofNow(this.content.numbers);
    const name = `${this.content.title.replace(/\W+/g, "_")}_metrics.csv`;
    if (what === "csv") this.sections.offer(name, of?.csv ?? "");
    else if (what === "copy") this.sections.copy(of?.csv ?? "");
    else if (what.startsWith("go:")) {
      const length = this.model.get("window_length");
      const latest = Math.max(0, this.model.get("total") - length);
      const start = Number(what.slice(3)) - length / 3;
      this.model.set("window_start", Math.min(Math.max(start, 0), latest));
    } else this.sayNeeded("Another time in bed changes every number of the night");
  }

  private choose(name: string, value: string): boolean {
    if (name === "scorer" && this.content.scorers.includes(value)) {
      this.turn({ scorer: value });
      return true;
    }
    this.sayNeeded(
      name.startsWith("events:")
        ? "Choosing among scored events writes their list anew"
        : "Another definition changes the numbers of the night",
    );
    return false;
  }

  // ---- what the night is seen as ---------------------------------------------------------------

  private ofNow<One extends { scorer: string; dark?: boolean; search?: number }>(
    every: readonly One[],
  ): One | undefined {
    const { scorer, dark, search } = this;
    return every.find(
      (one) =>
        one.scorer === scorer && (one.dark ?? dark) === dark && (one.search ?? search) === search,
    );
  }

  turn(to: { scorer?: string; dark?: boolean; search?: number }): void {
    this.scorer = to.scorer ?? this.scorer;
    this.dark = to.dark ?? this.dark;
    this.search = to.search ?? this.search;
    try {
      this.show();
    } catch (error) {
      this.drawings.fail(error);
    }
  }

  // Events of a band that the page has are shown with it; of another the page says whose these are.
  // They come in a pane drawn anew, so once the band rests: else none would go with the hand.
  private followBand(): void {
    this.sayEvents();
    clearTimeout(this.turning);
    this.turning = window.setTimeout(() => {
      if (this.model.get("holding")) this.followBand();
      else this.turnToBand();
    }, REST);
  }

  private turnToBand(): void {
    const band = this.model.get("band");
    const found = this.content.searches.findIndex((one) =>
      one.band.every((edge, i) => Math.abs(edge - band[i]) < 1e-6),
    );
    if (found >= 0 && found !== this.search) this.turn({ search: found });
  }

  private sayEvents(): void {
    const { band, name } = this.content.searches[this.search];
    const now = this.model.get("band");
    const isOf = band.every((edge, i) => Math.abs(edge - now[i]) < 1e-6);
    const words = isOf
      ? ""
      : `These are the events of ${name}, ${band[0]}–${band[1]} Hz. To look for those of another band needs a kernel.`;
    const note =
      this.events.querySelector(".of-band") ?? this.events.appendChild(make("p.of-band"));
    if (note.textContent !== words) note.textContent = words;
  }

  show(): void {
    const { root, dark } = this;
    root.classList.toggle("dark", dark);
    this.theme.setAttribute("aria-pressed", String(dark));
    this.theme.classList.toggle("mod-active", dark);
    const [view, numbers, events, scored] = [
      this.ofNow(this.content.views),
      this.ofNow(this.content.numbers),
      this.ofNow(this.content.events),
      this.ofNow(this.content.scored),
    ];
    if (!view || !numbers || !events || !scored) throw new Error("this page is not whole");
    const traits = {
      bundle: JSON.stringify(view.document),
      arrays: this.joined(view.arrays),
      lanes: view.lanes,
      epochs: view.epochs,
      hint: this.model.get("hint"),
    };
    const flags = (name: keyof typeof scored.flags) => this.store.bytes(scored.flags[name]);
    const ofScorer: ScoredNight = {
      told: scored.told.map((one) => this.unpack(one)),
      stages: scored.stages,
      codes: new Int8Array(flags("codes").buffer),
      inside: flags("inside"),
      asleep: flags("asleep"),
    };
    this.model.show(
      traits,
      ofScorer,
      [...events.told, ...view.told].map((one) => this.unpack(one)),
    );
    this.headline.show(numbers.headline);
    this.sections.show(numbers.sections);
    this.numbers.show(numbers.rule);
    this.events.innerHTML = events.html; // written by the explorer
    emptyHeads(this.events);
    this.sayEvents();
    this.drawings.add(() => this.drawPane());
  }

  private joined(arrays: readonly Packed[]): DataView<ArrayBuffer> {
    const whole = new Uint8Array(arrays.reduce((sum, one) => sum + one.bytes, 0));
    let at = 0;
    for (const one of arrays) {
      whole.set(this.store.bytes(one), at);
      at += one.bytes;
    }
    return new DataView(whole.buffer);
  }

  private clear: () => void = () => {};

  private async drawPane(): Promise<void> {
    const { pane, model } = this;
    const hadFocus = pane.contains(document.activeElement);
    this.drawing.abort();
    this.clear();
    this.drawing = new AbortController();
    pane.replaceChildren();
    delete pane.dataset.ready;
    this.clear = await liveFigure.render({ model, el: pane, signal: this.drawing.signal });
    this.model.set("hint", false); // once is enough
    this.scaleBars();
    if (hadFocus) pane.focus({ preventScroll: true });
    this.root.dataset.shown = `${this.scorer}/${this.dark ? "dark" : "light"}/${this.search}`;
  }

  private scaleBars(): void {
    scaleBars((this.pane as Pane).explorer?.live, this.model.lanes);
  }
}

async function open(): Promise<void> {
  const root = document.querySelector<HTMLElement>(".sleep-explorer");
  if (!root) return;
  try {
    const [content, arrays, bokeh] = await Promise.all([
      unpacked("content"),
      unpacked("arrays"),
      unpacked("bokeh", false),
    ]);
    const said: Content = JSON.parse(new TextDecoder().decode(content));
    new FrozenPage(root, said, new ArrayStore(arrays), bokeh).show();
  } catch (error) {
    root.replaceChildren(
      make("p.live-waiting", { role: "alert" }, `This page could not be shown: ${error}`),
    );
    throw error;
  }
}

open();
