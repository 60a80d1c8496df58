// Words on a canvas, drawn once and then laid where they stand. To set a font on a canvas of the page
// makes the browser work out the page's styles and layout before the first letter, and most words are
// the same in each frame of a drag.

import type { TextBox } from "./bokehjs";

const MOST = 400; // stamps that are kept
const MARGIN = 3; // px around the words, for what reaches out of their box

interface Stamp {
  picture: ImageBitmap;
  left: number; // px of the screen
  top: number;
}

const STAMPS = new Map<string, ImageBitmap>(); // the last used at the end
let desk: OffscreenCanvas | undefined;

function keep(key: string, picture: ImageBitmap): void {
  STAMPS.delete(key);
  STAMPS.set(key, picture);
  if (STAMPS.size <= MOST) return;
  const [oldest] = STAMPS.keys();
  STAMPS.get(oldest)?.close();
  STAMPS.delete(oldest);
}

function stampOf(
  words: TextBox,
  transform: DOMMatrix,
  paint: (this: TextBox, ctx: OffscreenCanvasRenderingContext2D) => void,
): Stamp | null {
  const { a: ratio, e, f } = transform;
  const box = words.bbox();
  const left = Math.floor(ratio * box.left + e) - MARGIN;
  const top = Math.floor(ratio * box.top + f) - MARGIN;
  const width = Math.ceil(ratio * box.right + e) + MARGIN - left;
  const height = Math.ceil(ratio * box.bottom + f) + MARGIN - top;
  if (!(width > 0 && height > 0)) return null;
  const { sx, sy } = words.position;
  const key = [
    ...[words.text, words.font, words.color, words.outline_color, words.outline_width],
    ...[words.line_height, words.align, words._visual_align, words.angle ?? 0],
    ...[ratio, width, height, ratio * sx + e - left, ratio * sy + f - top].map((one) =>
      (one ?? 0).toFixed(3),
    ),
  ].join("\n");
  let picture = STAMPS.get(key);
  if (!picture) {
    desk ??= new OffscreenCanvas(width, height);
    desk.width = width;
    desk.height = height;
    const ctx = desk.getContext("2d");
    if (!ctx) return null;
    ctx.setTransform(ratio, 0, 0, ratio, e - left, f - top);
    paint.call(words, ctx);
    picture = desk.transferToImageBitmap();
  }
  keep(key, picture);
  return { picture, left, top };
}

// Let all words of BokehJS be drawn so; into a file of SVG they are written as before.
export function stampWords(boxes: { prototype: TextBox }): void {
  const { paint } = boxes.prototype;
  boxes.prototype.paint = function (this: TextBox, ctx) {
    if (!this.text) return;
    const onScreen = ctx instanceof CanvasRenderingContext2D;
    const stamp = onScreen && stampOf(this, ctx.getTransform(), paint);
    if (!stamp) {
      paint.call(this, ctx);
      return;
    }
    ctx.save();
    ctx.resetTransform();
    ctx.drawImage(stamp.picture, stamp.left, stamp.top);
    ctx.restore();
  };
}
