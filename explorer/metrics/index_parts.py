"""Parts of a night's sleep that an index is given for, and its rows for each of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from explorer.metrics.cycle_rules import FEINBERG_FLOYD
from explorer.metrics.event_indices import Part, hours_of, positions
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.metric import Metric
from explorer.metrics.stage_detail import WAKE_OR_SLEEP, detail_of
from explorer.vocabulary.event_kinds import EventKind
from explorer.vocabulary.stages import NREM, SLEEP

_THIRDS = ("first", "middle", "last")
_CYCLES = 6


@dataclass(frozen=True)
class NamedPart:
    """A part with what its rows are called.

    Parameters
    ----------
    ending : str
        Of the symbol, such as "N3".
    words : str
        Of the title, such as "in N3".
    part : Part
    detail : str
        What a hypnogram must tell apart for it, of `explorer.metrics.stage_detail`.
    optional : bool
        Whether rows stand only where the night has such sleep at all.
    """

    ending: str
    words: str
    part: Part
    detail: str = WAKE_OR_SLEEP
    optional: bool = False


PARTS: tuple[NamedPart, ...] = (
    *(
        NamedPart(stage.name, f"in {stage.name}", Part("stage", (stage,)), detail_of([stage]))
        for stage in SLEEP
    ),
    NamedPart("NREM", "in NREM sleep", Part("stage", NREM), detail_of(NREM)),
    *(
        NamedPart(f"third{k + 1}", f"in the {which} third of the sleep period", Part("third", (k,)))
        for k, which in enumerate(_THIRDS)
    ),
    *(
        NamedPart(
            *(f"cycle{k + 1}", f"in cycle {k + 1}", Part("cycle", (k,)), FEINBERG_FLOYD.detail),
            optional=True,
        )
        for k in range(_CYCLES)
    ),
    *(
        NamedPart(ending, words, positions(*kinds), optional=True)
        for ending, words, kinds in (
            ("supine", "supine", (EventKind.SUPINE,)),
            (
                *("nonsupine", "in positions other than supine"),
                (EventKind.PRONE, EventKind.LEFT, EventKind.RIGHT, EventKind.UPRIGHT),
            ),
            ("left", "on the left side", (EventKind.LEFT,)),
            ("right", "on the right side", (EventKind.RIGHT,)),
            ("prone", "prone", (EventKind.PRONE,)),
            ("upright", "upright", (EventKind.UPRIGHT,)),
        )
    ),
)
"""In the order of tables. Coarse stages are among those in NREM; positions are those marked."""


def with_parts(row: Metric, function: Callable[..., np.ndarray]) -> tuple[Metric, ...]:
    """Give a row of sleep as a whole, and the same of every part of it.

    Parameters
    ----------
    row : Metric
        Of all sleep.
    function : callable
        Its function, with a `Part` by the keyword ``part``.

    Returns
    -------
    tuple of Metric
    """
    rows = [row]
    for named in PARTS:
        stands = row.stands_where
        if named.optional and stands is not None:
            stands = partial(_stands_in, stands=stands, part=named.part)
        rows.append(
            replace(
                row,
                symbol=f"{row.symbol}_{named.ending}",
                title=f"{row.title}, {named.words}",
                function=partial(function, part=named.part),
                formula=f"{row.formula}, of sleep {named.words}",
                variant_of="",
                detail=named.detail,
                stands_where=stands,
            )
        )
    return tuple(rows)


def only_where_whole(row: Metric) -> bool:
    """Whether a row is of a part that need not be there: it stands only where sleep's row does."""
    return isinstance(row.stands_where, partial) and row.stands_where.func is _stands_in


def _stands_in(
    hypnograms: Hypnograms, stands: Callable[[Hypnograms], np.ndarray], part: Part
) -> np.ndarray:
    there: np.ndarray = hypnograms.once(stands)  # the same for every part
    return np.asarray(there & hypnograms.once(_has_part, part))


def _has_part(hypnograms: Hypnograms, part: Part) -> np.ndarray:
    return hypnograms.once(hours_of, part) > 0
