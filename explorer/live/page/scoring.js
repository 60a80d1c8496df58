// Scoring by hand: what the keys mean while somebody scores, and the marks made by hand.

const SCORING_KEYS = ["w", "1", "2", "3", "r", "u"];

class Scoring {
  constructor(live, model, element) {
    Object.assign(this, { live, model });
    this.strip = textElement("div", "", "scoring-strip");
    this.strip.setAttribute("role", "status");
    element.appendChild(this.strip);
  }

  get on() {
    return Boolean(this.model.get("scoring"));
  }

  // The epoch at a time: when it begins, and how long it is.
  epochAt(time) {
    const { first, length } = JSON.parse(this.model.get("epochs"));
    return { begin: first + Math.floor((time - first) / length + 1e-6) * length, length };
  }

  // Whether this key is scoring's; if so it is sent, and the window goes on to the next epoch.
  take(event, gestures) {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (event.altKey || (key !== "z" && key !== "y")) return false;
      this.send({ what: key === "y" || event.shiftKey ? "redo" : "undo" });
      return true;
    }
    if (event.altKey) return false;
    if (key === "s") this.send({ what: "mode" });
    else if (key === "n") this.send({ what: "next" });
    else if (this.on && SCORING_KEYS.includes(key)) this.score(key, gestures);
    else return false;
    gestures.readout.dismissHint();
    return true;
  }

  score(key, gestures) {
    const start = this.model.get("start");
    const span = this.model.get("selection");
    const { begin, length } = this.epochAt(start);
    // A brush shorter than an epoch is there for a mark, not for a stage.
    if (span.length && span[1] - span[0] >= length) {
      this.send({ what: key, at: start, span });
      gestures.select([]); // here too: a brush still on its way would come after the kernel's word
    } else {
      this.send({ what: key, at: start });
      gestures.goTo(begin + length);
    }
  }

  send(message) {
    this.model.send({ kind: "score", ...message });
  }

  // The words of the mode, the frame around the epoch that a key would score, and the marks.
  draw() {
    const words = this.model.get("scoring");
    if (this.strip.textContent !== words) this.strip.textContent = words;
    this.strip.hidden = !words;
    const start = this.model.get("start");
    const stop = start + this.model.get("length");
    const { begin, length } = this.epochAt(start);
    const shown = Boolean(words) && this.model.get("length") > length;
    for (const box of this.live.tagged("epoch-box"))
      box.setv({ left: begin, right: begin + length, visible: shown }, { sync: false });
    this.marks(start, stop);
  }

  marks(start, stop) {
    const source = this.live.named("hand_marks");
    if (!source) return;
    const lanes = JSON.parse(this.model.get("lanes"));
    const data = { left: [], right: [], bottom: [], top: [], name: [] };
    for (const [from, to, kind, channel] of JSON.parse(this.model.get("hand_marks"))) {
      if (to < start || from > stop) continue;
      const lane = lanes.find((one) => one.name === channel);
      data.left.push(Math.max(from, start));
      data.right.push(Math.min(to, stop));
      data.bottom.push(lane ? lane.centre - 0.48 : -0.7);
      data.top.push(lane ? lane.centre + 0.48 : lanes.length - 0.3);
      data.name.push(kind);
    }
    if (data.left.length || source.data.left?.length) source.setv({ data }, { sync: false });
  }
}
