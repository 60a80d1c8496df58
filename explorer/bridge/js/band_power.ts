// A band's power epoch by epoch, which the page counts by itself from what the kernel sent once.

// Power below each frequency, one frequency's epochs behind the other's.
export interface CumulativePower {
  frequencies: number[]; // Hz, rising
  usable: number; // Hz that a band may reach
  epochs: number;
  values: Float64Array;
}

// Power of each epoch between two edges; as the kernel's `band_power` reads it off the same sums.
export function bandPower(cumulative: CumulativePower, band: number[]): Float32Array;
export function bandPower<Kept extends Float32Array | Float64Array>(
  cumulative: CumulativePower,
  band: number[],
  power: Kept,
): Kept;
export function bandPower(
  { frequencies, usable, epochs, values }: CumulativePower,
  [low, high]: number[],
  power: Float32Array | Float64Array = new Float32Array(epochs),
): Float32Array | Float64Array {
  const below = (edge: number) => {
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

// Whether there is any such band in these spectra.
export const isWithin = (
  { frequencies, usable }: CumulativePower,
  [low, high]: number[],
): boolean => frequencies[0] <= low && low < Math.min(high, usable);

// Whether two draw the same picture: float32 of the same sums, in whichever order.
export function areAlike(one: ArrayLike<unknown> | undefined, other: Float32Array): boolean {
  if (one?.length !== other.length) return false;
  return other.every((value, i) => {
    const given = Number(one[i]);
    return Number.isNaN(value)
      ? Number.isNaN(given)
      : Math.abs(given - value) <= 1e-5 * Math.abs(value);
  });
}

// The value below which a share of the finite values lies, between values where none is there.
export function quantile(values: ArrayLike<number>, share: number): number {
  const finite = Float64Array.from(values).filter(Number.isFinite).sort();
  if (!finite.length) return Number.NaN;
  const place = share * (finite.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, finite.length - 1);
  return finite[below] + (finite[above] - finite[below]) * (place - below);
}
