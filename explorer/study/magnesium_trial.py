"""A simulated trial: people with and without, and the sentence that their numbers bear."""

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from explorer.datasets.lab_nights import PLACEBO, taken
from explorer.metrics.table import table
from explorer.models.simulated_hypnogram import simulate_hypnograms
from explorer.models.sleep_profiles import profile_at
from explorer.models.supplement_scenario import ScenarioPrediction, SupplementScenario
from explorer.statistics.paired import Comparison, compare_conditions
from explorer.statistics.values_per_person import by_condition, make_nights
from explorer.study.cohort_table import NightRow
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.simulated_trial import trial_nights
from explorer.vocabulary.shown_numbers import shown_number

SUPPLEMENT = "supplement"
_ARCHITECTURE = ("TST", "WASO", "N3", "REM")
_TYPICAL_ACTIVITY = 400.0
"""uV^2, all-night NREM slow-wave activity of a young adult, roughly; only its ratio matters."""
_BETWEEN_PEOPLE = 0.5
"""SD of its logarithm between people, roughly; it cancels within pairs."""
_LEAST_PREDICTED = 0.05
"""% below which the chain predicts no change that a trial could look for."""


@dataclass(frozen=True)
class TrialRequest:
    """A trial to simulate."""

    setting: SupplementScenario
    people: int
    spread: float
    """SD of the log ratio of two nights of one person."""
    number: int
    """Which trial: the seed."""


@dataclass(frozen=True, eq=False)
class _Drawn:
    """What chance gave: the same for the sentence in the lab and for the Compare tab."""

    change: float
    """Relative change of slow-wave activity that the chain predicts."""
    activity: np.ndarray
    """uV^2, shape (condition, person)."""
    hypnograms: xr.DataArray
    """dims (night, epoch): everybody's placebo, then everybody's supplement."""


def _draw(request: TrialRequest) -> _Drawn:
    setting, people = request.setting, request.people
    change = ScenarioPrediction(setting).change
    rng = np.random.default_rng(request.number)
    person = rng.normal(np.log(_TYPICAL_ACTIVITY), _BETWEEN_PEOPLE, people)
    night = rng.normal(0, request.spread / np.sqrt(2), (2, people))
    night[1] += np.log1p(change)
    profile = profile_at(setting.age)
    pull = 1 + setting.architecture_coupling * change
    pulled = replace(profile, depth=profile.depth * pull)
    hypnograms = simulate_hypnograms(
        2 * people,
        rng=rng,
        profile=[profile] * people + [pulled] * people,
        persons=[*range(people)] * 2,
    )
    return _Drawn(change, np.exp(person + night), hypnograms.drop_vars("person"))


def simulate_trial(request: TrialRequest) -> Comparison:
    """Simulate a crossover trial and compare its conditions.

    Parameters
    ----------
    request : TrialRequest
        What is taken, by how many.

    Returns
    -------
    Comparison
        Its primary metric is slow-wave activity (SWA), whose smallest effect that matters is the
        project's own (`SMALLEST_EFFECTS`): nobody said that what the chain predicts would matter.
        Total sleep, wake, N3 and REM come from hypnograms drawn by the same law in both conditions,
        unless slow-wave activity is coupled to architecture; a person's two nights agree as those
        of real people do.

    Examples
    --------
    >>> trial = TrialRequest(SupplementScenario(), people=22, spread=0.15, number=1)
    >>> simulate_trial(trial).table.n.values.tolist()
    [[22.0, 22.0, 22.0, 22.0, 22.0]]
    """
    people, drawn = request.people, _draw(request)
    architecture = table(drawn.hypnograms, symbols=_ARCHITECTURE)
    nights = make_nights(
        {
            "subject": [*range(people)] * 2,
            "condition": [PLACEBO] * people + [SUPPLEMENT] * people,
            "SWA": drawn.activity.ravel().tolist(),
            **{name: architecture[name].values.tolist() for name in _ARCHITECTURE},
        },
        {"SWA": "µV²", **{name: architecture[name].attrs["units"] for name in _ARCHITECTURE}},
    )
    return compare_conditions(
        by_condition(nights),
        reference=PLACEBO,
        primary="SWA",
        rng=np.random.default_rng(request.number),
    )


def trial_to_compare(request: TrialRequest) -> ComparisonNights:
    """Give the Compare tab the nights that `simulate_trial` compares.

    Parameters
    ----------
    request : TrialRequest
        What is taken, by how many.

    Returns
    -------
    ComparisonNights
        Hypnograms and slow-wave activity of every night, the order of the two drawn by turns.

    Examples
    --------
    >>> request = TrialRequest(SupplementScenario(), people=4, spread=0.15, number=1)
    >>> trial = trial_to_compare(request)
    >>> trial.nights.sizes["recording"], trial.suggested, round(trial.expected, 1)
    (8, 'placebo (simulated)', 3.7)
    """
    people, drawn, setting = request.people, _draw(request), request.setting
    conditions = (f"{PLACEBO} (simulated)", f"{taken(setting)} (simulated)")
    rows = [
        NightRow(
            line=2 + place,
            subject=f"S{number + 1:03d}",
            condition=conditions[second],
            night="2" if (number + second) % 2 else "1",
            order=2.0 if (number + second) % 2 else 1.0,
            age=setting.age,
        )
        for place, (second, number) in enumerate(np.ndindex(2, people))
    ]
    note = (
        f"Simulated trial {request.number} of the magnesium lab: {people} people, {taken(setting)}."
        " The chain of hypotheses changes slow-wave activity by "
        f"{shown_number(100 * drawn.change, '+.1f')} %; two nights of one person differ with an "
        f"SD of the log ratio of {request.spread:g}. No link "
        "from dose to sleep was measured in people."
    )
    words = {"units": "µV²", "long_name": "slow-wave activity (simulated)"}
    material = trial_nights(
        rows,
        [drawn.hypnograms.isel(night=place, drop=True) for place in range(len(rows))],
        note=note,
        title=f"simulated trial {request.number} of the lab",
        suggested=conditions[0],
        more=xr.Dataset({"SWA": ("night", drawn.activity.ravel(), words)}),
    )
    seen = abs(100 * drawn.change) > _LEAST_PREDICTED
    return replace(material, expected=100 * drawn.change if seen else float("nan"))
