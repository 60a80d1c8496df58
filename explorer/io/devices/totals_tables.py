"""Tables of totals a night, by the columns that each maker's has."""

from collections.abc import Iterable
from types import MappingProxyType

from explorer.io.devices.fitbit import FITBIT
from explorer.io.devices.headbands import DREEM
from explorer.io.devices.night_totals import TotalsFields
from explorer.io.devices.oura import LATE_NAP, LEFT_OUT, LONG, OURA, SHORT
from explorer.io.devices.whoop import WHOOP_FIELDS
from explorer.io.devices.withings import WITHINGS

_A_MINUTE = 1 / 60
TOTALS_TABLES: tuple[TotalsFields, ...] = (
    WHOOP_FIELDS,
    TotalsFields(
        WITHINGS,
        needed=("from", "to", "light (s)", "deep (s)"),
        columns=MappingProxyType(
            {
                "light (s)": ("light_min", _A_MINUTE),
                "deep (s)": ("deep_min", _A_MINUTE),
                "rem (s)": ("REM_min", _A_MINUTE),
                "awake (s)": ("W_min", _A_MINUTE),
                "Duration to sleep (s)": ("SOL", _A_MINUTE),
            }
        ),
        start="from",
        end="to",
        beside=("Night events",),
    ),
    TotalsFields(
        FITBIT,
        needed=("Start Time", "End Time", "Minutes Asleep"),
        columns=MappingProxyType(
            {
                "Minutes Asleep": ("TST", 1.0),
                "Minutes Awake": ("W_min", 1.0),
                "Time in Bed": ("TIB", 1.0),
                "Minutes REM Sleep": ("REM_min", 1.0),
                "Minutes Light Sleep": ("light_min", 1.0),
                "Minutes Deep Sleep": ("deep_min", 1.0),
            }
        ),
        start="Start Time",
        end="End Time",
    ),
    TotalsFields(
        OURA,
        needed=("date", "Total Sleep Duration"),
        columns=MappingProxyType(
            {
                "Total Sleep Duration": ("TST", _A_MINUTE),
                "Total Bedtime": ("TIB", _A_MINUTE),
                "Awake Time": ("W_min", _A_MINUTE),
                "REM Sleep Duration": ("REM_min", _A_MINUTE),
                "Light Sleep Duration": ("light_min", _A_MINUTE),
                "Deep Sleep Duration": ("deep_min", _A_MINUTE),
                "Sleep Latency": ("SOL", _A_MINUTE),
                "Sleep Efficiency": ("SE", 1.0),
            }
        ),
        start="Bedtime Start",
        end="Bedtime End",
        day="date",
    ),
    TotalsFields(  # the API's version 2 and the account's sleepmodel.csv, without their strings
        OURA,
        needed=("bedtime_start", "total_sleep_duration"),
        columns=MappingProxyType(
            {
                "total_sleep_duration": ("TST", _A_MINUTE),
                "time_in_bed": ("TIB", _A_MINUTE),
                "awake_time": ("W_min", _A_MINUTE),
                "rem_sleep_duration": ("REM_min", _A_MINUTE),
                "light_sleep_duration": ("light_min", _A_MINUTE),
                "deep_sleep_duration": ("deep_min", _A_MINUTE),
                "latency": ("SOL", _A_MINUTE),
                "efficiency": ("SE", 1.0),
            }
        ),
        start="bedtime_start",
        end="bedtime_end",
        day="day",
        nap="type",
        naps=frozenset([LATE_NAP]),
        short=SHORT,
        long=LONG,
        left_out=LEFT_OUT,
    ),
    TotalsFields(  # the API's version 1, which calls a night by the evening that it began on
        OURA,
        needed=("summary_date", "bedtime_start", "bedtime_end", "deep", "rem"),
        columns=MappingProxyType(
            {
                "total": ("TST", _A_MINUTE),
                "duration": ("TIB", _A_MINUTE),
                "awake": ("W_min", _A_MINUTE),
                "rem": ("REM_min", _A_MINUTE),
                "light": ("light_min", _A_MINUTE),
                "deep": ("deep_min", _A_MINUTE),
                "onset_latency": ("SOL", _A_MINUTE),
                "efficiency": ("SE", 1.0),
            }
        ),
        start="bedtime_start",
        end="bedtime_end",
        beside=("summary_date",),
    ),
    TotalsFields(
        DREEM,
        needed=("Start Time", "Stop Time", "Sleep Duration"),
        columns=MappingProxyType(
            {
                "Sleep Duration": ("TST", 1.0),
                "Sleep Onset Duration": ("SOL", 1.0),
                "Light Sleep Duration": ("light_min", 1.0),
                "Deep Sleep Duration": ("deep_min", 1.0),
                "REM Duration": ("REM_min", 1.0),
                "Sleep efficiency": ("SE", 1.0),
            }
        ),
        start="Start Time",
        end="Stop Time",
        nap="Type",
    ),
)
"""In the order in which they are asked; Garmin's and Whoop's JSON are read with their devices."""


def totals_fields(names: Iterable[str]) -> TotalsFields | None:
    """Return the fields of the device whose table has these columns; None if none has.

    Examples
    --------
    >>> totals_fields(["from", "to", "light (s)", "deep (s)", "condition"]).device
    'Withings'
    """
    there = set(names)
    return next((one for one in TOTALS_TABLES if set(one.needed) <= there), None)
