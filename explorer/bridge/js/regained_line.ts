// The line between the page and its kernel, lost for a moment and there again.

import type { Model } from "./anywidget";

export function whenRegained<Traits>(
  model: Model<Traits>,
  then: () => void,
  signal: AbortSignal,
): void {
  const kernel = model.widget_manager?.kernel;
  let before = kernel?.connectionStatus;
  const look = () => {
    const isBack = kernel?.connectionStatus === "connected" && before !== "connected";
    before = kernel?.connectionStatus;
    if (isBack) then();
  };
  kernel?.connectionStatusChanged?.connect(look);
  signal.addEventListener("abort", () => kernel?.connectionStatusChanged?.disconnect(look));
}
