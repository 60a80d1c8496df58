"""Conditions compared on the page: what is chosen there, and that it says what the command says."""

import csv
import json
import re
import shlex
import threading
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
import xarray
from statsmodels.stats.power import TTestPower
from traitlets import TraitError

from explorer.app.app_context import AppContext
from explorer.app.compare.compare_page import ComparePage
from explorer.app.compare.study_finisher import StudyFinisher
from explorer.cli.command_line import main
from explorer.metrics.aliases import SCRIPT_NAMES, find_symbol
from explorer.metrics.definitions import definition, variant_in_words
from explorer.render.study.paired_tables import influence_table
from explorer.render.study.report import render_study_report
from explorer.study.comparison_choices import SEED
from explorer.study.comparison_nights import read_comparison_nights
from explorer.study.comparison_power import pairs_for_change
from explorer.study.hypnodensity import group_probability, stage_shares
from explorer.study.metric_choice import HEADLINE
from explorer.study.simulated_trial import simulated_trial
from tests.study.recordings import write_crossover

WASO = "wake after sleep onset (within the sleep period)"


@pytest.fixture(scope="session")
def table(shared_data, tmp_path_factory):
    """Write the temazepam crossover as the table that a researcher would."""
    path = tmp_path_factory.mktemp("page") / "nights.csv"
    with (shared_data / "sleep-edf-tables" / "temazepam_nights.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    with path.open("w", newline="") as file:
        written = csv.writer(file)
        written.writerow(["subject", "condition", "night", "order", "hypnogram"])
        for row in rows:
            folder = shared_data / "sleep-edf-hypnograms" / row["subject"] / row["session"] / "eeg"
            names = [row["subject"], row["condition"], row["session"], row["session"][-1]]
            written.writerow([*names, next(folder.glob("*events.tsv"))])
    return path


class Around:
    """What the application around a page does, kept for looking at."""

    def __init__(self):
        self.lock, self.opened, self.said, self.files = threading.RLock(), [], [], []

    def safe_callback(self, callback):
        def guarded(*arguments):
            with self.lock:
                try:
                    callback(*arguments)
                except ValueError as error:
                    self.said.append(str(error))

        return guarded

    @property
    def context(self):
        return AppContext(
            self.safe_callback,
            lambda *asked: self.opened.append(asked),
            self.said.append,
            None,  # the tab asks nothing of the night on screen
            lambda _page: True,
            offer_file=lambda *file: self.files.append(file),
            refuse=self.said.append,
        )


@pytest.fixture
def around():
    return Around()


@pytest.fixture(scope="session")
def simulated():
    return simulated_trial()


@pytest.fixture(scope="session")
def read(table):
    return read_comparison_nights(table, lambda _done, _total: True, fenced=False)


@pytest.fixture(scope="session")
def answers():
    """Keep what nights and choices gave."""
    return {}


@pytest.fixture(scope="session")
def opened(answers):
    """Open a page; what its nights and choices give is computed once for all tests.

    That the same seed says the same again, `tests/study/test_comparison.py` holds.
    """

    def opened(around, nights, **choices):
        computed = StudyFinisher._finish

        def finish(finisher, request):
            material, *chosen = request
            kept = id(material), *chosen  # the fixtures hold the nights, so that no id comes twice
            if kept not in answers:
                answers[kept] = computed(finisher, request)
            return answers[kept]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(StudyFinisher, "_finish", finish)
            page = ComparePage(None, around.context, nights, **choices)
            settle(page)
        return page

    return opened


@pytest.fixture
def trial(around, simulated, opened):
    return opened(around, simulated)


@pytest.fixture
def crossover(around, read, opened):
    return opened(around, read, reference="placebo", primary="WASO")


def settle(page):
    assert page.reader.wait(300)
    assert page.finisher.wait(300)


def words(picture):
    return unescape(re.sub(r"<[^>]*>", " ", getattr(picture, "html", "") or picture.value))


@pytest.fixture
def said_by_the_command(capsys, monkeypatch, read_once):
    """Give what the command prints of a table, whose nights it reads apart from the page."""

    def said_by_the_command(*arguments):
        monkeypatch.setattr("explorer.study.cohort.cohort", read_once)
        assert main(["compare", *map(str, arguments), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return said_by_the_command


def test_the_page_says_what_the_command_says(crossover, table, said_by_the_command):
    arguments = [table, "--reference", "placebo", "--primary", "WASO"]
    found = said_by_the_command(*arguments)
    assert found["sentence"] in words(crossover.drawing.words)
    assert found["notes"] == list(crossover.study.notes)
    shown = crossover.study.comparison.table.sel(condition="temazepam")
    for name, row in found["metrics"].items():
        one = shown.sel(metric=name)
        assert row["ci_g_av"] == [float(one.g_av_low), float(one.g_av_high)]
        assert row["p_adjusted"] == float(one.p_adjusted)


def test_what_is_said_at_once_is_what_is_said_in_the_end(crossover):
    with crossover.finisher._condition:  # its thread begins once this is looked at
        crossover._check("sub-telemetry01", False)
        at_once = words(crossover.drawing.words)
    assert "computed" in at_once
    settle(crossover)
    sentence = crossover.study.comparison.sentence
    assert sentence in at_once
    assert sentence in words(crossover.drawing.words)
    assert "computed" not in words(crossover.drawing.words)


def test_leaving_somebody_out_and_back_changes_nothing(crossover):
    before = crossover.drawing.words.html
    crossover._check("sub-telemetry01", False)
    assert "in 21 pairs" in crossover.drawing.words.html
    said = "Exploratory, chosen after results had been shown: people left out (sub-telemetry01)."
    assert said in words(crossover.drawing.words)
    crossover._check("sub-telemetry01", True)
    settle(crossover)
    assert crossover.drawing.words.html == before
    assert crossover.changed == ()


def test_what_to_know_names_metrics_as_the_rest_of_the_page_does(crossover):
    crossover.controls.definitions["REM_latency_sleep_onset"].value = "REM_latency_lights_off"
    crossover.controls.primary.value = "N1_pct"
    crossover.controls.primary.value = "TST"
    settle(crossover)
    said = " ".join(crossover.study.notes)
    listed = re.search(r"(?:adds noise|condition's) in (.*?)\.", said)[1].split(", ")
    assert {"Lat_REM", "N1", "REM", "%N1", "%REM", "TST"} <= set(listed)
    assert "Lat_REM_onset as Lat_REM" in said
    assert not [name for name, symbol in SCRIPT_NAMES.items() if name != symbol and name in said]


def test_another_definition_moves_the_metric_and_is_told(crossover):
    before = crossover.drawing.words.html
    crossover.controls.definitions["WASO_SPT"].value = "WASO_AASM"
    settle(crossover)
    assert crossover.drawing.words.html != before
    assert "Wake after sleep onset (to lights-on) was" in words(crossover.drawing.words)
    assert "WASO_SPT as WASO_AASM" in words(crossover.drawing.notes)
    assert "exploratory" in words(crossover.drawing.notes)


def test_a_primary_metric_chosen_after_the_results_is_called_exploratory_on_page_and_report(
    crossover, read
):
    def report():
        return unescape(render_study_report(crossover.study, command="", seed=SEED))

    assert not crossover.study.exploratory
    assert "made the primary after results" not in report()
    crossover.controls.primary.value = "N2_pct"
    settle(crossover)
    said = (
        "Exploratory, for N2 (of total sleep time) was made the primary after results had been "
        f"shown (it was {WASO})"
    )
    assert said in words(crossover.drawing.words)
    assert "exploratory: primary metric changed" in words(crossover.drawing.words)
    assert said in report()
    crossover.read(read)  # reading the nights again is no way to forget
    settle(crossover)
    assert said in words(crossover.drawing.words)
    crossover.controls.primary.value = "WASO_SPT"
    settle(crossover)
    assert not crossover.study.exploratory


@pytest.fixture(scope="session")
def simulated_with_eeg(simulated):
    """Give the trial's nights as with an EEG: slow-wave activity is among their numbers."""
    nights = simulated.nights
    given = nights.condition.values == min(set(nights.condition.values))
    drawn = np.random.default_rng(3).normal(100, 15, given.size) * np.where(given, 1.2, 1)
    activity = xarray.DataArray(drawn, dims=nights["TST"].dims, attrs={"units": "uV^2"})
    return replace(simulated, nights=nights.assign(SWA=activity))


def test_a_primary_that_the_page_takes_of_other_nights_is_not_one_made_after_the_results(
    around, simulated, simulated_with_eeg, opened
):
    page = opened(around, simulated)
    assert page.choices.primary == ""
    page.read(simulated_with_eeg)
    settle(page)
    assert page.choices.primary == "SWA"
    assert "after results had been" not in words(page.drawing.words) + words(page.drawing.notes)
    assert page.changed == ()
    page.controls.primary.value = "TST"
    settle(page)
    assert "made the primary after results had been shown (it was SWA)" in words(page.drawing.words)


def test_a_primary_chosen_by_hand_after_results_stays_one_of_the_next_reading(
    around, simulated, simulated_with_eeg, opened
):
    page = opened(around, simulated)
    page.controls.primary.value = "TST"
    page.read(simulated_with_eeg)
    settle(page)
    assert "made the primary after results had been shown (it was none)" in words(
        page.drawing.words
    )


def test_what_leaving_out_one_person_does_is_told_as_the_change_is(
    around, simulated_with_eeg, opened
):
    page = opened(around, simulated_with_eeg)
    found = page.study.comparison
    (condition,) = found.table.condition.values
    row = found.table.sel(condition=condition, metric="SWA")
    without = found.influence.sel(condition=condition, metric="SWA")
    assert f"{float(row.percent):.1f} % higher" in found.sentence
    said = words(page.drawing.board)
    told = re.search(r"Leaving out one person: change ([+−-]\S+) to (\S+) %, p .*?; (\S+) mo", said)
    ends = [float(end.replace("\N{MINUS SIGN}", "-")) for end in told.groups()[:2]]
    assert ends == pytest.approx(
        [float(without.percent.min()), float(without.percent.max())], abs=0.06
    )
    assert ends[0] < float(row.percent) < ends[1]
    far = np.abs(without.percent - without.percent.mean())
    assert told[3] == str(without.subject.values[int(far.values.argmax())])  # the person, no number
    alone = page.study.comparison.values["SWA"].drop_sel(subject="S01")
    ratios = np.log(alone.sel(condition=condition) / alone.sel(condition=found.reference))
    assert float(without.sel(subject="S01").percent) == pytest.approx(
        100 * np.expm1(float(ratios.mean()))
    )
    rows = dict(
        row[:2]
        for row in influence_table(
            found.influence.sel(condition=condition), found.table.sel(condition=condition)
        )[1]
    )
    assert rows["SWA"].endswith(" %")
    assert rows["N1_pct"].endswith(" percentage points")
    assert rows["TST"].endswith(" min")
    assert re.search(r"; without: [+−-][\d.]+ %, p", page.drawing.board.html)
    assert "µV²" not in " ".join(re.findall(r"; without:[^;]*?, p", page.drawing.board.html))


def test_a_change_in_percent_belongs_to_the_difference_beside_it(crossover):
    notes = words(crossover.drawing.notes)
    share = crossover.study.comparison.table.sel(condition="temazepam", metric="N3_pct")
    assert float(share.percent) > 0 > float(share.mean_difference)  # the ratio says the reverse
    of_mean = 100 * float(share.mean_difference) / float(share.reference_mean)
    shown = f"{of_mean:.1f} (of the mean)".replace("-", "\N{MINUS SIGN}")
    for text in (notes, unescape(render_study_report(crossover.study, command="", seed=SEED))):
        assert shown in text.replace("-", "\N{MINUS SIGN}")
        assert f"{float(share.percent):.1f} (" not in text
        assert "so that it has the sign of the difference beside it" in text


def test_a_metric_that_has_several_definitions_says_by_which_it_is(crossover):
    board = words(crossover.drawing.board)
    assert "WASO_SPT, min to final waking" in board  # beside the number
    assert "Lat_REM_onset from the first epoch of any sleep" in board
    assert "the tab Night counts on to lights-on" in board  # and why the two differ
    assert "WASO_SPT to final waking" in words(crossover.drawing.words)
    assert "WASO_SPT, min (to final waking)" in words(crossover.drawing.notes)
    crossover.controls.definitions["WASO_SPT"].value = "WASO_AASM"
    board = words(crossover.drawing.board)
    assert "WASO_AASM, min to lights-on" in board
    assert "the tab Night" not in board


def test_definitions_by_default_are_those_of_the_night_but_for_what_was_published():
    for name in ("SOL", "REM latency"):
        compared = [
            symbol
            for symbol in map(find_symbol, HEADLINE)
            if symbol in dict(definition(name).variants)
        ]
        assert compared == [definition(name).default]
    assert variant_in_words("WASO") != variant_in_words(
        definition("WASO").default
    )  # so both say what they are


def test_a_person_has_one_name(trial):
    named = re.findall(r"<label.*?<span>(.*?)</span>", trial.drawing.board.html)
    assert named == list(dict.fromkeys(map(str, trial.material.nights.subject.values)))


def test_the_report_has_the_pages_stages_over_the_night(crossover, read):
    html = render_study_report(crossover.study, command="", seed=SEED)
    (drawn,) = re.findall(r"<h2>Stages over the night</h2>(.*)", crossover.drawing.density.html)
    assert drawn.count("<polygon") == 5
    assert drawn in html
    counted = [stage_shares(one) for one in read.hypnograms.values()]
    found = group_probability(read.nights)
    w = found.sel(subject="sub-telemetry01", condition="placebo", stage="W")
    place = [
        place
        for place, (name, condition) in enumerate(
            zip(read.nights.subject.values, read.nights.condition.values, strict=True)
        )
        if (name, condition) == ("sub-telemetry01", "placebo")
    ]
    xarray.testing.assert_allclose(
        w.drop_vars(["subject", "condition"]), counted[place[0]].sel(stage="W")
    )


def test_the_report_can_be_made_again_by_its_command(
    crossover, around, capsys, said_by_the_command
):
    crossover._check("sub-telemetry01", False)
    crossover.controls.definitions["stages in %"].value = "of SPT"
    crossover.controls.report.click()  # while intervals are computed: a wish that is kept
    crossover.controls.numbers.click()
    assert "when the intervals are computed" in around.said[-1] or around.files
    settle(crossover)
    (report, page, _), (numbers, results, _) = around.files
    assert (report, numbers) == ("compare-nights.html", "compare-nights.csv")
    assert results.startswith("condition,metric")
    command = unescape(re.search(r"<code>(sleep-explorer .*?)</code>", page)[1])
    arguments = shlex.split(command)[2:]
    arguments = arguments[: arguments.index("--report")]
    found = said_by_the_command(*arguments)
    assert found["sentence"] == crossover.study.comparison.sentence
    assert found["nights"]["excluded"] == 2
    assert sum("left out by hand" in note for note in found["notes"]) == 2
    assert main(["compare", *arguments, "--leave-out", "nobody"]) == 2
    assert "--leave-out names nobody" in capsys.readouterr().err


def test_nothing_is_compared_before_anybody_asks_and_three_ways_are_offered(around):
    page = ComparePage(None, around.context)
    assert "Three ways to begin" in words(page.drawing.words)
    assert page.material is None
    around.safe_callback(page._save)("report")
    assert "nothing to save yet" in around.said[-1]
    assert page.controls.report.layout.display == "none"


def test_a_choice_seen_before_computes_no_clusters_anew(crossover, answers, monkeypatch):
    for asked in list(answers):  # else nothing would be computed at all
        monkeypatch.delitem(answers, asked)
    crossover.controls.primary.value = "N3_min"
    settle(crossover)
    monkeypatch.setattr("explorer.app.compare.study_finisher.find_clusters", None)
    crossover.controls.primary.value = "WASO_SPT"  # the same people: who slept when is known
    settle(crossover)
    assert not crossover.waiting
    assert crossover.clusters is not None


def test_the_trial_is_called_simulated(trial):
    assert "SIMULATED" in words(trial.drawing.words)
    assert "24 nights simulated" in words(trial.drawing.notes)
    assert "hypothesis" in words(trial.drawing.notes)


def test_a_person_that_is_picked_is_drawn_and_opens(trial, around):
    trial._pick("person:S05")
    assert "Nights of S05" in words(trial.drawing.person)
    place = re.search(r"open:(\d+)", trial.drawing.person.html)[1]
    trial._pick(f"open:{place}")
    (title, opening) = around.opened[0]
    assert title.startswith("S05")
    assert opening().simulated


def test_a_metric_that_is_picked_is_drawn_in_front_and_put_away_again(trial):
    trial._pick("metric:TST")
    assert "TST of each person" in words(trial.drawing.board)
    trial._pick("metric:TST")
    assert "N3 of each person" in words(trial.drawing.board)


def test_more_pairs_are_needed_for_less(trial):
    def needed():
        found = re.search(r"takes\s+([\d,]+) pairs", words(trial.drawing.power))
        return int(found[1].replace(",", ""))

    trial.controls.percent.value = 20
    few = needed()
    trial.controls.percent.value = 5
    assert needed() > few


def test_power_is_of_the_primary_metric_in_its_own_unit_everywhere(
    crossover, table, said_by_the_command
):
    found = crossover.study.comparison
    row = found.table.sel(condition="temazepam", metric="WASO_SPT")
    change = 0.1 * float(row.reference_mean)
    assert crossover.controls.percent.value == 10
    said = words(crossover.drawing.power)
    assert f"To see +{change:.3g} min (+10 % of the mean) in {WASO}" in said
    assert f"SD of people's changes {float(row.difference_sd):.3g} min from 22 pairs" in said
    peer = TTestPower().solve_power(change / float(row.difference_sd), power=0.8, alpha=0.05)
    assert f"takes {np.ceil(peer):.0f} pairs" in said
    crossover._pick("metric:TST")  # drawn in front, and yet not the primary one
    assert f"in {WASO}" in words(crossover.drawing.power)
    sentence = pairs_for_change(found, "WASO_SPT", "temazepam").sentence
    assert sentence in unescape(render_study_report(crossover.study, command="", seed=SEED))
    arguments = [table, "--reference", "placebo", "--primary", "WASO"]
    assert said_by_the_command(*arguments)["power"] == {"temazepam": sentence}


def test_every_column_of_numbers_says_what_it_is(crossover):
    head = crossover.drawing.notes.html.split("<thead>")[1].split("</thead>")[0]
    assert head.count("<th ") == head.count('title="') == 11
    for words_of in ("Hedges' g", "Benjamini-Hochberg"):
        assert words_of in unescape(crossover.drawing.board.html)


def test_everybody_left_out_is_one_sentence(trial):
    with trial.finisher._condition:  # nobody reads the intervals on the way there
        for name in sorted(set(trial.material.nights.subject.values)):
            trial._check(str(name), False)
    assert "problem" in trial.drawing.words.html
    trial._check("S01", True)
    trial._check("S02", True)
    trial._check("S03", True)
    settle(trial)
    assert "problem" not in trial.drawing.words.html
    assert ", n 3<" in trial.drawing.board.html


def test_a_table_names_only_files_that_may_be_opened(around, table, tmp_path, monkeypatch):
    monkeypatch.setenv("SLEEP_EXPLORER_FOLDERS", str(tmp_path))
    page = ComparePage(None, around.context)
    page.controls.path.value = str(table)
    around.safe_callback(page._read_path)()
    assert "outside the folders" in page.controls.progress.value
    page.read(table, fenced=True)
    settle(page)
    assert "outside the folders" in page.controls.progress.value


def test_a_table_of_which_no_night_can_be_read_ends_with_the_reason_beside_its_field(
    around, tmp_path
):
    table = tmp_path / "lost.csv"
    rows = [f"s{i},{arm},lost{i}{arm}.txt" for i in range(3) for arm in ("placebo", "drug")]
    table.write_text("\n".join(["subject,condition,hypnogram", *rows]))
    page = ComparePage(None, around.context)
    page.read(table)
    settle(page)
    said = words(page.controls.progress)
    assert "lost.csv: no two conditions could be read" in said
    assert said.count("there is no file") == 1
    assert "likewise line 3 (s0 drug), line 4 (s1 placebo)" in said
    assert "and 3 more" in said
    buttons = (page.controls.read, page.controls.example, page.controls.trial)
    assert not any(button.disabled for button in buttons)
    assert page.controls.stop.layout.display == "none"


def test_a_table_that_cannot_be_compared_leaves_no_figures_under_its_name(around, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    rows = [
        f"s{i},{arm},{value + i % 3},{i}" for i in range(6) for arm, value in (("a", 7), ("b", 8))
    ]
    good.write_text("\n".join(["subject,condition,TST_min,SOL_min", *rows]))
    bad.write_text(good.read_text().replace("TST_min", "N3_min"))
    page = ComparePage(None, around.context, good)
    settle(page)
    page.controls.primary.value = "TST"
    settle(page)
    assert page.drawing.board.html
    page.read(bad)
    settle(page)
    assert "bad.csv" in page.controls.progress.value
    assert "no metric TST" in page.drawing.words.html
    assert not page.drawing.board.html
    with pytest.raises(ValueError, match="nothing to save"):
        page._save("report")


def test_a_table_that_cannot_be_read_leaves_the_name_of_what_is_shown(around, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    rows = [
        f"s{i},{arm},{value + i % 3},{i}" for i in range(6) for arm, value in (("a", 7), ("b", 8))
    ]
    good.write_text("\n".join(["subject,condition,TST_min,SOL_min", *rows]))
    bad.write_text("subject,night\ns1,1\n")
    page = ComparePage(None, around.context, good)
    settle(page)
    title = page.material.title
    page.read(bad)
    settle(page)
    assert "problem" in page.controls.progress.value
    assert f"still of {title}" in page.controls.progress.value
    assert not page.controls.read.disabled
    page.read(good)
    settle(page)
    assert "problem" not in page.controls.progress.value
    assert title in page.controls.progress.value


def test_my_nights_follow_compare_to_an_example_once_they_have_nights_of_it(
    around, read, simulated
):
    page = ComparePage(None, around.context)
    study = page.context.study
    page._show(("simulated example", False, ""), simulated)
    assert study.given is None  # an example pushes nothing out
    page._show((read, False, ""), read)
    assert study.given is page.material
    page._show(("simulated example", False, ""), simulated)
    assert study.given is page.material
    page.finisher.wait()


def test_what_was_drawn_is_faded_from_the_press_until_all_is_drawn_anew(around, simulated):
    page = ComparePage(None, around.context)
    page.reader.request = lambda _source: None
    page.read("simulated example")
    assert "of-before" in page.widget._dom_classes
    page._show(("simulated example", False, ""), simulated)
    assert "of-before" not in page.widget._dom_classes
    page.finisher.wait()


def test_a_reading_can_be_stopped(table):
    with pytest.raises(ValueError, match=r"Stopped after 4 of 44 nights"):
        read_comparison_nights(table, lambda _done, _total: False, fenced=False)


def test_names_from_a_table_stay_text(around, shared_data, tmp_path):
    nights = sorted((shared_data / "sleep-edf-hypnograms").glob("sub-telemetry0[12]/*/eeg/*.tsv"))
    evil = "<img src=x onerror=alert(1)>'\""
    path = tmp_path / "evil.csv"
    with path.open("w", newline="") as file:
        written = csv.writer(file)
        written.writerow(["subject", "condition", "night", "hypnogram"])
        for place, night in enumerate(nights[:4]):
            written.writerow([f"{evil}{place // 2}", f"{evil}{place % 2}", evil, night])
    page = ComparePage(None, around.context, path)
    settle(page)
    for name in ("words", "board", "person", "density", "power", "notes"):
        html = getattr(page.drawing, name).html
        assert "<img" not in html
        assert evil not in html


def test_recordings_bring_spectrograms_a_course_and_the_primary_metric(around, tmp_path):
    page = ComparePage(None, around.context, write_crossover(tmp_path, 3))
    settle(page)
    assert page.spectra.worker.wait(60)
    said = words(page.drawing.words).strip().removeprefix("SIMULATED").strip()
    assert said.startswith("Slow-wave activity (0.75-4.5 Hz, Zurich) was")
    assert page.drawing.person.html.count("data:image/png") == 2
    assert "spectrogram of F4-M1" in words(page.drawing.person)
    assert "Slow-wave activity over the night" in words(page.drawing.density)
    assert page.controls.definitions["SWA"].layout.display == ""
    page.controls.definitions["SWA"].value = "SWA_Riedner"
    settle(page)
    assert "Slow-wave activity (0.5-4 Hz, Riedner 2007) was" in words(page.drawing.words)


def test_a_recording_that_has_gone_leaves_a_sentence_in_place_of_its_spectrogram(around, tmp_path):
    table = write_crossover(tmp_path, 2)
    material = read_comparison_nights(table, lambda _done, _total: True, fenced=False)
    for file in tmp_path.glob("*.edf"):
        file.unlink()
    page = ComparePage(None, around.context, material)
    settle(page)
    assert page.spectra.worker.wait(60)
    assert "No spectrogram:" in words(page.drawing.person)
    assert "data:image" not in page.drawing.person.html


def test_hypnograms_alone_say_that_there_is_no_slow_wave_activity(trial):
    assert "hypnograms alone" in words(trial.drawing.notes)
    assert trial.choices.primary == ""
    assert trial.controls.definitions["SWA"].layout.display == "none"


def test_an_eeg_drawn_only_to_be_looked_at_is_said_to_be_that(trial):
    """No note says that there are no recordings below a picture of one."""
    notes = words(trial.drawing.notes)
    assert "no recordings" not in notes
    assert "drawn only to be looked at" in notes
    assert "“Simulate with EEG” measures it" in notes
    assert "spectrogram of F4-M1, to look at: not measured here" in words(trial.drawing.person)


def test_what_these_nights_have_no_number_of_says_so_where_a_primary_is_chosen(trial, crossover):
    for page in (trial, crossover):
        named = {name: shown for shown, name in page.controls.primary.options}
        assert named["SWA"] == "SWA (not of these nights)"
        assert named["SIGMA"].endswith("(not of these nights)")
        assert named["TST"] == "TST"
        there = [name for name in page.material.nights.data_vars if name in named]
        assert not [name for name in there if "not of" in named[name]]


def test_a_download_that_failed_is_not_spoken_of_above_other_nights(around, simulated):
    page = ComparePage(None, around.context)
    page.fetching._failed(page.fetching.group.value, OSError("the server cannot be reached"))
    assert "cannot be reached" in page.fetching.said.value
    page.read(simulated)
    settle(page)
    assert page.fetching.said.value == ""


def one_persons_page(around, tmp_path):
    """Four blocks of two nights; each is longer than the one before, and the drug's come second."""
    lines = ["subject,condition,night,order,block,hypnogram"]
    for night in range(8):
        condition = "drug" if night % 2 == night // 2 % 2 else "placebo"
        (tmp_path / f"{night}.txt").write_text("W\n" * 20 + "N2\n" * (200 + 9 * night))
        lines.append(f"me,{condition},{night},{night + 1},{night // 2},{night}.txt")
    (tmp_path / "nights.csv").write_text("\n".join(lines))
    page = ComparePage(None, around.context, tmp_path / "nights.csv", reference="placebo")
    settle(page)
    return page


def test_one_persons_nights_have_a_sentence_of_their_own(around, tmp_path):
    page = one_persons_page(around, tmp_path)
    assert "One person's trial (me)" in words(page.drawing.words)
    assert "Within me alone" in words(page.drawing.board)


def test_one_persons_nights_are_drawn_in_order_by_condition(around, tmp_path):
    page = one_persons_page(around, tmp_path)
    page._pick("metric:TST")
    drawing = next(one for one in page.drawing.board.html.split("<figure") if ">TST, min<" in one)
    nights = re.findall(r'class="night (\w+)"><title>night (\d), (\w+): ([\d.]+) min', drawing)
    assert [int(night) for _, night, _, _ in nights] == [*range(1, 9)]
    for kind, night, condition, minutes in nights:
        assert float(minutes) == pytest.approx((200 + 9 * (int(night) - 1)) / 2, rel=1e-3)
        assert kind == {"placebo": "reference", "drug": "compared"}[condition]
    height = [float(y) for y in re.findall(r"cy='([\d.]+)'", drawing)]
    assert height == sorted(height, reverse=True)  # longer is higher
    assert drawing.count('class="block"') == 2  # every second of four
    found = page.study.single.metrics["TST"]
    for condition, mean in (("placebo", found.reference_mean), ("drug", found.condition_mean)):
        assert f"{condition} {float(mean):.4g}</text>" in drawing
    said = unescape(re.search(r"<figcaption[^>]*>(.*?)</figcaption>", drawing)[1])
    assert f"permutation p = {float(found.p):.2f}" in said
    assert "of the 16 schedules that could have been drawn none gives less than 0.12" in said


def test_nights_are_measured_on_the_cluster_that_is_chosen_and_the_page_says_where(
    around, tmp_path, monkeypatch
):
    from distributed import LocalCluster

    rows = []
    for person in range(3):
        for arm, minutes in (("placebo", 40), ("drug", 50)):
            name = f"{person}{arm}.txt"
            (tmp_path / name).write_text("W\n" * 5 + "N2\n" * 2 * (minutes + person))
            rows.append(f"S{person},{arm},{name}")
    path = tmp_path / "nights.csv"
    path.write_text("\n".join(["subject,condition,hypnogram", *rows]))
    page = ComparePage(None, around.context)
    assert page.controls.run_on.layout.display == "none"  # the server names no cluster
    options = {"n_workers": 1, "threads_per_worker": 1, "processes": False}
    with LocalCluster(**options, protocol="tcp://", dashboard_address=":0") as cluster:
        monkeypatch.setenv("SLEEP_EXPLORER_CLUSTERS", cluster.scheduler_address)
        page = ComparePage(None, around.context)
        settle(page)
        with pytest.raises(TraitError):  # nothing but what the server names
            page.controls.run_on.value = "tcp://192.0.2.1:8786"
        page.controls.run_on.value = cluster.scheduler_address
        page.read(path)
        settle(page)
        where = f"nights measured on {cluster.scheduler_address}, 1 worker"
        assert where in words(page.controls.progress).replace("  ", " ")
        there = page.material.nights
    page.controls.run_on.value = ""
    page.read(path)
    settle(page)
    assert "measured on" not in page.controls.progress.value
    assert there.TST.equals(page.material.nights.TST)
    page.controls.run_on.value = cluster.scheduler_address  # which has ended
    page.read(path)
    settle(page)
    assert "no Dask scheduler answers" in page.controls.progress.value
