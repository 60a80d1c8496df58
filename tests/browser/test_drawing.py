"""What is drawn: how much of it at a change, from how many samples, and that it is let go."""

import time

import pytest

pytestmark = pytest.mark.browser

LONGEST_HELD = 20.0  # s that what is under way may be held for


def test_what_a_band_changes_is_painted_in_one_frame_and_nothing_else_is(one_page):
    page = one_page
    page.page.keyboard.press("6")
    page.wait_for_heading("sigma 11–16 Hz")
    held = "document.querySelector('.live-pane').explorer.store.source.isEnough()"
    page.page.wait_for_function(f"{held} && document.querySelector('[data-settled=yes]')")
    painted, layouts, recorded, asked = page.page.evaluate(
        """async () => {
            const { live, model } = document.querySelector(".live-pane").explorer;
            const painted = [], before = model.get("band");
            let layouts = 0, recorded = 0, asked = 0;
            // The kernel is not told, so that nothing comes of its answers.
            const turn = async (band) => {
                model.set("band", band);
                await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            };
            await turn([0.5, 30]); // its labels are as wide as any
            const note = (plot, name, does) => {
                const own = plot[name];
                plot[name] = (...given) => (does(), own.apply(plot, given));
            };
            for (const plot of live.plots) {
                const at = () => document.timeline.currentTime;
                note(plot, "repaint", () => painted.push([plot.model.name, at()]));
                note(plot, "compute_layout", () => layouts++);
            }
            note(live.plot("traces"), "_paint_primary", () => recorded++);
            // A font on a canvas of the page, or a place asked for, has the page laid out at once.
            const onPage = CanvasRenderingContext2D.prototype;
            const font = Object.getOwnPropertyDescriptor(onPage, "font");
            const set = function (value) {
                if (this.canvas.isConnected) asked++;
                font.set.call(this, value);
            };
            Object.defineProperty(onPage, "font", { ...font, set });
            const place = Element.prototype.getBoundingClientRect;
            Element.prototype.getBoundingClientRect = function () {
                asked++;
                return place.call(this);
            };
            await turn([11, 15]);
            const found = [[...painted], layouts, recorded, asked];
            Object.defineProperty(onPage, "font", font);
            Element.prototype.getBoundingClientRect = place;
            for (const plot of live.plots)
                for (const name of ["repaint", "compute_layout", "_paint_primary"])
                    delete plot[name];
            await turn(before);
            return found;
        }"""
    )
    assert sorted(name for name, _ in painted) == ["band_power", "spectrogram", "traces"]
    assert len({frame for _, frame in painted}) == 1
    assert layouts == 0
    assert recorded == 0  # the band alone is painted anew
    assert asked == 0


def held(page, session):
    """Measure MB of arrays and the number of nodes, once the page's garbage was collected."""
    page.wait_for_rest()
    session.send("HeapProfiler.collectGarbage")
    arrays = session.send("Runtime.getHeapUsage")["backingStorageSize"]
    return arrays / 2**20, session.send("Memory.getDOMCounters")["nodes"]


def test_what_was_drawn_is_let_go(one_page):
    page = one_page
    session = page.page.context.new_cdp_session(page.page)

    def jump_about(times):
        for place in range(times):
            at = 3000 + 20_000 * (place % 2) + 300 * place
            page.page.mouse.click(*page.point("hypnogram", at, 2))
            page.wait_until(f"Math.abs(d.start - {at - 15}) < 60 && d.tier === 'full'")

    def read_the_evidence():
        for tab, shown in (("Evidence", ".evidence"), ("Night", ".live-pane")):
            page.page.get_by_role("button", name=tab, exact=True).click()
            page.page.locator(shown).first.wait_for()

    page.wait_for_rest()
    jump_about(4)
    read_the_evidence()
    arrays, nodes = held(page, session)
    jump_about(16)
    for _ in range(4):
        read_the_evidence()
    until = time.monotonic() + LONGEST_HELD
    while True:  # what is under way is held for a moment, what is not let go for good
        arrays_now, nodes_now = held(page, session)
        more = arrays_now - arrays, nodes_now - nodes
        # The samples of sixteen places take three times as much, and a tab left behind at each turn
        # is four times 5,800 nodes.
        if (more[0] < 6 and more[1] < 12_000) or time.monotonic() > until:
            break
        page.page.wait_for_timeout(500)
    assert more[0] < 6
    assert more[1] < 12_000


def test_a_short_window_after_a_long_one_is_drawn_from_every_sample(one_page):
    page = one_page

    live = "document.querySelector('.live-pane').explorer.live"
    points = f"{live}.named('raw_traces').data.xs[0].length"

    def drawn(length):
        """Wait until a window of this length is drawn at full rate."""
        span = f"(({{ start, end }}) => end - start)({live}.named('trace_range'))"
        page.wait_for_truth(f"{span} === {length}")
        page.wait_until("d.tier === 'full'")

    def window(length):
        page.page.evaluate(
            """(length) => {
              const { model } = document.querySelector('.live-pane').explorer;
              model.set('window_length', length);
              model.save_changes();
            }""",
            length,
        )
        drawn(length)

    drawn(30)
    before = page.page.evaluate(points)
    for length in (1800, 300, 600):
        window(length)
        window(30)
        page.wait_for_truth(f"{points} === {before}")
        start = page.drawn()["start"]
        page.page.keyboard.press("ArrowRight")
        page.wait_until(f"d.start !== '{start}' && d.tier === 'full'")
        page.wait_for_truth(f"{points} === {before}")


def test_the_colours_of_an_image_are_those_that_bokeh_gives_it(one_page):
    one_page.wait_for_rest()
    told = one_page.page.evaluate(
        """() => {
            const { live } = document.querySelector('.live-pane').explorer;
            return ['spectrogram', 'events'].map((name) => {
                const views = [...live.plot(name).renderer_views.values()];
                const { glyph } = views.find((view) => view.glyph?.image_data);
                const image = glyph.image.get(0);
                const ours = glyph._flat_img_to_buf8(image);
                const theirs = glyph.model.color_mapper.rgba_mapper.v_compute(image);
                const { width, height } = glyph.image_data[0];
                const drawn = glyph.image_data[0].getContext('2d')
                    .getImageData(0, 0, width, height).data;
                const same = (one, other) => one.length === other.length
                    && one.every((value, i) => value === other[i]);
                return { pixels: image.length, ours: same(ours, theirs),
                    // What is wholly transparent keeps no colour in a canvas.
                    drawn: theirs.every((value, i) => theirs[i | 3] === 0 || value === drawn[i]) };
            });
        }"""
    )
    assert all(one["ours"] and one["drawn"] for one in told), told
    assert all(one["pixels"] > 1000 for one in told), told
