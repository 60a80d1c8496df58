// The line between the page and its kernel, lost for a moment and there again.

import type { Model } from "./anywidget";

export function whenRegained<Traits>(
  model: Model<Traits>,
  then: () => void,
  signal: AbortSignal,
): void {
  const kernel = model.widget_manager?.kernel;
  const isOn = () => kernel?.connectionStatus === "connected";
  let was = isOn();
  let began = was; // a line that is made for the first time has lost nothing
  const look = () => {
    const isBack = isOn() && !was && began;
    was = isOn();
    began ||= was;
    if (isBack) then();
  };
  kernel?.connectionStatusChanged?.connect(look);
  signal.addEventListener("abort", () => kernel?.connectionStatusChanged?.disconnect(look));
}
