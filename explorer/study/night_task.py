"""What is computed of one night of a cohort: in a thread here, or in a worker elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from explorer.analysis.observed_night import observed_in_file
from explorer.io.devices.device_sleeps import ESTIMATED
from explorer.io.devices.night_totals import MEANINGS, TotalsOnlyError
from explorer.io.table_choice import choice_question, find_choice
from explorer.metrics.observed import Observed
from explorer.night.hypnogram import crop
from explorer.night.night import Night
from explorer.night.reading_account import NIGHT
from explorer.study.cohort_table import NightRow
from explorer.study.hypnodensity import share_courses
from explorer.study.lights_known import LIGHTS_KNOWN
from explorer.study.order_of_nights import RECORDING_START, seconds_of_start
from explorer.study.resolve_lights import resolve_lights
from explorer.study.row_opening import open_row, with_channel

Measure = Callable[[Night, tuple[float, float]], xr.Dataset]
"""From a night, and lights-off and lights-on in s from its start, to metrics without dims, or
along ``time`` in s from lights-off. The attr ``channel`` may say what they were measured on."""


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
    estimated_by: str = ""
    """Device whose estimate they are; "" where a person or a program scored the night."""


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
        metrics = measure(with_channel(night, row.channel), resolve_lights(row, night))
        values, attrs = flatten(metrics)
        known = bool(row.lights_off) or np.isfinite(float(night.attrs["lights_off"]))
        values[LIGHTS_KNOWN], attrs[LIGHTS_KNOWN] = float(known), {}
        values[RECORDING_START], attrs[RECORDING_START] = seconds_of_start(night.start), {}
        channel = str(metrics.attrs.get("channel", ""))
        said = " ".join(notes)
        # By `get`, xarray would look for names that come near a missing one.
        stages = metrics["stages"] if "stages" in metrics else None  # noqa: SIM401
        device = device_of(str(night.hypnogram.scorer.item()))
        return NightResult(
            index, values, attrs, said, False, stamp, night.simulated, channel, stages, device
        )
    except TotalsOnlyError as error:
        return _totals(index, row, stamp, error)
    except (ValueError, OSError) as error:
        return NightResult(index, {}, {}, f"{row.title}: {error}", True, stamp)
    except Exception as error:  # a cohort of thousands must not end at a fault nobody foresaw
        said = f"{row.title}: unforeseen {type(error).__name__}: {error}"
        return NightResult(index, {}, {}, said, True, stamp)


def device_of(scorer: str) -> str:
    """Return the device whose estimate a scorer's stages are; "" of any other scorer.

    Examples
    --------
    >>> device_of("Oura, estimated by a device"), device_of("AB")
    ('Oura', '')
    """
    return scorer.removesuffix(ESTIMATED).rstrip(", ") if scorer.endswith(ESTIMATED) else ""


def _totals(index: int, row: NightRow, stamp: int, error: TotalsOnlyError) -> NightResult:
    """Take what a device counted of the night, where its file has no stages."""
    export = error.export
    named = export.named()
    wanted = row.night or row.date
    at = find_choice(wanted, list(named), NIGHT) if wanted else None
    if at is None and len(named) == 1 and not wanted:
        at = 0
    if at is None:
        asked = choice_question(error.path, NIGHT, list(named), wanted)
        return NightResult(index, {}, {}, f"{row.title}: {asked}", True, stamp)
    values = dict([*named.values()][at].values)
    attrs = {
        name: {"symbol": symbol, "long_name": title, "units": units,
               "source": f"{export.device}'s own count", "table_column": OUTCOME}
        for name, (symbol, title, units) in MEANINGS.items() if name in values
    }  # fmt: skip
    said = " ".join([f"totals that {export.device} counted, no stages", *export.notes])
    return NightResult(index, values, attrs, said, False, stamp, estimated_by=export.device)


OUTCOME, COVARIATE = "outcome", "covariate"
"""What a column of the table is by its attr ``table_column``: compared, or known besides."""
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
    from explorer.metrics.table import metric_variables

    cropped = crop(night.hypnogram, *lights)
    numbers, coords = metric_variables(cropped, observed=observed or observed_in_file(night))
    courses = share_courses(cropped.drop_vars("scorer", errors="ignore"))
    coords.pop("scorer", None)
    shares = {str(name): courses.variables[name] for name in courses.data_vars}
    return xr.Dataset({**numbers, **shares}, {**coords, "time": courses.variables["time"]})
