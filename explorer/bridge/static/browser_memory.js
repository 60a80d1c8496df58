// Built by `make js` from explorer/bridge/js: change the sources, not this file.

// dialogs.ts
var remembered = (key, otherwise) => {
  try {
    return JSON.parse(localStorage.getItem(`sleep-explorer-${key}`) ?? "null") ?? otherwise;
  } catch {
    return otherwise;
  }
};
var remember = (key, value) => {
  try {
    localStorage.setItem(`sleep-explorer-${key}`, JSON.stringify(value));
  } catch {
  }
};

// browser_memory.ts
var browser_memory_default = {
  render({ model, el }) {
    el.hidden = true;
    const name = model.get("name");
    const held = remembered(name, "");
    const mine = model.get("value");
    if (held && typeof held === "string" && !mine) {
      model.set("value", held);
      model.save_changes();
    }
    const write = () => remember(name, model.get("value"));
    if (mine) write();
    model.on("change:value", write);
    return () => model.off("change:value", write);
  }
};
export {
  browser_memory_default as default
};
