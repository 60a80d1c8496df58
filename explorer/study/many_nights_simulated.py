"""Many nights of one simulated person, with naps and later weekends, by condition."""

from datetime import datetime, timedelta

import numpy as np

from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH, make_hypnogram
from explorer.night.night import Night
from explorer.study.many_nights import MAIN, NAP, ClockNight, ManyNights, sort_out_days
from explorer.vocabulary.seeds import whole_seed

SIMULATED_NIGHTS = 30
SIMULATED_CONDITIONS = ("condition A (simulated)", "condition B (simulated)")
_FIRST_EVENING = datetime(2026, 1, 5, 23, 0)
_BLOCK = 5  # nights under one condition, one after the other
_NAP_EVERY = 6  # days


def simulated_nights(*, seed: int = 1, nights: int = SIMULATED_NIGHTS) -> ManyNights:
    """Draw nights of one simulated person, with naps and later weekends, by condition.

    Parameters
    ----------
    seed : int
    nights : int
        How many, naps not counted.

    Returns
    -------
    ManyNights
        Both conditions follow one law: a difference between them is chance.

    Raises
    ------
    ValueError
        If the seed is no whole number of 0 or more.

    Examples
    --------
    >>> drawn = simulated_nights(nights=12)
    >>> len(drawn.mains), drawn.simulated, len(drawn.conditions)
    (12, True, 2)
    """
    from explorer.models.simulated_hypnogram import simulate_hypnograms

    rng = np.random.default_rng(whole_seed(seed))
    stages = simulate_hypnograms(nights, rng=rng, hours=9, persons=1).drop_vars("person")
    short = simulate_hypnograms(max(1, nights // _NAP_EVERY), rng=rng, hours=0.75)
    drawn: list[ClockNight] = []
    for place in range(nights):
        evening = _FIRST_EVENING + timedelta(days=place)
        later = 75.0 if evening.weekday() in (4, 5) else 0.0
        start = evening + timedelta(minutes=round(rng.normal(later, 25)))
        epochs = int(rng.normal(480 + later / 2, 20) * 2)
        condition = SIMULATED_CONDITIONS[place // _BLOCK % 2]
        drawn.append(
            _simulated(
                stages.values[place, :epochs],
                start,
                condition,
                MAIN,
            )
        )
        if place % _NAP_EVERY == _NAP_EVERY - 1:
            noon = evening + timedelta(hours=15.5, minutes=round(rng.normal(0, 30)))
            nap = short.values[place // _NAP_EVERY]
            drawn.append(_simulated(nap, noon, condition, NAP))
    note = (
        f"Simulated: {nights} nights of one person who does not exist, drawn from a model of sleep "
        f"architecture (seed {seed}). Both conditions follow one law, so that any difference "
        "between them is chance; that weekends are later was put in."
    )
    return ManyNights("simulated nights", sort_out_days(drawn), (note,))


def _simulated(codes: np.ndarray, start: datetime, condition: str, kind: str) -> ClockNight:
    def opening(**_said: object) -> Night:
        return Night.make(
            {},
            {"simulated": make_hypnogram(codes)},
            start=start.isoformat(),
            condition=condition,
            simulated=True,
            reader_notes=["Drawn from a model of sleep architecture: stages only, no signals."],
        )

    name = f"{(start + timedelta(hours=9)).date()}{f' {NAP}' * (kind == NAP)}"
    return ClockNight(
        name,
        codes,
        DEFAULT_EPOCH_LENGTH,
        start,
        opening,
        condition=condition,
        kind=kind,
        simulated=True,
    )
