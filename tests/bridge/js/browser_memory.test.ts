import { beforeEach, expect, test, vi } from "vitest";
import memory from "../../../explorer/bridge/js/browser_memory";

// A browser's storage: what one tab writes, the others are told of.
const held = new Map<string, string>();
type Told = (event: object) => void;
type Listening = Record<string, Told>;
let tabs: Listening[] = [];

beforeEach(() => {
  held.clear();
  tabs = [];
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => held.set(key, value),
  });
});

// One tab, with a model as anywidget has it.
function tab() {
  const traits: Record<string, string> = { name: "school", value: "", theirs: "" };
  const heard: Record<string, () => void> = {};
  const mine: Listening = {};
  tabs.push(mine);
  vi.stubGlobal("window", {
    addEventListener: (kind: string, listener: Told) => {
      mine[kind] = listener;
    },
    removeEventListener: () => {},
  });
  const model = {
    get: (name: string) => traits[name],
    set: (name: string, value: string) => {
      if (traits[name] === value) return;
      traits[name] = value;
      heard[`change:${name}`]?.();
    },
    save_changes: () => {},
    on: (name: string, handler: () => void) => {
      heard[name] = handler;
    },
    off: () => {},
  };
  memory.render({ model, el: {} } as unknown as Parameters<typeof memory.render>[0]);
  const told = () => mine.storage({ key: "sleep-explorer-school" });
  return { model, told, on: (kind: string, target: object) => mine[kind]({ target }) };
}

const stored = () => JSON.parse(held.get("sleep-explorer-school") ?? '""');

test("what another tab wrote is never written over before it is joined", () => {
  const one = tab();
  const two = tab();
  one.model.set("value", "five answers");
  two.model.set("value", "one answer");
  expect(stored()).toBe("five answers");
  expect(two.model.get("theirs")).toBe("five answers");
  two.model.set("value", "six answers"); // the kernel joins them
  two.model.set("theirs", "");
  expect(stored()).toBe("six answers");
  one.told();
  expect(one.model.get("theirs")).toBe("six answers");
});

test("where nothing new is in it, mine is written once it was heard", () => {
  const one = tab();
  const two = tab();
  one.model.set("value", "a");
  two.model.set("value", "ab");
  two.model.set("theirs", "");
  expect(stored()).toBe("ab");
});

test("a page that opens has what is held, and a word of its own is no news to it", () => {
  tab().model.set("value", "a");
  const two = tab();
  expect(two.model.get("value")).toBe("a");
  two.told();
  expect(two.model.get("theirs")).toBe("");
  two.model.set("value", "ab");
  expect(stored()).toBe("ab");
});

test("while a hand types, the kernel is not told what another tab wrote, and ours is then the later", () => {
  vi.useFakeTimers();
  const [one, two] = [tab(), tab()];
  const field = { matches: () => true };
  two.on("input", field);
  one.model.set("value", "from another tab");
  two.told();
  expect(two.model.get("theirs")).toBe("");
  two.on("change", { matches: () => true }); // of another field
  vi.runAllTimers();
  expect(two.model.get("theirs")).toBe("");
  two.on("change", field);
  vi.runAllTimers();
  expect(two.model.get("theirs")).toBe("from another tab");
  expect(two.model.get("ours_later")).toBe(true);
  one.model.set("theirs", "");
  held.set("sleep-explorer-school", JSON.stringify("later"));
  one.told(); // where nobody types, theirs is the later
  expect([one.model.get("theirs"), one.model.get("ours_later")]).toEqual(["later", false]);
  vi.useRealTimers();
});

test("a browser that keeps nothing, or has no room, is not said to keep it", () => {
  const room = tab();
  room.model.set("value", "a");
  expect(room.model.get("refused")).toBeFalsy();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (_key: string, _value: string) => {
      throw new Error("QuotaExceededError");
    },
  });
  room.model.set("value", "ab");
  expect(room.model.get("refused")).toBe(true);
  room.model.set("value", "a"); // which it holds
  expect(room.model.get("refused")).toBe(false);
});
