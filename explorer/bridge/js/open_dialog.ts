// The dialog "Open…": a path, the allowed folders, files of this computer, recent nights, data sets.

import { menuOf, tableOf } from "./asking";
import { button, dialogOf, make, remember, remembered, type SayingDialog } from "./dialogs";
import { FolderListing, type Listing } from "./folder_listing";
import { megabytes } from "./number_words";
import { namedApart, type RecentNight } from "./recent_nights";
import type { DataSet, SessionModel } from "./traits";
import { Unfinished, Upload, type UploadMessage } from "./upload";

const MOST_RECENT = 6;

export type OpeningMessage =
  | Listing
  | { kind: "refused"; sentence: string }
  | ({ kind: "opened" } & RecentNight)
  | (UploadMessage & { kind: `upload-${string}` });

export class Opening {
  readonly dialog: SayingDialog;
  private readonly path: HTMLInputElement;
  private readonly address: HTMLInputElement;
  private readonly scored: HTMLInputElement;
  private readonly whole: HTMLInputElement;
  private readonly recent: HTMLElement;
  private readonly listing: FolderListing;
  private readonly datasets: HTMLElement;
  private readonly chooser: HTMLInputElement;
  private readonly transfers: HTMLElement;
  private uploads: Upload[] = [];
  private sending: Upload | null = null;

  constructor(private readonly model: SessionModel) {
    this.path = make("input", {
      type: "text",
      placeholder: `path of a recording on ${model.get("local") ? "this computer" : "the server"}`,
      "aria-label": "path of a recording",
      spellcheck: false,
      onkeydown: (event: KeyboardEvent) => event.key === "Enter" && this.ask(this.path.value),
    });
    const far = (label: string, placeholder: string) =>
      make("input", {
        type: "url",
        placeholder,
        "aria-label": label,
        spellcheck: false,
        onkeydown: (event: KeyboardEvent) => event.key === "Enter" && this.askFar(),
      });
    this.address = far("address of a recording", "https://…/night.edf");
    this.scored = far("address of its hypnogram", "its hypnogram, if it has one");
    this.whole = make("input", { type: "checkbox" });
    this.recent = make("section.explorer-recent");
    this.listing = new FolderListing({
      browse: (path) => this.browse(path),
      open: (path) => this.ask(path),
    });
    this.datasets = make("section.explorer-datasets", { hidden: true });
    this.chooser = make("input", {
      type: "file",
      multiple: true,
      hidden: true,
      onchange: () => {
        this.upload([...(this.chooser.files ?? [])]);
        this.chooser.value = "";
      },
    });
    this.transfers = make("div.transfers");
    const limits = make("p.quiet", {}, model.get("about_uploads"));
    const pathRow = make(
      "div.row.explorer-path",
      {},
      this.path,
      button("Open", () => this.ask(this.path.value)),
    );
    this.dialog = dialogOf(
      "explorer-open",
      "Open a night",
      pathRow,
      this.recent,
      make("h4", {}, model.get("local") ? "On this computer" : "On the server"),
      this.listing.where,
      this.listing.entries,
      this.farSection(),
      make("h4", {}, model.get("local") ? "From elsewhere" : "From this computer"),
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
    pathRow.after(this.dialog.said);
  }

  open(): void {
    this.dialog.say("");
    this.showRecent();
    this.showDatasets();
    this.dialog.appear();
    this.browse(this.listing.path);
    this.path.focus();
    const begun = remembered<{ name: string } | null>("unfinished", null);
    if (begun && !this.uploads.length)
      this.dialog.say(
        `${begun.name} was uploaded in part: choose it again and it goes on from there.`,
      );
  }

  private browse(path: string): void {
    this.model.send({ kind: "browse", path });
  }

  private ask(path: string, hypnogram = ""): void {
    if (!path.trim()) {
      this.dialog.say("Give the path of a recording, or choose one below.", true);
      return;
    }
    this.dialog.say("Opening…");
    this.model.send({ kind: "open", path, hypnogram });
  }

  // What may be opened by its address, and from where.
  private farSection(): HTMLElement {
    const hosts = this.model.get("about_hosts");
    const row = make(
      "div.row.explorer-path",
      {},
      this.address,
      this.scored,
      make("label", {}, this.whole, " fetch all of it"),
      button("Open address", () => this.askFar()),
    );
    return make(
      "section.explorer-far",
      { hidden: !hosts },
      make("h4", {}, "By its address"),
      row,
      make("p.quiet", {}, hosts),
    );
  }

  private askFar(): void {
    const path = this.address.value.trim();
    if (!path) {
      this.dialog.say("Give the address of a recording, such as https://…/night.edf.", true);
      return;
    }
    this.dialog.say("Opening…");
    const hypnogram = this.scored.value.trim();
    this.model.send({ kind: "open", path, hypnogram, whole: this.whole.checked });
  }

  receive(message: OpeningMessage): void {
    if (message.kind === "listing") this.listing.show(message);
    else if (message.kind === "refused") this.dialog.say(message.sentence, true);
    else if (message.kind === "opened") this.opened(message);
    else this.sending?.receive(message as UploadMessage);
  }

  private opened({ title, place, hypnogram }: RecentNight): void {
    if (place) {
      const others = remembered<RecentNight[]>("recent", []).filter(
        (other) => other.place !== place,
      );
      remember("recent", [{ title, place, hypnogram }, ...others].slice(0, MOST_RECENT));
    }
    if (this.dialog.open && !this.uploads.length) this.dialog.close();
  }

  private showRecent(): void {
    const nights = remembered<RecentNight[]>("recent", []);
    this.recent.hidden = !nights.length;
    this.recent.replaceChildren(
      make("h4", {}, "Recent nights"),
      make(
        "div.row",
        {},
        ...namedApart(nights).map(({ title, place, hypnogram }) =>
          button(title, () => this.ask(place, hypnogram), { title: place }),
        ),
      ),
    );
  }

  // Sets that need no login: the kernel lists them in the trait `datasets`.
  private showDatasets(): void {
    const sets = this.model.get("datasets");
    this.datasets.hidden = !sets.length;
    this.datasets.replaceChildren(
      make("h4", {}, "Open data sets, without a login"),
      tableOf(
        ["data set", "nights", "a night's size", "scored by", "licence", "how", "open"],
        sets.map((one) => this.dataset(one)),
      ),
    );
  }

  private dataset(one: DataSet): HTMLElement {
    const night = menuOf(
      `night of ${one.title}`,
      one.choices.map((choice) => [choice, choice]),
    );
    const open = button("Open", () => {
      this.dialog.say("Opening…");
      this.model.send({ kind: "dataset", name: one.name, night: night.value });
      if (!one.how.startsWith("read")) this.dialog.close();
    });
    const words = [one.nights, one.size, one.scorers, one.licence, one.how];
    // One that is not opened by name says how it is had, and where.
    const way = one.advice
      ? [make("a", { href: one.page, target: "_blank", rel: "noopener" }, "its page")]
      : [night, open];
    return make(
      "tr",
      { title: `${one.about}. ${one.advice ? `${one.advice}. ` : ""}Cite: ${one.citation}` },
      make("td.word", {}, one.title),
      ...words.map((word) => make("td", {}, word)),
      make("td", {}, ...way),
    );
  }

  // ---- files of this computer ----

  async upload(files: File[]): Promise<void> {
    if (!files.length) return;
    if (!this.dialog.open) this.open();
    if (this.uploads.length)
      return this.dialog.say("Wait until the upload under way is done, or cancel it.", true);
    this.dialog.say("");
    this.uploads = files.map((file) => this.begin(file));
    const cancelAll = button("cancel", () => this.cancel());
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
      if (!(error instanceof Unfinished)) remember("unfinished", null);
      this.cancel();
      this.dialog.say((error as Error).message, true);
    } finally {
      this.uploads = [];
      this.sending = null;
      this.transfers.replaceChildren();
    }
  }

  private cancel(): void {
    for (const upload of this.uploads) upload.cancel();
  }

  private begin(file: File): Upload {
    const bar = make("progress", {
      max: file.size || 1,
      value: 0,
      "aria-label": `upload of ${file.name}`,
    });
    const words = make("span.quiet");
    this.transfers.append(make("div.transfer", {}, make("span.name", {}, file.name), bar, words));
    return new Upload(this.model, file, (received, what) => {
      bar.value = received;
      words.textContent = what || `${megabytes(received)} of ${megabytes(file.size)}`;
    });
  }
}
