"""The report of a night: it opens with the night in short, and its numbers are the page's."""

import json
import re

import numpy as np
import pytest
import xarray as xr

from explorer.analysis.signal_view import SignalView as Samples
from explorer.app.sharing.downloads import written
from explorer.app.sharing.snapshots import take_signal_snapshot
from explorer.app.shell import Explorer
from explorer.app.time_in_bed_words import time_in_bed_plainly
from explorer.datasets.sample_night import keep_simulated_night, sample_night
from explorer.io import open_night
from explorer.models.simulated_night import simulate_night
from explorer.models.simulated_scalp import simulate_scalp
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.pseudonym import without_persons
from explorer.night.schema import make_hypnograms
from explorer.render.night.night_summary import night_in_numbers
from explorer.render.night.signal_section import signal_part
from explorer.vocabulary.bands import BANDS, Band


@pytest.fixture(scope="module")
def simulated_page():
    """Make the page of a simulated hour."""
    made = Explorer(simulate_night(3, hours=1))
    assert made.analyser.wait(60)
    return made


def plain(html):
    """Words of some HTML, one space between two."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&gt;", ">").split())


def report_of(page):
    return written("report", page.session.view_now(""))[1]


def signal_of(page):
    return plain("".join(signal_part(take_signal_snapshot(page.state, page.cache))))


def night_of(night, stages, **attrs):
    """Score a night anew."""
    signals = {name: node.to_dataset() for name, node in night.tree["signals"].items()}
    return Night.make(signals, {"me": make_hypnogram(stages)} if stages else {}, **attrs)


def test_the_report_opens_with_the_night_in_short(page):
    said = report_of(page)
    summary = re.search(r'<section class="summary".*?</section>', said, re.S)
    assert summary.start() < said.index("<h2>")
    words = plain(summary.group().replace("&lt;b&gt;bold&lt;/b&gt;", "BOLD"))
    assert "BOLD, from 23:00 on 1 January 2026, scored by me. Simulated" in words
    assert "30.0 min in bed, 25.0 min asleep: sleep efficiency 83.3 %." in words
    assert "WASO 0.0 min, REM latency 20.0 min, N3 10.0 min (40.0 % of total sleep time)." in words
    assert "WASO counts wake to lights-on; " in words
    assert "REM latency counts from the first epoch of any sleep." in words
    assert "the whole recording is time in bed" in words


def test_the_stages_of_a_simulation_have_one_name_on_every_surface(simulated_page, tmp_path):
    night, name = simulated_page.state.night, "the simulation"
    kept = open_night(keep_simulated_night(night, tmp_path / "kept.edf"))
    assert simulated_page.state.scorers == (name,)
    assert kept.hypnograms.scorer.values.tolist() == [name]
    assert sample_night().hypnograms.scorer.values.tolist() == [name]
    assert without_persons(kept)[1] == {name: name}  # the page that stands alone
    report = report_of(simulated_page)
    assert f"scored by {name}" in plain(report)
    assert (
        json.loads(written("provenance", simulated_page.session.view_now(""))[1])["night"]["scorer"]
        == name
    )
    shown = [report, *(str(one.value) for one in html_of(simulated_page.widget))]
    assert [
        words for text in shown for words in ("first scorer", "scorer A") if words in text
    ] == []
    # What a person made of a simulated night is not the simulation's.
    mine = make_hypnograms({"me": night.hypnogram})["stage"]
    scored = Night(night.tree.assign(hypnogram=xr.DataTree(mine.to_dataset())))
    opened = open_night(keep_simulated_night(scored, tmp_path / "mine.edf"))
    assert opened.hypnograms.scorer.values.tolist() == ["first scorer"]


def html_of(widget):
    """Every piece of HTML in a part of the page."""
    for child in getattr(widget, "children", ()):
        yield from html_of(child)
    if isinstance(getattr(widget, "value", None), str):
        yield widget


def test_the_summary_follows_the_definition_and_the_lights(page):
    page.state.definitions = (
        *(("SOL", "SOL_5min"), ("REM latency", "Lat_REM"), ("isolated sleep", "wake")),
    )
    page.state.lights = (60.0, 1800.0)
    words = plain(report_of(page))
    assert "29.0 min in bed" in words
    assert "REM latency 24.0 min" in words
    assert "REM latency counts from lights-off" in words
    assert "SPT, SME and WASO begin with the first epoch of any sleep; the onset chosen" in words
    assert "In bed 23:01–23:30, set by hand." in words
    assert "isolated sleep 5 min or less, 2 h from the rest is wake" in words


@pytest.mark.parametrize(
    ("lights", "said"),
    [
        ((90.0, 1800.0), "In bed 23:01:30–23:30, set by hand."),  # 28.5 min
        ((60.0, 1770.0), "In bed 23:01–23:29:30, set by hand."),
        ((59.9999999, 1800.0), "In bed 23:01–23:30, set by hand."),
    ],
)
def test_lights_between_two_minutes_are_said_with_their_seconds(page, lights, said):
    page.state.lights = lights
    assert time_in_bed_plainly(page.state) == said
    assert said in plain(report_of(page))


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        (["W"] * 60, "30.0 min in bed, and no sleep in it."),
        (["N2"] * 60, "WASO 0.0 min, no REM, N3 0.0 min (0.0 % of total sleep time)."),
        (["W"] * 20 + ["N2"] * 20 + ["UNSCORED"] * 20, "; 10.0 min unscored."),
        ([], "Nobody scored this night"),
    ],
)
def test_what_a_night_lacks_is_said(half_hour, stages, words):
    page = Explorer(night_of(half_hour, stages))
    view = page.session.view_now("")
    assert words in night_in_numbers(view.asked)
    said = plain(report_of(page))
    assert words in said
    assert ("scored by" in said.split("diagnosis")[0]) or not stages


def test_the_report_has_every_band_by_stage_as_the_page_has_it(page):
    said = signal_of(page)
    for band in BANDS:
        page.state.band = band
        shown = re.findall(r"<td>([^<]*)</td>", page.numbers.power.value)
        assert f"{band.name} {band.low:g}–{band.high:g} Hz {' '.join(shown)} " in said
    # A sine of 50 uV has a power of 1250 uV^2, one of 20 uV has 200.
    # W and REM are flat, and so artefacts.
    assert "slow wave 0.5–4 Hz – – 0.0 1250.0 – " in said
    assert "sigma 11–16 Hz – – 200.0 0.0 – " in said


def test_a_band_of_ones_own_and_the_brush_are_in_the_report(page):
    page.state.band = Band("own band", 1.5, 2.5)
    page.state.selection = (900.0, 1500.0)
    said = signal_of(page)
    assert said.count("own band 1.5–2.5 Hz") == 2
    inside = re.findall(r"<td>([^<]*)</td>", page.numbers.power.value)[1::2]
    assert f"own band 1.5–2.5 Hz {' '.join(inside)}" in said


@pytest.mark.parametrize("name", ["slow wave", "sigma"])
def test_events_by_stage_are_the_page_s(simulated_page, name):
    page = simulated_page
    page.state.band = next(band for band in BANDS if band.name == name)
    assert page.signal.worker.wait(60)
    shown = plain(page.signal.numbers.events.value.split("<tbody>")[1].split("</table>")[0])
    counted = re.findall(r"(\w+) (\d+)(?: \(([\d.]+)\))? /min", shown)
    assert counted[-1][0] == "all"
    assert int(counted[-1][1]) > 0
    said = signal_of(page)
    for stage, count, density in counted:
        assert f"{stage} {count} {density or '–'} " in said
    assert "limits of YASA 0.8.1" in said or name == "sigma"
    assert "Lacourse" in said


def test_stages_that_were_not_searched_have_no_row_of_noughts(simulated_page):
    events = signal_of(simulated_page).split("Events by stage")[1].split("N3 by amplitude")[0]
    assert " N3 " in events
    assert " REM " not in events.replace("in REM", "")


def test_n3_by_the_line_stands_beside_the_scorer_s(page):
    page.state.n3_amplitude = 110.0
    said = signal_of(page)
    page.state.n3_amplitude = 75.0
    shown = re.findall(r"<td>([^<]*)</td>", page.signal.numbers.rule.value)
    assert shown[1] == "10.0"  # by the scorer: 20 epochs
    assert "by rule, > 75 µV by rule, > 110 µV by the scorer" in said
    minutes = re.search(r"minutes ([\d.]+) ([\d.]+) ([\d.]+) % of TST", said).groups()
    assert (minutes[0], minutes[2]) == (shown[0], shown[1])
    assert float(minutes[1]) <= float(minutes[0])


def test_a_report_made_while_blind_tells_no_n3(page):
    page.state.blind = True
    said = plain("".join(signal_part(take_signal_snapshot(page.state, page.cache))))
    page.state.blind = False
    assert "by rule" not in said
    assert "hidden while blind" in said
    assert "nobody scored" not in said


def test_a_report_asked_for_too_early_computes_what_is_not_at_hand(half_hour):
    page = Explorer(half_hour)
    view = take_signal_snapshot(page.state, page.cache)
    early = type(view)(**{**vars(view), "at_hand": None})
    samples = Samples(page.state.visible_channels, page.state.montage, page.state.notch)
    late = page.cache.analysis(view.channel, samples)
    assert np.array_equal(early.analysis.cumulative, late.cumulative, equal_nan=True)


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (128, "mains of 50 Hz taken out,"),
        (64, "mains of 50 Hz not taken out (at 64 Hz a filter reaches 28.8 Hz),"),
    ],
)
def test_a_report_says_mains_taken_out_only_of_a_channel_fast_enough(rate, words):
    page = Explorer(simulate_night(1, hours=0.1, sampling_frequency=rate))
    assert "no notch," in report_of(page)
    page.state.notch = 50.0
    assert words in report_of(page)


def test_a_hypnogram_alone_says_that_there_is_no_signal():
    page = Explorer(Night.make({}, {"me": make_hypnogram(["W", "N2"] * 20)}))
    assert "This night has no signal" in plain(report_of(page))


def test_sites_are_mapped_in_the_report_once_the_page_has_analysed_them():
    stages = ["W"] * 4 + ["N2"] * 10 + ["N3"] * 10
    made = Explorer(simulate_scalp(2, hypnogram=make_hypnogram(stages), sampling_frequency=64))
    assert made.analyser.wait(60)
    assert "turn to the Signal tab first" in report_of(made)
    made.show("Signal")
    panel = made.pages["Signal"].topography
    assert panel.worker.wait(120)
    said = report_of(made)
    assert said.count('class="scalp-map"') == 2
    value = float(panel.found.map_of("SWA", stage="N2+N3").sel(channel="Fz-LM"))
    assert f"<td>Fz-LM</td><td>{value:.1f}</td>" in said
