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
var text = (held) => typeof held === "string" ? held : "";
var browser_memory_default = {
  render({ model, el }) {
    el.hidden = true;
    const name = model.get("name");
    let known = "";
    const hear = (held) => {
      known = held;
      if (held && held !== model.get("value")) {
        model.set("theirs", held);
        model.save_changes();
      }
    };
    const write = () => {
      const mine = model.get("value");
      const held = text(remembered(name, ""));
      if (held && held !== known && held !== mine) {
        hear(held);
        return;
      }
      known = mine;
      if (held !== mine) remember(name, mine);
    };
    const heard = () => model.get("theirs") || write();
    const told = (event) => {
      if (event.key === rememberedAs(name)) hear(text(remembered(name, "")));
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
    return () => {
      model.off("change:value", write);
      model.off("change:theirs", heard);
      window.removeEventListener("storage", told);
    };
  }
};
export {
  browser_memory_default as default
};
