// Counts what the page sends and receives, and holds each message from the kernel back by DELAY ms.
(() => {
  const traffic = (window.traffic = { up: 0, down: 0, sent: 0, received: 0 });
  const delay = DELAY;
  const Native = window.WebSocket;
  const size = (data) => typeof data === "string" ? data.length : data.byteLength ?? data.size ?? 0;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      super.addEventListener("message", (event) => {
        traffic.received++;
        traffic.down += size(event.data);
      });
    }
    send(data) { traffic.sent++; traffic.up += size(data); return super.send(data); }
    set onmessage(handler) {
      super.onmessage = delay ? (event) => setTimeout(() => handler(event), delay) : handler;
    }
    get onmessage() { return super.onmessage; }
  };
})()
