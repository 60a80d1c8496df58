"""Envelopes: scipy's, and around gaps."""

import numpy as np
import pytest
import scipy.signal

from explorer.dsp.envelope import analytic_signal, envelope
from explorer.dsp.filters import design_band, filter_whole


@pytest.fixture(scope="module")
def sigma():
    """Two minutes of noise at 200 Hz between 11 and 16 Hz."""
    noise = 20 * np.random.default_rng(1).standard_normal(24_000).astype(np.float32)
    return filter_whole(noise, design_band(11, 16, 200))


def test_the_analytic_signal_is_scipy_s(sigma):
    theirs = scipy.signal.hilbert(sigma.astype(np.float64))
    np.testing.assert_allclose(analytic_signal(sigma), theirs, atol=1e-4)


def test_a_sine_has_a_level_envelope_and_a_rising_phase():
    wave = analytic_signal(7 * np.sin(2 * np.pi * 10 * np.arange(2000) / 200))
    np.testing.assert_allclose(np.abs(wave), 7, atol=1e-3)
    turns = np.angle(wave[1:] * wave[:-1].conj()) * 200 / (2 * np.pi)
    np.testing.assert_allclose(turns, 10, atol=1e-3)


def test_a_gap_is_never_bridged(sigma):
    gapped = sigma.copy()
    gapped[5000:6000] = np.nan
    found = envelope(gapped)
    np.testing.assert_array_equal(found[:5000], envelope(sigma[:5000]))
    np.testing.assert_array_equal(found[6000:], envelope(sigma[6000:]))
    assert np.isnan(found[5000:6000]).all()
