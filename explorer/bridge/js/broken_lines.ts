// Words over a figure that is narrower than they are: broken where one part ends, else at a space.

const BETWEEN = " · ";

function filled(
  pieces: string[],
  between: string,
  room: number,
  widthOf: (words: string) => number,
): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const longer = `${lines.at(-1)}${between}${piece}`;
    if (lines.length && widthOf(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}

// Parts on as few lines as hold them, each at most `room` wide by `widthOf`.
export function brokenLines(
  parts: string[],
  room: number,
  widthOf: (words: string) => number,
  between = BETWEEN,
): string {
  return filled(parts, between, room, widthOf)
    .flatMap((line) => (widthOf(line) <= room ? line : filled(line.split(" "), " ", room, widthOf)))
    .join("\n");
}

// The first of several ways to say something, the longest first, that needs no more than `most` lines;
// the shortest where none does.
export function shortenedLines(
  ways: readonly string[][],
  most: number,
  broken: (parts: string[]) => string,
): string {
  const said = ways.map(broken);
  return said.find((words) => words.split("\n").length <= most) ?? said[said.length - 1];
}

let pen: CanvasRenderingContext2D | null = null;

// Measures as a figure draws, px.
export function measuredIn(font: string): (words: string) => number {
  pen ??= document.createElement("canvas").getContext("2d");
  if (pen) pen.font = font;
  return (words) => pen?.measureText(words).width ?? 0;
}
