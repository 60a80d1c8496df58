"""The account of units: what each of a file's was taken for, and for which channels in doubt."""

from collections.abc import Sequence

from explorer.io.channel_units import ChannelTable, Scale
from explorer.night.reading_account import UNIT, AccountEntry
from explorer.vocabulary.channels import KINDS_IN_VOLTS
from explorer.vocabulary.units import MICROVOLT


def account_of_units(table: ChannelTable, scales: Sequence[Scale]) -> list[AccountEntry]:
    """Say of each unit that a file has what it was taken for, and of how many channels.

    Parameters
    ----------
    table : ChannelTable
    scales : sequence of Scale
        As `explorer.io.channel_units.channel_scales` gives them.

    Returns
    -------
    list of AccountEntry
        Where a unit was assumed, doubted, unknown or given by hand, ``why`` says so and
        ``channels`` of which.

    Examples
    --------
    >>> from explorer.io.channel_units import channel_scales
    >>> table = ChannelTable(["C3", "C4", "SpO2"], ["", "", "%"], [400.0, 400.0, 100.0])
    >>> entries = account_of_units(table, channel_scales(table)[0])
    >>> [(entry.name, entry.used_as, entry.channels) for entry in entries]
    [('blank', 'uV', ('C3', 'C4')), ('%', '%', ())]
    """
    taken: dict[tuple[str, str, str], list[str]] = {}
    for label, unit, scale in zip(table.labels, table.units, scales, strict=True):
        known = scale.kind not in KINDS_IN_VOLTS or scale.units == MICROVOLT
        used_as = (scale.read_as or "as it is") if known else ""
        taken.setdefault((unit or "blank", used_as, scale.doubt), []).append(label)
    return [
        AccountEntry(
            UNIT, name, used_as, len(labels), why=why, channels=tuple(labels) if why else ()
        )
        for (name, used_as, why), labels in taken.items()
    ]
