// A drawing from the kernel: what can be picked in it, and a cursor that runs through its lanes.

export default {
  render({ model, el, signal }) {
    el.classList.add("picture");
    const draw = () => {
      const active = el.contains(document.activeElement) ? document.activeElement : null;
      const { pick, check } = active?.dataset ?? {};
      const unfolded = [...el.querySelectorAll("details[open]")].map((one) => one.id);
      const scrolled = [...el.querySelectorAll("[data-keep]")].map((one) => one.scrollTop);
      el.innerHTML = model.get("html");
      unfolded.filter(Boolean).forEach((id) => el.querySelector(`#${id}`)?.setAttribute("open", ""));
      el.querySelectorAll("[data-keep]").forEach((one, i) => (one.scrollTop = scrolled[i] ?? 0));
      // The hand stays where it was, though what it held was drawn anew.
      const same = [...el.querySelectorAll("[data-pick], [data-check]")].find(
        (one) => one.dataset.pick === pick && one.dataset.check === check,
      );
      if (active) same?.focus({ preventScroll: true });
    };
    const pick = (event) => {
      const target = event.target.closest?.("[data-pick]");
      if (target) model.send({ kind: "pick", what: target.dataset.pick });
    };
    const key = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      const target = event.target.closest?.("[data-pick]");
      if (!target || target.tagName === "BUTTON") return; // a button clicks by itself
      event.preventDefault();
      event.stopPropagation();
      pick(event);
    };
    const check = (event) => {
      const what = event.target.dataset?.check;
      if (what) model.send({ kind: "check", what, checked: event.target.checked });
    };
    // One time in every lane: the line moves, and the words say the stage of each lane there.
    const point = (event) => {
      const under = event.target.closest?.("svg[data-lane]");
      const lanes = [...el.querySelectorAll("svg[data-lane]")];
      const words = el.querySelector(".lane-words");
      if (!lanes.length || !words) return;
      let time = null;
      if (under) {
        const box = under.getBoundingClientRect();
        const { left, right, span } = under.dataset;
        const x = ((event.clientX - box.left) / box.width) * under.viewBox.baseVal.width;
        time = ((x - left) / (right - left)) * span;
        if (time < 0 || time > span) time = null;
      }
      const said = [];
      for (const lane of lanes) {
        const { left, right, span, codes, length, lane: name } = lane.dataset;
        const line = lane.querySelector(".lane-cursor");
        line.setAttribute("visibility", time === null ? "hidden" : "visible");
        if (time === null) continue;
        const x = +left + (time / span) * (right - left);
        line.setAttribute("x1", x);
        line.setAttribute("x2", x);
        const stages = JSON.parse(lane.dataset.names);
        said.push(`${name}: ${stages[codes[Math.floor(time / length)]] ?? "not in bed"}`);
      }
      const minutes = Math.floor((time ?? 0) / 60);
      const clock = `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
      words.textContent = time === null ? words.dataset.rest : `${clock}  ·  ${said.join("  ·  ")}`;
    };
    const on = (event, handler) => el.addEventListener(event, handler, { signal });
    on("click", pick);
    on("keydown", key);
    on("change", check);
    on("pointermove", point);
    on("pointerleave", point);
    model.on("change:html", draw);
    draw();
    return () => model.off("change:html", draw);
  },
};
