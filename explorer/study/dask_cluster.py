"""A cohort's nights on a Dask cluster: its workers checked, and few tasks ahead of them."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any

from explorer import __version__
from explorer.extras import import_extra
from explorer.study.cohort_table import NightRow
from explorer.study.night_task import Measure, NightResult, measure_rows
from explorer.vocabulary.counts import pluralize

if TYPE_CHECKING:
    from distributed import Client

_PACKAGE = "explorer.study"  # "explorer" may be a folder that an older one left


def run_distributed(
    batches: Sequence[list[tuple[int, NightRow]]], measure: Measure, client: "Client | str"
) -> Generator[list[NightResult], None, None]:
    """Run on a cluster; it moves the tasks of a worker that dies to another by itself."""
    as_finished = import_extra("distributed").as_completed

    with connected(client) as cluster:
        check_workers(cluster)
        waiting = iter(batches)
        running: dict[Any, list[tuple[int, NightRow]]] = {}
        again: set[int] = set()  # first nights of batches that were sent once more
        finished = as_finished()

        def send_ahead() -> None:
            """Keep every worker in work, and no more: what waits there takes its memory."""
            workers = max(1, sum(cluster.ncores().values()))
            for rows in islice(waiting, max(0, 2 * workers - len(running))):
                send(rows)

        def send(rows: list[tuple[int, NightRow]]) -> None:
            future = cluster.submit(measure_rows, rows, measure, pure=False, retries=2)
            running[future] = rows
            finished.add(future)

        try:
            send_ahead()
            for future in finished:
                rows = running.pop(future)
                try:  # waits again where the worker that held the result has died since
                    results = future.result()
                except Exception as reason:  # whatever a task or a cluster may raise
                    # Computed, and lost on its way here with the worker that held it: once more.
                    if future.status != "error" and rows[0][0] not in again:
                        again.add(rows[0][0])
                        send(rows)
                        continue
                    said = f"the cluster gave up: {reason}"
                    results = [
                        NightResult(index, {}, {}, f"{row.title}: {said}", True, 0)
                        for index, row in rows
                    ]
                future.release()
                send_ahead()
                yield results
        finally:  # whoever stops listening stops the work
            cluster.cancel(list(running))


def check_workers(cluster: Any) -> None:
    """Ask every worker of a cluster for this package, before any night is sent.

    Parameters
    ----------
    cluster : distributed.Client

    Raises
    ------
    ValueError
        If one lacks it. A cluster without workers, which may grow yet, passes.
    """
    # What is asked must be known there without this package: a function of the standard library.
    answers: dict[str, Any] = cluster.run(find_spec, _PACKAGE, on_error="return")
    lacking = [worker for worker, found in answers.items() if not _is_there(found)]
    if lacking:
        every = "none" if len(lacking) == len(answers) else f"{len(lacking)} have not"
        raise ValueError(
            f"of the {pluralize(len(answers), 'worker')} of the Dask cluster {every} this package "
            f"({', '.join(lacking[:2])}{', …' if len(lacking) > 2 else ''}); install "
            f"sleep-architecture-explorer {__version__} in their environment, or run on this "
            "machine"
        )


def _is_there(found: Any) -> bool:
    # A module of the spec's that cannot be sent is there all the same.
    return found is not None and not isinstance(found, ImportError)


@contextmanager
def connected(client: "Client | str") -> Iterator[Any]:
    """Hold a Dask cluster by its scheduler's address; a client that is given stays open.

    Raises
    ------
    ValueError
        If no scheduler answers at the address.
    """
    if not isinstance(client, str):
        yield client
        return
    distributed = import_extra("distributed")
    try:
        cluster = distributed.Client(client, timeout="3s")
    except (OSError, ValueError) as error:
        raise ValueError(f"no Dask scheduler answers at {client}: {error}") from None
    try:
        yield cluster
    finally:
        cluster.close()
