// A scalp map in the kernel's HTML, drawn anew for the band under a hand before the kernel answers.

import type { View } from "./anywidget";
import { wholeBuffer } from "./live_document";
import { shownNumber } from "./number_words";
import {
  isAnother,
  limitsOf,
  mapPixels,
  type ScalpAbout,
  sentenceOf,
  sitePower,
} from "./scalp_numbers";

interface Traits {
  value: string;
  about: ScalpAbout | Record<string, never>;
  weights: DataView;
  inside: DataView;
  cumulative: DataView;
  band: number[];
}

const TITLE_DECIMALS = 2;

function picture(pixels: Uint8ClampedArray<ArrayBuffer>, size: number): string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, size, size), 0, 0);
  return canvas.toDataURL();
}

const write = (place: Element | null | undefined, text: string): void => {
  if (place && place.textContent !== text) place.textContent = text;
};

export default {
  render({ model, el }: View<Traits>) {
    const show = () => {
      const unfolded = [...el.querySelectorAll("details")].map((one) => one.open);
      const summaries = [...el.querySelectorAll<HTMLElement>("summary")];
      const held = summaries.indexOf(document.activeElement as HTMLElement);
      el.innerHTML = model.get("value");
      for (const [i, one] of [...el.querySelectorAll("details")].entries())
        one.open = unfolded[i] ?? false;
      if (held >= 0)
        el.querySelectorAll<HTMLElement>("summary")[held]?.focus({ preventScroll: true });
      follow();
    };

    const follow = () => {
      const given = model.get("about");
      const band = model.get("band");
      if (!("frequencies" in given)) return;
      const about = given as ScalpAbout;
      const svg = el.querySelector<SVGSVGElement>("svg.scalp-map");
      if (!svg || !about.known.length || !isAnother(about, band)) return;
      const cumulative = new Float64Array(wholeBuffer(model.get("cumulative")));
      const values = sitePower(about, cumulative, band);
      const limits = limitsOf(values, about.known);
      const weights = new Float32Array(wholeBuffer(model.get("weights")));
      const image = svg.querySelector("image:not(.scale)");
      if (image && weights.length) {
        const inside = new Uint8Array(wholeBuffer(model.get("inside")));
        const pixels = mapPixels(about, values, limits, weights, inside);
        image.setAttribute("href", picture(pixels, about.size));
      }
      const titles = svg.querySelectorAll("circle > title");
      const rows = el.querySelector<HTMLTableElement>(".sites table")?.tBodies[0].rows;
      for (const [place, site] of about.sites.entries()) {
        const value = values[place];
        write(titles[place], `${site}: ${shownNumber(value, TITLE_DECIMALS)} ${about.plain_units}`);
        write(rows?.[place]?.cells[2], shownNumber(value, about.decimals));
      }
      for (const [i, tick] of [...svg.querySelectorAll("text.tick:not(.middle)")].entries())
        write(tick, shownNumber(limits[0] + (i / 2) * (limits[1] - limits[0]), about.decimals));
      const sentence = sentenceOf(about, values, band);
      svg.setAttribute("aria-label", sentence);
      write(el.querySelector(".topography-words .said"), sentence);
      svg.dataset.band = band.join("-");
    };

    model.on("change:value", show);
    model.on("change:band", follow);
    show();
    return () => {
      model.off("change:value", show);
      model.off("change:band", follow);
    };
  },
};
