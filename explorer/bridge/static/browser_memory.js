// Built by `make js` from explorer/bridge/js: change the sources, not this file.

// dialogs.ts
var rememberedAs = (key) => `sleep-explorer-${key}`;
var remembered = (key, otherwise) => {
  try {
    return JSON.parse(localStorage.getItem(rememberedAs(key)) ?? "null") ?? otherwise;
  } catch {
    return otherwise;
  }
};
var remember = (key, value) => {
  try {
    localStorage.setItem(rememberedAs(key), JSON.stringify(value));
  } catch {
  }
};

// browser_memory.ts
var FIELDS = "textarea, input:not([type]), input[type=text], input[type=number]";
var HANDED_IN = 500;
var text = (held) => typeof held === "string" ? held : "";
var browser_memory_default = {
  render({ model, el }) {
    el.hidden = true;
    const name = model.get("name");
    let known = "";
    let typed = null;
    let waits = false;
    const hear = (held, oursLater = false) => {
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
      const held = text(remembered(name, ""));
      if (held && held !== known && held !== mine) {
        hear(held, true);
        return;
      }
      known = mine;
      if (held !== mine) remember(name, mine);
      const refused = text(remembered(name, "")) !== mine;
      if (refused === model.get("refused")) return;
      model.set("refused", refused);
      model.save_changes();
    };
    const heard = () => model.get("theirs") || write();
    const told = (event) => {
      if (event.key !== rememberedAs(name)) return;
      if (typed) waits = true;
      else hear(text(remembered(name, "")));
    };
    const types = ({ target }) => {
      if (target?.matches?.(FIELDS)) typed = target;
    };
    const handsIn = ({ target }) => {
      if (target !== typed) return;
      typed = null;
      setTimeout(
        () => waits && !typed && hear(text(remembered(name, "")), true),
        HANDED_IN
      );
    };
    if (model.get("value")) write();
    else {
      known = text(remembered(name, ""));
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
  }
};
export {
  browser_memory_default as default
};
