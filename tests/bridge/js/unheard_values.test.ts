import { describe, expect, it } from "vitest";
import { type SendingModel, UnheardValues } from "../../../explorer/bridge/js/unheard_values";

class Widget implements SendingModel {
  _pending_msgs = 0;
  _msg_buffer: Record<string, unknown> | null = null;
  _expectedEchoMsgIds = new Map<string, string>();
  said: Record<string, unknown>[] = [];
  constructor(private values: Record<string, unknown>) {}
  get(name: string): unknown {
    return this.values[name];
  }
  // As a hand's change goes out: at once, or behind an answer that is waited for.
  hand(name: string, value: unknown): void {
    this.values[name] = value;
    if (this._pending_msgs) this._msg_buffer = { ...this._msg_buffer, [name]: value };
    else this.save({ [name]: value });
  }
  save(values: Record<string, unknown>): void {
    this.said.push(values);
    this._pending_msgs++;
    for (const name of Object.keys(values))
      this._expectedEchoMsgIds.set(name, `message ${this.said.length}`);
  }
  set_state(values: Record<string, unknown>): void {
    Object.assign(this.values, values);
  }
}

async function known(widget: Widget): Promise<UnheardValues> {
  const values = new UnheardValues(() => ({ one: Promise.resolve(widget) }));
  await new Promise((resolve) => setTimeout(resolve));
  return values;
}

describe("values that the kernel may not have heard", () => {
  it("are said again, with those behind them, where their answer did not come", async () => {
    const widget = new Widget({ band: [1, 2], start: 0 });
    const values = await known(widget);
    widget.hand("band", [3, 4]);
    widget.hand("start", 30);
    values.asked();
    values.answered();
    expect(widget.said.at(-1)).toEqual({ band: [3, 4], start: 30 });
    expect(widget._msg_buffer).toBeNull();
  });

  it("are waited for while a newer question is under way, and where another was sent since", async () => {
    const widget = new Widget({ start: 0 });
    const values = await known(widget);
    values.asked();
    widget.hand("start", 30); // after the question: its answer says nothing of this
    values.answered();
    expect(widget.said).toEqual([{ start: 30 }]);
    values.asked();
    widget._pending_msgs = 0; // answered
    widget.hand("start", 60);
    values.answered();
    expect(widget.said).toEqual([{ start: 30 }, { start: 60 }]);
  });

  it("are said once more when there is a line again, answered or not", async () => {
    const widget = new Widget({ start: 0, total: 9 });
    const values = await known(widget);
    widget.hand("start", 30);
    widget._pending_msgs = 0;
    values.regained();
    expect(widget.said.at(-1)).toEqual({ start: 30 });
  });

  it("stand on the page where all values are read anew, and nothing else does", async () => {
    const widget = new Widget({ start: 0, total: 9 });
    await known(widget);
    widget.hand("start", 30);
    widget.set_state({ _model_module: "anywidget", start: 0, total: 12 });
    expect([widget.get("start"), widget.get("total")]).toEqual([30, 12]);
    widget.set_state({ start: 60 }); // the kernel moves the night
    expect(widget.get("start")).toBe(60);
  });
});
