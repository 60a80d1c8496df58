// Files sent in pieces over the widget's own messages: a few on their way, each with its digest,
// from where it stopped if it was begun before.

const IN_FLIGHT = 4; // pieces
const PATIENCE = 8000; // ms without a word before the file is offered again

const hexadecimal = (bytes) =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

class Upload {
  constructor(model, file, show) {
    this.model = model;
    this.file = file;
    this.show = show; // called with (received bytes, words)
    this.received = this.sent = this.turn = 0;
    this.chunk = model.get("chunk");
    this.finished = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
    this.finished.catch(() => {});
  }

  get identity() {
    const { name, size, lastModified } = this.file;
    return { name, size, modified: Math.round(lastModified) };
  }

  offer() {
    this.heard();
    this.model.send({ kind: "upload-offer", ...this.identity });
  }

  // The watch that notices a broken connection: whatever is heard winds it up.
  heard() {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => {
      this.show(this.received, "waiting for the connection");
      this.offer();
    }, PATIENCE);
  }

  async piece(at) {
    const bytes = await this.file.slice(at, at + this.chunk).arrayBuffer();
    if (!crypto.subtle) return [bytes, ""]; // a page that is not served over https has no digests
    return [bytes, hexadecimal(await crypto.subtle.digest("SHA-256", bytes))];
  }

  async receive(message) {
    if (this.over || (this.key && message.key && message.key !== this.key)) return;
    this.heard();
    if (message.kind === "upload-ready") await this.compare(message);
    else if (message.kind === "upload-got") await this.got(message);
    else if (message.kind === "upload-done") this.end(() => this.resolve(message));
    else if (message.kind === "upload-refused") this.end(() => this.reject(new Error(message.sentence)));
  }

  end(tell) {
    this.over = true;
    clearTimeout(this.watch);
    tell();
  }

  // What has arrived before must be the same, piece by piece; from the first that differs it is sent anew.
  async compare({ key, digests, finished }) {
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

  async got({ received, turn, again }) {
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

  async send() {
    if (this.sending) return;
    this.sending = true;
    try {
      while (!this.over && this.sent < this.file.size && this.sent - this.received < IN_FLIGHT * this.chunk) {
        const [at, turn] = [this.sent, this.turn];
        const [bytes, digest] = await this.piece(at);
        if (this.over || turn !== this.turn) continue;
        this.sent = at + bytes.byteLength;
        const content = { kind: "upload-piece", key: this.key, at, digest, turn };
        this.model.send(content, undefined, [bytes]);
      }
    } catch (error) {
      // The file was changed or taken away while it was read, or the page is being left.
      const words = `${this.file.name} can no longer be read: ${error.message}`;
      this.end(() => this.reject(Object.assign(new Error(words), { goesOn: true })));
    } finally {
      this.sending = false;
    }
  }

  cancel() {
    if (this.over) return;
    if (this.key) this.model.send({ kind: "upload-cancel", key: this.key });
    this.end(() => this.reject(new Error(`${this.file.name} was not uploaded: cancelled.`)));
  }
}
