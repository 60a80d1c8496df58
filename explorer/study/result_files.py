"""The numbers of a study as files: results as CSV, every night as NetCDF."""

from pathlib import Path

import numpy as np
import xarray as xr

from explorer.study.compare_design import Study
from explorer.study.versions import versions
from explorer.vocabulary.spreadsheet import written_rows


def write_beside(study: Study, report: str | Path, *, seed: int, command: str) -> tuple[Path, Path]:
    """Write a study's numbers beside its report, under its name.

    Parameters
    ----------
    study : Study
        As `explorer.study.comparison.compare_study` gives it.
    report : str or Path
        The report's file; the endings are changed.
    seed : int
        That made the comparison's `rng`.
    command : str
        What makes the same again.

    Returns
    -------
    tuple of Path
        ``.csv``, the results by condition and metric; ``.nc``, `nights_dataset`.

    Raises
    ------
    OSError
        If nothing can be written there.
    """
    path = Path(report)
    table, nights = path.with_suffix(".csv"), path.with_suffix(".nc")
    table.write_text(results_as_csv(study), encoding="utf-8", newline="")
    found = nights_dataset(study).assign_attrs(seed=seed, command=command)
    found.to_netcdf(nights, engine="scipy", format="NETCDF3_64BIT")
    return table, nights


def results_as_csv(study: Study) -> str:
    """Write the results by condition and metric; an empty cell is a number that nobody has.

    Parameters
    ----------
    study : Study

    Returns
    -------
    str
        Comma-separated values with a line of names.
    """
    frame = study.comparison.table.to_dataframe().reset_index()
    return written_rows([frame.columns, *frame.astype(object).values.tolist()])


def nights_dataset(study: Study) -> xr.Dataset:
    """Every night of a study with every metric, as NetCDF can hold it.

    Parameters
    ----------
    study : Study

    Returns
    -------
    xr.Dataset, dims (recording) or (recording, time)
        Under the names of every other result. Attrs: what was found, and with which versions.

    Examples
    --------
    >>> from explorer.study.cohort_table import CohortTable, NightRow
    >>> from explorer.study.cohort import assemble
    >>> from explorer.study.night_task import NightResult
    >>> from explorer.study.comparison import compare_study
    >>> rows = tuple(NightRow(n, s, c) for n, (s, c) in enumerate(["Ap", "Ad", "Bp", "Bd"]))
    >>> about = {"N1_pct": {"symbol": "%N1"}}
    >>> done = [NightResult(n, {"N1_pct": 1.0 * n}, about, "", False, 0) for n in range(4)]
    >>> nights = assemble(CohortTable(rows), [done])
    >>> study = compare_study(nights, reference="p", rng=np.random.default_rng(1), quick=True)
    >>> nights_dataset(study).N1_pct.symbol
    '%N1'
    """
    nights = study.nights
    found = xr.Dataset(
        {
            # NetCDF forbids "%" in names, which a table of one's own may have.
            str(name).replace("%", "percent_"): one
            for name, one in nights.data_vars.items()
        },
        attrs={
            "sentence": study.sentence,
            "reference": study.comparison.reference,
            "primary": study.comparison.primary,
            "notes": "\n".join(study.notes),
            "versions": ", ".join(f"{name} {number}" for name, number in versions().items()),
        },
    )
    return found.assign_coords(
        {
            str(name): (one.dims, _plain(one.values), one.attrs)
            for name, one in nights.coords.items()
        }
    )


def _plain(values: np.ndarray) -> np.ndarray:
    """Keep to what NetCDF's classic format knows: bytes for flags, and text that is not empty."""
    if values.dtype.kind == "b":
        return values.astype(np.int8)
    if values.dtype.kind in "UO":
        return np.array([str(text) or " " for text in values])
    return values
