"""Event-locked averages: a channel, a band's envelope, spectra or heart rate around any marks."""

import numpy as np
import numpy.typing as npt
import scipy.signal
import xarray as xr

from explorer.analysis.channel_samples import each_filtered
from explorer.analysis.locked_average import ALL, locked_average
from explorer.analysis.signal_view import SignalView
from explorer.dsp.envelope import analytic_signal
from explorer.night.montage import AS_RECORDED
from explorer.night.night import Night
from explorer.vocabulary.bands import Band
from explorer.vocabulary.counts import listed

_PIECE = 600.0  # s read at a time
_EDGE = 2.0  # s read beside a stretch whose envelope is taken, and cut off again
_SEGMENT = 4.0  # s of a segment of Welch's
_HIGHEST = 40.0  # Hz of the spectra
_PLAUSIBLE = (0.33, 2.0)  # s between beats
_STEP = 0.25  # s between values of the heart rate


def around_events(
    night: Night,
    channel: str,
    onsets: npt.ArrayLike,
    *,
    before: float = 10.0,
    after: float = 20.0,
    band: Band | None = None,
    envelope: bool = False,
    hypnogram: xr.DataArray | None = None,
    view: SignalView | None = None,
    rng: np.random.Generator | None = None,
) -> xr.Dataset:
    """Average a channel, or the envelope of a band of it, around marks of any kind.

    Parameters
    ----------
    night : Night
    channel : str
        Its name.
    onsets : array of float, shape (marks,)
        s from the start of the recording, in any order; what has its surroundings not whole within
        the recording, or a gap in them, is left out and counted.
    before, after : float
        s on each side, above 0.
    band : Band, optional
        To which the samples are filtered; as recorded if not given.
    envelope : bool
        Whether the envelope of the band is averaged, not the samples.
    hypnogram : xr.DataArray of Stage, dims (epoch), optional
        Says in which stage each mark begins; the first scorer's if not given.
    view : SignalView, optional
        In which montage, and without which mains.
    rng : np.random.Generator, optional
        Draws the surrogate marks; seeded with 0 if not given, so that the answer is always the
        same.

    Returns
    -------
    xr.Dataset, dims (stage, time) and (event, time)
        ``mean``, ``low`` and ``high`` (the mean's 95 % interval) of the marks, and
        ``surrogate_mean``, ``surrogate_low`` and ``surrogate_high`` of as many marks put at random
        into the same stages, no nearer to a mark than `before` and `after`; ``events`` and
        ``surrogates`` (stage) say how many; ``image`` is each mark's own stretch, with ``onset``
        (s) and ``event_stage``. The first stage is "all". ``time`` is s from the mark. The attrs
        ``left_out`` and ``of`` count the marks that were not averaged, and all of them.

    Raises
    ------
    ValueError
        If there is no such channel, `before` or `after` is not above 0, or an envelope is asked
        for without a band.

    Examples
    --------
    >>> from explorer.models.simulated_night import simulate_night
    >>> night = simulate_night(1, hours=0.2)
    >>> found = around_events(night, "C4-M1", [100.0, 200.0, 300.0, 9e9], before=2, after=3)
    >>> int(found.events.sel(stage="all")), found.attrs["left_out"], found.sizes["time"]
    (3, 1, 1281)
    """
    if channel not in night.channels:
        raise ValueError(f"no channel {channel!r}, expected one of {listed(night.channels)}")
    if envelope and band is None:
        raise ValueError("an envelope is of a band: say which, such as Band('sigma', 11, 16)")
    view = view or SignalView((channel,), AS_RECORDED, 0.0)
    rate = night.channels[channel].sampling_frequency
    first, last = -round(before * rate), round(after * rate)
    time = np.arange(first, last + 1) / rate
    pieces = _Pieces(night, channel, view, band, envelope=envelope)

    def stretch(moment: float) -> npt.NDArray[np.float64]:
        middle = round(moment * rate)
        return pieces.samples(middle + first, middle + last + 1)

    units = night.channels[channel].units
    name = f"{channel}, {band.name} {band.low:g}–{band.high:g} Hz" if band else channel
    return locked_average(
        stretch,
        np.asarray(onsets, np.float64),
        time,
        night.duration,
        night.hypnogram if hypnogram is None else hypnogram,
        rng=rng,
        attrs={"units": units, "long_name": f"{name}, envelope" if envelope else name},
    )


class _Pieces:
    """Samples of a channel, or their envelope, read in pieces: each once where asked in order."""

    def __init__(
        self, night: Night, channel: str, view: SignalView, band: Band | None, *, envelope: bool
    ) -> None:
        self.night, self.channel, self.view = night, channel, view
        self.band, self.envelope = band, envelope
        self.rate = night.channels[channel].sampling_frequency
        self.edge = round(_EDGE * self.rate) if envelope else 0
        self.start, self.values = 0, np.zeros(0)

    def samples(self, first: int, stop: int) -> npt.NDArray[np.float64]:
        """Return the samples from one to before another; NaN beyond the recording and in gaps."""
        if first < self.start or stop > self.start + self.values.size:
            self._read(first, max(stop, first + round(_PIECE * self.rate)))
        return self.values[first - self.start : stop - self.start]

    def _read(self, first: int, stop: int) -> None:
        begin = max(first - self.edge, 0)
        ((_, found, at),) = each_filtered(
            self.night,
            [self.channel],
            begin / self.rate,
            (stop + self.edge) / self.rate,
            montage=self.view.montage,
            notch=self.view.notch,
            band=self.band,
        )
        if self.envelope and found.size:
            found = np.abs(analytic_signal(found))
        self.start, self.values = first, np.full(stop - first, np.nan)
        shift = round(at * self.rate) - first
        low, high = max(-shift, 0), min(found.size, stop - first - shift)
        if high > low:
            self.values[low + shift : high + shift] = found[low:high]


def heart_rate_around(
    beats: npt.NDArray[np.float64],
    onsets: npt.ArrayLike,
    hypnogram: xr.DataArray,
    *,
    before: float = 10.0,
    after: float = 20.0,
    rng: np.random.Generator | None = None,
) -> xr.Dataset:
    """Average the heart rate around marks of any kind.

    Parameters
    ----------
    beats : array of float64, shape (beats,)
        s from the start of the recording, rising, as `explorer.analysis.heart_rate.heart_beats`.
    onsets, before, after, rng
        As of `around_events`.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Says in which stage each mark begins.

    Returns
    -------
    xr.Dataset, units "1/min"
        As of `around_events`. Between beats the rate is that of their interval; a mark with an
        interval of less than 0.33 or more than 2 s around it is left out.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> beats = np.arange(0, 120, 0.8)
    >>> found = heart_rate_around(beats, [40.0, 60.0], make_hypnogram(["N2"] * 4))
    >>> np.unique(found["mean"].sel(stage="N2").round(6)).tolist()
    [75.0]
    """
    gaps = np.diff(beats)
    rates = np.where((gaps >= _PLAUSIBLE[0]) & (gaps <= _PLAUSIBLE[1]), 60 / gaps, np.nan)
    steps = np.arange(-round(before / _STEP), round(after / _STEP) + 1)
    time = np.asarray(steps * _STEP, np.float64)

    def stretch(moment: float) -> npt.NDArray[np.float64]:
        place = np.searchsorted(beats, moment + time, side="right") - 1
        inside = (place >= 0) & (place < rates.size)
        values: npt.NDArray[np.float64] = np.full(time.size, np.nan)
        values[inside] = rates[place[inside]]
        return values

    end = float(beats[-1]) if beats.size else 0.0
    attrs: dict[str, object] = {"units": "1/min", "long_name": "heart rate"}
    marks = np.asarray(onsets, np.float64)
    return locked_average(stretch, marks, time, end, hypnogram, rng=rng, attrs=attrs)


def spectra_around(found: xr.Dataset) -> xr.Dataset:
    """Compare the spectra before and after marks.

    Parameters
    ----------
    found : xr.Dataset
        Of `around_events`, of samples as recorded.

    Returns
    -------
    xr.Dataset, dims (part, stage, frequency)
        ``power``: the median over marks of Welch's density "before" and "after" them, in squared
        units a Hz, up to 40 Hz; ``ratio`` (stage, frequency): the median of after over before, in
        dB. NaN for a stage without marks, and for parts shorter than a segment of 4 s by segments
        as long as they are.
    """
    rows = found["image"].values.astype(np.float64)
    time = found["time"].values
    rate = (time.size - 1) / (time[-1] - time[0])
    parts = (rows[:, time < 0], rows[:, time >= 0])
    segment = max(min(round(_SEGMENT * rate), *(part.shape[1] for part in parts)), 1)
    power = []
    for part in parts:
        some = part if len(part) else np.zeros((1, part.shape[1]))  # no mark: frequencies alone
        frequency, density = scipy.signal.welch(some, rate, nperseg=segment, axis=-1)
        power.append(density[: len(part), frequency <= _HIGHEST])
    frequency = frequency[frequency <= _HIGHEST]
    stages = found["stage"].values.tolist()
    medians = np.full((2, len(stages), frequency.size), np.nan)
    ratio = np.full((len(stages), frequency.size), np.nan)
    for at, stage in enumerate(stages):
        here = (found["event_stage"].values == stage) | (stage == ALL)
        if here.any():
            medians[:, at] = [np.median(part[here], axis=0) for part in power]
            quotient = np.maximum(power[1][here], 1e-30) / np.maximum(power[0][here], 1e-30)
            ratio[at] = np.median(10 * np.log10(quotient), axis=0)
    units = found.attrs["units"]
    return xr.Dataset(
        {
            "power": (("part", "stage", "frequency"), medians, {"units": f"{units}^2/Hz"}),
            "ratio": (("stage", "frequency"), ratio, {"units": "dB"}),
        },
        {
            "part": ["before", "after"],
            "stage": stages,
            "frequency": ("frequency", frequency, {"units": "Hz"}),
        },
    )
