"""Architecture on the page without a browser: gestures move the state, the words are read."""

import csv
import io
import json
import re
import threading

import numpy as np
import pytest
import xarray as xr

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.analysis.observed_night import observed_night
from explorer.app.night.hypnogram_strips import shown_probabilities
from explorer.app.permalink import apply_link, write_link
from explorer.app.sharing.downloads import written
from explorer.app.shell import Explorer
from explorer.datasets.night_locations import NightLocation
from explorer.io import open_night
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals
from explorer.render.architecture.norms_bar import (
    key_to_bars,
    norm_bar,
    norms_in_words,
    why_no_norms,
)
from explorer.scoring.edit_history import STAGES as SCORES
from explorer.scoring.edit_history import Edit, Edits
from explorer.vocabulary.bands import BANDS
from explorer.vocabulary.stages import Stage

STAGES = (
    ["W"] * 20 + ["N2"] * 60 + ["N3"] * 40 + ["REM"] * 20 + ["W"] * 10 + ["N2"] * 40 + ["W"] * 10
)


def night_of(stages=STAGES, **attrs):
    return Night.make({}, {"me": make_hypnogram(stages)}, **attrs)


@pytest.fixture(scope="module")
def one_page():
    return Explorer(Night.make({}, {"nobody here": make_hypnogram(["W"])}))


@pytest.fixture
def opened(one_page):
    """Turn a page to a night as if it had just been opened: making one takes half a second."""

    def opened(night):
        page, state = one_page, one_page.state
        page.numbers.architecture.unfolded = page.numbers.parts.unfolded = []
        assert page.numbers.worker.wait(60)
        assert page.numbers.reference.opener.wait(60)
        page.numbers.reference.choose("")
        page.numbers.parts.value, page.status.message = "", ""
        with state.batch():
            state.selection, state.lights, state.definitions, state.scorer = (), (), (), ""
            state.night = night
        return page

    return opened


@pytest.fixture
def scored(opened):
    return opened(night_of())


@pytest.fixture
def two_scorers(opened):
    other = [*STAGES[:60], *["N1"] * 20, *STAGES[80:]]
    scorers = {"<i>Ann</i>": make_hypnogram(STAGES), "Bob": make_hypnogram(other)}
    return opened(Night.make({}, scorers))


def cell(words, name):
    """First number of the row of this name."""
    return re.search(rf">{re.escape(name)}</button>.*?<td>([\d.–]+)", words)[1]


def unfold(page, *keys):
    page.numbers.parts.unfolded = list(keys)
    assert page.numbers.worker.wait(60)
    return page.numbers.parts.value


def test_the_headline_is_the_manuals_until_a_hand_chooses(scored):
    words = scored.numbers.architecture
    assert cell(words.value, "WASO") == "10.0"  # 5 min within sleep, 5 after it
    assert "to lights-on" in words.value
    scored.numbers._choose("WASO", "WASO_SPT")
    assert cell(words.value, "WASO") == "5.0"
    assert "to final waking" in words.value
    assert scored.state.definitions == (("WASO", "WASO_SPT"),)
    scored.numbers._choose("WASO", "WASO_AASM")
    assert scored.state.definitions == ()


def test_rem_latency_counts_from_where_it_is_told(scored):
    assert cell(scored.numbers.architecture.value, "REM latency") == "50.0"
    scored.numbers._choose("REM latency", "Lat_REM")
    assert cell(scored.numbers.architecture.value, "REM latency") == "60.0"


def test_another_sleep_onset_is_said_to_move_sol_alone(scored):
    page = scored
    assert "moves SOL alone" not in page.numbers.architecture.value
    page.state.definitions = (("SOL", "SOL_5min"),)
    assert "(5 min unbroken) moves SOL alone" in page.numbers.architecture.value
    assert "WASO and REM latency begin with" in page.numbers.architecture.value
    page.state.definitions = ()


def test_a_definition_that_is_unknown_is_one_sentence_in_the_foot(scored):
    scored.safe_callback(scored.numbers._choose)("WASO", "guess")
    assert "no variant" in scored.status.message


def test_lights_that_a_hand_drags_move_every_number_and_go_back(scored):
    words = scored.numbers.architecture
    assert "whole recording is time in bed" in words.value
    assert scored.pane.lights == [0.0, 6000.0]
    scored.pane.lights = [300.0, 5700.0]
    assert scored.state.lights == (300.0, 5700.0)
    assert cell(words.value, "TIB") == "90.0"
    assert cell(words.value, "SOL") == "5.0"
    assert cell(words.value, "WASO") == "5.0"
    assert "set by hand" in words.value
    scored.numbers._act("reset-lights")
    assert scored.pane.lights == [0.0, 6000.0]
    assert cell(words.value, "TIB") == "100.0"


def test_a_new_night_brings_its_own_lights(scored):
    scored.pane.lights = [300.0, 5700.0]
    scored.state.night = night_of(lights_off=600.0, lights_on=5400.0)
    assert scored.state.lights == ()
    assert scored.pane.lights == [600.0, 5400.0]
    assert "file’s lights" in scored.numbers.architecture.value
    assert cell(scored.numbers.architecture.value, "TIB") == "80.0"


def test_lights_of_one_end_say_which_end_is_not_known(opened):
    page = opened(night_of(lights_off=300.0))
    assert "no lights-on is known" in page.numbers.architecture.value
    assert page.pane.lights == [300.0, 6000.0]


def test_a_long_recording_is_proposed_a_period_and_never_given_one(opened):
    day = ["W"] * 1000 + ["N2"] * 40 + ["W"] * 300 + ["N2"] * 800 + ["W"] * 50
    page = opened(night_of(day))
    assert cell(page.numbers.architecture.value, "TIB") == "1095.0"
    assert "Proposed: 10:40–18:15" in page.numbers.architecture.value
    assert page.hypnogram.proposal.visible
    page.numbers._act("accept-main-sleep")
    assert page.state.lights == (1280 * 30, 2190 * 30)
    assert cell(page.numbers.architecture.value, "TIB") == "455.0"
    assert not page.hypnogram.proposal.visible


def test_cycles_follow_the_rule_and_the_lights(scored):
    bar = scored.hypnogram.cycles.source
    assert bar.data["name"] == ["1", "(2)"]
    assert bar.data["dash"] == ["solid", "dashed"]
    begin = bar.data["left"][1]
    scored.numbers._choose("cycles", "Luna")
    assert bar.data["left"][1] == begin + 300  # the wake after REM belongs to no cycle
    scored.pane.lights = [0.0, 3600.0]
    assert bar.data["name"] == ["(1)"]


def test_what_is_folded_is_not_computed_and_what_is_unfolded_follows(scored):
    assert "<table" not in scored.numbers.parts.value
    words = unfold(scored, "stability", "cycles")
    assert cell(words, "AWAKENINGS") == "1"
    assert "20.0 min of N3 in the first NREM period" in words
    assert "growth hormone is not measured here" in words
    scored.pane.lights = [300.0, 5700.0]
    assert scored.numbers.worker.wait(60)
    assert "1/h" in scored.numbers.parts.value
    assert "AWAKENINGS" not in unfold(scored, "cycles")


def test_a_row_unfolds_its_formula_source_and_variants(scored):
    scored.numbers.architecture.unfolded = ["metric:WASO_AASM"]
    words = scored.numbers.architecture.value
    metric = metrics.metric("WASO_AASM")
    assert metric.formula in words
    assert metric.source in words
    assert "WASO_SPT</dt>" in words
    assert 'aria-expanded="true"' in words


@pytest.mark.parametrize("stages", [STAGES, ["W"] * 30, ["UNSCORED"] * 30, ["REM"], []])
def test_every_part_stands_on_every_night(stages, opened):
    page = opened(night_of(stages))
    page.state.definitions = (
        *(("cycles", "Luna"), ("unscored edges", "left out"), ("isolated sleep", "wake")),
    )
    # Of scored events, saturation and heart beats there are rows only where the night has these.
    always = ("organisation", "stability", "quality", "scored events")
    parts = (*always, "thirds", "cycles", "transitions", "bouts")
    words = unfold(page, *parts)
    assert "could not" not in words
    assert words.count("</details>") == len(parts)
    assert "No scored events" in words
    assert "could not" not in page.numbers.architecture.value
    assert "could not" not in page.hypnogram.problem.text


def test_two_scorers_give_a_range_a_strip_and_their_agreement(two_scorers):
    page = two_scorers
    assert "40.0–50.0" in page.numbers.architecture.value  # min of N2
    assert list(page.hypnogram.strips.labels.values()) == ["Bob"]
    words = unfold(page, "scorers")
    expected = metrics.agreement(*page.state.night.hypnograms)
    assert f"<td>{float(expected.cohen_kappa):.2f}</td>" in words
    assert "<i>Ann" not in words + page.numbers.architecture.value
    assert "&lt;i&gt;Ann" in words


def test_another_scorer_is_shown_counted_and_read_out(two_scorers):
    page = two_scorers
    page.numbers._choose("scorer", "Bob")
    assert cell(page.numbers.architecture.value, "N1") == "10.0"
    assert json.loads(page.pane.epochs)["codes"][60] == 1
    assert list(page.hypnogram.strips.labels.values()) == ["<i>Ann</i>"]
    page.numbers._choose("scorer", "<i>Ann</i>")
    assert page.state.scorer == ""


def test_typical_values_stand_only_where_the_age_is_known():
    unknown = night_of()
    assert norm_bar(20.0, "%N3", unknown) == ""
    assert "does not say how old" in why_no_norms("%N3", unknown)
    assert why_no_norms("AWAKENINGS", unknown) == ""  # there are none at any age
    assert why_no_norms("%N3", night_of(age=22.0)) == ""
    young = night_of(age=22.0, sex="male")
    assert 'stroke-dasharray="2 2"' in norm_bar(20.0, "%N3", young)
    says = norms_in_words("%N3", young)
    assert any("18.9 %" in s and "n = 149" in s and "badge" not in s for s in says)
    assert any("20.4 %" in s and "not verified" in s for s in says)
    assert not any("Van Cauter" in s for s in norms_in_words("%N3", night_of(age=22.0)))


def test_the_table_as_csv_has_every_number_and_says_what_each_is(scored, monkeypatch):
    sent = []
    monkeypatch.setattr(scored.numbers.parts, "offer_file", lambda *file: sent.append(file))
    scored.numbers._act("csv")
    assert scored.numbers.saved.worker.wait(60)
    rows = {row["symbol"]: row for row in csv.DictReader(io.StringIO(sent[0][1]))}
    assert list(rows) == list(metrics.METRICS)
    table = metrics.table(scored.state.hypnogram)
    for symbol, row in rows.items():
        name = metrics.METRICS[symbol].name
        assert row["script_name"] == name
        expected = float(table[name])
        assert row["night"] == ("" if np.isnan(expected) else repr(expected))
        assert row["units"] == table[name].units


@pytest.mark.parametrize("what", ["csv", "copy", "table", "report"])
def test_what_is_saved_has_oxygen_and_heart_whatever_is_unfolded(opened, what, monkeypatch):
    page = opened(simulate_night(4, hours=0.5))
    sent, said = [], []
    monkeypatch.setattr(page.numbers.parts, "offer_file", lambda _n, text, _t: sent.append(text))
    monkeypatch.setattr(page.numbers.parts, "offer_copy", sent.append)
    page.status.observe(lambda change: said.append(change["new"]), "message")
    assert page.numbers.parts.unfolded == []
    whole = page.numbers.asked.in_bed
    beats = observed_night(page.state.night).beats
    assert beats is not None
    if what in ("table", "report"):
        sent.append(written(what, page.session.view_now(""))[1])
    else:
        page.numbers._act(what)
        assert page.numbers.saved.worker.wait(60)
        assert any("Counting every number" in one for one in said)
        assert "Counting" not in page.status.message
    wanted = MetricsQuery(whole, (), ()).with_signals().metrics
    assert "HR_N2" in wanted
    if what == "report":
        assert all(f">{symbol}<" in sent[0] for symbol in ("HR_N2", "RMSSD_N3"))
    else:
        cells = csv.DictReader(io.StringIO(sent[0]), delimiter="\t" if what == "copy" else ",")
        assert [row["symbol"] for row in cells] == list(wanted)


def test_what_is_copied_is_the_table_for_a_spreadsheet(scored, monkeypatch):
    sent = []
    monkeypatch.setattr(scored.numbers.parts, "offer_copy", sent.append)
    scored.numbers._act("copy")
    assert scored.numbers.saved.worker.wait(60)
    rows = list(csv.DictReader(io.StringIO(sent[0]), delimiter="\t"))
    assert [row["symbol"] for row in rows] == list(metrics.METRICS)
    assert {row["script_name"] for row in rows} >= set(metrics.SCRIPT_NAMES)


def test_a_row_says_what_other_tools_report_and_why_that_is_not_ours(scored):
    scored.numbers.architecture.unfolded = ["metric:WASO_AASM", "metric:TIB"]
    words = scored.numbers.architecture.value
    assert "YASA 0.8.1, WASO</dt>" in words
    assert "wonambi 7.17, WASOT</dt>" in words
    assert '<span class="value">10.5 min</span>' in words  # 10 min to lights-on, and one epoch
    assert "one epoch too long: a fault" in words
    assert "Luna 1.7.0, TIB</dt>" in words


def test_a_name_for_scripts_is_said_where_the_symbol_leaves_the_variant_open(scored):
    words = unfold(scored, "stability", "metric:SHIFTS_TST")
    assert "stage_shift_index" in words


def test_the_two_conventions_about_edges_are_definitions_and_move_every_number(opened):
    page = opened(night_of(["UNSCORED"] * 20 + ["N1"] * 4 + ["W"] * 300 + ["N2"] * 60))
    assert cell(page.numbers.architecture.value, "TIB") == "192.0"
    assert cell(page.numbers.architecture.value, "SOL") == "10.0"
    page.numbers._choose("unscored edges", "left out")
    assert cell(page.numbers.architecture.value, "TIB") == "182.0"
    page.numbers._choose("isolated sleep", "wake")
    assert cell(page.numbers.architecture.value, "SOL") == "152.0"
    page.numbers._choose("unscored edges", "kept")
    page.numbers._choose("isolated sleep", "kept")
    assert page.state.definitions == ()


def test_conventions_take_each_scorer_by_itself(two_scorers):
    page = two_scorers
    page.state.definitions = (("unscored edges", "left out"),)
    assert "40.0–50.0" in page.numbers.architecture.value
    assert "could not" not in unfold(page, "ranges", "scorers")


def test_another_night_stands_beside_for_reference_and_leaves_again(scored):
    other = night_of(["W"] * 40 + ["N2"] * 160, lights_off=600.0)
    scored.night_manager.offer("other", lambda: other)
    assert ">other</option>" in scored.numbers.architecture.value
    scored.numbers._choose("reference", "other")
    assert scored.numbers.reference.opener.wait(60)
    words = scored.numbers.architecture.value
    assert "three-parts" not in words
    assert re.search(r">TIB</button>.*?<td>100.0</td><td>90.0</td>", words)
    scored.state.selection = (600.0, 1200.0)
    assert "three-parts" in scored.numbers.architecture.value
    assert re.search(
        r">TIB</button>.*?<td>100.0</td><td>10.0</td><td>90.0</td>",
        scored.numbers.architecture.value,
    )
    scored.numbers._choose("reference", "")
    assert "reference</th>" not in scored.numbers.architecture.value


def test_numbers_fade_from_the_choice_of_a_reference_until_it_is_there(scored):
    nights = {name: night_of(["W"] * 40 + [name] * 160) for name in ("N2", "N3")}
    may_open = threading.Event()

    def slow():
        may_open.wait(60)
        return nights["N3"]

    scored.night_manager.offer("first", lambda: nights["N2"])
    scored.night_manager.offer("second", slow)
    numbers = scored.numbers
    numbers.parts.unfolded = ["sleep"]
    numbers._choose("reference", "first")
    assert numbers.reference.opener.wait(60)
    assert numbers.worker.wait(60)
    sheets = (numbers.architecture, numbers.parts)
    assert not any("computing" in sheet._dom_classes for sheet in sheets)
    numbers._choose("reference", "second")
    assert scored.state.reference is nights["N2"]  # whose numbers stand there still
    assert re.search(r"<option[^>]* selected[^>]*>second<", numbers.architecture.value)
    assert all("computing" in sheet._dom_classes for sheet in sheets)
    may_open.set()
    assert numbers.reference.opener.wait(60)
    assert numbers.worker.wait(60)
    assert scored.state.reference is nights["N3"]
    assert not any("computing" in sheet._dom_classes for sheet in sheets)


def test_a_reference_that_comes_after_none_was_chosen_is_left(scored):
    may_open = threading.Event()
    other = night_of(["N2"] * 160)
    scored.night_manager.offer("slow", lambda: (may_open.wait(60), other)[1])
    scored.numbers._choose("reference", "slow")
    scored.numbers._choose("reference", "")
    may_open.set()
    assert scored.numbers.reference.opener.wait(60)
    assert scored.state.reference is None
    assert "computing" not in scored.numbers.architecture._dom_classes
    assert "for reference" not in scored.status.message  # nothing is being opened


def test_a_wave_that_is_measured_opens_no_column_of_stages(scored):
    scored.state.selection = (610.0, 618.0)  # around an epoch's middle, and shorter than an epoch
    for words in (scored.numbers.architecture.value, scored.numbers.power.value):
        assert "selection</th>" not in words
    assert [part.name for part in scored.state.parts] == ["night"]
    scored.state.selection = (600.0, 630.0)
    assert "selection</th>" in scored.numbers.architecture.value
    scored.state.selection = ()


def test_a_link_keeps_the_reference_night_and_brings_it_back(scored, monkeypatch):
    reference, state = scored.numbers.reference, scored.state
    other = night_of(["W"] * 40 + ["N2"] * 160, lights_off=600.0)
    place = NightLocation("folder/a, b.edf", "scorer.xml")
    scored.night_manager.offer("other", lambda: other, place)
    reference.choose("other")
    assert reference.opener.wait(60)
    link = write_link(state, "night.edf")
    assert apply_link(state, "v1&window_start=0") == ""
    assert (state.reference, state.reference_title) == (None, "")
    assert apply_link(state, link) == ""
    assert reference.opener.wait(60)
    assert (state.reference, state.reference_title) == (other, "other")
    # One that stands in no list is found by its place, and a title stands for one night.
    monkeypatch.setattr(reference, "found", lambda asked: ("other", lambda: (asked, other)[1]))
    state.reference_place = "elsewhere/other.edf"
    assert reference.opener.wait(60)
    assert (state.reference_title, state.reference) == ("other (reference)", other)
    assert ">other (reference)</option>" in scored.numbers.architecture.value


def test_a_link_to_a_reference_that_is_nowhere_says_so_and_what_stood_stays(scored):
    state = scored.state
    state.reference_place = "no such.edf"
    assert "could not be opened for reference" in scored.status.message
    assert (state.reference, state.reference_place) == (None, "")


def test_a_reference_that_cannot_be_opened_is_one_sentence(scored):
    def broken():
        raise ValueError("no such night")

    scored.night_manager.offer("broken", broken)
    scored.numbers._choose("reference", "broken")
    assert scored.numbers.reference.opener.wait(60)
    assert "broken could not be opened for reference: no such night" in scored.status.message
    assert scored.state.reference is None


def test_scorers_make_a_density_of_their_shares(two_scorers):
    density = two_scorers.hypnogram.density
    assert density.image.visible
    beliefs = shown_probabilities(two_scorers.state)
    assert beliefs[0].tolist() == [1, 0, 0, 0, 0]
    assert beliefs[60].tolist() == [0, 0.5, 0.5, 0, 0]
    (pixels,) = density.source.data["image"]
    assert len(set(pixels[:, 0])) == 1
    assert len(set(pixels[:, 60])) == 2
    two_scorers.state.night = night_of()
    assert not density.image.visible


def test_where_nobody_scored_the_density_is_empty(opened):
    one = make_hypnogram(["W", "UNSCORED", "UNSCORED"])
    two = make_hypnogram(["W", "N2", "UNSCORED"])
    page = opened(Night.make({}, {"one": one, "two": two}))
    beliefs = shown_probabilities(page.state)
    assert beliefs[1].tolist() == [0, 0, 1, 0, 0]
    assert np.isnan(beliefs[2]).all()
    (pixels,) = page.hypnogram.density.source.data["image"]
    assert (pixels[:, 2] == 0).all()


def test_probabilities_give_every_metric_an_interval():
    stages = make_hypnogram(STAGES)
    sure = np.where(np.eye(5)[stages.values] > 0, 0.8, 0.05)
    belief = xr.DataArray(
        sure,
        dims=("epoch", "stage_name"),
        coords={"stage_name": ["W", "N1", "N2", "N3", "REM"]},
    )
    page = Explorer(Night.make({}, {"stager": stages}, None, {"stager": belief}))
    page.pane.lights = [300.0, 5700.0]
    words = unfold(page, "intervals")
    assert "could not" not in words
    assert ">TST</th>" in words
    assert "Epochs drawn each for itself would flicker" in words
    assert page.hypnogram.density.label == "likelihood"
    # Somebody who scores here is no stager of the file's: shares of the two take its place.
    page.state.edits = Edits((Edit(SCORES, "me", 0, 30, (int(Stage.N2),), id="a"),))
    page.state.scorer = page.state.scorers[-1]
    assert page.hypnogram.problem.text == ""
    assert page.hypnogram.density.label == "share"
    assert "could not" not in page.numbers.architecture.value


def test_a_hypnogram_alone_leaves_the_room_to_itself_and_gives_it_back(scored, short_night):
    assert [p.figure.visible for p in scored.figures] == [True] + [False] * 4
    assert scored.hypnogram.figure.xaxis.visible
    assert not scored.pane.hint  # of a spectrogram
    scored.state.night = short_night
    assert all(p.figure.visible for p in scored.figures)
    assert not scored.hypnogram.figure.xaxis.visible


def test_the_hypnogram_has_words_for_who_hears_the_page(scored):
    words = scored.numbers.architecture.value
    assert "100 min in bed, 80 min asleep" in words
    assert "hour 1: N2 30 min, N3 20 min, wake 10 min" in words
    assert "Cycles by Feinberg &amp; Floyd, min: 60, 25" in words


def test_a_few_epochs_are_told_in_tenths_of_minutes():
    few = Night.make({}, {"a": make_hypnogram(["W", "N1", "N2", "N3", "REM"])})
    words = Explorer(few).numbers.architecture.value
    assert "hour 1: wake 0.5 min, REM 0.5 min, N1 0.5 min, N2 0.5 min, N3 0.5 min." in words


def test_real_nights_of_two_scorers_and_of_a_day_open(shared_data):
    page = Explorer(open_night(shared_data / "boas" / "sub-10_task-Sleep_acq-psg_events.tsv"))
    assert "stage_ai" in page.numbers.architecture.value
    assert "could not" not in unfold(page, *metrics.GROUPS, "scorers", "cycles", "bouts")
    folder = shared_data / "sleep-edf-hypnograms" / "sub-cassette28" / "ses-night1" / "eeg"
    page.state.night = open_night(next(folder.glob("*events.tsv")))
    assert "Proposed" in page.numbers.architecture.value


def test_no_markup_is_shown_as_words_beside_the_night():
    page = Explorer(simulate_night(3, hours=0.5, sampling_frequency=128))
    for worker in (page.analyser, page.signal.worker):
        assert worker.wait(60)
    for panel in (page.numbers.architecture, page.numbers.power, *page.signal.numbers.widgets):
        assert "&lt;" not in panel.value


def test_unfolded_parts_are_dimmed_from_another_night_on_until_they_are_filled_for_it(scored):
    numbers, dimmed = scored.numbers, []
    night = scored.state.night
    numbers.parts.unfolded = ["stability"]
    assert numbers.worker.wait(60)
    numbers.parts.observe(
        lambda _c: dimmed.append("computing" in numbers.parts._dom_classes), "value"
    )
    scored.state.night = night_of(age=22.0)
    try:
        assert numbers.worker.wait(60)
        assert dimmed == [True]
        assert "computing" not in numbers.parts._dom_classes
    finally:
        scored.state.night = night
        numbers.parts.unfolded = []
        assert numbers.worker.wait(60)


def test_what_the_marks_of_the_bars_are_is_said_once_and_under_each():
    young = night_of(age=22.0, sex="male")
    assert key_to_bars(["TIB", "TST"], young) == (
        "dot: this night; line: published mean, dotted where not verified"
    )
    assert key_to_bars(["TIB"], young) == key_to_bars(["TST"], night_of()) == ""
    bar = norm_bar(20.0, "%N3", young)
    assert bar.count("dot: this night") == 1
    assert bar.count("20.4 %") == 1
    assert "; line: mean 18.9 %" in bar
    assert "dotted line: mean 20.4 %" in bar


def test_a_name_breaks_behind_its_underscores_only(scored):
    scored.numbers.parts.unfolded = ["stability"]
    assert scored.numbers.worker.wait(60)
    assert ">AWAKENINGS_<wbr>1min</button>" in scored.numbers.parts.value
    scored.numbers.parts.unfolded = []


def test_a_band_that_a_slow_channel_lacks_is_said_and_leaves_no_curve_of_another():
    samples = np.random.default_rng(1).normal(0, 20, (1, 6000))
    slow = make_signals(samples, 10.0, ["C4-M1"], ["EEG"], ["uV"])
    page = Explorer(Night.make({"10Hz": slow}, {"me": make_hypnogram(["N2"] * 20)}))
    page.settle()
    assert np.isfinite(page.band_power.power.data["power"]).all()
    page.state.band = next(band for band in BANDS if band.name == "sigma")
    page.settle()
    said = page.numbers.power.value
    assert "sigma 11–16 Hz" in said
    assert "holds up to 5 Hz, and so nothing of 11–16 Hz, the band chosen" in said
    assert np.isnan(page.band_power.power.data["power"]).all()
    assert page.band_power.figure.yaxis[0].axis_label.startswith("11–16 Hz")
    assert not page.status.message
