"""What a hypnogram can be asked itself: ``night.hypnogram.to_yasa()``. Accessors only forward."""

from typing import Any

import xarray as xr


@xr.register_dataarray_accessor("to_yasa")  # type: ignore[no-untyped-call]
class ToYasa:
    """Make a ``yasa.Hypnogram`` of a hypnogram: see `explorer.night.to_yasa.to_yasa`."""

    def __init__(self, hypnogram: xr.DataArray) -> None:
        self._hypnogram = hypnogram

    def __call__(self, **said: Any) -> Any:
        """Forward; the same parameters."""
        from explorer.night.to_yasa import to_yasa

        if "epoch_length" not in self._hypnogram.coords:
            raise ValueError(
                "this DataArray is no hypnogram: it has no coordinate epoch_length; "
                "explorer.night.hypnogram.make_hypnogram makes one"
            )
        return to_yasa(self._hypnogram, **said)
