"""Heart rate variability: against YASA on the same beats, and series whose truth is known."""

import neurokit2
import numpy as np
import pytest
import yasa

from explorer import metrics
from explorer.metrics.heart_variability import measure_beats, stage_periods
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.metrics.observed import Observed
from explorer.night.hypnogram import make_hypnogram

RATE = 256
STAGES = ["W"] * 6 + ["N2"] * 10 + ["N3"] * 8 + ["N2"] * 3 + ["REM"] * 12 + ["N3"] * 5 + ["W"] * 2


def simulated_beats(seconds: float) -> np.ndarray:
    """Simulate beats with breathing, missed and invented ones among them, on samples."""
    rng = np.random.default_rng(4)
    intervals = 0.9 + 0.05 * np.sin(np.arange(3000) * 1.4) + rng.normal(0, 0.02, 3000)
    intervals[[50, 400, 900]] = 2.4  # missed
    intervals[[100, 101, 500, 501]] = 0.3  # invented
    beats = np.cumsum(intervals)
    return np.round(beats[beats < seconds] * RATE) / RATE


def test_periods_equal_yasas_hrv_stage_on_the_same_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    beats = simulated_beats(len(STAGES) * 30)
    # YASA looks for beats in each period: it is given ours, found by the period's own samples.
    ecg = np.arange(len(STAGES) * 30 * RATE, dtype=float)

    def detect(samples: np.ndarray, fs: float) -> np.ndarray:
        within = beats[(beats * RATE >= samples[0]) & (beats * RATE <= samples[-1])]
        return np.round(within * fs - samples[0]).astype(int)

    monkeypatch.setattr("sleepecg.detect_heartbeats", detect)
    codes = make_hypnogram(STAGES).values
    theirs, _ = yasa.hrv_stage(
        ecg, RATE, hypno=np.repeat(codes, 30 * RATE), include=(0, 2, 3, 4), threshold="2min"
    )
    theirs = theirs.reset_index().sort_values("start")
    hypnograms = as_hypnograms(make_hypnogram(STAGES), Observed(beats=beats))
    ours = stage_periods(hypnograms, 0)
    assert len(ours) >= 5
    assert [p.start for p in ours] == theirs["start"].tolist()
    assert [p.stage for p in ours] == theirs["values"].tolist()
    for name, column in (("HR", "hr_mean"), ("RMSSD", "hrv_rmssd")):
        assert [p.values[name] for p in ours] == pytest.approx(theirs[column].tolist())
    means = theirs.groupby("values")["hrv_rmssd"].mean()
    table = metrics.table(make_hypnogram(STAGES), observed=Observed(beats=beats))
    assert pytest.approx(means[3]) == table.RMSSD_N3
    assert pytest.approx(means[4]) == table.RMSSD_REM


def test_time_domain_equals_neurokit() -> None:
    beats = np.cumsum(0.9 + 0.05 * np.sin(np.arange(300) * 1.4))
    theirs = neurokit2.hrv_time(np.round(beats * 1000).astype(int), sampling_rate=1000)
    ours = measure_beats(np.round(beats, 3), 270.0)
    for name in ("RMSSD", "SDNN"):
        assert ours[name] == pytest.approx(float(theirs[f"HRV_{name}"].iloc[0]), rel=1e-6)
    # NeuroKit divides the steps of more than 50 ms by the 299 intervals, of which 298 are steps.
    assert ours["pNN50"] == pytest.approx(float(theirs["HRV_pNN50"].iloc[0]) * 299 / 298)


def test_variability_of_a_series_whose_truth_is_known() -> None:
    alternating = np.cumsum(np.tile([0.9, 0.96], 150))  # each 60 ms from the one before
    found = measure_beats(alternating, 280.0)
    assert found["RMSSD"] == pytest.approx(60)
    assert found["pNN50"] == 100
    assert found["SDNN"] == pytest.approx(30, rel=0.01)
    assert found["HR"] == pytest.approx((60 / 0.9 + 60 / 0.96) / 2, rel=1e-3)


@pytest.mark.parametrize(("frequency", "band", "other"), [(0.25, "HF", "LF"), (0.1, "LF", "HF")])
def test_power_of_a_wave_lies_in_its_band(frequency: float, band: str, other: str) -> None:
    beats = [0.0]
    while beats[-1] < 600:
        beats.append(beats[-1] + 0.9 + 0.04 * np.sin(2 * np.pi * frequency * beats[-1]))
    found = measure_beats(np.array(beats), 600.0)
    assert found[band] == pytest.approx(40**2 / 2, rel=0.1)  # ms^2 of an amplitude of 40 ms
    assert found[other] < 0.05 * found[band]


def test_missed_and_ectopic_beats_are_handled_as_published() -> None:
    beats = np.arange(0, 180, 0.8)
    early = np.sort(np.append(np.delete(beats, 100), beats[100] - 0.25))  # an ectopic beat
    found = measure_beats(early, 180.0)
    assert found["corrected"] == 0  # within 400 to 2000 ms
    assert found["RMSSD"] > 20
    assert found["RMSSD_Malik"] < 0.35 * found["RMSSD"]
    assert measure_beats(np.delete(beats, 100), 180.0)["RMSSD"] > 50  # 1600 ms is believed
    assert measure_beats(np.delete(beats, [100, 101]), 180.0)["RMSSD"] == pytest.approx(0, abs=1e-6)
    assert measure_beats(np.delete(beats, slice(20, 225)), 180.0) == {}


def test_a_stage_without_a_period_of_two_minutes_has_no_number() -> None:
    beats = np.arange(0, 600, 0.8)
    stages = ["N2"] * 10 + ["N3"] * 3 + ["N2"] * 7
    found = metrics.table(make_hypnogram(stages), observed=Observed(beats=beats))
    assert pytest.approx(0, abs=1e-6) == found.RMSSD_N2
    assert np.isnan(found.RMSSD_N3)
    assert "RMSSD_N3" not in metrics.table(make_hypnogram(stages))
