"""The metrics that test the claims, on the night that is open."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from explorer.analysis.sleep_function import Told, measure_function
from explorer.analysis.spectral_analysis import SpectralAnalysis
from explorer.evidence.claim_metrics import SIGNAL_METRICS
from explorer.evidence.library import Evidence
from explorer.evidence.live_value import LiveValue
from explorer.metrics.metric_catalogue import METRICS
from explorer.metrics.table import table
from explorer.night.night import Night
from explorer.vocabulary.bands import SLOW_WAVE_ACTIVITY
from explorer.vocabulary.stages import DEEPER_NREM


def of_the_hypnogram(
    evidence: Evidence, hypnogram: xr.DataArray, lights: tuple[float, float], *, simulated: bool
) -> dict[str, LiveValue]:
    """Say the metrics of the catalogue that claims name.

    Parameters
    ----------
    evidence : Evidence
        Whose claims.
    hypnogram : xr.DataArray of Stage, dims (epoch)
    lights : (float, float)
        Lights-off and lights-on, s; NaN where not known.
    simulated : bool
        Whether the night is.

    Returns
    -------
    dict of str to LiveValue
    """
    named = {symbol for claim in evidence.claims for symbol in claim.metrics}
    found = table(hypnogram, lights=lights, symbols=[name for name in METRICS if name in named])
    return {
        str(name): LiveValue(float(one), str(one.attrs["units"]), simulated)
        for name, one in found.data_vars.items()
    }


def of_the_signal(
    night: Night,
    hypnogram: xr.DataArray,
    analysis: SpectralAnalysis,
    *,
    told: Told = lambda _words: None,
) -> Mapping[str, LiveValue]:
    """Measure those of the signal.

    Parameters
    ----------
    night : Night
        The one that is open.
    hypnogram : xr.DataArray of Stage, dims (epoch)
    analysis : SpectralAnalysis
        Of the channel that is looked at.
    told : callable of str
        Told what is being computed.

    Returns
    -------
    Mapping of str to LiveValue
        `SIGNAL_METRICS`; none where the channel holds no slow waves.
    """
    if analysis.whole is None:
        return {}
    given = (analysis.whole, analysis.density, analysis.frequencies)
    found = measure_function(night, hypnogram, *given, told=told)
    asleep = np.isin(hypnogram.values, DEEPER_NREM)
    activity = analysis.band_power(SLOW_WAVE_ACTIVITY)[asleep]
    heart = found.clearance.heart
    coupling, infraslow = found.memory.coupling, found.clearance.infraslow
    values = {
        "SWA": _mean(activity),
        "SWE_cycle1": 100 * found.hormones.share,
        "spindle_density": found.memory.spindles.get("N2", (0, float("nan")))[1],
        "coupling": coupling.found.corrected_length if coupling else float("nan"),
        "delta_beta_ratio": found.clearance.mean_ratio,
        "HR": _mean(heart.values[asleep]) if heart is not None else float("nan"),
        "infraslow_peak": infraslow.peak if infraslow and infraslow.stands_out else float("nan"),
    }
    return {
        name: LiveValue(value, SIGNAL_METRICS[name][1], night.simulated)
        for name, value in values.items()
    }


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")
