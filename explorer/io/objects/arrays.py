"""Arrays of samples as a recording: what an array cannot say of itself is said beside it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from explorer.io.channel_labels import deduplicate_labels
from explorer.io.objects.held_samples import StackedRows, lazy_samples
from explorer.io.objects.stated_units import stated_scales
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.io.scoring_content import Scoring
from explorer.night.reading_account import BY_HAND, FILE, TIME, AccountEntry
from explorer.night.schema import make_signals, rate_name
from explorer.vocabulary.channels import Kind, channel_kind

_HOW = (
    'open_night(array, sampling_frequency=256, channels=["C3-M2", "C4-M1"], units="uV"), with one '
    "row a channel"
)


def read_array(what: str, array: np.ndarray, reading: Reading) -> Recording:
    """Take an array of samples as a recording.

    Parameters
    ----------
    what : str
        The object, for errors.
    array : np.ndarray, shape (channels, samples) or (samples,)
        Not copied: a window is taken when it is asked for.
    reading : Reading
        Its sampling frequency, names of channels and units.

    Returns
    -------
    Recording

    Raises
    ------
    ValueError
        If something was not said, or the array is none of samples.
    """
    if isinstance(array, np.ma.MaskedArray):  # taken as they lie, masked numbers would be shown
        raise ValueError(
            f"{what} is a masked array; what is masked is a gap, written as NaN: "
            "array.astype(np.float32).filled(np.nan)"
        )
    if array.ndim == 1:
        array = array[np.newaxis]
    check_samples(what, array.dtype, array.shape)
    frequency = checked_frequency(what, reading.sampling_frequency)
    if reading.channel_names is None:
        raise ValueError(f"{what} has no names of channels; say them: {_HOW}")
    names = check_names(what, reading.channel_names, array.shape)
    variable = xr.Variable(("channel", "time"), array)
    signals, notes, account = signals_of(what, variable, frequency, names, reading=reading)
    shape = f"{array.shape[0]} x {array.shape[1]:,} of {array.dtype}"
    account = [
        AccountEntry(FILE, f"{what.removeprefix('the ')}, {shape}", "samples"),
        AccountEntry(TIME, "sampling frequency", f"{frequency:g} Hz", why=BY_HAND),
        *account,
    ]
    return Recording({rate_name(frequency): signals}, Scoring({}), notes=notes, account=account)


def signals_of(
    what: str,
    variable: xr.Variable | StackedRows,
    frequency: float,
    names: Sequence[str],
    *,
    kinds: Sequence[str] = (),
    units: Sequence[str] = (),
    reading: Reading,
) -> tuple[xr.Dataset, list[str], list[AccountEntry]]:
    """Make the Dataset of channels that an object holds, with what was noted and taken.

    Parameters
    ----------
    what : str
    variable : xr.Variable, dims (channel, time)
    frequency : float
        Hz.
    names : sequence of str
    kinds, units : sequence of str
        Where the object states them; "" where it does not.
    reading : Reading
        Units by hand.

    Raises
    ------
    ValueError
        If a unit is not said, or is none.
    """
    unique, notes = deduplicate_labels([str(name) for name in names])
    stated = list(kinds) or [""] * len(unique)
    whole = [
        Kind(kind) if kind in list(Kind) else channel_kind(name)
        for kind, name in zip(stated, unique, strict=True)
    ]
    own = list(units) or [""] * len(unique)
    scales, account = stated_scales(what, unique, whole, own, reading)
    factors = np.array([scale.factor for scale in scales])
    signals = make_signals(
        lazy_samples(variable, factors),
        frequency,
        unique,
        [scale.kind for scale in scales],
        [scale.units for scale in scales],
    )
    return signals, notes, account


def check_samples(what: str, dtype: Any, shape: Sequence[int]) -> None:
    """Refuse what are no samples of channels.

    Raises
    ------
    ValueError
        If they are no real numbers, have not two dimensions, or there are none.
    """
    if len(shape) == 3:
        raise ValueError(
            f"{what} has the shape {tuple(shape)}: pieces by channel, and a night is continuous; "
            "give one row a channel (channels, samples)"
        )
    if len(shape) != 2:
        raise ValueError(
            f"{what} has the shape {tuple(shape)}; expected samples of (channels, samples): {_HOW}"
        )
    if not all(shape):
        raise ValueError(f"{what} of the shape {tuple(shape)} is empty; a night needs samples")
    if np.dtype(dtype).kind not in "iuf":
        raise ValueError(f"{what} is of {dtype}; samples are real numbers, such as float32")


def checked_frequency(what: str, frequency: float | None) -> float:
    """Return a sampling frequency in Hz that was said, if it is one.

    Raises
    ------
    ValueError
        If none was said, or it is not positive.
    """
    if frequency is None:
        raise ValueError(f"{what} does not say its sampling frequency; say it in Hz: {_HOW}")
    try:
        hertz = float("nan") if isinstance(frequency, bool) else float(frequency)
    except (TypeError, ValueError):
        hertz = float("nan")
    if not 0 < hertz < float("inf"):
        raise ValueError(f"sampling_frequency must be in Hz and positive, is {frequency!r}")
    return hertz


def check_names(what: str, names: Sequence[str], shape: Sequence[int]) -> list[str]:
    """Return names of channels, one a row, if they are.

    Raises
    ------
    ValueError
        If there are not as many as rows.
    """
    named = [names] if isinstance(names, str) else [str(name) for name in names]
    if len(named) == shape[0]:
        return named
    turned = " its rows seem to be samples: give array.T" if len(named) == shape[1] else ""
    raise ValueError(
        f"{what} has {shape[0]:,} rows and channels= names {len(named)}; expected one row a "
        f"channel{';' if turned else ''}{turned}"
    )
