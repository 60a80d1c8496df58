"""What of a night goes into a page without a kernel: channels, part of the night, rate."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.night.clock_words import moment_words
from explorer.night.first_look import analysis_channel, first_look
from explorer.night.night import Night
from explorer.vocabulary.channels import Kind
from explorer.vocabulary.display_filters import RECOMMENDED

USUAL_RATE = 64.0
"""Hz: all of the bands that are filtered under a hand, but for the highest edge."""

FLAT = 0.9
"""Share of half a page's rate up to which its samples hold what was recorded."""

MOST_CHANNELS = 4
"""That are taken where nobody chose."""

_LOWEST_RATE, _HIGHEST_RATE = 1.0, 1024.0  # Hz
_WHOLE = ("", "night", "all", "whole")
_TIME = r"(\d{1,4}(?::\d{2}){1,2}|\d+(?:\.\d+)?\s*(?:h|min|s)?)"
_PART = re.compile(rf"\s*{_TIME}\s*(?:-|–|\bto\b)\s*{_TIME}\s*")
_UNITS = {"h": 3600.0, "min": 60.0, "s": 1.0, "": 1.0}
_DAY = 86_400.0  # s


@dataclass(frozen=True)
class PageChoice:
    """Channels, stretch and rate of the samples that a page holds."""

    channels: tuple[str, ...]
    part: tuple[float, float]
    """s from the start of the recording."""
    rate: float
    """Hz; a channel that was recorded more slowly keeps its own."""

    def words(self, night: Night) -> str:
        """Say what is chosen, in a line."""
        if not self.channels:
            return "a hypnogram without traces"
        whole = self.part == (0.0, night.duration)
        stretch = "the whole night" if whole else f"{self.part[0]:.0f} to {self.part[1]:.0f} s"
        return f"{', '.join(self.channels)} at {self.rate:g} Hz, {stretch}"

    def cut(self, night: Night) -> str:
        """Say of which kinds this rate holds less than is looked at; "" of none."""
        held = math.floor(FLAT * self.rate / 2)
        less: dict[float, list[str]] = {}
        for channel in (night.channels[name] for name in self.channels):
            wanted = RECOMMENDED.get(Kind(channel.kind))
            recorded = channel.sampling_frequency > self.rate
            if wanted and recorded and wanted.high > held:
                kinds = less.setdefault(wanted.high, [])
                kinds += [channel.kind] * (channel.kind not in kinds)
        if not less:
            return ""
        kinds_to = ", ".join(f"{' and '.join(less[high])} to {high:g} Hz" for high in sorted(less))
        enough = math.ceil(2 * max(less) / FLAT)
        return (
            f"At {self.rate:g} Hz traces hold up to {held} Hz, and the AASM looks at {kinds_to}: "
            f"a rate of {enough} Hz would hold all, where it was recorded."
        )


def choose(
    night: Night,
    channels: Sequence[str] = (),
    part: str | tuple[float, float] = "",
    rate: float = USUAL_RATE,
) -> PageChoice:
    """Check a choice, and fill in what nobody chose.

    Parameters
    ----------
    night : Night
    channels : sequence of str, optional
        Names; the channel that is measured and the first of a first look if not given.
    part : str or (float, float), optional
        As `read_part` takes it, or s from the start; the whole night if not given.
    rate : float
        Hz.

    Raises
    ------
    ValueError
        If there is no such channel, the part lies outside the night, or the rate is no rate.
    """
    if not _LOWEST_RATE <= rate <= _HIGHEST_RATE:
        raise ValueError(
            f"the rate of a page must be {_LOWEST_RATE:g} to {_HIGHEST_RATE:g} Hz, is {rate:g}; "
            f"{USUAL_RATE:g} Hz is enough for every band up to 28 Hz"
        )
    unknown = [name for name in channels if name not in night.channels]
    if unknown:
        raise ValueError(
            f"no channel {unknown[0]!r}, expected some of {list(night.channels)}"
            if night.channels
            else f"no channel {unknown[0]!r}: this night has a hypnogram and no signals"
        )
    chosen = set(channels or usual_channels(night))
    start, stop = read_part(part, night) if isinstance(part, str) else part
    if not 0 <= start < stop <= night.duration + 1e-6:
        raise ValueError(_outside(part, start, stop, night))
    names = tuple(name for name in night.channels if name in chosen)
    return PageChoice(names, (float(start), float(stop)), float(rate))


def _outside(part: str | tuple[float, float], start: float, stop: float, night: Night) -> str:
    """Say why a part is none of the night, in the words that it was written in."""
    if not isinstance(part, str) or ":" not in part:
        return (
            f"the part must lie within the night, 0 to {night.duration:.0f} s, and is "
            f"{start:.0f} to {stop:.0f} s"
        )
    first, last = moment_words(night, 0.0), moment_words(night, night.duration)
    turned = 0 <= stop % _DAY < start <= night.duration
    why = "ends before it begins" if turned else "must lie within the night"
    return f"the part {part.strip()} {why}: two times from {first} to {last}, the earlier first"


def usual_channels(night: Night) -> tuple[str, ...]:
    """Choose the channel that is measured, and the next of a first look."""
    measured = analysis_channel(night)
    others = [name for name in first_look(night) if name != measured]
    chosen = {measured, *others[: MOST_CHANNELS - 1]}
    return tuple(name for name in night.channels if name in chosen)


def read_part(text: str, night: Night) -> tuple[float, float]:
    """Read a part of the night, as a person writes it.

    Parameters
    ----------
    text : str
        "23:30-01:00" by the clock, or from the start where the file gives no clock; "0-3600" in s;
        "1h-2.5h"; "night" or "" for all of it.
    night : Night
        Of whose clock.

    Returns
    -------
    (float, float)
        s from the start of the recording.

    Raises
    ------
    ValueError
        If these are no two times.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = Night.make({}, {"a": make_hypnogram(["W"] * 960)}, start="2000-01-01T23:00:00")
    >>> read_part("23:30-01:00", night), read_part("600-1200", night), read_part("1h-2h", night)
    ((1800.0, 7200.0), (600.0, 1200.0), (3600.0, 7200.0))
    """
    if text.strip().lower() in _WHOLE:
        return 0.0, night.duration
    found = _PART.fullmatch(text)
    if found is None:
        raise ValueError(
            "a part of the night is two times with a dash between, such as 23:30-01:00, 1h-2.5h "
            f"or 0-3600 in s; found {text!r}"
        )
    start, stop = (_seconds(one, night) for one in found.groups())
    by_clock = [":" in one and night.start is not None for one in found.groups()]
    if stop <= start and by_clock[1]:
        stop += _DAY
    start, stop = (
        _passed(time, one, night) if is_clock else time
        for time, one, is_clock in zip((start, stop), found.groups(), by_clock, strict=True)
    )
    return start, stop


def _passed(shown: float, text: str, night: Night) -> float:
    passed = night.clock_change.passed(shown)
    if passed is None:
        raise ValueError(
            f"{text}: in this night the clock was put forward past that time; a part of it is from "
            f"{moment_words(night, 0.0)} to {moment_words(night, night.duration)}"
        )
    return passed


def _seconds(text: str, night: Night) -> float:
    if ":" not in text:
        number, unit = re.fullmatch(r"([\d.]+)\s*([a-z]*)", text).groups()  # type: ignore[union-attr]
        return float(number) * _UNITS[unit]
    hours, minutes, seconds = (*map(int, text.split(":")), 0)[:3]
    start = night.start
    if minutes > 59 or seconds > 59 or (start is not None and hours > 23):
        raise ValueError(
            f"{text} is no time of a clock: a part of the night is such as 23:30-01:00, 1h-2.5h or "
            "0-3600 in s"
        )
    time = hours * 3600.0 + minutes * 60.0 + seconds
    if start is None:
        return time
    begins = start.hour * 3600.0 + start.minute * 60.0 + start.second + start.microsecond / 1e6
    return (time - begins) % _DAY
