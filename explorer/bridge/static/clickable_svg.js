// Built by `make js` from explorer/bridge/js: change the sources, not this file.

// element_of.ts
var elementOf = (event) => event.target instanceof HTMLElement || event.target instanceof SVGElement ? event.target : null;

// clickable_svg.ts
var scaleOf = ({ dataset }) => ({
  left: Number(dataset.left),
  right: Number(dataset.right),
  span: Number(dataset.span)
});
var clickable_svg_default = {
  render({ model, el, signal }) {
    el.classList.add("picture");
    const draw = () => {
      const focused = document.activeElement;
      const active = el.contains(focused) ? focused : null;
      const { pick: pick2, check: check2 } = active?.dataset ?? {};
      const unfolded = [...el.querySelectorAll("details[open]")].map((one) => one.id);
      const scrolled = [...el.querySelectorAll("[data-keep]")].map(
        ({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]
      );
      el.innerHTML = model.get("html");
      for (const id of unfolded.filter(Boolean))
        el.querySelector(`#${id}`)?.setAttribute("open", "");
      for (const [i, one] of [...el.querySelectorAll("[data-keep]")].entries())
        one.scrollTo(...scrolled[i] ?? [0, 0]);
      const same = [...el.querySelectorAll("[data-pick], [data-check]")].find(
        (one) => one.dataset.pick === pick2 && one.dataset.check === check2
      );
      if (active) same?.focus({ preventScroll: true });
    };
    const pick = (event) => {
      const target = elementOf(event)?.closest("[data-pick]");
      if (target) model.send({ kind: "pick", what: target.dataset.pick });
    };
    const key = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      const target = elementOf(event)?.closest("[data-pick]");
      if (!target || target.tagName === "BUTTON") return;
      event.preventDefault();
      event.stopPropagation();
      pick(event);
    };
    const check = (event) => {
      const box = elementOf(event);
      if (box instanceof HTMLInputElement && box.dataset.check)
        model.send({ kind: "check", what: box.dataset.check, checked: box.checked });
    };
    const point = (event) => {
      if (event.type === "pointerleave" && event.pointerType === "touch") return;
      const under = elementOf(event)?.closest("svg[data-lane]");
      const lanes = [...el.querySelectorAll("svg[data-lane]")];
      const words = el.querySelector(".lane-words");
      if (!lanes.length || !words) return;
      let time = null;
      if (under) {
        const box = under.getBoundingClientRect();
        const { left, right, span } = scaleOf(under);
        const x = (event.clientX - box.left) / box.width * under.viewBox.baseVal.width;
        time = (x - left) / (right - left) * span;
        if (time < 0 || time > span) time = null;
      }
      const said = [];
      for (const lane of lanes) {
        const { left, right, span } = scaleOf(lane);
        const { codes = "", length, lane: name, names = "{}" } = lane.dataset;
        const line = lane.querySelector(".lane-cursor");
        line?.setAttribute("visibility", time === null ? "hidden" : "visible");
        if (time === null) continue;
        const x = String(left + time / span * (right - left));
        line?.setAttribute("x1", x);
        line?.setAttribute("x2", x);
        const stages = JSON.parse(names);
        said.push(`${name}: ${stages[codes[Math.floor(time / Number(length))]] ?? "not in bed"}`);
      }
      const minutes = Math.floor((time ?? 0) / 60);
      const clock = `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
      words.textContent = time === null ? words.dataset.rest ?? "" : `${clock}  ·  ${said.join("  ·  ")}`;
    };
    const on = (kind, handler) => el.addEventListener(kind, handler, { signal });
    on("click", pick);
    on("keydown", key);
    on("change", check);
    on("pointerdown", point);
    on("pointermove", point);
    on("pointerleave", point);
    model.on("change:html", draw);
    draw();
    return () => model.off("change:html", draw);
  }
};
export {
  clickable_svg_default as default
};
