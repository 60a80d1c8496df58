"""The bridge: what leaves the kernel, in what order, and what is kept for a view yet to open."""

import itertools
import json

import bokeh
import numpy as np
import pytest
from bokeh.models import ColumnDataSource, Range1d
from bokeh.plotting import figure

from explorer.bridge.live_figure import LiveFigure
from explorer.bridge.trace_samples import MISSING, encode, extremes, thinned


class Wire:
    """Keeps what a pane sends."""

    def __init__(self, pane):
        self.sent = []
        pane.send = lambda message, buffers=None: self.sent.append((message, buffers or []))


@pytest.fixture
def plot():
    return figure(x_range=Range1d(0, 1), tools="")


def test_many_changes_in_one_batch_are_one_message(plot):
    pane = LiveFigure(plot)
    wire = Wire(pane)
    with pane:
        plot.x_range.start = 1
        plot.x_range.end = 2
        plot.title.text = "x"
    assert len(wire.sent) == 1
    assert wire.sent[0][0]["kind"] == "patch"
    assert len(json.loads(wire.sent[0][0]["content"])["events"]) == 3


def test_arrays_travel_as_binary_buffers(plot):
    source = ColumnDataSource({"x": [0.0], "y": [0.0]}, syncable=False)
    plot.line("x", "y", source=source)
    pane = LiveFigure(plot)
    wire = Wire(pane)
    source.data = {"x": np.arange(1000.0), "y": np.zeros(1000)}
    (message, buffers) = wire.sent[0]
    assert [len(buffer) for buffer in buffers] == [8000, 8000]
    assert len(message["content"]) < 2000


def test_a_document_written_ahead_is_not_written_again_for_the_first_view(plot):
    pane = LiveFigure(plot)
    wire = Wire(pane)
    plot.x_range.start = 0.5
    pane.write_ahead()
    bundle = pane.bundle
    assert '"start":0.5' in bundle
    pane._received(pane, {"kind": "hello", "revision": json.loads(bundle)["revision"]}, [])
    assert pane.bundle is bundle
    plot.x_range.start = 0.6
    pane.write_ahead()  # somebody looks by now, and is told of each change
    assert pane.bundle is bundle
    assert [message["kind"] for message, _ in wire.sent] == ["patch", "agreed", "patch"]


def test_the_documents_arrays_travel_beside_its_json_as_they_are(plot):
    times, values = np.arange(1000.0), np.arange(1000, dtype=np.uint8)
    plot.line("x", "y", source=ColumnDataSource({"x": times, "y": values}))
    pane = LiveFigure(plot)
    bundle = json.loads(pane.bundle)
    lengths = [length for _, length in bundle["arrays"]]
    assert sorted(lengths) == [1000, 8000]
    assert len(pane.arrays) == 9000
    begin = np.cumsum([0, *lengths])
    parts = [pane.arrays[first:last] for first, last in itertools.pairwise(begin)]
    assert set(parts) == {times.tobytes(), values.tobytes()}
    assert all(
        json.dumps({"id": name}).replace(" ", "") in pane.bundle for name, _ in bundle["arrays"]
    )


def test_what_changed_before_a_view_opened_is_in_its_bundle(plot):
    pane = LiveFigure(plot)
    wire = Wire(pane)
    before = json.loads(pane.bundle)["revision"]
    plot.x_range.start = 0.5
    pane._received(pane, {"kind": "hello", "revision": before}, [])
    assert json.loads(pane.bundle)["revision"] == before + 1
    assert '"start":0.5' in pane.bundle
    assert wire.sent[-1][0]["kind"] == "agreed"


def test_an_up_to_date_view_is_not_sent_the_document_again(plot):
    pane = LiveFigure(plot)
    Wire(pane)
    bundle = pane.bundle
    pane._received(pane, {"kind": "hello", "revision": 0}, [])
    assert pane.bundle is bundle


def test_messages_reach_their_listener_only(plot):
    pane = LiveFigure(plot)
    heard = []
    pane.listen("need", heard.append)
    pane._received(pane, {"kind": "need", "start": 3}, [])
    pane._received(pane, {"kind": "unheard of"}, [])
    assert heard == [{"kind": "need", "start": 3}]


def test_traces_say_where_each_row_lies_in_the_buffer(plot):
    pane = LiveFigure(plot)
    wire = Wire(pane)
    rows = [encode(np.arange(n, dtype=np.float32), 5.0, 100.0) for n in (3, 4)]
    pane.send_traces("raw", rows, covers=(5, 6), generation=2)
    message, (buffer,) = wire.sent[0]
    assert [(row["at"], row["count"]) for row in message["rows"]] == [(0, 3), (3, 4)]
    assert len(buffer) == 14


def test_the_bokeh_that_the_bridge_was_written_for():
    # The page uses these internals of BokehJS; another version needs another look at them.
    assert bokeh.__version__ == "3.9.2"
    script = LiveFigure(figure(tools="")).bokeh_js
    import gzip

    source = gzip.decompress(script).decode()
    for used in (
        "throttled_paint",
        "repaint",
        "apply_json_patch",
        "static from_json(e,t,s=new Map)",  # the arrays by name
        "add_document_standalone",
        "_get_css_value",
        "_update(t){this.el.textContent=t}",
        "base_font_size",
        "core/visuals/visual",
        "update_position(){",
        "get needs_clip()",
        "has_size_changed(){",
        "_content_size(){",
        "_invalidate_layout_if_needed(){",
        "_invalidated_painters",
        "_invalidate_all",
        "_needs_layout",
        "_update_dataranges(t){",
        "_flat_img_to_buf8(e){return this.model.color_mapper.rgba_mapper.v_compute(e)}",
        "_get_or_create_canvas(t){",
        "_set_image_data_from_buffer(t,e){",
        "models/glyphs/image",
        "core/layout/side_panel",
        "models/plots/plot_canvas",
        "models/plots/range_manager",
        "_init_major_labels(){",
        "_major_label_views",
        "models/axes/axis",
        "models/renderers/glyph_renderer",
        "models/renderers/renderer",
    ):
        assert used in source


def test_samples_come_back_to_a_64000th_of_their_range():
    rng = np.random.default_rng(0)
    samples = rng.normal(300, 80, 5000).astype(np.float32)
    row = encode(samples, 0.0, 256.0)
    back = row["codes"] * row["scale"] + row["offset"]
    np.testing.assert_allclose(back, samples, atol=np.ptp(samples) / 64_000 * 0.51 + 3e-5)


def test_a_gap_stays_a_gap_on_the_wire():
    row = encode(np.array([1.0, np.nan, 3.0], np.float32), 0.0, 1.0)
    assert (row["codes"] == MISSING).tolist() == [False, True, False]


@pytest.mark.parametrize("samples", [np.zeros(0), np.full(4, np.nan), np.full(4, 7.0)])
def test_flat_empty_and_missing_samples_can_be_sent(samples):
    row = encode(samples.astype(np.float32), 0.0, 1.0)
    back = np.where(row["codes"] == MISSING, np.nan, row["codes"] * row["scale"] + row["offset"])
    np.testing.assert_allclose(back, samples)


def test_extremes_keep_every_spike():
    samples = np.zeros(1000, np.float32)
    samples[[3, 500, 999]] = 9, -7, 5
    seen = extremes(samples, 64)
    assert seen.max() == 9
    assert seen.min() == -7
    assert seen[-1] == 5


def test_few_samples_are_not_thinned():
    samples = np.arange(100, dtype=np.float32)
    assert thinned(samples, 0.0, 100.0, 100.0)[0] is samples
    points, _, rate = thinned(samples, 0.0, 100.0, 10.0)
    assert rate == 10
    assert points.size == 10
