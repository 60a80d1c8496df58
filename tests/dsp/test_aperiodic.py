"""The aperiodic fit: known exponents, specparam's line, and ranges that cannot be trusted."""

import numpy as np
import pytest
from specparam import SpectralModel

from explorer.dsp.aperiodic import HIGH_RANGE, fit_aperiodic

FREQUENCY = np.arange(0.25, 60, 0.25)


def spectrum(exponent, peak=0.0, seed=1):
    """Make a power law with a peak at 13 Hz and the scatter of a real estimate."""
    scatter = 0.03 * np.random.default_rng(seed).standard_normal(FREQUENCY.size)
    bump = peak * np.exp(-((FREQUENCY - 13) ** 2) / (2 * 0.8**2))
    return 10 ** (2 - exponent * np.log10(FREQUENCY) + bump + scatter)


@pytest.mark.parametrize("exponent", [0.5, 1.5, 3.0, 4.7])
def test_a_power_law_has_its_exponent(exponent):
    fit = fit_aperiodic(spectrum(exponent), FREQUENCY, 256)
    assert fit.exponent == pytest.approx(exponent, abs=0.05)
    assert fit.r_squared > 0.95


def test_the_robust_line_is_that_of_specparam():
    density = spectrum(2.0, peak=0.8)
    model = SpectralModel(aperiodic_mode="fixed", verbose=False)
    model.add_data(FREQUENCY, density, [1, 20])
    offset, exponent = model.algorithm._robust_ap_fit(model.data.freqs, model.data.power_spectrum)
    fit = fit_aperiodic(density, FREQUENCY, 256)
    assert fit.exponent == pytest.approx(exponent, abs=1e-3)
    assert fit.offset == pytest.approx(offset, abs=1e-3)


def test_a_spindle_peak_moves_the_exponent_less_than_it_moves_a_plain_line():
    density = spectrum(2.0, peak=0.8)
    inside = (FREQUENCY >= 1) & (FREQUENCY <= 20)
    plain = -np.polyfit(np.log10(FREQUENCY[inside]), np.log10(density[inside]), 1)[0]
    robust = fit_aperiodic(density, FREQUENCY, 256).exponent
    assert abs(robust - 2) < abs(plain - 2) / 2


def test_twice_the_power_moves_the_offset_alone():
    once, twice = (fit_aperiodic(k * spectrum(2.0), FREQUENCY, 256) for k in (1, 2))
    assert twice.exponent == pytest.approx(once.exponent)
    assert twice.offset - once.offset == pytest.approx(np.log10(2))


def test_epochs_are_fitted_apart_and_an_epoch_of_artefact_has_no_exponent():
    density = np.stack([spectrum(1.0), np.full(FREQUENCY.size, np.nan), spectrum(3.0)])
    exponents = fit_aperiodic(density, FREQUENCY, 256).exponent
    np.testing.assert_allclose(exponents, [1.0, np.nan, 3.0], atol=0.05)


def test_the_high_range_is_refused_where_the_recording_does_not_reach():
    low, high = HIGH_RANGE
    with pytest.raises(ValueError, match=r"1-20 Hz would do"):
        fit_aperiodic(spectrum(2.0), FREQUENCY, 99, low=low, high=high)
    with pytest.raises(ValueError, match="low-pass"):
        fit_aperiodic(spectrum(2.0), FREQUENCY, 256, low=low, high=high, low_pass=45)


def test_the_high_range_at_100_hz_is_had_with_a_note():
    fit = fit_aperiodic(spectrum(2.0), FREQUENCY, 100, low=30, high=45)
    assert "Nyquist" in fit.notes[0]
    assert fit_aperiodic(spectrum(2.0), FREQUENCY, 256, low=30, high=45).notes == ()


def test_mains_are_left_out_and_said():
    density = spectrum(2.0)
    density[np.abs(FREQUENCY - 50) < 0.5] *= 1e4
    fit = fit_aperiodic(density, FREQUENCY, 256, low=30, high=58)
    assert fit.exponent == pytest.approx(2.0, abs=0.2)
    assert "mains" in fit.notes[0]


@pytest.mark.parametrize(("low", "high"), [(20, 1), (0, 20), (5, 5.5)])
def test_ranges_without_a_line_are_refused(low, high):
    with pytest.raises(ValueError, match="Hz"):
        fit_aperiodic(spectrum(2.0), FREQUENCY, 256, low=low, high=high)
