// What an anywidget gives to a widget's script, as far as the page uses it.

export type Buffers = readonly DataView[];

// biome-ignore lint/suspicious/noExplicitAny: each event has arguments of its own.
type Listener = (...given: any[]) => void;

interface Signal {
  connect(listener: () => void): void;
  disconnect(listener: () => void): void;
}
interface Kernel {
  status?: string;
  connectionStatus?: string;
  statusChanged?: Signal;
  connectionStatusChanged?: Signal;
}

// A widget's synced traits, `Traits` being their names and types.
export interface Model<Traits> {
  get<Name extends keyof Traits>(name: Name): Traits[Name];
  set<Name extends keyof Traits>(name: Name, value: Traits[Name]): void;
  save_changes(): void;
  send(content: object, callbacks?: undefined, buffers?: readonly ArrayBuffer[]): void;
  on(event: string, listener: Listener): void;
  off(event: string, listener: Listener): void;
  widget_manager?: { kernel?: Kernel; _models?: unknown };
}

export interface View<Traits> {
  model: Model<Traits>;
  el: HTMLElement;
  signal: AbortSignal;
}
