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

// After a part that held the focus is closed: the night's pane, whose keys work from there; the tab
// turned to, where another than the night's is.
export function giveBack(from: Element): void {
  const page = from.closest(".sleep-explorer");
  const places = [".live-pane", ".explorer-tabs .mod-active"];
  const found = places.map((one) => page?.querySelector<HTMLElement>(one));
  found.find((one) => one && canHold(one))?.focus({ preventScroll: true });
}

// What stands beside the night is closed: what has the focus in it, or had and is gone already.
export function takeFromBeside(pane: Element): void {
  const held = document.activeElement;
  const isLost = held === document.body && document.body.dataset.voila !== undefined;
  if (isLost || held?.closest(".explorer-beside")) giveBack(pane);
}
