// Drawings one after the other: one that fails is said, and the next is drawn all the same.

export class DrawingChain {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly failed: (error: unknown) => void) {}

  add(draw: () => Promise<void>): Promise<void> {
    this.last = this.last.then(draw).catch((error) => this.fail(error));
    return this.last;
  }

  fail(error: unknown): void {
    console.error(error); // with where it came from, for whoever looks
    this.failed(error);
  }
}
