"""All nights of a study: from its table to metrics, at home or on a cluster."""

import os
import re
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from explorer.io.devices.exports import known_device
from explorer.statistics.values_per_person import RECORDING
from explorer.study.cohort_remarks import devices_of as devices_of
from explorer.study.cohort_remarks import problems as problems
from explorer.study.cohort_table import CohortTable, NightRow, read_table
from explorer.study.dask_cluster import run_distributed
from explorer.study.lights_known import LIGHTS_KNOWN
from explorer.study.night_task import COVARIATE, OUTCOME, Measure, NightResult, measure_rows
from explorer.study.order_of_nights import (
    DATE,
    NIGHT,
    ORDER,
    RECORDING_START,
    NightOrder,
    order_of_rows,
)
from explorer.study.result_store import ResultStore
from explorer.study.signal_measures import night_metrics, without_mixed_channels

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client

# A scheduler takes some ms a task, a hypnogram likewise: together they are worth the round trip.
BATCH = 16
TEXTS = ("subject", "condition", "night", "sex", "block", "path", "hypnogram")
ONLY_IF_GIVEN = ("visit", "device", "date")
_AT_A_TIME = re.compile(r"(.+)\[([0-9.]+)\]")
_AT_A_SITE = re.compile(r"(.+_sites)\[(.+)\]")


def cohort(
    table: "str | Path | pd.DataFrame",
    *,
    client: "Client | str | None" = None,
    store: str | Path | None = None,
    measure: Measure = night_metrics,
    batch: int = BATCH,
) -> xr.Dataset:
    """Compute the metrics of every night of a study.

    Parameters
    ----------
    table : str, Path or DataFrame
        A CSV, TSV or Excel file with the columns subject, condition (or arm and visit), path or
        hypnogram or columns of numbers, and if known night, date, order, lights_off, lights_on,
        age, sex, device, exclude and reason; or a BIDS folder.
    client : distributed.Client or str, optional
        A Dask cluster, or its scheduler's address; threads of this process if not given.
    store : str or Path, optional
        A Zarr folder that receives results as they come, and from which a run that was cut short
        resumes. Nights whose files have changed, and nights that failed, are computed again.
    measure : Measure
        What to compute of a night; for a cluster it must be importable there.
    batch : int
        Nights a task.

    Returns
    -------
    xr.Dataset, dims (recording)
        A metric a variable, NaN where there is no result; every row of the table, with its columns
        as coordinates, ``status`` ("done", "failed" or "excluded"), ``sentence`` (why, or what the
        reader noted) and ``simulated`` (whether it comes from a model). Attr ``notes``: what
        is to be said of the table as a whole.

    Raises
    ------
    ValueError
        If the table cannot be read at all, or the store is another table's. A fault in a row never
        raises.

    See Also
    --------
    stream : The same, as it comes.
    """
    listed = read_table(table)
    running = stream(listed, client=client, store=store, measure=measure, batch=batch)
    return assemble(listed, running)


def stream(
    table: CohortTable,
    *,
    client: "Client | str | None" = None,
    store: str | Path | None = None,
    measure: Measure = night_metrics,
    batch: int = BATCH,
) -> Iterator[list[NightResult]]:
    """Compute the metrics of a study's nights, a batch at a time, in the order they are ready.

    Parameters
    ----------
    table : CohortTable
        As `read_table` gives it.
    client, store, measure, batch
        As in `cohort`.

    Yields
    ------
    list of Result
        First those that the store already has.
    """
    name = f"{measure.__module__}.{getattr(measure, '__qualname__', type(measure).__name__)}"
    kept = None if store is None else ResultStore(store, table.rows, name, batch)
    have: set[int] = set()
    for known in () if kept is None else kept.finished():
        have |= {result.index for result in known}
        if known:
            yield known
    waiting = [
        (index, row)
        for index, row in enumerate(table.rows)
        if row.status == "waiting" and index not in have
    ]
    # Batches follow the store's chunks, so that a write never touches another batch's chunk.
    places: dict[int, list[tuple[int, NightRow]]] = {}
    for index, row in waiting:
        places.setdefault(index // batch, []).append((index, row))
    batches = list(places.values())
    running = (
        _run_local(batches, measure)
        if client is None
        else run_distributed(batches, measure, client)
    )
    with closing(running):
        for results in running:
            if kept is not None:
                kept.write(results)
            yield results


def _run_local(
    batches: Sequence[list[tuple[int, NightRow]]], measure: Measure
) -> Generator[list[NightResult], None, None]:
    workers = min(os.cpu_count() or 1, 8)
    waiting = iter(batches)
    running: set[Future[list[NightResult]]] = set()
    with ThreadPoolExecutor(workers) as pool:
        try:
            while True:  # few at a time: a future keeps its result, and there may be thousands
                ahead = islice(waiting, 2 * workers - len(running))
                running |= {pool.submit(measure_rows, rows, measure) for rows in ahead}
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                while done:
                    yield done.pop().result()
        finally:  # whoever stops listening stops the work
            for future in running:
                future.cancel()


def assemble(table: CohortTable, batches: Iterable[list[NightResult]]) -> xr.Dataset:
    """Put results beside the rows they belong to.

    Parameters
    ----------
    table : CohortTable
        As `read_table` gives it.
    batches : iterable of list of NightResult
        As `stream` yields them; rows without a result are waiting still.

    Returns
    -------
    xr.Dataset, dims (recording)
        As `cohort` gives it.
    """
    rows = table.rows
    status = [row.status for row in rows]
    sentences = [row.sentence for row in rows]
    simulated = np.array([row.simulated for row in rows], bool)
    channels = [""] * len(rows)
    devices = [known_device(row.device) if row.status == "done" else "" for row in rows]
    columns: dict[str, np.ndarray] = {}
    attrs: dict[str, dict[str, str]] = {}
    for results in batches:
        for result in results:
            status[result.index] = "failed" if result.failed else "done"
            sentences[result.index] = result.sentence
            simulated[result.index] |= result.simulated
            channels[result.index] = result.channel
            devices[result.index] = result.estimated_by
            for name, value in result.values.items():
                if name not in columns:
                    columns[name] = np.full(len(rows), np.nan)
                    attrs[name] = result.attrs[name]
                columns[name][result.index] = value
    lights_known = columns.pop(LIGHTS_KNOWN, None)
    order = _order(table, status, columns.pop(RECORDING_START, None))
    own, notes = _own_columns(table, columns)
    data = xr.Dataset(attrs={"notes": [*table.notes, *order.notes, *notes]})
    data = data.assign(_laid_out(columns, attrs) | own)
    texts = {name: [getattr(row, name) for row in rows] for name in TEXTS}
    texts |= {name: texts_of for name in ONLY_IF_GIVEN if any(texts_of := _texts(rows, name))}
    for name, words in {
        **texts,
        "status": status,
        "sentence": sentences,
        "channel": channels,
    }.items():
        data.coords[name] = (RECORDING, np.array(words, dtype=np.str_))
    if lights_known is not None:
        data.coords[LIGHTS_KNOWN] = (RECORDING, lights_known)
    data.coords["simulated"] = (RECORDING, simulated)
    if any(devices):
        data.coords["estimated_by"] = (RECORDING, np.array(devices, dtype=np.str_))
    if not all(row.completed for row in rows):
        data.coords["completed"] = (RECORDING, np.array([row.completed for row in rows]))
    data.coords["age"] = (RECORDING, np.array([row.age for row in rows]))
    if np.isfinite(order.places).any():
        data.coords["order"] = (RECORDING, np.array(order.places))
    return without_mixed_channels(data)


def _order(table: CohortTable, status: list[str], starts: np.ndarray | None) -> NightOrder:
    """Order of nights as the table has it, or by the starts of recordings where it names none."""
    if starts is None or table.order_told_by in (ORDER, DATE):
        return NightOrder(
            tuple(row.order for row in table.rows), table.order_told_by, table.order_notes
        )
    numbered = table.order_told_by == NIGHT
    rows = [
        replace(row, order=np.nan if numbered else row.order, status=now)
        for row, now in zip(table.rows, status, strict=True)
    ]
    return order_of_rows(rows, [None] * len(rows), starts.tolist())


def _texts(rows: Sequence[NightRow], name: str) -> list[str]:
    return [getattr(row, name) for row in rows]


def _own_columns(
    table: CohortTable, measured: Collection[str]
) -> tuple[dict[str, xr.DataArray], list[str]]:
    """Lay out the table's own columns of numbers; what was measured too keeps its name."""
    own, notes = {}, []
    for place, column in enumerate(table.columns):
        name = column.name
        if name in measured:
            name = f"{name}_table"
            notes.append(
                f"{column.name} is measured, and a column of the table too: that is {name}."
            )
        values = [row.numbers[place] if row.numbers else np.nan for row in table.rows]
        attrs = {
            "units": column.units,
            "long_name": column.title,
            "table_column": COVARIATE if column.covariate else OUTCOME,
        }
        own[name] = xr.DataArray(np.array(values, np.float64), dims=RECORDING, attrs=attrs)
    return own, notes


def _laid_out(
    columns: dict[str, np.ndarray], attrs: dict[str, dict[str, str]]
) -> dict[str, xr.DataArray]:
    """Variables along ``recording``; numbers at times or sites lie along those too."""
    laid: dict[str, xr.DataArray] = {}
    courses: dict[str, dict[float, str]] = {}
    maps: dict[str, dict[str, str]] = {}
    for name, values in columns.items():
        if found := _AT_A_TIME.fullmatch(name):
            courses.setdefault(found[1], {})[float(found[2])] = name
        elif found := _AT_A_SITE.fullmatch(name):
            maps.setdefault(found[1], {})[found[2]] = name
        else:
            laid[name] = xr.DataArray(values, dims=RECORDING, attrs=attrs[name])
    for course, names in courses.items():
        times = sorted(names)
        laid[course] = xr.DataArray(
            np.stack([columns[names[time]] for time in times], axis=1),
            {"time": ("time", times, {"units": "s"})},
            (RECORDING, "time"),
            attrs=attrs[names[times[0]]],
        )
    for title, columns_of in maps.items():
        laid[title] = xr.DataArray(
            np.stack([columns[name] for name in columns_of.values()], axis=1),
            {"site": list(columns_of)},
            (RECORDING, "site"),
            attrs=attrs[next(iter(columns_of.values()))],
        )
    return laid
