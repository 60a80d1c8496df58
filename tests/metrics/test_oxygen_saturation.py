"""Oxygen saturation: falls, minutes and means of simulated nights whose truth is known."""

import numpy as np
import pytest

from explorer import metrics
from explorer.analysis.observed_night import (
    observed_night,
    oximeter_notes,
    read_saturation,
    saturation_channel,
)
from explorer.metrics.metric import COMPUTED_FROM_SPO2
from explorer.metrics.observed import Observed
from explorer.metrics.oxygen_saturation import measure_saturation
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_events, make_signals, rate_name


def dips(depths: list[float], *, every: int = 120, level: float = 96.0, hour: int = 3600):
    """Saturation of an hour with triangular falls of 40 s, as an oximeter says it: whole %."""
    values = np.full(hour, level)
    shape = np.concatenate((np.linspace(0, 1, 21), np.linspace(1, 0, 21)[1:]))
    for place, depth in enumerate(depths):
        begin = 60 + place * every
        values[begin : begin + shape.size] -= depth * shape
    return np.round(values)


def table_of(percent, stages=None, **options):
    saturation = measure_saturation(percent, **options)
    hypnogram = make_hypnogram(stages or ["N2"] * 120)
    return metrics.table(hypnogram, observed=Observed(saturation=saturation))


def test_falls_of_3_and_4_percent_are_those_simulated() -> None:
    found = table_of(dips([2, 3, 4, 3, 6, 2, 5, 3]))
    assert (found.ODI3.item(), found.ODI4.item()) == (6, 3)
    assert found.ODI3.attrs["badge"] == COMPUTED_FROM_SPO2
    assert found.SpO2_nadir == 90
    assert "ODI3_marks" not in found


@pytest.mark.parametrize("seed", range(3))
def test_a_night_of_many_falls_has_as_many_as_were_simulated(seed: int) -> None:
    rng = np.random.default_rng(seed)
    depths = rng.integers(1, 9, 28).astype(float).tolist()
    found = table_of(dips(depths))
    assert sum(depth >= 3 for depth in depths) == found.ODI3
    assert sum(depth >= 4 for depth in depths) == found.ODI4


def test_minutes_below_a_limit_are_strictly_below_it_and_asleep() -> None:
    values = np.full(3600, 95.0)
    values[:600], values[600:900], values[900:960], values[3000:] = 90, 89, 87, 80
    values[597:600] = [92, 91, 90]  # no faster than an oximeter
    stages = ["N2"] * 100 + ["W"] * 20
    percent = measure_saturation(values).percent
    percent[:] = values  # steps of more than 4 % are artefacts elsewhere, not here
    saturation = measure_saturation(np.full(3600, 95.0))
    object.__setattr__(saturation, "percent", percent)
    found = metrics.table(make_hypnogram(stages), observed=Observed(saturation=saturation))
    assert found.T90_min == 6
    assert found.T88_min == 1
    assert found.SpO2_nadir == 87
    assert found.SpO2_valid_min == 50
    assert found.SpO2_mean == pytest.approx(values[:3000].mean())
    assert found.T90_min_N2 == 6
    assert np.isnan(found.T90_min_N3) or found.T90_min_N3 == 0


def test_artefacts_are_no_falls() -> None:
    values = dips([])
    values[500:510] = 0  # the probe is off
    values[1000:1003] = 60  # faster than 4 % a second
    values[1500:1504] = [93, 93, 93, 93]  # 3 %, but of 4 s
    found = measure_saturation(values)
    assert found.onset.size == 0
    assert found.rejected >= 11
    assert table_of(values).SpO2_nadir >= 93
    marked = dips([6])
    assert measure_saturation(marked, marked=[(50, 110)]).onset.size == 0


def test_a_slow_drift_is_no_fall_and_a_lasting_one_is_counted_once() -> None:
    drift = np.round(np.linspace(97, 91, 3600))
    assert measure_saturation(drift).onset.size == 0
    step = np.full(3600, 97.0)
    step[1000:1020] = np.linspace(97, 92, 20).round()
    step[1020:] = 92
    assert measure_saturation(step).onset.tolist() == [1000 + int(np.argmax(step[1000:] < 97)) - 1]


@pytest.mark.parametrize("rate", [0.5, 1.0, 4.0, 32.0])
@pytest.mark.parametrize("scale", [1.0, 0.01])
def test_saturation_is_read_from_its_channel_at_any_rate(rate: float, scale: float) -> None:
    seconds = dips([4, 4, 4], hour=1200)
    step = round(1 / rate) if rate < 1 else 1
    samples = seconds[::step] if rate < 1 else np.repeat(seconds, round(rate))
    signals = make_signals(
        [samples * scale, samples * 0 + 60], rate, ["SpO2", "Pulse"], ["oximetry"] * 2, ["%", ""]
    )
    night = Night.make(
        {rate_name(rate): signals}, {"me": make_hypnogram(["N2"] * 40)}, make_events()
    )
    assert saturation_channel(night) == "SpO2"
    found = read_saturation(night)
    assert found is not None
    assert found.depth.round(3).tolist() == [4, 4, 4]


def night_of(samples, rate: float, unit: str = "%", label: str = "SpO2") -> Night:
    signals = make_signals([samples], rate, [label], ["oximetry"], [unit])
    stages = make_hypnogram(["N2"] * int(len(samples) / rate // 30))
    return Night.make({rate_name(rate): signals}, {"me": stages}, make_events())


@pytest.mark.parametrize("highest", [100.0, 102.3, 110.0])
@pytest.mark.parametrize("steps", [2**16 - 1, 2**12 - 1, 255])
def test_the_steps_of_a_file_neither_hide_a_fall_nor_make_one(highest: float, steps: int) -> None:
    whole = dips([3, 4, 3, 4, 2], level=97.0)
    whole[1800:1807], whole[1807:2100], whole[2100:2107] = range(96, 89, -1), 90, range(91, 98)
    whole[2700:2800] = 100
    held = np.round(whole / highest * steps) / steps * highest  # as EDF of 16, 12 and 8 bits
    assert not np.array_equal(held, whole)
    found = table_of(held)
    assert (found.ODI3.item(), found.ODI4.item()) == (6, 3)  # from 97 to 90, from 100 to 97
    assert (found.T90_min.item(), found.SpO2_nadir.item(), found.SpO2_valid_min) == (0, 90, 60)
    assert found.SpO2_mean == pytest.approx(whole.mean())


def test_a_saturation_between_whole_percents_stays_as_it_is() -> None:
    smooth = 95 + 2 * np.sin(np.arange(3600) / 50)
    assert measure_saturation(smooth).percent == pytest.approx(smooth, abs=1e-4)
    tenths = np.round(smooth, 1)
    assert measure_saturation(tenths + 0.004).percent == pytest.approx(tenths, abs=1e-5)


@pytest.mark.parametrize("every", [1, 2, 3, 4, 5])
def test_a_lost_probe_between_slow_samples_leaves_no_low_saturation(every: int) -> None:
    samples = np.full(3600, 97.0)[::every]
    samples[samples.size // 2 :][: 90 // every] = 0
    found = read_saturation(night_of(samples, 1 / every))
    assert found is not None
    assert np.nanmin(found.percent) == 97
    assert not found.depth.size
    assert 85 <= found.rejected <= 100


def test_fractions_are_known_in_spite_of_a_peak() -> None:
    samples = np.full(3600, 0.97)
    samples[500], samples[1000:1010] = 0, 2.0
    found = read_saturation(night_of(samples, 1.0, unit=""))
    assert found is not None
    assert np.nanmin(found.percent) == np.nanmax(found.percent) == 97


def test_why_nothing_is_measured_of_a_slow_oximeter_is_said() -> None:
    night = night_of(np.full(360, 97.0), 0.1)
    assert read_saturation(night) is None
    (said,) = oximeter_notes(night, observed_night(night))
    assert "SpO2 is sampled at 0.1 Hz" in said
    known = night_of(np.full(3600, 97.0), 1.0)
    assert not oximeter_notes(known, observed_night(known))
    assert saturation_channel(night_of(np.full(3600, 97.0), 1.0, label="O2-Saettigung"))


@pytest.mark.parametrize("valid", [1, 30, 100])
def test_a_probe_that_was_off_gives_no_saturation_though_it_passes_through_one(valid: int) -> None:
    values = np.zeros(3600)
    values[:valid] = 81.5
    night = night_of(values, 1.0)
    observed = observed_night(night)
    assert observed.saturation is None
    (said,) = oximeter_notes(night, observed)
    assert "of a probe that was off" in said
    values[:1800] = 96.0
    assert observed_night(night_of(values, 1.0)).saturation is not None
