"""What a channel's values are in: uV where an electrode measures, and a note of all assumed."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.vocabulary.channels import KINDS_IN_VOLTS, Kind, channel_kind
from explorer.vocabulary.units import MICROVOLT, to_microvolts

_BLANK = ("", "-", "?", "n/a", "none", "na")
# No electrode's recording spans less than 1 uV from end to end; in volts that is usual.
_NARROWEST = 1.0
# Nor more than 100 mV, where the unit's spelling leaves room for doubt.
_WIDEST = 1e5
_USUAL_SPELLINGS = ("uV", "\u00b5V", "\u03bcV", "mV", "V", "nV")


@dataclass(frozen=True)
class Scale:
    """What becomes of a channel's values."""

    kind: Kind
    units: str
    factor: float
    """From the file's physical values to ours."""


def channel_scales(
    labels: Sequence[str],
    units: Sequence[str],
    spans: Sequence[float],
) -> tuple[list[Scale], list[str]]:
    """Say what unit each channel is kept in, and what was assumed.

    Parameters
    ----------
    labels, units : sequence of str, shape (channels,)
        As the file gives them.
    spans : sequence of float, shape (channels,)
        Physical maximum less minimum, in `units`; NaN where the file does not say.

    Returns
    -------
    scales : list of Scale
    notes : list of str
        One a thing converted or assumed, with the channels it was done to.

    Examples
    --------
    >>> scales, notes = channel_scales(["C3-A2", "SpO2"], ["mV", "%"], [2.0, 100.0])
    >>> [(scale.units, scale.factor) for scale in scales], notes
    ([('uV', 1000.0), ('%', 1.0)], ['mV were converted to uV: C3-A2'])
    """
    scales, done = [], dict[str, list[str]]()
    for label, unit, span in zip(labels, units, spans, strict=True):
        scale, remark = _channel_scale(channel_kind(label), unit, abs(span))
        scales.append(scale)
        if remark:
            done.setdefault(remark, []).append(label)
    return scales, [f"{remark}: {', '.join(channels)}" for remark, channels in done.items()]


def _channel_scale(kind: Kind, unit: str, span: float) -> tuple[Scale, str]:
    factor = to_microvolts(unit)
    if kind not in KINDS_IN_VOLTS:
        return Scale(kind, MICROVOLT if factor == 1 else unit, 1.0), ""
    blank = unit.strip().lower() in _BLANK
    if blank:
        if 0 < span < _NARROWEST:
            remark = "units are blank and the range is that of V; V assumed"
            return Scale(kind, MICROVOLT, 1e6), remark
        return Scale(kind, MICROVOLT, 1.0), "units are blank; uV assumed"
    if factor is None:
        remark = f"{unit} is no unit of voltage that is known; values were kept as they are"
        return Scale(kind, unit, 1.0), remark
    if factor == 1 and 0 < span < _NARROWEST:
        remark = "labelled uV with a range of less than 1 uV, which is that of V; V assumed"
        return Scale(kind, MICROVOLT, 1e6), remark
    usual = unit.strip() in _USUAL_SPELLINGS
    if not usual and factor > 1 and span * factor > _WIDEST:  # an M may be anything
        remark = f"labelled {unit} with a range that no electrode reaches; uV assumed"
        return Scale(kind, MICROVOLT, 1.0), remark
    if factor == 1:
        return Scale(kind, MICROVOLT, 1.0), "" if usual else f"{unit} was read as uV"
    return Scale(kind, MICROVOLT, factor), f"{unit} were converted to uV"


def deduplicate_labels(labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """Give a name of its own to every channel.

    Parameters
    ----------
    labels : sequence of str
        As the file gives them.

    Returns
    -------
    names : list of str
        The labels, a repeated one with " (2)" and so on, an empty one as "channel 3".
    notes : list of str

    Examples
    --------
    >>> deduplicate_labels(["C3", "C3", ""])[0]
    ['C3', 'C3 (2)', 'channel 3']
    """
    taken: set[str] = set()
    names, repeated = [], []
    for place, label in enumerate(labels, start=1):
        bare = name = label or f"channel {place}"
        copy = 1
        while name in taken:
            copy += 1
            name = f"{bare} ({copy})"
        if copy > 1:
            repeated.append(name)
        taken.add(name)
        names.append(name)
    notes = [f"labels that occur twice were numbered: {', '.join(repeated)}"] if repeated else []
    if not all(labels):
        notes.append("channels without a label were named by their place in the file")
    return names, notes
