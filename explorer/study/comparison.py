"""A study from its table to its answer: what the command and the report both need."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import xarray as xr

from explorer.extras import MissingExtraError
from explorer.metrics.aliases import find_symbol, script_name
from explorer.statistics.effect_sizes import as_percent
from explorer.statistics.equivalence import SMALLEST_EFFECTS, SmallestEffect
from explorer.statistics.mixed_model import mixed_model
from explorer.statistics.n_of_1 import NOf1Result, n_of_1
from explorer.statistics.paired import Comparison, compare_conditions
from explorer.statistics.plain_language import digits_for, format_p
from explorer.statistics.within_subject import RECORDING, by_condition
from explorer.study.cohort import problems

# What a sleep paper's table holds. All metrics of the catalogue at once would drown each other in
# the correction for their number. WASO ends with the final waking, as published comparisons have it
# and few recordings say when the lights went on; REM latency is the AASM's, as on the page.
HEADLINE = (
    *("TIB", "SPT", "TST", "SOL", "WASO_SPT", "SE", "SME", "REM_latency_sleep_onset", "SFI_W"),
    *("N1_min", "N2_min", "N3_min", "REM_min", "N1_pct", "N2_pct", "N3_pct", "REM_pct"),
    *("SWA", "SIGMA"),
)
DEFAULT_PRIMARY = "SWA"
"""All-night slow-wave activity of N2 and N3, as a log ratio: the steadier measure of deep sleep (r
.91 between nights by the spectrum, .61 by scored minutes; 50 adults, Larsen et al. 1995, Sleep
18:7)."""
LOGARITHM = "log ratio"
"""Unit of a mixed model's terms where the metric's logarithm was fitted."""
NO_SIGNALS = (
    "There are no recordings, so slow-wave activity, the default primary metric, cannot be said: "
    "this comparison rests on hypnograms alone."
)
PACKAGES = ("sleep-architecture-explorer", "numpy", "scipy", "xarray", "statsmodels")


@dataclass(frozen=True, eq=False)
class StudyComparison:
    """A comparison together with the nights it rests on."""

    nights: xr.Dataset
    """dims (recording), as `cohort` gives it."""
    comparison: Comparison
    mixed: Mapping[tuple[str, str], xr.Dataset]
    """Mixed models by condition and metric; empty where the order of nights is not known."""
    notes: tuple[str, ...]
    """What was left out, then what to know before believing the numbers."""
    single: NOf1Result | None = None
    """Where all nights are one person's."""
    first_primary: str | None = None
    """The primary metric with which results were first seen ("" for none), where the one of now is
    another; None where it is the same."""

    @property
    def exploratory(self) -> bool:
        """Whether the primary metric was chosen after results had been seen."""
        return self.first_primary is not None

    @property
    def sentence(self) -> str:
        """The result in plain words: of people, or of the one person."""
        said = self.single.sentence if self.single else self.comparison.sentence
        if self.first_primary is None:
            return said
        chosen = find_symbol(self.comparison.primary) or "no metric"
        return (
            f"Exploratory, for {chosen} was made the primary after results had been shown "
            f"(it was {find_symbol(self.first_primary) or 'none'}): {said}"
        )


def default_primary(nights: xr.Dataset, reference: str) -> str:
    """Choose the primary metric where nobody has chosen one.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it.
    reference : str
        The condition compared with.

    Returns
    -------
    str
        `DEFAULT_PRIMARY` where anybody has it under the reference and another condition, or "".
    """
    if DEFAULT_PRIMARY not in nights:
        return ""
    known = np.isfinite(nights[DEFAULT_PRIMARY].values)
    subjects, conditions = nights.subject.values, nights.condition.values
    before = set(subjects[known & (conditions == reference)])
    after = set(subjects[known & (conditions != reference)])
    return DEFAULT_PRIMARY if before & after else ""


def compare_study(
    nights: xr.Dataset,
    *,
    reference: str,
    primary: str = "",
    metrics: Sequence[str] = (),
    smallest_effects: Mapping[str, SmallestEffect] = SMALLEST_EFFECTS,
    rng: np.random.Generator,
    quick: bool = False,
) -> StudyComparison:
    """Compare the conditions of a cohort, with a mixed model where the order of nights is known.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `cohort` gives it.
    reference, primary
        As in `compare_conditions`.
    metrics : sequence of str, optional
        Those to compare, by name or symbol; those of `HEADLINE` that there are, if not given.
    smallest_effects, rng
        As in `compare_conditions`.
    quick : bool
        As in `compare_conditions`; mixed models are left out too.

    Returns
    -------
    Study

    Raises
    ------
    ValueError
        If no night was measured, or a metric, the reference or a second condition is missing.
    """
    if not nights.data_vars:
        said = problems(nights)
        raise ValueError(f"no night could be measured: {said[0] if said else 'there is none'}")
    primary = named_in(nights, primary)
    smallest_effects = {named_in(nights, name): one for name, one in smallest_effects.items()}
    chosen = [named_in(nights, name) for name in metrics]
    chosen = chosen or [name for name in HEADLINE if name in nights]
    chosen += [primary] if primary and primary not in chosen else []
    unknown = [name for name in chosen if name not in nights]
    if unknown:
        raise ValueError(f"no metrics {unknown}, expected some of {[*map(str, nights.data_vars)]}")
    values, alone = _with_pairs(by_condition(nights[chosen]), reference)
    lost = nights.sentence.values[nights.status.isin(["failed", "excluded"]).values]
    if values.sizes["condition"] < 2 and lost.size:
        raise ValueError(
            f"a comparison needs a second condition beside {reference!r}, and of these nights "
            f"{lost.size} could not be used: {'; '.join(map(str, lost[:3]))}"
        )
    found = compare_conditions(
        values,
        reference=reference,
        primary=primary,
        smallest_effects=smallest_effects,
        rng=rng,
        quick=quick,
    )
    mixed, lacking = {}, []
    done = nights[chosen].isel({RECORDING: nights.status.values == "done"})
    modelled = found.table.condition.values if "order" in nights.coords and not quick else ()
    for condition in map(str, modelled):
        for name in chosen:
            try:
                scale = str(found.table["scale"].sel(condition=condition, metric=name).item())
                on = _logarithm(done, name) if scale == "log ratio" else done
                fitted = mixed_model(on, name, condition=condition, reference=reference)
            except MissingExtraError as error:
                lacking = [f"No mixed model: {error}."]
                continue
            except (ValueError, np.linalg.LinAlgError):  # too few nights, or all alike: not shown
                continue
            mixed[condition, name] = fitted
    order = [
        _order_note(mixed[condition, primary], condition)
        for condition in map(str, found.table.condition.values)
        if (condition, primary) in mixed
    ]
    single = n_of_1(nights, chosen, reference=reference, primary=primary, rng=rng)
    about = [] if DEFAULT_PRIMARY in nights else [NO_SIGNALS]
    told = single.notes if single else found.notes
    return StudyComparison(
        nights, found, mixed, (*problems(nights), *about, *alone, *told, *order, *lacking), single
    )


def named_in(nights: xr.Dataset, name: str) -> str:
    """Name a metric as nights have it: as it was asked for, else as scripts find it.

    Examples
    --------
    >>> nights = xr.Dataset({"N3_pct": ("recording", [20.0]), "WASO": ("recording", [9.0])})
    >>> named_in(nights, "%N3"), named_in(nights, "WASO"), named_in(nights, "none such")
    ('N3_pct', 'WASO', 'none such')
    """
    return name if name in nights else script_name(name)


def _with_pairs(values: xr.Dataset, reference: str) -> tuple[xr.Dataset, list[str]]:
    """Leave out conditions that nobody shares with the reference, and say so."""
    has = values["nights"] > 0
    if reference not in values.condition:
        return values, []
    shared = (has & has.sel(condition=reference, drop=True)).any("subject").values
    if shared.sum() < 2:  # the reference alone: let the comparison say that there is no pair
        return values, []
    lone = map(str, values.condition.values[~shared])
    notes = [f"{name}: nobody has {reference} too, so it was not compared." for name in lone]
    return values.isel(condition=shared), notes


def _logarithm(nights: xr.Dataset, name: str) -> xr.Dataset:
    """Put one metric's logarithm in its place."""
    values = nights[name].values
    logs = np.log(values, out=np.full(values.shape, np.nan), where=values > 0)
    return nights.assign({name: (RECORDING, logs, {"units": LOGARITHM})})


def _order_note(mixed: xr.Dataset, condition: str) -> str:
    row = mixed.sel(term="condition")
    value, low, high = (float(row[key]) for key in ("estimate", "low", "high"))
    units = str(row.estimate.attrs["units"])
    if units == LOGARITHM:
        value, low, high = map(as_percent, (value, low, high))
        units = "%"
    digits = digits_for(low, high)
    return (
        f"{condition}: with the order of nights taken out by a mixed model, "
        f"{mixed.attrs['metric']} differs by {value:.{digits}f} {units} "
        f"(95 % CI {low:.{digits}f} to {high:.{digits}f}, p {format_p(float(row.p))})."
    )


def summary(study: StudyComparison, *, seed: int | None = None) -> dict[str, object]:
    """Say the answer in words and numbers that JSON can carry: NaN becomes None.

    Parameters
    ----------
    study : Study
    seed : int, optional
        That made the comparison's `rng`.

    Returns
    -------
    dict
        ``sentence``, ``notes``, ``metrics`` (of the first condition) and ``conditions`` (of all),
        by name; ``reference``, ``primary``, ``seed`` and ``versions``.
    """
    table = study.comparison.table
    conditions = {
        str(condition): {
            str(name): _row(
                table.sel(condition=condition, metric=name),
                study.mixed.get((str(condition), str(name))),
            )
            for name in table.metric.values
        }
        for condition in table.condition.values
    }
    return {
        "sentence": study.sentence,
        "reference": study.comparison.reference,
        "condition": next(iter(conditions)),
        "primary": study.comparison.primary or None,
        "first_primary": study.first_primary,
        "metrics": next(iter(conditions.values())),
        "conditions": conditions,
        "one_person": _one_person(study.single),
        "notes": list(study.notes),
        "nights": {
            status: int((study.nights.status == status).sum())
            for status in ("done", "failed", "excluded")
        },
        "seed": seed,
        "versions": versions(),
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


def versions() -> dict[str, str]:
    """Versions of what the numbers depend on.

    Examples
    --------
    >>> "numpy" in versions()
    True
    """
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed as a package"
    return found
