// A list of events, thousands of rows long: sorted, filtered and scrolled here; a row is gone to.

import type { View } from "./anywidget";
import { type ClockSettings, clockWords } from "./clock_words";
import { save } from "./dialogs";
import { elementOf } from "./element_of";
import { type Column, inSight, type Order, ordered } from "./event_rows";
import { shownNumber } from "./number_words";
import { textElement } from "./text_element";

interface Traits {
  unfolded: boolean;
  lists: [string, string][];
  chosen: string;
  rows: string;
}

interface Shown {
  columns: Column[];
  note: string;
  clock: Omit<ClockSettings, "always"> | null;
}

const ROW = 20; // px
const HIGHEST = 244; // px of what scrolls: as the style says
const PAGE = 10; // rows

let made = 0; // tables of this page: each needs ids of its own

export default {
  render({ model, el, signal }: View<Traits>) {
    const name = `event-table-${made++}`;
    el.classList.add("explorer-sheet", "event-table");
    const part = el.appendChild(document.createElement("details"));
    part.className = "part";
    part.appendChild(textElement("summary", "List of events"));
    const tools = part.appendChild(textElement("div", "", "tools"));
    const select = (label: string, title: string) => {
      const made = tools.appendChild(document.createElement("select"));
      made.setAttribute("aria-label", label);
      made.title = title;
      return made;
    };
    const which = select("which events", "events found in the band, or marked by scorers");
    const stage = select("stage", "only events that begin in this stage");
    const csv = tools.appendChild(textElement("button", "CSV", "act"));
    csv.title = "save the rows shown, in this order, with all that was measured";
    const note = textElement("p", "", "quiet");
    const count = part.appendChild(textElement("p", "", "quiet"));
    count.setAttribute("role", "status");
    const scroller = part.appendChild(textElement("div", "", "event-rows"));
    const table = scroller.appendChild(document.createElement("table"));
    table.className = "numbers";
    table.tabIndex = 0;
    table.setAttribute("role", "grid");
    table.setAttribute("aria-label", "events; arrow keys go to the next and the one before");
    const head = table.createTHead().insertRow();
    const body = table.createTBody();
    part.appendChild(note);

    let shown: Shown = { columns: [], note: "", clock: null };
    let order: Order | null = null;
    let rows: number[] = [];
    let active = -1; // place among `rows`

    const cell = (column: Column, row: number): string => {
      const value = column.values[row];
      if (value === null || value === undefined) return "–";
      if (column.words) return column.words[value] ?? "";
      if (column.clock)
        return clockWords(value, { start: 0, wrap: false, ...shown.clock, always: true });
      return shownNumber(value, column.digits ?? 0);
    };
    const spacer = (height: number) => {
      const row = document.createElement("tr");
      row.setAttribute("aria-hidden", "true");
      const filler = row.appendChild(document.createElement("td"));
      filler.colSpan = Math.max(shown.columns.length, 1);
      filler.style.height = `${height}px`;
      filler.className = "spacer";
      return row;
    };
    const draw = () => {
      const { first, last } = inSight(
        scroller.scrollTop,
        Math.max(scroller.clientHeight, HIGHEST), // before it has rows it is low
        ROW,
        rows.length,
      );
      const lines = [];
      if (first) lines.push(spacer(first * ROW));
      for (let at = first; at < last; at++) {
        const line = document.createElement("tr");
        line.id = `${name}-${at}`;
        line.dataset.at = String(at);
        line.setAttribute("aria-rowindex", String(at + 2));
        line.setAttribute("aria-selected", String(at === active));
        for (const column of shown.columns) {
          const made = line.appendChild(textElement("td", cell(column, rows[at])));
          made.setAttribute("role", "gridcell");
          if (column.words) made.title = made.textContent ?? "";
        }
        lines.push(line);
      }
      if (last < rows.length) lines.push(spacer((rows.length - last) * ROW));
      body.replaceChildren(...lines);
      if (active >= first && active < last)
        table.setAttribute("aria-activedescendant", `${name}-${active}`);
      else table.removeAttribute("aria-activedescendant");
    };
    const lay = () => {
      rows = ordered(shown.columns, order, stage.value);
      table.setAttribute("aria-rowcount", String(rows.length + 1));
      const total = shown.columns[0]?.values.length ?? 0;
      const all = total.toLocaleString("en");
      count.textContent =
        rows.length === total
          ? `${all} events`
          : `${rows.length.toLocaleString("en")} of ${all} events`;
      csv.toggleAttribute("disabled", !rows.length);
      for (const heading of head.cells) {
        const sorted = heading.dataset.key === order?.key;
        if (!sorted || !order) heading.removeAttribute("aria-sort");
        else heading.setAttribute("aria-sort", order.way > 0 ? "ascending" : "descending");
      }
      active = Math.min(active, rows.length - 1);
      draw();
    };
    const fill = () => {
      shown = JSON.parse(model.get("rows"));
      const wanted = stage.value;
      const stages = shown.columns.find((column) => column.key === "stage");
      stage.replaceChildren(new Option("all stages", ""));
      const there = new Set(stages?.values);
      for (const [at, word] of (stages?.words ?? []).entries())
        if (there.has(at)) stage.appendChild(new Option(word || "none", word));
      stage.value = [...stage.options].some((one) => one.value === wanted) ? wanted : "";
      stage.hidden = stage.options.length < 3;
      head.replaceChildren(
        ...shown.columns.map((column) => {
          const heading = document.createElement("th");
          heading.scope = "col";
          heading.dataset.key = column.key;
          const button = heading.appendChild(textElement("button", column.head));
          button.title = `${column.title}: sort by it`;
          return heading;
        }),
      );
      if (order && !shown.columns.some((column) => column.key === order?.key)) order = null;
      note.textContent = shown.note;
      table.hidden = !shown.columns.length;
      active = -1;
      scroller.scrollTop = 0;
      lay();
    };
    const choices = () => {
      which.replaceChildren(...model.get("lists").map(([key, words]) => new Option(words, key)));
      which.value = model.get("chosen");
      which.hidden = which.options.length < 2;
    };

    const go = (at: number) => {
      if (!rows.length) return;
      active = Math.min(Math.max(at, 0), rows.length - 1);
      const top = active * ROW;
      const room = scroller.clientHeight - 2 * ROW; // below the heads
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
      draw();
      model.send({ kind: "go", row: rows[active] });
    };
    const on = <Kind extends keyof HTMLElementEventMap>(
      target: HTMLElement,
      kind: Kind,
      handler: (event: HTMLElementEventMap[Kind]) => void,
    ) => target.addEventListener(kind, handler, { signal });
    on(part, "toggle", () => {
      if (model.get("unfolded") === part.open) return;
      model.set("unfolded", part.open);
      model.save_changes();
    });
    on(scroller, "scroll", () => requestAnimationFrame(draw));
    on(stage, "change", () => {
      active = -1;
      scroller.scrollTop = 0;
      lay();
    });
    on(which, "change", () => model.send({ kind: "choose", list: which.value }));
    on(csv, "click", () => model.send({ kind: "csv", rows }));
    on(head, "click", (event) => {
      const key = elementOf(event)?.closest<HTMLElement>("th")?.dataset.key;
      if (!key) return;
      if (order?.key !== key) order = { key, way: 1 };
      else order = order.way > 0 ? { key, way: -1 } : null;
      active = -1;
      scroller.scrollTop = 0;
      lay();
    });
    on(body, "click", (event) => {
      const at = elementOf(event)?.closest<HTMLElement>("tr")?.dataset.at;
      if (at !== undefined) go(Number(at));
    });
    const steps: Record<string, () => number> = {
      ArrowDown: () => active + 1,
      ArrowUp: () => Math.max(active - 1, 0),
      PageDown: () => active + PAGE,
      PageUp: () => active - PAGE,
      Home: () => 0,
      End: () => rows.length - 1,
      Enter: () => Math.max(active, 0),
    };
    on(el, "keydown", (event) => {
      const target = elementOf(event);
      if (target === table && event.key in steps && !event.ctrlKey && !event.altKey) {
        go(steps[event.key]());
        event.preventDefault();
        event.stopPropagation();
      } else if (target !== table && ["Enter", " "].includes(event.key)) event.stopPropagation();
    });

    type Message = { kind: string; text: string; type: string; name: string };
    const receive = (message: Message) => {
      if (message.kind === "file")
        save(message.name, new Blob([message.text], { type: message.type }));
    };
    const unfold = () => {
      part.open = model.get("unfolded");
    };
    const listeners = {
      "change:rows": fill,
      "change:lists": choices,
      "change:chosen": choices,
      "change:unfolded": unfold,
      "msg:custom": receive,
    };
    for (const [event, listener] of Object.entries(listeners)) model.on(event, listener);
    unfold();
    choices();
    fill();
    return () => {
      for (const [event, listener] of Object.entries(listeners)) model.off(event, listener);
    };
  },
};
