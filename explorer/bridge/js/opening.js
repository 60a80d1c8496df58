// The dialog "Open…": a path, the allowed folders, files of this computer, recent nights, data sets.

const MOST_RECENT = 6;

class Opening {
  constructor(model) {
    this.model = model;
    this.path = make("input", {
      type: "text",
      placeholder: "path of a recording on the server",
      "aria-label": "path of a recording",
      spellcheck: false,
      onkeydown: (event) => event.key === "Enter" && this.ask(this.path.value),
    });
    this.recent = make("section.explorer-recent");
    this.where = make("div.quiet.where");
    this.entries = make("ul.entries", { "aria-label": "folders and recordings" });
    this.datasets = make("section.explorer-datasets", { hidden: true });
    this.chooser = make("input", {
      type: "file",
      multiple: true,
      hidden: true,
      onchange: () => {
        this.upload([...this.chooser.files]);
        this.chooser.value = "";
      },
    });
    this.transfers = make("div.transfers");
    const limits = make("p.quiet", {}, model.get("about_uploads"));
    this.dialog = dialogOf(
      "explorer-open",
      "Open a night",
      make("div.row.explorer-path", {}, this.path, button("Open", () => this.ask(this.path.value))),
      this.recent,
      make("h4", {}, "On the server"),
      this.where,
      this.entries,
      make("h4", {}, "From this computer"),
      make(
        "div.row",
        {},
        button("Choose files…", () => this.chooser.click()),
        make("span.quiet", {}, "or drop a recording, and its hypnogram, on the page"),
      ),
      this.chooser,
      this.transfers,
      limits,
      this.datasets,
    );
    this.entries.addEventListener("keydown", (event) => this.step(event));
    this.uploads = [];
  }

  open() {
    this.dialog.say("");
    this.showRecent();
    this.showDatasets();
    this.dialog.appear();
    this.browse(this.at ?? "");
    this.path.focus();
    const begun = remembered("unfinished", null);
    if (begun && !this.uploads.length)
      this.dialog.say(`${begun.name} was uploaded in part: choose it again and it goes on from there.`);
  }

  browse(path) {
    this.model.send({ kind: "browse", path });
  }

  ask(path, hypnogram = "") {
    if (!path.trim()) return this.dialog.say("Give the path of a recording, or choose one below.", true);
    this.dialog.say("Opening…");
    this.model.send({ kind: "open", path, hypnogram });
  }

  receive(message) {
    if (message.kind === "listing") this.list(message);
    else if (message.kind === "refused") this.dialog.say(message.sentence, true);
    else if (message.kind === "opened") this.opened(message);
    else this.sending?.receive(message);
  }

  opened({ title, place, hypnogram }) {
    if (place) {
      const others = remembered("recent", []).filter((other) => other.place !== place);
      remember("recent", [{ title, place, hypnogram }, ...others].slice(0, MOST_RECENT));
    }
    if (this.dialog.open && !this.uploads.length) this.dialog.close();
  }

  showRecent() {
    const nights = remembered("recent", []);
    this.recent.hidden = !nights.length;
    this.recent.replaceChildren(
      make("h4", {}, "Recent nights"),
      make(
        "div.row",
        {},
        ...nights.map(({ title, place, hypnogram }) =>
          button(title, () => this.ask(place, hypnogram), { title: place }),
        ),
      ),
    );
  }

  // Sets that can be fetched by name: the kernel lists them in the trait `datasets`.
  showDatasets() {
    const sets = this.model.get("datasets");
    this.datasets.hidden = !sets.length;
    this.datasets.replaceChildren(
      make("h4", {}, "Open data sets"),
      make(
        "div.row",
        {},
        ...sets.map(({ name, title, about }) =>
          button(title, () => this.model.send({ kind: "dataset", name }), { title: about ?? "" }),
        ),
      ),
    );
  }

  list({ path, parent, folders, files, left_out: leftOut }) {
    const stepped = this.entries.contains(document.activeElement);
    this.at = path;
    this.where.textContent = path || "folders that may be opened";
    const entry = (act, mark, name, about) =>
      make(
        "li",
        {},
        make("button.entry", { type: "button", onclick: act }, make("span.mark", {}, mark), make("span.name", {}, name), make("span.quiet", {}, about)),
      );
    const up = parent === null ? [] : [entry(() => this.browse(parent), "↑", "..", "folder above")];
    this.entries.replaceChildren(
      ...up,
      ...folders.map(([name, place]) => entry(() => this.browse(place), "▸", name, "folder")),
      ...files.map(({ name, path: place, size }) => entry(() => this.ask(place), "", name, megabytes(size))),
    );
    if (!folders.length && !files.length)
      this.entries.append(make("li.quiet", {}, "no recording in this folder"));
    if (leftOut) this.entries.append(make("li.quiet", {}, `and ${leftOut} more: type the path`));
    if (stepped) this.entries.querySelector("button")?.focus();
  }

  // Arrow keys go along the entries.
  step(event) {
    const all = [...this.entries.querySelectorAll("button")];
    const here = all.indexOf(document.activeElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    all[Math.min(Math.max(to, 0), all.length - 1)]?.focus();
    event.preventDefault();
  }

  // ---- files of this computer ----

  async upload(files) {
    if (!files.length) return;
    if (!this.dialog.open) this.open();
    if (this.uploads.length) return this.dialog.say("Wait until the upload under way is done, or cancel it.", true);
    this.dialog.say("");
    this.uploads = files.map((file) => this.begin(file));
    const cancelAll = button("cancel", () => this.uploads.forEach((upload) => upload.cancel()));
    this.transfers.append(cancelAll);
    const keys = [];
    try {
      for (const upload of this.uploads) {
        remember("unfinished", { name: upload.file.name });
        this.sending = upload;
        upload.offer();
        keys.push((await upload.finished).key);
      }
      this.dialog.say("Opening…");
      this.model.send({ kind: "upload-open", keys });
      remember("unfinished", null);
    } catch (error) {
      if (!error.goesOn) remember("unfinished", null);
      this.uploads.forEach((upload) => upload.cancel());
      this.dialog.say(error.message, true);
    } finally {
      this.uploads = [];
      this.sending = null;
      this.transfers.replaceChildren();
    }
  }

  begin(file) {
    const bar = make("progress", { max: file.size || 1, value: 0, "aria-label": `upload of ${file.name}` });
    const words = make("span.quiet");
    this.transfers.append(make("div.transfer", {}, make("span.name", {}, file.name), bar, words));
    return new Upload(this.model, file, (received, what) => {
      bar.value = received;
      words.textContent = what || `${megabytes(received)} of ${megabytes(file.size)}`;
    });
  }

  // Files dropped anywhere on the page.
  takeDrops(page, signal) {
    const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    const on = (event, act) =>
      page.addEventListener(
        event,
        (dropped) => {
          if (!carriesFiles(dropped)) return;
          dropped.preventDefault();
          act(dropped);
        },
        { signal },
      );
    on("dragover", () => page.classList.add("dropping"));
    on("dragleave", (left) => page.contains(left.relatedTarget) || page.classList.remove("dropping"));
    on("drop", (dropped) => {
      page.classList.remove("dropping");
      this.upload([...dropped.dataTransfer.files]);
    });
  }
}
