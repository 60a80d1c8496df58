// Keys of a scoring hand that no journal has yet: kept in this tab until one has, through the end of
// a kernel and a reload of the page, and named where nobody is there to save them.

const UNSAVED = "explorer-unsaved";
const MOST_NAMED = 12;

export interface UnsavedKey {
  id: string;
  night: string;
  words: string;
  pressed: number; // ms since 1970
}

export const unsaved = {
  kept: "[]", // where the browser forbids to keep anything: in the page alone

  all(): UnsavedKey[] {
    try {
      return JSON.parse(sessionStorage.getItem(UNSAVED) ?? "[]");
    } catch {
      return JSON.parse(this.kept);
    }
  },

  put(keys: UnsavedKey[]): void {
    this.kept = JSON.stringify(keys);
    try {
      if (keys.length) sessionStorage.setItem(UNSAVED, this.kept);
      else sessionStorage.removeItem(UNSAVED);
    } catch {
      // then it is kept until the page is left
    }
  },

  add(key: UnsavedKey): void {
    this.put([...this.all(), key]);
  },

  settle(ids: string[]): void {
    this.put(this.all().filter((key) => !ids.includes(key.id)));
  },

  // In the order in which they were pressed.
  of(night: string | null): UnsavedKey[] {
    return this.all().filter((key) => key.night === night);
  },

  // "2 keys not saved: epoch 212: N2, epoch 213: N3"; "" for none.
  words(keys: UnsavedKey[]): string {
    if (!keys.length) return "";
    const named = keys.slice(-MOST_NAMED).map((key) => key.words);
    const more = keys.length - named.length;
    const first = more > 0 ? `${more} earlier, ` : "";
    return `${keys.length === 1 ? "1 key" : `${keys.length} keys`} not saved: ${first}${named.join(", ")}`;
  },
};
