"""What many nights say together: counts, SRI, midsleep, social jet lag, and what to know."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from explorer.metrics import clock_times, regularity
from explorer.metrics.clock_times import mean_clock_time
from explorer.metrics.regularity import FEW_DAYS
from explorer.night.clock_words import time_of_day
from explorer.render.environment import pieces
from explorer.render.evidence.device_badge import device_badge
from explorer.render.number_format import number
from explorer.study.many_nights import ManyNights
from explorer.study.many_nights_regularity import INTERVAL, PersonRegularity
from explorer.study.many_nights_remarks import counts
from explorer.vocabulary.counts import pluralize

TEMPLATE = "my_nights/summary.html.j2"
_AWAKE = (
    "Time between one sleep and the next counts as awake, out of bed too, if it lasts 24 h at "
    "most; of a longer gap, in which a night is missing, and of unscored epochs nothing is counted."
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class SummaryNumber:
    """One number of the summary, and its definition."""

    key: str
    name: str
    value: str
    beside: str
    title: str
    formula: str
    source: str
    lines: tuple[str, ...] = ()


def empty() -> Markup:
    """Say what would fill the page."""
    return pieces(TEMPLATE).empty()


def summary(many: ManyNights, people: Sequence[PersonRegularity], *, problem: str = "") -> Markup:
    """Say what these nights say together.

    Parameters
    ----------
    many : ManyNights
    people : sequence of PersonRegularity
        As `explorer.study.many_nights_regularity.regularity_of` gives them.
    problem : str
        One sentence on what could not be said; "" for nothing.

    Examples
    --------
    >>> from explorer.study.many_nights_regularity import regularity_of
    >>> from explorer.study.many_nights_simulated import simulated_nights
    >>> drawn = simulated_nights(nights=20)
    >>> "SIMULATED" in summary(drawn, regularity_of(drawn))
    True
    """
    numbers = _numbers(many, people)
    said = f"{many.title}: {counts(many)}"
    device = device_badge(many.devices)
    return pieces(TEMPLATE).summary(said, many.simulated, numbers, many.notes, problem, device)


def _numbers(many: ManyNights, people: Sequence[PersonRegularity]) -> list[SummaryNumber]:
    if not any(one.free + one.work for one in people):
        return []
    one = people[0] if len(people) == 1 else None
    return [_sri(people, one), _midsleep(people, one), _jet_lag(many, people, one)]


def _of_people(values: Sequence[float], digits: int) -> tuple[str, str]:
    known = np.array([value for value in values if np.isfinite(value)])
    if not known.size:
        return "—", ""
    spread = f" ± {known.std(ddof=1):.{digits}f}" if known.size > 1 else ""
    who = pluralize(known.size, "person", "people")
    return f"{number(known.mean(), digits)}{spread}", f"mean ± SD of {who}"


def _sri(people: Sequence[PersonRegularity], one: PersonRegularity | None) -> SummaryNumber:
    if one is None:
        value, beside = _of_people([person.sri for person in people], 0)
        lines: tuple[str, ...] = (_AWAKE,)
    elif not np.isfinite(one.sri):
        value, beside, lines = "—", "no two days in a row", (_AWAKE,)
    else:
        value = number(one.sri, 0)
        known = np.isfinite(one.low)
        beside = f"({number(one.low, 0)} to {number(one.high, 0)})" if known else ""
        rests = f"It rests on {pluralize(one.days, 'pair')} of days, one after the other"
        rests += f"; {one.unknown:,.0f} h between were not known and are left out."
        few = "Fewer than a week: it says little." if one.days < FEW_DAYS else ""
        lines = tuple(filter(None, (_AWAKE, rests, few, f"{INTERVAL}." if known else "")))
    return SummaryNumber(
        "sri", "SRI", value, beside, "sleep regularity index, −100 to 100",
        regularity.SRI_FORMULA, regularity.SRI_SOURCE, lines,
    )  # fmt: skip


def _midsleep(people: Sequence[PersonRegularity], one: PersonRegularity | None) -> SummaryNumber:
    if one is None:
        mean, spread = mean_clock_time([person.midsleep for person in people])
        who = sum(bool(np.isfinite(person.midsleep)) for person in people)
        beside = f"mean ± SD of {pluralize(who, 'person', 'people')}"
    else:
        mean, spread, beside = one.midsleep, one.spread, "mean ± SD of nights"
    within = f" ± {spread * 60:.0f} min" if np.isfinite(spread) else ""
    value = f"{time_of_day(mean)}{within}" if np.isfinite(mean) else "—"
    return SummaryNumber(
        "midsleep", "midsleep", value, beside, "midsleep, local clock time",
        clock_times.MIDSLEEP_FORMULA, clock_times.MIDSLEEP_SOURCE,
        ("Of nights alone, neither naps nor second sleeps; wherever midnight lies.",),
    )  # fmt: skip


def _free(many: ManyNights) -> str:
    """Say which days were taken as free."""
    named = [WEEKDAYS[day] for day in sorted(many.free_days)]
    listed = " or ".join([", ".join(named[:-1])] * (len(named) > 1) + named[-1:]) or "none"
    said = sum(one.free is not None for one in many.mains)
    by_table = f"; of {pluralize(said, 'night')} its table says it (the column free)" * bool(said)
    usual = (
        "; of shift work and holidays that is wrong: choose other days above, or give the table a "
        "column free"
    )
    return (
        f"A free day is one on which a night ends and no work waits. Taken as free: {listed}"
        f"{by_table or usual}."
    )


def _jet_lag(
    many: ManyNights, people: Sequence[PersonRegularity], one: PersonRegularity | None
) -> SummaryNumber:
    if one is None:
        value, beside = _of_people([60 * person.jet_lag for person in people], 0)
        value = f"{value} min" if beside else value
    elif np.isfinite(one.jet_lag):
        value = f"{number(60 * one.jet_lag, 0)} min"
        beside = f"{one.free} free days, {one.work} workdays"
    else:
        value, beside = "—", "no free days" if not one.free else "no workdays"
    return SummaryNumber(
        "jet-lag", "social jet lag", value, beside, "social jet lag",
        clock_times.SOCIAL_JET_LAG_FORMULA, clock_times.SOCIAL_JET_LAG_SOURCE, (_free(many),),
    )  # fmt: skip
