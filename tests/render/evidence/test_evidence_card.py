"""Says who? One claim or one study alone."""

import re

import pytest
from ipywidgets import HTML

from explorer import evidence
from explorer.app.lab.lab_controls import LabControls
from explorer.evidence.claim_metrics import SIGNAL_METRICS
from explorer.evidence.live_value import LiveValue
from explorer.models.supplement_scenario import ScenarioPrediction, SupplementScenario
from explorer.render.evidence.evidence_card import evidence_card
from explorer.render.evidence.evidence_page import claim_metric_title
from explorer.render.lab import model_figures


@pytest.fixture(scope="module")
def library():
    return evidence.load()


def test_every_claim_is_told_with_its_grade_and_both_sides(library):
    for claim in library.claims:
        told = evidence_card(library, f"claim:{claim.key}")
        assert f"Grade {claim.grade}" in told
        assert "<h4>For</h4>" in told
        assert "<h4>Against</h4>" in told


def test_a_metric_that_the_dialog_does_not_measure_says_why_and_what_shows_it(library):
    claim = next(one for one in library.claims if "SWA" in one.metrics)
    counted = {name: LiveValue(1.0) for name in claim.metrics if name not in SIGNAL_METRICS}
    told = re.sub(r"<[^>]*>", " ", evidence_card(library, f"claim:{claim.key}", counted))
    assert re.search(
        r"not in this dialog: [\w, ]*SWA[\w, ]*\. The tab Evidence has the numbers", told
    )
    assert "Open a scored night" not in told
    assert "not shown for this night" not in told


def test_every_study_is_told_with_its_sponsor_and_its_limits_unfolded(library):
    for study in library.studies:
        told = evidence_card(library, f"study:{study.key}")
        assert "<details open>" in told
        assert "Funding and ties" in told
        assert "<h6>Limits</h6>" in told


@pytest.mark.parametrize("asked", ["", "claim:", "study:nobody_1900", "claim:<b>", "held_2002"])
def test_what_is_not_known_is_refused(library, asked):
    with pytest.raises(ValueError, match=r"known|claim"):
        evidence_card(library, asked)


def test_all_that_the_lab_asks_about_is_known(library):
    predicted = ScenarioPrediction(SupplementScenario())
    shown = (
        model_figures.chain(predicted),
        model_figures.brain_course(predicted),
        model_figures.block(predicted),
        model_figures.sensitivity(predicted),
        model_figures.ladder_table(predicted.setting),
        *(part.value for part in LabControls().widget.children if isinstance(part, HTML)),
    )
    asked = set(re.findall(r'data-evidence="([^"]*)"', "".join(shown)))
    assert len(asked) >= 4
    for one in asked:
        assert evidence_card(library, one)


def test_a_spindle_density_is_named_by_the_band_that_it_is_counted_in():
    assert claim_metric_title("spindle_density") == "spindles a minute of N2, 11–16 Hz"
