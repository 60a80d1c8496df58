"""What departs from a plan among the nights: exclusions, the list, dates, and numbers."""

from datetime import date, timedelta

import numpy as np
import xarray as xr

from explorer.plan.off_the_list import few
from explorer.plan.randomise import days_of_visits
from explorer.plan.study_plan import CROSSOVER, N_OF_1, PARALLEL, StudyPlan
from explorer.study.compare_design import Study
from explorer.study.comparison import StudyComparison
from explorer.study.likely_reference import same_condition
from explorer.study.metric_choice import named_in
from explorer.study.parallel_trial import ParallelStudy
from explorer.vocabulary.counts import first_few, pluralize

_MOST_NAMED = 5


def unruled_exclusions(plan: StudyPlan, nights: xr.Dataset) -> list[str]:
    """Name nights that were excluded without a rule of the plan."""
    rules = [rule.casefold() for rule in plan.exclusions]
    said = []
    for place in np.flatnonzero(nights.status.values == "excluded"):
        sentence = str(nights.sentence.values[place])
        reason = sentence.rpartition("excluded: ")[2].strip()
        if not any(reason.casefold().startswith(rule) for rule in rules):
            said.append(f"Excluded without a rule of the plan: {sentence}.")
    return few(said, "nights excluded without a rule of the plan")


def wrong_dates(plan: StudyPlan, study: Study) -> list[str]:
    """Name nights before the start, visits in the wrong order, and washouts cut short."""
    nights = study.nights
    if "date" not in nights.coords:
        return []
    dates = nights.date.values.astype(str)
    subjects = nights.subject.values.astype(str)
    early = [
        f"{subject}'s night of {day} is before the study's start on {plan.start}."
        for subject, day in zip(subjects, dates, strict=True)
        if day and plan.start and day < plan.start
    ]
    said = few(early, "nights before the study's start")
    said += few(_before_their_turn(plan, study), "nights before their day in the schedule")
    if isinstance(study, ParallelStudy):
        visits = nights.visit.values.astype(str)
        first, second = study.visits
        said += few(
            [
                f"{person}'s baseline of {last} does not come before the follow-up of {begin}."
                for person, last, begin in _turns(subjects, dates, visits, first, second)
                if last >= begin
            ],
            "people whose baseline is not before their follow-up",
        )
    if plan.design == CROSSOVER and plan.washout_days:
        conditions = nights.condition.values.astype(str)
        short = []
        for pair in ((plan.reference, plan.condition), (plan.condition, plan.reference)):
            for person, last, begin in _turns(subjects, dates, conditions, *pair):
                days = (np.datetime64(begin) - np.datetime64(last)).astype(int)
                if 0 < days < plan.washout_days:
                    short.append(
                        f"{person} had {pluralize(int(days), 'day')} between {pair[0]} and "
                        f"{pair[1]}, and a washout of {plan.washout_days:g} was planned."
                    )
        said += few(short, "people with a washout shorter than planned")
    return said


def _before_their_turn(plan: StudyPlan, study: Study) -> list[str]:
    """Name nights of a visit or a period that the schedule has later."""
    parallel = isinstance(study, ParallelStudy)
    if not plan.start or plan.design == N_OF_1 or parallel != (plan.design == PARALLEL):
        return []
    nights = study.nights
    dates, subjects = nights.date.values.astype(str), nights.subject.values.astype(str)
    begin = date.fromisoformat(plan.start)
    earliest = [(begin + timedelta(days=round(day))).isoformat() for day in days_of_visits(plan)]
    kinds = (nights.visit if parallel else nights.condition).values.astype(str)
    said = []
    for place in np.argsort(dates, kind="stable"):
        day, person, kind = dates[place], subjects[place], kinds[place]
        if not day or day < plan.start:
            continue
        own = (subjects == person) & (dates != "")
        order = (
            list(study.visits) if isinstance(study, ParallelStudy) else _by_date(own, dates, kinds)
        )
        turn = order.index(kind) if kind in order else len(earliest)
        if turn < len(earliest) and day < earliest[turn]:
            said.append(
                f"{person}'s night of {day} under {kind} is before {earliest[turn]}, before which "
                "the schedule has none of that "
                f"{'visit' if parallel else 'period'}."
            )
    return said


def _by_date(own: np.ndarray, dates: np.ndarray, kinds: np.ndarray) -> list[str]:
    """One person's conditions in the order of their first nights."""
    pairs = sorted(zip(dates[own].tolist(), kinds[own].tolist(), strict=True))
    return list(dict.fromkeys(kind for _, kind in pairs))


def _turns(
    subjects: np.ndarray, dates: np.ndarray, kinds: np.ndarray, before: str, after: str
) -> list[tuple[str, str, str]]:
    """Each person's last date of one kind of night, and the first of the other."""
    found = []
    for person in sorted(set(subjects.tolist())):
        own = (subjects == person) & (dates != "")
        first, second = (dates[own & (kinds == kind)].tolist() for kind in (before, after))
        if first and second:
            found.append((person, max(first), min(second)))
    return found


def analysed_design(study: Study) -> str:
    """Name the design by which a study was analysed, as a plan names it."""
    if isinstance(study, ParallelStudy):
        return PARALLEL
    return CROSSOVER if study.single is None else N_OF_1


def short_numbers(plan: StudyPlan, study: Study) -> list[str]:
    """Say where other numbers of people, or fewer nights, were analysed than planned."""
    found = study.comparison
    metric = counted_metric(plan, study)
    condition = same_condition(plan.condition, map(str, found.table.condition.values))
    if not metric or condition not in found.table.condition:
        return []
    row = found.table.sel(metric=metric, condition=condition)
    design = analysed_design(study)
    said = []
    if isinstance(study, ParallelStudy):
        lacking = int(row.reference_no_baseline + row.condition_no_baseline)
        if lacking:
            verb = "has" if lacking == 1 else "have"
            who = pluralize(lacking, "person", "people")
            said.append(
                f"{who} in the analysis {verb} no baseline; everybody's mean stands in its place."
            )
        arms = {plan.condition: int(row.condition_n), plan.reference: int(row.reference_n)}
        people = sum(arms.values())
        if design == plan.design:
            for arm, count in arms.items():
                said += _fewer(pluralize(count, "person", "people"), count, plan.people, arm)
    else:
        people = int(row.n)
    if design != plan.design or design == CROSSOVER:
        said += _people(plan, people)
    elif isinstance(study, StudyComparison) and study.single and metric in study.single.metrics:
        count = int(study.single.metrics[metric].nights)
        said += _fewer(pluralize(count, "night"), count, 2 * plan.nights * plan.blocks)
    if plan.design != N_OF_1:
        said = [*_nights_short(plan, study.nights, metric), *said]
    return said


def _people(plan: StudyPlan, count: int) -> list[str]:
    """Hold everybody who was analysed against how many were planned."""
    wanted = plan.people * (2 if plan.design == PARALLEL else 1)
    most = 1 if plan.design == N_OF_1 else plan.recruited
    who = pluralize(count, "person", "people")
    if count > most:
        return [f"More than planned: {who} analysed, {_were(most)} planned."]
    return _fewer(who, count, wanted)


def _fewer(what: str, count: int, wanted: int, arm: str = "") -> list[str]:
    if count >= wanted:
        return []
    under = f" under {arm}" if arm else ""
    return [f"Fewer than planned: {what} analysed{under}, {_were(wanted)} planned."]


def _were(count: int) -> str:
    return f"{count} {'was' if count == 1 else 'were'}"


def counted_metric(plan: StudyPlan, study: Study) -> str:
    """Metric by which people and nights of a plan are counted: another one where it is not there.

    Parameters
    ----------
    plan : StudyPlan
    study : Study

    Returns
    -------
    str
        The planned primary, else that which was compared as primary, else the one that most people
        have; "" where nothing was compared.
    """
    table = study.comparison.table
    there = [str(name) for name in table.metric.values]
    for name in (named_in(study.nights, plan.primary), study.comparison.primary):
        if name in there:
            return name
    if not there:
        return ""
    count = next(name for name in ("n", "condition_n") if name in table)
    return there[int(np.argmax(table[count].max("condition").values))]


def _nights_short(plan: StudyPlan, nights: xr.Dataset, metric: str) -> list[str]:
    kind = "visit" if plan.design == PARALLEL and "visit" in nights.coords else "condition"
    used = (nights.status.values == "done") & np.isfinite(nights[metric].values)
    pairs = list(
        zip(nights.subject.values[used].tolist(), nights[kind].values[used].tolist(), strict=True)
    )
    short = sorted(pair for pair in set(pairs) if pairs.count(pair) < plan.nights)
    if not short:
        return []
    named = first_few((f"{person} ({name})" for person, name in short), _MOST_NAMED)
    return [f"Fewer than the {pluralize(plan.nights, 'night')} planned at a {kind}: {named}."]
