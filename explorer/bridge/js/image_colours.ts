// Images of bytes are coloured by a table of the 256 colours there can be: BokehJS searches a
// palette for every pixel, which takes 60 ms for the spectrogram of a night.

import type { BokehJS, ImageView } from "./bokehjs";

const CODES = Uint8Array.from({ length: 256 }, (_, code) => code);

// `colours` are red, green, blue and opacity of each code.
export function colourBytes(
  codes: ArrayLike<number>,
  colours: Uint8ClampedArray<ArrayBuffer>,
): Uint8ClampedArray<ArrayBuffer> {
  const table = new Uint32Array(colours.buffer);
  const painted = new Uint32Array(codes.length);
  for (let i = 0; i < codes.length; i++) painted[i] = table[codes[i]];
  return new Uint8ClampedArray(painted.buffer);
}

export function quickenImages(bokeh: BokehJS): void {
  const { ImageView: Images } = bokeh.require("models/glyphs/image");
  const search = Images.prototype._flat_img_to_buf8;
  Images.prototype._flat_img_to_buf8 = function (this: ImageView, image) {
    const { low, high, rgba_mapper } = this.model.color_mapper;
    // Without limits of its own a mapper takes those of the whole image.
    if (image.dtype !== "uint8" || low === null || high === null) return search.call(this, image);
    return colourBytes(image, rgba_mapper.v_compute(CODES));
  };
  // What stood there is not read back before all of it is painted over.
  Images.prototype._set_image_data_from_buffer = function (this: ImageView, i, colours) {
    const canvas = this._get_or_create_canvas(i);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context?.putImageData(new ImageData(colours, canvas.width, canvas.height), 0, 0);
    this.image_data[i] = canvas;
  };
}
