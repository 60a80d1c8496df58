"""Spindles in one channel, by one of several published rules, each measured the same way."""

from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.detectors.a7_spindles import A7SpindleRule, a7_spindles, reach
from explorer.detectors.a7_windows import A7Background, a7_background
from explorer.detectors.inputs import (
    check,
    event_table,
    included_stretches,
    is_scored,
    read_samples,
    read_sampling_frequency,
)
from explorer.detectors.search_coverage import NOT_SEARCHED, why_not_searched
from explorer.detectors.spindle_measures import measure_spindles
from explorer.detectors.yasa_spindles import YasaSpindleRule, yasa_spindles
from explorer.dsp.blocks import BlockSpectra
from explorer.dsp.filters import Taps, filter_whole
from explorer.dsp.gaps import FloatArray
from explorer.intervals import Spans
from explorer.vocabulary.stages import DEEPER_NREM, Stage

KIND = "spindle"
DEFAULT_STAGES = DEEPER_NREM

RULES: MappingProxyType[str, A7SpindleRule | YasaSpindleRule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            A7SpindleRule(
                "a7 aasm",
                "Lacourse et al. 2019, J Neurosci Methods 316:3; AASM Manual: 0.5 s or more",
                duration=(0.5, 2.5),
            ),
            A7SpindleRule(),
            YasaSpindleRule(),
            YasaSpindleRule("yasa slow", band=(9.0, 12.0)),
            YasaSpindleRule("yasa fast", band=(12.0, 15.0)),
        )
    }
)
DEFAULT_RULE = RULES["a7 aasm"]

_MARGIN = 2.0  # Hz on each side of the sigma range, for its background
_FEWEST_BINS = 3
_ROUNDING = 1e-9  # of a log10: what a straight line leaves of a spectrum that is one


def detect_spindles(
    signal: xr.DataArray,
    *,
    hypnogram: xr.DataArray | None = None,
    stages: tuple[Stage, ...] = DEFAULT_STAGES,
    rule: A7SpindleRule | YasaSpindleRule = DEFAULT_RULE,
    spectra: BlockSpectra | None = None,
    background: A7Background | None = None,
) -> xr.Dataset:
    """Find sleep spindles in one channel.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
        As `explorer.night.night.Night.signal` gives it; NaN where there is a gap.
    hypnogram : xr.DataArray of Stage, dims (epoch), optional
        Without one, or where nobody scored, the whole recording is searched.
    stages : tuple of Stage
        Those in which spindles are looked for.
    rule : A7SpindleRule or YasaSpindleRule
        One of `RULES`, or one's own.
    spectra : BlockSpectra, optional
        Of this very signal. The signal is then not read, and spindles are looked for at the lowest
        rate that holds the rule's bands.
    background : A7Background, optional
        Of `spectra`, as `make_a7_background` gives it: a new band by a rule of A7 is then found in
        half the time.

    Returns
    -------
    xr.Dataset along ``event``
        ``onset``, ``duration`` (s), ``kind``, ``channel``, ``source``, ``stage``, ``peak`` (s from
        the start of the recording, where the envelope is highest), ``amplitude`` (uV, peak to peak
        of the broad band without its trend), ``rms`` (uV, of the same), ``absolute_power`` (log10
        of uV^2, median of the squared envelope), ``relative_power`` (variance of the sigma band
        over that of the broad one), ``frequency`` (Hz, median of the instantaneous frequency),
        ``oscillations`` (cycles), ``symmetry`` (place of the peak, 0 to 1).

    Raises
    ------
    ValueError
        If the signal is not one channel in uV, or is sampled too slowly for the rule.

    Notes
    -----
    "a7 aasm" is the default: A7 with its authors' thresholds, and of the bursts that pass them
    those of 0.5 s or more, which the AASM Manual asks of a spindle. In the DREAMS database its F1
    against either expert (intersection over union of 0.2, in NREM of the hypnogram) is above that
    of "yasa" by 0.10 to 0.37 in every excerpt but 3, which is sampled too slowly for "yasa";
    without a hypnogram the first expert of excerpt 4 is nearer "yasa". No threshold was fitted to
    these people. In noise with the aperiodic spectrum of N2, which comes and goes within minutes,
    it finds three spindles in two hours. Where some sigma is left in the noise, as it is in people
    between the spindles that experts mark, chance passes the thresholds more often, as
    `explorer.detectors.detector_catalogue.Detector.by_chance` counts; most such bursts are shorter
    than 0.5 s: "a7", which takes those of 0.3 s too as its authors do, finds several times as many.
    At the full rate the rule "yasa" gives YASA's events.
    Where a recording is sampled below 62 Hz the broad band of A7 ends 1 Hz short of the Nyquist
    frequency instead of at 30 Hz; at 32 Hz and below there is no sigma band, and every rule
    refuses.

    Examples
    --------
    >>> from explorer.night.schema import make_signals
    >>> time = np.arange(12_000) / 100
    >>> noise = 20 * np.cos(2 * np.pi * 3 * time)
    >>> burst = 30 * np.sin(2 * np.pi * 13 * time) * (abs(time - 60) < 0.5)
    >>> eeg = make_signals([noise + burst], 100.0, ["Cz"], ["EEG"], ["uV"])["signal"][0]
    >>> found = detect_spindles(eeg, rule=RULES["yasa"])
    >>> found.sizes["event"], bool(abs(found.frequency[0] - 13) < 0.2)
    (1, True)
    """
    check(signal)
    frequency = read_sampling_frequency(signal)
    try:
        sigma_taps, broad_taps = rule.taps(frequency)
    except ValueError as error:
        raise ValueError(f"spindles by the rule {rule.name!r}: {error}") from None
    divisor = 1 if spectra is None else spectra.rate_divisor(broad_taps)
    samples = read_samples(signal).samples if spectra is None else None

    def filtered(taps: Taps, within: Spans | None = None) -> FloatArray:
        if spectra is not None:
            return spectra.filtered(taps, rate_divisor=divisor, within=within)
        assert samples is not None
        return filter_whole(samples, taps)

    rate, count = frequency / divisor, -(-signal.sizes["time"] // divisor)
    allowed = included_stretches(hypnogram, stages, count, rate)
    if isinstance(rule, YasaSpindleRule):
        sigma, broad = filtered(sigma_taps), filtered(broad_taps)
        events = yasa_spindles(sigma, broad, rate, allowed, rule)
        extra = 0  # its ends are the last samples
    else:
        baseline = included_stretches(hypnogram, (Stage.N2,), count, rate)
        baseline = baseline if len(baseline) else allowed
        if background is None:
            background = a7_background(filtered(broad_taps), rate)
        broad = background.broad
        sigma = filtered(sigma_taps, reach(allowed, baseline, rate, count) * divisor)
        events = a7_spindles(
            sigma,
            background,
            allowed,
            baseline,
            rule,
            check_context=not is_scored(hypnogram),
        )
        extra = 1
    columns = measure_spindles(events, sigma, broad, rate)
    columns["duration"] = (events[:, 1] - events[:, 0] + extra) / rate
    table = event_table(KIND, signal, rule.name, hypnogram, columns)
    why = "" if len(events) else why_not_searched(broad, allowed, rate, hypnogram, stages)
    return table.assign_attrs({NOT_SEARCHED: why})


def make_a7_background(spectra: BlockSpectra) -> A7Background | None:
    """Make what the rules of A7 need of a channel whatever the band, to be kept beside its spectra.

    Parameters
    ----------
    spectra : BlockSpectra
        Of the channel.

    Returns
    -------
    A7Background or None
        None where the channel is sampled too slowly for the rule.
    """
    try:
        _, taps = A7SpindleRule().taps(spectra.sampling_frequency)
    except ValueError:
        return None
    divisor = spectra.rate_divisor(taps)
    return a7_background(
        spectra.filtered(taps, rate_divisor=divisor), spectra.sampling_frequency / divisor
    )


def individual_sigma_peak(
    density: npt.ArrayLike, frequency: npt.ArrayLike, *, low: float = 9.0, high: float = 16.0
) -> float:
    """Frequency at which a person's NREM spectrum stands highest above its background.

    Parameters
    ----------
    density : array, shape (frequencies,)
        Power spectral density, mean over NREM.
    frequency : array, shape (frequencies,)
        Hz.
    low, high : float
        Where the peak is looked for, Hz.

    Returns
    -------
    float
        Hz, between bins by a parabola; NaN where nothing stands out.

    Notes
    -----
    The background is a line from 2 Hz below `low` to 2 Hz above `high` on log-log axes, through the
    bins outside that range: a spectrum that only falls has no peak.

    Examples
    --------
    >>> frequency = np.arange(0.25, 40, 0.25)
    >>> bump = 3 * np.exp(-((frequency - 13.1) ** 2))
    >>> round(individual_sigma_peak(10 / frequency + bump, frequency), 1)
    13.1
    """
    grid, values = np.asarray(frequency, np.float64), np.asarray(density, np.float64)
    around = (grid >= low - _MARGIN) & (grid <= high + _MARGIN) & (grid > 0)
    inside = around & (grid >= low) & (grid <= high)
    outside = around & ~inside
    if not np.isfinite(values[around]).all() or min(outside.sum(), inside.sum()) < _FEWEST_BINS:
        return float("nan")
    line = np.polyfit(np.log10(grid[outside]), np.log10(values[outside]), 1)
    above = np.log10(values[inside]) - np.polyval(line, np.log10(grid[inside]))
    best = int(np.argmax(above))
    if not 0 < best < above.size - 1 or above[best] <= _ROUNDING:
        return float("nan")
    a, b, c = above[best - 1 : best + 2]
    step = grid[1] - grid[0]
    return float(grid[inside][best] + step * 0.5 * (a - c) / (a - 2 * b + c))
