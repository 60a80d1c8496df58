"""One person's nights on one time axis: hypnograms, and spectrograms where there are some."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import xarray as xr

from explorer.vocabulary.stages import HYPNOGRAM_ORDER, Stage

_WIDTH, _LEFT, _RIGHT = 1180, 52, 1172
_LANE, _BAR, _STEP = 84, 9, 15
_HOUR = 3600
_SPECTRUM, _APART = 84, 5  # of the spectrogram below a hypnogram
_SCORED = {stage: row for row, stage in enumerate(HYPNOGRAM_ORDER)}


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


def hypnograms(lanes: Sequence[TimelineLane]) -> str:
    """Stack nights on one time axis from lights-off, with a cursor through all.

    Parameters
    ----------
    lanes : sequence of Lane
        A hypnogram each, and below it its spectrogram where there is one.

    Returns
    -------
    str
        HTML: a night is picked as ``open:PLACE``.
    """
    if not lanes:
        return "<p class='quiet'>Nobody is picked: click a line or a dot above.</p>"
    span = max(lane.duration for lane in lanes)
    rest = "point at a night: time from lights-off, and the stage of each night then"
    parts = [f"<p class='lane-words quiet' data-rest='{rest}'>{rest}</p>"]
    for lane in lanes:
        note = f" <span class='quiet'>{escape(lane.note)}</span>" if lane.note else ""
        parts.append(
            f"<div class='lane'><p><b>{escape(lane.title)}</b> "
            f"<button data-pick='open:{lane.place}'>open in the explorer</button>{note}</p>"
            f"{_lane(lane, span)}</div>"
        )
    return "".join(parts)


def _spectrogram(spectrogram: xr.DataArray, picture: str, width: float) -> list[str]:
    """Draw the picture below a hypnogram, with its own axis."""
    top = _LANE + _APART
    frequency = spectrogram.frequency.values
    highest = float(frequency[-1] + frequency[0])
    parts = [
        f"<image href='{picture}' x='{_LEFT}' y='{top}' width='{width:.1f}' height='{_SPECTRUM}' "
        "preserveAspectRatio='none'/>"
    ]
    for tick in range(0, int(highest) + 1, 5):
        y = top + _SPECTRUM * (1 - tick / highest)
        label = f"{tick} Hz" if tick else "0"
        parts.append(f"<text x='{_LEFT - 6}' y='{y + 4:.1f}' class='tick end'>{label}</text>")
    return parts


def _lane(night: TimelineLane, span: float) -> str:
    title, lane = night.title, night.hypnogram
    height = _LANE if night.spectrogram is None else _LANE + _APART + _SPECTRUM + 4
    length = float(lane.epoch_length)
    codes = lane.values
    first = np.flatnonzero(np.r_[True, np.diff(codes) != 0]) if codes.size else np.zeros(0, int)
    last = np.r_[first[1:], codes.size]
    per_second = (_RIGHT - _LEFT) / span
    parts = [
        f"<text x='{_LEFT - 6}' y='{row * _STEP + 10}' class='tick end'>{stage.name}</text>"
        for stage, row in _SCORED.items()
    ]
    for hour in range(int(span // _HOUR) + 1):
        x = _LEFT + hour * _HOUR * per_second
        parts.append(
            f"<line x1='{x:.1f}' x2='{x:.1f}' y1='0' y2='{_LANE - 12}' class='grid'/>"
            f"<text x='{x:.1f}' y='{_LANE - 1}' class='tick middle'>{hour} h</text>"
        )
    path = []
    for begin, end in zip(first, last, strict=True):
        row = _SCORED.get(Stage(int(codes[begin])))
        if row is None:
            continue
        left, right = (_LEFT + at * length * per_second for at in (begin, end))
        level = row * _STEP + 2
        path.append(f"{'L' if path else 'M'}{left:.1f} {level + _BAR / 2}H{right:.1f}")
        parts.append(
            f"<rect x='{left:.1f}' y='{level}' width='{max(right - left, 0.6):.1f}' "
            f"height='{_BAR}' class='stage-{Stage(int(codes[begin])).name}'/>"
        )
    parts.append(f"<path d='{''.join(path)}' class='steps'/>")
    if night.spectrogram is not None:
        width = night.duration * per_second
        parts += _spectrogram(night.spectrogram, night.picture, width)
    reach = _LANE - 12 if night.spectrogram is None else height - 4
    parts.append(f"<line class='lane-cursor' y1='0' y2='{reach}' visibility='hidden'/>")
    letters = "".join(_LETTERS.get(int(code), "?") for code in codes)
    names = json.dumps({_LETTERS[stage.value]: stage.name for stage in _SCORED} | {"?": "unscored"})
    return (
        f"<svg viewBox='0 0 {_WIDTH} {height}' class='lane' role='img' "
        f"aria-label='hypnogram{' and spectrogram' * bool(night.picture)}, "
        f"{escape(title, quote=True)}' "
        f"data-lane='{escape(title, quote=True)}' data-left='{_LEFT}' data-right='{_RIGHT}' "
        f"data-span='{span:g}' data-length='{length:g}' data-codes='{letters}' "
        f"data-names='{escape(names, quote=True)}'>{''.join(parts)}</svg>"
    )


_LETTERS = {stage.value: str(row) for stage, row in _SCORED.items()}
