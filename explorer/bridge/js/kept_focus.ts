// Where the focus goes when what had it goes away from a sheet: who uses the keyboard would be left
// at the page's beginning.

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

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
