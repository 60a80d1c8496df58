// A sheet of words and numbers that the kernel writes, with parts that unfold and remain so.

const typedInto = "input, select";

export default {
  render({ model, el, signal }) {
    el.classList.add("explorer-sheet");
    const keyed = (key) => el.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const on = (event, handler, capture = false) =>
      el.addEventListener(event, handler, { signal, capture });

    const remember = (key, open) => {
      const held = model.get("unfolded");
      if (held.includes(key) === open) return;
      model.set("unfolded", open ? [...held, key] : held.filter((other) => other !== key));
      model.save_changes();
    };

    // Rows that hold none of the words looked for are hidden, here and at once.
    let sought = "";
    const sift = () => {
      const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
      if (words.length)
        for (const part of el.querySelectorAll("details[data-group]:not([open])")) part.open = true;
      for (const row of el.querySelectorAll("tr[data-words]"))
        row.hidden = !words.every((word) => row.dataset.words.includes(word));
      for (const part of el.querySelectorAll("details[data-group]"))
        part.hidden = words.length > 0 && !part.querySelector("tr[data-words]:not([hidden])")
          && Boolean(part.querySelector("tr[data-words]"));
    };

    // By a column, up or down; what cannot be said last; an explanation stays below its row.
    let order = null;
    const valueOf = (row, column) => {
      const text = (row.cells[column]?.firstChild?.textContent ?? "").trim();
      const number = Number.parseFloat(text);
      return column && !Number.isNaN(number) ? number : text;
    };
    const compare = (one, two) => {
      const [a, b] = [one, two].map((group) => valueOf(group[0], order.column));
      const kinds = typeof a === typeof b;
      if (!kinds) return typeof a === "number" ? -1 : 1;
      return order.way * (typeof a === "number" ? a - b : a.localeCompare(b));
    };
    const sort = () => {
      for (const table of el.querySelectorAll("table[data-sortable]")) {
        for (const [column, heading] of [...table.tHead.rows[0].cells].entries()) {
          if (order?.column !== column) heading.removeAttribute("aria-sort");
          else heading.setAttribute("aria-sort", order.way > 0 ? "ascending" : "descending");
        }
        const body = table.tBodies[0];
        const groups = [];
        for (const row of body.rows)
          if (row.matches(".definition")) groups.at(-1)?.push(row);
          else groups.push([row]);
        for (const [place, group] of groups.entries()) group[0].dataset.place ??= place;
        groups.sort(order ? compare : (a, b) => a[0].dataset.place - b[0].dataset.place);
        body.append(...groups.flat());
      }
    };

    // The page knows best what is unfolded: what the kernel writes may be older than the last click.
    const show = () => {
      const held = el.contains(document.activeElement) ? document.activeElement : null;
      const key = held?.dataset?.key ?? held?.parentElement?.dataset?.key;
      const place = held?.matches?.("input") ? held.selectionStart : null;
      el.innerHTML = model.get("value");
      for (const part of el.querySelectorAll("details[data-key]"))
        part.open = model.get("unfolded").includes(part.dataset.key);
      const search = el.querySelector("input[data-sift]");
      if (search) search.value = sought;
      if (order) sort();
      sift();
      const again = key && keyed(key);
      if (again) {
        (again.matches("details") ? again.querySelector("summary") : again).focus({ preventScroll: true });
        if (place !== null) again.setSelectionRange(place, place);
      }
    };

    on("toggle", (event) => {
      const key = event.target.dataset?.key;
      if (key) remember(key, event.target.open);
    }, true);
    on("click", (event) => {
      const heading = event.target.closest("button[data-sort-by]");
      if (heading) {
        const column = Number(heading.dataset.sortBy);
        if (order?.column !== column) order = { column, way: 1 };
        else order = order.way > 0 ? { column, way: -1 } : null;
        sort();
        return;
      }
      const button = event.target.closest("button[data-key], button[data-act]");
      if (!button) return;
      if (button.dataset.act) model.send({ kind: "act", what: button.dataset.act });
      else remember(button.dataset.key, button.getAttribute("aria-expanded") !== "true");
    });
    on("change", (event) => {
      const { choice } = event.target.dataset;
      if (choice) model.send({ kind: "choose", name: choice, value: event.target.value });
    });
    on("input", (event) => {
      if (!("sift" in event.target.dataset)) return;
      sought = event.target.value;
      sift();
    });
    on("keydown", (event) => {
      // Letters typed here are no keys of the night's, and Space and Enter press what has the focus.
      if (event.target.matches?.(typedInto) || "Enter ".includes(event.key)) event.stopPropagation();
    });

    // Pages that are not served securely have no clipboard, but may copy what is selected.
    const copy = async (text) => {
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const held = document.createElement("textarea");
        held.value = text;
        document.body.append(held);
        held.select();
        document.execCommand("copy");
        held.remove();
      }
      const button = keyed("copy");
      if (!button) return;
      button.textContent = "copied";
      setTimeout(() => (button.textContent = "copy"), 1500);
    };

    const receive = (message) => {
      if (message.kind === "copy") copy(message.text);
      if (message.kind !== "file") return;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([message.text], { type: message.type }));
      link.download = message.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
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
