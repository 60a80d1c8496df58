// Tables of a page without a kernel: all that unfolds is there already, and is shown when asked for.

import { FrozenModel } from "./frozen_model";

interface TableTraits {
  value: string;
  unfolded: string[];
}

interface Answers {
  act(what: string): void;
  choose(name: string, value: string): boolean; // whether it can be had here
}

const METRIC = "metric:";
const MISSING = "These numbers are not in this page: computing them needs a kernel.";

// A head without words is a cell: there is nothing for a screen reader to say.
export function emptyHeads(place: ParentNode): void {
  for (const head of place.querySelectorAll("thead th"))
    if (!head.textContent?.trim()) head.replaceWith(document.createElement("td"));
}

export class FrozenTable extends FrozenModel<TableTraits> {
  private readonly whole = document.createElement("template");

  constructor(private readonly answers: Answers) {
    super({ value: "", unfolded: [] });
  }

  // Other tables: of another scorer or theme; what is unfolded remains so.
  show(html: string): void {
    this.whole.innerHTML = html; // written by the explorer, with every word of a file as text
    for (const part of this.whole.content.querySelectorAll("details"))
      if (part.children.length < 2) {
        const words = document.createElement("p");
        words.className = "quiet";
        words.textContent = MISSING;
        part.append(words);
      }
    emptyHeads(this.whole.content);
    this.fold();
  }

  private fold(): void {
    const shown = this.whole.cloneNode(true) as HTMLTemplateElement;
    for (const row of shown.content.querySelectorAll("tr.definition")) {
      const button = row.previousElementSibling?.querySelector<HTMLElement>("button[data-key]");
      const isOpen = this.values.unfolded.includes(button?.dataset.key ?? "");
      button?.setAttribute("aria-expanded", String(isOpen));
      if (!isOpen) row.remove();
    }
    this.values.value = shown.innerHTML;
    this.emit("change:value");
  }

  override set<Name extends keyof TableTraits>(name: Name, value: TableTraits[Name]): void {
    const before = this.values.unfolded.filter((key) => key.startsWith(METRIC));
    super.set(name, value);
    const after = this.values.unfolded.filter((key) => key.startsWith(METRIC));
    if (before.join() !== after.join()) this.fold();
  }

  override send(content: object): void {
    const asked = content as { kind: string; what?: string; name?: string; value?: string };
    if (asked.kind === "act") this.answers.act(asked.what ?? "");
    if (asked.kind !== "choose") return;
    if (!this.answers.choose(asked.name ?? "", asked.value ?? "")) this.emit("change:value");
  }

  offer(name: string, text: string): void {
    this.answer({ kind: "file", name, text, type: "text/csv" });
  }

  copy(text: string): void {
    this.answer({ kind: "copy", text });
  }
}
