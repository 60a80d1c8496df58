"""A device's table of totals a night, with a column of conditions that somebody put beside."""

from pathlib import Path

import pandas as pd

from explorer.io.devices.device_fields import Record
from explorer.io.devices.night_totals import (
    MEANINGS,
    NAP,
    TotalsFields,
    kind_of,
    read_totals,
    row_totals,
)
from explorer.io.devices.totals_tables import totals_fields

_OURS = ("night", "date", "device", "exclude", "reason")


def of_a_device(frame: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Head a device's table of totals as a table of nights is headed; others stay as they are.

    Parameters
    ----------
    frame : DataFrame
        Of str, as `read_frame` gives it.
    path : Path
        Where it comes from, for errors.

    Returns
    -------
    DataFrame
        With ``date`` (on which the night ended), ``night``, ``device``, the totals in min by their
        names, whatever else its columns hold, and ``exclude`` with ``reason`` for naps.

    Raises
    ------
    ValueError
        If a time or a total is none.

    Examples
    --------
    >>> made = pd.DataFrame({"from": ["2026-01-01 23:00"], "to": ["2026-01-02 07:00"],
    ...     "light (s)": ["14400"], "deep (s)": ["3600"], "condition": ["a"]})
    >>> of_a_device(made, Path("sleep.csv")).iloc[0][["date", "deep_min", "condition"]].tolist()
    ['2026-01-02', '60', 'a']
    """
    fields = totals_fields(map(str, frame.columns))
    if fields is None:
        return frame
    records: list[Record] = frame.to_dict("records")  # type: ignore[assignment]  # columns are str
    names = [*_OURS, *MEANINGS]
    rows = [dict.fromkeys(names, "") | _row(record, path, fields, records) for record in records]
    kept = [
        name
        for name in map(str, frame.columns)
        if name not in {*fields.clock_fields, *fields.columns, *_OURS}
    ]
    made = pd.DataFrame(rows, columns=names)
    made = made.loc[:, [name for name in made if name in _OURS or (made[name] != "").any()]]
    whole = pd.concat([made, frame[kept].reset_index(drop=True)], axis=1)
    whole.attrs = dict(frame.attrs)
    return whole


def _row(record: Record, path: Path, fields: TotalsFields, beside: list[Record]) -> dict[str, str]:
    if why := fields.left_out.get(kind_of(record, fields)):
        return {"device": fields.device, "exclude": "yes", "reason": why}
    if not row_totals(path, record, fields.columns):
        return {"device": fields.device}
    (one,) = read_totals(path, [record], fields, beside).nights
    day = one.day.isoformat()
    nap = {"exclude": "yes", "reason": "a nap"} if one.is_nap else {}
    name = f"{day} {NAP} {one.bed:%H:%M}" if one.is_nap and one.bed else day
    values = {key: f"{value:.10g}" for key, value in one.values.items()}
    return {"night": name, "date": day, "device": fields.device} | nap | values
