// Built by `make js` from explorer/bridge/js: change the sources, not this file.

// image_colours.ts
var CODES = Uint8Array.from({ length: 256 }, (_, code) => code);

// live_document.ts
var wholeBuffer = (view) => view.byteLength === view.buffer.byteLength ? view.buffer : view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);

// number_words.ts
var MINUS = "−";
var NOTHING = "–";
var shownNumber = (value, decimals) => Number.isFinite(value) ? value.toFixed(decimals).replace(/^-(?=[0.]*$)/, "").replace("-", MINUS) : NOTHING;

// band_power.ts
function bandPower({ frequencies, usable, epochs, values }, [low, high], power = new Float32Array(epochs)) {
  const below = (edge) => {
    let left = 0;
    while (left < frequencies.length - 2 && frequencies[left + 1] <= edge) left++;
    const share = (edge - frequencies[left]) / (frequencies[left + 1] - frequencies[left]);
    return { at: left * epochs, share };
  };
  const [from, to] = [below(low), below(Math.min(high, usable))];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const a = values[from.at + epoch] * (1 - from.share);
    const b = values[from.at + epochs + epoch] * from.share;
    const c = values[to.at + epoch] * (1 - to.share);
    const d = values[to.at + epochs + epoch] * to.share;
    power[epoch] = c + d - (a + b);
  }
  return power;
}

// scalp_numbers.ts
var LEVELS = 255;
function isAnother({ band, frequencies, step, narrowest }, hand) {
  if (hand.length !== 2 || band.length !== 2) return false;
  const [low, high] = hand;
  const highest = frequencies[frequencies.length - 1];
  if (high - low < narrowest || low < frequencies[0] || low >= Math.min(high, highest))
    return false;
  return hand.some((edge, i) => Math.abs(edge - band[i]) > step / 2);
}
function sitePower(about, cumulative, band) {
  const { frequencies, sites } = about;
  const usable = frequencies[frequencies.length - 1];
  const spectra = { frequencies, usable, epochs: sites.length, values: cumulative };
  return bandPower(spectra, band, new Float64Array(sites.length));
}
function limitsOf(values, known) {
  const there = known.map((place) => values[place]);
  return [Math.min(...there), Math.max(...there)];
}
function mapPixels(about, values, [low, high], weights, inside) {
  const { size, known, palette } = about;
  const pixels = new Uint8ClampedArray(4 * size * size);
  const there = Float64Array.from(known, (place) => values[place]);
  const span = high - low || 1;
  let at = 0;
  for (let point = 0; point < inside.length; point++) {
    if (!inside[point]) continue;
    let value = 0;
    for (const one of there) value += one * weights[at++];
    const share = Math.min(Math.max((value - low) / span, 0), 1) * (palette.length - 1);
    const below = Math.min(Math.floor(share), palette.length - 2);
    const row = Math.floor(point / size);
    const pixel = 4 * ((size - 1 - row) * size + point % size);
    for (let k = 0; k < 3; k++)
      pixels[pixel + k] = Math.round(
        palette[below][k] + (palette[below + 1][k] - palette[below][k]) * (share - below)
      );
    pixels[pixel + 3] = LEVELS;
  }
  return pixels;
}
var edgeWords = (edge) => String(Number(edge.toPrecision(6)));
function sentenceOf(about, values, band) {
  const { known, sites, units, decimals, title, facts, frequencies } = about;
  const high = Math.min(band[1], frequencies[frequencies.length - 1]);
  const named = `${title[0]}${edgeWords(band[0])}–${edgeWords(high)}${title[1]}`;
  let [most, least] = [known[0], known[0]];
  for (const place of known) {
    if (values[place] > values[most]) most = place;
    if (values[place] < values[least]) least = place;
  }
  const said = (place) => `${sites[place]} (${shownNumber(values[place], decimals)} ${units})`;
  return `${named}: largest at ${said(most)}, smallest at ${said(least)}; ${facts}.`;
}

// scalp_map.ts
var TITLE_DECIMALS = 2;
function picture(pixels, size) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, size, size), 0, 0);
  return canvas.toDataURL();
}
var write = (place, text) => {
  if (place && place.textContent !== text) place.textContent = text;
};
var scalp_map_default = {
  render({ model, el }) {
    const show = () => {
      const unfolded = [...el.querySelectorAll("details")].map((one) => one.open);
      const summaries = [...el.querySelectorAll("summary")];
      const held = summaries.indexOf(document.activeElement);
      el.innerHTML = model.get("value");
      for (const [i, one] of [...el.querySelectorAll("details")].entries())
        one.open = unfolded[i] ?? false;
      if (held >= 0)
        el.querySelectorAll("summary")[held]?.focus({ preventScroll: true });
      follow();
    };
    const follow = () => {
      const given = model.get("about");
      const band = model.get("band");
      if (!("frequencies" in given)) return;
      const about = given;
      const svg = el.querySelector("svg.scalp-map");
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
      const rows = el.querySelector(".sites table")?.tBodies[0].rows;
      for (const [place, site] of about.sites.entries()) {
        const value = values[place];
        write(titles[place], `${site}: ${shownNumber(value, TITLE_DECIMALS)} ${about.plain_units}`);
        write(rows?.[place]?.cells[2], shownNumber(value, about.decimals));
      }
      for (const [i, tick] of [...svg.querySelectorAll("text.tick:not(.middle)")].entries())
        write(tick, shownNumber(limits[0] + i / 2 * (limits[1] - limits[0]), about.decimals));
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
  }
};
export {
  scalp_map_default as default
};
