"""Simulated hypnograms: a Markov chain where nothing bends it, and people's nights where it is."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.models.markov_hypnogram import (
    PROFILES,
    TRANSITION_COUNTS,
    profile_named,
    simulate_hypnograms,
    sleep_drive,
)
from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.stages import SCORED, SLEEP, Stage

NIGHTS = 400
# Means of 500 nights of the published fit, whose own Monte-Carlo error is of like size: hence the
# square root of two below.
YOUNG = {
    "sleep": 421, "latency": 15, "waso": 43, "N1": 6.6, "N2": 52.1, "N3": 20.2, "REM": 21.1,
    "N3 in first third": 53, "REM in last third": 51, "bouts of wake": 13, "shifts": 11.5,
    "REM periods": 4.5, "bout of wake": 3.2, "bout of N3": 10.8,
}  # fmt: skip
OLDER = {
    "sleep": 364, "latency": 23, "waso": 92, "N1": 9.6, "N2": 57.2, "N3": 15.4, "REM": 17.8,
    "N3 in first third": 61, "REM in last third": 43, "bouts of wake": 25, "shifts": 17,
    "REM periods": 4.2, "bout of wake": 3.7, "bout of N3": 8.2,
}  # fmt: skip


def bouts(here: np.ndarray) -> np.ndarray:
    """Lengths of the runs, in epochs; NaN alone where there is none."""
    edges = np.diff(here.astype(int), prepend=0, append=0)
    found = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
    return found if found.size else np.array([np.nan])


def rem_periods(rem: np.ndarray) -> int:
    """Count the runs of REM that 15 min or more without it part."""
    places = np.flatnonzero(rem)
    return int(places.size and 1 + (np.diff(places) > 30).sum())


def statistics(stages: np.ndarray) -> dict[str, float]:
    """Count one night's architecture by hand, 30-s epochs."""
    asleep = np.isin(stages, SLEEP)
    onset, end = np.flatnonzero(asleep)[[0, -1]]
    minutes = asleep.sum() / 2
    wake = stages[onset:] == Stage.W
    third = stages.size // 3
    n3, rem = stages == Stage.N3, stages == Stage.REM
    return {
        "sleep": minutes,
        "latency": onset / 2,
        "waso": wake.sum() / 2,
        **{s.name: 100 * (stages == s).sum() / 2 / minutes for s in SLEEP},
        "N3 in first third": 100 * n3[:third].sum() / n3.sum() if n3.any() else np.nan,
        "REM in last third": 100 * rem[-third:].sum() / rem.sum() if rem.any() else np.nan,
        "bouts of wake": (np.diff(wake.astype(int)) == 1).sum(),
        "REM latency": np.flatnonzero(rem[onset:])[0] / 2 if rem.any() else np.nan,
        "REM periods": rem_periods(rem),
        "bout of wake": np.nanmean(bouts(wake)) / 2,
        "bout of N3": np.nanmean(bouts(n3)) / 2,
        "shifts": (np.diff(stages[onset : end + 1]) != 0).sum() / (minutes / 60),
    }


@pytest.mark.parametrize(("profile", "published"), [("young", YOUNG), ("older", OLDER)])
def test_many_nights_have_the_published_means(profile, published):
    nights = simulate_hypnograms(NIGHTS, rng=np.random.default_rng(11), profile=profile)
    found = [statistics(stages) for stages in nights.values if np.isin(stages, SLEEP).any()]
    for name, expected in published.items():
        values = np.array([night[name] for night in found])
        error = np.nanstd(values) / np.sqrt(np.isfinite(values).sum())
        rounding = 0.5 if isinstance(expected, int) else 0.05
        assert abs(np.nanmean(values) - expected) < 3 * np.sqrt(2) * error + rounding, name


@pytest.mark.parametrize(("profile", "minutes"), [("young", 92), ("older", 81)])
def test_the_median_rem_latency_is_the_published_one(profile, minutes):
    nights = simulate_hypnograms(NIGHTS, rng=np.random.default_rng(12), profile=profile)
    asleep = [stages for stages in nights.values if np.isin(stages, SLEEP).any()]
    found = np.array([statistics(stages)["REM latency"] for stages in asleep])
    found = found[np.isfinite(found)]
    error = 1.25 * found.std() / np.sqrt(found.size)  # of a median
    assert abs(np.median(found) - minutes) < 3 * np.sqrt(2) * error


def test_the_published_chain_alone_has_its_bouts_but_no_order_over_the_night():
    counts = np.array(TRANSITION_COUNTS, float)
    stay = np.diag(counts) / counts.sum(axis=1)
    np.testing.assert_allclose(0.5 / (1 - stay), [9.4, 2.2, 6.8, 9.8, 15.7], atol=0.05)
    nights = simulate_hypnograms(400, rng=np.random.default_rng(3), profile=flat()).values
    found = [statistics(stages) for stages in nights if np.isin(stages, SLEEP).any()]
    for name, expected in (("N3 in first third", 31), ("REM in last third", 35), ("waso", 80)):
        values = np.array([night[name] for night in found])
        error = np.nanstd(values) / np.sqrt(len(found))
        assert abs(np.nanmean(values) - expected) < 3 * np.sqrt(2) * error + 0.5, name


def flat():
    """Give a profile that bends nothing."""
    knobs = ("into_n3", "out_of_n3", "into_rem", "out_of_rem", "rem_with_time", "into_wake",
             "out_of_wake", "wake_with_time", "n1_to_n2", "n2_to_n1")  # fmt: skip
    return replace(PROFILES["young"], **dict.fromkeys(knobs, 0.0))


def test_without_modulators_it_is_the_published_chain():
    chain = replace(flat(), onset_latency=0.01)
    nights = simulate_hypnograms(400, rng=np.random.default_rng(2), profile=chain, hours=12).values
    later = nights[:, 480:]  # after 4 h the beginning is forgotten
    shares = np.array([(later == stage).mean(axis=1) for stage in SCORED])
    error = shares.std(axis=1) / np.sqrt(len(nights))
    # Stationary distribution of the counts.
    assert (np.abs(shares.mean(axis=1) - [0.172, 0.123, 0.405, 0.146, 0.154]) < 4 * error).all()
    counts = np.array(TRANSITION_COUNTS)
    expected = counts / counts.sum(axis=1, keepdims=True)
    found = np.zeros((5, 5))
    np.add.at(found, (later[:, :-1].ravel(), later[:, 1:].ravel()), 1)
    leaving = found / found.sum(axis=1, keepdims=True)
    spread = np.sqrt(expected * (1 - expected) / found.sum(axis=1, keepdims=True))
    assert (np.abs(leaving - expected) <= 4 * spread).all()


def test_the_published_counts_have_their_entropy_rate():
    counts = np.array(TRANSITION_COUNTS, float)
    rates = counts / counts.sum(axis=1, keepdims=True)
    shares = np.linalg.matrix_power(rates, 5000)[0]
    bits = -(shares[:, None] * rates * np.log2(rates)).sum()
    assert round(bits, 3) == 0.474
    assert counts.sum() == 70_013


def test_sleep_begins_with_n1():
    nights = simulate_hypnograms(30, rng=np.random.default_rng(0)).values
    for stages in nights:
        assert stages[np.flatnonzero(stages != Stage.W)[0]] == Stage.N1


def test_one_seed_gives_one_night():
    first, again, other = (
        simulate_hypnograms(1, rng=np.random.default_rng(seed)) for seed in (5, 5, 6)
    )
    assert first.identical(again)
    assert not first.equals(other)


def test_shorter_epochs_keep_the_minutes_of_each_stage():
    minutes = []
    for epoch_length in (30, 10):
        nights = simulate_hypnograms(
            200, rng=np.random.default_rng(4), epoch_length=epoch_length
        ).values
        minutes.append([(nights == stage).sum(axis=1) * epoch_length / 60 for stage in SCORED])
    coarse, fine = np.array(minutes)
    error = np.sqrt((coarse.var(axis=1) + fine.var(axis=1)) / coarse.shape[1])
    assert (np.abs(coarse.mean(axis=1) - fine.mean(axis=1)) < 4 * error + 1).all()


def test_sleep_drive_is_spent_in_nrem_kept_in_rem_and_regained_awake():
    hypnogram = make_hypnogram(["N3"] * 60 + ["REM"] * 60 + ["W"] * 60)
    drive = sleep_drive(hypnogram).values
    tau = PROFILES["young"].drive_decay
    assert np.isclose(drive[60], np.exp(-1.6 * 0.5 / tau))
    assert (drive[60:120] == drive[60]).all()
    assert np.isclose(drive[179], 1 - (1 - drive[60]) * np.exp(-59 / 120 / 18.2))


def test_sleep_drive_keeps_further_dims():
    nights = simulate_hypnograms(3, rng=np.random.default_rng(0), hours=1)
    together = sleep_drive(nights)
    assert together.dims == nights.dims
    assert np.array_equal(together[1], sleep_drive(nights.isel(night=1)))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"hours": 0}, "one night of one epoch"),
        ({"hours": float("nan")}, "one night of one epoch"),
        ({"epoch_length": 0}, "epoch_length"),
        ({"profile": "baby"}, "expected one of"),
    ],
)
def test_nights_that_cannot_be_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        simulate_hypnograms(1, rng=np.random.default_rng(0), **wrong)


def test_a_profile_of_ones_own_passes_through():
    own = replace(PROFILES["young"], name="mine")
    assert profile_named(own) is own
