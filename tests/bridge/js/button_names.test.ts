import { expect, test } from "vitest";
import {
  nameButton,
  namesApart,
  roundedToStep,
  saidOf,
} from "../../../explorer/bridge/js/accessible_names";

const button = (textContent: string, title: string, ariaLabel: string | null = null) => ({
  ariaLabel,
  dataset: {} as DOMStringMap,
  textContent,
  title,
});

test("a picture is called by its tooltip, also when that changes", () => {
  const play = button("▶", "play");
  nameButton(play);
  expect(play.ariaLabel).toBe("play");
  play.title = "pause";
  nameButton(play);
  expect(play.ariaLabel).toBe("pause");
});

test("a name that its maker gave stays, and words need none", () => {
  const away = button("×", "take this derivation away", "take F4-C4 away");
  nameButton(away);
  expect(away.ariaLabel).toBe("take F4-C4 away");
  const add = button("add", "add this derivation to the traces");
  nameButton(add);
  expect(add.ariaLabel).toBeNull();
});

test("several lists below one heading are told apart by their tooltips", () => {
  const list = (name: string, title: string) => ({ name, title, isList: true });
  const field = { name: "Spectrogram", title: "window, s", isList: false };
  expect(
    namesApart([
      list("Spectrogram", "highest frequency shown"),
      list("Spectrogram", "frequency axis: linear or not"),
      list("Montage", "montage: what EEG is measured against"),
      field,
    ]),
  ).toEqual([
    "Spectrogram, highest frequency shown",
    "Spectrogram, frequency axis",
    "Montage",
    "Spectrogram",
  ]);
});

test("a list whose tooltip is its name is not called by it twice", () => {
  const question = { name: "Which one?", title: "Which one?", isList: true };
  expect(namesApart([question, question])).toEqual(["Which one?", "Which one?"]);
});

test("a slider's value is told as its steps have it", () => {
  expect(roundedToStep("0.5000000000000001", 0.05)).toBe("0.5");
  expect(roundedToStep("0.15000000000000002", 0.05)).toBe("0.15");
  expect(roundedToStep("-5.5e-17", 0.1)).toBe("0");
  expect(roundedToStep("40", 1)).toBe("40");
  expect(roundedToStep("16 h", 1)).toBe("16 h");
  expect(roundedToStep("0.25", 0)).toBe("0.25");
});

test("each handle of a slider says where it stands and how far it can go", () => {
  const slider = (values: number | number[]) => ({
    options: { step: 0.05, range: { min: 0.1, max: 35 } },
    get: () => values,
  });
  const band = slider([11.05, 16.250000000000004]);
  expect(saidOf(band, 0)).toEqual({
    "aria-valuemin": "0.1",
    "aria-valuemax": "16.25",
    "aria-valuenow": "11.05",
    "aria-valuetext": "11.05",
  });
  expect(saidOf(band, 1)).toMatchObject({ "aria-valuemin": "11.05", "aria-valuemax": "35" });
  expect(saidOf(slider(0.15), 0)).toMatchObject({ "aria-valuemax": "35", "aria-valuenow": "0.15" });
});
