// Built by `make js` from explorer/bridge/js: change the sources, not this file.

// clock_words.ts
var NOISE = 1e-6;
var two = (number) => String(number).padStart(2, "0");
function clockWords(seconds, { start, wrap, always, movedAt = 0, movedBy = 0 }) {
  const total = Math.floor(seconds + start + (seconds >= movedAt ? movedBy : 0) + NOISE);
  if (!wrap && total < 0) return `-${clockWords(-total, { start: 0, wrap, always })}`;
  const hours = Math.floor(total / 3600);
  const within = total - 3600 * hours;
  const rest = within % 60;
  const minutes = `${two(wrap ? hours % 24 : hours)}:${two(Math.floor(within / 60))}`;
  return rest || always ? `${minutes}:${two(rest)}` : minutes;
}

// dialogs.ts
var make = (what, properties = {}, ...children) => {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  for (const [name, value] of Object.entries(properties))
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.includes("-") || name === "role" || name === "for")
      element.setAttribute(name, value);
    else element[name] = value;
  element.append(...children.filter((child) => child !== null && child !== void 0));
  return element;
};
var save = (name, blob) => {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1e4);
};

// element_of.ts
var elementOf = (event) => event.target instanceof HTMLElement || event.target instanceof SVGElement ? event.target : null;

// event_rows.ts
function ordered(columns, order, filter, filtered = "stage") {
  const count = columns[0]?.values.length ?? 0;
  const stages = columns.find((column) => column.key === filtered);
  const place = filter && stages ? (stages.words ?? []).indexOf(filter) : -1;
  const rows = [];
  for (let row = 0; row < count; row++)
    if (!filter || stages?.values[row] === place) rows.push(row);
  const by = order && columns.find((column) => column.key === order.key);
  if (!order || !by) return rows;
  const rank = by.words?.map((word, at) => ({ word, at }));
  rank?.sort((a, b) => a.word.localeCompare(b.word));
  const places = new Map(rank?.map(({ at }, sorted) => [at, sorted]));
  const value = (row) => {
    const held = by.values[row];
    return held === null || !by.words ? held : places.get(held) ?? null;
  };
  return rows.sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null) || one - other;
    return order.way * (a - b) || one - other;
  });
}
function inSight(top, height, row, count, spare = 8) {
  const first = Math.max(0, Math.floor(top / row) - spare);
  return { first, last: Math.min(count, Math.ceil((top + height) / row) + spare) };
}

// number_words.ts
var MINUS = "−";
var NOTHING = "–";
var shownNumber = (value, decimals) => Number.isFinite(value) ? value.toFixed(decimals).replace(/^-(?=[0.]*$)/, "").replace("-", MINUS) : NOTHING;

// text_element.ts
function textElement(tag, text, className = "") {
  const made2 = document.createElement(tag);
  made2.textContent = text;
  if (className) made2.className = className;
  return made2;
}

// event_table.ts
var ROW = 20;
var HIGHEST = 244;
var PAGE = 10;
var made = 0;
var event_table_default = {
  render({ model, el, signal }) {
    const name = `event-table-${made++}`;
    el.classList.add("explorer-sheet", "event-table");
    const part = el.appendChild(document.createElement("details"));
    part.className = "part";
    part.appendChild(textElement("summary", "List of events"));
    const tools = part.appendChild(textElement("div", "", "tools"));
    const select = (label, title) => {
      const made2 = tools.appendChild(document.createElement("select"));
      made2.setAttribute("aria-label", label);
      made2.title = title;
      return made2;
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
    let shown = { columns: [], note: "", clock: null };
    let order = null;
    let rows = [];
    let active = -1;
    const cell = (column, row) => {
      const value = column.values[row];
      if (value === null || value === void 0) return "–";
      if (column.words) return column.words[value] ?? "";
      if (column.clock)
        return clockWords(value, { start: 0, wrap: false, ...shown.clock, always: true });
      return shownNumber(value, column.digits ?? 0);
    };
    const spacer = (height) => {
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
        Math.max(scroller.clientHeight, HIGHEST),
        // before it has rows it is low
        ROW,
        rows.length
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
          const made2 = line.appendChild(textElement("td", cell(column, rows[at])));
          made2.setAttribute("role", "gridcell");
          if (column.words) made2.title = made2.textContent ?? "";
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
      count.textContent = rows.length === total ? `${all} events` : `${rows.length.toLocaleString("en")} of ${all} events`;
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
        })
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
    const go = (at) => {
      if (!rows.length) return;
      active = Math.min(Math.max(at, 0), rows.length - 1);
      const top = active * ROW;
      const room = scroller.clientHeight - 2 * ROW;
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
      draw();
      model.send({ kind: "go", row: rows[active] });
    };
    const on = (target, kind, handler) => target.addEventListener(kind, handler, { signal });
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
      const key = elementOf(event)?.closest("th")?.dataset.key;
      if (!key) return;
      if (order?.key !== key) order = { key, way: 1 };
      else order = order.way > 0 ? { key, way: -1 } : null;
      active = -1;
      scroller.scrollTop = 0;
      lay();
    });
    on(body, "click", (event) => {
      const at = elementOf(event)?.closest("tr")?.dataset.at;
      if (at !== void 0) go(Number(at));
    });
    const steps = {
      ArrowDown: () => active + 1,
      ArrowUp: () => Math.max(active - 1, 0),
      PageDown: () => active + PAGE,
      PageUp: () => active - PAGE,
      Home: () => 0,
      End: () => rows.length - 1,
      Enter: () => Math.max(active, 0)
    };
    on(el, "keydown", (event) => {
      const target = elementOf(event);
      if (target === table && event.key in steps && !event.ctrlKey && !event.altKey) {
        go(steps[event.key]());
        event.preventDefault();
        event.stopPropagation();
      } else if (target !== table && ["Enter", " "].includes(event.key)) event.stopPropagation();
    });
    const receive = (message) => {
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
      "msg:custom": receive
    };
    for (const [event, listener] of Object.entries(listeners)) model.on(event, listener);
    unfold();
    choices();
    fill();
    return () => {
      for (const [event, listener] of Object.entries(listeners)) model.off(event, listener);
    };
  }
};
export {
  event_table_default as default
};
