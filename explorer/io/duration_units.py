"""The unit of durations that have none and no onsets beside them: s, unless no night is so."""

import numpy as np

_MILLISECONDS = 5000.0  # without onsets, durations that are multiples of it are in ms
_MOSTLY = 0.9
_SHORTEST = 1.0  # s: no scorer's epoch is shorter
_USUAL = (30.0, 20.0, 15.0, 10.0, 60.0, 300.0, 5.0, 4.0)  # s of an epoch
_NEAR = 0.02
_ROUND = 10.0  # s that runs are multiples of, in which they are s
_UNEVEN = 0.5  # share of runs that are none, in which they are min
_FINEST = (1.0, 2.5)  # s of an epoch that runs are multiples of, beside onsets
_SHORT_NIGHT, _LONG_NIGHT = 2 * 3600.0, 24 * 3600.0  # s


def unit_of_durations(
    durations: np.ndarray, duration: float | None, notes: list[str], *, name: str = "durations"
) -> float:
    """Say how many s one of a column's durations without a unit is.

    Parameters
    ----------
    durations : array of float
        Those above 0.
    duration : float or None
        Of the recording, in s.
    notes : list of str
        What was taken in place of s is added to it.
    name : str
        The column's.

    Returns
    -------
    float
        s

    Examples
    --------
    >>> said = []
    >>> unit_of_durations(np.full(670, 0.5), None, said)
    60.0
    >>> said
    ['durations without a unit were read in min, as epochs of 0.5 s are none that scorers use']
    >>> unit_of_durations(np.full(670, 30.0), None, [])
    1.0
    """
    whole = float(durations.sum())
    if duration is not None and abs(whole - duration) < _NEAR * duration:
        return 1.0
    multiples = float(np.mean(durations % _MILLISECONDS == 0)) >= _MOSTLY
    if np.median(durations) >= _MILLISECONDS and multiples:
        notes.append(f"{name} without a unit were read in ms, as they would be hours in s")
        return 1e-3
    values, counts = np.unique(durations, return_counts=True)
    commonest = float(values[counts.argmax()])
    if commonest < _SHORTEST and counts.max() >= durations.size / 2:
        for unit, called in ((60.0, "min"), (3600.0, "h")):
            near = min(_USUAL, key=lambda one: abs(commonest * unit / one - 1))
            if abs(commonest * unit / near - 1) < _NEAR:
                notes.append(
                    f"{name} without a unit were read in {called}, as epochs of {commonest:.3g} s "
                    "are none that scorers use"
                )
                return near / commonest  # a third of a minute is rounded in files
        return 1.0
    # Runs: 11.5, 2.5 and 20 are minutes, as in s they would be a night of a few minutes.
    # Of runs in s the last alone may be cut, or a few.
    uneven = np.mean(durations % _ROUND != 0) >= _UNEVEN and values.size > 1
    if uneven and whole < _SHORT_NIGHT / 4 and _SHORT_NIGHT <= whole * 60 <= _LONG_NIGHT:
        notes.append(
            f"{name} without a unit were read in min, as in s all of them are {whole / 60:.3g} min"
        )
        return 60.0
    return 1.0


def are_runs_in_minutes(durations: np.ndarray, duration: float | None) -> bool:
    """Whether runs with onsets, both without a unit, are in min: 11.5, 2.5 and 20.

    Parameters
    ----------
    durations : array of float
        Those above 0.
    duration : float or None
        Of the recording, in s.

    Examples
    --------
    >>> are_runs_in_minutes(np.array([11.5, 2.5, 120.0]), None)
    True
    >>> are_runs_in_minutes(np.array([12.5, 2.5, 120.0]), None)
    False
    """
    if not np.isfinite(durations).all() or any((durations % one == 0).all() for one in _FINEST):
        return False
    return unit_of_durations(durations, duration, []) == 60.0
