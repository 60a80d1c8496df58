// What one part of the page remembers in this browser: read once, and written at each change.

import type { View } from "./anywidget";
import { remember, remembered } from "./dialogs";

interface Traits {
  name: string;
  value: string;
}

export default {
  render({ model, el }: View<Traits>) {
    el.hidden = true;
    const name = model.get("name");
    const held = remembered<string>(name, "");
    const mine = model.get("value");
    if (held && typeof held === "string" && !mine) {
      model.set("value", held);
      model.save_changes();
    }
    const write = () => remember(name, model.get("value"));
    if (mine) write();
    model.on("change:value", write);
    return () => model.off("change:value", write);
  },
};
