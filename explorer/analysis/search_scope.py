"""Where events are searched for: in which stages, by whose scoring, and how that is said."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import COARSE, DEEPER_NREM, Stage

SEARCH_STAGES = DEEPER_NREM
"""Stages in which events are looked for: N2 and N3, or the coarse ones that hold them."""


@dataclass(frozen=True, eq=False)
class SearchScope:
    """Whose stages say where events are looked for."""

    hypnogram: xr.DataArray
    """Stages, dims (epoch)."""
    scorer: str = ""
    """Whose they are; "" where that needs no saying."""
    by_hand: bool = False
    """Whether somebody scores them here: epochs not scored yet are then searched too, or every mark
    would go from a night at its first scored epoch."""
    hidden: bool = False
    """Whether stages that somebody gave are out of sight, so that none say where to look."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Those in which events are looked for."""
        return (*SEARCH_STAGES, Stage.UNSCORED) if self.by_hand else SEARCH_STAGES

    @cached_property
    def key(self) -> bytes:
        """Equal where the same events would be found: wake scored as REM changes none."""
        codes = self.hypnogram.values
        apart = np.where(np.isin(codes, (*SEARCH_STAGES, Stage.UNSCORED)), codes, Stage.W)
        return apart.astype(np.int8).tobytes() + bytes([self.by_hand])

    @property
    def words(self) -> str:
        """Where events are looked for.

        Examples
        --------
        >>> from explorer.night.hypnogram import make_hypnogram
        >>> SearchScope(make_hypnogram(["N2", "W"]), "Ada").words
        'in N2 and N3 as scored by Ada'
        >>> SearchScope(make_hypnogram(["N2", "UNSCORED"]), "me", by_hand=True).words
        'in N2 and N3 as scored by me, and in 1 epoch not scored yet'
        """
        return self.words_within(SEARCH_STAGES)

    def words_within(self, stages: tuple[Stage, ...]) -> str:
        """Where events of a kind are looked for that is looked for in these of the stages.

        Examples
        --------
        >>> from explorer.night.hypnogram import make_hypnogram
        >>> SearchScope(make_hypnogram(["N2", "W"]), "Ada").words_within((Stage.N2,))
        'in N2 as scored by Ada'
        >>> SearchScope(make_hypnogram(["UNSCORED"]), hidden=True).words_within((Stage.N2,))
        'everywhere: stages are hidden while blind'
        """
        unscored = int((self.hypnogram == Stage.UNSCORED).sum())
        if unscored == self.hypnogram.size:
            why = "stages are hidden while blind" if self.hidden else "nobody scored this night"
            return f"everywhere: {why}"
        where = searched_in_words(self.hypnogram, stages)
        whose = f" as scored by {self.scorer}" if self.scorer else ""
        if not self.by_hand or not unscored:
            return f"{where}{whose}"
        epochs = pluralize(unscored, "epoch")
        return f"{where}{whose}, and in {epochs} not scored yet"


def searched_in_words(hypnogram: xr.DataArray, stages: tuple[Stage, ...] = SEARCH_STAGES) -> str:
    """Say in which of these stages of a hypnogram events are looked for.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> searched_in_words(make_hypnogram(["W", "N1", "N2"]))
    'in N2 and N3'
    >>> searched_in_words(make_hypnogram(["W", "N1", "N2"]), (Stage.N2,))
    'in N2'
    >>> searched_in_words(make_hypnogram(["W", "LIGHT", "DEEP"]))
    'in light and deep sleep (N1 is not told apart from N2)'
    >>> searched_in_words(make_hypnogram(["W", "SLEEP"]))
    'nowhere: sleep of any stage does not say which is NREM'
    """
    there = set(np.unique(hypnogram.values).tolist())
    if not there & set(COARSE):
        return f"in {' and '.join(one.name for one in (Stage.N2, Stage.N3) if one in stages)}"
    there &= set(stages)
    words = [stage.name for stage in (Stage.N2, Stage.N3) if stage in there]
    words += ["light"] * (Stage.LIGHT in there) + ["deep"] * (Stage.DEEP in there)
    words += ["NREM"] * (Stage.NREM in there)
    if not words:
        return "nowhere: sleep of any stage does not say which is NREM"
    said = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    n1 = there & {Stage.LIGHT, Stage.NREM}
    return f"in {said} sleep{' (N1 is not told apart from N2)' if n1 else ''}"
