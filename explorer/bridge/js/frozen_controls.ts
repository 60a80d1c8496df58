// Controls of a page without a kernel: band, amplitude criterion, window and gain, as native fields.

import { button, make } from "./dialogs";
import { bandWithin, clamp } from "./drag_limits";
import type { FrozenNight } from "./frozen_night";

const CURVE_POINTS = 160;
const [WIDTH, HEIGHT] = [190, 44]; // px, of the filter's gain
const SPACE = "http://www.w3.org/2000/svg";

export interface Offered {
  bands: [name: string, low: number, high: number][];
  windowLengths: number[]; // s
  needs: string[]; // what only a kernel can do
  hasSignals: boolean; // else nothing is there that a band, a line or a gain acts on
}

const lengthWords = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${seconds / 60} min`;
const isSameBand = ([low, high]: number[], [one, other]: number[]): boolean =>
  Math.abs(low - one) < 1e-6 && Math.abs(high - other) < 1e-6;

const OWN = "own band";

export const bandName = (band: number[], bands: Offered["bands"]): string =>
  bands.find(([, low, high]) => isSameBand([low, high], band))?.[0] ?? OWN;

// An empty curve, which the page fills as it does beside a kernel.
function responseCurve(): HTMLElement {
  const picture = document.createElementNS(SPACE, "svg");
  picture.setAttribute("width", String(WIDTH));
  picture.setAttribute("height", String(HEIGHT));
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", "gain of the filter");
  const curve = picture.appendChild(document.createElementNS(SPACE, "polyline"));
  const points = Array.from({ length: CURVE_POINTS }, () => `0,${HEIGHT - 2}`);
  curve.setAttribute("points", points.join(" "));
  curve.setAttribute("fill", "none");
  curve.setAttribute("stroke", "currentColor");
  curve.setAttribute("stroke-width", "1.5");
  const words = make("div.quiet", {}, "filter gain, 0–40 Hz · ", make("span.edges"));
  const place = make("div.filter-response");
  place.append(picture, words);
  return place;
}

// Fields that write to the night's model and follow it; returns their elements, top to bottom.
export function controlsOf(model: FrozenNight, offered: Offered): HTMLElement[] {
  const { bands, windowLengths } = offered;
  const option = (value: string, words: string) => make("option", { value }, words);
  const preset = make("select", { ariaLabel: "frequency band" });
  preset.append(
    ...bands.map(([name, low, high]) => option(name, `${name}  ${low}–${high} Hz`)),
    option(OWN, OWN),
  );
  const edge = (label: string) =>
    make("input", { type: "number", step: "0.05", ariaLabel: `${label} edge of the band, Hz` });
  const [low, high] = [edge("lower"), edge("upper")];
  const line = make("input", { type: "range", step: "1", ariaLabel: "amplitude criterion, µV" });
  const lineWords = make("output");
  const length = make("select", { ariaLabel: "length of the window" });
  length.append(...windowLengths.map((s) => option(String(s), lengthWords(s))));

  const show = () => {
    const band = model.get("band");
    preset.value = bandName(band, bands);
    for (const [field, value] of [
      [low, band[0]],
      [high, band[1]],
    ] as const)
      if (document.activeElement !== field) field.value = String(value);
    const [least, most] = model.get("n3_amplitude_limits");
    line.min = String(least);
    line.max = String(most);
    line.value = String(model.get("n3_amplitude"));
    lineWords.textContent = `${Math.round(model.get("n3_amplitude"))} µV peak to peak`;
    length.value = String(model.get("window_length"));
  };
  const setBand = (wanted: number[], moving?: "low" | "high") => {
    const band = bandWithin(wanted, model.get("band_limits"), model.get("narrowest_band"), moving);
    if (band) model.set("band", band);
    show();
  };
  const step = (epochs: number) => {
    const latest = Math.max(0, model.get("total") - model.get("window_length"));
    const start = model.get("window_start") + epochs * model.get("epoch_length");
    model.set("window_start", clamp(start, 0, latest));
  };
  preset.addEventListener("change", () => {
    const chosen = bands.find(([name]) => name === preset.value);
    if (chosen) setBand([chosen[1], chosen[2]]);
  });
  const edited = () => setBand([Number(low.value), Number(high.value)]);
  for (const field of [low, high]) field.addEventListener("change", edited);
  line.addEventListener("input", () => model.set("n3_amplitude", Number(line.value)));
  length.addEventListener("change", () => {
    const middle = model.get("window_start") + model.get("window_length") / 2;
    const seconds = Number(length.value);
    model.set("window_length", seconds);
    model.set("margin", Math.max(45, seconds / 2));
    const latest = Math.max(0, model.get("total") - seconds);
    model.set("window_start", clamp(middle - seconds / 2, 0, latest));
  });
  for (const name of ["band", "n3_amplitude", "window_length"]) model.on(`change:${name}`, show);
  show();
  const heading = (words: string) => make("h2", {}, words);
  const needsKernel = [
    heading("Needs a kernel"),
    make("ul.notes", {}, ...offered.needs.map((words) => make("li", {}, words))),
  ];
  if (!offered.hasSignals) return needsKernel;
  return [
    heading("Band"),
    preset,
    make("div.tools", {}, low, make("span.quiet", {}, "to"), high, make("span.quiet", {}, "Hz")),
    responseCurve(),
    heading("Amplitude criterion of N3"),
    line,
    lineWords,
    heading("Window, epoch"),
    make(
      "div.tools",
      {},
      length,
      button("◀", () => step(-1), { title: "previous epoch (Shift ←)" }),
      button("▶", () => step(1), { title: "next epoch (Shift →)" }),
    ),
    heading("Gain"),
    make(
      "div.tools",
      {},
      button("−", () => model.enlarge(-1), { title: "traces smaller (key −)" }),
      button("+", () => model.enlarge(1), { title: "traces larger (key +)" }),
    ),
    ...needsKernel,
  ];
}
