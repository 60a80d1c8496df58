// Files sent in pieces over the widget's own messages: a few on their way, each with its digest,
// from where it stopped if it was begun before.

import { hexadecimal } from "./number_words";
import type { SessionModel } from "./traits";

const IN_FLIGHT = 4; // pieces
const PATIENCE = 8000; // ms without a word before the file is offered again

// The file could not be read to its end: chosen again, it goes on from there.
export class Unfinished extends Error {}

export interface Finished {
  key: string;
}

// What the kernel says of an upload; which of the fields are there depends on the kind.
export interface UploadMessage extends Finished {
  kind: string;
  digests: string[];
  finished: boolean;
  received: number;
  turn: number;
  again: boolean;
  sentence: string;
}

export class Upload {
  readonly finished: Promise<Finished>;
  private resolve!: (finished: Finished) => void;
  private reject!: (error: Error) => void;
  private readonly chunk: number;
  private key = "";
  private received = 0; // bytes
  private sent = 0; // bytes
  private turn = 0;
  private over = false;
  private sending = false;
  private watch?: ReturnType<typeof setTimeout>;

  constructor(
    private readonly model: SessionModel,
    readonly file: File,
    private readonly show: (received: number, words: string) => void, // bytes
  ) {
    this.chunk = model.get("chunk");
    this.finished = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.finished.catch(() => {});
  }

  private get identity(): { name: string; size: number; modified: number } {
    const { name, size, lastModified } = this.file;
    return { name, size, modified: Math.round(lastModified) };
  }

  offer(): void {
    this.heard();
    this.model.send({ kind: "upload-offer", ...this.identity });
  }

  // The watch that notices a broken connection: whatever is heard winds it up.
  private heard(): void {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => {
      this.show(this.received, "waiting for the connection");
      this.offer();
    }, PATIENCE);
  }

  private async piece(at: number): Promise<[ArrayBuffer, string]> {
    const bytes = await this.file.slice(at, at + this.chunk).arrayBuffer();
    if (!crypto.subtle) return [bytes, ""]; // a page that is not served over https has no digests
    return [bytes, hexadecimal(await crypto.subtle.digest("SHA-256", bytes))];
  }

  async receive(message: UploadMessage): Promise<void> {
    if (this.over || (this.key && message.key && message.key !== this.key)) return;
    this.heard();
    if (message.kind === "upload-ready") await this.compare(message);
    else if (message.kind === "upload-got") await this.got(message);
    else if (message.kind === "upload-done") this.end(() => this.resolve(message));
    else if (message.kind === "upload-refused")
      this.end(() => this.reject(new Error(message.sentence)));
  }

  private end(tell: () => void): void {
    this.over = true;
    clearTimeout(this.watch);
    tell();
  }

  // What has arrived before must be the same, piece by piece; from the first that differs it is sent anew.
  private async compare({ key, digests, finished }: UploadMessage): Promise<void> {
    this.key = key;
    let same = 0;
    if (crypto.subtle)
      for (; same < digests.length && !this.over; same += 1) {
        const [, digest] = await this.piece(same * this.chunk);
        if (digest !== digests[same]) break;
        if (same % 16 === 0) {
          this.heard();
          this.show(same * this.chunk, "comparing what has arrived before");
        }
      }
    if (this.over) return;
    if (finished && same < digests.length) same = -1; // not the same file after all: begin anew
    this.turn += 1;
    this.model.send({ kind: "upload-begin", key: this.key, chunks: same, turn: this.turn });
  }

  private async got({ received, turn, again }: UploadMessage): Promise<void> {
    if (turn !== this.turn) return; // an answer to pieces that were given up
    this.received = received;
    this.show(received, "");
    if (again) {
      this.turn += 1;
      this.sent = received;
    }
    this.sent = Math.max(this.sent, received);
    if (received >= this.file.size) {
      this.show(received, "checking");
      this.model.send({ kind: "upload-finish", key: this.key });
    } else await this.send();
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      while (
        !this.over &&
        this.sent < this.file.size &&
        this.sent - this.received < IN_FLIGHT * this.chunk
      ) {
        const [at, turn] = [this.sent, this.turn];
        const [bytes, digest] = await this.piece(at);
        if (this.over || turn !== this.turn) continue;
        this.sent = at + bytes.byteLength;
        const content = { kind: "upload-piece", key: this.key, at, digest, turn };
        this.model.send(content, undefined, [bytes]);
      }
    } catch (error) {
      // The file was changed or taken away while it was read, or the page is being left.
      const words = `${this.file.name} can no longer be read: ${(error as Error).message}`;
      this.end(() => this.reject(new Unfinished(words)));
    } finally {
      this.sending = false;
    }
  }

  cancel(): void {
    if (this.over) return;
    if (this.key) this.model.send({ kind: "upload-cancel", key: this.key });
    this.end(() => this.reject(new Error(`${this.file.name} was not uploaded: cancelled.`)));
  }
}
