import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { awaitedName } from "../../../explorer/bridge/js/awaited_night";
import { isTheNotebooks, keepKeys } from "../../../explorer/bridge/js/host_shortcuts";
import { unfoldedWith } from "../../../explorer/bridge/js/table_widget";
import { Turning } from "../../../explorer/bridge/js/turning";

const none = { ctrlKey: false, altKey: false, metaKey: false };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { createElement: () => ({ setAttribute: () => {}, textContent: "" }) });
});
afterEach(() => vi.useRealTimers());

test("a tab that is long in coming is said to be opened, and no longer once it is there", () => {
  const classes = new Set<string>();
  const classList = {
    toggle: (name: string, on?: boolean) => Boolean(on ? classes.add(name) : classes.delete(name)),
  };
  const turning = new Turning({ classList });
  turning.begin("Function");
  vi.advanceTimersByTime(200);
  expect(turning.words.textContent).toBe(""); // most come sooner: nothing flashes up
  vi.advanceTimersByTime(100);
  expect(turning.words.textContent).toBe("opening Function…");
  expect(classes).toContain("turning");
  turning.end();
  expect(turning.words.textContent).toBe("");
  expect(classes).not.toContain("turning");
  turning.begin("Signal");
  turning.end();
  vi.advanceTimersByTime(1000);
  expect(turning.words.textContent).toBe("");
});

test("a notebook's keys rest while the explorer has the focus, but for those with Ctrl and Enter", () => {
  for (const key of ["d", "x", "ArrowDown", "Escape"])
    expect(isTheNotebooks({ ...none, key })).toBe(false);
  expect(isTheNotebooks({ ...none, ctrlKey: true, key: "s" })).toBe(true);
  expect(isTheNotebooks({ ...none, key: "Enter" })).toBe(true);
  let kept = false;
  class Focused extends EventTarget {
    toggleAttribute(_name: string, on: boolean): boolean {
      kept = on;
      return on;
    }
  }
  const host = new Focused(); // a key's own element: JupyterLab asks it before what is above
  vi.stubGlobal("window", host);
  vi.stubGlobal("HTMLElement", Focused);
  const explorer = { contains: (one: unknown) => within && one === host };
  let within = true;
  keepKeys(explorer as unknown as HTMLElement, new AbortController().signal);
  const press = (key: string, ctrlKey = false) =>
    host.dispatchEvent(Object.assign(new Event("keydown"), { ...none, key, ctrlKey }));
  press("d");
  expect(kept).toBe(true);
  press("s", true);
  expect(kept).toBe(false);
  within = false; // the focus is elsewhere in the notebook: its keys are its own
  press("d");
  expect(kept).toBe(false);
});

test("one definition is unfolded at a time, and the other parts stay as they are", () => {
  expect(unfoldedWith(["metric:TST", "cycles"], "metric:WASO", true)).toEqual([
    "cycles",
    "metric:WASO",
  ]);
  expect(unfoldedWith(["metric:WASO"], "cycles", true)).toEqual(["metric:WASO", "cycles"]);
  expect(unfoldedWith(["metric:WASO", "cycles"], "metric:WASO", false)).toEqual(["cycles"]);
});

test("a link's own night is awaited where the page shows another, and none where it is there", () => {
  const sample = "v1&night=simulated/young/7&window_start=0";
  expect(awaitedName("v1&night=study/night+1.edf&at=30", sample)).toBe("night 1.edf");
  expect(awaitedName("v1&night=simulated/young/7&band=11-16", sample)).toBe("");
  expect(awaitedName("v1&at=60", sample)).toBe("");
  expect(awaitedName("", sample)).toBe("");
});
