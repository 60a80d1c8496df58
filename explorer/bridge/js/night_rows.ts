// Nights as rows: what the kernel packed, in which order they stand, and from where they are aligned.

export interface StageKey {
  code: number;
  name: string;
  title: string;
}

export interface About {
  arrays: Record<string, [offset: number, length: number]>;
  labels: string[]; // of each row, short
  words: string[]; // of each row, a sentence
  conditions: string[];
  stages: StageKey[];
  metrics: [symbol: string, title: string, units: string][];
  badge: string;
}

export const KINDS = { main: 0, second: 1, nap: 2, other: 3 } as const;
export const ORDERS = {
  date: "date",
  condition: "condition",
  bed: "bed time",
  onset: "sleep onset",
  midsleep: "midsleep",
  course: "the metric",
} as const;
export const ALIGNED = { clock: "clock", onset: "sleep onset", bed: "bed time" } as const;
export type Order = keyof typeof ORDERS;
export type Aligned = keyof typeof ALIGNED;

const HOUR = 3600;

const TYPES = {
  runBound: Uint32Array,
  rowBar: Uint32Array,
  runStart: Float32Array,
  runStage: Int8Array,
} as const;

// Everything in s from the noon before the row's night, by the local clock; NaN where nobody knows.
export class NightRows {
  readonly count: number;
  readonly barStart: Float64Array;
  readonly barLasting: Float64Array;
  readonly barOnset: Float64Array; // s from bed time
  readonly barKind: Float64Array;
  readonly rowBar: Uint32Array; // first bar of each row, and their number at the end
  readonly rowDate: Float64Array;
  readonly rowPerson: Float64Array;
  readonly rowCondition: Float64Array; // -1 for none
  readonly rowMidsleep: Float64Array;
  readonly rowHasClock: Float64Array;
  readonly rowFree: Float64Array; // whether it ended on a free day
  readonly runBound: Uint32Array;
  readonly runStart: Float32Array; // s from bed time
  readonly runStage: Int8Array;

  constructor(
    readonly about: About,
    data: DataView,
  ) {
    const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
    // biome-ignore lint/suspicious/noExplicitAny: of each array its own type.
    const take = (name: string): any => {
      const [offset, length] = about.arrays[name] ?? [0, 0];
      const Kind = TYPES[name as keyof typeof TYPES] ?? Float64Array;
      return new Kind(bytes as ArrayBuffer, offset, length);
    };
    this.barStart = take("barStart");
    this.barLasting = take("barLasting");
    this.barOnset = take("barOnset");
    this.barKind = take("barKind");
    this.rowBar = take("rowBar");
    this.rowDate = take("rowDate");
    this.rowPerson = take("rowPerson");
    this.rowCondition = take("rowCondition");
    this.rowMidsleep = take("rowMidsleep");
    this.rowHasClock = take("rowHasClock");
    this.rowFree = take("rowFree");
    this.runBound = take("runBound");
    this.runStart = take("runStart");
    this.runStage = take("runStage");
    this.count = Math.max(0, this.rowBar.length - 1);
  }

  get hasClock(): boolean {
    return this.rowHasClock.some((one) => one > 0);
  }

  // What the kernel's own order is: by date, or as the nights were listed where none has one.
  get firstOrder(): string {
    return this.rowDate.some((one) => !Number.isNaN(one)) ? ORDERS.date : "as listed: no dates";
  }

  // Whether a line may join these rows: the course of a number is one person's; -1 is no row.
  joins(above: number, below: number): boolean {
    return above >= 0 && this.rowPerson[above] === this.rowPerson[below];
  }

  // Rows from the top down; what has no number last, and what is alike by its date.
  order(by: Order, course: Float64Array): number[] {
    const rows = Array.from({ length: this.count }, (_, row) => row);
    if (by === "date") return rows;
    const key = (row: number): number => {
      const bar = this.rowBar[row];
      if (by === "condition")
        return this.rowCondition[row] < 0 ? Number.NaN : this.rowCondition[row];
      if (by === "course") return course[row] ?? Number.NaN;
      if (by === "midsleep") return this.rowMidsleep[row];
      if (!this.rowHasClock[row]) return Number.NaN;
      return this.barStart[bar] + (by === "onset" ? this.barOnset[bar] : 0);
    };
    const keys = rows.map(key);
    const last = (value: number) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value);
    return rows.sort((a, b) => {
      const [x, y] = [last(keys[a]), last(keys[b])];
      return x === y ? a - b : x - y;
    });
  }

  // What stands at 0 of a row's axis, in s of its own; NaN where the row cannot be aligned so.
  origin(row: number, by: Aligned): number {
    const bar = this.rowBar[row];
    if (by === "clock") return this.rowHasClock[row] ? 0 : Number.NaN;
    if (by === "bed") return this.barStart[bar];
    return this.barStart[bar] + this.barOnset[bar];
  }

  // First and last time of an axis, in s, on whole hours: of nights, or of naps, which stand apart
  // and by the clock alone: from another sleep's onset a nap says nothing.
  extent(by: Aligned, naps = false): [number, number] {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < this.count; row++) {
      const origin = this.origin(row, by);
      if (Number.isNaN(origin)) continue;
      for (let bar = this.rowBar[row]; bar < this.rowBar[row + 1]; bar++) {
        if (this.isNap(bar) !== naps || !this.barLasting[bar]) continue;
        low = Math.min(low, this.barStart[bar] - origin);
        high = Math.max(high, this.barStart[bar] - origin + this.barLasting[bar]);
      }
    }
    if (low > high) return [0, naps ? 0 : 8 * HOUR];
    return [Math.floor(low / HOUR) * HOUR, Math.ceil(high / HOUR) * HOUR];
  }

  isNap(bar: number): boolean {
    return this.barKind[bar] === KINDS.nap;
  }

  // Stage at a time of a row, in s of its own; null where there is no bar.
  stageAt(row: number, time: number): number | null {
    for (let bar = this.rowBar[row + 1] - 1; bar >= this.rowBar[row]; bar--) {
      const inside = time - this.barStart[bar];
      if (inside < 0 || inside >= this.barLasting[bar]) continue;
      for (let run = this.runBound[bar + 1] - 1; run >= this.runBound[bar]; run--)
        if (this.runStart[run] <= inside) return this.runStage[run];
    }
    return null;
  }

  // The bar under a time of a row, else the row's own night.
  barAt(row: number, time: number): number {
    for (let bar = this.rowBar[row]; bar < this.rowBar[row + 1]; bar++)
      if (time >= this.barStart[bar] && time < this.barStart[bar] + this.barLasting[bar])
        return bar;
    return this.rowBar[row];
  }
}

// As a clock says it: s from noon.
export function clockOf(secondsFromNoon: number): string {
  const minutes = Math.round(secondsFromNoon / 60) + 12 * 60;
  const inDay = ((minutes % 1440) + 1440) % 1440;
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${pad(Math.floor(inDay / 60))}:${pad(inDay % 60)}`;
}

// A step of the axis, in h, that leaves room for each word.
export function hourStep(hours: number, width: number): number {
  return [1, 2, 3, 4, 6, 12, 24].find((step) => (width * step) / hours >= 46) ?? 24;
}

// Round numbers from low to high, some three of them.
export function roundTicks(low: number, high: number): number[] {
  if (!(high > low)) return Number.isFinite(low) ? [low] : [];
  const rough = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-9; at += step)
    ticks.push(Number(at.toPrecision(12)));
  return ticks;
}
