// What a screen reader hears: names, states and landmarks that the widgets do not give themselves.

const PARTS: Record<string, [role: string, label: string]> = {
  "explorer-head": ["navigation", "Tabs, night and help"],
  "explorer-controls": ["region", "Controls"],
  "explorer-numbers": ["region", "Numbers"],
  "explorer-other": ["region", "Page"],
  "explorer-foot": ["region", "About this file"],
};
const TO_NAME = "select, textarea, .noUi-handle, input:not([type=checkbox]):not([type=radio])";
const HANDLES = ".noUi-handle";
const TOGGLES = ".widget-toggle-button, .widget-toggle-buttons button";
const NIGHTS = "explorer-picker";
const REST = 100; // ms
const LONGEST_UNNAMED = 1000; // ms
const WORD = /[\p{L}\p{N}]/u; // a button without any is a picture

// A field has perhaps a placeholder; a slider's handle has none.
type Control = HTMLElement & { placeholder?: string };

// The words by which a person who sees would call a control.
function nameOf(control: Control): string {
  const widget = control.closest<HTMLElement>(".jupyter-widgets") ?? control;
  const label = [...widget.querySelectorAll("label")].find((one) => one.textContent?.trim());
  // A tooltip begins with the control's name where nothing else does: "Montage: what …".
  const said = label?.textContent?.trim() || widget.title.split(": ")[0];
  if (said) return said;
  const question = headingBefore(widget, ".question");
  if (question || control.placeholder) return question || (control.placeholder ?? "");
  return widget.classList.contains(NIGHTS) ? "Night" : headingBefore(widget);
}

// The nearest heading or question above it, in its own box or in one around that.
function headingBefore(widget: HTMLElement, kinds = "h2, h3"): string {
  for (
    let box: HTMLElement | null = widget;
    box && !box.classList.contains("sleep-explorer");
    box = box.parentElement
  )
    for (let before = box.previousElementSibling; before; before = before.previousElementSibling) {
      const found = before.querySelectorAll(kinds);
      if (found.length) return found[found.length - 1].textContent?.trim() ?? "";
    }
  return "";
}

// A button with a picture is called by its tooltip, unless its maker gave it a name.
export function nameButton(
  button: Pick<HTMLElement, "ariaLabel" | "dataset" | "textContent" | "title">,
): void {
  if (WORD.test(button.textContent ?? "") || (button.ariaLabel && !button.dataset.named)) return;
  if (button.ariaLabel !== button.title) button.ariaLabel = button.title;
  button.dataset.named ??= "yes";
}

// Names of several lists below one heading, each with the beginning of its tooltip.
export function namesApart(
  lists: readonly { name: string; title: string; isList: boolean }[],
): string[] {
  const shared = (name: string) =>
    lists.filter((one) => one.isList && one.name === name).length > 1;
  return lists.map(({ name, title, isList }) => {
    const begins = title.split(": ")[0];
    return isList && begins && begins !== name && shared(name) ? `${name}, ${begins}` : name;
  });
}

function nameControls(root: Element): void {
  // From the labels to what they name: a control that is asked for its labels looks through the page.
  const labels = [...root.querySelectorAll("label")].filter((label) => label.textContent?.trim());
  const labelled = new Set<Element | null>(labels.map((label) => label.control));
  const controls = [...root.querySelectorAll<Control>(TO_NAME)].filter(
    (control) => !labelled.has(control) && !(control.ariaLabel && !control.dataset.named), // by its maker
  );
  const names = namesApart(
    controls.map((control) => ({
      name: nameOf(control),
      title: control.title,
      isList: control.matches("select"),
    })),
  );
  for (const [i, control] of controls.entries()) {
    const name = names[i];
    if (!name) continue;
    const slider = control.matches(".noUi-handle") && control.closest(".noUi-target");
    const both = slider ? slider.querySelectorAll(".noUi-handle") : [];
    const end = both.length === 2 ? (control === both[0] ? ", lower" : ", upper") : "";
    if (control.ariaLabel !== name + end) control.ariaLabel = name + end;
    control.dataset.named ??= "yes";
  }
  for (const button of root.querySelectorAll<HTMLElement>("button[title]")) nameButton(button);
  for (const button of root.querySelectorAll(TOGGLES)) tellPressed(button);
  for (const handle of root.querySelectorAll(HANDLES)) tellValue(handle);
}

// A slider's value as its steps have it: 0.1 + 0.05 is told as 0.15.
export function roundedToStep(text: string, step: number): string {
  const value = Number(text);
  if (!text.trim() || !Number.isFinite(value) || !(step > 0)) return text;
  const decimals = step.toFixed(10).replace(/0+$/, "").split(".")[1].length;
  return String(Number(value.toFixed(decimals)));
}

export interface Slider {
  options: { step?: number; range: { min: number; max: number } };
  get(raw: boolean): number | number[];
}
type Sliding = Element & { noUiSlider?: Slider };

// What a handle of a slider says: the slider itself rounds its numbers to tenths.
export function saidOf(slider: Slider, handle: number): Record<string, string> {
  const { step, range } = slider.options;
  const values = [slider.get(true)].flat();
  const said = (value: number) => roundedToStep(String(value), step ?? 0);
  const now = said(values[handle]);
  return {
    "aria-valuemin": said(values[handle - 1] ?? range.min),
    "aria-valuemax": said(values[handle + 1] ?? range.max),
    "aria-valuenow": now,
    "aria-valuetext": now,
  };
}

function tellValue(handle: Element): void {
  const target: Sliding | null = handle.closest(".noUi-target");
  if (!target?.noUiSlider) return;
  const place = [...target.querySelectorAll(HANDLES)].indexOf(handle);
  for (const [name, value] of Object.entries(saidOf(target.noUiSlider, place)))
    if (handle.getAttribute(name) !== value) handle.setAttribute(name, value);
  const isDisabled = String(target.hasAttribute("disabled"));
  if (handle.ariaDisabled !== isDisabled) handle.ariaDisabled = isDisabled;
}

// Of a slider with two handles each ends where the other stands.
function tellAll(handle: Element): void {
  for (const one of handle.closest(".noUi-target")?.querySelectorAll(HANDLES) ?? []) tellValue(one);
}

function tellPressed(button: Element): void {
  const pressed = String(button.classList.contains("mod-active"));
  if (button.ariaPressed !== pressed) button.ariaPressed = pressed;
}

// Names follow what the widgets draw; landmarks are set once.
export function nameParts(element: Element, signal: AbortSignal): void {
  const root = element.closest(".sleep-explorer");
  if (!root) return;
  const grid = root.querySelector(".explorer-grid");
  grid?.setAttribute("role", document.body.dataset.voila ? "main" : "region");
  grid?.setAttribute("aria-label", "Sleep Architecture Explorer");
  for (const [name, [role, label]] of Object.entries(PARTS))
    for (const part of root.querySelectorAll<HTMLElement>(`.${name}`)) {
      part.setAttribute("role", role);
      part.setAttribute("aria-label", label);
      if (role === "region") part.tabIndex = 0; // what scrolls must be reached by keys
    }
  root.querySelector(".explorer-foot")?.setAttribute("aria-live", "polite");
  let asked: ReturnType<typeof setTimeout> | undefined;
  let since = 0;
  // Once what is written rests: looking through the page takes as long as a third of a frame.
  const later = () => {
    const now = performance.now();
    if (asked === undefined) since = now;
    else if (now - since > LONGEST_UNNAMED) return;
    clearTimeout(asked);
    asked = setTimeout(() => {
      asked = undefined;
      nameControls(root);
    }, REST);
  };
  const watching = new MutationObserver((changes) => {
    // A reader says a button's state right after the press: it cannot wait for the rest.
    for (const { target } of changes) {
      if (!(target instanceof Element)) continue;
      if (target.matches(TOGGLES)) tellPressed(target);
      if (target.matches(HANDLES)) tellAll(target);
    }
    if (changes.some(({ attributeName }) => attributeName !== "aria-valuetext")) later();
  });
  watching.observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["class", "title", "aria-valuetext", "disabled"],
  });
  signal.addEventListener("abort", () => watching.disconnect());
  document.documentElement.lang ||= "en";
  nameControls(root);
}
