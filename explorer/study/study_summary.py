"""The answer of a study as plain data: what the command prints as JSON and the files carry."""

import math
from contextlib import suppress
from types import MappingProxyType

import xarray as xr

from explorer.statistics.n_of_1 import NOf1Result
from explorer.statistics.parallel_language import CHANGE_SCORES, WITHIN_ARM
from explorer.study.comparison import StudyComparison
from explorer.study.comparison_power import pairs_for_change
from explorer.study.parallel_trial import ParallelStudy
from explorer.study.versions import versions


def summary(
    study: StudyComparison | ParallelStudy, *, seed: int | None = None
) -> dict[str, object]:
    """Say the answer in words and numbers that JSON can carry: NaN becomes None.

    Parameters
    ----------
    study : StudyComparison or ParallelStudy
    seed : int, optional
        That made the comparison's `rng`.

    Returns
    -------
    dict
        ``design``, ``sentence``, ``notes``, ``metrics`` (of the first condition or arm) and
        ``conditions`` (of all), by name; ``power`` in words, where a primary metric was chosen;
        ``reference``, ``primary``, ``seed`` and ``versions``.
    """
    table = study.comparison.table
    conditions = {
        str(condition): {
            str(name): _metric(study, str(condition), str(name)) for name in table.metric.values
        }
        for condition in table.condition.values
    }
    return {
        "design": study.design,
        "sentence": study.sentence,
        "reference": study.comparison.reference,
        "condition": next(iter(conditions)),
        "primary": study.comparison.primary or None,
        "first_primary": study.first_primary,
        "covariates": list(study.covariates),
        "power": _power(study),
        "metrics": next(iter(conditions.values())),
        "conditions": conditions,
        "one_person": None if isinstance(study, ParallelStudy) else _one_person(study.single),
        "notes": list(study.notes),
        "nights": {
            status: int((study.nights.status == status).sum())
            for status in ("done", "failed", "excluded")
        },
        "seed": seed,
        "versions": versions(),
    }


def _metric(study: StudyComparison | ParallelStudy, condition: str, name: str) -> dict[str, object]:
    row = study.comparison.table.sel(condition=condition, metric=name)
    if isinstance(study, ParallelStudy):
        return _arm_row(row, condition, study.comparison.reference)
    found = _row(row, study.mixed.get((condition, name)))
    adjusted = study.adjusted.get((condition, name))
    if adjusted is not None:
        found["adjusted_difference"] = _plain(adjusted.estimate)
        found["ci_adjusted"] = [_plain(end) for end in adjusted.interval]
        found["p_permutation_adjusted"] = _plain(adjusted.p)
    return found


def _power(study: StudyComparison | ParallelStudy) -> dict[str, str]:
    """How many pairs a change of the primary metric takes, by condition, in words."""
    said: dict[str, str] = {}
    if isinstance(study, ParallelStudy) or not study.comparison.primary:
        return said
    for condition in map(str, study.comparison.table.condition.values):
        with suppress(ValueError):  # fewer than two pairs that differ
            answer = pairs_for_change(study.comparison, study.comparison.primary, condition)
            said[condition] = answer.sentence
    return said


_ENDS = MappingProxyType(
    {
        "ci": "ci",
        "ci_percent": "percent",
        "ci_g": "g",
    }
)


def _arm_row(row: xr.Dataset, arm: str, reference: str) -> dict[str, object]:
    """One metric of one arm; what both arms have stands by the arms' names."""
    names = {"reference": reference, "condition": arm}
    number = {str(name): _plain(one.item()) for name, one in row.data_vars.items()}

    def by_arm(key: str, *, count: bool = False, before: str = "") -> dict[str, object]:
        values = {name: number[f"{before}{side}_{key}"] for side, name in names.items()}
        return {name: int(value) for name, value in values.items()} if count else values  # type: ignore[call-overload]

    def ends(key: str) -> list[object]:
        return [number[f"{key}_low"], number[f"{key}_high"]]

    plain = (
        *("adjusted_difference", "p_permutation", "p_floor", "p_ancova", "p_adjusted"),
        *("percent", "g", "p_equivalence", "smallest_effect", "outcome", "scale", "units"),
        *("title", "role", "reason"),
    )
    again = {
        key: {
            "adjusted_difference": number[f"{key}_difference"],
            "ci": ends(key),
            "p_ancova": number[f"{key}_p"],
            "n_by_arm": by_arm("n", count=True, before=f"{key}_"),
        }
        for key in ("completers", "unchanged")
    }
    return {
        **{key: number[key] for key in plain},
        **{key: ends(of) for key, of in _ENDS.items()},
        "p_exact": number["p_exact"] == 1,
        "n_by_arm": by_arm("n", count=True),
        "drawn_by_arm": by_arm("drawn", count=True),
        "missing_at_follow_up": by_arm("missing", count=True),
        "missing_at_baseline": by_arm("no_baseline", count=True),
        "baseline_mean": by_arm("baseline_mean"),
        "follow_up_mean": by_arm("follow_up_mean"),
        "follow_up_sd": by_arm("follow_up_sd"),
        "adjusted_mean": by_arm("adjusted_mean"),
        "change_scores": {
            "mean_change": by_arm("change_mean"),
            "difference": number["change_difference"],
            "ci": ends("change"),
            "p": number["p_change"],
            "warning": CHANGE_SCORES,
        },
        "completers": again["completers"],
        "missing_as_unchanged": again["unchanged"],
        "within_arm": {"p": None, "why": WITHIN_ARM},
    }


def _one_person(single: NOf1Result | None) -> dict[str, object] | None:
    if single is None:
        return None
    keys = (
        *("reference_mean", "condition_mean", "mean_difference", "p", "p_floor"),
        *("schedules", "exact", "nights", "autocorrelation"),
    )
    return {
        "subject": single.subject,
        "condition": single.condition,
        "metrics": {
            name: {key: _plain(one[key].item()) for key in keys}
            for name, one in single.metrics.items()
        },
    }


def _row(row: xr.Dataset, mixed: xr.Dataset | None) -> dict[str, object]:
    pairs = {
        "ci": ("ci_low", "ci_high"),
        "ci_bca": ("bca_low", "bca_high"),
        "ci_g_av": ("g_av_low", "g_av_high"),
        "ci_percent": ("percent_low", "percent_high"),
    }
    in_pairs = {name for pair in pairs.values() for name in pair}
    found: dict[str, object] = {}
    for name, value in row.data_vars.items():
        if name not in in_pairs:
            found[str(name)] = _plain(value.item())
    for name, (low, high) in pairs.items():
        found[name] = [_plain(row[low].item()), _plain(row[high].item())]
    found["n"], found["n_ratio"] = int(row.n), int(row.n_ratio)
    found["p_exact"] = bool(row.p_exact)
    if mixed is not None:
        term = mixed.sel(term="condition")
        found["mixed_model"] = {
            "formula": mixed.attrs["formula"],
            "units": str(term.estimate.attrs["units"]),
            "estimate": _plain(term.estimate.item()),
            "ci": [_plain(term.low.item()), _plain(term.high.item())],
            "p": _plain(term.p.item()),
            "degrees_of_freedom": mixed.attrs["degrees_of_freedom"],
            "notes": mixed.attrs["notes"],
        }
    return found


def _plain(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value
