// A drawing from the kernel: what can be picked in it, and a cursor that runs through its lanes.

import type { View } from "./anywidget";
import { elementOf } from "./element_of";

// Where a lane's time axis runs in its drawing, and for how many seconds.
const scaleOf = ({ dataset }: SVGSVGElement) => ({
  left: Number(dataset.left),
  right: Number(dataset.right),
  span: Number(dataset.span),
});

export default {
  render({ model, el, signal }: View<{ html: string }>) {
    el.classList.add("picture");
    const draw = () => {
      const focused = document.activeElement as HTMLElement | null;
      const active = el.contains(focused) ? focused : null;
      const { pick, check } = active?.dataset ?? {};
      const unfolded = [...el.querySelectorAll("details[open]")].map((one) => one.id);
      const scrolled = [...el.querySelectorAll("[data-keep]")].map(
        ({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop] as const,
      );
      el.innerHTML = model.get("html");
      for (const id of unfolded.filter(Boolean))
        el.querySelector(`#${id}`)?.setAttribute("open", "");
      for (const [i, one] of [...el.querySelectorAll("[data-keep]")].entries())
        one.scrollTo(...(scrolled[i] ?? [0, 0]));
      // The hand stays where it was, though what it held was drawn anew.
      const same = [...el.querySelectorAll<HTMLElement>("[data-pick], [data-check]")].find(
        (one) => one.dataset.pick === pick && one.dataset.check === check,
      );
      if (active) same?.focus({ preventScroll: true });
    };
    const pick = (event: Event) => {
      const target = elementOf(event)?.closest<HTMLElement>("[data-pick]");
      if (target) model.send({ kind: "pick", what: target.dataset.pick });
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      const target = elementOf(event)?.closest("[data-pick]");
      if (!target || target.tagName === "BUTTON") return; // a button clicks by itself
      event.preventDefault();
      event.stopPropagation();
      pick(event);
    };
    const check = (event: Event) => {
      const box = elementOf(event);
      if (box instanceof HTMLInputElement && box.dataset.check)
        model.send({ kind: "check", what: box.dataset.check, checked: box.checked });
    };
    // One time in every lane: the line moves, and the words say the stage of each lane there.
    const point = (event: PointerEvent) => {
      // A finger that is lifted leaves everything: what it touched stays said.
      if (event.type === "pointerleave" && event.pointerType === "touch") return;
      const under = elementOf(event)?.closest<SVGSVGElement>("svg[data-lane]");
      const lanes = [...el.querySelectorAll<SVGSVGElement>("svg[data-lane]")];
      const words = el.querySelector<HTMLElement>(".lane-words");
      if (!lanes.length || !words) return;
      let time: number | null = null;
      if (under) {
        const box = under.getBoundingClientRect();
        const { left, right, span } = scaleOf(under);
        const x = ((event.clientX - box.left) / box.width) * under.viewBox.baseVal.width;
        time = ((x - left) / (right - left)) * span;
        if (time < 0 || time > span) time = null;
      }
      const said: string[] = [];
      for (const lane of lanes) {
        const { left, right, span } = scaleOf(lane);
        const { codes = "", length, lane: name, names = "{}" } = lane.dataset;
        const line = lane.querySelector(".lane-cursor");
        line?.setAttribute("visibility", time === null ? "hidden" : "visible");
        if (time === null) continue;
        const x = String(left + (time / span) * (right - left));
        line?.setAttribute("x1", x);
        line?.setAttribute("x2", x);
        const stages: Record<string, string> = JSON.parse(names);
        said.push(`${name}: ${stages[codes[Math.floor(time / Number(length))]] ?? "not in bed"}`);
      }
      const minutes = Math.floor((time ?? 0) / 60);
      const clock = `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
      words.textContent =
        time === null ? (words.dataset.rest ?? "") : `${clock}  ·  ${said.join("  ·  ")}`;
    };
    const on = <Kind extends keyof HTMLElementEventMap>(
      kind: Kind,
      handler: (event: HTMLElementEventMap[Kind]) => void,
    ) => el.addEventListener(kind, handler, { signal });
    on("click", pick);
    on("keydown", key);
    on("change", check);
    on("pointerdown", point);
    on("pointermove", point);
    on("pointerleave", point);
    model.on("change:html", draw);
    draw();
    return () => model.off("change:html", draw);
  },
};
