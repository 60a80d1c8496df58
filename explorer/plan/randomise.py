"""A randomisation list in permuted blocks: an open schedule, and a sealed file for a partner.

Who takes what stands in the sealed file alone. Its SHA-256 goes into the plan, so that a list that
was changed later is told from the one that was drawn.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from explorer.plan.study_plan import N_OF_1, PARALLEL, StudyPlan, is_plan, with_seal
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.spreadsheet import written_rows

ABOUT = (
    "Sealed: who takes what. For the partner who packs or hands out, and for nobody else until the "
    "last night is recorded; the plan holds this file's SHA-256."
)
MOST = 10_000
"""People, or blocks, of one list."""
_PLAN_GIVEN = "this is the plan, and its sealed list is wanted here: the file of who takes what"
_SEED_BITS = 128
"""Of a seed that nobody chose: from the open plan it cannot be guessed."""


@dataclass(frozen=True)
class Randomisation:
    """A drawn list: the sealed plan, what everybody may know, and the sealed file."""

    plan: StudyPlan
    """With the sealed file's SHA-256."""
    headings: tuple[str, ...]
    schedule: tuple[tuple[str, ...], ...]
    """Rows by `headings`: who sleeps when, and takes what by a code."""
    sealed: str
    """Text of the sealed file, JSON."""

    @property
    def shortfall(self) -> str:
        """Say in a sentence that fewer were drawn than the plan recruits; "" where they are not."""
        drawn, wanted = read_sealed(self.sealed).people, self.plan.recruited
        if drawn >= wanted:
            return ""
        noun = ("block", "") if self.plan.design == N_OF_1 else ("person", "people")
        verb = "was" if drawn == 1 else "were"
        return (
            f"{pluralize(drawn, *noun)} {verb} drawn, fewer than the {wanted} that the plan "
            f"recruits: its power of {self.plan.power:.0%} does not hold for so few."
        )

    @property
    def schedule_csv(self) -> str:
        """The open schedule as a table."""
        return written_rows([self.headings, *self.schedule])


@dataclass(frozen=True)
class Allocation:
    """What a sealed file says."""

    design: str
    arms: dict[str, tuple[str, ...]]
    """By person: the one arm, or the conditions in their order; by block in an n-of-1 trial."""

    @property
    def people(self) -> int:
        """How many were drawn."""
        return len(self.arms)


def randomise(
    plan: StudyPlan, people: int | Sequence[str] = 0, *, seed: int | None = None
) -> Randomisation:
    """Draw who takes what, in permuted blocks.

    Parameters
    ----------
    plan : StudyPlan
    people : int or sequence of str
        How many, or their codes; as many as the plan recruits, if not given. Blocks in an n-of-1
        trial.
    seed : int, optional
        Of the list. It is drawn from the system's own chance if not given, and stands in the sealed
        file alone; one that can be guessed opens the seal, so give one for teaching only.

    Returns
    -------
    Randomisation
        Within each block of ``plan.block_size`` as many have either arm (or order, or nights).

    Raises
    ------
    ValueError
        If there would be an arm of one, a code stands twice or is empty, or there are too many.

    Notes
    -----
    Permuted blocks keep the arms balanced at any time; an n-of-1 trial draws the order of nights
    within each block, which is what its permutation test draws again.

    Examples
    --------
    >>> from explorer.plan.make_plan import study
    >>> drawn = randomise(study(primary="N3_min", smallest_effect=10), 8, seed=3)
    >>> sorted(read_sealed(drawn.sealed).arms.values())[:4]
    [('placebo',), ('placebo',), ('placebo',), ('placebo',)]
    """
    names = _names(plan, people)
    seed = secrets.randbits(_SEED_BITS) if seed is None else seed
    rng = np.random.default_rng(seed)
    arms: dict[str, tuple[str, ...]]
    if plan.design == N_OF_1:
        order = np.array([plan.reference, plan.condition] * plan.nights)
        arms = {name: tuple(rng.permutation(order).tolist()) for name in names}
    else:
        halves = np.arange(plan.block_size) % 2
        blocks = -(-len(names) // plan.block_size)
        drawn = np.concatenate([rng.permutation(halves) for _ in range(blocks)])[: len(names)]
        pair = (plan.reference, plan.condition)
        arms = {
            name: pair[second : second + 1]
            if plan.design == PARALLEL
            else (pair[second], pair[1 - second])
            for name, second in zip(names, drawn.tolist(), strict=True)
        }
        if plan.design == PARALLEL:
            _refuse_arm_of_one(plan, arms)
    body = {
        "about": ABOUT,
        "design": plan.design,
        "seed": str(seed),
        "block_size": plan.block_size,
        "allocation": {name: list(one) for name, one in arms.items()},
    }
    sealed = json.dumps(body, indent=1, ensure_ascii=False) + "\n"
    headings, rows = _schedule(plan, names)
    return Randomisation(with_seal(plan, checksum(sealed)), headings, rows, sealed)


def checksum(sealed: str) -> str:
    """SHA-256 of a sealed file's text, whatever a system makes of its line ends."""
    return hashlib.sha256(sealed.replace("\r\n", "\n").encode("utf-8")).hexdigest()


def read_sealed(sealed: str) -> Allocation:
    """Read a sealed file.

    Raises
    ------
    ValueError
        If it is none.
    """
    if is_plan(sealed):
        raise ValueError(_PLAN_GIVEN)
    try:
        given = json.loads(sealed)
        arms = {str(k): tuple(map(str, v)) for k, v in given["allocation"].items()}
        return Allocation(str(given["design"]), arms)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(
            "this is no sealed list: a file as the plan's randomisation wrote it would do"
        ) from None


def seal_broken(plan: StudyPlan, sealed: str) -> str:
    """Say in a sentence that a sealed file is not the plan's; "" where it is."""
    if not plan.sealed_sha256:
        return "The plan holds no checksum of a sealed list, so no list can be checked against it."
    if is_plan(sealed):
        return f"Against the sealed list nothing is checked: {_PLAN_GIVEN}."
    found = checksum(sealed)
    if found == plan.sealed_sha256:
        return ""
    return (
        f"The sealed list is not the one that was drawn: its SHA-256 begins with {found[:12]}, the "
        f"plan's with {plan.sealed_sha256[:12]}. Who was drawn for what cannot be known from it."
    )


def drawn_arms(plan: StudyPlan, sealed: str) -> dict[str, str]:
    """Arms of a parallel trial by person, as the plan's own sealed list has them.

    Parameters
    ----------
    plan : StudyPlan
    sealed : str
        Text of the sealed file, "" where it is not opened.

    Returns
    -------
    dict of str to str
        Nobody where the list is not the plan's, or of another design.

    Raises
    ------
    ValueError
        If the text is no sealed list.
    """
    if not sealed or seal_broken(plan, sealed):
        return {}
    found = read_sealed(sealed)
    return {who: own[0] for who, own in found.arms.items() if found.design == PARALLEL and own}


def _names(plan: StudyPlan, people: int | Sequence[str]) -> list[str]:
    what = "block" if plan.design == N_OF_1 else "person"
    if isinstance(people, int):
        count = people or plan.recruited
        width = max(2, len(str(count)))
        letter = "B" if plan.design == N_OF_1 else "P"
        if count > MOST:
            raise ValueError(f"a list holds {MOST:,} at most, {count:,} were asked for")
        names = [f"{letter}{place:0{width}d}" for place in range(1, count + 1)]
    else:
        names = [str(name).strip() for name in people]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or "" in names:
        raise ValueError(f"every {what} needs a code of its own, twice or empty is {twice or ['']}")
    if len(names) < 2:
        raise ValueError(
            f"a list needs at least 2 {'blocks' if what == 'block' else 'people'}, has {len(names)}"
        )
    return names


def _refuse_arm_of_one(plan: StudyPlan, arms: dict[str, tuple[str, ...]]) -> None:
    drawn = [one for (one,) in arms.values()]
    for arm in (plan.reference, plan.condition):
        if drawn.count(arm) < 2:
            raise ValueError(
                f"the arm {arm!r} would have {drawn.count(arm)} of {len(drawn)} people, and one "
                "person says nothing of how an arm varies: draw at least 4"
            )


def days_of_visits(plan: StudyPlan) -> tuple[float, float]:
    """Days after the study's start before which nobody sleeps the nights of each visit or period.

    Parameters
    ----------
    plan : StudyPlan
        Of two arms (baseline and follow-up) or a crossover (its two periods).

    Returns
    -------
    tuple of float
    """
    taking = max(7 * plan.weeks, float(plan.nights))
    if plan.design == PARALLEL:
        return 0.0, taking
    first = taking - plan.nights
    return first, taking + plan.washout_days + first


def _schedule(
    plan: StudyPlan, names: Sequence[str]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Who sleeps when, with what a code says in place of what it is."""
    begin = date.fromisoformat(plan.start) if plan.start else None

    def day(after: float) -> str:
        if begin is None:
            return f"day {round(after) + 1}"
        return (begin + timedelta(days=round(after))).isoformat()

    rows: list[tuple[str, ...]] = []
    if plan.design == N_OF_1:
        for place, name in enumerate(names):
            for night in range(2 * plan.nights):
                after = place * 2 * plan.nights + night
                rows.append((name, str(night + 1), f"{name}-{night + 1}", day(after)))
        return ("block", "night", "code", "not before"), tuple(rows)
    for name in names:
        if plan.design == PARALLEL:
            visits = (("baseline", "nothing yet"), ("follow-up", name))
            rows += [
                (name, visit, str(plan.nights), code, day(after))
                for (visit, code), after in zip(visits, days_of_visits(plan), strict=True)
            ]
        else:
            rows += [
                (name, f"period {k + 1}", str(plan.nights), f"{name}-{k + 1}", day(after))
                for k, after in enumerate(days_of_visits(plan))
            ]
    visit = "visit" if plan.design == PARALLEL else "period"
    return ("subject", visit, "nights", "code", "not before"), tuple(rows)
