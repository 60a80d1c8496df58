"""One person's nights on one time axis: hypnograms, and spectrograms where there are some."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer.render.compare.comparison_text import TEMPLATE
from explorer.render.environment import pieces
from explorer.render.svg_marks import Attributes, Mark, drawing, mark, text
from explorer.vocabulary.stages import Stage, stages_of

_WIDTH, _LEFT, _RIGHT = 1180, 52, 1172
_LANE, _BAR, _STEP = 84, 9, 15
_ROWS = 5  # of stages, that the lane holds at this step
_HOUR = 3600
_SPECTRUM, _APART = 84, 5  # of the spectrogram below a hypnogram


@dataclass(frozen=True, eq=False)
class TimelineLane:
    """A night in the stack.

    Parameters
    ----------
    place : int
        Of the night.
    title, note : str
        What to call it, and what to know of it.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Between the lights.
    spectrogram : xr.DataArray or None
        dims (frequency, epoch), dB.
    picture : str
        Its address.
    """

    place: int
    title: str
    note: str
    hypnogram: xr.DataArray
    spectrogram: xr.DataArray | None = None
    picture: str = ""

    @property
    def duration(self) -> float:
        """From lights-off to lights-on, s."""
        return self.hypnogram.sizes["epoch"] * float(self.hypnogram.epoch_length)


def hypnograms(lanes: Sequence[TimelineLane], zero: str = "lights-off") -> Markup:
    """Stack nights on one time axis, with a cursor through all.

    Parameters
    ----------
    lanes : sequence of TimelineLane
        A hypnogram each, and below it its spectrogram where there is one.
    zero : str
        What their times count from, in words.

    Returns
    -------
    str
        HTML: a night is picked as ``open:PLACE``.
    """
    if not lanes:
        sentence = "Nobody is picked: click a line or a dot above."
        return pieces("tables.html.j2").quiet(sentence)
    span = max(lane.duration for lane in lanes)
    rest = f"point at a night, or touch it: time from {zero}, and the stage of each night then"
    return pieces(TEMPLATE).lanes(rest, [(lane, _lane(lane, span)) for lane in lanes])


def _spectrogram(spectrogram: xr.DataArray, picture: str, width: float) -> list[Mark]:
    """Draw the picture below a hypnogram, with its own axis."""
    top = _LANE + _APART
    frequency = spectrogram.frequency.values
    highest = float(frequency[-1] + frequency[0])
    box: Attributes = {"x": _LEFT, "y": top, "width": f"{width:.1f}", "height": _SPECTRUM}
    parts = [mark("image", href=picture, **box, preserveAspectRatio="none")]
    for tick in range(0, int(highest) + 1, 5):
        y = top + _SPECTRUM * (1 - tick / highest)
        label = f"{tick} Hz" if tick else "0"
        parts.append(text(_LEFT - 6, f"{y + 4:.1f}", label, class_="tick end"))
    return parts


def _lane(night: TimelineLane, span: float) -> Markup:
    title, lane = night.title, night.hypnogram
    height = _LANE if night.spectrogram is None else _LANE + _APART + _SPECTRUM + 4
    length = float(lane.epoch_length)
    codes = lane.values
    first = np.flatnonzero(np.r_[True, np.diff(codes) != 0]) if codes.size else np.zeros(0, int)
    last = np.r_[first[1:], codes.size]
    per_second = (_RIGHT - _LEFT) / span
    row_of = {stage: row for row, stage in enumerate(stages_of(codes))}
    step = min(_STEP, _STEP * _ROWS / len(row_of))
    parts = [
        text(_LEFT - 6, f"{row * step + 10:g}", stage.name, class_="tick end")
        for stage, row in row_of.items()
    ]
    for hour in range(int(span // _HOUR) + 1):
        x = _LEFT + hour * _HOUR * per_second
        ends: Attributes = {"x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": 0, "y2": _LANE - 12}
        parts.append(mark("line", **ends, class_="grid"))
        parts.append(text(f"{x:.1f}", _LANE - 1, f"{hour} h", class_="tick middle"))
    path: list[str] = []
    for begin, end in zip(first, last, strict=True):
        row = row_of.get(Stage(int(codes[begin])))
        if row is None:
            continue
        left, right = (_LEFT + at * length * per_second for at in (begin, end))
        level = row * step + 2
        path.append(f"{'L' if path else 'M'}{left:.1f} {level + _BAR / 2:g}H{right:.1f}")
        parts.append(
            mark(
                "rect",
                x=f"{left:.1f}",
                y=f"{level:g}",
                width=f"{max(right - left, 0.6):.1f}",
                height=_BAR,
                class_=f"stage-{Stage(int(codes[begin])).name}",
            )
        )
    parts.append(mark("path", d="".join(path), class_="steps"))
    if night.spectrogram is not None:
        width = night.duration * per_second
        parts += _spectrogram(night.spectrogram, night.picture, width)
    reach = _LANE - 12 if night.spectrogram is None else height - 4
    parts.append(mark("line", class_="lane-cursor", y1=0, y2=reach, visibility="hidden"))
    letter_of = {stage.value: str(row) for stage, row in row_of.items()}
    letters = "".join(letter_of.get(int(code), "?") for code in codes)
    names = json.dumps({letter_of[stage.value]: stage.name for stage in row_of} | {"?": "unscored"})
    return drawing(
        parts,
        viewBox=f"0 0 {_WIDTH} {height}",
        class_="lane",
        role="img",
        aria_label=f"hypnogram{' and spectrogram' * bool(night.picture)}, {title}",
        data_lane=title,
        data_left=_LEFT,
        data_right=_RIGHT,
        data_span=f"{span:g}",
        data_length=f"{length:g}",
        data_codes=letters,
        data_names=names,
    )
