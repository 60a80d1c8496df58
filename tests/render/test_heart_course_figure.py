"""The heart over the night: a line with a gap where beats are missing, nothing where none are."""

import numpy as np

from explorer.analysis.metrics_query import MetricsQuery, TimeInBed
from explorer.metrics.observed import Observed
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.render.architecture.heart_course_figure import heart_course_figures

UNKNOWN = (float("nan"), float("nan"))


def figures(beats: np.ndarray | None) -> str:
    night = Night.make({}, {"me": make_hypnogram(["N2"] * 120)})
    observed = Observed(beats=beats)
    in_bed = TimeInBed(night, night.hypnograms, "me", UNKNOWN, observed=observed)
    return str(heart_course_figures(MetricsQuery(in_bed, (), ())))


def test_the_heart_over_the_night_is_drawn_with_its_gap() -> None:
    beats = np.cumsum(0.9 + 0.05 * np.sin(np.arange(4000) * 1.4))
    whole = figures(beats)
    assert whole.count("<svg") == 2
    assert whole.count("<polyline") == 2
    assert "heart rate over the night" in whole
    assert "windows of 5 min" in whole
    assert figures(beats[(beats < 1200) | (beats > 1800)]).count("<polyline") == 4


def test_nothing_is_drawn_where_no_beats_were_found() -> None:
    assert figures(None) == ""
    assert figures(np.zeros(0)) == ""
