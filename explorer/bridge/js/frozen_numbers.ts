// Numbers beside a night without a kernel: of the selection, of the band, and of N3 by amplitude criterion.

import { bandPower, type CumulativePower, isWithin } from "./band_power";
import { make } from "./dialogs";
import type { FrozenNight, ScoredNight } from "./frozen_night";
import { emptyHeads } from "./frozen_table";
import { NOTHING, shownNumber } from "./number_words";
import { meanInside, type StageRow, stageMinutes } from "./part_numbers";
import { epochsOf } from "./traits";

const ALL = "all";
export const words = (value: number, decimals = 1): string => shownNumber(value, decimals);

export interface Spectra extends CumulativePower {
  units: string;
  rate: number;
}

type Row = { name: string; cells: string[]; unit: string; title?: string };

// A table as the kernel writes it.
function tableOf(heading: string, columns: readonly string[], rows: readonly Row[]): HTMLElement[] {
  const head = (text: string) => (text ? make("th", { scope: "col" }, text) : make("td"));
  const table = make(
    "table.numbers",
    {},
    make("thead", {}, make("tr", {}, head(""), ...columns.map(head), head(""))),
    make(
      "tbody",
      {},
      ...rows.map(({ name, cells, unit, title }) =>
        make(
          "tr",
          { title: title ?? "" },
          make("th", { scope: "row" }, name),
          ...cells.map((text) => make("td", {}, text)),
          make("td.unit", {}, unit),
        ),
      ),
    ),
  );
  return [make("h2", {}, heading), table];
}

export class PartNumbers {
  readonly brushed = make("section.brushed", { ariaLive: "polite" });
  readonly power = make("section.band-numbers");
  readonly rule = make("div.n3-by-rule");
  private frame = 0;

  constructor(
    private readonly model: FrozenNight,
    private readonly spectra: Spectra | null,
    private readonly names: {
      part: string; // of the night that numbers are of
      analysed: string; // the derivation
      simulated: boolean;
      band(edges: number[]): string;
      clock(seconds: number): string;
    },
  ) {
    const later = () => {
      this.frame ||= requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    };
    for (const name of ["band", "selection"]) model.on(`change:${name}`, later);
  }

  // Another scorer: N3 by amplitude criterion as the kernel wrote it, and the rest counted anew.
  show(rule: string): void {
    this.ruleOfNight = rule;
    this.draw();
  }
  private ruleOfNight = "";
  private ruleShown = "";

  draw(): void {
    const { scored } = this.model;
    if (!scored) return;
    const { first, length } = epochsOf(this.model);
    const inside = this.model.epochsBrushed(first, length);
    this.drawBrushed(scored, inside, length);
    this.drawPower(scored, inside);
    this.drawRule(scored, inside, length);
  }

  private drawBrushed(scored: ScoredNight, inside: Uint8Array | null, length: number): void {
    this.brushed.hidden = !inside;
    if (!inside) return;
    const [start, stop] = this.model.get("selection");
    const { codes } = epochsOf(this.model);
    const found = stageMinutes(codes, inside, scored.asleep, scored.stages, length);
    const rows: Row[] = found.map(({ name, minutes, percent }: StageRow) => ({
      name,
      cells: [Number.isFinite(percent) ? `${words(minutes)} (${words(percent)})` : words(minutes)],
      unit: "min",
      title: `minutes of ${name} in the selection, and their share of its sleep`,
    }));
    const epochs = inside.reduce((sum, flag) => sum + flag, 0);
    rows.push({ name: ALL, cells: [words((epochs * length) / 60)], unit: "min" });
    const { clock } = this.names;
    const note = make("p.quiet", {}, `${clock(start)} to ${clock(stop)}, by whole epochs`);
    this.brushed.replaceChildren(
      ...tableOf("Selection, min (% of TST)", ["selection"], rows),
      note,
    );
  }

  private drawPower(scored: ScoredNight, brushed: Uint8Array | null): void {
    const { spectra } = this;
    const band = this.model.get("band");
    if (!spectra) {
      this.power.hidden = true;
      return;
    }
    const high = Math.max(band[0], Math.min(band[1], spectra.rate / 2));
    const heading = `${this.names.band(band)} ${band[0]}–${high} Hz`;
    this.power.dataset.band = band.join("-");
    if (!isWithin(spectra, band)) {
      this.power.replaceChildren(
        make("h2", {}, heading),
        make("p.quiet", {}, "The channel holds nothing of this band."),
      );
      return;
    }
    const power = bandPower(spectra, band);
    const { codes } = epochsOf(this.model);
    const parts: [ArrayLike<number>, Uint8Array][] = [[scored.codes, scored.inside]];
    if (brushed) parts.push([codes, brushed]);
    const mean = (code: number | null) =>
      parts.map(([stages, inside]) =>
        words(
          meanInside(power, (epoch) =>
            Boolean(inside[epoch] && (code === null || stages[epoch] === code)),
          ),
        ),
      );
    const rows: Row[] = [...scored.stages, [null, ALL] as const].map(([code, name]) => ({
      name,
      cells: mean(code),
      unit: spectra.units,
      title: `mean power of ${name} epochs`,
    }));
    const columns = brushed ? [this.names.part, "selection"] : [this.names.part];
    const about = `${this.names.analysed}${this.names.simulated ? "" : " measured"}`;
    this.power.replaceChildren(...tableOf(heading, columns, rows), make("p.quiet", {}, about));
  }

  // The kernel's table of the night; of the selection the page counts both columns.
  private drawRule(scored: ScoredNight, inside: Uint8Array | null, length: number): void {
    const state = `${this.ruleOfNight.length}/${inside?.join("") ?? ""}`;
    if (state === this.ruleShown) return;
    this.ruleShown = state;
    this.rule.innerHTML = this.ruleOfNight; // written by the explorer
    emptyHeads(this.rule);
    const table = this.rule.querySelector("table");
    if (!inside || !table?.tHead) return;
    const message = scored.told[0]?.message;
    const byScorer = new Uint8Array(scored.told[0]?.buffers[2]?.buffer ?? new ArrayBuffer(0));
    const count = (flag: (epoch: number) => boolean) =>
      inside.reduce((sum, one, epoch) => sum + (one && flag(epoch) ? 1 : 0), 0);
    const minutes = message?.has_n3
      ? (count((epoch) => Boolean(byScorer[epoch])) * length) / 60
      : Number.NaN;
    const sleep =
      (Math.max(
        count((epoch) => Boolean(scored.asleep[epoch])),
        1,
      ) *
        length) /
      60;
    const heads = [...table.tHead.rows[0].cells];
    const insert = (row: HTMLTableRowElement, cells: HTMLElement[]) =>
      row.cells[heads.length - 1].before(...cells);
    const byRule = (heads[1].textContent ?? "").split(",")[0];
    insert(table.tHead.rows[0], [
      make("th", { scope: "col" }, `${byRule}, selection`),
      make("th", { scope: "col" }, "scorer, selection"),
    ]);
    const values = [words(minutes), words((100 * minutes) / sleep), ""];
    for (const [i, row] of [...table.tBodies[0].rows].entries())
      insert(row, [make("td", {}, NOTHING), make("td", {}, values[i])]);
  }
}
