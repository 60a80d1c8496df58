"""Derivations by hand: channels that are sums and differences of recorded ones, such as F4-C4."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import xarray as xr
from xarray.core import indexing

from explorer.night.channel import Channel
from explorer.night.derivation_names import electrode_key
from explorer.night.derivation_sum import Terms
from explorer.night.derivation_terms import read_terms
from explorer.night.derived_rows import DerivedRows
from explorer.night.night import Night
from explorer.vocabulary.channels import is_common_reference, read_derivation


@dataclass(frozen=True)
class Derivation:
    """One channel made of recorded ones.

    Parameters
    ----------
    name : str
        The expression, names written as the night writes them.
    weights : tuple of (str, float)
        Recorded channels, and how often each is taken.
    reference : str
        What the sum is still measured against; "" where that cancels.
    """

    name: str
    weights: tuple[tuple[str, float], ...]
    reference: str = ""


class SeveralReferencesError(ValueError):
    """A sum of which several references would be part, where none was asked for by name.

    Parameters
    ----------
    message : str
        The whole of it.
    said : str
        Which references, in a short sentence.
    way_out : str
        The expression by which it is taken all the same; "" where there is none.
    """

    def __init__(self, message: str, said: str, way_out: str) -> None:
        super().__init__(message)
        self.said, self.way_out = said, way_out


class NothingToDeriveError(ValueError):
    """A recorded channel by another spelling: in other capitals, or A1 for its M1.

    Parameters
    ----------
    message : str
        The whole of it.
    channel : str
        Its name as the night writes it.
    """

    def __init__(self, message: str, channel: str) -> None:
        super().__init__(message)
        self.channel = channel


def recorded_channel(night: Night, name: str) -> str:
    """Give the recorded channel that somebody named in a spelling of their own; "" for none.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> night = simulate_night(hours=0.1)
    >>> [recorded_channel(night, name) for name in ("C4-M1", "c4-m1", "C4-A1", "F4-C4", "none")]
    ['C4-M1', 'C4-M1', 'C4-M1', '', '']
    """
    if name in night.recorded.channels:
        return name
    try:
        read_expression(night, name)
    except NothingToDeriveError as error:
        return error.channel
    except ValueError:
        pass
    return ""


def read_expression(night: Night, expression: str) -> Derivation:
    """Read what somebody wrote of a derivation, with the night's channels.

    Parameters
    ----------
    night : Night
    expression : str
        Names of channels or electrodes with ``+ - * / ( )`` and numbers, ``mean(C3, C4)``, and
        ``laplacian(C3)``: the site less the mean of its nearest neighbours [1]_. A channel named
        with its reference, or in double quotes, is taken as it was recorded.

    Returns
    -------
    Derivation

    Raises
    ------
    ValueError
        If it cannot be read; if a channel is missing or meant in two ways; if units or sampling
        frequencies differ; if a weight is beyond 1e-6 to 1e6; or if electrodes were recorded
        against different references, which would be part of the result unnoticed.

    References
    ----------
    .. [1] Hjorth B. An on-line transformation of EEG scalp potentials into orthogonal source
       derivations. Electroencephalogr Clin Neurophysiol 1975;39:526-530.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> night = simulate_night(hours=0.1)
    >>> read_expression(night, "f4 - c4")
    Derivation(name='F4-C4', weights=(('F4-M1', 1.0), ('C4-M1', -1.0)), reference='')
    >>> read_expression(night, "F4-C3")
    Traceback (most recent call last):
    explorer.night.derivations.SeveralReferencesError: 'F4-C3' cannot be derived: F4 was recorded \
against M1 and C3 against M2, which would be part of the result; with whole names, \
(F4-M1)-(C3-M2), it is taken all the same
    """
    night = night.recorded
    if not night.channels:
        raise ValueError(f"{expression.strip()!r} cannot be derived: this night has no signals")
    terms = read_terms(expression, night.channels)
    if terms.name in night.channels:
        typed = expression.strip()
        known = "a channel" if typed == terms.name else f"the channel {terms.name}"
        raise NothingToDeriveError(
            f"{typed!r} is {known} of this night: there is nothing to derive", terms.name
        )
    least = terms.smallest_counted
    weights = {name: weight for name, weight in terms.weights.items() if abs(weight) > least}
    # First what no other way of writing mends.
    _check_alike(terms.name, [night.channels[name] for name in terms.weights])
    reference = _reference_left(terms, night)
    if not weights:
        raise ValueError(
            f"{terms.name!r} is nothing but zero: "
            + ("its parts cancel" if least else "every part is taken 0 times")
        )
    return Derivation(terms.name, tuple(weights.items()), reference)


def with_derivations(night: Night, expressions: Sequence[str]) -> Night:
    """Add derived channels to a night; what it had of them before goes.

    Parameters
    ----------
    night : Night
    expressions : sequence of str
        As of `read_expression`, one a channel.

    Returns
    -------
    Night
        Its channels of each sampling frequency with the derived ones behind them. Nothing is
        computed before it is read. ``recorded`` is the night as it was recorded.

    Raises
    ------
    ValueError
        As `read_expression`.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> night = with_derivations(simulate_night(hours=0.1), ["F4-C4", "mean(O1-M2, O2-M1)"])
    >>> [channel.name for channel in night.channels.values() if channel.derivation]
    ['F4-C4', 'mean(O1-M2, O2-M1)']
    """
    recorded = night.recorded
    found: dict[str, list[Derivation]] = {}
    names: set[str] = set()
    for expression in expressions:
        one = read_expression(recorded, expression)
        if one.name not in names:
            names.add(one.name)
            found.setdefault(recorded.channels[one.weights[0][0]].group, []).append(one)
    if not names:
        return recorded
    tree = recorded.tree.copy(deep=False)
    for group, derivations in found.items():
        node = tree.children["signals"].children[group]
        node.dataset = _extended(recorded, group, derivations)
    return Night(tree, recorded)


def _reference_left(terms: Terms, night: Night) -> str:
    """Find what a sum is still measured against; "" for none, or as its channels were recorded.

    A channel is its electrode less its reference. Named by the electrode, the reference is meant
    to cancel; named whole, it is part of what was asked for.
    """
    against = {name: _reference(night.channels[name]) for name in terms.weights}
    meant: dict[str, float] = {}  # by reference: what electrodes leave of it
    left: dict[str, float] = {}  # and all channels
    for one in terms.mentions:
        key = electrode_key(against[one.name]) if one.is_recorded else one.name
        left[key] = left.get(key, 0.0) + one.weight
        if not one.is_whole:
            meant[key] = meant.get(key, 0.0) + one.weight
    least = terms.smallest_counted
    open_ends = {key for key, weight in meant.items() if abs(weight) > least}
    for one in terms.mentions:
        if not one.is_recorded and one.weight and one.name in open_ends:
            raise ValueError(
                f"{terms.name!r} cannot be derived: {one.name} is no channel of its own here, "
                "only what others were recorded against"
            )
    remaining = [key for key, weight in left.items() if abs(weight) > least]
    if len(remaining) > 1 and open_ends & set(remaining):
        raise _against_several(terms, night, against, open_ends & set(remaining))
    if len(remaining) != 1:
        return ""
    return next((said for said in against.values() if electrode_key(said) == remaining[0]), "")


def _against_several(
    terms: Terms, night: Night, against: dict[str, str], open_ends: set[str]
) -> SeveralReferencesError:
    """Say which references are part of a sum, and how it is taken all the same, if it can be."""
    named = [one.name for one in terms.mentions if not one.is_whole]
    first = next(name for name in named if electrode_key(against[name]) in open_ends)
    own = electrode_key(against[first])
    other = next(name for name, said in against.items() if electrode_key(said) != own)
    said = " and ".join(
        f"{_electrode(name)} {'was recorded ' if name == first else ''}against "
        f"{against[name] or 'a reference of the recording'}"
        for name in (first, other)
    )
    way_out = ""
    if terms.whole_name != terms.name:
        with suppress(ValueError):  # it is not offered where it would be refused too
            way_out = read_expression(night, terms.whole_name).name
    return SeveralReferencesError(
        f"{terms.name!r} cannot be derived: {said}, which would be part of the result"
        + (f"; with whole names, {way_out}, it is taken all the same" if way_out else ""),
        f"{said}: they would be part of {terms.name}",
        way_out,
    )


def _reference(channel: Channel) -> str:
    """Name what a channel was recorded against, in capitals; "" for the recording's own."""
    said = read_derivation(channel.name).reference or channel.reference.strip().upper()
    return "" if is_common_reference(said) else said


def _electrode(name: str) -> str:
    return read_derivation(name).electrode


def _check_alike(name: str, channels: Sequence[Channel]) -> None:
    first = channels[0]
    for other in channels[1:]:
        if other.units != first.units:
            raise ValueError(
                f"{name!r} cannot be derived: {first.name} is in {first.units or 'no unit'} and "
                f"{other.name} in {other.units or 'no unit'}; all must have the same units"
            )
        if other.group != first.group:
            raise ValueError(
                f"{name!r} cannot be derived: {first.name} was sampled at "
                f"{first.sampling_frequency:g} Hz and {other.name} at "
                f"{other.sampling_frequency:g} Hz; all must have the same sampling frequency"
            )


def _extended(night: Night, group: str, derivations: Sequence[Derivation]) -> xr.Dataset:
    """Put derived channels behind the recorded ones of a sampling frequency."""
    signals = night.signals[group]
    places = {name: channel.row for name, channel in night.channels.items()}
    parts = [[night.channels[name] for name, _ in one.weights] for one in derivations]
    rows = tuple(
        tuple((places[name], weight) for name, weight in one.weights) for one in derivations
    )
    array = DerivedRows(night, group, rows)
    variable = xr.Variable(("channel", "time"), indexing.LazilyIndexedArray(array))
    said: dict[str, list[str]] = {
        "channel": [one.name for one in derivations],
        "kind": [of[0].kind for of in parts],
        "units": [of[0].units for of in parts],
        "status": ["bad" if any(c.is_bad for c in of) else "" for of in parts],
        "reference": [one.reference for one in derivations],
        "derivation": [one.name for one in derivations],
    }
    coords: dict[str, Any] = {}
    for name, added in said.items():
        had = signals.coords[name].values.tolist() if name in signals.coords else None
        if had is None and not any(added):
            continue
        had = had or [""] * signals.sizes["channel"]
        coords[name] = ("channel", [*map(str, had), *added])
    others = [name for name in signals.coords if "channel" in signals.coords[name].dims]
    kept = signals.drop_vars(["signal", *others])
    return kept.assign(signal=variable).assign_coords(coords)
