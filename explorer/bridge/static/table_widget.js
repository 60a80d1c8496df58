// Built by `make js` from explorer/bridge/js: change the sources, not this file.

// begin_at_top.ts
var AROUND = ".exercise-beside";
function beginAtTop(el, signal) {
  let begun = "";
  const look = () => {
    const marked = el.querySelector("[data-begins-at-top]");
    const now = marked?.dataset.beginsAtTop ?? "";
    const around = el.closest(AROUND);
    if (!now || now === begun || !around) return;
    const parts = [around, ...around.children];
    if (!parts.every((one) => one.checkVisibility())) return;
    if (begun) for (const part of parts) part.scrollTop = 0;
    begun = now;
  };
  const shown = new ResizeObserver(look);
  shown.observe(el);
  signal.addEventListener("abort", () => shown.disconnect(), { once: true });
  return look;
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

// kept_focus.ts
var FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
var isInSight = (one) => one.isConnected && one.checkVisibility({ visibilityProperty: true });
var canHold = (one) => isInSight(one) && !one.matches(":disabled") && !one.closest("[inert]");
function heirIn(within, place) {
  const all = [...within.querySelectorAll(FOCUSABLE)].filter(
    (one) => one.tabIndex >= 0 && canHold(one)
  );
  return all[Math.min(place, all.length - 1)];
}
var placeIn = (within, one) => [...within.querySelectorAll(FOCUSABLE)].filter((other) => other.tabIndex >= 0 && canHold(other)).indexOf(one);
function giveBack(from) {
  const page = from.closest(".sleep-explorer");
  const places = [".live-pane", ".explorer-tabs .mod-active"];
  const found = places.map((one) => page?.querySelector(one));
  found.find((one) => one && canHold(one))?.focus({ preventScroll: true });
}

// table_widget.ts
var ONE_AT_A_TIME = "metric:";
var unfoldedWith = (held, key, open) => {
  const others = held.filter((other) => other !== key);
  if (!open) return others;
  const alone = key.startsWith(ONE_AT_A_TIME);
  return [...others.filter((other) => !(alone && other.startsWith(ONE_AT_A_TIME))), key];
};
var momentWords = (iso) => new Date(iso).toLocaleString("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit"
});
var typedInto = "input:not([type=checkbox]), select";
var table_widget_default = {
  render({ model, el, signal }) {
    el.classList.add("explorer-sheet");
    const keyed = (key) => el.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const on = (kind, handler, capture = false) => el.addEventListener(kind, handler, { signal, capture });
    const remember = (key, open) => {
      const held = model.get("unfolded");
      if (held.includes(key) === open) return;
      model.set("unfolded", unfoldedWith(held, key, open));
      model.save_changes();
    };
    let sought = "";
    const sift = () => {
      const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
      if (words.length)
        for (const part of el.querySelectorAll(
          "details[data-group]:not([open])"
        ))
          part.open = true;
      for (const row of el.querySelectorAll("tr[data-words]"))
        row.hidden = !words.every((word) => row.dataset.words?.includes(word));
      for (const part of el.querySelectorAll("details[data-group]"))
        part.hidden = words.length > 0 && !part.querySelector("tr[data-words]:not([hidden])") && Boolean(part.querySelector("tr[data-words]"));
    };
    let order = null;
    const cellValue = (row, column) => {
      const text = (row.cells[column]?.firstChild?.textContent ?? "").trim();
      const number = Number.parseFloat(text);
      return column && !Number.isNaN(number) ? number : text;
    };
    const place = (group) => Number(group[0].dataset.place);
    const compare = (one, two) => {
      if (!order) return place(one) - place(two);
      const [a, b] = [one, two].map((group) => cellValue(group[0], order?.column ?? 0));
      if (typeof a === "number") return typeof b === "number" ? order.way * (a - b) : -1;
      return typeof b === "number" ? 1 : order.way * a.localeCompare(b);
    };
    const sort = () => {
      for (const table of el.querySelectorAll("table[data-sortable]")) {
        for (const [column, heading] of [...table.tHead?.rows[0].cells ?? []].entries()) {
          if (order?.column !== column) heading.removeAttribute("aria-sort");
          else heading.setAttribute("aria-sort", order.way > 0 ? "ascending" : "descending");
        }
        const body = table.tBodies[0];
        const groups = [];
        for (const row of body.rows)
          if (row.matches(".definition")) groups.at(-1)?.push(row);
          else groups.push([row]);
        for (const [index, group] of groups.entries()) group[0].dataset.place ??= String(index);
        groups.sort(compare);
        body.append(...groups.flat());
      }
    };
    let refused = "";
    const showRefusal = () => {
      const alert = el.querySelector("[role=alert]");
      const said = alert?.textContent ?? "";
      if (alert && said !== refused)
        (alert.nextElementSibling ?? alert).scrollIntoView({ block: "nearest" });
      refused = said;
    };
    const begin = beginAtTop(el, signal);
    let inSight = "";
    const bringInSight = () => {
      const begun = el.querySelector("[data-in-sight]")?.dataset.inSight ?? "";
      const isNew = begun && begun !== inSight;
      inSight = begun;
      if (!isNew) return;
      const settling = new ResizeObserver(() => {
        if (el.offsetParent)
          el.querySelector("[data-in-sight]")?.scrollIntoView({ block: "nearest" });
      });
      settling.observe(el);
      for (const part of el.closest(".sleep-explorer")?.querySelectorAll(".explorer-grid > *") ?? [])
        settling.observe(part);
      const end = () => settling.disconnect();
      signal.addEventListener("abort", end, { once: true });
      for (const hand of ["pointerdown", "wheel", "keydown"])
        window.addEventListener(hand, end, { once: true, capture: true, signal });
    };
    let calledBefore;
    const show = () => {
      const active = document.activeElement;
      const held = el.contains(active) ? active : null;
      const key = held?.dataset?.key ?? held?.parentElement?.dataset?.key;
      const place2 = held ? placeIn(el, held) : 0;
      const caret = held instanceof HTMLInputElement ? held.selectionStart : null;
      el.innerHTML = model.get("value");
      el.classList.remove("awaited");
      for (const moment of el.querySelectorAll("time[datetime]"))
        moment.textContent = momentWords(moment.dateTime);
      for (const part of el.querySelectorAll("details[data-key]"))
        part.open = model.get("unfolded").includes(part.dataset.key ?? "");
      const search = el.querySelector("input[data-sift]");
      if (search) search.value = sought;
      if (order) sort();
      sift();
      const again = key && keyed(key);
      showRefusal();
      bringInSight();
      begin();
      const called = el.querySelector("[data-takes-focus]");
      const isNew = called?.dataset.key !== calledBefore;
      calledBefore = called?.dataset.key;
      if (called && isNew) called.focus({ preventScroll: true });
      else if (again && !again.matches(":disabled")) {
        (again.matches("details") ? again.querySelector("summary") : again)?.focus({
          preventScroll: true
        });
        if (caret !== null && again instanceof HTMLInputElement)
          again.setSelectionRange(caret, caret);
      } else if (held) {
        const heading = el.querySelector("h2[tabindex]");
        const next = heading ?? heirIn(el, Math.max(0, place2));
        if (next) next.focus({ preventScroll: !heading });
        else giveBack(el);
      }
    };
    on(
      "toggle",
      (event) => {
        const part = elementOf(event);
        if (part instanceof HTMLDetailsElement && part.dataset.key)
          remember(part.dataset.key, part.open);
      },
      true
    );
    on("click", (event) => {
      const heading = elementOf(event)?.closest("button[data-sort-by]");
      if (heading) {
        const column = Number(heading.dataset.sortBy);
        if (order?.column !== column) order = { column, way: 1 };
        else order = order.way > 0 ? { column, way: -1 } : null;
        sort();
        return;
      }
      const button = elementOf(event)?.closest(
        "button[data-key], button[data-act], button[data-fold]"
      );
      if (!button) return;
      if (button.dataset.act) model.send({ kind: "act", what: button.dataset.act });
      else if (button.dataset.fold) {
        keyed(button.dataset.fold)?.focus({ preventScroll: true });
        remember(button.dataset.fold, false);
      } else if (button.dataset.key)
        remember(button.dataset.key, button.getAttribute("aria-expanded") !== "true");
    });
    on("change", (event) => {
      const field = elementOf(event);
      if (!(field instanceof HTMLSelectElement || field instanceof HTMLInputElement)) return;
      const box = field.type === "checkbox" ? { checked: field.checked } : {};
      if (field.dataset.choice === "reference") el.classList.add("awaited");
      if (field.dataset.choice)
        model.send({ kind: "choose", name: field.dataset.choice, value: field.value, ...box });
    });
    on("input", (event) => {
      const field = elementOf(event);
      if (!(field instanceof HTMLInputElement && "sift" in field.dataset)) return;
      sought = field.value;
      sift();
    });
    on("keydown", (event) => {
      const term = el.querySelector("button.term[aria-expanded=true]");
      if (event.key === "Escape" && term?.dataset.key) {
        event.stopPropagation();
        term.focus({ preventScroll: true });
        remember(term.dataset.key, false);
      }
      const called = elementOf(event)?.closest('[data-takes-focus="onward"]');
      if (called && event.key === "ArrowRight" && !event.shiftKey) {
        event.preventDefault();
        event.stopPropagation();
        called.click();
      }
      if (elementOf(event)?.matches(typedInto) || ["Enter", " "].includes(event.key))
        event.stopPropagation();
    });
    const own = document.body.dataset.voila !== void 0;
    const copy = async (given) => {
      const link = given.startsWith("#v");
      let copied = true;
      const text = !link ? given : own ? location.href.split("#")[0] + given : given.slice(1);
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const held = document.createElement("textarea");
        held.value = text;
        document.body.append(held);
        held.select();
        copied = document.execCommand("copy");
        held.remove();
      }
      const button = keyed("copy");
      if (!button) return;
      const words = button.dataset.words ?? "copy";
      button.textContent = copied ? "copied" : "press again";
      setTimeout(() => {
        button.textContent = words;
      }, 1500);
    };
    const receive = (message) => {
      if (message.kind === "show") show();
      if (message.kind === "copy") copy(message.text);
      if (message.kind === "file")
        save(message.name, new Blob([message.text], { type: message.type }));
    };
    model.on("change:value", show);
    model.on("msg:custom", receive);
    show();
    return () => {
      model.off("change:value", show);
      model.off("msg:custom", receive);
    };
  }
};
export {
  table_widget_default as default,
  momentWords,
  unfoldedWith
};
