"""Rows of the catalogue that are counted from scored events, with their definitions side by side.

A row stands where what it counts is known to have been looked for: where the scorer marked
something of its kind anywhere in the night. There 0 is a number; elsewhere the row is absent, as
nobody's silence is a count.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from explorer.metrics.event_indices import (
    ASLEEP,
    Counter,
    EpochCounts,
    count_begun_or_ended_asleep,
    count_marks,
    kinds_marked,
    number,
    rate,
)
from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.index_parts import with_parts
from explorer.metrics.limb_movements import count_plm_aasm, count_plm_wasm
from explorer.metrics.metric import COUNTED_FROM_MARKS, EVENTS, Metric
from explorer.metrics.stage_detail import WAKE_OR_SLEEP
from explorer.vocabulary import event_kinds as kinds
from explorer.vocabulary.event_kinds import EventKind

_AASM = "AASM Manual for the Scoring of Sleep and Associated Events"
_WASM = "WASM 2016 (Ferri et al., Sleep Med 26:86)"
_AS_SCORED = "as scored: by whichever rule for hypopnoeas the scorer used, which few files say"
_TYPED_AROUSALS = tuple(kind for kind in kinds.AROUSALS if kind != EventKind.AROUSAL)
_TYPED_APNOEAS = tuple(kind for kind in kinds.APNOEAS if kind != EventKind.APNOEA)


@dataclass(frozen=True)
class _Index:
    """One index: what it counts, where it stands, and what is said of it."""

    symbol: str
    title: str
    counter: Counter
    arguments: tuple[object, ...]
    marked: tuple[EventKind, ...]
    """Kinds of which any mark shows that these were looked for."""
    formula: str
    source: str = _AASM
    variant_of: str = ""
    caveat: str = ""
    in_parts: bool = False
    count: str = ""
    """Symbol of the number of events; "" for none."""

    def rows(self) -> tuple[Metric, ...]:
        """Rows of the catalogue, the count first."""
        of = partial(rate, counter=self.counter, arguments=self.arguments)
        index = Metric(
            *(self.symbol, self.title, "1/h", partial(of, part=ASLEEP), EVENTS),
            *(f"{self.formula} / hours of sleep", self.source, self.variant_of, self.caveat),
            detail=WAKE_OR_SLEEP,
            badge=COUNTED_FROM_MARKS,
            stands_where=partial(_are_marked, kinds=self.marked),
        )
        counted: tuple[Metric, ...] = ()
        if self.count:
            counted = (
                Metric(
                    *(self.count, f"number of {self.title.partition(' an hour')[0]} in sleep", "1"),
                    partial(number, counter=self.counter, arguments=self.arguments, part=ASLEEP),
                    *(EVENTS, self.formula, self.source),
                    caveat=self.caveat,
                    detail=WAKE_OR_SLEEP,
                    badge=COUNTED_FROM_MARKS,
                    stands_where=index.stands_where,
                ),
            )
        return (*counted, *(with_parts(index, of) if self.in_parts else (index,)))


def _are_marked(hypnograms: Hypnograms, kinds: tuple[EventKind, ...]) -> np.ndarray:
    return hypnograms.once(kinds_marked, kinds)


def _marks(counted: tuple[EventKind, ...], least: float = 0.0) -> tuple[object, ...]:
    return (counted, least)


def count_plm(hypnograms: Hypnograms) -> EpochCounts:
    """Periodic limb movements: by the AASM's rule where single movements are marked.

    Where a scorer marked periodic ones alone, the series were found already, and those are counted.
    """
    by_rule = hypnograms.once(count_plm_aasm)
    as_marked = hypnograms.once(count_marks, (EventKind.PLM,), 0.0)
    single = kinds_marked(hypnograms, (EventKind.LIMB_MOVEMENT,))
    return np.where(single[:, None], by_rule, as_marked)


_INDICES = (
    _Index(
        *("arousal_index", "arousals an hour of sleep", count_marks, _marks(kinds.AROUSALS)),
        *(kinds.AROUSALS, "arousals of every cause that begin in sleep"),
        caveat="begins where it was marked; a scorer's arousals in wake are not counted",
        in_parts=True,
        count="arousal_count",
    ),
    *(
        _Index(
            f"arousal_index_{ending}",
            f"{kind} marks an hour of sleep",
            *(count_marks, _marks((kind,)), _TYPED_AROUSALS),
            f"arousals that the file itself calls {words}, beginning in sleep",
            caveat="causes are the scorer's; arousals without one are in none of these",
        )
        for ending, kind, words in (
            ("respiratory", EventKind.AROUSAL_RESPIRATORY, "respiratory"),
            ("limb", EventKind.AROUSAL_LIMB, "due to limb movements"),
            ("spontaneous", EventKind.AROUSAL_SPONTANEOUS, "spontaneous"),
        )
    ),
    _Index(
        *("AHI_as_scored", "apnoeas and hypopnoeas an hour of sleep"),
        count_marks,
        _marks(kinds.BREATHING),
        kinds.DISTURBED_BREATHING,
        "apnoeas and hypopnoeas of every type that begin in sleep",
        caveat=_AS_SCORED,
        in_parts=True,
        count="apnoea_hypopnoea_count",
    ),
    _Index(
        *("AHI_begins_or_ends", "apnoeas and hypopnoeas that touch sleep, an hour of sleep"),
        count_begun_or_ended_asleep,
        _marks(kinds.BREATHING),
        kinds.DISTURBED_BREATHING,
        "apnoeas and hypopnoeas that begin or end in an epoch of sleep",
        f"{_AASM}, note on events that begin or end in sleep",
        "AHI_as_scored",
        _AS_SCORED,
    ),
    *(
        _Index(
            f"{ending}_index",
            f"{words} an hour of sleep",
            *(count_marks, _marks(counted), marked),
            f"{words} that begin in sleep",
            caveat=caveat,
        )
        for ending, words, counted, marked, caveat in (
            *(
                (
                    *(f"{word}_apnoea", f"{word} apnoeas", (kind,), _TYPED_APNOEAS),
                    "types are the scorer's; apnoeas without one are in none of these",
                )
                for word, kind in (
                    ("obstructive", EventKind.OBSTRUCTIVE_APNOEA),
                    ("central", EventKind.CENTRAL_APNOEA),
                    ("mixed", EventKind.MIXED_APNOEA),
                )
            ),
            ("apnoea", "apnoeas", kinds.APNOEAS, kinds.APNOEAS, ""),
            ("hypopnoea", "hypopnoeas", kinds.HYPOPNOEAS, kinds.HYPOPNOEAS, _AS_SCORED),
            ("RERA", "RERAs", (EventKind.RERA,), (EventKind.RERA,), ""),
            ("snore", "snores", (EventKind.SNORE,), (EventKind.SNORE,), "as marked, not by sound"),
        )
    ),
    _Index(
        *("RDI_as_scored", "apnoeas, hypopnoeas and RERAs an hour of sleep", count_marks),
        *(_marks(kinds.DISTURBED_BREATHING), kinds.DISTURBED_BREATHING),
        "apnoeas, hypopnoeas and RERAs that begin in sleep",
        caveat=f"{_AS_SCORED}; where no RERA is marked it equals AHI_as_scored",
        in_parts=True,
    ),
    _Index(
        *("desaturation_index", "marked desaturations an hour of sleep", count_marks),
        *(_marks((EventKind.DESATURATION,)), (EventKind.DESATURATION,)),
        "desaturations of any depth that begin in sleep",
        caveat="of whatever depth the scorer or the program marks, often 2 or 3 %",
        in_parts=True,
        count="desaturation_count",
    ),
    _Index(
        *("PLM_index", "periodic limb movements an hour of sleep", count_plm, ()),
        kinds.LIMB_MOVEMENTS,
        "limb movements of 0.5 to 10 s in sleep in series: four or more, from onset to onset 5 to "
        "90 s; nearer than 5 s they are one; none within 0.5 s of a respiratory event",
        caveat="where periodic movements alone are marked, those are counted as marked",
        in_parts=True,
        count="PLM_count",
    ),
    _Index(
        *("PLM_index_WASM", "periodic limb movements an hour of sleep, WASM", count_plm_wasm),
        *((False,), (EventKind.LIMB_MOVEMENT,)),
        "candidate movements (0.5 to 10 s, of both legs to 15 s) that begin in sleep, in series of "
        "four or more, from onset to onset 10 to 90 s, which wake does not end",
        *(_WASM, "PLM_index"),
    ),
    _Index(
        "PLM_index_WASM_nonrespiratory",
        "periodic limb movements an hour of sleep, WASM, without those at respiratory events",
        *(count_plm_wasm, (True,), (EventKind.LIMB_MOVEMENT,)),
        "PLM_index_WASM without movements that overlap the time from 2 s before to 10.25 s after "
        "the end of a respiratory event",
        *(_WASM, "PLM_index"),
    ),
    _Index(
        *("PLM_index_as_marked", "marked periodic limb movements an hour of sleep", count_marks),
        *(_marks((EventKind.PLM,)), (EventKind.PLM,)),
        "marks that the file itself calls periodic, beginning in sleep",
        *("the scorer's or the program's own series", "PLM_index"),
    ),
    _Index(
        *("LM_index", "limb movements an hour of sleep", count_marks),
        *(_marks(kinds.LIMB_MOVEMENTS), kinds.LIMB_MOVEMENTS),
        "limb movements that begin in sleep, periodic or not",
    ),
)

INDEX_ROWS: tuple[Metric, ...] = tuple(row for index in _INDICES for row in index.rows())
