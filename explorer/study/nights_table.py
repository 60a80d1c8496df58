"""A table of the nights of an export, to be given conditions and compared."""

from pathlib import Path

import pandas as pd

from explorer.study.cohort_table import ONE_PERSON
from explorer.study.many_nights import MAIN, NAP, OTHER, ClockNight, ManyNights
from explorer.vocabulary.spreadsheet import written_rows

COLUMNS = ("subject", "condition", "date", "night", "hypnogram", "exclude", "reason")
_WHY = {NAP: "a nap", OTHER: "another account of a sleep that is there"}


def nights_table(many: ManyNights, *, beside: Path | None = None) -> pd.DataFrame:
    """Lay nights out as the table that a comparison reads, its conditions to be filled in.

    Parameters
    ----------
    many : ManyNights
        Of a device's export or a folder of them.
    beside : Path, optional
        Folder in which the table will lie: files below it are named from there.

    Returns
    -------
    DataFrame
        A row a sleep with the `COLUMNS`; naps, second sleeps and other accounts are excluded with
        the reason.

    Raises
    ------
    ValueError
        If they have conditions already: their own table has what this one would lose.

    Examples
    --------
    >>> from explorer.study.many_nights_simulated import simulated_nights
    >>> nights_table(simulated_nights(nights=12))["reason"].value_counts().to_dict()
    {'': 12, 'a nap': 2}
    """
    if any(one.place >= 0 and one.condition for one in many.nights):
        raise ValueError(
            f"{many.title} is ready for compare as it is, with its conditions, files and numbers; "
            "a table with conditions to fill in is made of a device's export"
        )
    rows = [_row(one, beside) for one in many.nights if one.kind != OTHER or one.file]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def written_nights(many: ManyNights, *, beside: Path | None = None) -> str:
    """Write that table as CSV, in which no word is a formula.

    Parameters
    ----------
    many, beside
        As of `nights_table`.

    Returns
    -------
    str
    """
    table = nights_table(many, beside=beside)
    return written_rows([table.columns, *table.itertuples(index=False, name=None)])


def _row(night: ClockNight, beside: Path | None) -> tuple[str, ...]:
    main = night.kind == MAIN
    day = night.woke_on
    return (
        night.subject or ONE_PERSON,
        night.condition,
        day.isoformat() if day and main and night.dated else "",
        night.name,
        _named(night.file, beside),
        "" if main else "yes",
        "" if main else _WHY.get(night.kind, f"a {night.kind}"),
    )


def _named(file: Path | None, beside: Path | None) -> str:
    if file is None:
        return ""
    whole = file.resolve()
    if beside is not None and whole.is_relative_to(beside.resolve()):
        return str(whole.relative_to(beside.resolve()))
    return str(whole)
