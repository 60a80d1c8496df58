"""Exports that hold totals a night and no stages: numbers, which no hypnogram is made of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from explorer.io.devices.damaged_rows import DamagedRows
from explorer.io.devices.device_fields import Record, moment
from explorer.night.reading_account import NIGHT, AccountEntry
from explorer.vocabulary.counts import pluralize

MEANINGS: MappingProxyType[str, tuple[str, str, str]] = MappingProxyType(
    {
        "TIB": ("TIB", "time in bed", "min"),
        "TST": ("TST", "total sleep time", "min"),
        "W_min": ("WAKE", "wake in bed", "min"),
        "light_min": ("LIGHT", "minutes of light sleep", "min"),
        "deep_min": ("DEEP", "minutes of deep sleep", "min"),
        "REM_min": ("REM", "minutes of REM", "min"),
        "SOL": ("SOL", "sleep onset latency", "min"),
        "SE": ("SE", "sleep efficiency", "%"),
    }
)
"""Symbol, title and unit of each total, by the name that scripts find it under."""
NAP = "nap"
_SPAN = re.compile(r"(\d+):([0-5]?\d)(?::([0-5]?\d))?")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_TRUE = frozenset(["true", "1", "yes"])
_NOTHING = frozenset(("", "none", "nan", "--", "-", "n/a", "na", "null"))


@dataclass(frozen=True)
class NightTotals:
    """What a device counted of one sleep."""

    day: date
    """On which it ended."""
    values: Mapping[str, float]
    """By the names in `MEANINGS`."""
    bed: datetime | None = None
    """By the clock where it was slept, as far as the file says."""
    rise: datetime | None = None
    is_nap: bool = False


@dataclass(frozen=True)
class TotalsExport:
    """All sleeps of an export without stages."""

    device: str
    nights: tuple[NightTotals, ...]
    notes: tuple[str, ...] = ()
    entries: tuple[AccountEntry, ...] = ()

    def named(self) -> dict[str, NightTotals]:
        """Each by its name, nights in order of time before naps.

        Returns
        -------
        dict of str to NightTotals
            Its date; of a nap the date and "nap"; of a shorter sleep of the same day "sleep 2".
        """
        days: dict[tuple[bool, date], list[NightTotals]] = {}
        for one in self.nights:
            days.setdefault((one.is_nap, one.day), []).append(one)
        found: dict[str, NightTotals] = {}
        for (is_nap, day), sleeps in sorted(days.items()):
            if not is_nap:
                sleeps = sorted(sleeps, key=lambda one: -one.values.get("TST", 0.0))
            for number, one in enumerate(sleeps, 1):
                word = f" {NAP}" if is_nap else " sleep" * (number > 1)
                found[f"{day}{word}{f' {number}' * (number > 1)}"] = one
        return found


class TotalsOnlyError(ValueError):
    """A file has numbers a night and no stages: what it has is in `export`.

    Parameters
    ----------
    path : object
        Where it comes from.
    export : TotalsExport

    Examples
    --------
    >>> str(TotalsOnlyError("sleeps.csv", TotalsExport("Whoop", ())))[:55]
    'sleeps.csv: totals a night by Whoop and no stages; comp'
    """

    def __init__(self, path: object, export: TotalsExport) -> None:
        self.path, self.export = path, export
        super().__init__(
            f"{path}: totals a night by {export.device} and no stages; compare reads them as a "
            "table of numbers: `sleep-explorer nights` writes one, with a condition to fill in"
        )

    def __reduce__(self) -> tuple[type["TotalsOnlyError"], tuple[object, TotalsExport]]:
        return type(self), (self.path, self.export)

    @property
    def entries(self) -> list[AccountEntry]:
        """Its nights, as an account lists them, and what else was not used."""
        nights = [AccountEntry(NIGHT, name, "") for name in self.export.named()]
        return [*nights, *self.export.entries]


@dataclass(frozen=True)
class TotalsFields:
    """What the fields of a device's summary are called."""

    device: str
    needed: tuple[str, ...]
    """By which its table is known."""
    columns: Mapping[str, tuple[str, float]]
    """By heading: the name in `MEANINGS`, and what its unit is in that one's."""
    start: str = ""
    end: str = ""
    day: str = ""
    """Of a day by which it calls the night, where it has one."""
    nap: str = ""
    """Of true and false, or the word "nap"."""
    naps: frozenset[str] = frozenset()
    """More words for a nap there."""
    short: str = ""
    """A word there for what is a nap on a day that has a longer sleep, which is `long`."""
    long: str = ""
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Words there of rows that are no sleep, with what they are."""
    beside: tuple[str, ...] = ()
    """Headings of more times, which are no outcomes."""

    @property
    def clock_fields(self) -> tuple[str, ...]:
        """Headings of days and times."""
        return tuple(filter(None, (self.start, self.end, self.day, self.nap, *self.beside)))


def read_totals(
    path: object, rows: Sequence[Record], fields: TotalsFields, beside: Sequence[Record] = ()
) -> TotalsExport:
    """Read the rows of a device's summary.

    Parameters
    ----------
    path : object
        Where they come from, for errors.
    rows : sequence of mapping
        Cells by heading.
    fields : TotalsFields
    beside : sequence of mapping
        More rows of it, by which a short sleep is told from a night.

    Raises
    ------
    ValueError
        If no row can be read: a time or a number is none; or if no night has any number. Of
        several rows those that cannot be read are left out, and named in the notes.
    """
    nights: dict[tuple[object, ...], NightTotals] = {}
    empty = again = 0
    left: dict[str, int] = {}
    damaged = DamagedRows(path, "row")
    long_days = {
        str(row.get(fields.day))
        for row in (*rows, *beside)
        if fields.long and kind_of(row, fields) == fields.long
    }

    def read(row: Record) -> NightTotals | None:
        nonlocal empty
        said = kind_of(row, fields)
        if why := fields.left_out.get(said):
            left[why] = left.get(why, 0) + 1
            return None
        values = row_totals(path, row, fields.columns)
        if not values or not (row.get(fields.end) or row.get(fields.day)):
            empty += 1
            return None
        bed, rise = (_moment(path, row, name) for name in (fields.start, fields.end))
        day = _moment(path, row, fields.day) if row.get(fields.day) else rise
        assert day is not None  # one of both is there
        is_nap = said in _TRUE or said == NAP or said in fields.naps
        is_nap |= bool(said) and said == fields.short and str(row.get(fields.day)) in long_days
        return NightTotals(day.date(), values, bed, rise, is_nap)

    for one in damaged.each(rows, read):
        key = (one.bed, one.rise, one.day)
        again += key in nights
        nights.setdefault(key, one)
    damaged.check(nights)
    if not nights:
        raise ValueError(
            f"{path}: no night of {fields.device} with a date and a number; a row with "
            f"{fields.end or fields.day} and {next(iter(fields.columns))} would do"
        )
    notes = [f"{pluralize(empty, 'row')} without a night's numbers left out"] * bool(empty)
    notes += [f"{pluralize(again, 'row')} of a sleep that stands there already left out"] * bool(
        again
    )
    notes += [f"{pluralize(count, 'row')} left out: {why}" for why, count in left.items()]
    return TotalsExport(fields.device, tuple(nights.values()), (*notes, *damaged.notes))


def kind_of(row: Record, fields: TotalsFields) -> str:
    """Return what a row says that its sleep is; "" where it says nothing."""
    return str(row.get(fields.nap) or "").strip().casefold() if fields.nap else ""


def row_totals(
    path: object, row: Record, columns: Mapping[str, tuple[str, float]]
) -> dict[str, float]:
    """Return the totals that one row has, by name.

    Examples
    --------
    >>> row_totals("x.csv", {"deep (s)": "5400"}, {"deep (s)": ("deep_min", 1 / 60)})
    {'deep_min': 90.0}
    """
    found: dict[str, float] = {}
    for heading, (name, scale) in columns.items():
        said = row.get(heading)
        text = "" if said is None else str(said).strip()
        if text.casefold() in _NOTHING:
            continue
        span = _SPAN.fullmatch(text)
        if span:  # h:mm or h:mm:ss
            found[name] = 60 * int(span[1]) + int(span[2]) + int(span[3] or 0) / 60
            continue
        try:
            value = float(text.replace(",", "") if _GROUPED.fullmatch(text) else text)
        except ValueError:
            value = float("nan")
        if not 0 <= value < 1e9:
            raise ValueError(f"{path}: {heading} is {text[:40]!r}, expected a number, such as 430")
        found[name] = round(value * scale, 6)
    if "TST" not in found and {"light_min", "deep_min", "REM_min"} <= found.keys():
        found["TST"] = found["light_min"] + found["deep_min"] + found["REM_min"]
    return found


def _moment(path: object, row: Record, name: str) -> datetime | None:
    return moment(path, row, name) if row.get(name) else None
