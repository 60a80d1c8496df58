"""A parallel trial from its nights: one row a person, their arm, baseline and follow-up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import xarray as xr

from explorer.statistics.arms import VISITS, Arms
from explorer.statistics.equivalence import SMALLEST_EFFECTS, SmallestEffect
from explorer.statistics.parallel import ParallelComparison, compare_arms
from explorer.statistics.values_per_person import ORDER_FIRST, ORDER_LAST, RECORDING, by_condition
from explorer.study.cohort_remarks import problems
from explorer.study.lights_known import lights_note
from explorer.study.metric_choice import (
    chosen_metrics,
    exploratory_sentence,
    named_in,
    unused_covariates,
)
from explorer.study.person_covariates import named_covariate, person_covariates
from explorer.vocabulary.counts import first_few, listed, pluralize

NOBODY: MappingProxyType[str, str] = MappingProxyType({})
"""Who was drawn and has no row, where no list says it."""
# A visit's name without spaces, hyphens and capitals.
_BASELINE = frozenset(
    (
        *("baseline", "base", "bl", "pre", "before", "pretreatment"),
        *("t0", "0", "week0", "day0", "month0", "v0"),
    )
)
_FOLLOW_UP = frozenset(
    ("followup", "fu", "post", "after", "posttreatment", "end", "endpoint", "final", "last")
)


@dataclass(frozen=True, eq=False)
class ParallelStudy:
    """A comparison of arms together with the nights it rests on."""

    nights: xr.Dataset
    """dims (recording), as `cohort` gives it."""
    comparison: ParallelComparison
    notes: tuple[str, ...]
    """What was left out, then what to know before believing the numbers."""
    covariates: tuple[str, ...] = ()
    first_primary: str | None = None
    """As in `explorer.study.comparison.StudyComparison`."""
    changed: tuple[str, ...] = ()
    """As there."""
    visits: tuple[str, str] = VISITS
    """Baseline, "" where there is none, and follow-up, as the table calls them."""
    design = "parallel"

    @property
    def exploratory(self) -> bool:
        """Whether the primary metric was chosen after results had been seen."""
        return self.first_primary is not None

    @property
    def sentence(self) -> str:
        """The result in plain words."""
        found = self.comparison
        return exploratory_sentence(found.sentence, found.primary, self.first_primary, self.changed)


def compare_trial(
    nights: xr.Dataset,
    *,
    reference: str,
    primary: str = "",
    metrics: Sequence[str] = (),
    covariates: Sequence[str] = (),
    baseline: str = "",
    follow_up: str = "",
    smallest_effects: Mapping[str, SmallestEffect] = SMALLEST_EFFECTS,
    rng: np.random.Generator,
    drawn: Mapping[str, str] = NOBODY,
) -> ParallelStudy:
    """Compare the arms of a parallel trial at follow-up, with the baseline taken out.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it; ``condition`` is the arm, ``visit`` baseline or follow-up, ``block``
        the stratum within which arms were drawn, if any.
    reference : str
        The arm that the others are compared with.
    primary, metrics, smallest_effects, rng
        As in `explorer.study.comparison.compare_study`.
    covariates : sequence of str
        Columns known of people before the arms were drawn, to be taken out.
    baseline, follow_up : str
        Names of the visits, where they are not called so.
    drawn : mapping of str to str
        Arms by person as the list has them: who has no row that is used is missing like others.

    Returns
    -------
    ParallelStudy

    Raises
    ------
    ValueError
        If there are no visits or no follow-up, a metric or covariate is unknown, or as
        `explorer.statistics.parallel.compare_arms` does.
    """
    primary = named_in(nights, primary)
    smallest_effects = {named_in(nights, name): one for name, one in smallest_effects.items()}
    covariates = tuple(named_covariate(nights, name) for name in covariates)
    chosen = [name for name in chosen_metrics(nights, metrics, primary) if name not in covariates]
    arms, said = arms_of_nights(
        nights,
        chosen,
        reference,
        covariates,
        baseline=baseline,
        follow_up=follow_up,
        without_row=drawn,
    )
    found = compare_arms(
        arms, reference=reference, primary=primary, smallest_effects=smallest_effects, rng=rng
    )
    unused = unused_covariates(nights, covariates, chosen)
    notes = (*problems(nights), *lights_note(nights), *said, *found.notes, *unused)
    visits = name_visits(nights.visit.values.astype(str).tolist(), baseline, follow_up)[:2]
    return ParallelStudy(nights, found, notes, covariates, visits=visits)


def name_visits(
    visits: Sequence[str], baseline: str = "", follow_up: str = ""
) -> tuple[str, str, list[str]]:
    """Find which visit is the baseline and which the follow-up.

    Parameters
    ----------
    visits : sequence of str
        All names in the table.
    baseline, follow_up : str
        As they were said to be called, or "".

    Returns
    -------
    baseline : str
        "" where there is none.
    follow_up : str
    notes : list of str

    Raises
    ------
    ValueError
        If a name is not there, or the follow-up cannot be told.

    Examples
    --------
    >>> name_visits(["Baseline", "Follow-up"])
    ('Baseline', 'Follow-up', [])
    >>> name_visits(["pre", "week 3"])[:2]
    ('pre', 'week 3')
    """
    names = sorted(set(visits) - {""})
    for asked, what in ((baseline, "baseline"), (follow_up, "follow-up")):
        if asked and asked not in names:
            raise ValueError(
                f"no visit {asked!r} to be the {what}, expected one of {listed(names)}"
            )
    plain = {name: re.sub(r"[\W_]+", "", name.lower()) for name in names}
    before = [name for name in names if plain[name] in _BASELINE and name != follow_up]
    first = baseline or (before[0] if len(before) == 1 else "")
    others = [name for name in names if name not in (first, *before)]
    known = [name for name in others if plain[name] in _FOLLOW_UP]
    second = follow_up or (known[0] if len(known) == 1 else "")
    second = second or (others[0] if len(others) == 1 and first else "")
    if not second:
        raise ValueError(
            "a parallel trial needs one visit that is the follow-up (and one that is the "
            f"baseline), has {listed(names)}; call them baseline and follow-up, or say which is "
            "which with --baseline and --follow-up"
        )
    if len(before) > 1 and not baseline:
        raise ValueError(f"the visits {before} may each be the baseline; say one with --baseline")
    notes = []
    if not first:
        notes.append(
            f"No visit is a baseline (there are {listed(names)}), so the arms are compared at "
            f"{second} alone, which takes more people."
        )
    left = [name for name in names if name not in (first, second)]
    if left:
        notes.append(f"Not compared are the visits {', '.join(left)}.")
    if plain[second] not in _FOLLOW_UP and not follow_up:
        notes.append(f"The visit {second} was taken for the follow-up.")
    return first, second, notes


def arms_of_nights(
    nights: xr.Dataset,
    metrics: Sequence[str],
    reference: str,
    covariates: Sequence[str] = (),
    *,
    baseline: str = "",
    follow_up: str = "",
    without_row: Mapping[str, str] = NOBODY,
) -> tuple[Arms, list[str]]:
    """Average each person's nights of a visit, and put their arm beside.

    Parameters
    ----------
    nights, metrics, reference, covariates, baseline, follow_up
        As in `compare_trial`.
    without_row
        Its `drawn`.

    Returns
    -------
    Arms
        Everybody for whom an arm was drawn, whether or not anything was measured.
    list of str
        Who was left out and why, and what was taken for what.
    """
    if "visit" not in nights.coords:
        raise ValueError(
            "a parallel trial needs a column visit (baseline, follow-up) beside subject and arm; "
            "there is none"
        )
    visits = nights.visit.values.astype(str)
    arms = nights.condition.values.astype(str)
    if reference in visits and reference not in arms:
        raise ValueError(
            f"the reference {reference!r} is a visit, not an arm; a change from baseline within "
            "one arm is no evidence of an effect, so the reference is the arm compared with: one "
            f"of {listed(sorted(set(arms.tolist()) - {''}))}"
        )
    first, second, notes = name_visits(visits.tolist(), baseline, follow_up)
    counted = (nights.status.values != "excluded") & (arms != "") & (nights.subject.values != "")
    lost = (nights.status.values == "done") & (visits == "")
    if lost.any():
        notes.append(f"{pluralize(int(lost.sum()), 'row')} without a visit left out.")
    subjects = nights.subject.values.astype(str)
    drawn: dict[str, set[str]] = {}
    for subject, arm in zip(subjects[counted], arms[counted], strict=True):
        drawn.setdefault(subject, set()).add(arm)
    for subject, own in drawn.items():
        if len(own) > 1:
            notes.append(
                f"{subject} is in {len(own)} arms ({', '.join(sorted(own))}) and was left out: "
                "everybody belongs to the one arm that was drawn for them."
            )
    later = {who: arm for who, arm in without_row.items() if who not in drawn}
    if later:
        notes.append(
            f"Drawn and without a row that is used: {first_few(later)}; counted as missing in the "
            "arm drawn for them."
        )
        drawn |= {who: {arm} for who, arm in later.items()}
    people = sorted(subject for subject, own in drawn.items() if len(own) == 1)
    if not people:
        raise ValueError("nobody is in one arm only, so this is no trial of parallel arms")
    here = nights.assign_coords(condition=(RECORDING, visits))
    values = by_condition(here[list(metrics)]).rename(condition="visit")
    values = values.reindex(subject=people, visit=[first or VISITS[0], second])
    values = values.assign_coords(
        visit=list(VISITS),
        nights=values.nights.fillna(0),
        arm=("subject", [next(iter(drawn[subject])) for subject in people]),
        stratum=("subject", _strata(nights, people, notes)),
        completed=("subject", _completed(nights, people)),
    )
    notes += _wrong_order(nights, first, second)
    known, said = person_covariates(here, people, covariates, first or second)
    return Arms(values.drop_vars(("order", ORDER_FIRST, ORDER_LAST), errors="ignore"), known), [
        *notes,
        *said,
    ]


def _wrong_order(nights: xr.Dataset, first: str, second: str) -> list[str]:
    """Name whose baseline is dated at their follow-up or after it."""
    if "date" not in nights.coords or not first:
        return []
    dates: dict[str, dict[str, list[str]]] = {}
    rows = zip(nights.subject.values, nights.visit.values, nights.date.values, strict=True)
    for subject, visit, day in rows:
        if str(day) and str(visit) in (first, second):
            dates.setdefault(str(subject), {}).setdefault(str(visit), []).append(str(day))
    late = [
        subject
        for subject, own in dates.items()
        if first in own and second in own and max(own[first]) >= min(own[second])
    ]
    if not late:
        return []
    return [
        f"Dated with the baseline not before the follow-up: {', '.join(sorted(late))}; they were "
        "compared by the visits' names, so check dates and names."
    ]


def _strata(nights: xr.Dataset, people: Sequence[str], notes: list[str]) -> list[str]:
    if "block" not in nights.coords:
        return [""] * len(people)
    own: dict[str, list[str]] = {}
    for subject, block in zip(nights.subject.values, nights.block.values, strict=True):
        if str(block) and str(block) not in own.setdefault(str(subject), []):
            own[str(subject)].append(str(block))
    torn = [subject for subject in people if len(own.get(subject, [])) > 1]
    if torn:
        notes.append(f"In several strata are {', '.join(torn)}; their first was taken.")
    return [own.get(subject, [""])[0] if own.get(subject) else "" for subject in people]


def _completed(nights: xr.Dataset, people: Sequence[str]) -> list[bool]:
    if "completed" not in nights.coords:
        return [True] * len(people)
    left = set(nights.subject.values[~nights.completed.values].astype(str).tolist())
    return [subject not in left for subject in people]
