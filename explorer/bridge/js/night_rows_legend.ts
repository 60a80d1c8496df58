// What stands around the rows of nights: choices, legend, and what a screen reader hears.

import { ALIGNED, KINDS, type NightRows, ORDERS } from "./night_rows";
import type { Palette } from "./night_rows_axes";
import { colourOf, drawShape } from "./night_rows_drawing";

function labelled(words: string, control: HTMLElement): HTMLLabelElement {
  const label = document.createElement("label");
  const span = document.createElement("span");
  span.textContent = words;
  label.append(span, control);
  return label;
}

function select(options: [value: string, words: string][]): HTMLSelectElement {
  const made = document.createElement("select");
  for (const [value, words] of options) made.add(new Option(words, value));
  return made;
}

function block(name: string): HTMLDivElement {
  const made = document.createElement("div");
  made.className = name;
  return made;
}

export function makeParts([lowest, highest]: [number, number]) {
  const order = select(Object.entries(ORDERS));
  const aligned = select(Object.entries(ALIGNED));
  const metric = select([]);
  const size = document.createElement("input");
  size.type = "range";
  size.min = String(Math.log(lowest)); // each step enlarges by the same share
  size.max = String(Math.log(highest));
  size.step = "0.01";
  const tools = block("night-tools");
  tools.append(
    labelled("order by", order),
    labelled("aligned by", aligned),
    labelled("beside it", metric),
    labelled("height of a row", size),
  );
  const scroller = block("night-scroller");
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "listbox");
  scroller.setAttribute("aria-label", "Nights: arrows up and down move, Enter opens one");
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  const spacer = document.createElement("div");
  spacer.setAttribute("aria-hidden", "true");
  const option = block("unseen");
  option.id = `night-row-${Math.random().toString(36).slice(2)}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "true");
  scroller.append(canvas, spacer, option);
  const words = document.createElement("p");
  words.className = "night-words";
  words.setAttribute("aria-hidden", "true"); // the chosen option says the same
  const legend = block("night-legend");
  return { tools, legend, words, scroller, canvas, spacer, option, order, aligned, metric, size };
}

function swatch(
  paint: (pen: CanvasRenderingContext2D) => void,
  said: string,
  title = "",
): HTMLSpanElement {
  const item = document.createElement("span");
  item.className = "key";
  item.title = title;
  const picture = document.createElement("canvas");
  picture.setAttribute("aria-hidden", "true");
  picture.width = picture.height = 12;
  const pen = picture.getContext("2d");
  if (pen) paint(pen);
  item.append(picture, said);
  return item;
}

export function fillLegend(legend: HTMLElement, rows: NightRows, palette: Palette): void {
  const items: HTMLElement[] = rows.about.stages.map(({ code, name, title }) =>
    swatch(
      (pen) => {
        pen.fillStyle = palette.stages[String(code)];
        pen.fillRect(0, 0, 12, 12);
      },
      name,
      title,
    ),
  );
  for (const [condition, name] of rows.about.conditions.entries())
    items.push(
      swatch((pen) => {
        pen.fillStyle = colourOf(palette, condition);
        drawShape(pen, condition, 6, 6, 10);
      }, name),
    );
  if (rows.about.badge) {
    const badge = document.createElement("span");
    badge.className = "badge";
    badge.textContent = rows.about.badge;
    items.push(badge);
  }
  const kinds = new Set(rows.barKind);
  const said = ["ticks: bed and rise time", "line: midsleep"];
  if (rows.rowFree.some((one) => one > 0)) said.push("bold: free days");
  if (kinds.has(KINDS.nap)) said.push("in an outline, apart: naps, by the clock alone");
  if (kinds.has(KINDS.other)) said.push("in dashes: another account of a sleep");
  const rest = document.createElement("span");
  rest.className = "quiet";
  rest.textContent = said.join(" · ");
  legend.replaceChildren(...items, rest);
}
