"""Flow of people through a study, as CONSORT counts them, and of nights in an n-of-1 trial (CENT).

After Schulz et al. 2010, BMJ 340:c332, its extension to crossovers (Dwan et al. 2019, BMJ
366:l4378), and the one to n-of-1 trials (Vohra et al. 2015, BMJ 350:h1738).
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from explorer.plan.departures_of_nights import counted_metric
from explorer.plan.off_the_list import as_planned, in_turn, recorded_conditions
from explorer.plan.randomise import Allocation, read_sealed, seal_broken
from explorer.plan.study_plan import CROSSOVER, N_OF_1, PARALLEL, StudyPlan
from explorer.statistics.arms import FOLLOW_UP
from explorer.study.compare_design import Study
from explorer.study.comparison_choices import BY_HAND
from explorer.study.parallel_trial import ParallelStudy
from explorer.vocabulary.counts import pluralize

NOT_ON_THE_LIST = "not on the sealed list"
"""Column of people who were recorded and not drawn."""
UNKNOWN_ORDER = "in an order that is not known"
"""Column of people of a crossover where nothing tells who had which condition first."""


@dataclass(frozen=True)
class FlowStep:
    """One box of a column: what it counts, and what is left out there."""

    title: str
    count: int
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class FlowColumn:
    """One arm, sequence, or the one person, from the draw to the analysis."""

    name: str
    steps: tuple[FlowStep, ...]


@dataclass(frozen=True)
class Flow:
    """A flow diagram's counts."""

    design: str
    head: FlowStep
    columns: tuple[FlowColumn, ...]
    note: str
    """What the counts rest on."""

    def rows(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Give the same counts as a table: headings, and a row a step."""
        first = self.columns[0].steps
        rows = [
            (step.title, *(str(column.steps[k].count) for column in self.columns))
            for k, step in enumerate(first)
        ]
        return ("step", *(column.name for column in self.columns)), rows


def flow(plan: StudyPlan, study: Study, sealed: str = "") -> Flow:
    """Count people, or one person's nights, from the draw to the analysis.

    Parameters
    ----------
    plan : StudyPlan
    study : Study
        The comparison that was made.
    sealed : str
        Text of the sealed file; where it is not given or not the plan's, who was drawn for what is
        taken as it was recorded, and that is said.

    Returns
    -------
    Flow
    """
    drawn = read_sealed(sealed) if sealed and not seal_broken(plan, sealed) else None
    note = (
        "Who was drawn for what is as the sealed list has it."
        if drawn
        else "Without the plan's sealed list, who was drawn for what is taken as it was recorded."
    )
    # As it was compared, where that departs from the plan.
    arms = isinstance(study, ParallelStudy)
    alone = len(set(study.nights.subject.values.tolist())) == 1
    if plan.design == N_OF_1 and alone and not arms:
        return _of_nights(plan, study, drawn, note)
    if drawn and drawn.design != (PARALLEL if arms else CROSSOVER):
        drawn = None
        note = "The sealed list is of another design, so who was drawn for what is as recorded."
    recorded = recorded_conditions(plan, study.nights, crossover=not arms)
    everybody = recorded_conditions(plan, study.nights, crossover=False)
    groups = _groups(plan, recorded, drawn, arms=arms)
    total = sum(len(people) for people in groups.values())
    others = {one for one in everybody if not any(one in own for own in groups.values())}
    head = FlowStep(
        "Drawn by lot" if drawn else "In the table",
        total if drawn else total + len(others),
        (f"{plan.recruited} were planned",),
    )
    if drawn and not arms:
        note = _order_sentence(drawn, recorded, everybody)
    if others:
        groups[NOT_ON_THE_LIST if drawn else UNKNOWN_ORDER] = sorted(others)
    columns = tuple(
        _arm_column(plan, study, name, people)
        if isinstance(study, ParallelStudy)
        else _crossover_column(plan, study, name, people)
        for name, people in groups.items()
    )
    return Flow(PARALLEL if arms else CROSSOVER, head, columns, note)


def _order_sentence(
    drawn: Allocation, recorded: dict[str, tuple[str, ...]], everybody: dict[str, tuple[str, ...]]
) -> str:
    """Say what the columns of a crossover are, and how many people slept otherwise."""
    both = [one for one, own in everybody.items() if len(own) > 1 and one in drawn.arms]
    unknown = [one for one in both if one not in recorded]
    known = [one for one in both if one in recorded]
    other = sum(not in_turn(recorded[one], drawn.arms[one]) for one in known)
    if not unknown and not other:
        return "Who was drawn for what is as the sealed list has it."
    said = ["Columns are those of the sealed list."]
    if other:
        people = pluralize(len(known), "person", "people")
        said.append(f"Of {people} {other} slept in another order than was drawn.")
    if unknown:
        said.append(
            f"In which order {pluralize(len(unknown), 'person', 'people')} slept is not known, and "
            "so not whether it was as drawn."
        )
    return " ".join(said)


def _groups(
    plan: StudyPlan, recorded: dict[str, tuple[str, ...]], drawn: Allocation | None, *, arms: bool
) -> dict[str, list[str]]:
    """People by arm or sequence: as drawn, or as recorded."""
    pair = (plan.reference, plan.condition)
    if not arms:
        names: dict[tuple[str, ...], str] = {one: " then ".join(one) for one in (pair, pair[::-1])}
        groups: dict[str, list[str]] = {name: [] for name in names.values()}
        source = drawn.arms if drawn else recorded
        for person, own in source.items():
            whole = own if len(own) > 1 else (*own, *(one for one in pair if one not in own))
            groups.setdefault(names.get(whole[:2], " then ".join(whole)), []).append(person)
        return {name: people for name, people in groups.items() if people}
    groups = {name: [] for name in (pair if drawn else ())}
    for person, own in (drawn.arms if drawn else recorded).items():
        groups.setdefault(own[0], []).append(person)
    return groups


def _arm_column(plan: StudyPlan, study: ParallelStudy, name: str, people: list[str]) -> FlowColumn:
    nights = study.nights
    subjects = nights.subject.values.astype(str)
    inside = np.isin(subjects, people)
    visits = nights.visit.values.astype(str)
    slept = _slept(plan, study) & inside
    first, second = study.visits
    began = set(subjects[slept & (visits == first)].tolist())
    stayed = set(subjects[slept & (visits == second)].tolist())
    analysed = set(subjects[_usable(plan, study) & inside & (visits == second)].tolist())
    arms = study.comparison.arms.values
    metric = counted_metric(plan, study)
    if metric in arms:
        known = np.isfinite(arms[metric].sel(visit=FOLLOW_UP).values)
        analysed = set(arms.subject.values[known].astype(str).tolist()) & set(people)
    lost = len(people) - len(stayed)
    return FlowColumn(
        name,
        (
            _drawn_step(name, people),
            FlowStep("With a baseline", len(began), (f"without one: {len(people) - len(began)}",)),
            FlowStep(
                "With a follow-up",
                len(stayed),
                (f"lost or not usable: {lost}", *_reasons(study, inside & ~slept)),
            ),
            FlowStep(
                "Analysed",
                len(analysed),
                (f"not analysed: {len(people) - len(analysed)}", *_reasons(study, slept)),
            ),
        ),
    )


def _crossover_column(plan: StudyPlan, study: Study, name: str, people: list[str]) -> FlowColumn:
    nights = study.nights
    subjects = nights.subject.values.astype(str)
    inside = np.isin(subjects, people)
    usable, slept = _usable(plan, study) & inside, _slept(plan, study) & inside
    conditions = as_planned(plan, nights).condition.values.astype(str)
    is_sequence = name not in (NOT_ON_THE_LIST, UNKNOWN_ORDER)
    sequence = name.split(" then ") if is_sequence else [plan.reference, plan.condition]
    periods, counted = (
        [set(subjects[which & (conditions == condition)].tolist()) for condition in sequence[:2]]
        for which in (slept, usable)
    )
    both, analysed = periods[0] & periods[-1], counted[0] & counted[-1]
    excluded = len(both) - len(analysed)
    return FlowColumn(
        name,
        (
            _drawn_step(name, people),
            *(
                FlowStep(
                    f"Period {k + 1}" if is_sequence else f"With {sequence[k]}",
                    len(own),
                    (f"without usable nights: {len(people) - len(own)}",),
                )
                for k, own in enumerate(periods)
            ),
            FlowStep(
                "Analysed",
                len(analysed),
                (
                    f"without a pair: {len(people) - len(both)}",
                    *([f"excluded at the analysis: {excluded}"] if excluded else []),
                    *_reasons(study, inside),
                ),
            ),
        ),
    )


def _drawn_step(name: str, people: list[str]) -> FlowStep:
    if name == NOT_ON_THE_LIST:
        return FlowStep("Drawn", 0, (f"in the table: {len(people)}",))
    return FlowStep("Drawn", len(people))


def _of_nights(plan: StudyPlan, study: Study, drawn: Allocation | None, note: str) -> Flow:
    """One person's nights by condition."""
    nights = study.nights
    conditions = nights.condition.values.astype(str)
    usable = _usable(plan, study)
    planned = Counter(one for own in drawn.arms.values() for one in own) if drawn else None
    columns = []
    for name in (plan.reference, plan.condition):
        inside = conditions == name
        used = int((usable & inside).sum())
        wanted = planned[name] if planned else plan.recruited * plan.nights
        recorded = int(inside.sum())
        steps = (
            FlowStep("Nights drawn", wanted),
            FlowStep("Recorded", recorded, (f"not recorded: {max(wanted - recorded, 0)}",)),
            FlowStep("Analysed", used, (f"left out: {recorded - used}", *_reasons(study, inside))),
        )
        columns.append(FlowColumn(name, steps))
    blocks = drawn.people if drawn else plan.recruited
    head = FlowStep("One person", 1, (pluralize(blocks, "block") + " of nights drawn by lot",))
    return Flow(plan.design, head, tuple(columns), note)


def _usable(plan: StudyPlan, study: Study) -> np.ndarray:
    """Nights that were measured and have the primary metric."""
    return _measured(plan, study, ["done"])


def _slept(plan: StudyPlan, study: Study) -> np.ndarray:
    """Return those, and the nights that have it and were left out at the analysis alone."""
    return _measured(plan, study, ["done", "excluded"])


def _measured(plan: StudyPlan, study: Study, statuses: list[str]) -> np.ndarray:
    metric = counted_metric(plan, study)
    if metric not in study.nights:
        return np.asarray(study.nights.status.values == "done")
    has = np.isfinite(study.nights[metric].values)
    return np.asarray(np.isin(study.nights.status.values, statuses) & has)


def _reasons(study: Study, inside: np.ndarray) -> tuple[str, ...]:
    """Count why nights were left out."""
    nights = study.nights
    said: Counter[str] = Counter()
    for place in np.flatnonzero(inside):
        status, words = str(nights.status.values[place]), str(nights.sentence.values[place])
        if status == "excluded":
            why = BY_HAND if words.endswith(BY_HAND) else words.rpartition("excluded: ")[2].strip()
            said[f"excluded, {why}"] += 1
        elif status == "failed":
            said["could not be read"] += 1
    return tuple(f"{pluralize(count, 'night')} {why}" for why, count in said.most_common())
