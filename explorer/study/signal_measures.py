"""What an EEG adds to its hypnogram: slow-wave and sigma activity by stage, cycle and third."""

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.detectors.artefacts import detect_artefacts
from explorer.detectors.epoch_masking import artefact_time, masked_epochs
from explorer.dsp.chunked_samples import Samples
from explorer.dsp.power import band_power, cumulative_power
from explorer.dsp.spectra import welch_by_epoch
from explorer.metrics.slow_wave_activity import (
    slow_wave_energy,
    swa_by_cycle,
    swa_by_epoch,
    swa_by_third,
)
from explorer.night.chunked_channel import in_parts
from explorer.night.hypnogram import crop, make_hypnogram
from explorer.night.night import Channel, Night
from explorer.study.hypnodensity import LONGEST, STEP
from explorer.study.night_task import hypnogram_metrics
from explorer.vocabulary.bands import BANDS, SLOW_WAVE_ACTIVITY, SLOW_WAVE_ACTIVITY_RIEDNER, Band
from explorer.vocabulary.channels import Kind
from explorer.vocabulary.stages import Stage
from explorer.vocabulary.units import MICROVOLT

COURSE = "SWA_course"
"""Slow-wave activity over the night, dims (time): see `night_metrics`."""
POWER = "uV^2"
CYCLES, THIRDS = 4, 3
_SIGMA = next(band for band in BANDS if band.name == "sigma")
_MEASURED = (
    ("SWA", "slow-wave activity, 0.75-4.5 Hz (Zurich)", SLOW_WAVE_ACTIVITY),
    ("SWA_Riedner", "slow-wave activity, 0.5-4 Hz (Riedner 2007)", SLOW_WAVE_ACTIVITY_RIEDNER),
    ("SIGMA", "sigma activity, 11-16 Hz", _SIGMA),
)
# Slow waves are largest over the front; where none of these was recorded, the first EEG is taken.
_PREFERRED = ("F4-M1", "F3-M2", "FPZ-CZ", "F4", "F3", "FZ", "C4-M1", "C3-M2", "C4", "C3", "CZ")
_SLOWEST = 2.5 * _SIGMA.high  # Hz: room above sigma
_SEGMENT = 4.0  # s, Hann, half overlapping: bins of 0.25 Hz
_HIGHEST = 20.0  # Hz, of the spectra kept


def signal_channel(night: Night) -> Channel | None:
    """Choose the EEG that a night is measured by: the most frontal one.

    Parameters
    ----------
    night : Night

    Returns
    -------
    Channel or None
        None where no EEG in uV is fast enough.

    Examples
    --------
    >>> from explorer.night.schema import make_signals
    >>> eeg = make_signals(np.zeros((2, 600)), 100.0, ["EEG Pz-Oz", "EEG Fpz-Cz"], ["EEG"] * 2,
    ...                    ["uV"] * 2)
    >>> signal_channel(Night.make({"100Hz": eeg})).name
    'EEG Fpz-Cz'
    """
    usable = [
        channel
        for channel in night.channels.values()
        if channel.kind == Kind.EEG
        and channel.units == MICROVOLT
        and channel.sampling_frequency >= _SLOWEST
    ]
    names = [channel.name.upper().removeprefix("EEG").strip() for channel in usable]
    for wanted in _PREFERRED:
        if wanted in names:
            return usable[names.index(wanted)]
    return usable[0] if usable else None


def night_metrics(night: Night, lights: tuple[float, float]) -> xr.Dataset:
    """Every metric of the first scorer's hypnogram, and of one EEG where there is one.

    Parameters
    ----------
    night : Night
        Scored; with or without signals.
    lights : tuple of float
        Lights-off and lights-on, in s from the start of the recording.

    Returns
    -------
    xr.Dataset
        As `hypnogram_metrics` gives it; with an EEG (`signal_channel`, named in
        the attr ``channel``) also, in uV^2 and of N2 and N3 without artefacts, ``SWA``,
        ``SWA_Riedner`` and ``SIGMA``: of the night, ``_N2`` and ``_N3``, by cycle (``_C1`` to
        ``_C4``) and by third of the sleep period (``_T1`` to ``_T3``); ``SWE`` (uV^2 s); and
        ``SWA_course`` (time), the mean of bins of 10 min from lights-off, NaN where there is
        neither N2 nor N3.

    Examples
    --------
    >>> hypnogram = make_hypnogram(["W", "N2", "N3", "N2"])
    >>> "SWA" in night_metrics(Night.make({}, {"me": hypnogram}), (0, 120))
    False
    """
    found = hypnogram_metrics(night, lights)
    channel = signal_channel(night)
    if channel is None:
        return found
    hypnogram = crop(night.hypnogram, *lights)
    if not hypnogram.sizes["epoch"]:
        return found
    density, frequencies = clean_spectra(night, channel, hypnogram)
    own = make_hypnogram(hypnogram.values, float(hypnogram.epoch_length))
    measured = signal_metrics(density, frequencies, own)
    return found.merge(measured).assign_attrs(channel=channel.name)


def clean_spectra(
    night: Night, channel: Channel, hypnogram: xr.DataArray
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float64]]:
    """Spectrum of each epoch of a hypnogram, without those that artefacts spoil.

    Parameters
    ----------
    night : Night
    channel : Channel
        Of it, in uV.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Part of the night's; only its samples are read.

    Returns
    -------
    array of float32, shape (epoch, frequency), uV^2/Hz
        NaN where there is a gap, an artefact, or no recording.
    array of float64, shape (frequency,), Hz
    """
    length, frequency = float(hypnogram.epoch_length), channel.sampling_frequency
    epochs = hypnogram.sizes["epoch"]
    begin = float(hypnogram.onset[0])
    recorded = in_parts(night, channel.name, begin, begin + epochs * length)
    first = max(round(-begin * frequency), 0)  # epochs may begin before the recording

    def read(start: int, stop: int) -> npt.NDArray[np.float32]:
        out = np.full(stop - start, np.nan, np.float32)
        low, high = (min(max(at - first, 0), recorded.size) for at in (start, stop))
        out[low + first - start : high + first - start] = recorded.read(low, high)
        return out

    samples = Samples(round(epochs * length * frequency), read)
    spectra = welch_by_epoch(
        samples,
        frequency,
        epoch_length=length,
        segment_length=min(_SEGMENT, length),
        maximum_frequency=_HIGHEST,
    )
    density = np.full((epochs, spectra.frequency.size), np.nan, np.float32)
    density[: len(spectra.density)] = spectra.density[:epochs]
    own = make_hypnogram(hypnogram.values, length)
    artefacts = detect_artefacts(night.signal(channel.name), hypnogram=own, samples=samples)
    density[masked_epochs(artefact_time(artefacts, own), own)] = np.nan
    return density, np.asarray(spectra.frequency, np.float64)


def signal_metrics(
    density: npt.NDArray[np.floating],
    frequencies: npt.NDArray[np.float64],
    hypnogram: xr.DataArray,
) -> xr.Dataset:
    """Slow-wave and sigma activity of a night from the spectra of its epochs.

    Parameters
    ----------
    density : array, shape (epoch, frequency), uV^2/Hz
    frequencies : array of float64, shape (frequency,), Hz
    hypnogram : xr.DataArray of Stage, dims (epoch)
        From lights-off, at 0 s, to lights-on.

    Returns
    -------
    xr.Dataset
        See `night_metrics`.
    """
    cumulative = cumulative_power(density, frequencies)
    found = xr.Dataset()
    for symbol, title, band in _MEASURED:
        power = band_power(cumulative, frequencies, band.low, band.high)
        activity = swa_by_epoch(power, hypnogram)
        found = found.assign(_parts(symbol, title, band, activity, hypnogram))
        if symbol == "SWA":
            energy = slow_wave_energy(activity)
            total = float(energy[-1]) if np.isfinite(activity.values).any() else np.nan
            attrs = {
                **energy.attrs,
                "formula": "sum of SWA over N2 and N3 times the epoch's length",
            }
            found["SWE"] = ((), total, attrs)
            found[COURSE] = _course(activity)
    return found


def _parts(
    symbol: str, title: str, band: Band, activity: xr.DataArray, hypnogram: xr.DataArray
) -> dict[str, xr.Variable]:
    """One band's activity as numbers: of the night, by stage, cycle and third."""
    values = activity.values
    by_cycle = swa_by_cycle(activity, hypnogram).swa.values[:CYCLES]
    by_cycle = np.pad(by_cycle, (0, CYCLES - by_cycle.size), constant_values=np.nan)
    numbers = {
        "": ("", _mean(values)),
        **{
            f"_{stage.name}": (f" in {stage.name}", _mean(values[hypnogram.values == stage]))
            for stage in (Stage.N2, Stage.N3)
        },
        **{f"_C{k + 1}": (f" in cycle {k + 1}", by_cycle[k]) for k in range(CYCLES)},
        **{
            f"_T{k + 1}": (f" in third {k + 1} of the sleep period", value)
            for k, value in enumerate(swa_by_third(activity, hypnogram))
        },
    }
    return {
        symbol + ending: xr.Variable(
            (),
            float(value),
            {
                "units": POWER,
                "long_name": title + words,
                "formula": f"mean power of {band.low:g}-{band.high:g} Hz over N2 and N3{words}, "
                "without epochs of which artefacts take a tenth or more",
            },
        )
        for ending, (words, value) in numbers.items()
    }


def _course(activity: xr.DataArray) -> xr.DataArray:
    """Mean activity of bins from lights-off."""
    bins = int(LONGEST // STEP)
    place = (np.arange(activity.size) * float(activity.epoch_length) // STEP).astype(int)
    kept = np.isfinite(activity.values) & (place < bins)
    count = np.bincount(place[kept], minlength=bins)
    total = np.bincount(place[kept], activity.values[kept], bins)
    mean = np.divide(total, count, out=np.full(bins, np.nan), where=count > 0)
    return xr.DataArray(
        mean,
        {"time": ("time", (np.arange(bins) + 0.5) * STEP, {"units": "s"})},
        ("time",),
        attrs={"units": POWER, "long_name": "slow-wave activity over the night"},
    )


def without_mixed_channels(nights: xr.Dataset) -> xr.Dataset:
    """Drop the power of people whose nights were measured on different channels, and say so.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        With the coordinates ``subject`` and ``channel``.

    Returns
    -------
    xr.Dataset
        Their power is NaN, for a ratio between derivations says nothing of sleep; one more of
        ``notes`` where there are any.

    Examples
    --------
    >>> nights = xr.Dataset(
    ...     {"SWA": ("recording", [400.0, 90.0, 300.0], {"units": "uV^2"})},
    ...     {"subject": ("recording", ["A", "A", "B"]),
    ...      "channel": ("recording", ["Fpz-Cz", "Pz-Oz", "Fpz-Cz"])})
    >>> without_mixed_channels(nights).SWA.values.tolist()
    [nan, nan, 300.0]
    """
    subjects, channels = nights.subject.values, nights.channel.values
    mixed = {
        str(name): used
        for name in dict.fromkeys(subjects.tolist())
        if len(used := sorted(set(channels[(subjects == name) & (channels != "")]))) > 1
    }
    if not mixed:
        return nights
    kept = xr.DataArray(~np.isin(subjects, list(mixed)), dims="recording")
    power = {
        str(name): one.where(kept)
        for name, one in nights.data_vars.items()
        if str(one.attrs.get("units", "")).startswith(POWER)
    }
    listed = "; ".join(f"{name} ({', '.join(used)})" for name, used in mixed.items())
    note = (
        "Nights of one person were measured on different channels, so their power was left out: "
        f"{listed}. Name one in a column channel."
    )
    return nights.assign(power).assign_attrs(notes=[*nights.attrs.get("notes", []), note])


def _mean(values: npt.NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")
