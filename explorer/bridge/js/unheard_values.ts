// What hands changed on the page and its kernel may not have heard. A widget sends its next values once
// the last are answered; where the line was lost, that answer may never come, and the widget would keep
// all that a hand does from then on to itself.

// A widget's model, as ipywidgets keeps it.
export interface SendingModel {
  _pending_msgs: number; // sent and not answered
  _msg_buffer: Record<string, unknown> | null; // values that wait for the answer
  _expectedEchoMsgIds: Map<string, string>; // by value, the message that it was sent with last
  get(name: string): unknown;
  save(values: Record<string, unknown>, options: { patch: true }): unknown;
  set_state(values: Record<string, unknown>): void;
}
export type Models = Record<string, Promise<SendingModel>>;

const WHOLE = "_model_module"; // is there where all values of a widget are read anew

const isStuck = (model: SendingModel): boolean => model._pending_msgs > 0;
const lastSent = (model: SendingModel): string =>
  [...(model._expectedEchoMsgIds ?? [])].flat().join();

export class UnheardValues {
  private known: SendingModel[] = [];
  private waiting = new Map<SendingModel, string>(); // what each waited for as the kernel was asked
  private readonly guarded = new WeakSet<SendingModel>();

  constructor(private readonly models: () => Models | undefined) {
    this.find();
  }

  // The kernel is asked something: what it was sent before, it answers before that.
  asked(): void {
    this.waiting = new Map(this.known.filter(isStuck).map((model) => [model, lastSent(model)]));
    this.find(); // a tab that was opened has others
  }

  private async find(): Promise<void> {
    const found = await Promise.allSettled(Object.values(this.models() ?? {}));
    this.known = found.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    for (const model of this.known) this.guard(model);
  }

  answered(): void {
    for (const [model, sent] of this.waiting)
      if (isStuck(model) && lastSent(model) === sent) sayAgain(model);
    this.waiting.clear();
  }

  // There is a line again, and the page reads all values of all widgets anew: what a hand changed
  // is said to the kernel once more, and stands on the page as the hand has it.
  regained(): void {
    this.waiting.clear();
    for (const model of this.known)
      if (isStuck(model) || model._expectedEchoMsgIds?.size) sayAgain(model);
  }

  private guard(model: SendingModel): void {
    if (this.guarded.has(model)) return;
    this.guarded.add(model);
    const take = model.set_state;
    model.set_state = function (this: SendingModel, values) {
      const ofHands = WHOLE in values ? (this._expectedEchoMsgIds ?? new Map()) : new Map();
      const others = Object.entries(values).filter(([name]) => !ofHands.has(name));
      take.call(this, Object.fromEntries(others));
    };
  }
}

function sayAgain(model: SendingModel): void {
  const names = new Set([
    ...(model._expectedEchoMsgIds?.keys() ?? []),
    ...Object.keys(model._msg_buffer ?? {}),
  ]);
  model._pending_msgs = 0;
  model._msg_buffer = null;
  if (names.size)
    model.save(Object.fromEntries([...names].map((name) => [name, model.get(name)])), {
      patch: true,
    });
}
