// The dialog that takes the units of channels whose file does not say them for certain.

import { Asking, menuOf, tableOf } from "./asking";
import { make } from "./dialogs";
import type { ChannelUnit, SessionModel, UnitQuestion } from "./traits";

const AS_IT_IS: [string, string] = ["", "as it is"];
const EACH = "each";

export class AskingUnits extends Asking<UnitQuestion> {
  constructor(model: SessionModel) {
    super(model, {
      opener: "units",
      title: "say what units this file's channels are in, where it does not",
      heading: "Say what units these channels are in",
      missing: "",
    });
  }

  protected asked(): UnitQuestion | null {
    const asked = this.model.get("unit_question");
    return "title" in asked ? (asked as UnitQuestion) : null;
  }

  protected rows({ channels, units }: UnitQuestion): HTMLElement[] {
    const options = [AS_IT_IS, ...units.map((unit): [string, string] => [unit, unit])];
    const rows: HTMLElement[] = channels.map((one) => this.row(one, options));
    if (rows.length > 1) rows.unshift(this.alike(options));
    return [tableOf(["channel", "in the file", "read as", "why", "unit"], rows)];
  }

  protected answer(values: Record<string, string>, { channels }: UnitQuestion): boolean {
    if (channels.every(({ name, said }) => values[name] === said)) return false;
    const said = Object.entries(values).filter(([, unit]) => unit);
    this.model.send({ kind: "units", units: Object.fromEntries(said) });
    return true;
  }

  private row({ name, unit, read_as, why, said }: ChannelUnit, options: [string, string][]) {
    const menu = menuOf(`unit of ${name}`, options);
    menu.value = said;
    this.menus.set(name, menu);
    const words = [unit, read_as, why].map((one) => make("td.word", {}, one));
    return make("tr", {}, make("td.word", {}, name), ...words, make("td", {}, menu));
  }

  // One menu for all; it speaks for each again once one of them is set apart.
  private alike(options: [string, string][]): HTMLElement {
    const all = menuOf("unit of all alike", [[EACH, "each its own"], ...options]);
    const menus = [...this.menus.values()];
    all.addEventListener("change", () => {
      if (all.value !== EACH) for (const menu of menus) menu.value = all.value;
    });
    for (const menu of menus)
      menu.addEventListener("change", () => {
        all.value = EACH;
      });
    return make("tr", {}, make("td.word", { colSpan: 4 }, "all alike"), make("td", {}, all));
  }
}
