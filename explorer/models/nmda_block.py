"""Magnesium in the NMDA receptor's pore: what share of channels it leaves open at a voltage."""

import numpy as np
import numpy.typing as npt
import xarray as xr

BASELINE = 0.80
"""Ionised magnesium outside the brain's cells, in mM. Total in the fluid is 1.1 to 1.25 mM."""

_HALF_BLOCK_AT_ZERO = 3.57
"""mM that block half the channels at 0 mV (Jahr & Stevens 1990)."""
_PER_MILLIVOLT = 0.062


def nmda_open_fraction(
    voltage: xr.DataArray | npt.ArrayLike, magnesium: xr.DataArray | npt.ArrayLike = BASELINE
) -> xr.DataArray:
    """Share of open NMDA channels that magnesium does not block.

    Parameters
    ----------
    voltage : xr.DataArray or array
        Membrane voltage in mV.
    magnesium : xr.DataArray or array
        Ionised magnesium outside the cell in mM, zero or more.

    Returns
    -------
    xr.DataArray, with the dims of both, no unit
        From 0 to 1. Two bare arrays are paired; give DataArrays with dims to cross them.

    Raises
    ------
    ValueError
        If a concentration is negative.

    Notes
    -----
    ``1 / (1 + Mg / 3.57 mM * exp(-0.062 V))`` [1]_: an uncompetitive, voltage-dependent block of
    the open channel. At rest it is nearly complete, so a few per cent more magnesium takes little
    current away.

    References
    ----------
    .. [1] Jahr & Stevens 1990, J Neurosci 10:3178.

    Examples
    --------
    >>> nmda_open_fraction(-60, xr.DataArray([0.8, 0.92], dims="dose")).round(4).values.tolist()
    [0.0976, 0.086]
    """
    volts, concentration = xr.DataArray(voltage), xr.DataArray(magnesium)
    if bool((concentration < 0).any()):
        raise ValueError(f"magnesium must be 0 mM or more, is {float(concentration.min())}")
    blocked = concentration / _HALF_BLOCK_AT_ZERO * np.exp(-_PER_MILLIVOLT * volts)
    return (
        (1 / (1 + blocked))
        .rename("open")
        .assign_attrs(units="1", long_name="share of NMDA channels not blocked by magnesium")
    )


def half_block(voltage: xr.DataArray | npt.ArrayLike) -> xr.DataArray:
    """Magnesium that blocks half the NMDA channels at a voltage.

    Parameters
    ----------
    voltage : xr.DataArray or array
        mV.

    Returns
    -------
    xr.DataArray, with the dims of `voltage`, units "mM"

    Examples
    --------
    >>> round(half_block(-60).item(), 3)
    0.087
    """
    relative = xr.apply_ufunc(np.exp, _PER_MILLIVOLT * xr.DataArray(voltage))
    out: xr.DataArray = (_HALF_BLOCK_AT_ZERO * relative).assign_attrs(
        units="mM", long_name="magnesium that blocks half"
    )
    return out
