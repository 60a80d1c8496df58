"""Says who? One claim or one study alone."""

import re

import pytest

from explorer import evidence
from explorer.evidence.asked import says_who
from explorer.evidence.page import LiveValue, title_of
from explorer.evidence.tested import SIGNAL_METRICS
from explorer.panels import lab_controls, lab_figures
from explorer.panels.lab_setting import Predicted, Setting


@pytest.fixture(scope="module")
def library():
    return evidence.load()


def test_every_claim_is_told_with_its_grade_and_both_sides(library):
    for claim in library.claims:
        told = says_who(library, f"claim:{claim.key}")
        assert f"Grade {claim.grade}" in told
        assert "<h4>For</h4>" in told
        assert "<h4>Against</h4>" in told


def test_a_metric_that_the_dialog_does_not_measure_says_why_and_what_shows_it(library):
    claim = next(one for one in library.claims if "SWA" in one.metrics)
    counted = {name: LiveValue(1.0) for name in claim.metrics if name not in SIGNAL_METRICS}
    told = re.sub(r"<[^>]*>", " ", says_who(library, f"claim:{claim.key}", counted))
    assert re.search(
        r"not in this dialog: [\w, ]*SWA[\w, ]*\. The tab Evidence has the numbers", told
    )
    assert "Open a scored night" not in told
    assert "not shown for this night" not in told


def test_every_study_is_told_with_its_sponsor_and_its_limits_unfolded(library):
    for study in library.studies:
        told = says_who(library, f"study:{study.key}")
        assert "<details open>" in told
        assert "Funding and ties" in told
        assert "<h6>Limits</h6>" in told


@pytest.mark.parametrize("asked", ["", "claim:", "study:nobody_1900", "claim:<b>", "held_2002"])
def test_what_is_not_known_is_refused(library, asked):
    with pytest.raises(ValueError, match=r"known|claim"):
        says_who(library, asked)


def test_all_that_the_lab_asks_about_is_known(library):
    predicted = Predicted(Setting())
    shown = (
        lab_figures.chain(predicted),
        lab_figures.brain_course(predicted),
        lab_figures.block(predicted),
        lab_figures.sensitivity(predicted),
        lab_figures.ladder_table(predicted.setting),
        lab_controls._WORDS,
    )
    asked = set(re.findall(r'data-says="([^"]*)"', "".join(shown)))
    assert len(asked) >= 4
    for one in asked:
        assert says_who(library, one)


def test_a_spindle_density_is_named_by_the_band_that_it_is_counted_in():
    assert title_of("spindle_density") == "spindles a minute of N2, 11–16 Hz"
