"""Topography over the scalp: band power, SWA and spindle density by site and stage."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.event_counts import events_by_epoch
from explorer.analysis.event_search import DetectionRule, detection_for, find_events
from explorer.analysis.night_parts import NightPart, night_parts
from explorer.analysis.power_by_stage import ALL
from explorer.analysis.scalp_sites import ScalpSites, scalp_sites
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.spectral_analysis import SpectralAnalysis, analyse_channel
from explorer.detectors.epoch_masking import MOST_ARTEFACT
from explorer.dsp.power import band_power
from explorer.night.montage import AS_RECORDED
from explorer.night.night import Night
from explorer.vocabulary.bands import BANDS, SLOW_WAVE_ACTIVITY, Band
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import DEEPER_NREM, stages_told

Quantity = Literal["band power", "SWA", "spindle density"]
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
"""What can be mapped."""

DEEP = "N2+N3"
"""Name of N2 and N3 together, or of the coarse stages that hold them: what SWA is the mean of."""

_POWER, _DENSITY = "uV^2", "1/min"
_SIGMA = next(band for band in BANDS if band.name == "sigma")

Progress = Callable[[int, int], None]
"""Told how many sites of how many are done; what it raises ends the work."""


@dataclass(frozen=True, eq=False)
class ScalpNight:
    """What every site of a night gives, from which a map of any band follows at once.

    Parameters
    ----------
    sites : ScalpSites
    stages : tuple of str
        `explorer.analysis.power_by_stage.ALL`, then `DEEP` where there is any, then each stage.
    frequencies : array of float64, shape (frequency,)
        Hz.
    cumulative : array of float64, shape (stage, site, frequency)
        Mean power below each frequency, uV^2, over epochs without artefacts; NaN of none.
    spindles : array of float64, shape (stage, site)
        A minute without artefacts; NaN in stages in which none are looked for.
    epochs, excluded : array of int64, shape (stage, site)
        How many count, and how many of the stage are left out for artefacts or a gap.
    part : str
        Of the night: "in bed", "night" or "selection".
    rule : str
        By which spindles were found, in words.
    simulated : bool
    """

    sites: ScalpSites
    stages: tuple[str, ...]
    frequencies: npt.NDArray[np.float64]
    cumulative: npt.NDArray[np.float64]
    spindles: npt.NDArray[np.float64]
    epochs: npt.NDArray[np.int64]
    excluded: npt.NDArray[np.int64]
    part: str
    rule: str
    simulated: bool

    def map_of(self, quantity: Quantity, *, stage: str, band: Band = _SIGMA) -> xr.DataArray:
        """Give one value a site: as of `topography`, for one stage."""
        if quantity not in QUANTITIES:
            raise ValueError(f"no quantity {quantity!r}, expected one of {QUANTITIES}")
        if stage not in self.stages:
            raise ValueError(f"no stage {stage!r} in this night, expected one of {self.stages}")
        row = self.stages.index(stage)
        if quantity == "spindle density":
            values, units = self.spindles[row], _DENSITY
            title = f"spindle density ({self.rule.removeprefix('spindles: ')})"
        else:
            chosen = SLOW_WAVE_ACTIVITY if quantity == "SWA" else band
            high = min(chosen.high, float(self.frequencies[-1]))
            values = band_power(self.cumulative[row], self.frequencies, chosen.low, high)
            units = _POWER
            name = "slow-wave activity" if quantity == "SWA" else "power"
            title = f"{name}, {chosen.low:g}-{high:g} Hz"
        sites = self.sites.sites
        return xr.DataArray(
            values,
            {
                "channel": [one.channel for one in sites],
                "site": ("channel", [one.site for one in sites]),
                "x": ("channel", [one.x for one in sites]),
                "y": ("channel", [one.y for one in sites]),
                "epochs": ("channel", self.epochs[row]),
                "excluded": ("channel", self.excluded[row]),
                "stage": stage,
            },
            ("channel",),
            name=quantity,
            attrs={
                "units": units,
                "long_name": title,
                "reference": self.sites.reference,
                "montage": self.sites.montage,
                "part": self.part,
                "simulated": int(self.simulated),
                "left_out": [f"{name}: {why}" for name, why in self.sites.left_out],
                "notes": self.notes(stage),
            },
        )

    def notes(self, stage: str) -> list[str]:
        """Say what was left out of a stage's maps, and what the places are."""
        row = self.stages.index(stage)
        out = self.excluded[row]
        worst = self.sites.sites[int(out.argmax())].site
        of = int((out + self.epochs[row]).max())
        each = f"{out.min()} to {out.max()} of {of}, most at {worst}"
        if out.min() == out.max():
            each = f"{out.max()} of {of} at every site"
        said = [
            f"epochs of which artefacts take {MOST_ARTEFACT:.0%} or more are left out: {each}",
            "sites lie where the 10-05 system has them on a template head, by the channels' names",
        ]
        if count := len(self.sites.left_out):
            said.append(f"{pluralize(count, 'EEG channel')} not in the map, listed with the reason")
        return said


def topography(
    night: Night,
    quantity: Quantity = "band power",
    *,
    band: Band = _SIGMA,
    stage: str = ALL,
    montage: str = AS_RECORDED,
) -> xr.DataArray:
    """Map a quantity over the scalp: one value a site.

    Parameters
    ----------
    night : Night
        With `explorer.analysis.scalp_sites.FEWEST_SITES` EEG channels of known sites or more.
    quantity : str
        One of `QUANTITIES`: mean power of `band`; that of 0.75-4.5 Hz; spindles a minute by the
        default rule of sigma.
    band : Band
        Of band power.
    stage : str
        A stage's name, "N2+N3", or "all" for every epoch in bed (of the night, where nobody knows
        the lights).
    montage : str
        One of `explorer.night.montage.available_montages`.

    Returns
    -------
    xr.DataArray, dims (channel)
        Units uV^2, or 1/min; coordinates ``site``, ``x``, ``y``, ``epochs``, ``excluded`` (of the
        stage, for artefacts) and ``stage``; attrs ``reference``, ``montage``, ``part``,
        ``simulated``, ``left_out`` (channels in no map, and why) and ``notes``. NaN where no epoch
        is left, and of spindles in stages in which none are looked for.

    Raises
    ------
    ValueError
        If there are too few sites, or no such quantity, stage or montage.

    Notes
    -----
    Every value is what `explorer.analysis.spectral_analysis.analyse_channel` gives of that channel
    by itself: `explorer.analysis.power_by_stage.power_by_stage` of it, and
    `explorer.analysis.event_counts.counts_by_stage`. Between the sites,
    `explorer.analysis.scalp_interpolation.interpolate_scalp` draws; it measures nothing.

    Examples
    --------
    >>> from explorer.models.simulated_scalp import simulate_scalp
    >>> found = topography(simulate_scalp(hours=0.2), "SWA")
    >>> found.site.values[found.values.argmax()] in {"Fp1", "Fp2"}, found.units, found.reference
    (True, 'uV^2', 'LM')
    """
    lights = (float(night.attrs["lights_off"]), float(night.attrs["lights_on"]))
    part = night_parts(night.hypnogram, lights)[0]
    found = scalp_night(
        night,
        scalp_sites(night, montage),
        part,
        SearchScope(night.hypnogram),
        spindles=quantity == "spindle density",
    )
    return found.map_of(quantity, stage=stage, band=band)


def scalp_night(
    night: Night,
    sites: ScalpSites,
    part: NightPart,
    searched: SearchScope,
    *,
    notch: float = 0.0,
    spindles: bool = True,
    told: Progress = lambda _done, _total: None,
) -> ScalpNight:
    """Analyse every site of a night, one after the other, and keep what maps need of each.

    Parameters
    ----------
    night : Night
    sites : ScalpSites
        Of the night, as `explorer.analysis.scalp_sites.scalp_sites` finds them.
    part : NightPart
        Whose epochs count.
    searched : SearchScope
        Where spindles are looked for.
    notch : float
        Mains to take out, Hz; 0 for none.
    spindles : bool
        Whether to look for them: it takes as long as the spectra.
    told : callable of (int, int)
        See `Progress`.

    Returns
    -------
    ScalpNight

    Raises
    ------
    ValueError
        If there are too few sites.
    """
    if not sites.enough:
        raise ValueError(sites.sentence)
    hypnogram = part.hypnogram
    masks = _stage_masks(hypnogram, part.inside)
    rule = detection_for(_SIGMA)
    assert rule is not None  # sigma has spindles
    grids, means, densities, counts, lost = [], [], [], [], []
    for done, one in enumerate(sites.sites):
        told(done, len(sites.sites))
        analysis = analyse_channel(
            night, one.channel, sites.montage, notch, spectrogram=False, events=spindles
        )
        grids.append(analysis.frequencies)
        known = np.isfinite(analysis.cumulative).all(axis=1)
        means.append([_mean(analysis.cumulative[mask & known]) for mask in masks.values()])
        counts.append([np.count_nonzero(mask & known) for mask in masks.values()])
        lost.append([np.count_nonzero(mask & ~known) for mask in masks.values()])
        densities.append(_densities(analysis, searched, rule, masks))
    told(len(sites.sites), len(sites.sites))
    shortest = min(grids, key=len)
    # Bins are alike at every sampling frequency; a slower channel has fewer.
    cumulative = [np.array(rows)[:, : len(shortest)] for rows in means]
    return ScalpNight(
        sites,
        tuple(masks),
        shortest,
        np.stack(cumulative, axis=1),
        np.array(densities).T,
        np.array(counts).T,
        np.array(lost).T,
        part.name,
        rule.words,
        night.simulated,
    )


def _stage_masks(
    hypnogram: xr.DataArray, inside: npt.NDArray[np.bool_]
) -> dict[str, npt.NDArray[np.bool_]]:
    codes = hypnogram.values
    told = stages_told(codes)
    masks = {ALL: inside}
    if any(stage in DEEPER_NREM for stage in told):
        masks[DEEP] = inside & np.isin(codes, DEEPER_NREM)
    return masks | {stage.name: inside & (codes == stage) for stage in told}


def _mean(cumulative: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Mean over epochs; the power between two edges of it is the mean power of the epochs."""
    if not len(cumulative):
        return np.full(cumulative.shape[1], np.nan)
    return np.asarray(cumulative.mean(axis=0))


def _densities(
    analysis: SpectralAnalysis,
    searched: SearchScope,
    rule: DetectionRule,
    masks: dict[str, npt.NDArray[np.bool_]],
) -> list[float]:
    """Spindles a minute without artefacts, of stages that were searched throughout."""
    if analysis.whole is None or analysis.artefacts is None:
        return [np.nan] * len(masks)
    hypnogram = searched.hypnogram
    found = find_events(analysis.whole, hypnogram, rule, searched.stages)
    if found.not_searched:
        return [np.nan] * len(masks)
    count = events_by_epoch(found, hypnogram)
    minutes = (float(hypnogram.epoch_length) - analysis.artefacts.time) / 60
    looked = np.isin(hypnogram.values, searched.stages)
    return [
        count[mask].sum() / minutes[mask].sum()
        if looked[mask].all() and minutes[mask].sum() > 0
        else np.nan
        for mask in masks.values()
    ]
