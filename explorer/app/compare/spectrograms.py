"""Spectrograms of the nights that are looked at: computed off the page's thread, kept, drawn."""

import base64
import io
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from bokeh.palettes import Viridis256
from PIL import Image

from explorer.analysis.colour_limits import robust_limits
from explorer.analysis.night_spectrogram import night_spectrogram
from explorer.app.latest_worker import LatestWorker
from explorer.study.comparison_nights import ComparisonNights

MOST = 4
"""Nights of one person whose spectrograms are drawn."""
_KEPT = 16
_PALETTE = [int(colour[at : at + 2], 16) for colour in Viridis256 for at in (1, 3, 5)]
_LEVELS = 254  # of 256: the last colour stands for what was not recorded
_MISSING = 255


@dataclass(frozen=True, eq=False)
class Spectrum:
    """A spectrogram, or why there is none."""

    values: xr.DataArray | None
    sentence: str = ""


class CompareSpectra:
    """Spectrograms by place in the nights, the newest request first.

    Parameters
    ----------
    safe_callback : callable
        Wraps a callback, as `explorer.app.app_context.AppContext.safe_callback`.
    changed : callable
        Called when there is one more to draw.
    """

    def __init__(
        self,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        changed: Callable[[], None],
    ) -> None:
        self._kept: OrderedDict[int, Spectrum] = OrderedDict()
        self._material: ComparisonNights | None = None
        self._wanted: tuple[int, ...] = ()
        self._safe_callback, self._changed = safe_callback, changed
        self.worker = LatestWorker(self._compute, self._done, self._failed)

    def want(self, material: ComparisonNights, places: Sequence[int]) -> None:
        """Ask for these nights' spectrograms; those that are there already are kept."""
        if material is not self._material:
            self._material = material
            self._kept = OrderedDict()
        measured = [place for place in places if str(material.nights.channel.values[place])]
        self._wanted = tuple(measured[:MOST])
        self._request()

    def of(self, place: int) -> Spectrum | None:
        """Look up a night's spectrogram; None where none is wanted, or it is still computed."""
        return self._kept.get(place)

    def waits_for(self, place: int) -> bool:
        """Whether it is still computed."""
        return place in self._wanted and place not in self._kept

    def limits(self) -> tuple[float, float]:
        """One colour scale for all nights on screen, dB, so that they can be compared."""
        found = [self._kept[place].values for place in self._wanted if place in self._kept]
        flat = [one.values.ravel() for one in found if one is not None]
        return robust_limits(np.concatenate(flat)) if flat else (0.0, 1.0)

    def _request(self) -> None:
        missing = [place for place in self._wanted if place not in self._kept]
        if missing and self._material is not None:
            self.worker.request((self._material, missing[0]))

    def _compute(self, request: tuple[ComparisonNights, int]) -> Spectrum:
        material, place = request
        channel = str(material.nights.channel.values[place])
        try:
            night = material.openers[place]()
            found = night_spectrogram(night, channel, material.hypnograms[place])
        except (ValueError, OSError) as error:
            return Spectrum(None, f"No spectrogram: {error}")
        return Spectrum(found)

    def _done(self, request: tuple[ComparisonNights, int], found: Spectrum) -> None:
        self._keep(request, found)

    def _failed(self, request: tuple[ComparisonNights, int], error: Exception) -> None:
        self._keep(request, Spectrum(None, f"No spectrogram: {error}"))

    def _keep(self, request: tuple[ComparisonNights, int], found: Spectrum) -> None:
        def keep() -> None:
            material, place = request
            if material is self._material:
                self._kept[place] = found
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
                self._changed()
            self._request()

        self._safe_callback(keep)()


def encode_picture(spectrogram: xr.DataArray, limits: tuple[float, float]) -> str:
    """Encode a spectrogram as a picture that a page can hold.

    Parameters
    ----------
    spectrogram : xr.DataArray, dims (frequency, epoch), dB
    limits : (float, float)
        dB of the first and the last colour.

    Returns
    -------
    str
        A ``data:`` address of a PNG, low frequencies at its bottom, grey where nothing was
        recorded.

    Examples
    --------
    >>> encode_picture(xr.DataArray([[0.0, 1.0]], dims=("frequency", "epoch")), (0, 1))[:22]
    'data:image/png;base64,'
    """
    low, high = limits
    values = spectrogram.transpose("frequency", "epoch").values[::-1]
    scaled = np.clip((values - low) / (high - low), 0, 1) * _LEVELS
    pixels = np.where(np.isfinite(values), np.nan_to_num(scaled), _MISSING).astype(np.uint8)
    image = Image.frombytes("P", pixels.shape[::-1], pixels.tobytes())
    image.putpalette([*_PALETTE[: 3 * _MISSING], 128, 128, 128])
    out = io.BytesIO()
    image.save(out, format="PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")
