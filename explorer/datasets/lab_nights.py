"""Nights of the magnesium lab: simulated from a scenario and a seed, and found again by both."""

import re
from collections.abc import Callable
from types import MappingProxyType

from explorer.models.magnesium_pathway import rounded_weeks
from explorer.models.sleep_profiles import OLDEST, YOUNGEST
from explorer.models.supplement_scenario import SALTS, SupplementScenario
from explorer.night.night import Night

PLACEBO = "placebo"
LAB = "simulated/lab/"
"""How the place of a night of the lab begins."""
SEED = 0
"""Of the person whom the lab's button simulates."""

_WEEK = 7
_ACTING = MappingProxyType(
    {
        "dose": (0.0, 100.0),
        "weeks": (0.0, 1000.0),
        "age": (float(YOUNGEST), float(OLDEST)),
        "carry_over": (0.0, 1.0),
        "nmda_share": (0.0, 0.4),
        "architecture_coupling": (0.0, 10.0),
    }
)
"""What of a scenario acts on its night beside the salt, and within which limits a place has it."""
_PLACE = re.compile(re.escape(LAB) + r"(?P<said>[a-z_:.,0-9e+-]+)/(?P<seed>[0-9]{1,9})")


def lab_place(setting: SupplementScenario, seed: int = SEED) -> str:
    """Write where a night of the lab is found again: all that it is simulated from.

    The time is written in days, of which the lab takes whole ones.

    Examples
    --------
    >>> lab_place(SupplementScenario(dose=7.9, weeks=24 / 7))
    'simulated/lab/form:threonate,dose:7.9,days:24,age:26,carry_over:1,nmda_share:0.2,\
architecture_coupling:0/0'
    """
    said = {"form": setting.form}
    for name in _ACTING:
        value = getattr(setting, name)
        key, value = ("days", _WEEK * value) if name == "weeks" else (name, value)
        said[key] = f"{value:.9g}"
    return f"{LAB}{','.join(f'{key}:{value}' for key, value in said.items())}/{seed}"


def read_lab_place(place: str) -> tuple[SupplementScenario, int]:
    """Read a scenario and a seed as `lab_place` writes them.

    Raises
    ------
    ValueError
        If it is no such place, or no night could be simulated from what it says.

    Examples
    --------
    >>> setting, seed = read_lab_place(lab_place(SupplementScenario(dose=7.9, weeks=24 / 7), 3))
    >>> setting == SupplementScenario(dose=7.9, weeks=24 / 7), seed
    (True, 3)
    """
    found = _PLACE.fullmatch(place)
    if found is None:
        raise ValueError(_unreadable(place, "it is cut short, or was written by hand"))
    said = dict(item.partition(":")[::2] for item in found["said"].split(","))
    if said.get("form") not in SALTS.values():
        raise ValueError(_unreadable(place, f"form is one of {', '.join(SALTS.values())}"))
    numbers = {}
    for name, (low, high) in _ACTING.items():
        key, unit = ("days", _WEEK) if name == "weeks" else (name, 1)
        try:
            value = float(said[key]) / unit
        except (KeyError, ValueError):
            raise ValueError(_unreadable(place, f"it has no number for {key}")) from None
        if not low <= value <= high:
            words = f"{key} lies within {low * unit:g}–{high * unit:g}"
            raise ValueError(_unreadable(place, words))
        numbers[name] = value
    return SupplementScenario(form=said["form"], **numbers), int(found["seed"])


def _unreadable(place: str, why: str) -> str:
    return f"{place} names no night of the magnesium lab: {why}. {MAKE_IT_AGAIN}"


MAKE_IT_AGAIN = (
    "To make the night again, turn to Magnesium lab, set what is taken, by whom and the "
    "hypotheses, and press Open this night in the explorer."
)


def simulate_and_keep_night(
    setting: SupplementScenario,
    *,
    seed: int = SEED,
    progress: Callable[[float], bool] | None = None,
) -> Night:
    """Simulate a night of this setting, kept in a file so that it does not fill the memory.

    Parameters
    ----------
    setting : SupplementScenario
        Dose, salt, weeks, age, carry-over, NMDA share and the coupling to N3 act on it; GABA gain
        and compensation are no part of the night's chain.
    seed : int
        The same seed gives the same person.
    progress : callable of float, optional
        As of `explorer.simulate_night`.

    Returns
    -------
    Night
        Its attrs say every link.
    """
    import gc
    import tempfile
    from pathlib import Path

    from explorer.datasets.sample_night import keep_simulated_night, open_simulated
    from explorer.models.magnesium_pathway import simulate_treated_night

    night = simulate_treated_night(
        dose_mg=setting.elemental,
        weeks=setting.weeks,
        age=setting.age,
        form=setting.form,
        carry_over=setting.carry_over,
        nmda_share=setting.nmda_share,
        architecture_coupling=setting.architecture_coupling,
        seed=seed,
        progress=progress,
    )
    folder = Path(tempfile.mkdtemp(prefix="sleep-architecture-explorer-"))
    kept = keep_simulated_night(night, folder / "simulated.edf")
    opened = open_simulated(kept, f"age {setting.age:g}", seed, setting.age)
    tree = opened.tree.copy(deep=False)
    tree.attrs = {**night.tree.attrs, "source": tree.attrs["source"]}
    del night
    gc.collect()  # as for the sample night: the arrays sit in a ring of references
    return Night(tree)


def taken(setting: SupplementScenario) -> str:
    """Say what is taken, and how long.

    Examples
    --------
    >>> taken(SupplementScenario()), taken(SupplementScenario(form="other", weeks=3))
    ('MgT 2 g, 6 wk', 'plain Mg 144 mg, 3 wk')
    """
    if not setting.dose:
        return PLACEBO
    if setting.form == "threonate":
        what = f"MgT {setting.dose:g} g"
    else:
        what = f"plain Mg {setting.elemental:.0f} mg"
    return f"{what}, {rounded_weeks(setting.weeks):g} wk"


def scenario_title(setting: SupplementScenario) -> str:
    """Name of a setting's night in the picker.

    Examples
    --------
    >>> scenario_title(SupplementScenario())
    'lab: MgT 2 g, 6 wk, age 26 (simulated)'
    >>> scenario_title(SupplementScenario(dose=0.0))
    'lab: placebo, age 26 (simulated)'
    """
    return f"lab: {taken(setting)}, age {setting.age:g} (simulated)"
