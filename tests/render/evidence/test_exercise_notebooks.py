"""Notebooks, index and teacher's key are what the exercises' data say, and answer alike."""

import ast
import json
import re
from pathlib import Path

import pytest

from explorer import exercise
from explorer.analysis.n3_rule import n3_by_rule
from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.exercise_view import _AS_THEY_ARE, open_exercise_view
from explorer.app.lab.lab_page import MODELS
from explorer.app.state import ExplorerState
from explorer.app.tab_pages import TABS
from explorer.datasets.sample_night import sample_night
from explorer.evidence.exercises import LONGEST, SHORTEST, VIEWS, ChoiceRule
from explorer.evidence.parse_exercises import load_exercises
from explorer.models.nmda_block import nmda_open_fraction
from explorer.models.supplement_scenario import ScenarioPrediction, SupplementScenario
from explorer.render.evidence.exercise_notebooks import (
    build_notebook,
    notebook_name,
    write_teachers_key,
    written,
)
from explorer.render.lab.model_figures import needed

# The presets of the lab.
RUNGS = {
    "1 g": {"dose": 1.0, "weeks": 3.0},
    "2 g": {"dose": 2.0, "weeks": 6.0},
    "rat": {"dose": 7.9, "weeks": 24 / 7},
}
ROOT = Path(__file__).resolve().parents[3]
EXERCISES = load_exercises()
each = pytest.mark.parametrize("one", EXERCISES, ids=lambda one: one.key)


def test_every_file_is_what_the_data_say():
    for name, text in written(EXERCISES).items():
        assert (ROOT / name).read_text("utf-8") == text, f"{name}: run python docs/classroom.py"
    books = {path.name for path in (ROOT / "notebooks" / "exercises").glob("*.ipynb")}
    assert books == {notebook_name(one) for one in EXERCISES} | {"index.ipynb"}


def test_the_index_leads_to_every_exercise():
    index = json.dumps(json.loads((ROOT / "notebooks/exercises/index.ipynb").read_text("utf-8")))
    for one in EXERCISES:
        assert f"({notebook_name(one)})" in index
        assert one.goal in index


def test_no_notebook_gives_its_answers_away_and_the_key_gives_all():
    key = write_teachers_key(EXERCISES)
    for one in EXERCISES:
        book = json.dumps(build_notebook(one), ensure_ascii=False)
        assert "Right:" not in book
        assert all(said.text not in book for said in one.explanation)
        for part in one.parts:
            assert part.question in key
            assert all(hint.message in key and hint.message not in book for hint in part.hints)
            right = part.rule.answer if isinstance(part.rule, ChoiceRule) else part.rule.value
            assert f"Answer: {right if isinstance(right, str) else format(right, 'g')}" in key


def answered(one, answers):
    """Run a notebook's cells with these answers in place of None; give what each check said."""
    said = []
    space = {"lesson": exercise(one.number)}
    for cell in build_notebook(one)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "view()" not in source:
            tree = ast.parse(source, mode="eval")
            part = tree.body.args[0].value if tree.body.args else ""
            source = source.replace("None)", f"{answers.get(part)!r})")
            said.append(eval(compile(source, one.key, "eval"), space))
    return said


@each
def test_its_notebook_gives_hints_to_wrong_answers_and_passes_right_ones(one):
    wrong, right = {}, {}
    for part in one.parts:
        hint = part.hints[0]
        if isinstance(part.rule, ChoiceRule):
            wrong[part.key], right[part.key] = hint.choice, part.rule.answer
        else:
            wrong[part.key] = max(hint.low, -1e6) if hint.high == float("inf") else hint.high
            right[part.key] = part.rule.value
    *checks, explained = answered(one, {})
    assert all(said.startswith("… Answer in place of None") for said in checks)
    assert explained.startswith("… First answer every question")
    *checks, explained = answered(one, wrong)
    assert checks == [f"✗ {part.hints[0].message}" for part in one.parts]
    assert explained.startswith("… First")
    *checks, explained = answered(one, right)
    assert all(repr(said).startswith("✓ Right: ") for said in checks)
    assert one.explanation[0].text in explained


@each
def test_it_takes_a_quarter_of_an_hour_or_a_little_more_and_opens_on_a_tab_that_exists(one):
    assert SHORTEST <= one.minutes <= LONGEST
    assert one.place["tab"] in TABS
    assert one.place["tab"] == one.steps[0].view
    assert one.place.get("model", MODELS[0]) in MODELS
    assert set(VIEWS) <= set(TABS)


@each
def test_its_view_opens_where_it_says_on_the_sample_night(one):
    state, turned, shown = ExplorerState(sample_night()), [], []

    class Page:
        show = staticmethod(lambda what, **_how: shown.append(what))

    open_exercise_view(one.place, state, lambda title: turned.append(title) or Page())
    assert turned == [one.place["tab"]]
    assert shown == [one.place[name] for name in ("model", "claim") if name in one.place]
    for name, trait in (*_AS_THEY_ARE.items(), ("channel", "analysis_channel")):
        if name in one.place:
            assert getattr(state, trait) == one.place[name]
    if "band" in one.place:
        assert state.band.name == one.place["band"]


def test_the_first_exercise_opens_where_ten_epochs_are_mixed():
    state = ExplorerState(sample_night())
    open_exercise_view(EXERCISES[0].place, state, lambda _title: None)
    first = int(state.window_start // 30)
    ten = state.night.hypnogram.values[first : first + 10]
    assert 3 <= int((ten == 3).sum()) <= 7
    assert (state.hypnogram == -2).all()  # they are hidden: blind


def test_an_unknown_band_is_refused_with_the_bands():
    with pytest.raises(ValueError, match=r"no band 'slow', expected one of \['slow wave'"):
        open_exercise_view({"tab": "Night", "band": "slow"}, ExplorerState(sample_night()), str)


def test_an_unknown_exercise_is_refused():
    with pytest.raises(ValueError, match="no exercise 15, expected 1 to 14"):
        exercise(15)


def rule(key, part):
    return next(one for one in EXERCISES if one.key == key).part(part).rule


def test_what_the_lab_shows_are_the_right_answers_of_the_lab_exercises():
    rungs = {name: ScenarioPrediction(SupplementScenario(**asked)) for name, asked in RUNGS.items()}
    assert rule("dose_ladder", "trial_dose").right(100 * rungs["2 g"].rise)
    for voltage, part in ((-60.0, "at_rest"), (0.0, "at_zero")):
        before, after = (
            nmda_open_fraction(voltage, 0.8),
            nmda_open_fraction(voltage, rungs["rat"].magnesium),
        )
        assert rule("nmda_block", part).right(100 * (1 - float(after / before)))
    for name, part in (("2 g", "pairs"), ("1 g", "small_effect")):
        people = int(re.search(r"takes ([\d,]+) people", needed(rungs[name], 0.15)).group(1))
        assert rule("power", part).right(people)


def test_one_by_one_and_together_the_two_mechanisms_do_what_the_exercise_says():
    rat = RUNGS["rat"]
    block, inhibition, both = (
        ScenarioPrediction(SupplementScenario(**rat, **knobs))
        for knobs in (
            {},
            {"nmda_share": 0.0, "gaba_gain_of_magnesium": 0.35},
            {"gaba_gain_of_magnesium": 0.35},
        )
    )
    assert inhibition.change < 0 < both.change < block.change
    assert block.change_n2 > block.change
    assert both.change_n2 > max(block.change_n2, inhibition.change_n2) > 0


def test_more_epochs_pass_the_line_on_a_frontal_derivation():
    night = sample_night()
    derived, minutes = AnalysisCache(night), {}
    for channel in ("F4-M1", "C4-M1"):
        whole = derived.analysis(channel, SignalView((channel,), "as recorded", 0.0)).whole
        minutes[channel] = n3_by_rule(
            whole.waves, night.hypnogram, 75.0, masked=whole.masked
        ).minutes
    assert minutes["F4-M1"] > minutes["C4-M1"]
