"""From a dose to a night: supplement, brain, NMDA block, slow waves. Every link is a hypothesis."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from explorer.models import simulated_night
from explorer.models.nmda_block import BASELINE
from explorer.models.pharmacokinetics import magnesium_course
from explorer.models.sleep_profiles import profile_at
from explorer.night.night import Night
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number

# Slow-wave activity (0.5-4 Hz) of N3 in the neural mass, in mV^2, at these concentrations (mM) and
# shares of NMDA current; means of four runs of 900 s, standard error 1 %.
_MAGNESIUM = (0.4, 0.6, 0.736, 0.8, 0.864, 0.92, 1.04, 1.2, 1.6)
_ACTIVITY = {
    0.2: (3.2, 14.5, 20.6, 22.7, 24.2, 25.3, 27.0, 28.3, 29.1),
    0.4: (0.5, 7.0, 18.3, 22.7, 26.2, 27.9, 29.1, 30.1, 28.1),
}
_AT_BASELINE = 22.7
_LARGEST_SHARE = 0.4

_DAYS = 7
_WHOLE_MG = 10.0  # from which a dose is said in whole mg, as the lab says it


def slow_wave_activity_factor(magnesium: float, *, nmda_share: float = 0.2) -> float:
    """Slow-wave activity of N3 in the neural mass, relative to baseline magnesium.

    Parameters
    ----------
    magnesium : float
        Ionised, in mM, from 0.4 to 1.6.
    nmda_share : float
        Share of the excitatory current through NMDA channels, from 0 to 0.4.

    Returns
    -------
    float
        Interpolated, in logarithms, between runs of `simulate_neural_mass`.

    Raises
    ------
    ValueError
        If either lies outside the runs.

    Examples
    --------
    >>> round(slow_wave_activity_factor(0.8 * 1.045), 3)
    1.037
    """
    if not _MAGNESIUM[0] <= magnesium <= _MAGNESIUM[-1]:
        raise ValueError(
            f"magnesium must be from {_MAGNESIUM[0]} to {_MAGNESIUM[-1]} mM, is {magnesium:.3g}"
        )
    if not 0 <= nmda_share <= _LARGEST_SHARE:
        raise ValueError(f"nmda_share must be from 0 to {_LARGEST_SHARE}, is {nmda_share}")
    logs = [0.0] + [
        float(np.interp(magnesium, _MAGNESIUM, np.log(np.array(activity) / _AT_BASELINE)))
        for activity in _ACTIVITY.values()
    ]
    return float(np.exp(np.interp(nmda_share, [0.0, *_ACTIVITY], logs)))


def rounded_weeks(weeks: float) -> float:
    """Round weeks as every place that says them does: a day is more than a tenth of one.

    Examples
    --------
    >>> rounded_weeks(24 / 7)
    3.4
    """
    return round(weeks, 1)


def _taken(dose_mg: float, weeks: float, form: str) -> str:
    dose = f"{dose_mg:.0f}" if dose_mg >= _WHOLE_MG else f"{dose_mg:g}"
    salt = "another salt" if form == "other" else form
    return f"{dose} mg/d Mg as {salt}, {pluralize(rounded_weeks(weeks), 'week')}"


def simulate_treated_night(
    dose_mg: float = 144.0,
    weeks: float = 6.0,
    age: float = 26.0,
    *,
    form: str = "threonate",
    carry_over: float = 1.0,
    nmda_share: float = 0.2,
    architecture_coupling: float = 0.0,
    seed: int = 0,
    hours: float = 8.0,
    sampling_frequency: float = 256.0,
    progress: Callable[[float], bool] | None = None,
) -> Night:
    """Simulate a night after weeks of supplementation, through a chain of hypotheses.

    Parameters
    ----------
    dose_mg : float
        Elemental magnesium in mg/d; 2 g of threonate hold 144 mg. 0 gives the placebo night.
    weeks : float
        How long it was taken.
    age : float
        Years, 18 to 79.
    form : str
        "threonate" or "other".
    carry_over : float
        How far the rise in rats' brains holds in people, from 0 to 1. Nobody has measured it.
    nmda_share : float
        Share of the excitatory current through NMDA channels, from 0 to 0.4.
    architecture_coupling : float
        Relative change of the time in N3's span a relative change of slow-wave activity, 0 or more.
        Off (0): then both nights of one seed have the same stages.
    seed : int
        The same seed gives the same person and night; only what the dose changes differs.
    hours, sampling_frequency : float
        As of `explorer.simulate_night`.
    progress : callable of float, optional
        As of `explorer.simulate_night`.

    Returns
    -------
    Night
        Its ``condition`` and ``reader_notes`` say the dose, each link's value, and that it is all
        simulated; its attrs hold every parameter by its name here, and what came of the links:
        ``brain_magnesium_rise`` and ``slow_wave_activity_factor``.

    Raises
    ------
    ValueError
        If a quantity is out of range.

    Notes
    -----
    Dose to brain by `magnesium_course`; brain to slow-wave activity by
    `slow_wave_activity_factor`; its square root scales the amplitude of slow waves, K-complexes and
    delta of N3 and N2. Spindles are left alone: the model gets drug spindles wrong.

    Examples
    --------
    >>> night = simulate_treated_night(144, weeks=6, age=40, hours=0.2)
    >>> night.attrs["condition"], night.attrs["dose_mg"]
    ('simulated: 144 mg/d Mg as threonate, 6 weeks', 144.0)
    """
    if not (np.isfinite(architecture_coupling) and architecture_coupling >= 0):
        raise ValueError(f"architecture_coupling must be 0 or more, is {architecture_coupling}")
    rise = 0.0
    if dose_mg:
        course = magnesium_course(dose_mg, days=weeks * _DAYS, form=form, carry_over=carry_over)
        rise = float(course.rise[-1])
    factor = slow_wave_activity_factor(BASELINE * (1 + rise), nmda_share=nmda_share)
    profile = profile_at(age)
    pull = 1 + architecture_coupling * (factor - 1)
    profile = replace(profile, depth=profile.depth * pull)
    night = simulated_night.simulate_night(
        seed,
        hours=hours,
        profile=profile,
        sampling_frequency=sampling_frequency,
        slow_wave_gain=float(np.sqrt(factor)),
        progress=progress,
    )
    taken = _taken(dose_mg, weeks, form) if dose_mg else "placebo"
    notes = [
        *night.reader_notes,
        f"hypothesis: {taken}; carry-over from rats {carry_over:g}",
        f"hypothesis: magnesium in brain {shown_number(100 * rise, '+.2f')} %",
        f"hypothesis: NMDA share {nmda_share:g}, activity of N3's slow waves "
        f"{shown_number(100 * (factor - 1), '+.2f')} %",
        f"hypothesis: coupling to architecture {architecture_coupling:g}",
    ]
    changed = {
        "condition": f"simulated: {taken}",
        "age": float(age),
        "reader_notes": notes,
        "dose_mg": float(dose_mg),
        "weeks": float(weeks),
        "form": form,
        "carry_over": float(carry_over),
        "nmda_share": float(nmda_share),
        "architecture_coupling": float(architecture_coupling),
        "seed": int(seed),
        "brain_magnesium_rise": rise,
        "slow_wave_activity_factor": factor,
    }
    tree = night.tree.copy(deep=False)
    tree.attrs = {**tree.attrs, **changed}
    return Night(tree)
