// What follows the band and the amplitude line over the whole night, drawn before the kernel answers:
// band power with its medians, the filter's gain, N3 criterion with its minutes and agreement.

import type { Buffers } from "./anywidget";
import { areAlike, bandPower, type CumulativePower, isWithin, quantile } from "./band_power";
import { powerOfTwo } from "./fft";
import { bandTaps, gainAt, gainOf, hasBand } from "./filter_design";
import { ANEW, type LiveDocument, wholeBuffer } from "./live_document";
import { type ByRule, n3ByRule, runsOf, type Scored, type WavePieces } from "./n3_rule";
import { shownNumber } from "./number_words";
import type { LiveModel } from "./traits";

// Once a channel.
export interface SpectraMessage {
  kind: "spectra";
  frequencies: number[]; // empty where there are none
  usable: number;
  epochs: number;
  units: string;
  rate: number;
  filtered: boolean; // whether the band's filter is for this channel
  highest_shown: number; // Hz, of the filter's gain
  quantile: number; // of the epochs, that the scale shows
  headroom: number;
}

// Once a hypnogram.
export interface ScoredMessage {
  kind: "scored";
  first: number;
  length: number;
  thirds: [number, number][];
  artefacts: number[]; // epochs
  least: number;
  sleep_minutes: (number | null)[]; // of each part of the night that numbers are of
  has_n3: boolean;
}

export interface PiecesMessage {
  kind: "pieces";
  count: number;
}

export type NightMessage = SpectraMessage | ScoredMessage | PiecesMessage;

const edgeWords = (edge: number): string => String(Number(edge.toPrecision(6)));

export class NightInPage {
  private spectra: SpectraMessage | null = null;
  private power: CumulativePower | null = null;
  private night: ScoredMessage | null = null;
  private scored: Scored | null = null;
  private parts: Scored[] = []; // in bed, then brushed: as the columns of the table
  private counted = new Uint8Array(0);
  private pieces: WavePieces | null = null;
  private powered: { data: unknown; band: number[] } = { data: null, band: [] }; // as drawn
  private ruled: { data: unknown; found: ByRule | null } = { data: null, found: null };
  private counts: { line: number; night: ByRule; parts: ByRule[] } | null = null;
  private readonly root: HTMLElement;
  private readonly watching: MutationObserver;
  private readonly watched = new WeakSet<Element>();
  told: () => void = () => {}; // called before the next paint: what is counted from is another

  constructor(
    private readonly live: LiveDocument,
    private readonly model: LiveModel,
    element: HTMLElement,
  ) {
    this.root = element.closest<HTMLElement>(".sleep-explorer") ?? element;
    // The kernel's words may be of a band or a line that the hand has left since.
    this.watching = new MutationObserver(() => live.frames.after(this.drawWords));
  }

  stop(): void {
    this.watching.disconnect();
  }

  receive(message: NightMessage, buffers: Buffers): void {
    this.counts = null;
    this.powered.data = null;
    if (message.kind === "spectra") {
      const { frequencies, usable, epochs } = message;
      const values = new Float64Array(wholeBuffer(buffers[0]));
      this.spectra = frequencies.length ? message : null;
      this.power = this.spectra && { frequencies, usable, epochs, values };
    } else if (message.kind === "scored") {
      const flags = buffers.map((one) => new Uint8Array(wholeBuffer(one)));
      const [counted, judged, byScorer, ...ofParts] = flags;
      this.night = message;
      this.counted = counted;
      const rule = { length: message.length, least: message.least, hasN3: message.has_n3 };
      this.scored = { ...rule, judged, byScorer, sleepMinutes: Number.NaN };
      this.parts = message.sleep_minutes.map((minutes, part) => ({
        ...rule,
        judged: ofParts[2 * part],
        byScorer: ofParts[2 * part + 1],
        sleepMinutes: minutes ?? Number.NaN,
      }));
    } else {
      const values = new Float64Array(wholeBuffer(buffers[0]));
      const part = (k: number) => values.subarray(k * message.count, (k + 1) * message.count);
      this.pieces = message.count ? { amplitude: part(0), epoch: part(1), seconds: part(2) } : null;
    }
    this.live.frames.before(this.draw);
    this.live.frames.before(this.told);
  }

  // What the kernel has drawn may be of a band or a line that the hand has left since.
  readonly draw = (): void => {
    this.drawPower();
    this.drawRule();
    this.live.frames.after(this.drawWords);
  };

  readonly drawBand = (): void => {
    this.drawPower();
    this.live.frames.after(this.drawWords);
  };

  readonly drawLine = (): void => {
    this.drawRule();
    this.live.frames.after(this.drawWords);
  };

  private drawPower(): void {
    const { power, night, spectra } = this;
    const source = this.live.named("power");
    if (!power || !night || !spectra || !source || power.epochs !== this.counted.length) return;
    const band = this.model.get("band");
    if (!isWithin(power, band)) return; // the kernel says why there is none
    if (source.data === this.powered.data && band === this.powered.band) return;
    const values = bandPower(power, band);
    // The kernel's answer to this very band stands.
    if (!areAlike(source.data.power, values)) {
      const time = Float32Array.from(values, (_, i) => night.first + (i + 0.5) * night.length);
      source.setv({ data: { time, power: values } }, ANEW);
    }
    this.powered = { data: source.data, band };
    const onset = (epoch: number) => night.first + epoch * night.length;
    const medians = night.thirds.map(([first, last]) =>
      quantile(
        values.subarray(first, last).filter((_, i) => this.counted[first + i]),
        0.5,
      ),
    );
    const data = {
      left: night.thirds.map(([first]) => onset(first)),
      right: night.thirds.map(([, last]) => onset(last)),
      power: medians,
    };
    this.live.named("power_medians")?.setv({ data }, { sync: false });
    const spoilt = new Set(night.artefacts);
    const top = quantile(
      values.filter((_, i) => !spoilt.has(i)),
      spectra.quantile,
    );
    const figure = this.live.named("band_power");
    const end = (Number.isNaN(top) ? 1 : top || 1) * spectra.headroom;
    figure?.y_range.setv({ end }, { sync: false });
    const held = [band[0], Math.max(band[0], Math.min(band[1], power.usable))];
    const label = `${held.map(edgeWords).join("–")} Hz\n${spectra.units}`;
    this.live.named("band_power_axis")?.setv({ axis_label: label }, { sync: false });
    const shown = this.live.element?.dataset;
    if (shown) shown.power = band.join("-");
  }

  // What the rule makes of the line under the hand; counted once a line.
  private byRule(): { night: ByRule; parts: ByRule[] } | null {
    const { pieces, scored } = this;
    if (!pieces || !scored) return null;
    const line = this.model.get("n3_amplitude");
    const count = (part: Scored) => n3ByRule(pieces, part, line);
    if (line !== this.counts?.line)
      this.counts = { line, night: count(scored), parts: this.parts.map(count) };
    return this.counts;
  }

  // What the line makes of the first part of the night, for who drags it and sees no table.
  wordsOfRule(): string {
    const found = this.byRule()?.parts[0];
    if (!found) return "";
    const { minutes, percent, kappa } = found;
    const agreed = Number.isFinite(kappa) ? `, κ ${shownNumber(kappa, 2)}` : "";
    return `N3 by it ${shownNumber(minutes, 1)} min, ${shownNumber(percent, 1)} %${agreed}`;
  }

  private drawRule(): void {
    const found = this.byRule()?.night;
    const { night } = this;
    const source = this.live.named("N3 criterion");
    if (!found || !night || !source) return;
    if (source.data === this.ruled.data && found === this.ruled.found) return;
    const runs = runsOf(found.isN3);
    const at = (epoch: number) => night.first + epoch * night.length;
    const data = { left: runs.map(([from]) => at(from)), right: runs.map(([, to]) => at(to)) };
    source.setv({ data }, ANEW);
    this.ruled = { data: source.data, found };
  }

  // Words and a curve beside the picture: the kernel writes them, the page keeps them up to date.
  readonly drawWords = (): void => {
    for (const place of this.root.querySelectorAll(".n3-by-rule, .filter-response"))
      if (!this.watched.has(place)) {
        this.watched.add(place); // beside the pane, they may come after it
        this.watching.observe(place, { childList: true, subtree: true, characterData: true });
      }
    this.drawNumbers();
    this.drawGain();
    this.watching.takeRecords(); // these are the page's own
  };

  private drawNumbers(): void {
    const { parts } = this;
    const counts = this.byRule();
    if (!counts) return;
    const line = this.model.get("n3_amplitude");
    for (const table of this.root.querySelectorAll<HTMLTableElement>(".n3-by-rule table")) {
      const heads = table.tHead?.rows[0].cells;
      // A name, by rule and by the scorer for each part, the unit: else another brush is on its way.
      if (!heads || heads.length !== 2 * parts.length + 2) continue;
      for (const [part, { minutes, percent, kappa }] of counts.parts.entries()) {
        const values = [shownNumber(minutes, 1), shownNumber(percent, 1), shownNumber(kappa, 2)];
        const head = heads[1 + 2 * part];
        write(head, head.textContent?.replace(/> \d+ µV/, `> ${Math.round(line)} µV`));
        for (const [i, row] of [...table.tBodies[0].rows].entries())
          write(row.cells[1 + 2 * part], values[i]);
      }
    }
  }

  private drawGain(): void {
    const place = this.root.querySelector(".filter-response");
    const curve = place?.querySelector("polyline");
    const { spectra } = this;
    const rule = this.model.get("filter_rule");
    const band = this.model.get("band");
    if (!place || !curve || !spectra?.filtered || !hasBand(band[0], spectra.rate, rule)) return;
    const most = spectra.rate / 2; // above it the channel holds nothing
    const held = [band[0], Math.max(band[0], Math.min(band[1], most))];
    const edges = `${held.map(edgeWords).join("–")} Hz`;
    const said = place.querySelector(".edges");
    if (said?.textContent === edges) return;
    const taps = bandTaps(band, spectra.rate, rule);
    const gain = gainOf(taps, powerOfTwo(4 * taps.length));
    const box = curve.ownerSVGElement;
    const [width, height] = ["width", "height"].map((name) => Number(box?.getAttribute(name)));
    const count = curve.points.length;
    const points = Array.from({ length: count }, (_, i) => {
      const frequency = (i / (count - 1)) * Math.min(spectra.highest_shown, most);
      const share = frequency / spectra.highest_shown;
      const at = Math.abs(gainAt(gain, Math.min(frequency / spectra.rate, 0.5)));
      return `${(share * width).toFixed(1)},${(height - 2 - at * (height - 6)).toFixed(1)}`;
    });
    curve.setAttribute("points", points.join(" "));
    box?.setAttribute("aria-label", `gain of the filter, ${edges}`);
    write(said, edges);
  }
}

function write(place: Element | null, text: string | undefined): void {
  if (place && text !== undefined && place.textContent !== text) place.textContent = text;
}
