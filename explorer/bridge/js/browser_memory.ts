// What one part of the page remembers in this browser: read once, written at each change. Another
// tab's words are never written over unheard: they are given to the kernel, which joins them.

import type { View } from "./anywidget";
import { remember, remembered, rememberedAs } from "./dialogs";

interface Traits {
  name: string;
  value: string;
  theirs: string;
}

const text = (held: unknown) => (typeof held === "string" ? held : "");

export default {
  render({ model, el }: View<Traits>) {
    el.hidden = true;
    const name = model.get("name");
    let known = ""; // what the browser was last seen to hold
    const hear = (held: string) => {
      known = held;
      if (held && held !== model.get("value")) {
        model.set("theirs", held);
        model.save_changes();
      }
    };
    const write = () => {
      const mine = model.get("value");
      const held = text(remembered<unknown>(name, ""));
      if (held && held !== known && held !== mine) {
        hear(held);
        return;
      }
      known = mine;
      if (held !== mine) remember(name, mine);
    };
    const heard = () => model.get("theirs") || write(); // "" once it is joined
    const told = (event: StorageEvent) => {
      if (event.key === rememberedAs(name)) hear(text(remembered<unknown>(name, "")));
    };
    if (model.get("value")) write();
    else {
      known = text(remembered<unknown>(name, ""));
      if (known) {
        model.set("value", known);
        model.save_changes();
      }
    }
    model.on("change:value", write);
    model.on("change:theirs", heard);
    window.addEventListener("storage", told);
    return () => {
      model.off("change:value", write);
      model.off("change:theirs", heard);
      window.removeEventListener("storage", told);
    };
  },
};
