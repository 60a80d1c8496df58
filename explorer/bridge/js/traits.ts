// The synced traits of the widgets' Python classes, by the same names.

import type { Model } from "./anywidget";
import type { FilterRule } from "./filter_design";

export interface LiveTraits {
  bundle: string;
  arrays: DataView;
  bokeh_js: DataView;
  bokeh_version: string;
  window_start: number;
  window_length: number;
  total: number;
  band: number[];
  holding: boolean;
  band_limits: number[];
  bands: number[][];
  filter_rule: FilterRule & { reach: number; longest_window: number };
  narrowest_band: number;
  selection: number[];
  overview_span: number[];
  lights: number[];
  n3_amplitude: number;
  n3_amplitude_limits: number[];
  epoch_length: number;
  margin: number;
  lanes: string;
  layout_id: number;
  epochs: string;
  clock_start: number;
  has_clock: boolean;
  clock_moved_at: number;
  clock_moved_by: number;
  scoring: string;
  lesson: boolean;
  cursor_epoch: number;
  hand_marks: string;
  mark_kind: string;
  brush_channel: string;
  measured: string;
  whose: string;
  blind: boolean;
  hint: boolean;
}
export type LiveModel = Model<LiveTraits>;

export interface DataSet {
  name: string;
  title: string;
  nights: string;
  about: string;
  size: string;
  scorers: string;
  licence: string;
  how: string;
  citation: string;
  page: string;
  // "" where it is opened by name.
  advice: string;
  choices: string[];
}

export interface StageWord {
  name: string;
  stage: string;
  count: number;
  minutes: number;
  why: string;
  proposed: string;
}

export interface Asked {
  title: string;
  sentence: string;
}

// What a person must say of a file before it can be read.
export interface Question extends Asked {
  words: StageWord[];
  stages: string[];
  subjects: string[];
  nights: string[];
  fetch?: string; // of a far file: the words of the one answer
}

export interface ChannelUnit {
  name: string;
  unit: string;
  read_as: string;
  why: string;
  said: string;
}

// What a person may say of channels whose unit the file leaves open.
export interface UnitQuestion extends Asked {
  channels: ChannelUnit[];
  units: string[];
}

export interface SessionTraits {
  view: string;
  cell: string;
  about_link: string;
  settled: boolean;
  about_uploads: string;
  about_hosts: string;
  local: boolean;
  chunk: number;
  datasets: DataSet[];
  opening: string;
  turning: string;
  turns: number;
  changed: string;
  notice: string;
  question: Question | Record<string, never>;
  unit_question: UnitQuestion | Record<string, never>;
}
export type SessionModel = Model<SessionTraits>;

// ---- what the JSON of some traits says ---------------------------------------------------------

export interface Lane {
  name: string;
  label: string; // the derivation
  units: string;
  analysed: boolean;
  amplitude: boolean;
  centre: number;
  offset: number;
  span: number;
  gain: number;
  colour: string;
  band_colour: string;
}

export interface Epochs {
  first: number;
  length: number;
  names: Record<string, string>;
  codes: readonly number[];
}

// Start and stop in s, kind, channel; its id, or "" for one that is not the scorer's to change.
export type HandMark = [number, number, string, string, string];

export interface Whose {
  night: string;
  person: string;
}

// What a trait says as JSON, read once as long as it stays: most are asked for at every frame.
function readOnce<T>(name: "lanes" | "epochs" | "hand_marks"): (model: LiveModel) => T {
  let read: { text: string; said: T } | undefined;
  return (model) => {
    const text = model.get(name);
    if (read?.text !== text) read = { text, said: JSON.parse(text) };
    return read.said;
  };
}

export type Lanes = readonly Readonly<Lane>[];

export const lanesOf = readOnce<Lanes>("lanes");
export const analysedOf = (model: LiveModel): string =>
  lanesOf(model).find((lane) => lane.analysed)?.name ?? "";
export const epochsOf = readOnce<Readonly<Epochs>>("epochs");
export const handMarksOf = readOnce<readonly Readonly<HandMark>[]>("hand_marks");
export const whoseOf = (model: LiveModel): Whose => JSON.parse(model.get("whose"));
