"""What departs from a plan among the nights: exclusions, the list, dates, and numbers."""

from datetime import date, timedelta

import numpy as np
import xarray as xr

from explorer.plan.randomise import Allocation, days_of_visits, read_sealed, seal_broken
from explorer.plan.study_plan import CROSSOVER, N_OF_1, PARALLEL, StudyPlan
from explorer.study.compare_design import Study
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
    return _few(said, "nights excluded without a rule of the plan")


def off_the_list(plan: StudyPlan, study: Study, sealed: str) -> list[str]:
    """Name who was recorded otherwise than drawn, or why that cannot be known."""
    if not sealed:
        if not plan.sealed_sha256:
            return ["No list was drawn with this plan, so nothing says that chance decided."]
        return []
    broken = seal_broken(plan, sealed)
    if broken:
        return [broken]
    drawn = read_sealed(sealed)
    if plan.design == N_OF_1:
        return _order_of_nights(drawn, study.nights)
    recorded = _recorded(plan, study.nights)
    said = []
    for person, own in recorded.items():
        if person not in drawn.arms:
            said.append(f"{person} is not on the sealed list, and is recorded under {own[0]}.")
        elif own != drawn.arms[person][: len(own)]:
            said.append(
                f"{person} was drawn for {' then '.join(drawn.arms[person])}, and is recorded "
                f"under {' then '.join(own)}."
            )
    return _few(said, "people recorded otherwise than drawn")


def _recorded(plan: StudyPlan, nights: xr.Dataset) -> dict[str, tuple[str, ...]]:
    """Conditions of each person: the arm, or in their order where that is known."""
    own: dict[str, list[str]] = {}
    place = np.arange(nights.sizes["recording"], dtype=float)
    known = "order" in nights.coords and plan.design == CROSSOVER
    order = nights.order.values if known else place
    for k in np.argsort(order, kind="stable"):
        person, condition = str(nights.subject.values[k]), str(nights.condition.values[k])
        condition = same_condition(condition, (plan.reference, plan.condition))  # any capitals
        if person and condition and condition not in own.setdefault(person, []):
            own[person].append(condition)
    if plan.design == CROSSOVER and not known:
        # An order nobody recorded cannot depart: only who had which conditions is held against it.
        return {person: tuple(own[person]) for person in own if len(own[person]) < 2}
    return {person: tuple(own[person]) for person in sorted(own)}


def _order_of_nights(drawn: Allocation, nights: xr.Dataset) -> list[str]:
    if "block" not in nights.coords or "order" not in nights.coords:
        return ["The nights have no block or no order, so they cannot be held against the list."]
    said = []
    blocks = nights.block.values.astype(str)
    for block, planned in drawn.arms.items():
        here = np.flatnonzero(blocks == block)
        if not here.size:
            continue
        here = here[np.argsort(nights.order.values[here], kind="stable")]
        own = tuple(nights.condition.values[here].astype(str).tolist())
        if own != planned:
            said.append(
                f"Block {block} was drawn as {', '.join(planned)}, and is recorded as "
                f"{', '.join(own)}."
            )
    unknown = sorted(set(blocks.tolist()) - set(drawn.arms) - {""})
    said += [f"Block {block} is not on the sealed list." for block in unknown]
    return _few(said, "blocks recorded otherwise than drawn")


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
    said = _few(early, "nights before the study's start")
    said += _few(_before_their_turn(plan, study), "nights before their day in the schedule")
    if isinstance(study, ParallelStudy):
        visits = nights.visit.values.astype(str)
        first, second = study.visits
        said += _few(
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
        said += _few(short, "people with a washout shorter than planned")
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


def short_numbers(plan: StudyPlan, study: Study) -> list[str]:
    """Say where fewer people or nights were analysed than planned."""
    found = study.comparison
    planned = named_in(study.nights, plan.primary)
    if planned not in found.table.metric.values or plan.condition not in found.table.condition:
        return []
    row = found.table.sel(metric=planned, condition=plan.condition)
    said = []
    if isinstance(study, ParallelStudy):
        lacking = int(row.reference_no_baseline + row.condition_no_baseline)
        if lacking:
            verb = "has" if lacking == 1 else "have"
            who = pluralize(lacking, "person", "people")
            said.append(
                f"{who} in the analysis {verb} no baseline; everybody's mean stands in its place."
            )
        for side, arm in (("condition", plan.condition), ("reference", plan.reference)):
            count = int(row[f"{side}_n"])
            if count < plan.people:
                who = pluralize(count, "person", "people")
                said.append(
                    f"Fewer than planned: {who} analysed under {arm}, {plan.people} were planned."
                )
    elif study.single is not None:
        one = study.single.metrics.get(planned)
        wanted = 2 * plan.nights * plan.blocks
        if one is not None and int(one.nights) < wanted:
            said.append(
                f"Fewer than planned: {pluralize(int(one.nights), 'night')} analysed, {wanted} "
                "were planned."
            )
    elif int(row.n) < plan.people:
        said.append(
            f"Fewer than planned: {pluralize(int(row.n), 'person', 'people')} analysed, "
            f"{plan.people} were planned."
        )
    if plan.design != N_OF_1:
        said = [*_nights_short(plan, study.nights, planned), *said]
    return said


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


def _few(said: list[str], what: str) -> list[str]:
    """Name a few, and count the others."""
    if len(said) <= _MOST_NAMED:
        return said
    return [*said[:_MOST_NAMED], f"{len(said) - _MOST_NAMED} more {what}."]
