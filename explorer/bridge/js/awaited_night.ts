// An empty page with a name on it, while a link's night is opened: the page begins on another one.

import { make } from "./dialogs";

const nightOf = (view: string): string => new URLSearchParams(view).get("night") ?? "";

// "night 1.edf" of a place such as "study/night 1.edf"; "" where a link names no other night.
export const awaitedName = (asked: string, shown: string): string => {
  const night = nightOf(asked);
  if (!night || night === nightOf(shown)) return "";
  return night.split(/[/\\]/).at(-1) || night;
};

export class AwaitedNight {
  private readonly words = make("p.explorer-awaited", { role: "status" });

  constructor(asked: string, shown: string) {
    const name = awaitedName(asked, shown);
    if (!name) return;
    this.words.append(make("b", {}, name), " opening…");
    document.body.classList.add("awaiting-night");
    document.body.append(this.words);
  }

  // It is there, or will not come: what the page has is shown.
  end(): void {
    document.body.classList.remove("awaiting-night");
    this.words.remove();
  }
}
