// Where the focus goes when what had it goes away. A button that takes itself, or its part, off the
// page would leave whoever uses the keyboard at the page's beginning.

import { elementOf } from "./element_of";

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const OWN_TURN = 150; // ms in which a part drawn anew says by itself where the focus is
const BUSY = 1500; // ms in which a button that cannot be pressed may come back
const SEEN = ["class", "style", "hidden", "disabled", "open", "inert"];

const isInSight = (one: HTMLElement): boolean =>
  one.isConnected && one.checkVisibility({ visibilityProperty: true });

export const canHold = (one: HTMLElement): boolean =>
  isInSight(one) && !one.matches(":disabled") && !one.closest("[inert]");

// Of what can hold the focus in an element, what stands where the one before stood; the last where
// that was the last.
export function heirIn(within: Element, place: number): HTMLElement | undefined {
  const all = [...within.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (one) => one.tabIndex >= 0 && canHold(one),
  );
  return all[Math.min(place, all.length - 1)];
}

// How many that can be focused stand before an element in another.
export const placeIn = (within: Element, one: Element): number =>
  [...within.querySelectorAll<HTMLElement>(FOCUSABLE)]
    .filter((other) => other.tabIndex >= 0 && canHold(other))
    .indexOf(one as HTMLElement);

// The night, where it is in sight: its keys are what a hand goes on with; else the tab one is on.
export const mainPart = (root: Element): HTMLElement | undefined =>
  [".live-pane", ".explorer-tabs .mod-active"]
    .map((what) => root.querySelector<HTMLElement>(what))
    .find((one) => one && canHold(one)) ?? undefined;

interface Held {
  element: HTMLElement;
  ways: [Element, number][]; // from the inmost part outwards, with its place in each
}

const nobodyHolds = () =>
  document.activeElement === null || document.activeElement === document.body;

export function keepFocus(root: HTMLElement, signal: AbortSignal): void {
  let held: Held | null = null;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let late: ReturnType<typeof setTimeout> | undefined;

  const pass = (isLast: boolean) => {
    if (held && nobodyHolds() && !isLast && !canHold(held.element) && isInSight(held.element)) {
      late ??= setTimeout(() => pass(true), BUSY); // however often the page changes meanwhile
      return;
    }
    clearTimeout(late);
    late = undefined;
    if (!held || !nobodyHolds()) return;
    const { element, ways } = held;
    if (canHold(element)) return element.focus({ preventScroll: true }); // it was busy
    for (const [part, place] of ways) {
      const heir = part.isConnected ? heirIn(part, place) : undefined;
      if (heir) return heir.focus({ preventScroll: true });
    }
    mainPart(root)?.focus({ preventScroll: true });
  };

  root.addEventListener(
    "focusin",
    (event) => {
      const element = elementOf(event);
      if (!element) return;
      const ways: Held["ways"] = [];
      // Of the whole page the next thing would be anything.
      for (let part = element.parentElement; part && part !== root; part = part.parentElement) {
        if (part.matches(".explorer-grid, .explorer-other, .explorer-lesson")) break;
        ways.push([part, Math.max(0, placeIn(part, element))]);
      }
      held = { element, ways };
    },
    { signal },
  );
  // Left on purpose, by a press beside everything, it stays left.
  root.addEventListener(
    "focusout",
    () =>
      setTimeout(() => {
        if (held && nobodyHolds() && document.hasFocus() && canHold(held.element)) held = null;
      }),
    { signal },
  );
  // A browser takes the focus from what is hidden only as it draws next. Nothing is looked at
  // before: under a drag the page changes at every frame.
  const changed = new MutationObserver(() => {
    if (!held || soon !== undefined) return;
    soon = setTimeout(() => {
      soon = undefined;
      pass(false);
    }, OWN_TURN);
  });
  changed.observe(root, {
    attributes: true,
    attributeFilter: SEEN,
    childList: true,
    subtree: true,
  });
  signal.addEventListener("abort", () => {
    clearTimeout(soon);
    clearTimeout(late);
    changed.disconnect();
  });
}
