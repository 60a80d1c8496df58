"""What a night holds of what sleep is said to serve: memory, hormones, clearance. Proxies, all."""

import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.channel_night import ChannelNight
from explorer.analysis.event_counts import counts_by_stage, events_by_epoch
from explorer.analysis.event_search import NAMES, DetectedEvents, find_events
from explorer.analysis.heart_rate import ecg_channel, heart_beats, heart_rate
from explorer.analysis.heartbeat_process import beat_finder
from explorer.analysis.infraslow_sigma import Infraslow
from explorer.analysis.search_scope import SEARCH_STAGES
from explorer.analysis.signal_summary import follow_infraslow
from explorer.analysis.slow_wave_course import BETA, clearance_proxy
from explorer.analysis.wave_coupling import NO_BAND, Coupled, couple_waves, rules_for
from explorer.dsp.power import band_power, cumulative_power
from explorer.metrics.cycles import cycles
from explorer.metrics.slow_wave_activity import slow_wave_energy, swa_by_epoch
from explorer.metrics.table import table
from explorer.night.night import Night
from explorer.vocabulary.bands import SLOW_WAVE_ACTIVITY
from explorer.vocabulary.stages import Stage

Told = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Memory:
    """Spindles, and how they go with slow waves."""

    spindles: dict[str, tuple[int, float]]
    """By stage and "all": how many, and how many a minute without artefacts."""
    by_epoch: npt.NDArray[np.int64]
    """Spindles that begin in each epoch."""
    slow_waves: int
    coupling: Coupled | None
    rule: str
    """By which spindles were found, in words."""


@dataclass(frozen=True, eq=False)
class Hormones:
    """The first cycle, in which most of a man's growth hormone is released."""

    first: tuple[float, float] | None
    """Begin and end of the first cycle, s; None where there is none."""
    n3: float
    """min of N3 in its NREM episode."""
    energy: xr.DataArray
    """Cumulative slow-wave energy of the night, dims (epoch), uV^2 s."""
    first_energy: float
    """Of the first cycle, uV^2 s."""

    @property
    def share(self) -> float:
        """Share of the night's energy, from 0 to 1."""
        total = float(self.energy[-1]) if self.energy.size else 0.0
        return self.first_energy / total if total > 0 else float("nan")


@dataclass(frozen=True, eq=False)
class Clearance:
    """What went with the flow of cerebrospinal fluid in mice, and in a few people."""

    ratio: npt.NDArray[np.float64]
    """log10 of delta over beta power, shape (epoch,); NaN outside N2 and N3."""
    heart: xr.DataArray | None
    """Heart rate, dims (epoch); None where there is no ECG."""
    ecg: str
    infraslow: Infraslow | None
    no_heart: str = ""
    """Why there is no heart rate although there is an ECG."""

    @property
    def mean_ratio(self) -> float:
        """Mean over N2 and N3."""
        known = self.ratio[np.isfinite(self.ratio)]
        return float(known.mean()) if known.size else float("nan")


@dataclass(frozen=True, eq=False)
class SleepFunctionProxies:
    """The three together, and what could not be had."""

    memory: Memory
    hormones: Hormones
    clearance: Clearance
    notes: tuple[str, ...]


def measure_function(
    night: Night,
    hypnogram: xr.DataArray,
    channel: ChannelNight,
    density: npt.NDArray[np.floating],
    frequencies: npt.NDArray[np.float64],
    *,
    searched: tuple[Stage, ...] = SEARCH_STAGES,
    told: Told = lambda _words: None,
    partly: Callable[["SleepFunctionProxies"], None] = lambda _found: None,
    cancel: threading.Event | None = None,
) -> SleepFunctionProxies:
    """Measure what is said to serve memory, hormones and clearance.

    Parameters
    ----------
    night : Night
        Whose ECG is read.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Whose stages count.
    channel : ChannelNight
        Where events are found.
    density : array, shape (epoch, frequency)
        Spectrum of each epoch, uV^2/Hz; NaN in those with artefacts.
    frequencies : array of float64, shape (frequency,)
        Hz.
    searched : tuple of Stage
        Those in which events are looked for.
    told : callable of str
        Told what is being computed.
    partly : callable of SleepFunctionProxies
        Given all else before heart beats are looked for, where there is an ECG.
    cancel : threading.Event, optional
        Set it to do without heart beats.

    Returns
    -------
    SleepFunctionProxies

    Notes
    -----
    Every number is a proxy. Spindles and slow waves by the default rules, coupling as of
    `explorer.analysis.wave_coupling`; the first cycle by Feinberg & Floyd; slow-wave energy of
    0.75-4.5 Hz; the ratio of 0.5-4 to 15-30 Hz after Hablitz et al. 2019, Sci Adv 5:eaav5447, who
    anaesthetised mice.

    Examples
    --------
    >>> from explorer.app.analysis_cache import AnalysisCache
    >>> from explorer.analysis.signal_view import SignalView
    >>> from explorer.models.simulated_night import simulate_night
    >>> night = simulate_night(hours=1.5, sampling_frequency=64)
    >>> found = AnalysisCache(night).analysis("C4-M1", SignalView(("C4-M1",), "as recorded", 0.0))
    >>> given = night, night.hypnogram, found.whole, found.density, found.frequencies
    >>> measured = measure_function(*given)
    >>> measured.memory.spindles["N2"][0] > 0, 0 < measured.hormones.share <= 1
    (True, True)
    """
    notes: list[str] = []
    ecg, heart, no_heart = ecg_channel(night), None, ""
    # It starts while the rest is measured.
    with beat_finder(cancel) if ecg else nullcontext() as finder:
        told("spindles, and their coupling to slow waves")
        memory = _memory(channel, hypnogram, searched, notes)
        told("slow-wave energy")
        cumulative = cumulative_power(density, frequencies)
        top = float(frequencies[-1])
        hormones = _hormones(cumulative, frequencies, hypnogram)
        if top < BETA.high:
            notes.append(
                f"Beta reaches only to {top:g} Hz here, not to {BETA.high:g} Hz: compare the ratio "
                "with no other recording."
            )
        ratio = clearance_proxy(density, frequencies, hypnogram)
        told("the infraslow sigma fluctuation")
        infraslow = follow_infraslow(channel, hypnogram, channel.masked)
        if ecg:
            known = Clearance(ratio, None, ecg, infraslow, f"heart beats are looked for in {ecg}…")
            partly(SleepFunctionProxies(memory, hormones, known, tuple(notes)))
            try:
                beats = heart_beats(
                    night,
                    ecg,
                    told=lambda share: told(f"heart beats, {100 * share:.0f} % of the night"),
                    finder=finder,
                )
                heart = heart_rate(beats, hypnogram)
            except ValueError as error:  # all else has been measured, and stands
                stopped = cancel is not None and cancel.is_set()
                no_heart = f"the search for heart beats in {ecg} "
                no_heart += "was stopped" if stopped else "failed"
                if not stopped:
                    notes.append(f"{error}: there is no heart rate.")
    clearance = Clearance(ratio, heart, ecg, infraslow, no_heart)
    return SleepFunctionProxies(memory, hormones, clearance, tuple(notes))


def _memory(
    channel: ChannelNight, hypnogram: xr.DataArray, searched: tuple[Stage, ...], notes: list[str]
) -> Memory:
    of_waves, of_spindles = rules_for(NO_BAND)
    found: list[DetectedEvents | None] = []
    for detection in (of_waves, of_spindles):
        try:
            events = find_events(channel, hypnogram, detection, searched)
        except ValueError as error:  # too slow a recording for this kind
            notes.append(str(error))
            found.append(None)
            continue
        if events.not_searched:  # a count of 0 would read as a finding
            notes.append(f"{NAMES[detection.kind]}: nothing was searched, {events.not_searched}")
        found.append(None if events.not_searched else events)
    waves, spindles = found
    coupling = couple_waves(
        channel,
        (of_waves, None if waves is None else waves.events),
        (of_spindles, None if spindles is None else spindles.events),
        notes,
    )
    if spindles is None:
        counts, by_epoch = {}, np.zeros(hypnogram.sizes["epoch"], np.int64)
    else:
        counts = counts_by_stage(spindles, hypnogram, channel.artefact_time)
        by_epoch = events_by_epoch(spindles, hypnogram)
    number = 0 if waves is None else waves.events.sizes["event"]
    return Memory(counts, by_epoch, number, coupling, of_spindles.words)


def _hormones(
    cumulative: npt.NDArray[np.floating],
    frequencies: npt.NDArray[np.float64],
    hypnogram: xr.DataArray,
) -> Hormones:
    band = SLOW_WAVE_ACTIVITY
    power = band_power(cumulative, frequencies, band.low, min(band.high, float(frequencies[-1])))
    energy = slow_wave_energy(swa_by_epoch(power, hypnogram))
    found = cycles(hypnogram)
    n3 = float(table(hypnogram, symbols=["N3_cycle1"])["N3_cycle1"])
    if not found.sizes["cycle"]:
        return Hormones(None, n3, energy, float("nan"))
    begin = float(found.onset[0])
    end = begin + float(found.duration[0])
    inside = (hypnogram.onset.values >= begin) & (hypnogram.onset.values < end)
    gained = np.diff(energy.values, prepend=0.0)
    return Hormones((begin, end), n3, energy, float(gained[inside].sum()))
