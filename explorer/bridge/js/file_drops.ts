// Files dropped anywhere on the page.

export function takeDrops(
  page: HTMLElement,
  signal: AbortSignal,
  take: (files: File[]) => void,
): void {
  const carriesFiles = (event: DragEvent) =>
    [...(event.dataTransfer?.types ?? [])].includes("Files");
  const on = (event: "dragover" | "dragleave" | "drop", act: (dropped: DragEvent) => void) =>
    page.addEventListener(
      event,
      (dropped) => {
        if (!carriesFiles(dropped)) return;
        dropped.preventDefault();
        act(dropped);
      },
      { signal },
    );
  on("dragover", () => page.classList.add("dropping"));
  on("dragleave", (left) => {
    if (!page.contains(left.relatedTarget as Node | null)) page.classList.remove("dropping");
  });
  on("drop", (dropped) => {
    page.classList.remove("dropping");
    take([...(dropped.dataTransfer?.files ?? [])]);
  });
}
