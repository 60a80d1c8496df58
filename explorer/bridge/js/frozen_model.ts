// A widget's model without a kernel: it holds the traits, and answers from what the page has.

import type { Buffers, Model } from "./anywidget";

// biome-ignore lint/suspicious/noExplicitAny: each event has arguments of its own.
type Listener = (...given: any[]) => void;

export class FrozenModel<Traits extends object> implements Model<Traits> {
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(protected readonly values: Traits) {}

  get<Name extends keyof Traits>(name: Name): Traits[Name] {
    return this.values[name];
  }

  set<Name extends keyof Traits>(name: Name, value: Traits[Name]): void {
    if (isSame(this.values[name], value)) return;
    this.values[name] = value;
    this.emit(`change:${String(name)}`, this, value);
  }

  save_changes(): void {} // there is nobody to save them

  send(_content: object): void {} // nor to hear

  on(event: string, listener: Listener): void {
    const listening = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listening.add(listener));
  }

  off(event: string, listener: Listener): void {
    this.listeners.get(event)?.delete(listener);
  }

  emit(event: string, ...given: unknown[]): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) listener(...given);
  }

  // As the kernel would: after whoever asked has gone on.
  protected answer(message: object, buffers: Buffers = []): void {
    queueMicrotask(() => this.emit("msg:custom", message, buffers));
  }
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other ||
  (Array.isArray(one) && Array.isArray(other) && JSON.stringify(one) === JSON.stringify(other));
