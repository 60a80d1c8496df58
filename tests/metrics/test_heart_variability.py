"""Heart rate variability: against YASA on the same beats, and series whose truth is known."""

import neurokit2
import numpy as np
import pytest
import yasa

from explorer import metrics
from explorer.metrics.heart_course import heart_course
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


def steps_of(size: float, seconds: float, start: float) -> np.ndarray:
    """Beats whose every interval differs by this many ms from the one before."""
    pair = np.array([0.9, 0.9 + size / 1000])
    return start + np.cumsum(np.tile(pair, int(seconds / pair.sum())))


# Two cycles of 20 min of NREM and 10 min of REM; NREM's steps and REM's are known, in ms.
CYCLES = (["N2"] * 20 + ["N3"] * 20 + ["REM"] * 20) * 2
TRUTH = (("N2", 20), ("N3", 40), ("REM", 60), ("N2", 80), ("N3", 100), ("REM", 120))


def two_cycles() -> np.ndarray:
    return np.concatenate([steps_of(ms, 600, 600 * k) for k, (_, ms) in enumerate(TRUTH)])


def test_parts_of_the_night_are_means_of_the_periods_whose_middle_lies_in_them() -> None:
    hypnogram = make_hypnogram(CYCLES)
    night = Observed(beats=two_cycles())
    found = metrics.table(hypnogram, observed=night, groups=["heart"])
    expected = {
        **{"RMSSD": 70, "RMSSD_N2": 50, "RMSSD_N3": 70, "RMSSD_REM": 90, "RMSSD_NREM": 60},
        **{"RMSSD_cycle1": 40, "RMSSD_cycle2": 100},
        **{"RMSSD_third1": 30, "RMSSD_third2": 70, "RMSSD_third3": 110},
    }
    assert {name: float(found[name]) for name in expected} == pytest.approx(expected, rel=1e-6)
    assert "RMSSD_cycle3" not in found
    assert np.isnan(found.RMSSD_W)
    assert found.RMSSD_cycle1.attrs["badge"] == found.HF_third2.attrs["badge"]
    assert found.RMSSD_Malik_cycle1.attrs["variant_of"] == "RMSSD_cycle1"


def test_a_part_is_yasas_rows_of_the_same_periods_averaged() -> None:
    beats = simulated_beats(len(STAGES) * 30)
    hypnograms = as_hypnograms(make_hypnogram(STAGES), Observed(beats=beats))
    asleep = [p.values["RMSSD"] for p in stage_periods(hypnograms, 0) if p.stage]
    table = metrics.table(make_hypnogram(STAGES), observed=Observed(beats=beats))
    assert float(table.RMSSD) == pytest.approx(np.mean(asleep))


def test_the_course_is_neurokits_window_by_window() -> None:
    beats = np.round(simulated_beats(1500), 3)
    course = heart_course(beats, 0.0, 1500.0)
    assert course.time.values.tolist() == [150, 450, 750, 1050, 1350]
    for k, name in ((0, "RMSSD"), (1, "SDNN"), (3, "RMSSD")):
        inside = beats[(beats >= 300 * k) & (beats < 300 * (k + 1))]
        raw = 1000 * np.diff(inside)
        plain = ((raw >= 400) & (raw <= 2000)).all()
        if not plain:  # NeuroKit fills nothing: only windows without artefacts are alike
            continue
        theirs = neurokit2.hrv_time(np.round(inside * 1000).astype(int), sampling_rate=1000)
        assert float(course[name][k]) == pytest.approx(
            float(theirs[f"HRV_{name}"].iloc[0]), rel=1e-6
        )
    assert course.RMSSD.attrs["units"] == "ms"


def test_a_course_has_a_gap_where_beats_are_missing_and_no_window_that_is_not_whole() -> None:
    beats = np.arange(0, 1000, 0.8)
    course = heart_course(beats[(beats < 300) | (beats > 600)], 0.0, 1000.0)
    assert np.isfinite(course.HR.values).tolist() == [True, False, True]
    assert heart_course(beats, 0.0, 200.0).sizes["time"] == 0
    assert heart_course(beats, float("nan"), 200.0).sizes["time"] == 0


def test_power_in_bands_is_neurokits_by_welch() -> None:
    rng = np.random.default_rng(8)
    beats = [0.0]
    while beats[-1] < 600:
        t = beats[-1]
        wave = 0.05 * np.sin(2 * np.pi * 0.1 * t) + 0.03 * np.sin(2 * np.pi * 0.25 * t)
        beats.append(t + 0.9 + wave + rng.normal(0, 0.002))
    times = np.round(np.array(beats), 3)
    ours = measure_beats(times, 600.0)
    peaks = {"RRI": 1000 * np.diff(times), "RRI_Time": times[1:]}
    theirs = neurokit2.hrv_frequency(
        peaks, psd_method="welch", normalize=False, interpolation_rate=4, silent=True
    )
    for name in ("LF", "HF"):  # their segments are as long as the lowest band asks
        assert ours[name] == pytest.approx(float(theirs[f"HRV_{name}"].iloc[0]), rel=0.1)
    assert ours["LFHF"] == pytest.approx(float(theirs["HRV_LFHF"].iloc[0]), rel=0.1)
