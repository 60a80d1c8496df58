"""The mixed models of a comparison, each fitted when it is first asked for."""

from collections.abc import Iterator, Mapping

import numpy as np
import xarray as xr

from explorer.statistics.mixed_model import mixed_model
from explorer.statistics.paired_numbers import LOG_RATIO
from explorer.statistics.values_per_person import RECORDING

LOGARITHM = "log ratio"
"""Unit of a mixed model's terms where the metric's logarithm was fitted."""


class MixedModels(Mapping[tuple[str, str], xr.Dataset]):
    """Mixed models by condition and metric; those that cannot be fitted are not among them.

    A model a metric is a third of a comparison's time, and only a report shows more than the
    primary metric's.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        Those that were measured, with ``order``.
    scales : mapping
        By condition and metric, what the metric is tested on: `LOG_RATIO` or its difference.
    reference : str
        The condition compared with.
    """

    def __init__(
        self, nights: xr.Dataset, scales: Mapping[tuple[str, str], str], reference: str
    ) -> None:
        self._nights, self._scales, self._reference = nights, scales, reference
        self._fitted: dict[tuple[str, str], xr.Dataset | None] = {}

    def __getitem__(self, key: tuple[str, str]) -> xr.Dataset:
        found = self._fit(key) if key in self._scales else None
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return (key for key in self._scales if self._fit(key) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _fit(self, key: tuple[str, str]) -> xr.Dataset | None:
        if key not in self._fitted:
            condition, name = key
            on_logs = self._scales[key] == LOG_RATIO
            nights = _logarithm(self._nights, name) if on_logs else self._nights
            try:
                self._fitted[key] = mixed_model(
                    nights, name, condition=condition, reference=self._reference
                )
            except (ValueError, np.linalg.LinAlgError):  # too few nights, or all alike: not shown
                self._fitted[key] = None
        return self._fitted[key]


def _logarithm(nights: xr.Dataset, name: str) -> xr.Dataset:
    """Put one metric's logarithm in its place."""
    values = nights[name].values
    logs = np.log(values, out=np.full(values.shape, np.nan), where=values > 0)
    return nights.assign({name: (RECORDING, logs, {"units": LOGARITHM})})
