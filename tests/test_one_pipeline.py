"""One pipeline a number: page, commands, cohort and report say the same, to the last digit.

Run with ``-s`` to see the table of numbers.
"""

import csv
import io
import json
import re
import sys
from collections import Counter

import numpy as np
import pytest

import explorer.io
import explorer.io.open
from explorer.analysis.event_counts import counts_by_stage
from explorer.analysis.event_search import left_out
from explorer.analysis.metrics_query import MetricsQuery, TimeInBed
from explorer.analysis.observed_night import observed_with_marks
from explorer.analysis.power_by_stage import epochs_within, power_by_stage
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.signal_snapshot import SignalSnapshot
from explorer.analysis.signal_view import SignalView
from explorer.analysis.slow_wave_course import swa_course
from explorer.analysis.wave_coupling import rules_for
from explorer.app.analysis_cache import AnalysisCache
from explorer.cli.command_line import main
from explorer.detectors.detector_catalogue import find_detector
from explorer.metrics.metric_catalogue import METRICS
from explorer.models.simulated_night import simulate_night
from explorer.night.first_look import analysis_channel
from explorer.night.hypnogram import crop
from explorer.night.montage import AS_RECORDED
from explorer.night.night import Night
from explorer.render.night.signal_section import signal_part
from explorer.render.tables import number
from explorer.scoring.combine_scorers import stack_scorers
from explorer.scoring.edit_history import EVENT, Edit, Edits
from explorer.scoring.edit_history import STAGES as EDITED
from explorer.scoring.journal_location import open_journal
from explorer.storage.settings import SCORINGS_VARIABLE
from explorer.study.metric_choice import HEADLINE
from explorer.study.signal_measures import night_metrics
from explorer.vocabulary.bands import BANDS, SLOW_WAVE_ACTIVITY, SLOW_WAVE_ACTIVITY_RIEDNER
from explorer.vocabulary.stages import SCORED, Stage

SIGMA = next(band for band in BANDS if band.name == "sigma")
KINDS = {"slow_wave": BANDS[0], "spindle": SIGMA}
STAGES = (
    ["W"] * 12 + ["N1"] * 4 + ["N2"] * 30 + ["N3"] * 30 + ["N2"] * 16 + ["REM"] * 12 + ["W"] * 8
)


def spoilt_night():
    """Simulate a night with lights, two gaps and artefacts that spoil epochs or only touch them."""
    from explorer.night.hypnogram import make_hypnogram

    night = simulate_night(3, hypnogram=make_hypnogram(STAGES), sampling_frequency=128)
    signals = {name: one.copy(deep=True) for name, one in night.signals.items()}
    rng = np.random.default_rng(1)
    for one in signals.values():
        samples = one["signal"].values
        rate = samples.shape[1] / night.duration
        if rate < 100:
            continue

        def put(start, stop, values, samples=samples, rate=rate):
            samples[:, round(start * rate) : round(stop * rate)] = values

        put(700, 772, np.nan)
        put(1503, 1504, np.nan)
        put(800, 808, 0.0)
        put(1000.5, 1001, 900.0)
        put(1600.2, 1600.4, 900.0)
        fast = round(1808 * rate) - round(1800 * rate)
        put(1800, 1808, 300 * rng.standard_normal(fast))
        put(2110, 2113, -620.0)
        put(2404, 2408, 530 * np.hanning(round(2408 * rate) - round(2404 * rate)))
    scorings = {str(one.scorer.item()): one.drop_vars("scorer") for one in night.hypnograms}
    return Night.make(
        signals,
        scorings,
        simulated=True,
        lights_off=240.0,
        lights_on=3240.0,
        start=night.attrs["start"],
    )


@pytest.fixture(scope="module", params=["simulated", "simulated with artefacts and gaps", "DREAMS"])
def night(request):
    if request.param == "simulated":
        return simulate_night(1, hours=1.0)
    if request.param == "DREAMS":
        folder = request.getfixturevalue("shared_data") / "dreams-spindles"
        return explorer.io.open_night(folder / "excerpt3.edf")
    return spoilt_night()


@pytest.fixture
def command(night, monkeypatch, capsys):
    """Run a command on the night, whatever its file; give what it printed."""
    monkeypatch.setattr(explorer.io, "open_night", lambda *_: night)
    monkeypatch.setattr(explorer.io.open, "open_night", lambda *_: night)

    def run(*arguments):
        assert main([arguments[0], "night.edf", *arguments[1:]]) == 0
        return capsys.readouterr()

    return run


class Page:
    """What the page computes of a night with its defaults."""

    def __init__(self, night):
        self.night = night
        self.lights = (float(night.attrs["lights_off"]), float(night.attrs["lights_on"]))
        self.channel = analysis_channel(night)
        self.view = SignalView((self.channel,), AS_RECORDED, 0.0)
        self.cache = AnalysisCache(night)
        self.analysis = self.cache.analysis(self.channel, self.view)
        self.inside = epochs_within(night.hypnogram, *self.lights)
        observed = observed_with_marks(night, Edits())
        in_bed = TimeInBed(night, night.hypnograms, "", self.lights, observed=observed)
        self.query = MetricsQuery(in_bed, (), ()).with_signals()

    def power(self, band):
        return power_by_stage(self.analysis, band, self.night.hypnogram, self.inside)

    def events(self, kind):
        rule = f"{kind}/{find_detector(kind).rule}"
        return self.cache.events(self.channel, self.view, KINDS[kind], rule)


@pytest.fixture(scope="module")
def page(night):
    return Page(night)


def bounds(page):
    """Lights as a cohort resolves them: the whole hypnogram where none are known."""
    hypnogram = page.night.hypnogram
    end = float(hypnogram.onset[-1]) + float(hypnogram.epoch_length)
    known = (float(hypnogram.onset[0]), end)
    return tuple(a if np.isfinite(a) else b for a, b in zip(page.lights, known, strict=True))


def say(title, rows):
    """Print a part of the table of numbers; check each row."""
    lines = [f"\n{title}"]
    for name, *values in rows:
        lines.append(" ".join([f"  {name:34}", *(f"{value!r:>22}" for value in values)]))
    sys.stdout.write("\n".join([*lines, ""]))
    assert not [row for row in rows if not all(_same(row[1], other) for other in row[2:])]


def _same(one, other):
    return one == other or (one != one and other != other)


def test_every_metric_of_the_night_is_the_same_on_page_command_and_cohort(page, command):
    said = json.loads(command("stats", "--json").out)["metrics"]
    cohort = night_metrics(page.night, bounds(page))
    rows = []
    for symbol, metric in page.query.metrics.items():
        value = said[metric.name]["value"]
        values = (page.query.values(symbol)[0], np.nan if value is None else value)
        rows.append((metric.name, *values, float(cohort[metric.name])))
    assert len(rows) == len(said)
    say("hypnogram: page, stats --json, cohort", rows)


def test_the_numbers_of_whoever_scored_here_are_the_same_on_page_and_command(
    page, command, monkeypatch, tmp_path
):
    monkeypatch.setenv(SCORINGS_VARIABLE, str(tmp_path))
    night = page.night
    journal = open_journal(night)
    begin = float(np.nan_to_num(page.lights[0]))
    journal.append(Edit(EDITED, "Ada", 0.0, 60.0, (3,)))
    journal.append(Edit(EDITED, "Ada", begin + 300, begin + 900, (2,) * 20))
    for at in (400.0, 500.0, 640.0):
        journal.append(Edit(EVENT, "Ada", begin + at, begin + at + 5, kind="arousal"))
    edits = journal.open()
    observed = observed_with_marks(night, edits)
    in_bed = TimeInBed(night, stack_scorers(night, edits), "Ada", page.lights, observed=observed)
    query = MetricsQuery(in_bed, (), ()).with_signals()
    said = json.loads(command("stats", "--scorer", "Ada", "--json").out)["metrics"]
    rows = []
    for symbol, metric in query.metrics.items():
        # The page has rows of cycles that another scorer alone found: empty of this one.
        value = said.get(metric.name, {"value": None})["value"]
        rows.append((metric.name, query.values(symbol)[0], np.nan if value is None else value))
    assert said.keys() <= {name for name, *_ in rows}
    assert said["TST"]["value"] >= 10
    assert any("rousal" in name and value > 0 for name, value, _ in rows)
    say("of a person here: page, stats --scorer", rows)


def test_the_power_of_every_stage_is_the_same_on_page_and_command(page, command):
    said = json.loads(command("spectrum", "--json").out)
    assert said["channel"] == page.channel
    rows = []
    for band in BANDS:
        if band.low >= page.analysis.usable:
            continue
        for stage, value in page.power(band).items():
            if np.isfinite(value):
                rows.append(
                    (f"{band.name}, {stage}", value, said["stages"][stage]["band_power"][band.name])
                )
    assert len(rows) > 10
    say("power: page, spectrum --json", rows)


def test_slow_wave_and_sigma_activity_are_the_same_on_page_and_in_the_cohort(page):
    cohort = night_metrics(page.night, bounds(page))
    assert cohort.attrs["channel"] == page.channel
    bands = {"SWA": SLOW_WAVE_ACTIVITY, "SWA_Riedner": SLOW_WAVE_ACTIVITY_RIEDNER, "SIGMA": SIGMA}
    rows = []
    hypnogram = crop(page.night.hypnogram, *bounds(page))
    for symbol, band in bands.items():
        power = page.power(band)
        rows += [
            (f"{symbol}_{stage}", power[stage], float(cohort[f"{symbol}_{stage}"]))
            for stage in ("N2", "N3")
        ]
        course = swa_course(
            page.analysis.density[page.inside], page.analysis.frequencies, hypnogram, band
        )
        of = dict(zip(course.names, course.absolute.tolist(), strict=True))
        rows.append((symbol, of["night"], float(cohort[symbol])))
        for third in (1, 2, 3):
            rows.append(
                (f"{symbol}_T{third}", of[f"third {third}"], float(cohort[f"{symbol}_T{third}"]))
            )
        for cycle in (1, 2, 3, 4):
            key = f"cycle {cycle}"
            rows.append(
                (f"{symbol}_C{cycle}", of.get(key, np.nan), float(cohort[f"{symbol}_C{cycle}"]))
            )
        if symbol == "SWA":
            rows.append(("SWE", course.energy, float(cohort["SWE"])))
    say("activity in bed: page, cohort", rows)


@pytest.mark.parametrize("kind", KINDS)
def test_events_are_the_same_on_page_and_by_the_command(page, command, kind):
    found = page.events(kind)
    said = command("events", "--kind", kind, "--csv")
    listed = list(csv.DictReader(io.StringIO(said.out)))
    stages = Counter(row["stage"] for row in listed)
    counted = counts_by_stage(found, page.night.hypnogram, page.analysis.whole.artefact_time)
    rows = [(stage.name, counted[stage.name][0], stages[stage.name]) for stage in SCORED]
    say(f"{kind}: page, events --csv", [*rows, ("all", counted["all"][0], len(listed))])
    assert [row["onset"] for row in listed] == [f"{at:.9g}" for at in found.events.onset.values]
    assert ("artefact left out" in said.err) == bool(left_out(found)) == bool(found.dropped)


def test_artefacts_are_the_same_on_page_and_by_the_command(page, command):
    listed = list(csv.DictReader(io.StringIO(command("events", "--kind", "artefact", "--csv").out)))
    artefacts = page.analysis.artefacts.events
    say("artefacts: page, events --csv", [("artefacts", artefacts.sizes["event"], len(listed))])
    assert [row["reason"] for row in listed] == artefacts.reason.values.tolist()
    assert [row["onset"] for row in listed] == [f"{at:.9g}" for at in artefacts.onset.values]


def test_the_report_has_the_numbers_of_the_page(page):
    night = page.night
    snapshot = SignalSnapshot(
        night, page.channel, page.view, None, lambda: page.analysis, night.hypnogram,
        night.is_scored, SearchScope(night.hypnogram), BANDS[0], "", 75.0, page.lights, (),
    )  # fmt: skip
    html = "".join(signal_part(snapshot))
    written = [
        re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr>(.*?)</tr>", html, flags=re.S)
    ]
    cells = [[cell for cell in row.split("|") if cell] for row in written]
    rows = []
    for band in BANDS:
        if band.low >= page.analysis.usable:
            continue
        power = page.power(band)
        (row,) = [row for row in cells if row[0].startswith(f"{band.name} ")]
        expected = [number(power[stage], 1) for stage in (*(s.name for s in SCORED), "all")]
        rows.append((band.name, expected, row[1:]))
    assert len(rows) > 5
    say("power: page, report", rows)
    counts = []
    for detection in rules_for(BANDS[0]):
        chosen = "" if detection.kind == "slow_wave" else f"{detection.kind}/{detection.rule.name}"
        found = page.cache.events(page.channel, page.view, KINDS[detection.kind], chosen)
        counted = counts_by_stage(found, night.hypnogram, page.analysis.whole.artefact_time)
        counts.append(str(counted["all"][0]))
    said = [row[1] for row in cells if row[0] == "all" and len(row) == 3]
    say("events: page, report", [("slow waves and spindles", counts, said)])


def test_a_lesser_analysis_has_the_numbers_of_the_whole_one(page):
    from explorer.analysis.spectral_analysis import analyse_channel

    lesser = analyse_channel(page.night, page.channel, spectrogram=False, events=False)
    assert lesser.whole is None
    assert not lesser.spectrogram.size
    np.testing.assert_array_equal(lesser.density, page.analysis.density)
    np.testing.assert_array_equal(lesser.cumulative, page.analysis.cumulative)
    assert lesser.artefacts.events.identical(page.analysis.whole.artefacts)


def test_artefacts_and_gaps_are_there_to_be_told_apart():
    page = Page(spoilt_night())
    assert {"flat", "out of range"} <= set(page.analysis.artefacts.events.reason.values)
    masked = page.analysis.artefacts.masked
    spoilt = np.isnan(page.analysis.density).any(axis=1)
    touched = page.analysis.artefacts.time > 0
    assert masked.any()
    assert (spoilt & ~masked).any()
    assert (touched & ~masked).any()
    assert int((page.night.hypnogram == Stage.N3).sum()) == 30


def test_the_commands_and_a_cohort_call_every_metric_by_the_same_name(tmp_path, capsys):
    from explorer.study.cohort import cohort
    from explorer.study.comparison import compare_study

    stages = ["W"] * 9 + ["N2"] * 60 + ["W"] * 3 + ["N3"] * 30 + ["REM"] * 20 + ["W"] * 5
    lines = ["subject,condition,hypnogram"]
    for person in "AB":
        for condition, more in (("placebo", 0), ("drug", 7 + ord(person))):
            file = tmp_path / f"{person}{condition}.txt"
            file.write_text("\n".join([*stages, *["N2"] * more]))
            lines.append(f"{person},{condition},{file.name}")
    table = tmp_path / "nights.csv"
    table.write_text("\n".join(lines))

    def said(*arguments):
        assert main([*map(str, arguments), "--json"]) == 0
        return json.loads(capsys.readouterr().out)["metrics"]

    stats = said("stats", "--hypnogram", tmp_path / "Aplacebo.txt")
    compared = said("compare", table, "--reference", "placebo")
    assert set(compared) == set(HEADLINE) - {"SWA", "SIGMA"}
    assert set(compared) <= set(stats)
    everything = said("compare", table, "--reference", "placebo", "--metrics", ",".join(METRICS))
    assert set(everything) == set(stats)
    nights = cohort(table)
    assert {str(name) for name in nights.data_vars if nights[name].dims == ("recording",)} == set(
        stats
    )
    rows = [
        (name, np.nan if one["value"] is None else one["value"], float(nights[name][0]))
        for name, one in stats.items()
    ]
    say("hypnogram: stats --json, explorer.cohort", rows)
    by_symbol = compare_study(
        nights,
        reference="placebo",
        primary="%N3",
        metrics=["WASO", "Lat_REM_onset"],
        rng=np.random.default_rng(1),
        quick=True,
    )
    found = set(by_symbol.comparison.table.metric.values.tolist())
    assert found == {"N3_pct", "WASO_SPT", "REM_latency_sleep_onset"}
