// Traces drawn in the page from the samples that it holds, so that scrubbing waits for nobody.

const MISSING = -32768; // int16 code of a sample in a gap
const LOOK_AHEAD = 300; // ms of movement that the margin should last
const REST = 150; // ms without movement after which the surroundings are fetched
const REFILTERED = 600; // ms after another filter: what the whole night answers to it comes first

// Smallest and largest sample of each pixel column, in the order in which they occur.
function columnExtremes(codes, first, count, columns, scale, shift) {
  const values = new Float32Array(2 * columns);
  const step = count / columns;
  for (let column = 0; column < columns; column++) {
    const begin = first + Math.floor(column * step);
    const end = Math.max(begin + 1, first + Math.floor((column + 1) * step));
    let low = -1;
    let high = -1;
    for (let i = begin; i < end; i++) {
      const code = codes[i];
      if (code === MISSING) continue;
      if (low < 0 || code < codes[low]) low = i;
      if (high < 0 || code > codes[high]) high = i;
    }
    const [a, b] = low < high ? [low, high] : [high, low];
    values[2 * column] = a < 0 ? NaN : codes[a] * scale + shift;
    values[2 * column + 1] = b < 0 ? NaN : codes[b] * scale + shift;
  }
  return values;
}

class TraceStore {
  constructor(live, model) {
    this.live = live;
    this.model = model;
    this.chunks = { raw: null, band: null };
    this.overview = null;
    this.drawn = ""; // what the picture was made from, where it is at full rate
    this.asked = null; // the request under way: there is at most one
    this.lastDirection = 0;
    this.lastStart = model.get("window_start");
    this.lastMove = 0;
    this.racing = false;
  }

  receive(message, buffers) {
    const codes = new Int16Array(wholeBuffer(buffers[0]));
    const chunk = { ...message, codes };
    if (message.what === "overview") {
      this.overview = chunk;
    } else {
      const held = this.chunks[message.what];
      // An older filter setting never overwrites a newer one.
      if (!held || message.generation >= held.generation) this.chunks[message.what] = chunk;
    }
    if (message.answers) this.asked = null;
    const shown = this.isDrawn() || this.draw();
    if (!message.answers && !message.pushed) return;
    if (!shown && !message.pushed) {
      const start = this.model.get("window_start");
      this.ask(start, start + this.model.get("window_length"), !this.racing);
    }
    this.fetchAhead(message.pushed ? REFILTERED : this.racing ? REST : 0);
  }

  covers(chunk, start, stop) {
    return (
      chunk &&
      chunk.layout === this.model.get("layout_id") &&
      Math.max(start, 0) >= chunk.from - 1e-6 &&
      Math.min(stop, this.model.get("total")) <= chunk.to + 1e-6
    );
  }

  // Whether the window stands there at full rate already: what came lies around it.
  isDrawn() {
    const start = this.model.get("window_start");
    const stop = start + this.model.get("window_length");
    const { raw, band } = this.chunks;
    if (!this.covers(raw, start, stop) || !this.covers(band, start, stop)) return false;
    return this.drawn === this.signature(raw, band);
  }

  signature(raw, band) {
    const place = ["window_start", "window_length", "layout_id"].map((name) => this.model.get(name));
    return [...place, raw?.generation, band?.generation].join();
  }

  // Draw the window from the best that is held; returns whether that was full rate.
  draw() {
    const start = this.model.get("window_start");
    const length = this.model.get("window_length");
    const stop = start + length;
    const range = this.live.named("trace_range");
    if (!range) return false;
    const { raw, band } = this.chunks;
    const fine = this.covers(raw, start, stop);
    const filtered = this.covers(band, start, stop);
    this.drawn = fine && filtered ? this.signature(raw, band) : "";
    const layout = this.model.get("layout_id");
    const overview = this.overview?.layout === layout ? this.overview : null;
    this.fill("raw_traces", fine ? raw : overview, start, length, fine ? 1 : 0);
    this.fill("band_traces", filtered ? band : null, start, length, filtered ? 1 : 0);
    range.setv({ start, end: stop }, { sync: false });
    for (const box of this.live.tagged("window-box"))
      box.setv({ left: start, right: stop }, { sync: false });
    this.marks?.draw();
    this.tell(start, fine, filtered);
    return fine && filtered;
  }

  fill(name, chunk, start, length, tier) {
    const source = this.live.named(name);
    const lanes = JSON.parse(this.model.get("lanes"));
    const xs = [];
    const ys = [];
    const axes = new Map();
    for (const [index, lane] of lanes.entries()) {
      const row = chunk?.rows[index];
      if (!row) {
        xs.push([]);
        ys.push([]);
        continue;
      }
      const first = Math.max(0, Math.round((start - row.start) * row.rate));
      const last = Math.min(row.count, Math.round((start + length - row.start) * row.rate));
      const count = Math.max(0, last - first);
      const columns = Math.min(this.columns(), count);
      const reduced = count > 2 * columns;
      const scale = (row.scale * lane.gain) / lane.span;
      const shift = lane.centre + ((row.offset - lane.offset) * lane.gain) / lane.span;
      const key = `${first}/${count}/${row.rate}`;
      if (!axes.has(key)) {
        const points = reduced ? 2 * columns : count;
        const times = new Float64Array(points);
        const from = row.start + first / row.rate;
        const width = count / row.rate;
        for (let i = 0; i < points; i++) times[i] = from + (i / points) * width;
        axes.set(key, times);
      }
      xs.push(axes.get(key));
      const offsetInBuffer = row.at + first;
      if (reduced) {
        ys.push(columnExtremes(chunk.codes, offsetInBuffer, count, columns, scale, shift));
      } else {
        const values = new Float32Array(count);
        for (let i = 0; i < count; i++) {
          const code = chunk.codes[offsetInBuffer + i];
          values[i] = code === MISSING ? NaN : code * scale + shift;
        }
        ys.push(values);
      }
    }
    const every = (value) => lanes.map(() => value);
    source.setv(
      {
        data: {
          xs,
          ys,
          colour: lanes.map((lane) => lane.colour),
          raw_colour: lanes.map((lane) => lane.raw_colour),
          start: every(start),
          tier: every(tier),
          generation: every(chunk?.generation ?? -1),
        },
      },
      { sync: false },
    );
  }

  columns() {
    return Math.max(200, Math.round(this.live.plot("traces")?.frame.bbox.width ?? 800));
  }

  // What the picture shows, for a reader of the page: screen readers, tests, benchmarks.
  tell(start, fine, filtered) {
    const data = this.live.element?.dataset;
    if (!data) return;
    data.start = start.toFixed(3);
    data.tier = fine ? (filtered ? "full" : "raw") : "overview";
    data.generation = this.chunks.band?.generation ?? -1;
    data.band = this.chunks.band?.band.join("-") ?? "";
  }

  // Ask for the kinds of trace that [from, to] lacks; one request at a time.
  ask(from, to, around) {
    if (this.asked !== null && performance.now() - this.asked < 5000) return;
    const missing = Object.keys(this.chunks).filter((k) => !this.covers(this.chunks[k], from, to));
    if (!missing.length) return;
    this.asked = performance.now();
    this.model.send({
      kind: "need",
      start: this.model.get("window_start"),
      length: this.model.get("window_length"),
      direction: this.lastDirection,
      around,
      missing,
    });
  }

  // The window moved: draw at once, ask for what is missing or will be soon. A hand that races
  // through the night gets windows only: what lies around them would be passed before it came.
  moved() {
    const start = this.model.get("window_start");
    const now = performance.now();
    const speed = Math.abs(start - this.lastStart) / Math.max(now - this.lastMove, 1);
    this.racing = speed * LOOK_AHEAD > this.model.get("margin");
    this.lastDirection = Math.sign(start - this.lastStart) || this.lastDirection;
    this.lastStart = start;
    this.lastMove = now;
    if (!this.draw()) this.ask(start, start + this.model.get("window_length"), !this.racing);
    this.fetchAhead(this.racing ? REST : 0);
  }

  fetchAhead(delay) {
    clearTimeout(this.timer);
    const look = () => {
      const start = this.model.get("window_start");
      const length = this.model.get("window_length");
      const total = this.model.get("total");
      const margin = Math.min(this.model.get("margin"), 2 * length);
      this.ask(Math.max(0, start - margin), Math.min(total, start + length + margin), true);
    };
    if (delay) this.timer = setTimeout(look, delay);
    else look();
  }
}
