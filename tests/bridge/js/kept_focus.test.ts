import { expect, test, vi } from "vitest";
import { heirIn } from "../../../explorer/bridge/js/kept_focus";

// A part of a page that holds so many buttons, some of which cannot be pressed.
function part(names: string[], disabled: string[] = []) {
  const all = names.map((name) => ({
    name,
    tabIndex: 0,
    isConnected: true,
    checkVisibility: () => true,
    matches: () => disabled.includes(name),
    closest: () => null,
    focus: vi.fn(),
  }));
  return { querySelectorAll: () => all } as unknown as Element;
}

const named = (one: unknown) => (one as { name: string } | undefined)?.name;

test("what stands where the one before stood is next, else the last", () => {
  expect(named(heirIn(part(["a", "b", "c"]), 1))).toBe("b");
  expect(named(heirIn(part(["a", "b"]), 2))).toBe("b");
  expect(named(heirIn(part([]), 0))).toBe(undefined);
});

test("what cannot be pressed is passed over", () => {
  expect(named(heirIn(part(["a", "b", "c"], ["b"]), 1))).toBe("c");
});
