"""Nights that were kept as Zarr or NetCDF, opened as trees; and nights read in Dask's chunks."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import xarray as xr

from explorer.extras import import_extra
from explorer.night.night import Night

_ZARR = ("zarr.json", ".zgroup", ".zmetadata")
_NETCDF = (".nc", ".nc4", ".netcdf")
_ENGINES = {"h5netcdf": "h5netcdf", "netCDF4": "netcdf4"}


def is_kept(path: Path) -> bool:
    """Whether a path is of a Zarr store or of a NetCDF file."""
    if path.is_dir():
        return any((path / name).is_file() for name in _ZARR)
    return path.suffix.lower() in _NETCDF


def open_kept(path: Path) -> xr.DataTree:
    """Open a tree that was kept as Zarr or NetCDF, without reading its samples.

    Parameters
    ----------
    path : Path
        A folder of Zarr, or a file of NetCDF-4.

    Raises
    ------
    ValueError
        If it cannot be read, or what reads it is not installed.
    FileNotFoundError
        If there is none.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file")
    if path.is_dir():
        import_extra("zarr")
        engine = "zarr"
    else:
        engines = [engine for module, engine in _ENGINES.items() if find_spec(module)]
        if not engines:
            raise ValueError(
                f"{path}: a tree in NetCDF needs h5netcdf or netCDF4, which are not installed; "
                "pip install 'h5netcdf[h5py]', or keep the night as Zarr (to_zarr)"
            )
        engine = engines[0]
    try:
        return xr.open_datatree(path, engine=engine, decode_timedelta=False)
    except OSError:
        raise
    except Exception as error:  # engines raise whatever their parsing meets
        reason = " ".join(str(error).split())[:200]
        raise ValueError(f"{path}: no tree that can be read ({reason})") from None


def chunked(night: Night, chunks: Any) -> Night:
    """Let a night's samples be Dask arrays.

    Parameters
    ----------
    night : Night
    chunks : int, dict or "auto"
        As of `xarray.Dataset.chunk`; of ``channel`` and ``time``.

    Raises
    ------
    ValueError
        If there is nothing to cut, or no such dimension.
    """
    import_extra("dask")
    if isinstance(chunks, dict) and (strange := sorted(set(chunks) - {"channel", "time"})):
        raise ValueError(f"chunks= of {strange}, expected some of channel and time")
    tree = night.tree.copy(deep=False)
    for name, signals in night.signals.items():
        cut = signals["signal"].chunk(chunks)
        tree[f"signals/{name}"] = xr.DataTree(signals.assign(signal=cut))
    return Night(tree)
