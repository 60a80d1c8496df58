"""A night without what could name a person: a pseudonym in place of subject, scorers and words.

What may be passed on to strangers: samples, stages, times of the clock, and no name, path, date or
free words of a file.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import xarray as xr

from explorer.night.night import Night
from explorer.vocabulary.event_words import event_kind
from explorer.vocabulary.simulated_subjects import SIMULATION

SIMULATED_TITLE = "simulated night"
MEASURED_TITLE = "recorded night"
OTHER_EVENT = "other event"
"""What an event is called whose words are of no known kind: they may hold anything."""

_DAY = "2000-01-01"  # stands for any day: of a recording's start the time of day alone is kept
_NOBODY = re.compile(
    rf"(first|second|third|fourth|fifth) scorer|nobody|YASA( [\d.]+)?|{SIMULATION}", re.ASCII
)
_KEPT = ("lights_off", "lights_on", "age", "line_frequency", "simulated")
_MODEL_WORD = re.compile(r"[a-z_]+", re.ASCII)  # as the simulation writes its truth
_SIMULATION = re.compile(r"simulation( \(truth\))?", re.ASCII)


def scorer_pseudonyms(scorers: Sequence[str]) -> dict[str, str]:
    """Give each scorer a name that names nobody; those that name nobody keep theirs.

    Examples
    --------
    >>> scorer_pseudonyms(["first scorer", "Dr Meier", "YASA 0.8.1"])
    {'first scorer': 'first scorer', 'Dr Meier': 'scorer B', 'YASA 0.8.1': 'YASA 0.8.1'}
    """
    return {
        name: name if _NOBODY.fullmatch(name) else f"scorer {_letters(place)}"
        for place, name in enumerate(scorers)
    }


def _letters(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def without_persons(
    night: Night, hypnograms: xr.DataArray | None = None
) -> tuple[Night, dict[str, str]]:
    """Copy a night without what could name a person.

    Parameters
    ----------
    night : Night
        Its samples are shared, not copied, and stay lazy.
    hypnograms : xr.DataArray of Stage, dims (scorer, epoch), optional
        By all who scored; the night's own if not given.

    Returns
    -------
    night : Night
        Without subject, names of scorers, date, source, licence, notes of reading and account;
        events keep their time, their channel and a kind that is known.
    scorers : dict of str to str
        What each scorer is called in it.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> stages = {"Eva": make_hypnogram(["W"])}
    >>> named = Night.make({}, stages, subject="Ann", start="1999-02-03T22:30:00")
    >>> blank, scorers = without_persons(named)
    >>> blank.title, blank.attrs["start"], scorers
    ('recorded night', '2000-01-01T22:30:00', {'Eva': 'scorer A'})
    """
    stages = night.hypnograms if hypnograms is None else hypnograms
    scorers = scorer_pseudonyms([str(name) for name in stages.scorer.values])
    by_scorer = {new: stages.sel(scorer=old).drop_vars("scorer") for old, new in scorers.items()}
    attrs = {key: night.attrs[key] for key in _KEPT}
    title = SIMULATED_TITLE if night.simulated else MEASURED_TITLE
    copy = Night.make(
        dict(night.signals),
        by_scorer,
        _events(night, scorers),
        _probabilities(night, scorers),
        **attrs,
        subject=title,
        start=_time_of_day(night.start),
        source="simulated by Sleep Architecture Explorer" if night.simulated else "",
    )
    return copy, scorers


def _time_of_day(start: datetime | None) -> str:
    return "" if start is None else f"{_DAY}T{start:%H:%M:%S}"


def _probabilities(night: Night, scorers: Mapping[str, str]) -> dict[str, xr.DataArray] | None:
    given = night.probabilities
    if given is None:
        return None
    return {
        scorers[name]: given.sel(scorer=name).drop_vars("scorer")
        for name in map(str, given.scorer.values)
        if name in scorers and np.isfinite(given.sel(scorer=name).values).any()
    }


def _events(night: Night, scorers: Mapping[str, str]) -> xr.Dataset:
    events = night.events
    kinds = {word: _kind(word, simulated=night.simulated) for word in np.unique(events.kind)}
    sources = {
        name: scorers.get(name) or (name if _SIMULATION.fullmatch(name) else "the file")
        for name in map(str, np.unique(events.source))
    }
    channels = {name: name if name in night.channels else "" for name in np.unique(events.channel)}
    renamed = {"kind": kinds, "source": sources, "channel": channels}
    kept = [
        name
        for name, column in events.data_vars.items()
        if name in renamed or np.issubdtype(column.dtype, np.number)
    ]
    return events[kept].assign(
        {
            column: ("event", [names[str(word)] for word in events[column].values])
            for column, names in renamed.items()
        }
    )


def _kind(word: str, *, simulated: bool) -> str:
    known = event_kind(word)
    if known is not None:
        return str(known)
    return word if simulated and _MODEL_WORD.fullmatch(word) else OTHER_EVENT
