"""How likely a night's codes are, if they stand for these stages: what tells codings apart."""

from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np

EPOCH = 30.0
"""s; what the chances below are for."""
MOST_EPOCHS = 20_000

# Chances that an epoch of 30 s is followed by one of these, of every whole night in
# Sleep-EDF Expanded (149 nights scored by Rechtschaffen and Kales) and in the Dreem open data sets
# and BOAS (281 scorings by the AASM's manual), with a floor for what none of them has.
_RK_STATES = ("W", "N1", "N2", "N3", "N4", "REM", "MT")
_RK = (
    (0.8697, 0.1182, 0.0064, 0.0008, 0.0005, 0.0038, 0.0005),
    (0.0799, 0.6890, 0.1945, 0.0010, 0.0006, 0.0340, 0.0011),
    (0.0132, 0.0226, 0.9078, 0.0417, 0.0010, 0.0121, 0.0016),
    (0.0116, 0.0072, 0.2434, 0.6102, 0.1234, 0.0022, 0.0020),
    (0.0062, 0.0034, 0.0127, 0.1628, 0.8121, 0.0008, 0.0021),
    (0.0148, 0.0250, 0.0123, 0.0006, 0.0005, 0.9439, 0.0029),
    (0.1023, 0.2845, 0.3059, 0.0219, 0.0058, 0.1987, 0.0809),
)
_AASM = (  # W, N1, N2, N3, REM
    (0.8656, 0.1181, 0.0087, 0.0006, 0.0070),
    (0.1037, 0.4551, 0.4088, 0.0006, 0.0318),
    (0.0269, 0.0192, 0.9217, 0.0234, 0.0088),
    (0.0107, 0.0020, 0.0862, 0.9002, 0.0009),
    (0.0227, 0.0123, 0.0111, 0.0005, 0.9533),
)
_AFTER_MOVEMENT = (0.10, 0.29, 0.31, 0.02, 0.20)
_INTO_MOVEMENT, _MORE_MOVEMENT = 0.002, 0.08
_INTO_UNSCORED, _MORE_UNSCORED = 0.0002, 0.985
_FIRST = {"W": 0.7, "N1": 0.1, "N2": 0.1, "N3": 0.05, "N4": 0.03, "REM": 0.004, "MT": 0.01}
_FIRST_UNSCORED = 0.02
UNSCORED = "?"

_EARLY = 10  # epochs of other sleep before REM sleep is to be expected
_EXCERPT = 60  # epochs; of fewer, nobody knows where in the night they lie
_EARLY_REM = 4.0  # nats that each bout of REM sleep before that costs
_NO_REM = 4.0  # nats that a night without REM sleep costs


def _with_unscored(table: np.ndarray) -> np.ndarray:
    count = len(table)
    whole = np.empty((count + 1, count + 1))
    whole[:count, :count] = table * (1 - _INTO_UNSCORED)
    whole[:count, count] = _INTO_UNSCORED
    whole[count] = (1 - _MORE_UNSCORED) / count
    whole[count, count] = _MORE_UNSCORED
    return np.log(whole)


def _tables() -> tuple[list[np.ndarray], np.ndarray]:
    """Log chances: of three stages of sleep (as each school scores them), and of four."""
    four = np.array(_RK)
    keep = [state != "N4" for state in _RK_STATES]
    merged = four[np.ix_(keep, keep)]
    merged /= merged.sum(axis=1, keepdims=True)
    three = np.empty((6, 6))
    three[:5, :5] = np.array(_AASM) * (1 - _INTO_MOVEMENT)
    three[:5, 5] = _INTO_MOVEMENT
    three[5] = (*_AFTER_MOVEMENT, _MORE_MOVEMENT)
    return [_with_unscored(three), _with_unscored(merged)], _with_unscored(four)


_THREE, _FOUR = _tables()
_THREE_STATES = (*(state for state in _RK_STATES if state != "N4"), UNSCORED)
_FOUR_STATES = (*_RK_STATES, UNSCORED)


def epochs_of(codes: Sequence[int], lengths: Sequence[float]) -> list[int]:
    """Return the codes at the middle of each epoch of 30 s.

    Examples
    --------
    >>> epochs_of([0, 2], [30.0, 60.0])
    [0, 2, 2]
    """
    ends = np.cumsum(np.asarray(lengths, np.float64))
    if not ends.size or not np.isfinite(ends[-1]):
        return []
    count = min(max(round(ends[-1] / EPOCH), 1), MOST_EPOCHS)
    middles = np.minimum((np.arange(count) + 0.5) * EPOCH, ends[-1])
    places = np.minimum(np.searchsorted(ends, middles), len(codes) - 1)
    return [codes[place] for place in places]


def log_likelihood(codes: Sequence[int], states: Mapping[int, str]) -> float:
    """Return how likely codes are that stand for these states, in nats.

    Parameters
    ----------
    codes : sequence of int, shape (epochs,)
        One an epoch of 30 s. Those without a state say nothing.
    states : mapping of int to str
        W, N1, N2, N3, N4, REM, MT (movement time) or ``UNSCORED``.

    Returns
    -------
    float
        Of the stages' order, the lengths of their bouts and where REM sleep lies.
    """
    names = [states[code] for code in codes if code in states]
    if not names:
        return 0.0
    deep = "N4" in states.values()
    order = _FOUR_STATES if deep else _THREE_STATES
    index = np.array([order.index(name) for name in names])
    steps = (index[:-1], index[1:])
    chance = float(np.log(_FIRST.get(names[0], _FIRST_UNSCORED)))
    chance += max(float(table[steps].sum()) for table in ([_FOUR] if deep else _THREE))
    asleep = 0
    for name, bout in groupby(names):
        if name == "REM" and asleep < _EARLY and len(names) >= _EXCERPT:
            chance -= _EARLY_REM
        asleep += len(list(bout)) if name[0] == "N" else 0
    return chance - _NO_REM * ("REM" not in names)
