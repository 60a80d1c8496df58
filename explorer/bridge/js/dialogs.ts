// Small pieces that the page's dialogs are made of; words from files only ever become text.

type TagOf<What extends string> = What extends `${infer Tag}.${string}` ? Tag : What;
type ElementOf<What extends string> =
  TagOf<What> extends keyof HTMLElementTagNameMap
    ? HTMLElementTagNameMap[TagOf<What>]
    : HTMLElement;
type Child = Node | string | null | undefined;
// biome-ignore lint/suspicious/noExplicitAny: attributes, properties and listeners of any element.
type Properties = Record<string, any>;

// make("p.quiet", { title: "..." }, "words", child) -> element
export const make = <What extends string>(
  what: What,
  properties: Properties = {},
  ...children: Child[]
): ElementOf<What> => {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  for (const [name, value] of Object.entries(properties))
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.includes("-") || name === "role" || name === "for")
      element.setAttribute(name, value);
    else (element as Properties)[name] = value;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element as ElementOf<What>;
};

export const button = (
  text: string,
  onclick: () => unknown,
  properties: Properties = {},
): HTMLButtonElement =>
  make("button.jupyter-button.act", { type: "button", onclick, ...properties }, text);

export interface SayingDialog extends HTMLDialogElement {
  said: HTMLElement; // stays in sight wherever the dialog is scrolled to
  say(sentence: string, problem?: boolean): void;
  appear(): void;
}

// A dialog with a heading, a way out, and below them one line for what went well or wrong.
export const dialogOf = (name: string, heading: string, ...children: Child[]): SayingDialog => {
  const said = make("p.said", { role: "status", "aria-live": "polite" });
  const dialog = make(
    "dialog.explorer-dialog",
    { "aria-label": heading },
    make(
      "header",
      {},
      make("h3", {}, heading),
      button("close", () => dialog.close(), { title: "close (Esc)" }),
    ),
    said,
    ...children,
  ) as SayingDialog;
  dialog.said = said;
  dialog.classList.add(name);
  dialog.say = (sentence: string, problem = false) => {
    said.textContent = sentence;
    said.classList.toggle("problem", problem);
  };
  // A click beside the dialog closes it, as a hand expects.
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target !== dialog) return;
    const box = dialog.getBoundingClientRect();
    const within = (at: number, from: number, to: number) => at >= from && at <= to;
    if (!within(event.clientX, box.left, box.right) || !within(event.clientY, box.top, box.bottom))
      dialog.close();
  });
  // What is typed here is no key of the night's, even where the focus has been lost.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  const closeByEscape = (event: KeyboardEvent) => {
    if (!dialog.isConnected) document.removeEventListener("keydown", closeByEscape, true);
    else if (dialog.open && event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      dialog.close();
    }
  };
  // On a part of the page that is not in sight it would be modal and not seen: nothing could be
  // pressed any more. So it stands in the page itself while it is open.
  let home: Element | null = null;
  dialog.addEventListener("close", () => {
    document.removeEventListener("keydown", closeByEscape, true);
    home?.append(dialog);
    home = null;
  });
  dialog.appear = () => {
    if (dialog.open) return;
    if (dialog.parentElement?.checkVisibility() === false) {
      home = dialog.parentElement;
      dialog.closest(".sleep-explorer")?.append(dialog);
    }
    dialog.showModal();
    document.addEventListener("keydown", closeByEscape, true);
  };
  return dialog;
};

export const copy = async (field: HTMLInputElement | HTMLTextAreaElement): Promise<void> => {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // a page that is not served over https has no clipboard
  }
};

export const save = (name: string, blob: Blob): void => {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

// What this browser remembers; a browser that forbids it remembers nothing.
export const rememberedAs = (key: string): string => `sleep-explorer-${key}`;
export const remembered = <Value>(key: string, otherwise: Value): Value => {
  try {
    return JSON.parse(localStorage.getItem(rememberedAs(key)) ?? "null") ?? otherwise;
  } catch {
    return otherwise;
  }
};
export const remember = (key: string, value: unknown): void => {
  try {
    localStorage.setItem(rememberedAs(key), JSON.stringify(value));
  } catch {
    // nothing is remembered then
  }
};
