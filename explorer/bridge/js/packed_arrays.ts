// Arrays of a page without a kernel: text, gzip, and the codings of ../packed_arrays.py.

export interface Packed {
  at: number;
  bytes: number;
  coding: "plain" | "predicted" | "cumulated";
  weights?: number[]; // of the samples before one, the nearest first, in units of 1 / ONE
  columns?: number; // of a table whose first axis was cumulated
}

// Five characters of the alphabet for four bytes; the last bytes may be zeros that were added.
export function fromText(text: string, count: number, alphabet: string): Uint8Array<ArrayBuffer> {
  const digits = new Uint8Array(128);
  for (let i = 0; i < alphabet.length; i++) digits[alphabet.charCodeAt(i)] = i;
  const words = text.length / 5;
  const bytes = new Uint8Array(4 * words);
  for (let word = 0, from = 0, to = 0; word < words; word++) {
    let value = 0;
    for (let i = 0; i < 5; i++) value = value * 85 + digits[text.charCodeAt(from++)];
    bytes[to++] = value >>> 24;
    bytes[to++] = value >>> 16;
    bytes[to++] = value >>> 8;
    bytes[to++] = value;
  }
  return bytes.subarray(0, count) as Uint8Array<ArrayBuffer>;
}

export async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const ONE = 4096; // a weight of 1

// Samples from the low and then the high bytes of what their prediction left.
export function fromPrediction(bytes: Uint8Array, weights: number[]): Int16Array<ArrayBuffer> {
  const count = bytes.length / 2;
  const order = weights.length;
  const before = Int32Array.from(weights).reverse(); // of the sample furthest back first
  const codes = new Int16Array(order + count); // zeros stand before the first
  for (let i = 0; i < count; i++) {
    let sum = 0; // of whole numbers far below 2^53: exact
    for (let k = 0; k < order; k++) sum += before[k] * codes[i + k];
    const value = bytes[i] | (bytes[count + i] << 8);
    codes[order + i] = ((value >>> 1) ^ -(value & 1)) + Math.floor(sum / ONE);
  }
  return codes.slice(order);
}

// Sums along the first axis of what is added at each step.
export function fromSteps(bytes: Uint8Array, columns: number): Float64Array<ArrayBuffer> {
  const steps = new Float32Array(bytes.slice().buffer);
  const sums = Float64Array.from(steps);
  for (let i = columns; i < sums.length; i++) sums[i] += sums[i - columns];
  return sums;
}

export class ArrayStore {
  constructor(private readonly whole: Uint8Array<ArrayBuffer>) {}

  bytes({ at, bytes, coding, weights, columns }: Packed): Uint8Array<ArrayBuffer> {
    const raw = this.whole.subarray(at, at + bytes);
    if (coding === "predicted") return new Uint8Array(fromPrediction(raw, weights ?? []).buffer);
    if (coding === "cumulated") return new Uint8Array(fromSteps(raw, columns ?? 1).buffer);
    return raw.slice();
  }

  // As a message of the kernel brings it.
  view(packed: Packed): DataView<ArrayBuffer> {
    return new DataView(this.bytes(packed).buffer);
  }
}
