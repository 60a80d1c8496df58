"""From a dose of magnesium to the brain: a small model, anchored in trials, much of it a guess."""

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numba import njit

from explorer.models.nmda_block import BASELINE

ELEMENTAL_SHARE_OF_THREONATE = 0.072
"""Magnesium in magnesium L-threonate by weight, as its trials in people state it: 2 g of the
product hold 144 mg. Doses in g are computed with it everywhere."""
MG_PER_MMOL = 24.305
ELEMENTAL_SHARE_OF_PURE_SALT = MG_PER_MMOL / 294.5
"""The same of the pure salt without water, C8H14MgO10 of 294.5 g/mol; with one water, of 312.5
g/mol, it is 7.8 %. Slutsky et al. 2010 gave rats 604 mg/kg of it for 50 mg/kg of magnesium."""
CSF_BASELINE = 1.15
"""Total magnesium in cerebrospinal fluid, in mM."""
FORMS = ("threonate", "other")

MOST_DOSE = 2000.0
"""mg of elemental magnesium a day: far above any that was given by mouth and anchors the model."""
_MOST_DAYS = 3660.0  # ten years
_STEP = 0.1
"""h"""
_SAMPLE = 1.0
"""h between the values returned."""


@dataclass(frozen=True)
class Kinetics:
    """Parameters of the model, at 70 kg; their anchors are in the tests."""

    plasma_volume: float = 15.0
    """l"""
    plasma_baseline: float = 0.85
    """mM"""
    excretion: float = 0.175
    """mmol/h by the kidney at baseline: 4.2 mmol/d."""
    clearance: float = 1.6
    """l/h by which excretion rises with plasma."""
    exchange: float = 1.5
    """l/h between plasma and tissue."""
    exchangeable: float = 124.0
    """mmol in plasma and tissue (Avioli & Berman 1966)."""
    absorption: float = 0.25
    """1/h"""
    bioavailability: float = 0.18
    """Of a very small dose; net of what the kidney and the diet compensate."""
    half_bioavailability: float = 450.0
    """mg/d at which bioavailability has halved."""
    brain_share: float = 0.10
    """Relative rise in brain a relative rise in plasma, for any salt."""
    brain_time: float = 18.0
    """h"""
    threonate_gain: float = 0.0214
    """Relative rise in brain a mg of elemental magnesium/kg/d as threonate, from rats."""
    threonate_time: float = 12.0
    """d; 12 to 40 are compatible with the rats."""
    weight: float = 70.0
    """kg"""


def magnesium_course(
    dose: float,
    *,
    days: float,
    form: str = "threonate",
    carry_over: float = 1.0,
    doses_a_day: int = 1,
    washout_days: float = 0.0,
    kinetics: Kinetics | None = None,
) -> xr.Dataset:
    """Follow magnesium in plasma, tissue and brain over days of supplementation.

    Parameters
    ----------
    dose : float
        Elemental magnesium in mg/d, up to `MOST_DOSE`. 2 g of threonate hold 144 mg.
    days : float
        How long it is taken, in d.
    form : str
        "threonate", or "other" for every other salt.
    carry_over : float
        How far the rise in rats' brains holds in people, from 0 to 1. Nobody has measured it.
    doses_a_day : int
        The daily dose is divided by it.
    washout_days : float
        How long the course is followed afterwards, in d.
    kinetics : Kinetics, optional
        Parameters of one's own.

    Returns
    -------
    xr.Dataset, dims (time)
        ``plasma``, ``brain`` (ionised, outside cells) and ``csf`` (total) in mM, ``excreted`` in
        mmol/h, and ``rise``, the relative rise in brain; ``time`` in h.

    Raises
    ------
    ValueError
        If a quantity is out of range or the form is unknown.

    Notes
    -----
    The structure is a hypothesis; its parameters meet the serum and urine of 48 trials (Zhang
    2016), infusions (McKee 2005) and rats' cerebrospinal fluid (Slutsky 2010). Magnesium in the
    human brain after oral threonate was never measured. Not in kidney failure, and no advice.

    Examples
    --------
    >>> two_grams = magnesium_course(144, days=42)
    >>> round(two_grams.rise[-1].item() * 100, 1)
    4.5
    """
    chosen = kinetics or Kinetics()
    if form not in FORMS:
        raise ValueError(f"unknown form {form!r}, expected one of {list(FORMS)}")
    if not (0 <= dose < np.inf and 0 < days < np.inf and 0 <= washout_days < np.inf):
        raise ValueError(
            f"dose and washout must be 0 or more and days above 0, are {dose} mg/d, "
            f"{washout_days} d and {days} d"
        )
    if dose > MOST_DOSE or max(days, washout_days) > _MOST_DAYS:
        raise ValueError(
            f"a course of {dose:g} mg/d for {days:g} d and {washout_days:g} d after it is beyond "
            f"what the model is of: up to {MOST_DOSE:g} mg/d of elemental magnesium and "
            f"{_MOST_DAYS:g} d would do"
        )
    if not 0 <= carry_over <= 1:
        raise ValueError(f"carry_over must be from 0 to 1, is {carry_over}")
    if doses_a_day < 1:
        raise ValueError(f"doses_a_day must be 1 or more, is {doses_a_day}")
    share = chosen.bioavailability / (1 + dose / chosen.half_bioavailability)
    tissue_volume = chosen.exchangeable / chosen.plasma_baseline - chosen.plasma_volume
    as_threonate = carry_over if form == "threonate" else 0.0
    courses = _course(
        share * dose / MG_PER_MMOL / doses_a_day,
        24 / doses_a_day,
        days * 24,
        (days + washout_days) * 24,
        as_threonate * chosen.threonate_gain * dose / chosen.weight,
        np.array(
            [
                chosen.plasma_volume,
                chosen.plasma_baseline,
                chosen.excretion,
                chosen.clearance,
                chosen.exchange,
                tissue_volume,
                chosen.absorption,
                chosen.brain_share,
                chosen.brain_time,
                chosen.threonate_time * 24,
            ]
        ),
    )
    time = np.arange(courses.shape[1]) * _SAMPLE
    plasma, excreted, rise = courses
    table = {
        "plasma": (plasma, "mM", "total magnesium in plasma"),
        "excreted": (excreted, "mmol/h", "excretion by the kidney"),
        "rise": (rise, "1", "relative rise of magnesium in brain"),
        "brain": (BASELINE * (1 + rise), "mM", "ionised magnesium outside the brain's cells"),
        "csf": (CSF_BASELINE * (1 + rise), "mM", "total magnesium in cerebrospinal fluid"),
    }
    return xr.Dataset(
        {
            name: ("time", values, {"units": units, "long_name": title})
            for name, (values, units, title) in table.items()
        },
        coords={"time": ("time", time, {"units": "h", "long_name": "time since the first dose"})},
        attrs={"evidence": "hypothesis", "form": form, "carry_over": carry_over},
    )


def rise_at_plasma(ratio: float, hours: float, *, kinetics: Kinetics | None = None) -> float:
    """Relative rise in brain while plasma is held at a multiple of its baseline, as by infusion.

    Examples
    --------
    >>> round(rise_at_plasma(2.5, 24), 2)
    0.11
    """
    chosen = kinetics or Kinetics()
    return chosen.brain_share * (ratio - 1) * (1 - float(np.exp(-hours / chosen.brain_time)))


@njit(cache=True, nogil=True)
def _course(
    dose: float,
    every: float,
    until: float,
    end: float,
    threonate_level: float,
    parameters: np.ndarray,
) -> np.ndarray:
    """Plasma (mM), excretion (mmol/h) and relative rise in brain at every `_SAMPLE`."""
    volume, baseline, basal, clearance, exchange, tissue_volume = parameters[:6]
    absorption, brain_share, brain_time, threonate_time = parameters[6:]
    steps = round(end / _STEP)
    per_sample = round(_SAMPLE / _STEP)
    out = np.empty((3, steps // per_sample + 1))
    gut, plasma, tissue, any_salt, threonate = 0.0, baseline, baseline, 0.0, 0.0
    doses_given = 0
    for step in range(steps + 1):
        time = step * _STEP
        # Half a step of grace: multiples of 0.1 are not exact.
        taking = time < until - _STEP / 2
        if taking and time > doses_given * every - _STEP / 2:
            gut += dose
            doses_given += 1
        excreted = max(0.0, basal + clearance * (plasma - baseline))
        if step % per_sample == 0:
            out[0, step // per_sample] = plasma
            out[1, step // per_sample] = excreted
            out[2, step // per_sample] = any_salt + threonate
        absorbed = gut * (1 - np.exp(-absorption * _STEP))
        gut -= absorbed
        flow = exchange * (plasma - tissue) * _STEP
        any_salt += (brain_share * (plasma / baseline - 1) - any_salt) / brain_time * _STEP
        level = threonate_level if taking else 0.0
        threonate += (level - threonate) / threonate_time * _STEP
        plasma += (basal * _STEP + absorbed - excreted * _STEP - flow) / volume
        tissue += flow / tissue_volume
    return out
