// The page and its kernel end together: whoever leaves the page ends the kernel, and a page whose
// kernel ended before anything was drawn asks for another.

{
  const LOOK = 3000; // ms between looks at a kernel that has drawn nothing yet
  const MOST_TRIES = 3; // reloads in a row, or a server that cannot keep a kernel is asked for ever
  const TRIES = "sleep-explorer-tries";

  const { baseUrl, kernelId } = JSON.parse(
    document.getElementById("jupyter-config-data").textContent,
  );

  // The server ends a kernel only for who says what the page has as a cookie. Not every server has
  // set one by now; of several on this host's other ports and paths, it knows which is its own.
  const tokens = () =>
    document.cookie
      .split("; ")
      .filter((cookie) => cookie.startsWith("_xsrf="))
      .map((cookie) => cookie.slice("_xsrf=".length));
  if (!tokens().length) {
    const drawn = [...crypto.getRandomValues(new Uint8Array(16))];
    const token = drawn.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser has a CookieStore.
    document.cookie = `_xsrf=${token}; path=${baseUrl}; SameSite=Strict`;
  }

  // Voilà says it too, but only once its widgets are there, and not on every phone.
  window.addEventListener("pagehide", () => {
    for (const token of new Set(tokens())) {
      const form = new FormData();
      form.append("_xsrf", token);
      navigator.sendBeacon(`${baseUrl}voila/api/shutdown/${kernelId}`, form);
    }
  });

  // Gone back to, as the browser kept it: its kernel has ended.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());

  const look = async () => {
    if (document.querySelector(".live-pane[data-ready=yes]")) {
      sessionStorage.removeItem(TRIES);
      return;
    }
    const answer = await fetch(`${baseUrl}api/kernels/${kernelId}`).catch(() => null);
    const tries = Number(sessionStorage.getItem(TRIES) ?? 0);
    if (answer?.status === 404 && tries < MOST_TRIES) {
      sessionStorage.setItem(TRIES, tries + 1);
      location.reload();
    } else setTimeout(look, LOOK);
  };
  setTimeout(look, LOOK);
}
