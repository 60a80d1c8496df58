"""Tables of pandas: as cells of text for the reader of tables, or as events where they are that."""

from typing import Any

import numpy as np

from explorer.io.scoring_content import SCORER, Scoring
from explorer.io.table_limits import SCORING
from explorer.night.reading_account import COLUMN, AccountEntry
from explorer.night.schema import EVENT_COLUMNS
from explorer.vocabulary.stage_words import is_stage_anywhere

# What columns of events are called, by ours.
_CALLED = {
    "onset": ("onset", "start", "begin", "time", "Start"),
    "duration": ("duration", "length", "Duration"),
    "kind": ("kind", "description", "trial_type", "event", "type", "label", "annotation", "name"),
    "channel": ("channel", "channels", "ch_name", "Channel"),
    "source": ("source", "scorer"),
}


def cells_of(frame: Any) -> list[list[str]]:
    """Return a table as rows of text, the names of its columns first.

    Parameters
    ----------
    frame : pd.DataFrame
        Its index counts as a column where it says more than the rows' numbers.
    """
    if _says_more(frame.index):
        frame = frame.reset_index(names=frame.index.name or "onset")
    SCORING.check("the pandas DataFrame", rows=len(frame))
    columns = [[_cell(one) for one in frame.iloc[:, place]] for place in range(frame.shape[1])]
    names = [str(name) for name in frame.columns]
    return [names, *(list(row) for row in zip(*columns, strict=True))]


def is_of_events(frame: Any) -> bool:
    """Whether a table has the columns of a night's events, and no stage among them."""
    if not set(EVENT_COLUMNS) <= {str(name) for name in frame.columns}:
        return False
    return not any(is_stage_anywhere(str(kind)) for kind in frame["kind"].unique())


def events_alone(what: str, frame: Any, error: ValueError | None = None) -> Scoring:
    """Take a table of events among which there is no stage.

    Parameters
    ----------
    what : str
    frame : pd.DataFrame
        With at least when each event begins (s) and what it is.
    error : ValueError, optional
        Why it was not read as stages.

    Raises
    ------
    ValueError
        If it has no such columns.
    """
    names = {str(name).strip().lower(): name for name in frame.columns}
    found = {
        role: next((names[one.lower()] for one in called if one.lower() in names), None)
        for role, called in _CALLED.items()
    }
    if found["onset"] is None or found["kind"] is None:
        wanted = "a column of stages, or of events onset, duration (s) and kind"
        raise error or ValueError(f"{what} has the columns {list(names)[:8]}; expected {wanted}")
    columns = {}
    for role in ("onset", "duration"):
        if found[role] is None:
            columns[role] = np.zeros(len(frame))
            continue
        cells = frame[found[role]]
        if cells.dtype.kind == "m":
            cells = cells.dt.total_seconds()
        try:
            columns[role] = np.asarray(cells, np.float64)
        except (TypeError, ValueError):
            raise error or ValueError(
                f"{what}: the column {found[role]!r} has no numbers of s; expected s from the "
                "start of the recording"
            ) from None
    if not np.isfinite(columns["onset"]).all():
        raise ValueError(f"{what}: an onset is no number; expected s from the recording's start")
    columns["duration"] = np.nan_to_num(columns["duration"])
    texts = {
        role: [_cell(one) for one in frame[found[role]]] if found[role] is not None else None
        for role in ("kind", "channel", "source")
    }
    used = {name: role for role, name in found.items() if name is not None}
    further = [name for name in frame.columns if name not in used]
    kept = [name for name in further if frame[name].dtype.kind in "iuf"]
    events = []
    for row in range(len(frame)):
        event: dict[str, object] = {role: float(columns[role][row]) for role in columns}
        for role, cells in texts.items():
            event[role] = cells[row] if cells is not None else (SCORER if role == "source" else "")
        event |= {str(name): frame[name].iloc[row].item() for name in kept}
        events.append(event)
    account = [
        *(AccountEntry(COLUMN, str(name), role, len(frame)) for name, role in used.items()),
        *(
            AccountEntry(COLUMN, str(name), str(name) * (name in kept), len(frame))
            for name in further
        ),
    ]
    return Scoring({}, events, account=account)


def _says_more(index: Any) -> bool:
    kind = getattr(index.dtype, "kind", "O")
    return kind in "Mm" or (index.name is not None and kind == "f")


def _cell(value: Any) -> str:
    """Return a cell as text; numbers to their last digit."""
    if value is None or value != value:
        return ""
    if isinstance(value, float | np.floating):
        return repr(float(value))
    if hasattr(value, "total_seconds"):
        return repr(float(value.total_seconds()))
    if hasattr(value, "isoformat"):
        return str(value.isoformat(sep=" "))
    return str(value)
