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

  // The same to send, each with the one before it that is not saved either: whatever got lost on its
  // way, no key is done before an earlier one.
  inOrder(night: string | null): (UnsavedKey & { after?: string })[] {
    return this.of(night).map((key, place, all) => ({ ...key, after: all[place - 1]?.id }));
  },

  // "2 keys not saved: epoch 212: N2, epoch 213: N3"; "" for none.
  words(keys: UnsavedKey[], what = "not saved"): string {
    if (!keys.length) return "";
    const named = keys.slice(-MOST_NAMED).map((key) => key.words);
    const more = keys.length - named.length;
    const first = more > 0 ? `${more} earlier, ` : "";
    return `${keys.length === 1 ? "1 key" : `${keys.length} keys`} ${what}: ${first}${named.join(", ")}`;
  },

  // The same of a page that has a kernel. Whether a key of the page before this one was saved is not
  // known until the journal of its night was looked into: `checking`, while the answer may come.
  wordsWhileAlive(keys: UnsavedKey[], night: string | null, checking: boolean): string {
    const isOld = (key: UnsavedKey) => key.pressed < performance.timeOrigin;
    const isHere = (key: UnsavedKey) => key.night === night;
    const away = keys.filter((key) => isOld(key) && !isHere(key));
    const checked = keys.filter((key) => checking && isOld(key) && isHere(key));
    const rest = keys.filter((key) => !away.includes(key) && !checked.includes(key));
    return [
      this.words(rest),
      this.words(checked, "being looked for in the journal"),
      this.words(away, "to be looked for in the journal once the night is open"),
    ]
      .filter(Boolean)
      .join(" · ");
  },
};
