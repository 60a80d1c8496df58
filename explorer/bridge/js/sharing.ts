// The dialog "share": the link, the notebook cell, and what can be saved.

import type { Address } from "./address";
import type { Buffers } from "./anywidget";
import { menuOf } from "./asking";
import { button, copy, dialogOf, make, type SayingDialog, save } from "./dialogs";
import { type Exports, FIGURES } from "./exports";
import { type PageMessage, SharingPage } from "./sharing_page";
import type { SessionModel } from "./traits";

export interface SharingMessage {
  kind: string;
  sentence: string;
  name: string;
  type: string;
}

export class Sharing {
  readonly dialog: SayingDialog;
  private readonly linkPart: HTMLElement;
  private readonly link = make("input", {
    type: "text",
    readOnly: true,
    "aria-label": "link to this view",
  });
  private readonly cell = make("textarea", {
    rows: 3,
    readOnly: true,
    "aria-label": "notebook cell",
  });
  private readonly about = make("p.quiet");
  private readonly panel = menuOf("which figure", [
    ["", "all figures"],
    ...Object.entries(FIGURES),
  ]);
  private readonly page: SharingPage;

  constructor(
    private readonly model: SessionModel,
    private readonly address: Address,
    exports_: Exports,
  ) {
    const copied = (field: HTMLInputElement | HTMLTextAreaElement, words: string) => async () => {
      await copy(field);
      this.dialog.say(words);
    };
    const saving = (act: () => Promise<void>, words: string) => async () => {
      this.dialog.say(words);
      try {
        await act();
      } catch (error) {
        this.dialog.say((error as Error).message, true);
      }
    };
    this.page = new SharingPage(model, () => this.dialog.say(""));
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
        make(
          "div.row",
          {},
          this.cell,
          button("copy cell", copied(this.cell, "The cell is copied.")),
        ),
        this.about,
      ),
      make(
        "section.share-save",
        {},
        make("h4", {}, "Save, of the night on screen"),
        make(
          "div.row",
          {},
          this.panel,
          button(
            "figures, PNG",
            saving(() => exports_.figures("png", this.panel.value), "The figures are saved."),
          ),
          button(
            "figures, SVG",
            saving(
              () => exports_.figures("svg", this.panel.value),
              "The figures are saved; the spectrogram in them is a picture.",
            ),
          ),
          button(
            "report, HTML",
            saving(() => exports_.report(this.address.link()), "Writing the report…"),
            {
              title:
                "one page with figures, numbers, definitions and provenance of the night; a " +
                "comparison's own report is saved on Compare",
            },
          ),
          button(
            "numbers, CSV",
            saving(() => exports_.ask("table", this.address.link()), "Writing the table…"),
            { title: "every metric with units, formula and source" },
          ),
          button(
            "provenance, JSON",
            saving(
              () => exports_.ask("provenance", this.address.link()),
              "Computing the file's checksum…",
            ),
            { title: "checksum of the file, versions, definitions, the exact view" },
          ),
        ),
      ),
      this.page.section,
    );
  }

  open(): void {
    this.show();
    this.dialog.say("");
    this.dialog.appear();
    this.page.open();
    (this.address.own ? this.link : this.cell).select();
  }

  receive(message: SharingMessage & PageMessage, buffers: Buffers): void {
    this.page.receive(message);
    if (message.kind === "export-refused") this.dialog.say(message.sentence, true);
    if (message.kind !== "file") return;
    save(message.name, new Blob([buffers[0] as DataView<ArrayBuffer>], { type: message.type }));
    this.dialog.say(`${message.name} is saved.`);
  }

  show(): void {
    this.linkPart.hidden = !this.address.own;
    this.link.value = this.address.link();
    this.cell.value = this.model.get("cell");
    this.about.textContent = this.model.get("about_link");
  }
}
