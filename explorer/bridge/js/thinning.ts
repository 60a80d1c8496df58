// Fewer points than samples, with every spike kept.

export const MISSING = -32768; // int16 code of a sample in a gap

// Codes as they were sent, or values that the page computed, NaN in gaps.
export type Samples = Int16Array | Float32Array;

export const isMissing = (code: number, samples: Samples): boolean =>
  samples instanceof Int16Array ? code === MISSING : Number.isNaN(code);

// Smallest and largest sample of each pixel column, in the order in which they occur.
export function columnExtremes(
  codes: Samples,
  first: number,
  count: number,
  columns: number,
  scale: number,
  shift: number,
): Float32Array {
  const values = new Float32Array(2 * columns);
  const step = count / columns;
  const missing = codes instanceof Int16Array ? MISSING : Number.NaN;
  for (let column = 0; column < columns; column++) {
    const begin = first + Math.floor(column * step);
    const end = Math.max(begin + 1, first + Math.floor((column + 1) * step));
    let low = -1;
    let high = -1;
    for (let i = begin; i < end; i++) {
      const code = codes[i];
      if (code === missing || Number.isNaN(code)) continue;
      if (low < 0 || code < codes[low]) low = i;
      if (high < 0 || code > codes[high]) high = i;
    }
    const [a, b] = low < high ? [low, high] : [high, low];
    values[2 * column] = a < 0 ? Number.NaN : codes[a] * scale + shift;
    values[2 * column + 1] = b < 0 ? Number.NaN : codes[b] * scale + shift;
  }
  return values;
}
