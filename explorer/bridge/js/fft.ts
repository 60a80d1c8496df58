// A complex FFT whose spectra stay in bit-reversed order: a filter multiplies each bin by its own
// gain and transforms back, so that neither direction needs to put the bins in order.

interface Twiddles {
  cos: Float64Array;
  sin: Float64Array;
}
const TABLES = new Map<number, Twiddles>();

function twiddlesOf(size: number): Twiddles {
  let table = TABLES.get(size);
  if (!table) {
    table = { cos: new Float64Array(size / 2), sin: new Float64Array(size / 2) };
    for (let k = 0; k < size / 2; k++) {
      table.cos[k] = Math.cos((2 * Math.PI * k) / size);
      table.sin[k] = Math.sin((2 * Math.PI * k) / size);
    }
    TABLES.set(size, table);
  }
  return table;
}

// Samples as real and imaginary parts, of a length that is a power of two; transformed in place.
export interface Complex {
  re: Float64Array;
  im: Float64Array;
}

export const complexOf = (size: number): Complex => ({
  re: new Float64Array(size),
  im: new Float64Array(size),
});

export const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(Math.max(least, 2)));

// Two stages are done in one pass through the samples, as far as there are two; `quarter` is the
// distance between the four samples of a butterfly.

// Forward, by decimation in frequency: bin k ends at place `bitReversed(k, size)`.
export function forward({ re, im }: Complex): void {
  const size = re.length;
  const { cos, sin } = twiddlesOf(size);
  let quarter = size / 4;
  for (let stride = 1; quarter >= 1; quarter /= 4, stride *= 4)
    for (let block = 0; block < size; block += 4 * quarter)
      for (let j = 0, k = 0; j < quarter; j++, k += stride) {
        const a = block + j;
        const b = a + quarter;
        const c = b + quarter;
        const d = c + quarter;
        const c1 = cos[k];
        const s1 = sin[k];
        const c2 = cos[2 * k];
        const s2 = sin[2 * k];
        const ar = re[a] + re[c];
        const ai = im[a] + im[c];
        const br = re[b] + re[d];
        const bi = im[b] + im[d];
        let dr = re[a] - re[c];
        let di = im[a] - im[c];
        const cr = dr * c1 + di * s1;
        const ci = di * c1 - dr * s1;
        dr = re[b] - re[d];
        di = im[b] - im[d];
        const er = di * c1 - dr * s1; // a quarter of a turn further on
        const ei = -dr * c1 - di * s1;
        re[a] = ar + br;
        im[a] = ai + bi;
        re[b] = (ar - br) * c2 + (ai - bi) * s2;
        im[b] = (ai - bi) * c2 - (ar - br) * s2;
        re[c] = cr + er;
        im[c] = ci + ei;
        re[d] = (cr - er) * c2 + (ci - ei) * s2;
        im[d] = (ci - ei) * c2 - (cr - er) * s2;
      }
  if (quarter === 0.5) pairs({ re, im });
}

// Backward, by decimation in time, from the order that `forward` leaves; not divided by the length.
export function backward({ re, im }: Complex): void {
  const size = re.length;
  const { cos, sin } = twiddlesOf(size);
  const isOdd = Math.log2(size) % 2 === 1;
  if (isOdd) pairs({ re, im });
  let quarter = isOdd ? 2 : 1;
  for (let stride = size / (4 * quarter); quarter < size; quarter *= 4, stride /= 4)
    for (let block = 0; block < size; block += 4 * quarter)
      for (let j = 0, k = 0; j < quarter; j++, k += stride) {
        const a = block + j;
        const b = a + quarter;
        const c = b + quarter;
        const d = c + quarter;
        const c1 = cos[k];
        const s1 = sin[k];
        const c2 = cos[2 * k];
        const s2 = sin[2 * k];
        const br = re[b] * c2 - im[b] * s2;
        const bi = im[b] * c2 + re[b] * s2;
        const dr = re[d] * c2 - im[d] * s2;
        const di = im[d] * c2 + re[d] * s2;
        const er = re[c] + dr;
        const ei = im[c] + di;
        const fr = re[c] - dr;
        const fi = im[c] - di;
        const gr = er * c1 - ei * s1;
        const gi = ei * c1 + er * s1;
        const hr = -fi * c1 - fr * s1; // a quarter of a turn further on
        const hi = fr * c1 - fi * s1;
        const tr = re[a] - br;
        const ti = im[a] - bi;
        const sr = re[a] + br;
        const si = im[a] + bi;
        re[a] = sr + gr;
        im[a] = si + gi;
        re[c] = sr - gr;
        im[c] = si - gi;
        re[b] = tr + hr;
        im[b] = ti + hi;
        re[d] = tr - hr;
        im[d] = ti - hi;
      }
}

// The one stage that is left over where their number is odd.
function pairs({ re, im }: Complex): void {
  for (let a = 0; a < re.length; a += 2) {
    const dr = re[a] - re[a + 1];
    const di = im[a] - im[a + 1];
    re[a] += re[a + 1];
    im[a] += im[a + 1];
    re[a + 1] = dr;
    im[a + 1] = di;
  }
}

export function bitReversed(bin: number, size: number): number {
  let place = 0;
  for (let left = size, rest = bin; left > 1; left /= 2, rest >>= 1)
    place = (place << 1) | (rest & 1);
  return place;
}
