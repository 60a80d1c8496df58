"""What surrounds scored events: an average with surrogate marks beside it, and an image of each."""

from dataclasses import dataclass

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer.analysis.around_events import around_events, heart_rate_around, spectra_around
from explorer.analysis.event_lanes import EventFilter, label_events
from explorer.analysis.locked_average import ALL, MOST_EVENTS
from explorer.analysis.metrics_query import MetricsQuery
from explorer.analysis.signal_view import SignalView
from explorer.render.environment import pieces
from explorer.render.number_format import number
from explorer.render.svg_chart import Chart
from explorer.render.svg_marks import Mark, drawing, mark
from explorer.vocabulary.bands import Band

_TEMPLATE = "architecture/event_lanes.html.j2"
AROUND = "around:"
"""What a choice of this part begins with: "what" or "stage" follows."""
CHOICES = (
    ("envelope", "envelope of the band"),
    ("trace", "trace as recorded"),
    ("spectra", "spectra before and after"),
    ("heart", "heart rate"),
)
_BEFORE, _AFTER = 10.0, 20.0  # s
_ROWS, _COLUMNS = 40, 120  # of the image, at most
_SHADES = ("#08519C", "#6BAED6", "#DEEBF7", "#FEE6CE", "#FD8D3C", "#A63603")  # low to high
_LINE = "stroke:var(--accent);stroke-width:2"
_SURROGATE = "stroke:var(--muted);stroke-width:1.5;stroke-dasharray:4 3"
_INTERVAL, _BEHIND = "fill:var(--accent);opacity:.3", "fill:var(--muted);opacity:.25"


@dataclass(frozen=True)
class AroundChoice:
    """What is averaged around events, and of which channel."""

    channel: str = ""
    view: SignalView | None = None
    band: Band | None = None
    what: str = CHOICES[0][0]
    stage: str = ALL


NOTHING_AROUND = AroundChoice()


def around_part(asked: MetricsQuery, chosen: EventFilter, around: AroundChoice) -> Markup:
    """HTML: the average around the scored events that are chosen, and what stands beside it.

    Parameters
    ----------
    asked : MetricsQuery
        Of which night; a selection limits the events.
    chosen : EventFilter
        Which events.
    around : AroundChoice
        What is averaged.
    """
    observed, night = asked.in_bed.observed, asked.in_bed.night
    quiet = pieces("tables.html.j2").quiet
    if observed is None or observed.events is None:
        return quiet("No scored events: there is nothing to average around.")
    shown = label_events(observed.events, asked.in_bed.hypnograms).chosen(chosen).events
    onsets = shown.onset
    if asked.selection:
        onsets = onsets[(onsets >= asked.selection[0]) & (onsets < asked.selection[1])]
    hypnogram = asked.in_bed.hypnogram
    if around.what == "heart":
        full = asked.with_signals().in_bed.observed
        if full is None or full.beats is None:
            found = None
            missing = "This night has no ECG in which beats were found."
        else:
            found = heart_rate_around(full.beats, onsets, hypnogram, before=_BEFORE, after=_AFTER)
    elif around.channel not in night.channels:
        found, missing = None, "This night has no channel to average."
    else:
        is_envelope = around.what == "envelope"
        found = around_events(
            *(night, around.channel, onsets),
            before=_BEFORE,
            after=_AFTER,
            band=around.band if is_envelope else None,
            envelope=is_envelope,
            hypnogram=hypnogram,
            view=around.view,
        )
    choices = [(f"{AROUND}what", "of", list(CHOICES), around.what)]
    if found is None:
        return pieces(_TEMPLATE).around(choices, [], [missing])
    stages = [str(name) for name in found["stage"].values]
    stage = around.stage if around.stage in stages else ALL
    options = [(name, "any stage" if name == ALL else name) for name in stages]
    choices.append((f"{AROUND}stage", "in", options, stage))
    kind = chosen.kind or "scored events"
    return pieces(_TEMPLATE).around(choices, *_drawn(found, stage, kind, around.what))


def _drawn(found: xr.Dataset, stage: str, kind: str, what: str) -> tuple[list[Markup], list[str]]:
    """Figures, and sentences below them."""
    one = found.sel(stage=stage)
    count, random = int(one["events"]), int(one["surrogates"])
    name, left_out = found.attrs["long_name"], found.attrs["left_out"]
    where = "" if stage == ALL else f" in {stage}"
    said = [
        f"{name} around {count:,} of {found.attrs['of']:,} {kind}{where}, 0 s is their onset; "
        f"shaded the mean's 95 % interval. Dashed: {random:,} surrogate marks, put at random into "
        "the same stages away from any mark."
    ]
    if left_out:
        said.append(
            f"{left_out:,} left out: their surroundings are not whole in the recording, or have a "
            f"gap, or more are marked than the {MOST_EVENTS:,} that are averaged at most."
        )
    if not count:
        return [], said
    if what == "spectra":
        return [_spectra(found, stage)], said
    chart = _average(one, str(found.attrs["units"]), kind)
    return [chart.svg(), _image(found, stage, chart.margins)], said


def _average(one: xr.Dataset, units: str, kind: str) -> Chart:
    time = one["time"].values
    names = ("mean", "low", "high")
    values = [one[f"{prefix}{name}"].values for prefix in ("", "surrogate_") for name in names]
    every = np.concatenate(values)
    limits = (float(np.nanmin(every)), float(np.nanmax(every)))
    shown = "µV" if units == "uV" else units
    chart = Chart(
        (time[0], time[-1]), limits, "time (s)", f"amplitude ({shown})", f"Average around {kind}"
    )
    step = max(time.size // 600, 1)
    mean, low, high, other, other_low, other_high = (one_[::step] for one_ in values)
    time = time[::step]
    chart.band(time, other_low, other_high, _BEHIND)
    chart.line(time, other, _SURROGATE, "surrogate marks")
    chart.band(time, low, high, _INTERVAL)
    chart.line(time, mean, _LINE, "mean")
    chart.upright(0.0, "mark")
    return chart


def _spectra(found: xr.Dataset, stage: str) -> Markup:
    spectra = spectra_around(found).sel(stage=stage)
    grid = spectra["frequency"].values
    shown = grid > 0
    power = spectra["power"].values[:, shown]
    positive = power[power > 0]
    units = str(spectra["power"].attrs["units"]).replace("uV^2", "µV²")
    if not positive.size:
        return Markup("")
    limits = (float(positive.min()), float(positive.max()) * 1.2)
    across = (float(grid[shown][0]), float(grid[-1]))
    chart = Chart(
        across,
        limits,
        "frequency (Hz)",
        f"power density ({units})",
        "Spectra before and after",
        logarithmic=True,
    )
    chart.line(grid[shown], power[0], _SURROGATE, "before")
    chart.line(grid[shown], power[1], _LINE, "after")
    return chart.svg()


def _image(found: xr.Dataset, stage: str, margins: tuple[float, float]) -> Markup:
    """Draw each event a row, or several together where there are many, in order of onset.

    Its times stand under those of the chart above, whose frame leaves these shares of the width.
    """
    rows = found["image"].values[(found["event_stage"].values == stage) | (stage == ALL)]
    table = np.stack([part.mean(axis=0) for part in _parts(rows, _ROWS)])
    table = np.stack([part.mean(axis=0) for part in _parts(table.T, _COLUMNS)]).T
    low, high = np.percentile(table, (2, 98))
    level = ((table - low) / ((high - low) or 1.0) * len(_SHADES)).astype(np.int64)
    level = np.clip(level, 0, len(_SHADES) - 1)
    paths: list[Mark] = []
    for shade, colour in enumerate(_SHADES):
        here = np.argwhere(level == shade).tolist()
        path = "".join(f"M{column} {row}h1v1h-1z" for row, column in here)
        if path:
            paths.append(mark("path", d=path, fill=colour))
    units = "µV" if found.attrs["units"] == "uV" else found.attrs["units"]
    left, right = margins
    whole = table.shape[1] / (1 - left - right)
    return drawing(
        paths,
        title=f"Each event a row, from the first of the night; {number(float(low), 1)} to "
        f"{number(float(high), 1)} {units}, blue to brown",
        class_="chart",
        viewBox=f"{-left * whole:.3f} 0 {whole:.3f} {table.shape[0]}",
        preserveAspectRatio="none",
        height=110,
        role="img",
    )


def _parts(values: np.ndarray, most: int) -> list[np.ndarray]:
    return np.array_split(values, min(most, len(values)))
