"""People of a parallel trial: each in the one arm drawn for them, with baseline and follow-up."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from explorer.vocabulary.counts import listed, pluralize

BASELINE, FOLLOW_UP = "baseline", "follow-up"
VISITS = (BASELINE, FOLLOW_UP)
FEWEST = 2
"""People of an arm without whom nothing is known of its spread."""


@dataclass(frozen=True, eq=False)
class Arms:
    """People of a parallel trial, each in the one arm that was drawn for them."""

    values: xr.Dataset
    """Metrics with ``units`` and ``long_name``, dims (subject, visit), the visits `VISITS`; NaN
    where a person has none. Coordinates (subject): ``arm``, ``stratum`` ("" for everybody where
    there are none) and ``completed`` (bool). ``nights`` (subject, visit) counts nights."""
    covariates: xr.DataArray
    """dims (subject, covariate): what is known of people besides the baseline."""


def check_arms(arms: Arms, reference: str) -> list[str]:
    """Name the arms beside the reference, or refuse in one sentence what is no trial of arms."""
    followed = np.zeros(arms.values.sizes["subject"], bool)
    for variable in arms.values.data_vars.values():
        followed |= np.isfinite(variable.sel(visit=FOLLOW_UP).values)
    drawn = arms.values.arm.values.astype(str)
    names = sorted(set(drawn.tolist()))
    if reference not in names:
        raise ValueError(f"the reference {reference!r} is no arm, expected one of {listed(names)}")
    if len(names) < 2:
        raise ValueError(
            f"a parallel trial needs a second arm beside {reference!r}; everybody here is in it"
        )
    for name in names:
        count = int((followed & (drawn == name)).sum())
        if count < FEWEST:
            raise ValueError(
                f"the arm {name!r} has {pluralize(count, 'person', 'people')} with a follow-up, "
                f"and arms are compared from {FEWEST} people each: one person says nothing of how "
                "an arm varies"
            )
    return [name for name in names if name != reference]
