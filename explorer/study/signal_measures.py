"""What an EEG adds to its hypnogram: slow-wave and sigma activity by stage, cycle and third."""

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.observed_night import observed_night
from explorer.analysis.scalp_sites import scalp_sites
from explorer.dsp.power import band_power, cumulative_power
from explorer.metrics.slow_wave_activity import (
    slow_wave_energy,
    swa_by_cycle,
    swa_by_epoch,
    swa_by_third,
)
from explorer.night.first_look import measured_channel
from explorer.night.hypnogram import crop, make_hypnogram
from explorer.night.night import Night
from explorer.study.night_courses import COURSE, activity_course, heart_courses
from explorer.study.night_task import hypnogram_metrics
from explorer.vocabulary.bands import BANDS, SLOW_WAVE_ACTIVITY, SLOW_WAVE_ACTIVITY_RIEDNER, Band
from explorer.vocabulary.stages import Stage

SPINDLES = "SPINDLES"
SITES = "_sites"
"""Ends the names of what is measured of every scalp site: see `site_metrics`."""
POWER = "uV^2"
CYCLES, THIRDS = 4, 3
_SIGMA = next(band for band in BANDS if band.name == "sigma")
_MEASURED = (
    ("SWA", "slow-wave activity, 0.75-4.5 Hz (Zurich)", SLOW_WAVE_ACTIVITY),
    ("SWA_Riedner", "slow-wave activity, 0.5-4 Hz (Riedner 2007)", SLOW_WAVE_ACTIVITY_RIEDNER),
    ("SIGMA", "sigma activity, 11-16 Hz", _SIGMA),
)


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
        As `hypnogram_metrics` gives it; with an EEG (that of
        `explorer.night.first_look.measured_channel`, named in the attr ``channel``) also, in uV^2
        and of N2 and N3 in bed without epochs that artefacts spoil, ``SWA``,
        ``SWA_Riedner`` and ``SIGMA``: of the night, ``_N2`` and ``_N3``, by cycle (``_C1`` to
        ``_C4``) and by third of the sleep period (``_T1`` to ``_T3``); ``SWE`` (uV^2 s); and
        ``SWA_course`` (time), the mean of bins of 10 min from lights-off, NaN where there is
        neither N2 nor N3. With an ECG also what `heart_courses` gives. With
        `explorer.analysis.scalp_sites.FEWEST_SITES` scalp sites also what `site_metrics` gives.

    Examples
    --------
    >>> hypnogram = make_hypnogram(["W", "N2", "N3", "N2"])
    >>> "SWA" in night_metrics(Night.make({}, {"me": hypnogram}), (0, 120))
    False
    """
    observed = observed_night(night)
    found = hypnogram_metrics(night, lights, observed)
    if observed.beats is not None and observed.beats.size:
        found = found.assign(heart_courses(observed.beats, lights).data_vars)
    channel = measured_channel(night)
    hypnogram = crop(night.hypnogram, *lights)
    if not channel or not hypnogram.sizes["epoch"]:
        return found
    # What filters and finds events is imported where there is an EEG: hypnograms alone go without.
    from explorer.analysis.power_by_stage import epochs_within
    from explorer.analysis.spectral_analysis import analyse_channel

    analysis = analyse_channel(night, channel, spectrogram=False, events=False)
    in_bed = epochs_within(night.hypnogram, *lights)
    own = make_hypnogram(hypnogram.values, float(hypnogram.epoch_length))
    measured = signal_metrics(analysis.density[in_bed], analysis.frequencies, own)
    measured = measured.assign(site_metrics(night, lights).data_vars)
    return found.merge(measured).assign_attrs(channel=channel)


def site_metrics(night: Night, lights: tuple[float, float]) -> xr.Dataset:
    """Band power, SWA and spindle density of every scalp site, where a night has enough of them.

    Parameters
    ----------
    night : Night
        Scored.
    lights : tuple of float
        Lights-off and lights-on, in s from the start of the recording.

    Returns
    -------
    xr.Dataset, dims (site)
        ``SWA_sites``, the power of each standard band in uV^2 (``SIGMA_sites``, ``THETA_sites``)
        and ``SPINDLES_sites`` (1/min), of N2 and N3 in bed, as
        `explorer.analysis.topography.topography` maps them. A site is named with its reference, as
        in Fz-LM: against another it would be another number. Empty with fewer sites than
        `explorer.analysis.scalp_sites.FEWEST_SITES`, or without N2 and N3.

    Examples
    --------
    >>> from explorer.models.simulated_scalp import simulate_scalp
    >>> night = simulate_scalp(hypnogram=make_hypnogram(["W"] + ["N2"] * 8 + ["N3"] * 8))
    >>> found = site_metrics(night, (0.0, night.duration))
    >>> list(found)[:2], found.sizes["site"], found.site.values[4].item()
    (['SWA_sites', 'SIGMA_sites'], 19, 'Fz-LM')
    """
    sites = scalp_sites(night)
    if not sites.enough:
        return xr.Dataset()
    from explorer.analysis.night_parts import night_parts
    from explorer.analysis.search_scope import SearchScope
    from explorer.analysis.topography import DEEP, scalp_night

    part = night_parts(night.hypnogram, lights)[0]
    scope = SearchScope(night.hypnogram)
    whole = scalp_night(night, sites, part, scope)
    if DEEP not in whole.stages:
        return xr.Dataset()
    names = [f"{one.site}-{one.against}" if one.against else one.site for one in sites.sites]
    found = xr.Dataset(coords={"site": names})
    others = [
        (
            band.name.upper().replace(" ", "_"),
            f"{band.name} power, {band.low:g}-{band.high:g} Hz",
            band,
        )
        for band in BANDS
        if band != _SIGMA and band.low < whole.frequencies[-1]
    ]
    for name, title, band in (_MEASURED[0], _MEASURED[2], *others):
        values = whole.map_of("band power", stage=DEEP, band=band).values
        attrs = {
            "units": POWER,
            "long_name": f"{title}, by scalp site",
            "formula": f"mean power of {band.low:g}-{band.high:g} Hz over N2 and N3, without "
            "epochs of which artefacts take a tenth or more, site by site",
        }
        found[f"{name}{SITES}"] = ("site", values, attrs)
    density = whole.map_of("spindle density", stage=DEEP)
    attrs = {
        "units": str(density.attrs["units"]),
        "long_name": "spindle density, by scalp site",
        "formula": f"{whole.rule} in N2 and N3, a minute without artefacts, site by site",
    }
    if np.isfinite(density.values).any():
        found[f"{SPINDLES}{SITES}"] = ("site", density.values, attrs)
    return found


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
            found[COURSE] = activity_course(activity, POWER)
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
