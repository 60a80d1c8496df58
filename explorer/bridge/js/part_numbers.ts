// Numbers of a part of the night, counted in the page as the kernel counts them.

export interface StageRow {
  name: string;
  minutes: number;
  percent: number; // of the part's sleep; NaN where there is none
}

// Minutes of each stage among the epochs of a part.
export function stageMinutes(
  codes: ArrayLike<number>,
  inside: ArrayLike<number>,
  asleep: ArrayLike<number>,
  stages: readonly (readonly [code: number, name: string])[],
  epochLength: number,
): StageRow[] {
  const minutes = (flag: (epoch: number) => boolean): number => {
    let count = 0;
    for (let epoch = 0; epoch < codes.length; epoch++) if (inside[epoch] && flag(epoch)) count++;
    return (count * epochLength) / 60;
  };
  const sleep = minutes((epoch) => Boolean(asleep[epoch]));
  return stages.map(([code, name]) => {
    const own = minutes((epoch) => codes[epoch] === code);
    const isSleep = Array.from(codes).some((one, epoch) => one === code && asleep[epoch]);
    return { name, minutes: own, percent: isSleep && sleep ? (100 * own) / sleep : Number.NaN };
  });
}

// Mean of the epochs of a part that have a value; NaN where none has.
export function meanInside(values: ArrayLike<number>, inside: (epoch: number) => boolean): number {
  let sum = 0;
  let count = 0;
  for (let epoch = 0; epoch < values.length; epoch++) {
    if (!inside(epoch) || !Number.isFinite(values[epoch])) continue;
    sum += values[epoch];
    count++;
  }
  return count ? sum / count : Number.NaN;
}
