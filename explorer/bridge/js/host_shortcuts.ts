// A notebook's own keys rest while a hand is in the explorer: "d d" would delete its cell, an arrow
// leave it. What is pressed with Ctrl, Alt or Meta, and Shift+Enter, stays the notebook's.

import { elementOf } from "./element_of";

const SUPPRESS = "data-lm-suppress-shortcuts"; // by which JupyterLab leaves a key alone

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey">;

export const isTheNotebooks = (press: Pressed): boolean =>
  press.ctrlKey || press.altKey || press.metaKey || press.key === "Enter";

// JupyterLab listens at the document before anything in the page: the window alone is asked earlier.
// Its keys are for whatever has the focus within a notebook: the element itself must refuse them.
export const keepKeys = (root: HTMLElement, signal: AbortSignal): void => {
  window.addEventListener(
    "keydown",
    (event) => {
      const pressed = elementOf(event);
      if (pressed && root.contains(pressed))
        pressed.toggleAttribute(SUPPRESS, !isTheNotebooks(event));
    },
    { capture: true, signal },
  );
};
