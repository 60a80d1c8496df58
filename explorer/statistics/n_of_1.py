"""One person's own trial: every metric by the schedule that was really drawn, and one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.statistics.change_words import format_p, higher_or_lower
from explorer.statistics.metric_names import title_in_words, was
from explorer.statistics.n_of_1_test import compare_blocks, schedules_in_words
from explorer.statistics.values_per_person import RECORDING
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number
from explorer.vocabulary.shown_units import shown_units

FEWEST_NIGHTS = 2
"""Of either condition."""


@dataclass(frozen=True, eq=False)
class NOf1Result:
    """What one person's nights say, of that person alone."""

    subject: str
    condition: str
    reference: str
    primary: str
    metrics: Mapping[str, xr.Dataset]
    """By symbol, as `compare_blocks` gives them; attr ``units`` beside its ``notes``."""
    notes: tuple[str, ...]
    nights: xr.Dataset
    """Those metrics night by night, dims (recording) in the order of the calendar where it is
    known, with the coordinates ``condition`` and, where the table has blocks, ``block``."""

    @property
    def is_ordered(self) -> bool:
        """Whether it is known which night came after which."""
        return "order" in self.nights.coords and bool(
            np.isfinite(self.nights.order.values.astype(np.float64)).all()
        )

    @property
    def permuted(self) -> str:
        """What was drawn again."""
        return f"permutation {'within blocks' if 'block' in self.nights.coords else 'of nights'}"

    @property
    def sentence(self) -> str:
        """The result in plain words."""
        name = self.primary if self.primary in self.metrics else next(iter(self.metrics))
        return self.describe(name)

    def describe(self, name: str) -> str:
        """Say one metric's result in plain words."""
        found = self.metrics[name]
        value, floor, p = (float(found[key]) for key in ("mean_difference", "p_floor", "p"))
        units = str(found.attrs["units"])
        units = "percentage points" if units == "%" else units
        size = f"{abs(value):.3g} {units}".strip()
        seen = "a difference in this person" if p <= 0.05 else "inconclusive in this person"
        if floor > 0.05:
            seen = "too few schedules to show any difference, however large"
        chosen = "" if name == self.primary else ", no primary metric having been chosen beforehand"
        if self.primary and name != self.primary:
            chosen = ", which is not the primary metric"
        called = title_in_words(str(self.nights[name].attrs.get("long_name", name)))
        return (
            f"One person's trial ({self.subject}): {called} {was(called)} "
            f"{higher_or_lower(size, value)} on nights of {self.condition} than of "
            f"{self.reference} in {pluralize(int(found.nights), 'night')} "
            f"({self.permuted} p {format_p(p)}, which cannot be below {floor:.2g}): "
            f"{seen}{chosen}; it says nothing of other people."
        )


def n_of_1_rows(single: NOf1Result) -> tuple[tuple[str, ...], list[list[str]]]:
    """Lay one person's trial out as a table: headings, and a row of text a metric.

    Parameters
    ----------
    single : NOf1Result

    Returns
    -------
    tuple of str
    list of list of str
    """
    headings = ("metric", "unit", "nights", "difference", "p", "lowest p possible", "schedules")
    rows = [
        [
            name,
            shown_units(str(one.attrs["units"])),
            f"{int(one.nights)}",
            shown_number(float(one.mean_difference), "+.3g"),
            format_p(float(one.p)).removeprefix("= "),
            f"{float(one.p_floor):.2g}",
            schedules_in_words(int(one.schedules)) + ("" if bool(one.exact) else ", sampled"),
        ]
        for name, one in single.metrics.items()
    ]
    return headings, rows


def n_of_1(
    nights: xr.Dataset,
    metrics: Sequence[str],
    *,
    reference: str,
    primary: str,
    rng: np.random.Generator,
) -> NOf1Result | None:
    """Compare two conditions within the one person who has repeated nights of both.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `explorer.study.cohort.cohort` gives it. The coordinate ``block`` names blocks
        within which the order was drawn; without it all nights count as one block.
    metrics : sequence of str
        Some of its variables.
    reference, primary : str
        As in `explorer.statistics.paired.compare_conditions`.
    rng : np.random.Generator

    Returns
    -------
    NOf1Result or None
        None where there are several people, more than two conditions, or a condition of a single
        night: then it is not one person's trial.

    Examples
    --------
    >>> from explorer.statistics.values_per_person import make_nights
    >>> own = make_nights({"subject": ["me"] * 6, "condition": ["p", "d"] * 3,
    ...                    "order": [1, 2, 3, 4, 5, 6], "WASO": [30, 20, 40, 25, 35, 10]})
    >>> found = n_of_1(own, ["WASO"], reference="p", primary="WASO",
    ...                    rng=np.random.default_rng(1))
    >>> found.metrics["WASO"].p.item(), found.metrics["WASO"].schedules.item()
    (0.1, 20)
    """
    nights = nights[[*metrics]]
    if "status" in nights.coords:
        nights = nights.isel({RECORDING: nights.status.values == "done"})
    if "order" in nights.coords:
        order = np.argsort(nights.order.values, kind="stable")
        nights = nights.isel({RECORDING: order})
    people = sorted(set(map(str, nights.subject.values)))
    conditions = [str(name) for name in nights.condition.values]
    names = sorted(set(conditions))
    if len(people) != 1 or len(names) != 2 or reference not in names:
        return None
    if min(conditions.count(name) for name in names) < FEWEST_NIGHTS:
        return None
    blocks = list(map(str, nights.block.values)) if "block" in nights.coords else []
    given = any(blocks)
    found: dict[str, xr.Dataset] = {}
    for name in metrics:
        try:
            one = compare_blocks(
                nights[name].values,
                conditions,
                blocks if given else [""] * len(conditions),
                reference=reference,
                rng=rng,
            )
        except ValueError:  # too few nights have this metric: it is not shown
            continue
        found[name] = one.assign_attrs(units=str(nights[name].attrs.get("units", "")))
    if not found:
        return None
    notes = [] if given else [
        "No column block says how the order was drawn: p supposes that it was drawn over all "
        "nights at once, which is not so if conditions alternated."
    ]  # fmt: skip
    notes += _stretches(conditions, names) if "order" in nights.coords else []
    said = found[primary if primary in found else next(iter(found))].attrs["notes"]
    other = next(name for name in names if name != reference)
    kept = nights[list(found)].drop_vars([] if given else ["block"], errors="ignore")
    return NOf1Result(people[0], other, reference, primary, found, (*notes, *said), kept)


def why_no_trial(nights: xr.Dataset) -> list[str]:
    """Say why one person's nights are no trial: a condition of them does not repeat.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As in `n_of_1`.

    Returns
    -------
    list of str
        Empty where there are several people, or every condition repeats.
    """
    done = nights.status.values == "done" if "status" in nights.coords else slice(None)
    if len(set(map(str, nights.subject.values[done]))) != 1:
        return []
    conditions = [str(name) for name in nights.condition.values[done]]
    single = [name for name in sorted(set(conditions)) if conditions.count(name) < FEWEST_NIGHTS]
    if not single:
        return []
    return [
        f"{' and '.join(single)} never repeats, and one night of a condition says nothing of how "
        f"nights vary: one person's trial needs at least {FEWEST_NIGHTS} nights of each, in an "
        "order drawn by lot."
    ]


def _stretches(conditions: Sequence[str], names: Sequence[str]) -> list[str]:
    """Say that a condition had one stretch of nights only, and so cannot be told from time."""
    before = ["", *conditions[:-1]]
    turns = [one for one, last in zip(conditions, before, strict=True) if one != last]
    once = [name for name in names if turns.count(name) == 1]
    if len(once) < len(names):
        return []
    return [
        f"{' and '.join(once)} had one stretch of nights each and never came back, so what was "
        "taken cannot be told from what changed with time."
    ]
