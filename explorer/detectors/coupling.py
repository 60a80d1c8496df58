"""Coupling of slow oscillations and spindles: at which phase sigma is strongest, and how surely."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.detectors.inputs import check, read_samples, read_sampling_frequency
from explorer.dsp.blocks import BlockSpectra
from explorer.dsp.envelope import analytic_signal
from explorer.dsp.filters import Taps, design_band, filter_whole

_BINS = 18  # of 20 degrees (Tort et al. 2010)
_FEW = 50  # events; below this the resultant length is mostly bias
_SIGMA_TRANSITION = 1.5  # Hz
_SLOW_TRANSITION = 0.2  # Hz


@dataclass(frozen=True)
class CouplingRule:
    """How coupling is measured.

    Parameters
    ----------
    slow, sigma : (float, float)
        Passbands of the phase and of the amplitude, Hz.
    reach : float
        s before and after each trough in which the sigma peak is looked for.
    surrogates : int
        Times that sigma is shifted around each event by chance, to see what no coupling gives.
    """

    slow: tuple[float, float] = (0.3, 1.5)
    sigma: tuple[float, float] = (12.0, 16.0)
    reach: float = 1.0
    surrogates: int = 200

    def taps(self, frequency: float) -> tuple[Taps, Taps]:
        """Design the two filters."""
        widths = (_SLOW_TRANSITION, _SIGMA_TRANSITION)
        slow, sigma = (
            design_band(*band, frequency, low_transition=width, high_transition=width)
            for band, width in zip((self.slow, self.sigma), widths, strict=True)
        )
        return slow, sigma


DEFAULT_RULE = CouplingRule()


@dataclass(frozen=True, eq=False)
class Coupling:
    """How sigma goes with the phase of slow oscillations.

    Parameters
    ----------
    phases : array of float64, shape (events,)
        Phase at each event's sigma peak in radians: 0 at the crest, pi at the trough.
    preferred_phase : float
        Mean direction of the phases, radians.
    resultant_length : float
        0 where the phases are spread evenly, 1 where they are all the same.
    corrected_length : float
        The same without what chance gives so few events: the square root of
        ``(n R^2 - 1) / (n - 1)``, 0 where that is negative.
    chance_length : float
        Mean resultant length of shifted sigma. It is far from 0: within reach of a trough some
        phases are more frequent than others, so that peaks at any time have a direction too.
    resultant_z : float
        The resultant length in standard deviations above that.
    rayleigh_p : float
        Chance of so long a resultant from even phases: what is usually printed. Phases around
        troughs are not even, so a small value does not show coupling; `resultant_z` does.
    modulation_index : float
        Tort's: how far the mean sigma amplitude over 18 bins of phase is from even, 0 to 1.
    modulation_z : float
        The same in standard deviations above what shifted sigma gives.
    amplitude_by_phase : array of float64, shape (18,)
        Mean sigma amplitude in each bin, as shares of their sum; the first bin begins at -pi.
    events : int
        How many slow oscillations.
    notes : tuple of str
        What a reader should know before trusting it.
    """

    phases: npt.NDArray[np.float64]
    preferred_phase: float
    resultant_length: float
    corrected_length: float
    chance_length: float
    resultant_z: float
    rayleigh_p: float
    modulation_index: float
    modulation_z: float
    amplitude_by_phase: npt.NDArray[np.float64]
    events: int
    notes: tuple[str, ...]


def slow_wave_spindle_coupling(
    signal: xr.DataArray,
    slow_waves: xr.Dataset,
    *,
    rng: np.random.Generator,
    spindles: xr.Dataset | None = None,
    rule: CouplingRule = DEFAULT_RULE,
    spectra: BlockSpectra | None = None,
) -> Coupling:
    """Measure at which phase of the slow oscillation sigma is strongest.

    Parameters
    ----------
    signal : xr.DataArray, dims (time), in uV
        One channel.
    slow_waves : xr.Dataset
        Of that channel, with ``negative_peak`` in s; those from
        `explorer.detectors.slow_waves.detect_slow_waves`.
    rng : np.random.Generator
        For the surrogates.
    spindles : xr.Dataset, optional
        Of that channel, with ``peak`` in s. Only slow waves with such a peak within reach of their
        trough are then counted.
    rule : CouplingRule
        Bands and reach.
    spectra : BlockSpectra, optional
        Of this very signal. The signal is then not read.

    Returns
    -------
    Coupling
        NaN throughout where no event lies far enough from the ends and from gaps.

    Raises
    ------
    ValueError
        If the signal is not one channel in uV.

    Notes
    -----
    Phase and amplitude are those of the analytic signals of two filtered signals. The resultant
    length is biased upwards, to about `length_by_chance` where phases are even: compare conditions
    at matched counts, or by `corrected_length`. The surrogates turn each event's sigma around by a
    time of its own: its course stays, and so do the phases around troughs; only which goes with
    which is lost.
    Modulation index: Tort et al. 2010, J Neurophysiol 104:1195. Rayleigh's test: Zar 1999,
    equation 27.4.

    Examples
    --------
    >>> from explorer.detectors.slow_waves import detect_slow_waves
    >>> from explorer.night.schema import make_signals
    >>> time = np.arange(20_000) / 100
    >>> slow = np.cos(2 * np.pi * 0.8 * time)
    >>> eeg = 60 * slow + 10 * (1 + slow) * np.cos(2 * np.pi * 13.5 * time)
    >>> signal = make_signals([eeg], 100.0, ["Cz"], ["EEG"], ["uV"])["signal"][0]
    >>> waves = detect_slow_waves(signal)
    >>> found = slow_wave_spindle_coupling(signal, waves, rng=np.random.default_rng(1))
    >>> bool(abs(found.preferred_phase) < 0.1), bool(found.resultant_length > 0.99)
    (True, True)
    """
    check(signal)
    frequency = read_sampling_frequency(signal)
    slow_taps, sigma_taps = rule.taps(frequency)
    divisor = 1 if spectra is None else spectra.rate_divisor(sigma_taps)

    def analytic(taps: Taps) -> npt.NDArray[np.complexfloating]:
        if spectra is None:
            return analytic_signal(filter_whole(read_samples(signal).samples, taps))
        return spectra.analytic(taps, rate_divisor=divisor)

    rate = frequency / divisor
    reach = round(rule.reach * rate)
    troughs = slow_waves.negative_peak.values
    if spindles is not None:
        peaks = np.sort(spindles.peak.values)
        first, last = (np.searchsorted(peaks, troughs + side * rule.reach) for side in (-1, 1))
        troughs = troughs[last > first]
    rows = np.round(troughs * rate).astype(np.int64)[:, None] + np.arange(-reach, reach + 1)
    slow = analytic(slow_taps)
    rows = rows[(rows[:, 0] >= 0) & (rows[:, -1] < slow.size)]
    phase = np.angle(slow[rows]).astype(np.float64)
    del slow  # a whole night: the next takes its place
    amplitude = np.abs(analytic(sigma_taps)[rows])
    whole = np.isfinite(phase).all(axis=1) & np.isfinite(amplitude).all(axis=1)
    return _summarise(phase[whole], amplitude[whole].astype(np.float64), rule.surrogates, rng)


def length_by_chance(events: int) -> float:
    """Mean resultant length of so many phases that are spread evenly.

    Parameters
    ----------
    events : int
        How many phases, 1 or more.

    Returns
    -------
    float
        ``sqrt(pi) / (2 sqrt(n))``, the mean of the Rayleigh distribution that the length follows
        as n grows; from 5 phases on within 2 %. The root of the mean square is ``1 / sqrt(n)``.

    Raises
    ------
    ValueError
        If there is no event.

    Notes
    -----
    Mardia and Jupp 2000, Directional Statistics, section 4.8: under even phases ``2 n R^2`` goes
    to a chi-squared with 2 degrees of freedom.

    Examples
    --------
    >>> round(length_by_chance(20), 2), round(length_by_chance(50), 2)
    (0.2, 0.13)
    """
    if events < 1:
        raise ValueError(f"a mean length by chance needs 1 phase or more, got {events}")
    return float(np.sqrt(np.pi) / (2 * np.sqrt(events)))


def _summarise(
    phase: npt.NDArray[np.float64],
    amplitude: npt.NDArray[np.float64],
    surrogates: int,
    rng: np.random.Generator,
) -> Coupling:
    n = len(phase)
    if not n:
        nan = float("nan")
        nothing = ("no slow oscillation lies far enough from the ends and from gaps",)
        empty = np.full(_BINS, nan)
        return Coupling(np.zeros(0), nan, nan, nan, nan, nan, nan, nan, nan, empty, 0, nothing)
    peak = amplitude.argmax(axis=1)
    phases = phase[np.arange(n), peak]
    resultant = np.exp(1j * phases).mean()
    length = min(float(np.abs(resultant)), 1.0)
    corrected = np.sqrt(max((n * length**2 - 1) / (n - 1), 0)) if n > 1 else float("nan")
    bins = np.minimum(((phase + np.pi) / (2 * np.pi) * _BINS).astype(np.int64), _BINS - 1)
    shares = _amplitude_by_phase(bins, amplitude)
    index = _modulation_index(shares)
    chance, lengths = np.empty((2, surrogates if n > 1 else 0))
    columns, width = np.arange(phase.shape[1]), phase.shape[1]
    for k in range(chance.size):
        shift = rng.integers(0, width, n)
        turned = np.take_along_axis(amplitude, (columns - shift[:, None]) % width, axis=1)
        chance[k] = _modulation_index(_amplitude_by_phase(bins, turned))
        lengths[k] = np.abs(np.exp(1j * phase[np.arange(n), (peak + shift) % width]).mean())
    notes = []
    if n < _FEW:
        notes.append(
            f"{n} slow oscillations are few (below {_FEW}): chance lengthens the mean vector of so "
            f"few, to about {length_by_chance(n):.2f} where phases are even; compare nights at "
            "equal counts"
        )
    return Coupling(
        phases,
        float(np.angle(resultant)),
        length,
        float(corrected),
        float(lengths.mean()) if lengths.size else float("nan"),
        _deviations(length, lengths),
        _rayleigh_p(n, length),
        index,
        _deviations(index, chance),
        shares,
        n,
        tuple(notes),
    )


def _deviations(value: float, chance: npt.NDArray[np.float64]) -> float:
    """How far a value is above what chance gave, in its standard deviations."""
    spread = float(chance.std(ddof=1)) if chance.size > 1 else 0.0
    return (value - float(chance.mean())) / spread if spread else float("nan")


def _amplitude_by_phase(
    bins: npt.NDArray[np.int64], amplitude: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Mean amplitude in each bin of phase, as shares of their sum."""
    count = np.bincount(bins.ravel(), minlength=_BINS)
    total = np.bincount(bins.ravel(), weights=amplitude.ravel(), minlength=_BINS)
    mean = np.divide(total, count, out=np.zeros(_BINS), where=count > 0)
    return np.asarray(mean / mean.sum()) if mean.sum() > 0 else np.full(_BINS, 1 / _BINS)


def _modulation_index(shares: npt.NDArray[np.float64]) -> float:
    known = shares[shares > 0]
    return float((np.log(_BINS) + (known * np.log(known)).sum()) / np.log(_BINS))


def _rayleigh_p(n: int, length: float) -> float:
    total = n * length
    return float(np.exp(np.sqrt(1 + 4 * n + 4 * (n**2 - total**2)) - (1 + 2 * n)))
