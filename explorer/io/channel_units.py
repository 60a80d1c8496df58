"""What a channel's values are in: uV where an electrode measures, and a note of all assumed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite, isnan, log10

import numpy as np

from explorer.night.reading_account import BY_HAND
from explorer.vocabulary.channels import KINDS_IN_VOLTS, Kind, channel_kind
from explorer.vocabulary.units import BLANK, MICROVOLT, possible_microvolts, to_microvolts

EVERY_CHANNEL = ""
"""In place of a channel's name among `units`: each that an electrode recorded."""

# No electrode's recording spans less than 1 uV from end to end; in volts that is usual. Where no
# unit is given, a narrow range is looked into sooner.
_NARROWEST, _NARROWEST_OF_BLANK = 1.0, 50.0
# Nor more than 100 mV but in amplifiers that keep a DC offset; nor more than 10 V in any.
_WIDEST, _WIDEST_OF_ANY = 1e5, 1e7
# What scalp and skin give in a second or two, offset taken off: from quiet muscle to the heart.
_SMALLEST, _USUAL, _LARGEST = 0.3, 30.0, 3000.0
_USUAL_SPAN = 1e3
_USUAL_SPELLINGS = ("uV", "\u00b5V", "\u03bcV", "mV", "V", "nV")
_IF_WRONG = "give the unit by hand if that is wrong"
# Volts of the recorder and its sockets, which are not the body's.
_SUPPLY = re.compile(r"\b(voltage|batter|supply|dc ?\d)", re.IGNORECASE)
_NAMES = {1e-3: "nV", 1.0: MICROVOLT, 1e3: "mV", 1e6: "V"}

_STRETCHES, _STRETCH = 16, 2.0  # how many are looked at over the recording, and how long in s

Amplitude = Callable[[int], float]
"""Typical amplitude of a channel in the file's units, by its place; read only where in doubt."""


_BLANK_UNITS = "units are blank"


@dataclass(frozen=True)
class Scale:
    """What becomes of a channel's values."""

    kind: Kind
    units: str
    factor: float
    """From the file's physical values to ours."""
    doubt: str = ""
    """Why the file alone does not say the unit, in a sentence's words; "" where it does."""

    @property
    def read_as(self) -> str:
        """The unit that the file's values were taken for; "" for none."""
        return _NAMES.get(self.factor, self.units) if self.units == MICROVOLT else self.units


@dataclass(frozen=True)
class ChannelTable:
    """What a file says of its channels, one of each a channel."""

    labels: Sequence[str]
    units: Sequence[str]
    """As the file spells them."""
    spans: Sequence[float]
    """Physical maximum less minimum, in `units`; NaN where the file does not say."""
    kinds: Sequence[Kind | None] = ()
    """Where something says more than the label; all None if empty."""
    beside: Sequence[str] = ()
    """Units that a file beside the recording gives; "" where it gives none."""
    amplitude: Amplitude = lambda _: float("nan")
    rangeless: Sequence[str] = ()
    """Units in the file of channels without a range, whose numbers are therefore in none."""


def channel_scales(
    table: ChannelTable, given: Mapping[str, str] | None = None
) -> tuple[list[Scale], list[str]]:
    """Say what unit each channel is kept in, and what was assumed.

    Parameters
    ----------
    table : ChannelTable
    given : mapping of str to str, optional
        Units by hand, by label, that go before the file's; that of `EVERY_CHANNEL` is of each that
        an electrode recorded and that isn't named.

    Returns
    -------
    scales : list of Scale
    notes : list of str
        One a thing converted or assumed, with the channels it was done to.

    Raises
    ------
    ValueError
        If a unit is given to a channel that is not there, or is no unit of voltage where one is
        needed.

    Notes
    -----
    The unit that a file names is doubted where no electrode spans its range. Then the values tell:
    of nV, uV, mV and V that one is taken which makes them what electrodes give, and said.

    Examples
    --------
    >>> table = ChannelTable(["C3-A2", "SpO2"], ["mV", "%"], [2.0, 100.0])
    >>> scales, notes = channel_scales(table)
    >>> [(scale.units, scale.factor) for scale in scales], notes
    ([('uV', 1000.0), ('%', 1.0)], ['mV were converted to uV: C3-A2'])
    >>> channel_scales(table, {"C3-A2": "uV"})[1]
    ['uV by hand, in place of mV: C3-A2']
    """
    given = given or {}
    strange = sorted(set(given) - {EVERY_CHANNEL, *table.labels})
    if strange:
        raise ValueError(
            f"a unit is given to {', '.join(map(repr, strange))}, expected some of the channels "
            f"{[*table.labels][:12]}"
        )
    kinds = table.kinds or [None] * len(table.labels)
    scales, done = [], dict[str, list[str]]()
    for place, (label, unit, span) in enumerate(
        zip(table.labels, table.units, table.spans, strict=True)
    ):
        kind = kinds[place] or channel_kind(label)
        by_hand = given.get(label)
        if by_hand is None and (kind in KINDS_IN_VOLTS or possible_microvolts(unit)):
            by_hand = given.get(EVERY_CHANNEL)
        if by_hand is not None:
            scale, remark = _given_scale(kind, label, unit, by_hand)
        else:
            other = table.beside[place] if table.beside else ""
            unit, why, doubt = _chosen_unit(unit, other, abs(span))
            if kind == Kind.OTHER and _SUPPLY.search(label):
                scale, remark = Scale(kind, unit, 1.0), ""
            else:
                scale, remark = _channel_scale(kind, unit, abs(span), place, table.amplitude)
            if table.rangeless and (written := table.rangeless[place].strip()):
                remark = remark.replace(
                    _BLANK_UNITS, f"{written} is of the range that is not given"
                )
            remark = "; ".join(filter(None, (why, remark)))
            if doubt or scale.doubt:
                scale = replace(scale, doubt=remark)
        scales.append(scale)
        if remark:
            done.setdefault(remark, []).append(label)
    return scales, [f"{remark}: {', '.join(channels)}" for remark, channels in done.items()]


def _given_scale(kind: Kind, label: str, unit: str, by_hand: str) -> tuple[Scale, str]:
    factor = to_microvolts(by_hand)
    if factor is None and kind in KINDS_IN_VOLTS:
        raise ValueError(
            f"the unit {by_hand!r} is given to {label!r}, expected one of nV, uV, mV and V"
        )
    before = "none in the file" if unit.strip().lower() in BLANK else unit
    why = f"{BY_HAND}, in place of {before}"
    units = by_hand if factor is None else MICROVOLT
    return Scale(kind, units, factor or 1.0, why), f"{by_hand} {why}"


def _chosen_unit(unit: str, beside: str, span: float) -> tuple[str, str, bool]:
    """Choose between the file's unit and that of the file beside it; say why, and if it is doubted.

    The file's own holds, unless it has none, one that nobody knows, or one that its range refutes.
    """
    factors, others = possible_microvolts(unit), possible_microvolts(beside)
    blank = unit.strip().lower() in BLANK
    if not beside or factors == others or (not others and not blank):
        return unit, "", False
    if blank:
        return beside, f"no unit in the file; {beside} as is said beside it", False
    if not factors or len(factors) > 1:
        return beside, f"{unit} in the file; {beside} as is said beside it", False
    if _in_doubt(factors[0], span) and not _in_doubt(others[0], span):
        doubt = "with a range that no electrode spans"
        return beside, f"{unit} in the file, {doubt}; {beside} as is said beside it", True
    return unit, f"{unit} in the file but {beside} beside it: {unit} was taken", True


def _channel_scale(
    kind: Kind, unit: str, span: float, place: int, amplitude: Amplitude
) -> tuple[Scale, str]:
    factors = possible_microvolts(unit)
    if kind not in KINDS_IN_VOLTS and (kind != Kind.OTHER or not factors):
        # A pressure in volts is no voltage of the body: it keeps the unit of its sensor.
        return Scale(kind, MICROVOLT if factors == (1.0,) else unit, 1.0), ""
    if unit.strip().lower() in BLANK:
        if not _in_doubt(1.0, span, narrowest=_NARROWEST_OF_BLANK) and isfinite(span):
            return _unsure(kind, MICROVOLT, 1.0, f"{_BLANK_UNITS}; uV assumed")
        factor, how = _likeliest(1.0, span, amplitude(place))
        size = f" and the {how} that of {_NAMES[factor]}" if factor != 1 else ""
        remark = f"{_BLANK_UNITS}{size}; {_NAMES[factor]} assumed"
        return _unsure(kind, MICROVOLT, factor, remark)
    if not factors:
        remark = (
            f"{unit} is no unit of voltage that is known; values were kept as they are, give the "
            "unit by hand"
        )
        return _unsure(kind, unit, 1.0, remark)
    factor = factors[0]
    clear = len(factors) == 1
    unbounded = factor > 1 and isnan(span)  # the values alone can tell
    if unbounded or _in_doubt(factor, span, _NARROWEST if clear else _NARROWEST_OF_BLANK):
        if kind == Kind.OTHER and span * factor > _WIDEST_OF_ANY:  # that of a battery, perhaps
            return _doubted(kind, unit, factor, span, factor, "")
        likely, how = _likeliest(factor, span, amplitude(place))
        if likely in factors[1:]:
            name = _NAMES[likely]
            remark = f"{unit} was read as {name}: the {how} that of it"
            return _unsure(kind, MICROVOLT, likely, remark)
        if likely != factor:
            return _doubted(kind, unit, factor, span, likely, how)
    if not clear:
        return _unsure(kind, MICROVOLT, factor, f"{unit} was read as {_NAMES[factor]}")
    if factor == 1:
        return Scale(kind, MICROVOLT, 1.0), (
            "" if unit.strip() in _USUAL_SPELLINGS else f"{unit} was read as uV"
        )
    return Scale(kind, MICROVOLT, factor), f"{unit} were converted to uV"


def _doubted(
    kind: Kind, unit: str, factor: float, span: float, likely: float, how: str
) -> tuple[Scale, str]:
    """Doubt a unit: another is taken where an electrode recorded, and else the file's is kept."""
    what = (
        f"labelled {unit} with a range that no electrode spans"
        if span * factor > 1
        else f"labelled {unit} with a range of less than 1 uV"
    )
    if kind == Kind.OTHER:
        remark = f"{what}; values were kept in {unit}, {_IF_WRONG}"
        return _unsure(kind, unit, 1.0, remark)
    name = _NAMES[likely]
    remark = f"{what}; the {how} that of {name}; {name} assumed, {_IF_WRONG}"
    return _unsure(kind, MICROVOLT, likely, remark)


def _unsure(kind: Kind, units: str, factor: float, remark: str) -> tuple[Scale, str]:
    return Scale(kind, units, factor, remark), remark


def _in_doubt(factor: float, span: float, narrowest: float = _NARROWEST) -> bool:
    """Whether no electrode spans such a range."""
    reach = span * factor
    return 0 < reach < narrowest or reach > (_WIDEST if factor > 1 else _WIDEST_OF_ANY)


def _likeliest(factor: float, span: float, amplitude: float) -> tuple[float, str]:
    """Choose the unit that the values have, or the range where they say nothing; and by which."""
    if amplitude > 0 and isfinite(amplitude):
        if _SMALLEST <= amplitude * factor <= _LARGEST:
            return factor, "size of the values is"
        return min(_NAMES, key=lambda one: abs(log10(amplitude * one / _USUAL))), (
            "size of the values is"
        )
    reach = span * factor
    if 0 < reach < _NARROWEST or reach > _WIDEST_OF_ANY:
        return min(_NAMES, key=lambda one: abs(log10(span * one / _USUAL_SPAN))), "range is"
    return factor, "range is"


def typical_amplitude(
    read: Callable[[int, int], np.ndarray], samples: int, sampling_frequency: float
) -> float:
    """Typical distance of a channel's values from their level of the moment.

    Parameters
    ----------
    read : callable
        Values from one sample to before another.
    samples : int
        Of the whole channel.
    sampling_frequency : float
        Hz.

    Returns
    -------
    float
        Median over some stretches of the recording of the median distance from the stretch's own
        median, as a standard deviation; NaN where there is nothing but gaps.
    """
    length = min(max(round(_STRETCH * sampling_frequency), 8), samples)
    firsts = np.unique(np.linspace(0, samples - length, _STRETCHES).astype(int))
    sizes = []
    for first in firsts.tolist():
        values = read(first, first + length).astype(np.float64)
        values = values[np.isfinite(values)]
        if values.size:
            sizes.append(float(np.median(np.abs(values - np.median(values)))))
    moving = [size for size in sizes if size > 0]
    return 1.4826 * float(np.median(moving)) if moving else float("nan")
