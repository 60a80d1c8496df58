// The listing of an allowed folder: folders to turn to and recordings to open, also by arrow keys.

import { make } from "./dialogs";
import { megabytes } from "./number_words";

export interface Listing {
  kind: "listing";
  path: string;
  parent: string | null;
  folders: [name: string, place: string][];
  files: { name: string; path: string; size: number }[];
  left_out: number;
}

export class FolderListing {
  readonly where = make("div.quiet.where");
  readonly entries = make("ul.entries", { "aria-label": "folders and recordings" });
  path = ""; // the folder that is listed

  constructor(
    private readonly turn: { browse: (path: string) => void; open: (path: string) => void },
  ) {
    this.entries.addEventListener("keydown", (event) => this.step(event));
  }

  show({ path, parent, folders, files, left_out: leftOut }: Listing): void {
    const stepped = this.entries.contains(document.activeElement);
    this.path = path;
    this.where.textContent = path || "folders that may be opened";
    const entry = (act: () => void, mark: string, name: string, about: string) =>
      make(
        "li",
        {},
        make(
          "button.entry",
          { type: "button", onclick: act },
          make("span.mark", {}, mark),
          make("span.name", {}, name),
          make("span.quiet", {}, about),
        ),
      );
    const up =
      parent === null
        ? []
        : [
            entry(
              () => this.turn.browse(parent),
              "↑",
              "..",
              parent ? "folder above" : "where the list began",
            ),
          ];
    this.entries.replaceChildren(
      ...up,
      ...folders.map(([name, place]) => entry(() => this.turn.browse(place), "▸", name, "folder")),
      ...files.map(({ name, path: place, size }) =>
        entry(() => this.turn.open(place), "", name, megabytes(size)),
      ),
    );
    if (!folders.length && !files.length)
      this.entries.append(make("li.quiet", {}, "no recording in this folder"));
    if (leftOut) this.entries.append(make("li.quiet", {}, `and ${leftOut} more: type the path`));
    if (stepped) this.entries.querySelector("button")?.focus();
  }

  // Arrow keys go along the entries.
  private step(event: KeyboardEvent): void {
    const all = [...this.entries.querySelectorAll("button")];
    const here = all.indexOf(document.activeElement as HTMLButtonElement);
    const ways: Record<string, number> = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      Home: 0,
      End: all.length - 1,
    };
    const to = ways[event.key];
    if (to === undefined) return;
    all[Math.min(Math.max(to, 0), all.length - 1)]?.focus();
    event.preventDefault();
  }
}
