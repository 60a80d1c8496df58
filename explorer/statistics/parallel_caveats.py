"""What to know before believing a parallel trial: who is missing, and how arms were drawn."""

import numpy as np
import xarray as xr

from explorer.statistics.arms import Arms
from explorer.statistics.equivalence import ALPHA
from explorer.statistics.metric_names import symbol_in_notes
from explorer.statistics.parallel_language import CHANGE_SCORES, WITHIN_ARM
from explorer.vocabulary.counts import pluralize

UNEVEN = 0.1  # difference in the shares of missing follow-ups before it is said


def notes_on_arms(arms: Arms, table: xr.Dataset, reference: str) -> tuple[str, ...]:
    """Everything that a reader of a parallel trial must know besides its numbers.

    Parameters
    ----------
    arms : Arms
    table : xr.Dataset, dims (condition, metric)
        Of a `ParallelComparison`.
    reference : str
        The arm compared with.

    Returns
    -------
    tuple of str
        Plain sentences.
    """
    notes = [_analysis(arms)]
    if table.sizes["condition"] > 1:
        notes.append(
            f"There are {table.sizes['condition'] + 1} arms: each other one was compared with "
            f"{reference} by itself, and not with each other; adjusted p counts all of them."
        )
    for arm in map(str, table.condition.values):
        notes += _on_arm(table.sel(condition=arm), arm, reference)
    notes += _on_nights(arms)
    if not (table.role == "primary").any():
        notes.append("No primary metric was chosen beforehand: every result is exploratory.")
    return (*notes, CHANGE_SCORES, WITHIN_ARM)


def _analysis(arms: Arms) -> str:
    more = [str(name) for name in arms.covariates.covariate.values]
    beside = f" and {', '.join(more)}, as they were at baseline," if more else ""
    strata = len(set(arms.values.stratum.values[_slept(arms)].tolist()))
    within = f" within {strata} strata" if strata > 1 else ""
    return (
        f"Everybody with a follow-up was analysed in the arm drawn for them (intention to treat), "
        f"with the baseline{beside} in the model; p is from drawing the arms again{within}."
    )


def _on_arm(here: xr.Dataset, arm: str, reference: str) -> list[str]:
    """Missing follow-ups and baselines, small arms, and arms that began apart."""
    primary = here.role.values == "primary"
    row = here.isel(metric=int(np.argmax(primary)) if primary.any() else _fullest(here))
    name, sides = symbol_in_notes(row), (("reference", reference), ("condition", arm))
    drawn = {key: int(row[f"{key}_drawn"]) for key, _ in sides}
    missing = {key: int(row[f"{key}_missing"]) for key, _ in sides}
    notes = []
    if any(missing.values()):
        listed = " and ".join(f"{missing[key]} of {drawn[key]} in {who}" for key, who in sides)
        shares = [missing[key] / drawn[key] for key, _ in sides]
        uneven = (
            ", unevenly, which may be the treatment's doing"
            if abs(shares[0] - shares[1]) > UNEVEN
            else ""
        )
        notes.append(
            f"{arm}: without a follow-up of {name} are {listed}{uneven}; they are not in the "
            "analysis, and stand beside as if they had not changed."
        )
    none = {key: int(row[f"{key}_no_baseline"]) for key, _ in sides}
    if any(none.values()):
        listed = " and ".join(f"{none[key]} in {who}" for key, who in sides)
        notes.append(
            f"{arm}: without a baseline of {name} are {listed}; they are in the analysis with "
            "everybody's mean in its place, and not among the completers."
        )
    floor = float(row.p_floor)
    if floor > ALPHA:
        notes.append(
            f"{arm}: with {pluralize(int(row.condition_n), 'person', 'people')} against "
            f"{int(row.reference_n)} the "
            f"permutation of arms cannot give a p below {floor:.2g}, so no difference can be "
            "called significant, however large."
        )
    if float(row.p_exact) == 0:
        notes.append(f"{arm}: the ways of drawing the arms were sampled, not all counted.")
    return notes


def _fullest(here: xr.Dataset) -> int:
    return int(np.argmax((here.reference_n + here.condition_n).values))


def _on_nights(arms: Arms) -> list[str]:
    """Say how nights of one visit were averaged, and where people have unequal numbers of them."""
    if "nights" not in arms.values.coords:
        return []
    counts = arms.values.nights.values
    some = counts[counts > 0]
    if not some.size or some.max() < 2:
        return []
    fewest, most = int(some.min()), int(some.max())
    spread = f"{fewest} to {most}" if fewest < most else f"{most}"
    slept = int(_slept(arms).sum())
    return [
        f"People have {spread} nights a visit, which were averaged; people, not nights, are "
        f"counted ({pluralize(slept, 'person', 'people')} with nights)."
    ]


def _slept(arms: Arms) -> np.ndarray:
    """Whether a person has any night; who was drawn and never came has none."""
    if "nights" not in arms.values.coords:
        return np.ones(arms.values.sizes["subject"], bool)
    return np.asarray((arms.values.nights > 0).any("visit").values)
