// What a strip along the night shows, for whom its label is too short.

const MEANING: Record<string, string> = {
  "N3 scored": "N3 by the scorer",
  "N3 criterion": "20 % or more of an epoch in waves above the amplitude line",
  artefacts: "epochs left out of spectra and averages",
};
const DENSITY = "/min";

// `labels` are those of the strips' axis, by their place on it.
export function stripWords(labels: Map<number, string> | undefined, y: number): string {
  const rows = [...(labels ?? [])].sort(([a], [b]) => Math.abs(a - y) - Math.abs(b - y));
  const label = rows[0]?.[1];
  if (!label) return "";
  if (label.endsWith(DENSITY)) return "events per minute, epoch by epoch";
  return MEANING[label] ?? `${label} found by the rule, each a mark`;
}
