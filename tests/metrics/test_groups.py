"""Which groups of a table stand: found without looking at every row, and the same."""

import numpy as np
import pytest

from explorer import metrics
from explorer.analysis.observed_night import observed_signals, observed_with_marks
from explorer.app.metrics_snapshot import snapshot
from explorer.app.state import ExplorerState
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.metrics.observed import Observed
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.scoring.edit_history import Edits


@pytest.fixture(scope="module")
def night():
    return simulate_night(3, hours=1.0, sampling_frequency=128)


def every_group(hypnograms):
    return {row.group for row in metrics.metrics_of(hypnograms).values()}


@pytest.mark.parametrize("known", ["nothing", "marks", "marks and signals"])
def test_groups_are_those_of_the_rows(night, known):
    marks = observed_with_marks(night, Edits())
    given = {
        "nothing": Observed(),
        "marks": marks,
        "marks and signals": observed_signals(night, marks),
    }
    rows = as_hypnograms(night.hypnogram, given[known])
    assert metrics.groups_of(rows) == every_group(rows)


def test_a_night_of_beats_alone_has_their_group():
    beats = np.arange(0.0, 900.0, 0.9)
    rows = as_hypnograms(make_hypnogram(["W"] + ["N2"] * 29), Observed(beats=beats))
    assert metrics.groups_of(rows) == every_group(rows)
    assert "heart" in metrics.groups_of(rows)


def test_what_is_asked_again_is_not_computed_again(night):
    state = ExplorerState(night)
    asked = snapshot(state)
    assert snapshot(state, asked) is asked
    state.selection = (600.0, 1800.0)
    part = snapshot(state, asked)
    assert part is not asked
    assert part.in_bed is asked.in_bed
    assert snapshot(state, part) is part
