// Steps and questions beside a view begin at their top when they are another exercise's: the browser
// keeps what a part was scrolled to, also while it is put away.

const AROUND = ".exercise-beside";

export function beginAtTop(el: HTMLElement, signal: AbortSignal): () => void {
  let begun = "";
  const look = () => {
    const marked = el.querySelector<HTMLElement>("[data-begins-at-top]");
    const now = marked?.dataset.beginsAtTop ?? "";
    const around = el.closest<HTMLElement>(AROUND);
    if (!now || now === begun || !around) return;
    const parts = [around, ...around.children] as HTMLElement[];
    if (!parts.every((one) => one.checkVisibility())) return; // none that is put away can be scrolled
    if (begun) for (const part of parts) part.scrollTop = 0;
    begun = now;
  };
  const shown = new ResizeObserver(look);
  shown.observe(el);
  signal.addEventListener("abort", () => shown.disconnect(), { once: true });
  return look;
}
