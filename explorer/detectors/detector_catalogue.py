"""Every detector by its rule: what it looks for, by whose definition, with which parameters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from types import MappingProxyType
from typing import Any

import xarray as xr

from explorer.detectors import artefacts, eye_movements, k_complexes, slow_waves, spindles


@dataclass(frozen=True)
class Parameter:
    """One number, or pair of limits, of a rule."""

    name: str
    default: object
    units: str


@dataclass(frozen=True)
class Chance:
    """Events an hour in noise without events: the background of simulated N2 of an average person.

    Its bands come and go within minutes, as people's do; nothing else breaks into it.

    Parameters
    ----------
    aperiodic : float
        The noise has no oscillation.
    sigma_left : float
        It has as much sigma as people's N2 between the spindles that experts mark.
    """

    aperiodic: float
    sigma_left: float


@dataclass(frozen=True)
class Detector:
    """One row of the catalogue.

    Parameters
    ----------
    kind : str
        What it finds: the events' ``kind``.
    rule : str
        The rule's name; one a kind.
    title : str
        For menus.
    source : str
        Who published the rule, or that it is ours.
    verified : bool
        Whether the limits were read in the source itself.
    parameters : tuple of Parameter
        With the rule's own values and their units.
    detect : callable
        ``detect(signal, hypnogram=..., ...)`` by this rule; takes the two eyes' channels where
        `channels` is 2.
    channels : int
        How many channels it looks at.
    by_chance : Chance or None
        What it finds where there is nothing; None where it was not measured.
    """

    kind: str
    rule: str
    title: str
    source: str
    verified: bool
    parameters: tuple[Parameter, ...]
    detect: Callable[..., xr.Dataset]
    channels: int = 1
    by_chance: Chance | None = None


_UNITS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("band", "broad", "transition"), "Hz"),
        **dict.fromkeys(("negative_duration", "positive_duration", "duration", "least_gap"), "s"),
        **dict.fromkeys(("alone", "least_duration", "flat_duration", "margin"), "s"),
        **dict.fromkeys(("clipped_duration",), "s"),
        **dict.fromkeys(("trough", "crest", "peak_to_peak", "flat", "highest", "amplitude"), "uV"),
        "percentile": "%",
        "absolute_power": "log10 uV^2",
    }
)
_NO_PARAMETER = ("name", "source", "verified", "nearest_crest", "wave")

_TITLES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("slow_wave", "yasa"): "Slow waves, 75 to 350 uV",
        ("slow_wave", "massimini"): "Slow waves, 140 uV or more",
        ("slow_wave", "carrier"): "Slow waves, 75 uV or more",
        ("slow_wave", "riedner"): "Slow waves of any amplitude",
        ("spindle", "a7 aasm"): "Spindles as experts mark them",
        ("spindle", "a7"): "The same, of 0.3 s or more",
        ("spindle", "yasa"): "Spindles, two of three measures",
        ("spindle", "yasa slow"): "Slow spindles, 9 to 12 Hz",
        ("spindle", "yasa fast"): "Fast spindles, 12 to 15 Hz",
        ("k_complex", "isolated wave"): "K-complexes",
        ("rapid_eye_movement", "opposite deflections"): "Rapid eye movements",
        ("artefact", "limits"): "Artefacts",
    }
)

# Counted in 60 h of each on F4-M1; `tests/detectors/test_pure_background.py` counts some again.
_BY_CHANCE: Mapping[tuple[str, str], Chance] = MappingProxyType(
    {
        ("spindle", "a7 aasm"): Chance(aperiodic=91 / 60, sigma_left=478 / 60),
        ("spindle", "a7"): Chance(aperiodic=242 / 60, sigma_left=1179 / 60),
        ("spindle", "yasa"): Chance(aperiodic=1 / 60, sigma_left=26 / 60),
        ("spindle", "yasa slow"): Chance(aperiodic=898 / 60, sigma_left=2538 / 60),
        ("spindle", "yasa fast"): Chance(aperiodic=1 / 60, sigma_left=26 / 60),
    }
)


def _row(kind: str, rule: Any, detect: Callable[..., xr.Dataset], channels: int = 1) -> Detector:
    parameters = tuple(
        Parameter(field.name, getattr(rule, field.name), _UNITS.get(field.name, ""))
        for field in fields(rule)
        if field.name not in _NO_PARAMETER
    )
    return Detector(
        kind,
        rule.name,
        _TITLES[kind, rule.name],
        rule.source,
        getattr(rule, "verified", True),
        parameters,
        partial(detect, rule=rule),
        channels,
        _BY_CHANCE.get((kind, rule.name)),
    )


# The first rule of a kind is its default.
DETECTORS: tuple[Detector, ...] = (
    *(
        _row(slow_waves.KIND, rule, slow_waves.detect_slow_waves)
        for rule in slow_waves.RULES.values()
    ),
    *(_row(spindles.KIND, rule, spindles.detect_spindles) for rule in spindles.RULES.values()),
    _row(k_complexes.KIND, k_complexes.DEFAULT_RULE, k_complexes.detect_k_complexes),
    _row(
        eye_movements.KIND,
        eye_movements.DEFAULT_RULE,
        eye_movements.detect_eye_movements,
        channels=2,
    ),
    _row(artefacts.KIND, artefacts.DEFAULT_RULE, artefacts.detect_artefacts),
)

KINDS: tuple[str, ...] = tuple(dict.fromkeys(detector.kind for detector in DETECTORS))


def find_detector(kind: str, rule: str | None = None) -> Detector:
    """Find a row of the catalogue.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    rule : str, optional
        Name of a rule; the kind's default if not given.

    Returns
    -------
    Detector

    Raises
    ------
    ValueError
        If there is no such kind, or no such rule of it.

    Examples
    --------
    >>> find_detector("spindle").rule, find_detector("slow_wave", "riedner").title
    ('a7 aasm', 'Slow waves of any amplitude')
    """
    rows = [detector for detector in DETECTORS if detector.kind == kind]
    if not rows:
        raise ValueError(f"unknown kind {kind!r}, expected one of {list(KINDS)}")
    named = [row for row in rows if rule in (None, row.rule)]
    if not named:
        raise ValueError(f"no rule {rule!r} for {kind!r}, expected one of {[r.rule for r in rows]}")
    return named[0]
