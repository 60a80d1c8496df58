import { expect, it, vi } from "vitest";
import { whenRegained } from "../../../explorer/bridge/js/regained_line";

it("a line is regained where it was there before, and was lost", () => {
  const listeners = new Set<() => void>();
  const kernel = {
    connectionStatus: "connecting",
    connectionStatusChanged: {
      connect: (one: () => void) => listeners.add(one),
      disconnect: (one: () => void) => listeners.delete(one),
    },
  };
  const say = (status: string) => {
    kernel.connectionStatus = status;
    for (const one of listeners) one();
  };
  const then = vi.fn();
  const left = new AbortController();
  const model = { widget_manager: { kernel } } as unknown as Parameters<typeof whenRegained>[0];
  whenRegained(model, then, left.signal);
  say("connected"); // for the first time
  expect(then).not.toHaveBeenCalled();
  say("connecting");
  say("connected");
  expect(then).toHaveBeenCalledTimes(1);
  say("connected");
  expect(then).toHaveBeenCalledTimes(1);
  left.abort();
  say("disconnected");
  say("connected");
  expect(then).toHaveBeenCalledTimes(1);
});
