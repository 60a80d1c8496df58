"""Words in figures: no tick is cut off at an edge, and no name touches its neighbour's."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from explorer.render.compare.comparison_figures import slopes
from explorer.render.study.arms_figure import arms_plot
from explorer.render.study.effect_figures import slope_plot
from explorer.render.study.n_of_1_figure import nights_plot
from explorer.render.svg_chart import Chart
from explorer.statistics.n_of_1 import n_of_1_rows
from explorer.study.cohort import cohort
from explorer.study.compare_design import compare_design

LETTER, GAP = 7.0, 4.0  # px of a wide letter, and of what tells two names apart


def compared(condition="temazepam", people=6, visits=("",), scale=-9000.0):
    rows = [
        (f"S{person}", arm, visit, night, scale * (1 + person + (arm == condition)) / people)
        for person in range(people)
        for night, arm in enumerate(("placebo", condition))
        for visit in visits
        if len(visits) == 1 or person % 2 == night
    ]
    columns = ["subject", "arm" if len(visits) > 1 else "condition", "visit", "night", "score"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["score"] += np.random.default_rng(1).normal(0, abs(scale) / 100, len(frame))
    if len(visits) == 1:
        frame = frame.drop(columns="visit")
    rng = np.random.default_rng(1)
    return compare_design(cohort(frame), reference="placebo", primary="score", rng=rng)


def one_person(blocks=1):
    nights = 12 * blocks
    frame = pd.DataFrame({"subject": "S", "condition": ["placebo", "MgT"] * (nights // 2)})
    frame["date"] = pd.date_range("2026-03-01", periods=nights).strftime("%Y-%m-%d")
    frame["block"] = np.arange(nights) // 12
    frame["score"] = np.linspace(-9000.0, 100.0, nights)
    rng = np.random.default_rng(1)
    return compare_design(cohort(frame), reference="placebo", primary="score", rng=rng)


FIGURES = {
    "changes": lambda: slopes(compared().comparison, "score", "temazepam", ""),
    "one person": lambda: nights_plot(one_person().single, "score"),
    "arms": lambda: arms_plot(
        compared(visits=("baseline", "follow-up")).comparison, "temazepam", "score"
    ),
    "report": lambda: slope_plot(np.array([[-90000.0, 1.0]]), ("a", "b"), "score", ""),
    "chart": lambda: Chart((0, 1), (-1e4, 0), "time (s)", "score (points)", "score").svg(),
}


def drawn(html):
    """Give a figure, and its words with the px from the left at which each begins and ends."""
    figure = ElementTree.fromstring(re.search(r"<svg.*</svg>", str(html), re.DOTALL)[0])
    found = []
    for one in figure.iter():
        if not one.tag.endswith("text") or one.get("x") is None:
            continue
        words = (one.text or "") + "".join(child.tail or "" for child in one).strip()
        width = float(one.get("textLength") or LETTER * len(words))
        kind = f"{one.get('class') or ''} {one.get('text-anchor') or ''}"
        share = 1.0 if "end" in kind else 0.5 if "middle" in kind else 0.0
        begin = float(one.get("x")) - share * width
        found.append((words, begin, begin + width, float(one.get("y")), kind))
    return figure, found


@pytest.mark.parametrize("name", FIGURES)
def test_the_widest_tick_is_whole(name):
    figure, words = drawn(FIGURES[name]())
    left = float(figure.get("viewBox").split()[0])
    ticks = [one for one in words if "end" in one[4]]
    assert any(one[0].startswith("\N{MINUS SIGN}") and len(one[0]) >= 5 for one in ticks)
    assert min(begin for _, begin, *_ in ticks) >= left
    if name == "chart":  # whose words beside the axis are not written over either
        (upright,) = (one.get("transform") for one in figure.iter() if one.get("transform"))
        assert min(begin for _, begin, *_ in ticks) >= float(re.findall(r"-?[\d.]+", upright)[0])


@pytest.mark.parametrize(
    "name", ["temazepam", "magnesium-L-threonate", "MgT 2 g (simulated)", "tryptophan-free"]
)
@pytest.mark.parametrize("figure", ["page", "report"])
def test_names_of_conditions_stand_apart_and_within_the_figure(name, figure):
    if figure == "page":
        html = slopes(compared(name, scale=90.0).comparison, "score", name, "")
        labels = {"placebo", "change"}
    else:
        html = slope_plot(np.array([[1.0, 2.0]]), (name, name), "score", "")
        labels = set()
    drawing, words = drawn(html)
    left, _, width, _ = map(float, drawing.get("viewBox").split())
    below = [
        one for one in words if "middle" in one[4] and (one[0] in labels or one[0][:4] in name)
    ]
    assert len(below) >= 2
    for level in {one[3] for one in below}:
        row = sorted((one for one in below if one[3] == level), key=lambda one: one[1])
        assert row[0][1] >= left
        assert row[-1][2] <= left + width
        for before, after in pairwise(row):
            assert after[1] - before[2] >= GAP, (before, after)


@pytest.mark.parametrize("blocks", [1, 2, 4, 8])
def test_the_lowest_p_of_one_person_is_the_schedules_or_the_drawings(blocks):
    single = one_person(blocks).single
    said = str(nights_plot(single, "score"))
    (row,) = n_of_1_rows(single)[1]
    possible = {1: "924", 2: "853,776", 4: "7.3e+11", 8: "more than 4.6e+18"}[blocks]
    if blocks <= 2:
        floor = 2 / 924**blocks
        assert (
            f"of the {possible} schedules that could have been drawn none gives less than "
            f"{floor:.2g}." in said
        )
        assert row[-1] == possible
    else:
        assert "could have been drawn" not in said
        drawn = "from 99,999 schedules drawn by lot, which cannot give less than 1e-05"
        assert f"{drawn}, for {possible} were possible" in said
        assert row[-1] == f"{possible}, sampled"
        assert any(f"drawn by lot: {possible} were possible" in one for one in single.notes)
