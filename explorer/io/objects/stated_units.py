"""Units of an object's channels as they are stated, by the object or by hand; none is guessed."""

from collections.abc import Sequence

from explorer.io.channel_units import EVERY_CHANNEL, Scale
from explorer.io.reading_choices import Reading
from explorer.night.reading_account import BY_HAND, UNIT, AccountEntry
from explorer.vocabulary.channels import KINDS_IN_VOLTS, Kind
from explorer.vocabulary.counts import first_few
from explorer.vocabulary.units import BLANK, MICROVOLT, to_microvolts

_NAMED = 8  # channels in a sentence


def stated_scales(
    what: str,
    names: Sequence[str],
    kinds: Sequence[Kind],
    units: Sequence[str],
    reading: Reading,
) -> tuple[list[Scale], list[AccountEntry]]:
    """Say what becomes of the values of each channel.

    Parameters
    ----------
    what : str
        The object, for errors.
    names, kinds, units : sequence of str
        One of each a channel; a unit is "" where the object states none.
    reading : Reading
        Its units, by hand, go before the object's.

    Returns
    -------
    scales : list of Scale
    account : list of AccountEntry

    Raises
    ------
    ValueError
        If a unit is missing where an electrode records, is none of voltage there, or is given to
        no channel.

    Examples
    --------
    >>> reading = Reading(units={"": "mV"})
    >>> scales, account = stated_scales("it", ["C3"], [Kind.EEG], [""], reading)
    >>> scales[0].factor, account[0].sentence
    (1000.0, "unit 'mV' (1): mV, by hand: C3")
    """
    given = _by_channel(what, names, kinds, units, reading)
    lacking = [
        name
        for name, kind, unit in zip(names, kinds, units, strict=True)
        if unit.strip().lower() in BLANK
        and name not in given
        and (kind in KINDS_IN_VOLTS or not given)
    ]
    if lacking:
        raise ValueError(
            f"{what} does not say the unit of {first_few(lacking, _NAMED)}; say it, as in "
            f'units="uV" or units={{{lacking[0]!r}: "uV"}} (one of nV, uV, mV and V)'
        )
    scales, taken = [], dict[tuple[str, str, str], list[str]]()
    for name, kind, unit in zip(names, kinds, units, strict=True):
        by_hand = given.get(name)
        said = unit if by_hand is None else by_hand
        scale = _scale(what, name, kind, said, why="" if by_hand is None else BY_HAND)
        scales.append(scale)
        used = scale.read_as or "as it is"
        taken.setdefault((said or "blank", used, scale.doubt), []).append(name)
    return scales, [
        AccountEntry(UNIT, unit, used, len(those), why=why, channels=tuple(those) if why else ())
        for (unit, used, why), those in taken.items()
    ]


def _by_channel(
    what: str, names: Sequence[str], kinds: Sequence[Kind], units: Sequence[str], reading: Reading
) -> dict[str, str]:
    """Units by hand, by the channels that they are of."""
    if reading.units_in_order:
        if len(reading.units_in_order) != len(names):
            raise ValueError(
                f"{what} has {len(names)} channels and units= gives {len(reading.units_in_order)}; "
                "give one unit for all, one a channel, or some by channel"
            )
        return dict(zip(names, reading.units_in_order, strict=True))
    strange = sorted(set(reading.units) - {EVERY_CHANNEL, *names})
    if strange:
        raise ValueError(
            f"a unit is given to {', '.join(map(repr, strange))}, expected some of the channels "
            f"{[*names][:12]}"
        )
    given = {name: unit for name, unit in reading.units.items() if name != EVERY_CHANNEL}
    if (whole := reading.units.get(EVERY_CHANNEL)) is not None:
        for name, kind, unit in zip(names, kinds, units, strict=True):
            voltage = kind in KINDS_IN_VOLTS or kind == Kind.OTHER
            if voltage and (kind in KINDS_IN_VOLTS or not unit or to_microvolts(unit)):
                given.setdefault(name, whole)
        if not given:  # nothing but sensors, and a unit of theirs
            given = dict.fromkeys(names, whole)
    return given


def _scale(what: str, name: str, kind: Kind, unit: str, why: str) -> Scale:
    factor = to_microvolts(unit)
    if kind in KINDS_IN_VOLTS and factor is None:
        raise ValueError(
            f"{what}: the unit {unit!r} of {name!r} is none of voltage; say one of nV, uV, mV and V"
        )
    if factor is None or (kind not in KINDS_IN_VOLTS and kind != Kind.OTHER and factor != 1):
        return Scale(kind, "" if unit.strip().lower() in BLANK else unit, 1.0, why)
    return Scale(kind, MICROVOLT, factor, why)
