"""Intervals from a stager's probabilities."""

import numpy as np
import pytest
import xarray as xr

from explorer import metrics
from explorer.vocabulary.stages import SCORED
from tests.metrics.nights import night_of, value

NAMES = [stage.name for stage in SCORED]


def beliefs(night, sureness):
    """Probabilities that give the night's own stage this much, and the others the rest."""
    rest = (1 - sureness) / (len(NAMES) - 1)
    own = np.eye(len(NAMES))[np.maximum(night.values, 0)].astype(bool)
    values = np.where(own, sureness, rest)
    return xr.DataArray(values, dims=("epoch", "stage_name"), coords={"stage_name": NAMES})


def test_a_stager_that_is_sure_leaves_no_interval(compared_night):
    found = metrics.from_probabilities(
        beliefs(compared_night, 1.0), compared_night, rng=np.random.default_rng(1), samples=5
    )
    numbers = metrics.table(compared_night)
    for bound in ("low", "middle", "high"):
        for symbol in ("TST", "SE", "N3_min", "SFI_W", "entropy_rate"):
            assert float(found[symbol].sel(bound=bound)) == pytest.approx(float(numbers[symbol]))


def test_less_sure_is_wider(compared_night):
    widths = []
    for sureness in (0.99, 0.8, 0.4):
        found = metrics.from_probabilities(
            beliefs(compared_night, sureness),
            compared_night,
            rng=np.random.default_rng(2),
            symbols=("N2",),
        )
        widths.append(float(found.N2.sel(bound="high") - found.N2.sel(bound="low")))
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]


def test_drawn_nights_move_on_as_the_night_does_and_independent_draws_flicker(compared_night):
    rng = np.random.default_rng(3)
    probability = beliefs(compared_night, 0.7)
    drawn = metrics.sample_hypnograms(probability, compared_night, samples=50, rng=rng)
    below = probability.values.cumsum(axis=1)
    chance = rng.random((50, compared_night.size, 1))
    independent = drawn.copy(data=(chance >= below).sum(axis=2).clip(0, 4).astype(np.int8))
    shifts = value(compared_night, "SHIFTS")
    drawn_shifts = float(metrics.metric("SHIFTS")(drawn).mean())
    flicker = float(metrics.metric("SHIFTS")(independent).mean())
    assert shifts / 2 < drawn_shifts < shifts * 3
    assert flicker > shifts * 6


def test_without_any_belief_the_draws_keep_the_chain_of_the_night():
    night = night_of("W20 N2:100 N3:40 N2:40 REM40 " * 20)
    flat = beliefs(night, 0.2)
    shares = np.bincount(night.values, minlength=5) / night.size
    flat = flat.copy(data=np.broadcast_to(shares, flat.shape))  # belief = share: no information
    drawn = metrics.sample_hypnograms(flat, night, samples=40, rng=np.random.default_rng(4))
    assert float((drawn == 2).mean()) == pytest.approx(shares[2], abs=0.05)


def test_unscored_epochs_stay_unscored():
    night = night_of("W5 UNSCORED5 N2:5")
    drawn = metrics.sample_hypnograms(
        beliefs(night, 0.5), night, samples=3, rng=np.random.default_rng(5)
    )
    assert (drawn.values[:, 10:20] == -2).all()
    assert (np.delete(drawn.values, np.s_[10:20], axis=1) >= 0).all()


def test_the_same_seed_gives_the_same_interval(compared_night):
    one, two = (
        metrics.from_probabilities(
            beliefs(compared_night, 0.8),
            compared_night,
            rng=np.random.default_rng(6),
            symbols=("TST",),
            samples=20,
        )
        for _ in range(2)
    )
    assert one.identical(two)


def test_probabilities_that_do_not_fit_are_refused(compared_night):
    rng = np.random.default_rng(7)
    good = beliefs(compared_night, 0.8)
    with pytest.raises(ValueError, match="epochs of probabilities"):
        metrics.sample_hypnograms(good[1:], compared_night, samples=1, rng=rng)
    with pytest.raises(ValueError, match="lack the stages"):
        metrics.sample_hypnograms(good[:, 1:], compared_night, samples=1, rng=rng)
    with pytest.raises(ValueError, match="negative"):
        metrics.sample_hypnograms(good - 1, compared_night, samples=1, rng=rng)
    with pytest.raises(ValueError, match="level"):
        metrics.from_probabilities(good, compared_night, rng=rng, level=1.0)
