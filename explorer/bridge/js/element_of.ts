// What an event befell, if it is an element: a key may befall the document itself.
export const elementOf = (event: Event): HTMLElement | null =>
  event.target instanceof HTMLElement || event.target instanceof SVGElement
    ? (event.target as HTMLElement)
    : null;
