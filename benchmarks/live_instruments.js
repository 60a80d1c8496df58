// Notes each input and each frame that shows something new, with the version of every figure's data.
(() => {
  const paints = (window.paints = []);
  const events = (window.inputs = []);
  const afterFrame = (done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  };
  const pane = document.querySelector(".live-pane");
  const { live, model } = pane.explorer;
  for (const plot of live.plots) {
    const repaint = plot.repaint.bind(plot);
    plot.repaint = () => {
      const drawn = {
        figure: plot.model.name,
        start: Number(pane.dataset.start),
        tier: pane.dataset.tier,
        band: pane.dataset.band,
        label: live.plot("band_power").model.left[0].axis_label,
        power: version("power"),
        density: version("density"),
        rule: version("N3 criterion"),
        image: version("spectrogram"),
      };
      const result = repaint();
      afterFrame((at) => paints.push({ ...drawn, at }));
      return result;
    };
  }
  const held = {}; // data by source, and how often each was replaced
  const sources = {
    spectrogram: live.plot("spectrogram").model.renderers
      .find((r) => r.glyph?.type === "Image").data_source,
  };
  for (const name of ["power", "density", "N3 criterion"])
    sources[name] = live.document.get_model_by_name(name);
  const version = (window.version = (name) => {
    const one = (held[name] ??= { data: sources[name].data, count: 0 });
    if (sources[name].data !== one.data) { one.data = sources[name].data; one.count++; }
    return one.count;
  });
  const numbers = document.querySelector(".explorer-numbers");
  new MutationObserver(() => {
    const words = numbers.textContent;
    requestAnimationFrame(() => afterFrame((at) => paints.push({ figure: "numbers", words, at })));
  }).observe(numbers, { childList: true, subtree: true, characterData: true });
  const before = () =>
    Object.fromEntries(Object.keys(sources).map((name) => [name, version(name)]));
  const short = (hertz) => String(Number(hertz.toFixed(3)));
  const note = (event, seen) => events.push({
    at: event.timeStamp, kind: event.type, before: seen,
    start: model.get("window_start"), band: model.get("band").join("-"),
    edges: model.get("band").map(short).join("–"), threshold: model.get("n3_amplitude"),
  });
  for (const kind of ["keydown", "pointermove", "pointerrawupdate", "pointerup", "change"])
    window.addEventListener(kind, (event) => {
      const seen = before();
      setTimeout(() => note(event, seen));
    }, true);
})()
