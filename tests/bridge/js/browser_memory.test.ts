import { beforeEach, expect, test, vi } from "vitest";
import memory from "../../../explorer/bridge/js/browser_memory";

// A browser's storage: what one tab writes, the others are told of.
const held = new Map<string, string>();
type Told = (event: { key: string }) => void;
let tabs: { listener?: Told }[] = [];

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
  const mine: { listener?: Told } = {};
  tabs.push(mine);
  vi.stubGlobal("window", {
    addEventListener: (_kind: string, listener: Told) => {
      mine.listener = listener;
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
  return { model, told: () => mine.listener?.({ key: "sleep-explorer-school" }) };
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
