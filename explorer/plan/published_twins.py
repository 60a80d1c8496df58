"""Two published ring trials as simulated twins: analysed as they were, and as they should be.

Simulated. From the evidence come the design, the number of people, their ages, dose and duration.
It holds neither the size of each arm nor means and spreads of the ring's outcomes: arms are taken
as equal, and nights are drawn from the model of sleep architecture.
"""

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import xarray as xr
from scipy.special import stdtr

from explorer import evidence
from explorer.evidence.evidence_records import Study as Published
from explorer.metrics.aliases import find_symbol
from explorer.metrics.table import table
from explorer.models.simulated_hypnogram import simulate_hypnograms
from explorer.models.sleep_profiles import profile_at
from explorer.models.supplement_scenario import ScenarioPrediction, SupplementScenario
from explorer.plan.make_plan import study
from explorer.plan.planned_sample_size import smallest_seen
from explorer.statistics.equivalence import ALPHA
from explorer.study.cohort import assemble
from explorer.study.cohort_table import CohortTable, NightRow
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.night_task import NightResult
from explorer.study.parallel_trial import ParallelStudy, compare_trial
from explorer.study.simulated_trial import trial_nights
from explorer.vocabulary.counts import listed
from explorer.vocabulary.shown_numbers import shown_number

PLACEBO, SUPPLEMENT = "placebo (simulated)", "MgT (simulated)"
PRIMARY = "N3_min"
OUTCOMES = (
    *("TST", "SOL", "WASO_SPT", "SE", "N1_min", "N2_min", PRIMARY, "REM_min"),
    *("REM_latency_sleep_onset", "SFI_W"),
)
"""What a ring's report would have of a night, in minutes rather than in a vendor's scores."""
DRAWINGS = 1000
"""Of the arms on the same nights, to count what chance alone gives."""
_MG_A_GRAM = 72.0  # of magnesium in 1 g of the threonate


@dataclass(frozen=True)
class _Design:
    """What a twin needs besides its row in the evidence, as that row's words have it."""

    days: float
    ages: tuple[float, float]


DESIGNS: MappingProxyType[str, _Design] = MappingProxyType(
    {
        "hausenblas_2024": _Design(21, (35, 55)),
        "lopresti_2026": _Design(42, (18, 45)),
    }
)
"""By the study's key: duration and ages in numbers; `tests/plan` hold them to the row's words."""


@dataclass(frozen=True, eq=False)
class Twin:
    """A published trial's simulated twin."""

    published: Published
    study: ParallelStudy
    """As it should be analysed: one primary metric, the baseline taken out."""
    hypnograms: xr.DataArray
    """dims (night, epoch): everybody's baseline, then everybody's follow-up."""
    night_rows: tuple[NightRow, ...]
    note: str
    true_change: float
    """Relative change of time in N3's span under the supplement, as it was put in; 0 for none."""
    rows: tuple["TwinRow", ...]
    chance_as_analysed: float
    """Share of drawings of the arms, on these nights, in which any outcome is below .05."""
    chance_as_planned: float
    """Share in which the primary metric is."""
    smallest: float
    """min of N3 that a trial of this size sees with a chance of 80 %, by published spread."""

    @property
    def title(self) -> str:
        """What the nights are called."""
        return f"simulated twin of {self.published.authors} {self.published.year}"

    def to_compare(self) -> ComparisonNights:
        """Give the Compare tab every night, with all its metrics: some seconds."""
        return trial_nights(
            list(self.night_rows),
            [self.hypnograms.isel(night=place, drop=True) for place in range(len(self.night_rows))],
            note=self.note,
            title=self.title,
            suggested=PLACEBO,
        )

    @property
    def seen(self) -> tuple[str, ...]:
        """Symbols of the outcomes below .05 as they were analysed."""
        return tuple(row.symbol for row in self.rows if row.p_change < ALPHA)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The lesson in plain words."""
        one = self.published
        truth = (
            "Nothing was put in: whatever differs is chance."
            if not self.true_change
            else f"Put in: {shown_number(100 * self.true_change, '+.1f')} % of the time in N3's "
            "span, as the lab's chain of hypotheses has it."
        )
        found = ", ".join(self.seen) or "none"
        return (
            f"Simulated, not their data: {one.n} people in two arms taken as equal, one night at "
            "baseline and one at follow-up. Their number, ages, dose and duration are the paper's; "
            "its means and spreads of what the ring gave are not known here, and nights are drawn "
            f"from a model of sleep architecture. {truth}",
            f"As analysed, so far as the evidence has it: {len(self.rows)} outcomes without a "
            f"correction for their number, here by change scores; below .05 "
            f"{'is' if len(self.seen) == 1 else 'are'} {found}. Draw the arms again on these same "
            "nights, and at least one outcome is below .05 in "
            f"{100 * self.chance_as_analysed:.0f} of 100 drawings.",
            f"As it should be: {find_symbol(PRIMARY)} alone decides, the baseline taken out: "
            f"{self.study.comparison.table.outcome.sel(metric=PRIMARY).item()}. By chance it is "
            f"below .05 in {100 * self.chance_as_planned:.0f} of 100 drawings.",
            f"As planned: with one night a visit so many people see {self.smallest:.0f} min of N3 "
            "or more with a chance of 80 %, by the spread of open recordings.",
        )


@dataclass(frozen=True)
class TwinRow:
    """One outcome, as analysed and as it should be."""

    symbol: str
    units: str
    change_reference: float
    change_condition: float
    p_change: float
    """Of change scores, uncorrected."""
    difference: float
    """Adjusted for the baseline."""
    low: float
    high: float
    p: float
    """Of the primary metric its own, of the others adjusted for their number."""
    outcome: str
    primary: bool


def simulate_twin(key: str, *, seed: int = 1, by_hypothesis: bool = False) -> Twin:
    """Draw a published trial's twin, and analyse it both ways.

    Parameters
    ----------
    key : str
        One of `DESIGNS`.
    seed : int
        Of chance.
    by_hypothesis : bool
        Whether the supplement does what the lab's chain predicts; nothing at all if not.

    Returns
    -------
    Twin

    Raises
    ------
    ValueError
        If there is no such twin.

    Examples
    --------
    >>> twin = simulate_twin("hausenblas_2024")
    >>> len(twin.rows), twin.study.nights.sizes["recording"], twin.true_change
    (10, 160, 0.0)
    """
    if key not in DESIGNS:
        raise ValueError(f"no twin of {key!r}, expected one of {listed(DESIGNS)}")
    published = next(one for one in evidence.load().studies if one.key == key)
    change = _predicted(published, DESIGNS[key]) if by_hypothesis else 0.0
    hypnograms, night_rows = _draw(published, DESIGNS[key], change, seed)
    who = f"{published.authors} {published.year}"
    note = f"Simulated twin of {who}: its number of people, ages and duration; not its data."
    found = compare_trial(
        _measured(hypnograms, night_rows, note),
        reference=PLACEBO,
        primary=PRIMARY,
        metrics=OUTCOMES,
        rng=np.random.default_rng(seed),
    )
    numbers = found.comparison.table.isel(condition=0)
    rows = tuple(_row(numbers.sel(metric=name)) for name in map(str, numbers.metric.values))
    rng = np.random.default_rng([seed, 1])
    chances = _chance(found, rng)
    plan = study(primary=PRIMARY, smallest_effect=10, nights=1)
    people = int(published.n or 0) // 2
    smallest = smallest_seen(plan, people)
    return Twin(published, found, hypnograms, night_rows, note, change, rows, *chances, smallest)


def _measured(hypnograms: xr.DataArray, rows: tuple[NightRow, ...], note: str) -> xr.Dataset:
    """Measure the outcomes alone, all nights at once."""
    metrics = table(hypnograms, symbols=tuple(map(find_symbol, OUTCOMES)))
    metrics = metrics.rename(
        {symbol: name for name in OUTCOMES if (symbol := find_symbol(name)) != name}
    )
    attrs = {
        name: {key: str(value) for key, value in metrics[name].attrs.items()} for name in OUTCOMES
    }
    columns = {name: metrics[name].values.tolist() for name in OUTCOMES}
    results = [
        NightResult(
            place, {name: columns[name][place] for name in OUTCOMES}, attrs, "", False, 0, True, ""
        )
        for place in range(len(rows))
    ]
    return assemble(CohortTable(rows, (note,)), [results])


def _predicted(published: Published, design: _Design) -> float:
    grams = float(published.elemental_mg or 0) / _MG_A_GRAM
    setting = SupplementScenario(dose=grams, weeks=design.days / 7)
    return float(ScenarioPrediction(setting).change)


def _draw(
    published: Published, design: _Design, change: float, seed: int
) -> tuple[xr.DataArray, tuple[NightRow, ...]]:
    """Everybody's night at baseline and at follow-up."""
    rng = np.random.default_rng(seed)
    people = int(published.n or 0)
    treated = rng.permutation(np.arange(people) % 2 == 1)
    ages = rng.uniform(*design.ages, people)
    usual = [profile_at(float(age)) for age in ages]
    later = [
        replace(one, depth=one.depth * (1 + change)) if drug else one
        for one, drug in zip(usual, treated.tolist(), strict=True)
    ]
    stages = simulate_hypnograms(
        2 * people, rng=rng, profile=[*usual, *later], persons=[*range(people)] * 2
    ).drop_vars("person")
    rows = [
        NightRow(
            line=2 + visit * people + person,
            subject=f"S{person + 1:03d}",
            condition=SUPPLEMENT if treated[person] else PLACEBO,
            visit=("baseline", "follow-up")[visit],
            night=("baseline", "follow-up")[visit],
            age=round(float(ages[person])),
        )
        for visit, person in np.ndindex(2, people)
    ]
    return stages, tuple(rows)


def _row(row: xr.Dataset) -> TwinRow:
    primary = str(row.role.item()) == "primary"
    return TwinRow(
        find_symbol(str(row.metric.item())),
        str(row.units.item()),
        float(row.reference_change_mean),
        float(row.condition_change_mean),
        float(row.p_change),
        float(row.adjusted_difference),
        float(row.ci_low),
        float(row.ci_high),
        float(row.p_permutation if primary else row.p_adjusted),
        str(row.outcome.item()),
        primary,
    )


def _chance(found: ParallelStudy, rng: np.random.Generator) -> tuple[float, float]:
    """Draw the arms again on the same nights: how often either analysis is below .05."""
    arms = found.comparison.arms.values
    names = [str(name) for name in arms.data_vars]
    treated = (arms.arm.values == SUPPLEMENT).astype(float)
    drawn = rng.permuted(np.tile(treated, (DRAWINGS, 1)), axis=1)
    any_below = np.zeros(DRAWINGS, bool)
    for name in names:
        before, after = arms[name].transpose("visit", "subject").values
        any_below |= _p_of_drawings(after - before, drawn, np.ones((after.size, 1))) < ALPHA
    before, after = arms[PRIMARY].transpose("visit", "subject").values
    beside = np.column_stack([np.ones(after.size), before])
    return float(any_below.mean()), float((_p_of_drawings(after, drawn, beside) < ALPHA).mean())


def _p_of_drawings(response: np.ndarray, drawn: np.ndarray, beside: np.ndarray) -> np.ndarray:
    """Student's p of the arm in each drawing, by its partial correlation; people without left."""
    known = np.isfinite(response) & np.isfinite(beside).all(1)
    basis, _ = np.linalg.qr(beside[known])
    rest = response[known] - basis @ (basis.T @ response[known])
    arm = drawn[:, known]
    freed = arm - (arm @ basis) @ basis.T
    r = (freed @ rest) / np.sqrt((freed**2).sum(1) * float(rest @ rest))
    freedom = int(known.sum()) - basis.shape[1] - 1
    t = np.abs(r) * np.sqrt(freedom / np.maximum(1 - r**2, 1e-12))
    return np.asarray(2 * stdtr(freedom, -t))
