// What Voilà's own templates keep as scripts in the page: its words while it runs, and the page shown.

window.voila_heartbeat = () => {};

window.voila_finish = () => {
  if (!window.themeLoaded) {
    window.cellLoaded = true; // Voilà calls again once its theme is there
    return;
  }
  document.getElementById("loading")?.remove();
  document.getElementById("rendered_cells")?.style.removeProperty("display");
};

document.addEventListener("DOMContentLoaded", window.voila_finish);
