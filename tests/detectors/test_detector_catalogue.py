"""The catalogue: every row works, is explained, and can be found."""

import numpy as np
import pytest

from explorer.detectors.detector_catalogue import DETECTORS, KINDS, find_detector


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: f"{d.kind}-{d.rule}")
def test_every_detector_gives_a_table_of_its_kind(detector, excerpt):
    _, signal, hypnogram, _ = excerpt(2)
    found = detector.detect(*[signal] * detector.channels, hypnogram=hypnogram)
    assert {"onset", "duration", "kind", "channel", "source", "stage"} <= set(found.data_vars)
    assert set(found.kind.values) <= {detector.kind}
    assert set(found.source.values) <= {detector.rule}
    assert (found.duration > 0).all()
    assert (np.diff(found.onset) >= 0).all()


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: f"{d.kind}-{d.rule}")
def test_every_detector_says_whose_rule_it_is_and_with_what_parameters(detector):
    assert detector.source
    assert detector.title
    assert detector.parameters
    for parameter in detector.parameters:
        assert parameter.units or parameter.name in {
            *("relative_power", "correlation", "rms", "covariance", "slow_ratio"),
            *("prominence", "muscle"),
        }


@pytest.mark.parametrize("frequency", [64.0, 99.7, 256.0])
@pytest.mark.parametrize("seconds", [0, 0.02, 0.3, 2, 40])
@pytest.mark.parametrize("what", ["noise", "flat", "nothing", "gaps", "offset"])
def test_no_channel_is_too_short_flat_or_broken(what, seconds, frequency, channel):
    rng = np.random.default_rng(2)
    samples = 30 * rng.standard_normal(int(seconds * frequency))
    if what == "gaps":
        samples[rng.random(samples.size) < 0.01] = np.nan
    elif what != "noise":
        samples = samples * (what == "offset") + {"flat": 5, "nothing": np.nan, "offset": 1e5}[what]
    signal = channel(samples, frequency)
    for detector in DETECTORS:
        found = detector.detect(*[signal] * detector.channels)
        assert np.isfinite(found.onset).all()
        assert (found.duration > 0).all()


def test_each_kind_has_a_default_and_each_rule_a_name_of_its_own():
    assert all(find_detector(kind).kind == kind for kind in KINDS)
    names = [(detector.kind, detector.rule) for detector in DETECTORS]
    assert len(set(names)) == len(names)


def test_what_does_not_exist_is_refused_with_what_does():
    with pytest.raises(ValueError, match=r"'sneeze'.*spindle"):
        find_detector("sneeze")
    with pytest.raises(ValueError, match=r"'ferrarelli'.*a7"):
        find_detector("spindle", "ferrarelli")
