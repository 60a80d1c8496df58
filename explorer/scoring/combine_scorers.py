"""Everybody's hypnograms of a night side by side: the file's scorers, stagers, and people here."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from explorer.night.night import Night
from explorer.night.schema import EVENT_COLUMNS, EVENT_MEASURES, make_events, make_hypnograms
from explorer.scoring.edit_history import Edits
from explorer.scoring.edited_scoring import copied_epochs, edited_hypnogram, event_rows
from explorer.vocabulary.stages import Stage
from explorer.vocabulary.telling_apart import distinct_name


@dataclass(frozen=True, eq=False)
class Staging:
    """What an automatic stager said of a night."""

    scorer: str
    """Its name and version."""
    hypnogram: xr.DataArray
    """Stages, dims (epoch), on the night's epochs."""
    probability: xr.DataArray
    """Of each stage, dims (epoch, stage_name)."""
    channels: tuple[str, ...]
    """What it was given."""
    notes: tuple[str, ...] = ()
    """What was done to the signals and the epochs, a sentence each."""


def scorer_label(night: Night, scorer: str) -> str:
    """Return what a person's scoring is called beside the file's: no name stands there twice."""
    names = list(map(str, night.hypnograms.scorer.values)) if night.is_scored else []
    label = f"{scorer} (own)"
    return distinct_name(label, names, len(label) + 4) if scorer in names else scorer


def repeated_scorers(night: Night, edits: Edits) -> dict[str, str]:
    """Find scorings added from files that the night has itself: one person is no two scorers.

    Parameters
    ----------
    night : Night
    edits : Edits
        What people here scored, and the scorings that they added from files.

    Returns
    -------
    dict of str to str
        By the name of what was added, which of the night's scorers it is: one of the same file or
        name, with equal stages in every epoch. What was scored on since is somebody else's.
    """
    if not night.is_scored:
        return {}
    own = {str(one.scorer.values): one for one in night.hypnograms}
    found = {}
    for name in edits.scorers:
        standing = edits.of(name)
        if not standing.file or len(standing.stages) > 1:
            continue
        stages = edited_hypnogram(edits, name, night.hypnogram).values
        same_file = f", {standing.file}, " in f", {night.attrs['hypnogram_source']}, "
        names = (name, name.removeprefix(f"{Path(standing.file).stem} "))
        for scorer, hypnogram in own.items():
            if (same_file or scorer in names) and np.array_equal(stages, hypnogram.values):
                found[name] = scorer
                break
    return found


def stack_scorers(night: Night, edits: Edits, stagings: Sequence[Staging] = ()) -> xr.DataArray:
    """Stack the hypnograms of everybody who scored a night.

    Parameters
    ----------
    night : Night
        Its own scorers come first, if anybody scored it.
    edits : Edits
        What people here scored; last. What the night has itself is left out.
    stagings : sequence of Staging
        What stagers said.

    Returns
    -------
    xr.DataArray of Stage, dims (scorer, epoch)
        The night's own where there is nothing else.
    """
    every = _by_scorer(night, edits, stagings)
    return make_hypnograms(every)["stage"] if every else night.hypnograms


def own_stages(night: Night, edits: Edits, scorer: str) -> xr.DataArray:
    """Give what one person scored alone, for somebody who scores without seeing the others'.

    What their scoring began as a copy of is another's, and left out where they did not score anew.

    Parameters
    ----------
    night : Night
    edits : Edits
        What people here scored.
    scorer : str
        Who scores.

    Returns
    -------
    xr.DataArray of Stage, dims (scorer, epoch)
        One scorer; all unscored where nothing of theirs stands.
    """
    own = edited_hypnogram(edits, scorer, night.hypnogram)
    copied = copied_epochs(edits, scorer, own)
    own = own.copy(data=np.where(copied, Stage.UNSCORED, own.values).astype(own.dtype))
    return make_hypnograms({scorer_label(night, scorer): own})["stage"]


def without_copied(every: xr.DataArray, night: Night, edits: Edits) -> xr.DataArray:
    """Leave out what people here copied and did not score: it says nothing of how they score.

    Parameters
    ----------
    every : xr.DataArray of Stage, dims (scorer, epoch)
        As `stack_scorers` gives it.
    night, edits
        As of `stack_scorers`.

    Returns
    -------
    xr.DataArray of Stage, dims (scorer, epoch)
        The copied epochs unscored; `every` itself where nobody copied.
    """
    names = every.scorer.values.tolist()
    own = {scorer_label(night, name): copied_epochs(edits, name, every) for name in edits.scorers}
    copied = {name: epochs for name, epochs in own.items() if name in names and epochs.any()}
    if not copied:
        return every
    codes = every.values.copy()
    for name, epochs in copied.items():
        codes[names.index(name), epochs] = Stage.UNSCORED
    return every.copy(data=codes)


def merge_into_night(night: Night, edits: Edits, stagings: Sequence[Staging] = ()) -> Night:
    """Return the night with everybody's hypnograms, stagers' probabilities and marks in its tree.

    Parameters
    ----------
    night, edits, stagings
        As of `stack_scorers`.

    Returns
    -------
    Night
        Its signals are not copied.
    """
    every = _by_scorer(night, edits, stagings)
    marks = [
        row
        for name in dict.fromkeys(e.scorer for e in edits.done)
        for row in event_rows(edits, name)
    ]
    if not every and not marks:
        return night
    tree = night.tree.copy(deep=False)
    if every:
        belief = {staging.scorer: staging.probability for staging in stagings}
        tree["hypnogram"] = xr.DataTree(make_hypnograms(every, belief))
    if marks:
        columns = {name: list(night.events[name].values) for name in EVENT_COLUMNS}
        table = {c: [*columns[c], *(row[c] for row in marks)] for c in EVENT_COLUMNS}
        for name in set(EVENT_MEASURES) & set(night.events):
            table[name] = [*night.events[name].values, *(np.nan for _ in marks)]
        tree["events"] = xr.DataTree(make_events(**table))
    return Night(tree)


def scored_rows(night: Night, edits: Edits, scorer: str) -> list[dict[str, object]]:
    """Return the events that a file with one scorer's stages is to hold.

    Parameters
    ----------
    night, edits
        As of `stack_scorers`.
    scorer : str
        Whose stages, by the name in `stack_scorers`; "" for the first scorer's.

    Returns
    -------
    list of dict
        Of a person who scored here, their marks. Else the file's own events, and the marks of
        people who scored no stages here, which would stand in no file otherwise; as
        `explorer.night.schema.make_events` takes them, in order of onset.
    """
    for person in edits.scorers:
        if scorer == scorer_label(night, person) or (not scorer and not night.is_scored):
            return event_rows(edits, person)
    table = night.events
    rows: list[dict[str, object]] = [
        {name: table[name].values[row] for name in EVENT_COLUMNS}
        for row in range(table.sizes["event"])
    ]
    for person in dict.fromkeys(edit.scorer for edit in edits.done):
        if person not in edits.scorers:
            rows += event_rows(edits, person)
    return sorted(rows, key=lambda row: float(str(row["onset"])))


def stage_probability(
    night: Night, scorer: str, stagings: Sequence[Staging] = ()
) -> xr.DataArray | None:
    """Return how likely a scorer held each stage: a stager of the page's, or one in the file.

    Parameters
    ----------
    night : Night
    scorer : str
        Its name in `stack_scorers`.
    stagings : sequence of Staging
        What stagers said here; they come before a namesake in the file, as their stages do.

    Returns
    -------
    xr.DataArray, dims (epoch, stage_name), or None
        On the night's epochs, NaN where it did not say; None for a scorer that gave none, as
        people do.
    """
    for staging in stagings:
        if staging.scorer == scorer:
            return staging.probability
    every = night.probabilities
    if every is None or scorer not in every.scorer.values:
        return None
    found = every.sel(scorer=scorer, drop=True)
    return found if np.isfinite(found.values).any() else None


def _by_scorer(night: Night, edits: Edits, stagings: Sequence[Staging]) -> dict[str, xr.DataArray]:
    """Everybody's hypnograms, by scorer; none where there are only the night's own."""
    added = {staging.scorer: staging.hypnogram for staging in stagings}
    grid, again = night.hypnogram, repeated_scorers(night, edits)
    added |= {
        scorer_label(night, name): edited_hypnogram(edits, name, grid)
        for name in edits.scorers
        if name not in again
    }
    own = night.hypnograms if night.is_scored and added else ()
    return {str(one.scorer.values): one for one in own} | added
