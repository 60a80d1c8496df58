// Rows of a list of events: in which order they stand, and which are in sight.

export interface Column {
  key: string;
  head: string;
  title: string;
  values: (number | null)[];
  digits?: number; // of a number
  clock?: boolean; // a time in s
  words?: string[]; // of which the values are places
}

export interface Order {
  key: string;
  way: 1 | -1;
}

// Numbers of the rows whose word in a column is the wanted one ("" for any), sorted by a column; what
// is not known stands last either way, and equal rows as they came.
export function ordered(
  columns: readonly Column[],
  order: Order | null,
  filter: string,
  filtered = "stage",
): number[] {
  const count = columns[0]?.values.length ?? 0;
  const stages = columns.find((column) => column.key === filtered);
  const place = filter && stages ? (stages.words ?? []).indexOf(filter) : -1;
  const rows: number[] = [];
  for (let row = 0; row < count; row++)
    if (!filter || stages?.values[row] === place) rows.push(row);
  const by = order && columns.find((column) => column.key === order.key);
  if (!order || !by) return rows;
  const rank = by.words?.map((word, at) => ({ word, at }));
  rank?.sort((a, b) => a.word.localeCompare(b.word));
  const places = new Map(rank?.map(({ at }, sorted) => [at, sorted]));
  const value = (row: number): number | null => {
    const held = by.values[row];
    return held === null || !by.words ? held : (places.get(held) ?? null);
  };
  return rows.sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return Number(a === null) - Number(b === null) || one - other;
    return order.way * (a - b) || one - other;
  });
}

// Which rows are in sight, from the first to before the last, some more on both sides.
export function inSight(top: number, height: number, row: number, count: number, spare = 8) {
  const first = Math.max(0, Math.floor(top / row) - spare);
  return { first, last: Math.min(count, Math.ceil((top + height) / row) + spare) };
}
