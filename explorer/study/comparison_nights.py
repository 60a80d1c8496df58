"""The nights of a comparison: read from a table with progress, and opened again."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import xarray as xr

from explorer.night.hypnogram import crop
from explorer.night.night import Night
from explorer.statistics.equivalence import SMALLEST_EFFECTS, SmallestEffect
from explorer.storage.allowed_folders import allowed_file
from explorer.storage.far.open_sources import check_allowed
from explorer.storage.far.urls import is_address, local_path, read_address
from explorer.study.cohort import assemble, stream
from explorer.study.cohort_table import NightRow, read_table
from explorer.study.dask_cluster import connected
from explorer.study.night_task import NightResult
from explorer.study.parallel_trial import NOBODY
from explorer.study.row_opening import open_row
from explorer.study.signal_measures import night_metrics
from explorer.vocabulary.counts import pluralize

if TYPE_CHECKING:
    import pandas as pd

# A few nights a batch: progress is told, and a stop heard, after each.
BATCH = 4

Progress = Callable[[int, int], bool]
"""Told how many nights of how many are read; False stops the reading."""


@dataclass(frozen=True, eq=False)
class ComparisonNights:
    """What a comparison starts from."""

    title: str
    nights: xr.Dataset
    """As `cohort` gives it, dims (recording)."""
    hypnograms: Mapping[int, xr.DataArray]
    """Between the lights, by place in `nights`."""
    openers: Mapping[int, Callable[[], Night]]
    """What opens a night again, by place in `nights`."""
    rows: tuple[NightRow, ...]
    """Of the table, in the order of `nights`."""
    table: Path | None = None
    """Where it was read from; None for nights that no table names."""
    suggested: str = ""
    """Reference condition to begin with."""
    smallest_effects: Mapping[str, SmallestEffect] = field(default_factory=lambda: SMALLEST_EFFECTS)
    """By metric: the smallest that matters, said before anybody looks."""
    measured_on: str = ""
    """Which Dask cluster measured the nights, with how many workers; "" for this machine."""
    drawn: Mapping[str, str] = field(default_factory=lambda: NOBODY)
    """Arms by person of a parallel trial, where the plan's sealed list is open."""
    expected: float = float("nan")
    """Change of the primary metric, in %, that the study was made to see; NaN where not said."""

    @property
    def done(self) -> list[int]:
        """Places in `nights` of those that can be compared."""
        return [int(place) for place in (self.nights.status.values == "done").nonzero()[0]]


def read_comparison_nights(
    table: "Path | pd.DataFrame",
    progress: Progress,
    *,
    fenced: bool = True,
    scheduler: str = "",
) -> ComparisonNights:
    """Read every night of a table.

    Parameters
    ----------
    table : Path or DataFrame
        As in `explorer.study.cohort.cohort`.
    progress : Progress
        Called after each few nights.
    fenced : bool
        Whether the files that the table names must lie in the folders that a page may open, and
        its addresses be of hosts that the server allows.
    scheduler : str
        Address of a Dask cluster that measures the nights, and reaches their files by the same
        paths; threads of this process if "".

    Returns
    -------
    ComparisonNights

    Raises
    ------
    ValueError
        If the table cannot be read, the reading was stopped, or no cluster answers that has this
        package.
    """
    listed = read_table(table)
    if fenced:
        listed = replace(listed, rows=tuple(map(_fenced, listed.rows)))
    hypnograms: dict[int, xr.DataArray] = {}
    batches: list[list[NightResult]] = []
    done, total = 0, sum(row.status == "waiting" for row in listed.rows)
    with connected(scheduler) if scheduler else nullcontext() as cluster:
        workers = pluralize(len(cluster.ncores()), "worker") if cluster else ""
        reading = stream(listed, client=cluster, batch=BATCH, measure=with_stages)
        try:
            for results in reading:
                batches.append(results)
                done += len(results)
                hypnograms |= {one.index: one.stages for one in results if one.stages is not None}
                if not progress(done, total):
                    raise ValueError(
                        f"Stopped after {done} of {pluralize(total, 'night')}; nothing is compared."
                    )
        finally:
            reading.close()  # type: ignore[attr-defined]
    return ComparisonNights(
        title=table.name if isinstance(table, Path) else "table",
        nights=assemble(listed, batches),
        hypnograms=dict(sorted(hypnograms.items())),
        openers={place: partial(_opened, listed.rows[place]) for place in hypnograms},
        rows=listed.rows,
        table=table if isinstance(table, Path) else None,
        measured_on=f"{scheduler}, {workers}" if scheduler else "",
    )


def _fenced(row: NightRow) -> NightRow:
    """Refuse a row whose files a page may not open."""
    far = False
    for file in (row.path, row.hypnogram):
        if file and row.status == "waiting":
            try:
                address = read_address(file) if is_address(file) else None
                local = file if address is None else local_path(address)
                if local is not None:
                    allowed_file(str(local))
                elif address is not None:
                    far = True
                    check_allowed(address)
            except (ValueError, OSError) as error:
                return row.failing(error)
    return replace(row, only_allowed_hosts=True) if far else row


def with_stages(night: Night, lights: tuple[float, float]) -> xr.Dataset:
    """Every metric of a night, and its stages between the lights to draw.

    Parameters
    ----------
    night : Night
        Scored.
    lights : tuple of float
        As in `explorer.study.signal_measures.night_metrics`.

    Returns
    -------
    xr.Dataset
        That of `night_metrics`, with ``stages`` (epoch) by the first scorer, whose attrs ``start``,
        ``clock_change`` and ``scored_by`` say from which clock time its onsets count, "" where the
        file does not say, when that moved, and who scored it.
    """
    stages = crop(night.hypnogram, *lights).load()
    stages = stages.assign_attrs(
        start=str(night.attrs["start"]),
        clock_change=(night.clock_change.at, night.clock_change.by),
        scored_by=str(stages.scorer.item()),
    ).drop_vars("scorer", errors="ignore")
    return night_metrics(night, lights).assign(stages=stages)


def _opened(row: NightRow) -> Night:
    return open_row(row)[0]
