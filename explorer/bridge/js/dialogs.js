// Small pieces that the page's dialogs are made of; words from files only ever become text.

// make("p.quiet", { title: "..." }, "words", child) -> element
const make = (what, properties = {}, ...children) => {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  for (const [name, value] of Object.entries(properties))
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
    else element[name] = value;
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

const button = (text, onclick, properties = {}) =>
  make("button.jupyter-button.act", { type: "button", onclick, ...properties }, text);

// A dialog with a heading, a way out, and one line for what went well or wrong.
const dialogOf = (name, heading, ...children) => {
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
    ...children,
    said,
  );
  dialog.classList.add(name);
  dialog.say = (sentence, problem = false) => {
    said.textContent = sentence;
    said.classList.toggle("problem", problem);
  };
  // A click beside the dialog closes it, as a hand expects.
  dialog.addEventListener("pointerdown", (event) => {
    if (event.target !== dialog) return;
    const box = dialog.getBoundingClientRect();
    const within = (at, from, to) => at >= from && at <= to;
    if (!within(event.clientX, box.left, box.right) || !within(event.clientY, box.top, box.bottom))
      dialog.close();
  });
  // What is typed here is no key of the night's, even where the focus has been lost.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  const escape = (event) => {
    if (!dialog.isConnected) document.removeEventListener("keydown", escape, true);
    else if (dialog.open && event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      dialog.close();
    }
  };
  dialog.addEventListener("close", () => document.removeEventListener("keydown", escape, true));
  dialog.appear = () => {
    if (dialog.open) return;
    dialog.showModal();
    document.addEventListener("keydown", escape, true);
  };
  return dialog;
};

const copy = async (field) => {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // a page that is not served over https has no clipboard
  }
};

const save = (name, blob) => {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

const megabytes = (bytes) =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;

// What this browser remembers; a browser that forbids it remembers nothing.
const remembered = (key, otherwise) => {
  try {
    return JSON.parse(localStorage.getItem(`sleep-explorer-${key}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
};
const remember = (key, value) => {
  try {
    localStorage.setItem(`sleep-explorer-${key}`, JSON.stringify(value));
  } catch {
    // nothing is remembered then
  }
};
