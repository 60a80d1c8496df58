"""The design of a study: conditions within people (a crossover, one person), or parallel arms."""

import xarray as xr

WITHIN, PARALLEL = "within", "parallel"
DESIGNS = (WITHIN, PARALLEL)


def find_design(nights: xr.Dataset) -> str:
    """Tell a parallel trial by its visits: several a person, and one arm each.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it.

    Returns
    -------
    str
        One of `DESIGNS`.
    """
    if "visit" not in nights.coords or len(set(nights.visit.values.tolist()) - {""}) < 2:
        return WITHIN
    usable = (nights.status.values != "excluded") & (nights.condition.values != "")
    pairs = set(zip(nights.subject.values[usable], nights.condition.values[usable], strict=True))
    people = {subject for subject, _ in pairs}
    arms = {arm for _, arm in pairs}
    return PARALLEL if len(arms) > 1 and len(pairs) < 2 * len(people) else WITHIN
