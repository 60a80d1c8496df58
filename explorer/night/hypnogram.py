"""The hypnogram: one stage an epoch, with when each epoch begins and how long it lasts."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.vocabulary.stages import Stage, is_coarse

DEFAULT_EPOCH_LENGTH = 30.0
TIME_ATTRS: MappingProxyType[str, str] = MappingProxyType(
    {"standard_name": "time", "axis": "T", "units": "s"}
)
"""Of a coordinate of time, by the CF conventions, sections 3.3 and 4."""


class Hypnogram(xr.DataArray):  # type: ignore[no-untyped-call]  # xarray's __init_subclass__
    """Stages of a night, which say how long an epoch is where they become a Series of pandas."""

    __slots__ = ()

    def to_series(self) -> Any:
        """Return a Series of stages, with the length of an epoch (s) in its ``attrs``.

        Its index counts the epochs, and alone would leave it to be guessed that they last 30 s.

        Examples
        --------
        >>> Hypnogram(make_hypnogram([Stage.W, Stage.N1], 20.0)).to_series().attrs
        {'epoch_length': 20.0}
        """
        series = super().to_series()
        if "epoch_length" in self.coords and self.epoch_length.ndim == 0:
            series.attrs["epoch_length"] = float(self.epoch_length)
        return series


def make_hypnogram(
    stages: Sequence[Stage | int | str] | npt.ArrayLike,
    epoch_length: float = DEFAULT_EPOCH_LENGTH,
    *,
    first_onset: float = 0.0,
) -> xr.DataArray:
    """Make a hypnogram from a list of stages.

    Parameters
    ----------
    stages : sequence of Stage, int or str, shape (epochs,)
        Stages in order: members of `Stage`, their codes, or their names. The codes of coarse stages
        are believed in an array of int8, as `make_hypnogram` gives it, and nowhere else.
    epoch_length : float
        Length of one epoch in s.
    first_onset : float
        Where the first epoch begins, in s from the start of the recording.

    Returns
    -------
    xr.DataArray of int8, dims (epoch)
        With the coordinate ``onset`` (s) on epoch, the scalar coordinate ``epoch_length`` (s), and
        CF's ``flag_values`` and ``flag_meanings`` among the attrs.

    Raises
    ------
    ValueError
        If a stage is unknown, the stages are not in one row, or the epoch length is not positive.

    Examples
    --------
    >>> hypnogram = make_hypnogram(["W", "N1", "N2"], 30)
    >>> hypnogram.values.tolist(), hypnogram.onset.values.tolist()
    ([0, 1, 2], [0.0, 30.0, 60.0])
    """
    if not (np.isfinite(epoch_length) and epoch_length > 0):
        raise ValueError(f"epoch_length must be positive, in s, is {epoch_length}")
    codes = _codes(stages)
    onset = first_onset + np.arange(codes.size) * float(epoch_length)
    return xr.DataArray(
        codes,
        dims="epoch",
        coords={
            "onset": ("epoch", onset, {**TIME_ATTRS, "long_name": "onset of the epoch"}),
            "epoch_length": ((), float(epoch_length), {"units": "s"}),
        },
        name="stage",
        attrs=stage_attrs(),
    )


def stage_attrs() -> dict[str, object]:
    """Attrs that let a file explain its own stage codes (CF conventions, section 3.5)."""
    return {
        "standard_name": "status_flag",
        "long_name": "sleep stage",
        "flag_values": [stage.value for stage in Stage],
        "flag_meanings": " ".join(stage.name for stage in Stage),
    }


def _codes(stages: Sequence[Stage | int | str] | npt.ArrayLike) -> np.ndarray:
    """Stage codes as int8, refusing what is no stage."""
    values = np.asarray(stages)
    if values.ndim != 1:
        raise ValueError(f"stages must be one row of epochs, have shape {values.shape}")
    if values.dtype.kind in "UO" and values.size:
        names = Stage.__members__
        unknown = sorted({str(v) for v in values if not isinstance(v, int) and v not in names})
        if unknown:
            raise ValueError(f"unknown stages {unknown}, expected some of {list(names)}")
        values = np.array([v if isinstance(v, int) else names[v] for v in values])
    if values.size and (values.dtype.kind not in "iuf" or not np.isin(values, list(Stage)).all()):
        unknown = sorted(set(values.tolist()) - set(Stage))
        raise ValueError(f"unknown stage codes {unknown}, expected some of {[*map(int, Stage)]}")
    refuse_foreign_codes(stages, values)
    return values.astype(np.int8)


def refuse_foreign_codes(
    stages: Sequence[Stage | int | str] | npt.ArrayLike, values: np.ndarray
) -> None:
    """Refuse plain numbers that are our codes of coarse stages: elsewhere 5 is often REM.

    Parameters
    ----------
    stages : sequence of Stage, int or str, or array
        As they were given.
    values : array of int
        The codes that they would be.

    Raises
    ------
    ValueError
        If a code of a coarse stage is neither a member of `Stage`, a name, nor in an array of int8.

    Examples
    --------
    >>> refuse_foreign_codes([Stage.LIGHT], np.array([5]))
    >>> refuse_foreign_codes(["LIGHT"], np.array([5]))
    """
    coarse = is_coarse(values)
    if not coarse.any() or (isinstance(stages, np.ndarray) and stages.dtype == np.int8):
        return
    given = list(np.asarray(stages, object)) if not isinstance(stages, np.ndarray) else stages
    plain = sorted(
        {
            int(value)
            for said, value in zip(given, values, strict=True)
            if is_coarse(value) and not isinstance(said, Stage | str)
        }
    )
    if plain:
        names = ", ".join(Stage(code).name for code in plain)
        raise ValueError(
            f"stages hold the plain codes {plain}, which are {names} here and often REM, movement "
            "or unscored in files: give stages by name"
        )


def epoch_at(hypnogram: xr.DataArray, time: float) -> int:
    """Index of the epoch that holds this moment, clamped to the hypnogram.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        At least one epoch.
    time : float
        s from the start of the recording.

    Returns
    -------
    int
        Index of the epoch.

    Examples
    --------
    >>> epoch_at(make_hypnogram(["W", "N1", "N2"], 30), 59.9)
    1
    """
    first, length = float(hypnogram.onset[0]), float(hypnogram.epoch_length)
    return int(np.clip((time - first) // length, 0, hypnogram.sizes["epoch"] - 1))


def crop(hypnogram: xr.DataArray, start: float, stop: float) -> xr.DataArray:
    """Epochs whose middle lies in [start, stop).

    The middle decides, so two neighbouring crops never share or lose an epoch.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (..., epoch)
        As `make_hypnogram` gives it.
    start, stop : float
        s from the start of the recording.

    Returns
    -------
    xr.DataArray of Stage, dims (..., epoch)
        Possibly without any epoch.

    Examples
    --------
    >>> crop(make_hypnogram(["W", "N1", "N2", "N3"], 30), 30, 90).values.tolist()
    [1, 2]
    """
    middle = hypnogram.onset.values + float(hypnogram.epoch_length) / 2
    first, last = np.searchsorted(middle, [start, stop])
    return hypnogram.isel(epoch=slice(int(first), int(last)))
