"""Whose scoring a command takes: a file's scorer, or a name under which one scored on the page."""

from collections.abc import Sequence
from dataclasses import dataclass

import xarray as xr

from explorer.night.night import Night
from explorer.scoring.combine_scorers import stack_scorers
from explorer.scoring.edit_history import Edits
from explorer.scoring.journal_location import open_journal
from explorer.vocabulary.counts import listed


@dataclass(frozen=True)
class Everybody:
    """Everybody who scored a night: in its files, and here on the page."""

    every: xr.DataArray
    """Stages, dims (scorer, epoch), as the page stacks them."""
    edits: Edits
    """What people here scored."""
    names: tuple[str, ...]
    """Of the scorers; none where nobody scored the night."""
    notes: tuple[str, ...]
    """What the journal of what was scored here had to say."""

    def check(self, wanted: Sequence[str]) -> None:
        """Refuse names of nobody who scored; ValueError says whose would do."""
        for name in wanted:
            if name not in self.names:
                expected = (
                    f"expected one of {listed(self.names)}"
                    if self.names
                    else "for nobody has scored this night"
                )
                raise ValueError(
                    f"no scorer {name!r}, {expected}; a name of your own would do once you "
                    "scored this night under it on the page"
                )


def everybody(night: Night) -> Everybody:
    """List everybody who scored a night, whether its file has them or the page's journal.

    Parameters
    ----------
    night : Night

    Returns
    -------
    Everybody

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> everybody(simulate_night(1, hours=0.1)).names
    ('the simulation',)
    """
    journal = open_journal(night)
    edits = journal.open()
    every = stack_scorers(night, edits)
    names = tuple(map(str, every.scorer.values)) if night.is_scored or edits.done else ()
    return Everybody(every, edits, names, tuple(journal.notes))
