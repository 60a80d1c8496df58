"""A small crossover drawn from the models: what a comparison shows before there is a table."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import xarray as xr

from explorer.models.sleep_profiles import Profile
from explorer.night.night import Night
from explorer.study.cohort import assemble
from explorer.study.cohort_table import CohortTable, NightRow
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.hypnodensity import share_courses
from explorer.study.night_task import NightResult, flatten
from explorer.study.signal_measures import night_metrics
from explorer.vocabulary.seeds import whole_seed

DOSE = 144.0  # mg of magnesium a day: what 2 g of the threonate hold
WEEKS = 6.0
AGES = (25.0, 40.0, 60.0)
CONDITIONS = ("placebo (simulated)", "MgT 2 g (simulated)")
BETWEEN_PEOPLE = 0.2
"""SD of the logarithm of slow waves' amplitude between people, roughly: twice that in power."""
BETWEEN_NIGHTS = 0.05
"""Likewise between two nights of one person."""
UNMEASURED = (
    "The EEG of these nights is drawn only to be looked at and is not measured here: "
    "“Simulate with EEG” measures it."
)
_WORKERS = 2

Progress = Callable[[int, int], bool]


@dataclass(frozen=True, eq=False)
class _Drawn:
    """One simulated night before its signal."""

    row: NightRow
    hypnogram: xr.DataArray
    profile: Profile
    gain: float
    seed: int
    person: int
    """Whose spectrum, spindles and muscle the signal has: the same in both nights."""

    def night(self) -> Night:
        """Draw the signal: the same every time."""
        from explorer.models.simulated_channel import simulate_channel

        return simulate_channel(
            self.hypnogram,
            seed=self.seed,
            profile=self.profile,
            person=self.person,
            slow_wave_gain=self.gain,
            subject=self.row.subject,
            condition=self.row.condition,
        )

    def measured(self, place: int) -> NightResult:
        """Measure it as a recording is measured; the signal is not kept."""
        night = self.night()
        metrics = night_metrics(night, (0.0, night.duration))
        values, attrs = flatten(metrics)
        return NightResult(place, values, attrs, "", False, 0, True, metrics.attrs["channel"])


def _unheard(_done: int, _total: int) -> bool:
    return True


def simulated_trial(
    *,
    seed: int = 1,
    people: int = 12,
    hours: float = 8.0,
    eeg: bool = False,
    progress: Progress = _unheard,
) -> ComparisonNights:
    """Draw a small crossover from the models.

    Parameters
    ----------
    seed : int
        Of chance.
    people : int
        A multiple of the number of `AGES`.
    hours : float
        Time in bed.
    eeg : bool
        Measure an EEG of each night, which takes some seconds; without, a night's EEG is made when
        the night is looked at, and a note says that no number rests on it.
    progress : callable of (int, int) -> bool
        Told how many nights of how many are drawn; False stops it.

    Returns
    -------
    ComparisonNights
        Simulated nights, in which a person's two agree as real people's do. Under "MgT 2 g" the
        time in N3's span and the power of slow waves are raised by
        as much as the lab's chain raises slow-wave activity after six weeks: a hypothesis with a
        coupling that nobody has measured.

    Raises
    ------
    ValueError
        If it was stopped, or the seed is none.

    Examples
    --------
    >>> trial = simulated_trial(people=3, hours=2)
    >>> trial.nights.sizes["recording"], bool(trial.nights.simulated.all())
    (6, True)
    """
    from explorer.models.magnesium_pathway import slow_wave_activity_factor
    from explorer.models.nmda_block import BASELINE
    from explorer.models.pharmacokinetics import magnesium_course

    seed = whole_seed(seed)
    rise = float(magnesium_course(DOSE, days=WEEKS * 7, form="threonate").rise[-1])
    pull = slow_wave_activity_factor(BASELINE * (1 + rise))
    drawn = _draw(seed, people, hours, pull)
    results = _by_eeg(drawn, progress) if eeg else _by_hypnogram(drawn)
    note = (
        f"Simulated trial: {people} people from models of sleep and of its EEG, seed {seed}. Under "
        f"{CONDITIONS[1]} the time in N3's span and the power of slow waves are {pull:.3f} times "
        f"those under {CONDITIONS[0]}: a hypothesis, of which no link from dose to sleep was "
        "measured in people."
    )
    notes = (note,) if eeg else (note, UNMEASURED)
    rows = tuple(one.row for one in drawn)
    return ComparisonNights(
        title="simulated trial",
        nights=assemble(CohortTable(rows, notes), [results]),
        hypnograms={place: one.hypnogram for place, one in enumerate(drawn)},
        openers={place: partial(_Drawn.night, one) for place, one in enumerate(drawn)},
        rows=rows,
        suggested=CONDITIONS[0],
    )


def _by_eeg(drawn: list[_Drawn], progress: Progress) -> list[NightResult]:
    """Measure each night as a recording."""
    results: list[NightResult] = []
    with ThreadPoolExecutor(_WORKERS) as pool:
        for result in pool.map(_Drawn.measured, drawn, range(len(drawn))):
            results.append(result)
            if not progress(len(results), len(drawn)):
                pool.shutdown(cancel_futures=True)
                raise ValueError("Stopped: no trial was simulated.")
    return results


def _by_hypnogram(drawn: list[_Drawn]) -> list[NightResult]:
    """Measure all hypnograms at once."""
    from explorer.models.simulated_channel import CHANNEL

    hypnograms = [one.hypnogram for one in drawn]
    return _results(hypnograms, _metrics(hypnograms), CHANNEL)


def _metrics(hypnograms: list[xr.DataArray]) -> xr.Dataset:
    """Every metric of hypnograms of one length, dims (night)."""
    from explorer.metrics import table

    return table(xr.concat(hypnograms, "night"))


def _results(
    hypnograms: list[xr.DataArray], metrics: xr.Dataset, channel: str
) -> list[NightResult]:
    """Metrics and the shares of the stages as if each night had been measured by itself."""
    results = []
    for place, hypnogram in enumerate(hypnograms):
        values, attrs = flatten(metrics.isel(night=place, drop=True))
        shares, about = flatten(share_courses(hypnogram))
        results.append(
            NightResult(place, values | shares, attrs | about, "", False, 0, True, channel)
        )
    return results


def _draw(seed: int, people: int, hours: float, pull: float) -> list[_Drawn]:
    """Everybody's two nights: stages, and how large the slow waves are to be."""
    from explorer.models.simulated_hypnogram import simulate_hypnograms
    from explorer.models.sleep_profiles import profile_at

    each = people // len(AGES)
    rng, amplitudes = np.random.default_rng(seed), np.random.default_rng([seed, 2])
    size = np.exp(amplitudes.normal(0, BETWEEN_PEOPLE, people))
    persons = np.random.default_rng([seed, 3]).integers(2**31, size=people).tolist()
    usual = [profile_at(age) for age in AGES for _ in range(each)]
    pulled = [replace(profile, depth=profile.depth * pull) for profile in usual]
    stages = simulate_hypnograms(
        2 * people, rng=rng, hours=hours, profile=usual + pulled, persons=[*range(people)] * 2
    ).drop_vars("person")
    drawn: list[_Drawn] = []
    for place, (which, number) in enumerate(np.ndindex(2, people)):
        condition, factor = CONDITIONS[which], (1.0, pull)[which]
        second = (number % 2 == 0) == (condition == CONDITIONS[1])
        row = NightRow(
            line=place + 2,
            subject=f"S{number + 1:02d}",
            condition=condition,
            night="2" if second else "1",
            order=2.0 if second else 1.0,
            age=AGES[number // each],
        )
        night = np.exp(amplitudes.normal(0, BETWEEN_NIGHTS))
        gain = float(size[number] * night * np.sqrt(factor))
        own = int(amplitudes.integers(2**31))
        hypnogram = stages.isel(night=place, drop=True)
        drawn.append(_Drawn(row, hypnogram, usual[number], gain, own, persons[number]))
    return drawn


def trial_nights(
    rows: list[NightRow],
    hypnograms: list[xr.DataArray],
    *,
    note: str,
    title: str,
    suggested: str,
    more: xr.Dataset | None = None,
) -> ComparisonNights:
    """Put simulated nights together as if a table had named them.

    Parameters
    ----------
    rows : list of Row
        One a night.
    hypnograms : list of xr.DataArray, dims (epoch)
        As many.
    note : str
        What to know before believing any of it.
    title : str
        Of the material.
    suggested : str
        Reference condition to begin with.
    more : xr.Dataset, dims (night), optional
        Metrics beside those of the hypnograms, with ``units`` and ``long_name``.

    Returns
    -------
    ComparisonNights
    """
    metrics = _metrics(hypnograms)
    metrics = metrics if more is None else metrics.merge(more)
    results = _results(hypnograms, metrics, "")
    return ComparisonNights(
        title=title,
        nights=assemble(CohortTable(tuple(rows), (note,)), [results]),
        hypnograms=dict(enumerate(hypnograms)),
        openers={
            place: partial(_simulated_night, hypnograms[place], row)
            for place, row in enumerate(rows)
        },
        rows=tuple(rows),
        suggested=suggested,
    )


def _simulated_night(hypnogram: xr.DataArray, row: NightRow) -> Night:
    return Night.make(
        {},
        {"simulated": hypnogram},
        subject=row.subject,
        condition=row.condition,
        age=row.age,
        simulated=True,
        reader_notes=["Drawn from a model of sleep architecture: stages only, no signals."],
    )
