"""Scored events, oxygen saturation and heart beats of a night, as indices take them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.heart_rate import ecg_channel, heart_beats
from explorer.metrics.observed import Observed, Saturation
from explorer.metrics.oxygen_saturation import measure_saturation, restore_steps
from explorer.metrics.scored_events import HIGHEST, LOWEST, ScoredEvents, as_scored_events
from explorer.night.night import Night
from explorer.night.schema import EVENT_COLUMNS, EVENT_MEASURES, make_events
from explorer.scoring.combine_scorers import scorer_label
from explorer.scoring.edit_history import Edits
from explorer.scoring.edited_scoring import event_rows
from explorer.vocabulary.event_kinds import EventKind

_SATURATION = re.compile(
    r"S[PA][O0]2|O2 ?SAT|\bOX?SAT|OXYSTAT|SATURATION|S(?:Ä|AE)TTIGUNG|\bSAT\b", re.I
)
_NOT_SATURATION = re.compile(r"PULS|PLETH|QUAL|STATUS|\bHR\b|BEAT|RATE|ARTI|PROBE|TCPO", re.I)
_SLOWEST = 0.2
"""Hz: a saturation that is sampled more rarely shows no falls."""
_PIECE = 3600.0  # s read at a time
_HELD: WeakKeyDictionary[Night, tuple[str, Observed]] = WeakKeyDictionary()
"""Of nights that are open: what was marked when it was laid out, and what it gave."""
_LEAST_VALID, _LEAST_SHARE = 60.0, 0.05  # s, and share of what was measured
_FRACTION = 1.5  # saturations that mostly stay below are fractions of 1, not %


def observed_events(events: xr.Dataset, scorers: Sequence[str] = ()) -> Observed:
    """Lay out what a scorer's file alone tells besides stages.

    Parameters
    ----------
    events : xr.Dataset along ``event``
        See `explorer.night.schema.make_events`.
    scorers : sequence of str
        Everybody who scored the stages.

    Returns
    -------
    Observed
    """
    return Observed(as_scored_events(events), scorers=tuple(map(str, scorers)))


def observed_in_file(night: Night) -> Observed:
    """Scored events of a night; nothing is read of its signals."""
    return observed_events(night.events, night.hypnograms.scorer.values.tolist())


def observed_with_marks(night: Night, edits: Edits) -> Observed:
    """Lay out a night's scored events and what people marked here, once while they stay the same.

    Parameters
    ----------
    night : Night
    edits : Edits
        Whose marks stand beside the file's, each under its scorer's name.

    Returns
    -------
    Observed
        The same object as long as nobody marks anything; saturation and beats where
        `observed_signals` has read them.
    """
    people = dict.fromkeys(edit.scorer for edit in edits.done)
    rows = [
        {**row, "source": scorer_label(night, name)}
        for name in people
        for row in event_rows(edits, name)
    ]
    key = repr(rows)
    held = _HELD.get(night)
    if held is not None and held[0] == key:
        return held[1]
    found = observed_in_file(night)
    if rows:
        columns = {name: list(night.events[name].values) for name in EVENT_COLUMNS}
        table = {name: [*columns[name], *(row[name] for row in rows)] for name in EVENT_COLUMNS}
        for name in set(EVENT_MEASURES) & set(night.events):
            table[name] = [*night.events[name].values, *(np.nan for _ in rows)]
        found = replace(found, events=as_scored_events(make_events(**table)))
    if held is not None:
        found = replace(found, saturation=held[1].saturation, beats=held[1].beats)
    _HELD[night] = (key, found)
    return found


def observed_signals(night: Night, observed: Observed) -> Observed:
    """Add saturation and heart beats to what is observed of a night; for a worker.

    Parameters
    ----------
    night : Night
    observed : Observed
        As `observed_with_marks` gives it.

    Returns
    -------
    Observed
        The signals are read once a night.
    """
    if observed.saturation is None and observed.beats is None:
        read = observed_night(night)
        observed = replace(observed, saturation=read.saturation, beats=read.beats)
        held = _HELD.get(night)
        if held is not None:
            signals = replace(held[1], saturation=read.saturation, beats=read.beats)
            _HELD[night] = (held[0], signals)
    return observed


def observed_night(
    night: Night,
    *,
    oxygen: bool = True,
    heart: bool = True,
    told: Callable[[float], None] = lambda _share: None,
) -> Observed:
    """Scored events, oxygen saturation and heart beats of a night.

    Parameters
    ----------
    night : Night
    oxygen : bool
        Whether the oximeter is read.
    heart : bool
        Whether beats are looked for in the ECG, which takes a second or more a night.
    told : callable of float
        Told now and then what share of the search for beats is done.

    Returns
    -------
    Observed

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> found = observed_night(simulate_night(1, hours=0.1))
    >>> found.events.sources, float(found.saturation.percent[0]), found.beats.size > 300
    (('simulation (truth)',), 97.0, True)
    """
    found = observed_in_file(night)
    saturation = read_saturation(night, found.events) if oxygen else None
    beats = None
    channel = ecg_channel(night) if heart else ""
    if channel:
        beats = heart_beats(night, channel, told=told)
    return replace(found, saturation=saturation, beats=beats)


def saturation_channel(night: Night) -> str:
    """Name of the channel of oxygen saturation; "" where there is none."""
    for channel in sorted(night.channels.values(), key=lambda one: one.is_bad):
        if _is_saturation(channel.name) and channel.sampling_frequency >= _SLOWEST:
            return channel.name
    return ""


def oximeter_notes(night: Night, observed: Observed) -> list[str]:
    """Say of an oximeter's channel why nothing is measured of it; empty where something is.

    Parameters
    ----------
    night : Night
    observed : Observed
        As `observed_night` gives it, with oxygen.
    """
    if observed.saturation is not None:
        return []
    if name := saturation_channel(night):
        return [
            f"{name} has hardly a value from {LOWEST:g} to {HIGHEST:g} %, as of a probe that was "
            "off: nothing is measured of it."
        ]
    slow = [one for one in night.channels.values() if _is_saturation(one.name)]
    return [
        f"{one.name} is sampled at {one.sampling_frequency:g} Hz: too rarely for falls of the "
        f"saturation ({_SLOWEST:g} Hz is needed), so nothing is measured of it."
        for one in slow[:1]
    ]


def _is_saturation(name: str) -> bool:
    label = name.replace("_", " ")
    return bool(_SATURATION.search(label) and not _NOT_SATURATION.search(label))


def read_saturation(night: Night, events: ScoredEvents | None = None) -> Saturation | None:
    """Read and clean the saturation of a night, one value a second.

    Parameters
    ----------
    night : Night
    events : ScoredEvents, optional
        Whose marks of the oximeter's artefacts are left out.

    Returns
    -------
    Saturation or None
        None where no channel is one, or less than a minute, or a twentieth, of what it measured
        can be a saturation: a probe that is off passes through such values too.
    """
    name = saturation_channel(night)
    if not name:
        return None
    seconds = _each_second(night, name)
    if not np.isfinite(seconds).any():
        return None
    found = measure_saturation(seconds, channel=name, marked=_artefacts(events))
    valid = int(np.isfinite(found.percent).sum())
    of_time = min(_LEAST_VALID, seconds.size / 2)
    return found if valid >= max(of_time, _LEAST_SHARE * (valid + found.rejected)) else None


def _each_second(night: Night, name: str) -> npt.NDArray[np.float64]:
    """% of each second: the median of its samples; of slower sampling, lines between them."""
    rate = night.channels[name].sampling_frequency
    total = int(night.duration)
    pieces = []
    for start in np.arange(0.0, total, _PIECE).tolist():
        stop = min(start + _PIECE, float(total))
        (samples,) = night.samples(start, stop, [name]).values()
        row = samples[0].astype(np.float64)
        if rate > 1:
            # The whole second's samples, padded: rates need not be whole numbers.
            second = np.floor((np.arange(row.size) + 1e-6) / rate).astype(int)
            row = _medians(row, second, int(stop) - int(start))
        pieces.append(row)
    values = _in_percent(np.concatenate(pieces) if pieces else np.zeros(0))
    if rate > 1 or not values.size:
        return values
    # Lines between samples: a step each few seconds is no change within one second. A value that
    # cannot be is none before that, as a line to it would pass through what can.
    believed = restore_steps(values)
    with np.errstate(invalid="ignore"):
        believed[(believed < LOWEST) | (believed > HIGHEST + 1)] = np.nan
    at, sampled = np.arange(total), np.arange(values.size) / rate
    seconds = np.interp(at, sampled, believed)
    lost = np.isnan(seconds) & np.isfinite(np.interp(at, sampled, values))
    return np.where(lost, 0.0, seconds)  # for it to be counted among what is left out


def _in_percent(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Make fractions of 1 %, as most values say; a zero or a peak of a lost probe says nothing."""
    positive = values[values > 0]
    return values * 100 if positive.size and np.median(positive) <= _FRACTION else values


def _medians(
    row: npt.NDArray[np.float64], second: npt.NDArray[np.int64], size: int
) -> npt.NDArray[np.float64]:
    edges = np.searchsorted(second, np.arange(size + 1))
    most = int(np.diff(edges).max(initial=0))
    table = np.full((size, max(most, 1)), np.nan)
    place = np.arange(row.size) - edges[np.minimum(second, size - 1)]
    kept = second < size
    table[second[kept], place[kept]] = row[kept]
    middle: npt.NDArray[np.float64] = np.sort(table, axis=1)[:, (most - 1) // 2 if most else 0]
    return middle


def _artefacts(events: ScoredEvents | None) -> npt.NDArray[np.float64]:
    """Begin and end of marks of the oximeter's artefacts: by their words, or their channel."""
    if events is None:
        return np.zeros((0, 2))
    oximeter = np.array([bool(_SATURATION.search(c)) for c in events.channels], bool)
    spoken = re.compile(r"oxi?m|sp?[oa]2|sa02|sat", re.IGNORECASE)
    named = np.array([bool(spoken.search(word)) for word in events.words], bool)
    marked = events.among((EventKind.ARTEFACT,))
    marked &= oximeter[events.channel] | named[events.word]
    return np.stack((events.onset, events.onset + events.duration), axis=1)[marked]
