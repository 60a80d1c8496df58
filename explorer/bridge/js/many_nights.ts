// Many nights as rows: scrolled, ordered, aligned and enlarged in the page, without the kernel.

import type { View } from "./anywidget";
import { type About, type Aligned, clockOf, NightRows, type Order } from "./night_rows";
import { axesOf, type Course, type Palette, type Scene, TOP } from "./night_rows_axes";
import { drawNights } from "./night_rows_drawing";
import { fillLegend, makeParts } from "./night_rows_legend";

interface Traits {
  about: About | Record<string, never>;
  rows: DataView;
  palette: Palette | Record<string, never>;
  metric: string;
  course: DataView;
  course_title: string;
}

const LOWEST = 1;
const HIGHEST = 36;
const USUAL = 15;
const STEP = 1.35;

export default {
  render({ model, el, signal }: View<Traits>) {
    el.classList.add("night-rows");
    const on = <Kind extends keyof HTMLElementEventMap>(
      target: HTMLElement,
      kind: Kind,
      handler: (event: HTMLElementEventMap[Kind]) => void,
      passive = true,
    ) => target.addEventListener(kind, handler as EventListener, { signal, passive });

    const { tools, legend, words, scroller, canvas, spacer, option, order, aligned, metric, size } =
      makeParts([LOWEST, HIGHEST]);
    el.append(tools, legend, words, scroller);

    // ---- what is shown -------------------------------------------------------------------------
    let rows: NightRows | null = null;
    let ordered: number[] = [];
    let course: Course = { values: new Float64Array(0), title: "" };
    let rowHeight = USUAL;
    let chosen = 0; // place among the order
    let waiting = 0;
    // The slider runs by shares: what is read of it are px.
    const tellHeight = () => {
      size.value = String(Math.log(rowHeight));
      size.setAttribute("aria-valuetext", `${Number(rowHeight.toPrecision(2))} px`);
    };
    tellHeight();

    const inDates = () => order.value === "date";
    const scene = (): Scene | null => {
      const palette = model.get("palette");
      if (!rows || !("stages" in palette)) return null;
      return {
        ...{ rows, order: ordered, aligned: aligned.value as Aligned, inDates: inDates() },
        ...{ rowHeight, scrolled: scroller.scrollTop, chosen, course, palette: palette as Palette },
        ...{ width: scroller.clientWidth, height: scroller.clientHeight },
      };
    };
    const draw = () => {
      cancelAnimationFrame(waiting);
      waiting = 0;
      const seen = scene();
      if (!seen?.width || !seen.height) return; // another tab is turned to
      const ratio = window.devicePixelRatio || 1;
      const [wide, high] = [Math.round(seen.width * ratio), Math.round(seen.height * ratio)];
      if (canvas.width !== wide || canvas.height !== high) {
        canvas.width = wide;
        canvas.height = high;
        canvas.style.width = `${seen.width}px`;
        canvas.style.height = `${seen.height}px`;
      }
      const pen = canvas.getContext("2d");
      if (!pen) return;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawNights(pen, seen);
      canvas.dataset.drawn = String(seen.order.length);
      canvas.dataset.scrolled = String(Math.round(seen.scrolled));
    };
    const soon = () => {
      waiting ||= requestAnimationFrame(draw);
    };
    const lay = () => {
      const space = TOP + ordered.length * rowHeight - scroller.clientHeight;
      spacer.style.height = `${Math.max(0, space) + 2}px`;
      soon();
    };

    const numberOf = (row: number) => {
      const value = course.values[row];
      return course.title && Number.isFinite(value)
        ? ` ${course.title.replace(/, ([^,]*)$/, ` ${Number(value.toPrecision(4))} $1`)}.`
        : "";
    };
    const say = () => {
      const row = ordered[chosen];
      if (rows === null || row === undefined) return;
      const said = `${rows.about.words[row]}${numberOf(row)}`;
      option.textContent = said;
      option.setAttribute("aria-posinset", String(chosen + 1));
      option.setAttribute("aria-setsize", String(ordered.length));
      scroller.setAttribute("aria-activedescendant", option.id);
      words.textContent = `${chosen + 1} of ${ordered.length} · ${said}`;
    };
    const choose = (place: number, reveal = true) => {
      chosen = Math.max(0, Math.min(ordered.length - 1, place));
      if (reveal) {
        const top = chosen * rowHeight;
        const room = scroller.clientHeight - TOP - rowHeight;
        if (top < scroller.scrollTop) scroller.scrollTop = top;
        else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
      }
      say();
      soon();
    };
    const reorder = () => {
      if (!rows) return;
      const row = ordered[chosen];
      ordered = rows.order(order.value as Order, course.values);
      chosen = Math.max(0, ordered.indexOf(row));
      lay();
      choose(chosen);
    };
    // Not by the wheel: a page that may hold a wheel back is scrolled 20 ms later.
    const enlarge = (height: number) => {
      const around = scroller.clientHeight / 2;
      const least = (scroller.clientHeight - TOP - 2) / Math.max(1, ordered.length);
      const at = (scroller.scrollTop + around - TOP) / rowHeight;
      rowHeight = Math.max(Math.min(LOWEST, least), Math.min(HIGHEST, height));
      tellHeight();
      lay();
      scroller.scrollTop = at * rowHeight + TOP - around;
    };

    const explain = () => {
      const palette = model.get("palette");
      if (rows && "stages" in palette) fillLegend(legend, rows, palette as Palette);
    };

    // ---- from the kernel -----------------------------------------------------------------------
    const take = () => {
      const about = model.get("about");
      if (!("arrays" in about)) {
        el.hidden = true;
        return;
      }
      el.hidden = false;
      rows = new NightRows(about as About, model.get("rows"));
      metric.replaceChildren(new Option("nothing", ""));
      for (const [symbol, title, units] of rows.about.metrics)
        metric.add(
          new Option(`${symbol} · ${title}${units && units !== "1" ? `, ${units}` : ""}`, symbol),
        );
      metric.value = model.get("metric");
      const hasClock = rows.hasClock;
      for (const one of aligned.options) one.disabled = one.value === "clock" && !hasClock;
      if (!hasClock && aligned.value === "clock") aligned.value = "onset";
      else if (hasClock && !about.labels?.length) aligned.value = "clock";
      order.options[0].text = rows.firstOrder;
      for (const one of order.options)
        one.disabled =
          (one.value === "condition" && !rows.about.conditions.length) ||
          (["bed", "midsleep", "onset"].includes(one.value) && !hasClock);
      if (order.selectedOptions[0]?.disabled) order.value = "date";
      ordered = [];
      chosen = 0;
      takeCourse();
      explain();
      reorder();
    };
    const takeCourse = () => {
      const view = model.get("course");
      const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
      course = { values: new Float64Array(bytes as ArrayBuffer), title: model.get("course_title") };
      if (rows && course.values.length !== rows.count)
        course = { values: new Float64Array(0), title: "" };
      if (!rows) return;
      if (order.value === "course") reorder();
      say();
      soon();
    };
    const paint = () => {
      explain();
      soon();
    };

    // ---- from hands ----------------------------------------------------------------------------
    const placeAt = (event: MouseEvent): number => {
      const y = event.clientY - scroller.getBoundingClientRect().top;
      return y < TOP ? -1 : Math.floor((y - TOP + scroller.scrollTop) / rowHeight);
    };
    const timeAt = (event: MouseEvent, seen: Scene, row: number): number => {
      const { places, night, nap } = axesOf(seen);
      const x = event.clientX - scroller.getBoundingClientRect().left;
      const inNaps = nap && places.naps && x >= places.naps[0] && x <= places.naps[1];
      if (!inNaps && (x < places.stages[0] || x > places.stages[1])) return Number.NaN;
      const scale = inNaps ? nap : night;
      const left = inNaps && places.naps ? places.naps[0] : places.stages[0];
      return scale.low + (x - left) / scale.each + seen.rows.origin(row, seen.aligned);
    };
    const open = (bar: number) => model.send({ kind: "open", bar });
    on(scroller, "scroll", soon);
    on(scroller, "pointermove", (event) => {
      const seen = scene();
      const place = placeAt(event);
      const row = ordered[place];
      scroller.style.cursor = row === undefined ? "" : "pointer";
      if (!seen || row === undefined) return say();
      const time = timeAt(event, seen, row);
      const code = Number.isNaN(time) ? null : seen.rows.stageAt(row, time);
      const stage = seen.rows.about.stages.find((one) => one.code === code);
      const clock = seen.rows.rowHasClock[row] && !Number.isNaN(time) ? clockOf(time) : "";
      const here = [clock, stage?.title ?? ""].filter(Boolean).join(" ");
      words.textContent = `${here ? `${here} · ` : ""}${seen.rows.about.words[row]}${numberOf(row)}`;
    });
    on(scroller, "pointerleave", say);
    on(scroller, "click", (event) => {
      const seen = scene();
      const place = placeAt(event);
      const row = ordered[place];
      if (!seen || row === undefined) return;
      choose(place, false);
      open(seen.rows.barAt(row, timeAt(event, seen, row)));
    });
    on(
      scroller,
      "keydown",
      (event) => {
        const page = Math.max(1, Math.floor((scroller.clientHeight - TOP) / rowHeight) - 1);
        const moves: Record<string, number> = {
          ...{ ArrowDown: chosen + 1, ArrowUp: chosen - 1, Home: 0, End: ordered.length - 1 },
          ...{ PageDown: chosen + page, PageUp: chosen - page },
        };
        if (event.key in moves) choose(moves[event.key]);
        else if (event.key === "Enter" && rows && ordered.length)
          open(rows.rowBar[ordered[chosen]]);
        else if (event.key === "+" || event.key === "=") enlarge(rowHeight * STEP);
        else if (event.key === "-") enlarge(rowHeight / STEP);
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
      false,
    );
    on(order, "change", reorder);
    on(aligned, "change", () => {
      lay();
      say();
    });
    on(metric, "change", () => {
      model.set("metric", metric.value);
      model.save_changes();
    });
    on(size, "input", () => enlarge(Math.exp(Number(size.value))));
    for (const control of [order, aligned, metric, size])
      on(control, "keydown", (event) => event.stopPropagation()); // no keys of the night's

    const resized = new ResizeObserver(lay);
    resized.observe(scroller);
    model.on("change:rows", take);
    model.on("change:course", takeCourse);
    model.on("change:palette", paint);
    take();
    return () => {
      resized.disconnect();
      cancelAnimationFrame(waiting);
      model.off("change:rows", take);
      model.off("change:course", takeCourse);
      model.off("change:palette", paint);
    };
  },
};
