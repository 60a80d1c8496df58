"""A row of the catalogue: a metric's symbol, unit, formula, source, and the function behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import xarray as xr

from explorer.metrics.aliases import script_name
from explorer.metrics.hypnogram_rows import Hypnograms, as_hypnograms, result_frame
from explorer.metrics.stage_detail import EVERY_STAGE

ORGANISATION, STABILITY, QUALITY, EVENTS, OXYGEN, HEART = GROUPS = (
    *("organisation", "stability", "quality"),
    *("events", "oxygen", "heart"),
)
COUNTED_FROM_MARKS = "counted from a scorer's marks, no diagnosis"
COMPUTED_FROM_SPO2 = "computed from SpO2, no diagnosis"
COMPUTED_FROM_BEATS = "computed from the ECG's beats, no diagnosis"

AASM = "AASM Manual for the Scoring of Sleep and Associated Events, parameters to be reported"
YASA = "YASA 0.8.1, Hypnogram.sleep_statistics"
LUNA_HYPNO = "Luna 1.7.0, HYPNO"
SNOOZ = "Snooz, SleepReport"
ANY_SLEEP = "the first epoch of any sleep"
"""The sleep onset that other numbers count from, whichever is chosen for SOL."""

_DECIMALS: MappingProxyType[str, int] = MappingProxyType(
    {"min": 1, "%": 1, "s": 0, "1/h": 2, "ms": 1, "ms^2": 0, "1/min": 1}
)
_MOST_DECIMALS = 3


@dataclass(frozen=True)
class Metric:
    """A number that can be read off a hypnogram.

    Parameters
    ----------
    symbol : str
        Name in tables; unique.
    title : str
        What it is, in words.
    units : str
        Of the value.
    function : callable
        From a `Hypnograms` to one float a night, NaN where it is not estimable.
    group : str
        One of `GROUPS`.
    formula : str
        How it is computed, in the symbols of the catalogue.
    source : str
        Where the definition is from.
    variant_of : str
        Symbol of the metric whose neighbour this is; empty if it stands alone.
    caveat : str
        What a reader must know before using it.
    detail : str
        What a hypnogram must tell apart for it to exist, a constant of
        `explorer.metrics.stage_detail`.
    badge : str
        What it rests on, where that is more than the stages: marks, SpO2, heart beats.
    own_decimals : int, optional
        See `decimals`, where its unit's are too few to compare two nights.
    stands_where : callable, optional
        From a `Hypnograms` to whether each night has what it rests on; the row is absent where
        none has.
    """

    symbol: str
    title: str
    units: str
    function: Callable[[Hypnograms], np.ndarray]
    group: str
    formula: str
    source: str
    variant_of: str = ""
    caveat: str = ""
    detail: str = EVERY_STAGE
    badge: str = ""
    own_decimals: int | None = None
    stands_where: Callable[[Hypnograms], np.ndarray] | None = None

    @property
    def name(self) -> str:
        """Name under which scripts find it: its symbol, where that says the variant and unit."""
        return script_name(self.symbol)

    @property
    def decimals(self) -> int:
        """How many decimals a reader can use: on the page, in its report, by the command.

        Examples
        --------
        >>> from explorer.metrics.metric_catalogue import metric
        >>> [metric(symbol).decimals for symbol in ("TST", "AWAKENINGS", "TI_S")]
        [1, 0, 3]
        """
        if self.own_decimals is not None:
            return self.own_decimals
        counts = (
            self.symbol.startswith(("AWAKENINGS", "CYCLES", "SHIFTS"))
            or "_bouts" in self.symbol
            or self.symbol.endswith("_count")
        )
        if self.units == "1":
            return 0 if counts else _MOST_DECIMALS
        return _DECIMALS.get(self.units, _MOST_DECIMALS)

    @property
    def attrs(self) -> dict[str, str]:
        """Attrs of this metric's variable in a table."""
        badge = {"badge": self.badge} if self.badge else {}
        return badge | {
            "symbol": self.symbol,
            "units": self.units,
            "long_name": self.title,
            "formula": self.formula,
            "source": self.source,
            "group": self.group,
            "variant_of": self.variant_of,
            "caveat": self.caveat,
        }

    def values(self, hypnograms: Hypnograms) -> np.ndarray:
        """Compute it for each night; NaN, too, on stages on which it is not defined.

        Parameters
        ----------
        hypnograms : Hypnograms

        Returns
        -------
        array of float, shape (nights,)
        """
        told = hypnograms.told(self.detail)
        if self.stands_where is not None:
            told = told & self.stands_where(hypnograms)
            if not told.any():
                return np.full(hypnograms.nights, np.nan)
        values = self.function(hypnograms)
        return values if told.all() else np.where(told, values, np.nan)

    def __call__(self, hypnogram: xr.DataArray) -> xr.DataArray:
        """Compute this metric alone.

        Parameters
        ----------
        hypnogram : xr.DataArray of Stage, dims (..., epoch)
            From lights-off to lights-on.

        Returns
        -------
        xr.DataArray, dims (...)

        Examples
        --------
        >>> from explorer.night.hypnogram import make_hypnogram
        >>> from explorer.metrics.metric_catalogue import METRICS
        >>> METRICS["WASO_AASM"](make_hypnogram(["W", "N2", "W", "N2", "W", "W"])).item()
        1.5
        """
        dims, shape, coords = result_frame(hypnogram)
        values = self.values(as_hypnograms(hypnogram)).reshape(shape)
        return xr.DataArray(values, coords, dims, name=self.symbol, attrs=self.attrs)
