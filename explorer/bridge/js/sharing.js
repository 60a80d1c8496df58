// The dialog "share": the link, the notebook cell, and what can be saved.

class Sharing {
  constructor(model, address, exports_) {
    this.model = model;
    this.address = address;
    this.link = make("input", { type: "text", readOnly: true, "aria-label": "link to this view" });
    this.cell = make("textarea", { rows: 3, readOnly: true, "aria-label": "notebook cell" });
    this.about = make("p.quiet");
    const copied = (field, words) => async () => {
      await copy(field);
      this.dialog.say(words);
    };
    const saving = (act, words) => async () => {
      this.dialog.say(words);
      try {
        await act();
      } catch (error) {
        this.dialog.say(error.message, true);
      }
    };
    this.linkPart = make(
      "section.share-link",
      {},
      make("h4", {}, "Link to this view"),
      make("div.row", {}, this.link, button("copy link", copied(this.link, "The link is copied."))),
    );
    this.dialog = dialogOf(
      "explorer-share",
      "Share this view",
      this.linkPart,
      make(
        "section.share-cell",
        {},
        make("h4", {}, "The same view in a notebook"),
        make("div.row", {}, this.cell, button("copy cell", copied(this.cell, "The cell is copied."))),
        this.about,
      ),
      make(
        "section.share-save",
        {},
        make("h4", {}, "Save"),
        make(
          "div.row",
          {},
          button("figures, PNG", saving(() => exports_.figures("png"), "The figures are saved.")),
          button("figures, SVG", saving(() => exports_.figures("svg"), "The figures are saved; the spectrogram in them is a picture.")),
          button("report, HTML", saving(() => exports_.report(this.address.link()), "Writing the report…"), { title: "one page with figures, numbers, definitions and provenance" }),
          button("numbers, CSV", saving(() => exports_.ask("table", this.address.link()), "Writing the table…"), { title: "every metric with units, formula and source" }),
          button("provenance, JSON", saving(() => exports_.ask("provenance", this.address.link()), "Computing the file's checksum…"), { title: "checksum of the file, versions, definitions, the exact view" }),
        ),
      ),
    );
  }

  open() {
    this.show();
    this.dialog.say("");
    this.dialog.appear();
    (this.address.own ? this.link : this.cell).select();
  }

  receive(message, buffers) {
    if (message.kind === "export-refused") this.dialog.say(message.sentence, true);
    if (message.kind !== "file") return;
    save(message.name, new Blob([buffers[0]], { type: message.type }));
    this.dialog.say(`${message.name} is saved.`);
  }

  show() {
    this.linkPart.hidden = !this.address.own;
    this.link.value = this.address.link();
    this.cell.value = this.model.get("cell");
    this.about.textContent = this.model.get("about_link");
  }
}
