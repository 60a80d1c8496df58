"""What law the lengths of bouts follow: exponential or power, and why one night cannot tell."""

import numpy as np
import xarray as xr

from explorer.metrics.bouts import check_told, find_bouts
from explorer.metrics.hypnogram_rows import as_hypnograms

WARNING = (
    "One night cannot tell an exponential law from a power law: it has few bouts, and a mixture "
    "of exponentials looks like a power law (Chu-Shore et al. 2010). Pool nights, and take a "
    "difference in log likelihood for what it is."
)
_STEEPEST = 12.0
"""Largest exponent searched: with it all but 1 bout in 4000 last one epoch."""
_FLATTEST = 1.0 + 1e-6  # the law has no sum at 1


def bout_law(hypnogram: xr.DataArray, *, state: str = "WAKE") -> xr.Dataset:
    """Fit both laws to the lengths of bouts.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (..., epoch)
        From lights-off to lights-on. Bouts of all other dims are pooled.
    state : str
        One of `explorer.metrics.bouts.BOUT_STATES`: Lo et al. found power laws for "WAKE" and
        exponential ones for "SLEEP".

    Returns
    -------
    xr.Dataset
        ``time_constant`` of the exponential law (min), ``exponent`` of the power law,
        ``log_likelihood_difference`` (power minus exponential, in nats) and ``bouts``. NaN with
        fewer than two bouts or all of one epoch. The attrs hold a warning that belongs with them.

    Raises
    ------
    ValueError
        If the state is unknown or not told apart by the hypnogram, or the hypnogram is none.

    Notes
    -----
    Lengths are counted in epochs, so both laws are discrete: geometric, P(k) = (1 - q) q^(k-1),
    and zeta, P(k) = k^-a / zeta(a). Both have one parameter, so likelihoods compare as they are.
    The exponent depends on the epoch length. Bouts that the end of the night or an unscored epoch
    cut short are left out.

    References
    ----------
    .. [1] Lo et al. 2004, PNAS 101:17545.
    .. [2] Chu-Shore et al. 2010, PLoS One 5:e14204.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram((["W"] * 2 + ["N2"] * 10 + ["W"] + ["N2"] * 20) * 5)
    >>> law = bout_law(night, state="WAKE")
    >>> int(law.bouts), round(float(law.time_constant), 3)
    (10, 0.455)
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import zeta

    hypnograms = as_hypnograms(hypnogram)
    check_told(hypnograms, state)
    _, length, cut = find_bouts(hypnograms, state)
    whole = length[~cut].astype(np.float64)
    time_constant = exponent = difference = np.nan
    if whole.size > 1 and whole.max() > 1:
        stay = 1 - 1 / whole.mean()
        exponential = whole.size * np.log(1 - stay) + (whole - 1).sum() * np.log(stay)
        logarithms = np.log(whole).sum()

        def surprise(steepness: float) -> float:
            return float(steepness * logarithms + whole.size * np.log(zeta(steepness)))

        fit = minimize_scalar(surprise, bounds=(_FLATTEST, _STEEPEST), method="bounded")
        time_constant = -hypnograms.epoch_length / 60 / np.log(stay)
        exponent, difference = float(fit.x), float(-fit.fun - exponential)
    return xr.Dataset(
        {
            "time_constant": ((), time_constant, {"units": "min"}),
            "exponent": ((), exponent, {"units": "1"}),
            "log_likelihood_difference": ((), difference, {"units": "nat"}),
            "bouts": ((), whole.size, {"units": "1"}),
        },
        attrs={"state": state, "source": "Lo et al. 2004", "warning": WARNING},
    )
