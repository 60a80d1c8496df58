// What one part of the page remembers in this browser: read once, written at each change. Another
// tab's words are never written over unheard: they are given to the kernel, which joins them; not
// while a hand types, as the kernel would fill the field with them.

import type { View } from "./anywidget";
import { remember, remembered, rememberedAs } from "./dialogs";

interface Traits {
  name: string;
  value: string;
  theirs: string;
  ours_later: boolean;
  refused: boolean;
}

const FIELDS = "textarea, input:not([type]), input[type=text], input[type=number]";
const HANDED_IN = 500; // ms in which the kernel has what a field that is left holds

const text = (held: unknown) => (typeof held === "string" ? held : "");

export default {
  render({ model, el }: View<Traits>) {
    el.hidden = true;
    const name = model.get("name");
    let known = ""; // what the browser was last seen to hold
    let typed: EventTarget | null = null; // the field that holds what was not handed in yet
    let waits = false; // whether another tab wrote meanwhile
    const hear = (held: string, oursLater = false) => {
      known = held;
      waits = false;
      if (held && held !== model.get("value")) {
        model.set("ours_later", oursLater);
        model.set("theirs", held);
        model.save_changes();
      }
    };
    const write = () => {
      const mine = model.get("value");
      const held = text(remembered<unknown>(name, ""));
      if (held && held !== known && held !== mine) {
        hear(held, true);
        return;
      }
      known = mine;
      if (held !== mine) remember(name, mine);
      const refused = text(remembered<unknown>(name, "")) !== mine; // forbidden, or no room left
      if (refused === model.get("refused")) return;
      model.set("refused", refused);
      model.save_changes();
    };
    const heard = () => model.get("theirs") || write(); // "" once it is joined
    const told = (event: StorageEvent) => {
      if (event.key !== rememberedAs(name)) return;
      if (typed) waits = true;
      else hear(text(remembered<unknown>(name, "")));
    };
    const types = ({ target }: Event) => {
      if ((target as Element | null)?.matches?.(FIELDS)) typed = target;
    };
    const handsIn = ({ target }: Event) => {
      if (target !== typed) return;
      typed = null;
      setTimeout(
        () => waits && !typed && hear(text(remembered<unknown>(name, "")), true),
        HANDED_IN,
      );
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
    window.addEventListener("input", types, true);
    window.addEventListener("change", handsIn, true);
    return () => {
      model.off("change:value", write);
      model.off("change:theirs", heard);
      window.removeEventListener("storage", told);
      window.removeEventListener("input", types, true);
      window.removeEventListener("change", handsIn, true);
    };
  },
};
