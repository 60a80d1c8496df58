// A sheet of words and numbers that the kernel writes, with parts that unfold and remain so.

import type { View } from "./anywidget";
import { beginAtTop } from "./begin_at_top";
import { save } from "./dialogs";
import { elementOf } from "./element_of";
import { giveBack, heirIn, placeIn } from "./kept_focus";

interface Traits {
  value: string;
  unfolded: string[];
}

// A row, and the explanation below it if there is one.
type Group = HTMLTableRowElement[];

// One definition at a time: two of them push the numbers off the page.
const ONE_AT_A_TIME = "metric:";

export const unfoldedWith = (held: string[], key: string, open: boolean): string[] => {
  const others = held.filter((other) => other !== key);
  if (!open) return others;
  const alone = key.startsWith(ONE_AT_A_TIME);
  return [...others.filter((other) => !(alone && other.startsWith(ONE_AT_A_TIME))), key];
};

// A moment by the reader's own clock: the kernel's may be of another zone.
export const momentWords = (iso: string): string =>
  new Date(iso).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });

const typedInto = "input:not([type=checkbox]), select";

export default {
  render({ model, el, signal }: View<Traits>) {
    el.classList.add("explorer-sheet");
    const keyed = (key: string) => el.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    const on = <Kind extends keyof HTMLElementEventMap>(
      kind: Kind,
      handler: (event: HTMLElementEventMap[Kind]) => void,
      capture = false,
    ) => el.addEventListener(kind, handler, { signal, capture });

    const remember = (key: string, open: boolean) => {
      const held = model.get("unfolded");
      if (held.includes(key) === open) return;
      model.set("unfolded", unfoldedWith(held, key, open));
      model.save_changes();
    };

    // Rows that hold none of the words looked for are hidden, here and at once.
    let sought = "";
    const sift = () => {
      const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
      if (words.length)
        for (const part of el.querySelectorAll<HTMLDetailsElement>(
          "details[data-group]:not([open])",
        ))
          part.open = true;
      for (const row of el.querySelectorAll<HTMLElement>("tr[data-words]"))
        row.hidden = !words.every((word) => row.dataset.words?.includes(word));
      for (const part of el.querySelectorAll<HTMLElement>("details[data-group]"))
        part.hidden =
          words.length > 0 &&
          !part.querySelector("tr[data-words]:not([hidden])") &&
          Boolean(part.querySelector("tr[data-words]"));
    };

    // By a column, up or down; what is not estimable last; an explanation stays below its row.
    let order: { column: number; way: 1 | -1 } | null = null;
    const cellValue = (row: HTMLTableRowElement, column: number): string | number => {
      const text = (row.cells[column]?.firstChild?.textContent ?? "").trim();
      const number = Number.parseFloat(text);
      return column && !Number.isNaN(number) ? number : text;
    };
    const place = (group: Group) => Number(group[0].dataset.place);
    const compare = (one: Group, two: Group): number => {
      if (!order) return place(one) - place(two);
      const [a, b] = [one, two].map((group) => cellValue(group[0], order?.column ?? 0));
      if (typeof a === "number") return typeof b === "number" ? order.way * (a - b) : -1;
      return typeof b === "number" ? 1 : order.way * a.localeCompare(b);
    };
    const sort = () => {
      for (const table of el.querySelectorAll<HTMLTableElement>("table[data-sortable]")) {
        for (const [column, heading] of [...(table.tHead?.rows[0].cells ?? [])].entries()) {
          if (order?.column !== column) heading.removeAttribute("aria-sort");
          else heading.setAttribute("aria-sort", order.way > 0 ? "ascending" : "descending");
        }
        const body = table.tBodies[0];
        const groups: Group[] = [];
        for (const row of body.rows)
          if (row.matches(".definition")) groups.at(-1)?.push(row);
          else groups.push([row]);
        for (const [index, group] of groups.entries()) group[0].dataset.place ??= String(index);
        groups.sort(compare);
        body.append(...groups.flat());
      }
    };

    // What was refused last: it is scrolled into sight once.
    let refused = "";
    const showRefusal = () => {
      const alert = el.querySelector<HTMLElement>("[role=alert]");
      const said = alert?.textContent ?? "";
      if (alert && said !== refused)
        (alert.nextElementSibling ?? alert).scrollIntoView({ block: "nearest" });
      refused = said;
    };

    const begin = beginAtTop(el, signal);

    // What is to be in sight as it begins: scrolled there once, also where its tab is shown later.
    let inSight = "";
    const bringInSight = () => {
      const begun = el.querySelector<HTMLElement>("[data-in-sight]")?.dataset.inSight ?? "";
      const isNew = begun && begun !== inSight;
      inSight = begun;
      if (!isNew) return;
      const settling = new ResizeObserver(() => {
        if (el.offsetParent)
          el.querySelector("[data-in-sight]")?.scrollIntoView({ block: "nearest" });
      });
      // What stands above may come later, as after a lesson, and push it out again: until a hand moves.
      settling.observe(el);
      for (const part of el.closest(".sleep-explorer")?.querySelectorAll(".explorer-grid > *") ??
        [])
        settling.observe(part);
      const end = () => settling.disconnect();
      signal.addEventListener("abort", end, { once: true });
      for (const hand of ["pointerdown", "wheel", "keydown"])
        window.addEventListener(hand, end, { once: true, capture: true, signal });
    };

    // The button that is what to press next, if the sheet has one: it takes the focus once.
    let calledBefore: string | undefined;

    // The page knows best what is unfolded: what the kernel writes may be older than the last click.
    const show = () => {
      const active = document.activeElement as HTMLElement | null;
      const held = el.contains(active) ? active : null;
      const key = held?.dataset?.key ?? held?.parentElement?.dataset?.key;
      const place = held ? placeIn(el, held) : 0;
      const caret = held instanceof HTMLInputElement ? held.selectionStart : null;
      el.innerHTML = model.get("value");
      el.classList.remove("awaited");
      for (const moment of el.querySelectorAll<HTMLTimeElement>("time[datetime]"))
        moment.textContent = momentWords(moment.dateTime);
      for (const part of el.querySelectorAll<HTMLDetailsElement>("details[data-key]"))
        part.open = model.get("unfolded").includes(part.dataset.key ?? "");
      const search = el.querySelector<HTMLInputElement>("input[data-sift]");
      if (search) search.value = sought;
      if (order) sort();
      sift();
      const again = key && keyed(key);
      showRefusal();
      bringInSight();
      begin();
      const called = el.querySelector<HTMLElement>("[data-takes-focus]");
      const isNew = called?.dataset.key !== calledBefore;
      calledBefore = called?.dataset.key;
      if (called && isNew) called.focus({ preventScroll: true });
      else if (again && !again.matches(":disabled")) {
        (again.matches("details") ? again.querySelector("summary") : again)?.focus({
          preventScroll: true,
        });
        if (caret !== null && again instanceof HTMLInputElement)
          again.setSelectionRange(caret, caret);
      } else if (held) {
        // What had the focus is gone: a heading that may hold it says what stands there now, else
        // what came after has it, as in a list; an empty sheet, as of a lesson left, gives it back.
        const heading = el.querySelector<HTMLElement>("h2[tabindex]");
        const next = heading ?? heirIn(el, Math.max(0, place));
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
      true,
    );
    on("click", (event) => {
      const heading = elementOf(event)?.closest<HTMLElement>("button[data-sort-by]");
      if (heading) {
        const column = Number(heading.dataset.sortBy);
        if (order?.column !== column) order = { column, way: 1 };
        else order = order.way > 0 ? { column, way: -1 } : null;
        sort();
        return;
      }
      const button = elementOf(event)?.closest<HTMLElement>(
        "button[data-key], button[data-act], button[data-fold]",
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
      const box = field.type === "checkbox" ? { checked: (field as HTMLInputElement).checked } : {};
      // The numbers of the night before stand under the new one's name until the kernel answers.
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
      const term = el.querySelector<HTMLElement>("button.term[aria-expanded=true]");
      if (event.key === "Escape" && term?.dataset.key) {
        event.stopPropagation(); // the night's own Esc is the next
        term.focus({ preventScroll: true });
        remember(term.dataset.key, false);
      }
      const called = elementOf(event)?.closest<HTMLElement>('[data-takes-focus="onward"]');
      if (called && event.key === "ArrowRight" && !event.shiftKey) {
        event.preventDefault();
        event.stopPropagation(); // it goes on, and does not look around
        called.click();
      }
      // Letters typed here are no keys of the night's, and Space and Enter press what has the focus.
      if (elementOf(event)?.matches(typedInto) || ["Enter", " "].includes(event.key))
        event.stopPropagation();
    });

    // Pages that are not served securely have no clipboard, but may copy what is selected.
    // A link within the page is copied with the page's address, where that is the explorer's own.
    const own = document.body.dataset.voila !== undefined;
    const copy = async (given: string) => {
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
        copied = document.execCommand("copy"); // refused seconds after a press, as is the other
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

    type Message = { kind: string; text: string; type: string; name: string };
    const receive = (message: Message) => {
      if (message.kind === "show") show(); // what was typed and refused does not count
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
  },
};
