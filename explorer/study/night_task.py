"""What is computed of one night of a cohort: in a thread here, or in a worker elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import xarray as xr

from explorer.analysis.heart_rate import ecg_channel
from explorer.analysis.observed_night import observed_in_file, saturation_channel
from explorer.metrics.observed import Observed
from explorer.night.account import NIGHT, SUBJECT
from explorer.night.hypnogram import crop
from explorer.night.night import Night
from explorer.night.schema import make_events
from explorer.study.cohort_table import CLOCK, DAY, NightRow, seconds
from explorer.study.hypnodensity import share_courses
from explorer.vocabulary.stages import Stage

if TYPE_CHECKING:
    from explorer.io.scoring_file import Scoring

Measure = Callable[[Night, tuple[float, float]], xr.Dataset]
"""From a night, and lights-off and lights-on in s from its start, to metrics without dims, or
along ``time`` in s from lights-off. The attr ``channel`` may say what they were measured on."""

_Opened = TypeVar("_Opened")

# Clock times that begin a night lie in the evening or after midnight: a start before noon belongs
# to the evening before.
NOON = 12 * 3600


@dataclass(frozen=True)
class NightResult:
    """One night's metrics, or why there are none."""

    index: int
    """Of the row in the table."""
    values: dict[str, float]
    attrs: dict[str, dict[str, str]]
    """``units`` and ``long_name`` by metric."""
    sentence: str
    """Why it failed, or what the reader had to say."""
    failed: bool
    stamp: int
    """When its files were last changed, in ns: another stamp is another night."""
    simulated: bool = False
    """Whether the night comes from a model rather than from a person."""
    channel: str = ""
    """What the signal's metrics were measured on; "" where there are none."""
    stages: xr.DataArray | None = None
    """The variable ``stages`` of a measure that gives one, for whoever draws it; never stored."""


def measure_rows(rows: list[tuple[int, NightRow]], measure: Measure) -> list[NightResult]:
    """Measure a batch of nights, one after the other; a night that fails does not stop the rest.

    Parameters
    ----------
    rows : list of (int, Row)
        Each with its place in the table.
    measure : Measure
        What to compute.

    Returns
    -------
    list of Result
    """
    return [_measure(index, row, measure) for index, row in rows]


def modification_stamp(row: NightRow) -> int:
    """When a row's files were last changed, in ns, added up; 0 if there are none.

    Examples
    --------
    >>> modification_stamp(NightRow(2, hypnogram="no such file"))
    0
    """
    files = [Path(file) for file in (row.path, row.hypnogram) if file and Path(file).is_file()]
    return sum(file.stat().st_mtime_ns for file in files) & (2**62 - 1)


def _measure(index: int, row: NightRow, measure: Measure) -> NightResult:
    stamp = modification_stamp(row)
    try:
        night, notes = open_row(row)
        metrics = measure(_with_channel(night, row.channel), resolve_lights(row, night))
        values, attrs = flatten(metrics)
        channel = str(metrics.attrs.get("channel", ""))
        said = " ".join(notes)
        stages = metrics.get("stages")
        return NightResult(
            index, values, attrs, said, False, stamp, night.simulated, channel, stages
        )
    except (ValueError, OSError) as error:
        return NightResult(index, {}, {}, f"{row.title}: {error}", True, stamp)
    except Exception as error:  # a cohort of thousands must not end at a fault nobody foresaw
        said = f"{row.title}: unforeseen {type(error).__name__}: {error}"
        return NightResult(index, {}, {}, said, True, stamp)


ABOUT = ("symbol", "units", "long_name", "formula", "source")
"""What a cohort keeps of a metric's attrs."""


def flatten(metrics: xr.Dataset) -> tuple[dict[str, float], dict[str, dict[str, str]]]:
    """Lay a night's metrics out as numbers by name; a course has one for each time or site.

    Examples
    --------
    >>> course = xr.DataArray([5.0, 7.0], {"time": [300.0, 900.0]}, ("time",))
    >>> flatten(xr.Dataset({"TST": 400.0, "SWA_course": course}))[0]
    {'TST': 400.0, 'SWA_course[300]': 5.0, 'SWA_course[900]': 7.0}
    """
    values: dict[str, float] = {}
    attrs: dict[str, dict[str, str]] = {}
    # Variables, as a DataArray takes xarray longer to make than a metric takes to be computed.
    for name in metrics.data_vars:
        one = metrics.variables[name]
        if one.dtype.kind not in "iufb" or one.dims not in ((), ("time",), ("site",)):
            continue
        about = {k: str(one.attrs[k]) for k in ABOUT if k in one.attrs}
        if one.dims == ("site",):
            named = zip(metrics.variables["site"].values.tolist(), one.values, strict=True)
            flat = {f"{name}[{site}]": value for site, value in named}
        elif one.dims:
            flat = _by_time(str(name), metrics.variables["time"].values, one.values)
        else:
            flat = {str(name): one.values.item()}
        values |= {key: float(value) for key, value in flat.items()}
        attrs |= dict.fromkeys(flat, about)
    return values, attrs


def _by_time(name: str, times: np.ndarray, course: np.ndarray) -> dict[str, float]:
    numbers = zip(times.tolist(), course.tolist(), strict=True)
    return {f"{name}[{time:g}]": value for time, value in numbers}


def _with_channel(night: Night, channel: str) -> Night:
    """Keep this channel, the ECG and the oximeter alone, where a row names one."""
    if not channel or not night.channels:
        return night
    if channel not in night.channels:
        raise ValueError(
            f"the recording has no channel {channel!r}, has {list(night.channels)[:12]}"
        )
    kept = {channel, ecg_channel(night), saturation_channel(night)} - {""}
    rows: dict[str, list[int]] = {}
    for name in sorted(kept, key=lambda one: (one != channel, one)):
        rows.setdefault(night.channels[name].group, []).append(night.channels[name].row)
    signals = {group: night.signals[group].isel(channel=at) for group, at in rows.items()}
    return Night.make(
        signals,
        {str(one.scorer.item()): one.drop_vars("scorer") for one in night.hypnograms},
        night.events,
        **night.attrs,
    )


def open_row(row: NightRow) -> tuple[Night, list[str]]:
    """Open the night of a row; say what its reader noted.

    Parameters
    ----------
    row : Row
        Whose files are there.

    Returns
    -------
    Night
        Without signals where the row names a hypnogram only.
    list of str
        Notes.

    Raises
    ------
    ValueError, OSError
        If it cannot be read, nobody scored it, or its files do not belong together.
    """
    from explorer.io import read_hypnogram

    if row.path:
        from explorer.io import open_night

        night = _chosen(row, partial(open_night, row.path, row.hypnogram or None))
        if row.hypnogram:
            _check_length(_chosen(row, partial(read_hypnogram, row.hypnogram))["stage"], night)
    else:
        scoring = _chosen(row, partial(_read_scoring, row.hypnogram))
        scored = scoring.to_dataset(Path(row.hypnogram).name)
        night = Night.make(
            {},
            {str(one.scorer.item()): one.drop_vars("scorer") for one in scored["stage"]},
            make_events(scoring.events),
            lights_off=scored.attrs["lights_off"],
            lights_on=scored.attrs["lights_on"],
            start=scored.attrs["start"],
            subject=row.subject,
            condition=row.condition,
            night=row.night,
            reader_notes=scored.attrs["notes"],
            account=scored.attrs["account"],
        )
    if not night.is_scored:
        raise ValueError("nobody scored this night: name a hypnogram beside the recording")
    return night, list(night.reader_notes)


def _read_scoring(path: str, *, subject: str = "", night: str = "") -> "Scoring":
    from explorer.io.reading import Reading
    from explorer.io.scorer_reading import read_scoring

    return read_scoring(path, Reading(subject=subject, night=night))


def _chosen(row: NightRow, opening: Callable[..., _Opened]) -> _Opened:
    """Open a file; of one that has several people or nights, those of the row."""
    from explorer.io.reading import ChoiceNeededError

    chosen: dict[str, str] = {}
    while True:
        try:
            return opening(**chosen)
        except ChoiceNeededError as error:
            asked = {entry.kind for entry in error.entries}
            said = {SUBJECT: row.subject, NIGHT: row.night}
            more = {kind: said[kind] for kind in asked & set(said) if said[kind]}
            if not more.keys() - chosen.keys():
                raise
            chosen |= more


def _check_length(stage: xr.DataArray, night: Night) -> None:
    """Refuse a hypnogram that can only be another night's."""
    scored = np.flatnonzero((stage != Stage.UNSCORED).any("scorer").values)
    if not scored.size:
        return
    length = float(stage.epoch_length)
    end = float(stage.onset[scored[-1]]) + length
    if end > night.duration + length:
        raise ValueError(
            f"the hypnogram is scored for {end / 3600:.2f} h, the recording lasts "
            f"{night.duration / 3600:.2f} h; they do not belong together"
        )


def resolve_lights(row: NightRow, night: Night) -> tuple[float, float]:
    """Lights-off and lights-on in s from the start of the recording.

    Parameters
    ----------
    row : Row
        What the table says goes first, then what the file says, then the whole hypnogram.
    night : Night
        Whose start turns clock times into seconds.

    Returns
    -------
    tuple of float

    Raises
    ------
    ValueError
        If a clock time has no start to be counted from, or the lights lie outside the recording.
    """
    hypnogram = night.hypnogram
    length = float(hypnogram.epoch_length)
    end = night.first_onset + hypnogram.sizes["epoch"] * length
    off = _moment(row.lights_off, night, float(night.attrs["lights_off"]), night.first_onset)
    on = _moment(row.lights_on, night, float(night.attrs["lights_on"]), end)
    if CLOCK.fullmatch(row.lights_on) and on < off:
        on += DAY
    given = bool(row.lights_off or row.lights_on)
    if given and not night.first_onset - length <= off < on <= end + length:
        raise ValueError(
            f"lights-off at {off:.0f} s and lights-on at {on:.0f} s do not lie within the "
            f"hypnogram, which runs from {night.first_onset:.0f} to {end:.0f} s"
        )
    return off, on


def _moment(text: str, night: Night, known: float, otherwise: float) -> float:
    if not text:
        return known if np.isfinite(known) else otherwise
    moment = seconds(text)
    if moment is None:
        raise ValueError(f"lights are neither seconds nor a clock time: {text!r}")
    if not CLOCK.fullmatch(text):
        return moment
    if night.start is None:
        raise ValueError(
            f"the clock time of lights {text} needs the clock time at which the recording starts, "
            "which the file does not say; give seconds from its start"
        )
    after = moment - _time_of_day(night.start)
    return after if after >= -NOON else after + DAY


def _time_of_day(start: datetime) -> float:
    return start.hour * 3600 + start.minute * 60 + start.second


def hypnogram_metrics(
    night: Night, lights: tuple[float, float], observed: Observed | None = None
) -> xr.Dataset:
    """Every metric of the first scorer's hypnogram between the lights, and its course.

    Parameters
    ----------
    night : Night
        Scored.
    lights : tuple of float
        Lights-off and lights-on, in s from the start of the recording.
    observed : Observed, optional
        Scored events, saturation and heart beats; the night's scored events alone if not given.

    Returns
    -------
    xr.Dataset
        As `explorer.metrics.table` gives it, without dims; and the shares of the stages over the
        night, dims (time), as `explorer.study.hypnodensity.share_courses` gives them.
    """
    from explorer.metrics import table

    cropped = crop(night.hypnogram, *lights)
    hypnogram = cropped.drop_vars("scorer", errors="ignore")
    found = table(cropped, observed=observed or observed_in_file(night))
    return found.drop_vars("scorer", errors="ignore").assign(share_courses(hypnogram).data_vars)
