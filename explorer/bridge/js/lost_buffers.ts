// Binary parts of what the kernel sends. A host that loses them gets them as text (base64) within
// the message: the page says so once, in its first word to the kernel.

import type { Buffers } from "./anywidget";
import type { LiveModel } from "./traits";

export interface AsText {
  base64?: string[];
}

const isThere = (view: unknown): boolean => ArrayBuffer.isView(view) && view.byteLength > 0;

// Whether the host brings what is binary: BokehJS itself is, and is never empty.
export const hasBuffers = (model: LiveModel): boolean => isThere(model.get("bokeh_js"));

export function bytesOf(text: string): DataView<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new DataView(bytes.buffer);
}

// The buffers of a message, whichever way they came.
export const buffersOf = (message: AsText, buffers: Buffers): Buffers =>
  message.base64?.map(bytesOf) ?? buffers;
