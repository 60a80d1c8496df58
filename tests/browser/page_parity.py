"""What the page computes while a hand drags equals what the kernel answers, on the sample night."""

import numpy as np

from explorer.analysis.n3_rule import n3_by_rule
from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache
from explorer.datasets.sample_night import sample_night
from explorer.intervals import runs
from explorer.vocabulary.bands import HIGHEST, LOWEST, named_band
from tests.browser.page import Page

STOPS = 10  # windows, a view each
BANDS = 20  # at each of them, each drawn whole
EACH = 37  # samples: one in so many is compared
AGREES = 0.01  # uV

# Goes through bands and lines of one window, which the kernel is not told, and reads off the page.
READ_OFF = """async ([asked, each]) => {
    const { live, model, store } = document.querySelector(".live-pane").explorer;
    const start = model.get("window_start"), stop = start + model.get("window_length");
    const found = [];
    for (const [band, line] of asked) {
        model.set("band", band);
        model.set("n3_amplitude", line);
        // What the kernel draws late, of the band before, stands for one frame.
        const words = `${band.map((edge) => Number(edge.toFixed(3))).join("–")} Hz`;
        for (let frame = 0; frame < 100; frame++) {
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            if (live.named("band_power_axis").axis_label.startsWith(words)) break;
        }
        const chunk = store.source.filtered(start, stop, band);
        found.push({
            rows: chunk.rows.map((row) => ({
                first: Math.round(row.start * row.rate),
                count: row.count,
                values: Array.from(chunk.codes.subarray(row.at, row.at + row.count))
                    .filter((_, i) => i % each === 0),
            })),
            power: Array.from(live.named("power").data.power),
            label: live.named("band_power_axis").axis_label,
            left: Array.from(live.named("N3 criterion").data.left),
            right: Array.from(live.named("N3 criterion").data.right),
        });
    }
    return found;
}"""
HELD = """([start, layout]) => {
    const { model, store } = document.querySelector(".live-pane").explorer;
    return model.get("window_start") === start && model.get("layout_id") > layout
        && store.source.isEnough();
}"""


def random_bands(rng, count):
    """Bands under a hand: edges of 0.05 Hz, at least half a Hz apart."""
    low = rng.uniform(LOWEST, HIGHEST - 0.5, count)
    low[::2] = rng.uniform(LOWEST, 4.0, low[::2].size)
    high = np.minimum(low + 0.5 + rng.exponential(6.0, count), HIGHEST)
    edges = np.round(np.stack([low, high], 1) * 20) / 20
    edges[:, 0] = np.minimum(edges[:, 0], edges[:, 1] - 0.5)
    return np.round(edges * 20) / 20


def compare_with_kernel(page: Page) -> None:
    """Go through random bands, windows and montages in the page, and compute the same here."""
    rng = np.random.default_rng(7)
    cache = AnalysisCache(sample_night())
    night = cache.night
    layout = -1
    for stop in range(STOPS):
        view = SignalView((), "as recorded", 0.0)
        if stop == STOPS // 2:  # another montage, and mains taken out, for the other half
            layout = page.page.evaluate(
                "document.querySelector('.live-pane').explorer.model.get('layout_id')"
            )
            page.page.locator("select", has_text="average of the EEG").select_option(
                "average of the EEG channels"
            )
            page.page.get_by_role("button", name="50 Hz").click()
            layout += 1  # two changes
        if stop >= STOPS // 2:
            view = SignalView((), "average of the EEG channels", 50.0)
        ends = {0: 0.0, STOPS - 1: night.duration - 30.0}
        start = ends.get(stop, float(rng.integers(0, int(night.duration) - 30)))
        page.page.evaluate(
            """(start) => {
                const { model } = document.querySelector(".live-pane").explorer;
                model.set("window_start", start);
                model.save_changes();
            }""",
            start,
        )
        page.page.wait_for_function(HELD, arg=[start, layout])
        page.wait_for_rest()
        bands = random_bands(rng, BANDS).tolist()
        lines = rng.uniform(20, 200, BANDS).round().tolist()
        asked = list(zip(bands, lines, strict=True))
        found = page.page.evaluate(READ_OFF, [asked, EACH])
        lanes = page.page.evaluate(
            "JSON.parse(document.querySelector('.live-pane').explorer.model.get('lanes'))"
        )
        channel = next(lane["name"] for lane in lanes if lane["analysed"])
        analysis = cache.analysis(channel, view)
        for (edges, line), drawn in zip(asked, found, strict=True):
            band = named_band(*edges)
            for lane, row in zip(lanes, drawn["rows"], strict=True):
                if not (lane["analysed"] and cache.can_filter(lane["name"], band)):
                    assert row["count"] == 0
                    continue
                samples, begins = cache.filtered(lane["name"], start, start + 30.0, view, band)
                rate = night.channels[lane["name"]].sampling_frequency
                assert (row["first"], row["count"]) == (round(begins * rate), samples.size)
                worst = np.abs(np.array(row["values"], float) - samples[::EACH]).max()
                assert worst <= AGREES, (lane["name"], edges, start, view)
            assert drawn["label"].startswith(f"{band.low:g}–{band.high:g} Hz")
            power = analysis.band_power(band)
            np.testing.assert_allclose(np.array(drawn["power"], float), power, rtol=1e-6, atol=1e-9)
            whole = analysis.whole
            rule = n3_by_rule(whole.waves, night.hypnogram, line, masked=whole.masked)
            epochs = runs(rule.is_n3) * float(night.hypnogram.epoch_length) + night.first_onset
            assert np.array_equal(np.stack([drawn["left"], drawn["right"]], 1), epochs)
