// A lesson begins with its traces in sight whole: on a small page its keys stick above the page's foot,
// over the lower end of the traces, until the page is scrolled to its end.

export function bringLessonInSight(door: HTMLElement, signal: AbortSignal): void {
  const page = door.closest<HTMLElement>(".sleep-explorer");
  const grid = page?.querySelector<HTMLElement>(".explorer-grid");
  if (!page || !grid) return;
  let was = 0; // px that the page was wide in the lesson, 0 where there was none
  const look = () => {
    const { classList } = page;
    const is = classList.contains("in-lesson") && !classList.contains("elsewhere");
    const wide = is ? grid.clientWidth : 0; // a phone is turned on its side
    if (is && wide !== was) grid.scrollTop = grid.scrollHeight;
    was = wide;
  };
  const turned = new MutationObserver(look);
  turned.observe(page, { attributes: true, attributeFilter: ["class"] });
  const resized = new ResizeObserver(look);
  resized.observe(grid);
  const end = () => {
    turned.disconnect();
    resized.disconnect();
  };
  signal.addEventListener("abort", end, { once: true });
}
