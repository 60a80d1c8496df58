"""What is chosen on the page of a comparison, and the study that follows from it."""

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import xarray as xr

from explorer.metrics.aliases import SCRIPT_NAMES, find_symbol, script_name
from explorer.statistics.paired import KnownRows
from explorer.statistics.values_per_person import RECORDING
from explorer.study.compare_design import Study, compare_design
from explorer.study.comparison_nights import ComparisonNights
from explorer.study.likely_reference import chosen_reference_note, with_note
from explorer.study.metric_choice import COARSE_HEADLINE, HEADLINE

SEED = 1
"""That of the command, so that both say the same."""
BY_HAND = "left out by hand"
"""How the sentence of a night ends whose person was left out here, and not in the table."""
PRIMARY_CHANGED = "the primary metric"
"""How a change of it begins, of which a study's sentence says more than of others."""

# Whole families move together: a table in which N1 is a share of one time and N2 of another would
# mislead.
DEFINITIONS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "SWA": ("SWA", "SWA_Riedner"),
        "WASO_SPT": ("WASO_SPT", "WASO_AASM"),
        "SOL": ("SOL", "SOL_3N1", "SOL_5min", "SOL_10min"),
        "SE": ("SE", "SE_wake", "SE_onset"),
        "REM_latency_sleep_onset": (
            *("REM_latency_sleep_onset", "REM_latency_lights_off", "Lat_REM_NREM"),
        ),
        "SFI_W": ("SFI_W", "SFI_W_N1", "SFI_beyond_N1", "SFI_Haba_Rubio", "SFI_lighter"),
        "stages in %": ("of TST", "of SPT"),
    }
)
_SHARES = "stages in %"


@dataclass(frozen=True)
class ComparisonChoices:
    """Everything that a study depends on besides its nights."""

    reference: str
    condition: str = ""
    """Which of the others is drawn; all are compared."""
    primary: str = ""
    definitions: tuple[tuple[str, str], ...] = ()
    """Family and variant, where it is not the family's first."""
    excluded: frozenset[str] = frozenset()
    """People left out on the page."""
    shown: tuple[str, ...] = ()
    """Metrics that are drawn person by person, by their family's name."""
    person: str = ""
    """Whose nights are drawn."""
    own: tuple[str, ...] = ()
    """Metrics that the table itself has as columns of numbers: they have one definition."""
    covariates: tuple[str, ...] = ()
    """Columns taken out of the comparison."""
    taken: str = ""
    """The reference that was taken because nobody chose one; "" where somebody did."""

    def defined(self, metric: str) -> str:
        """Name of a metric, asked for by name or symbol, under the definitions chosen."""
        if metric in self.own:
            return metric
        name, chosen = script_name(metric), dict(self.definitions)
        if name in chosen:
            return chosen[name]
        of_period = chosen.get(_SHARES, "") == DEFINITIONS[_SHARES][1]
        return f"{name}_SPT" if of_period and f"{name}_SPT" in SCRIPT_NAMES else name

    def with_definition(self, family: str, variant: str) -> "ComparisonChoices":
        """Choose one definition of a family."""
        kept = tuple(pair for pair in self.definitions if pair[0] != family)
        own = () if variant == DEFINITIONS[family][0] else ((family, variant),)
        return replace(self, definitions=kept + own)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metrics compared, where the nights have them: usual ones as defined here, and `own`."""
        return tuple(dict.fromkeys([*map(self.defined, HEADLINE), *COARSE_HEADLINE, *self.own]))


def changed_since(first: ComparisonChoices, now: ComparisonChoices) -> tuple[str, ...]:
    """Say what was changed after results had been seen by the first choices.

    Examples
    --------
    >>> changed_since(ComparisonChoices("placebo"), ComparisonChoices("placebo", primary="SOL"))
    ('the primary metric (from none)',)
    """
    said = []
    if now.reference != first.reference:
        said.append(f"the reference (from {first.reference})")
    if now.primary != first.primary:
        was = first.primary if first.primary in first.own else find_symbol(first.primary)
        said.append(f"{PRIMARY_CHANGED} (from {was or 'none'})")
    if now.covariates != first.covariates:
        said.append(f"the covariates ({', '.join(now.covariates) or 'none'})")
    if now.definitions:
        named = [" as ".join(map(find_symbol, pair)) for pair in now.definitions]
        said.append(f"definitions ({', '.join(named)})")
    if now.excluded:
        said.append("people left out (" + ", ".join(sorted(now.excluded)) + ")")
    return tuple(said)


def compare_chosen(
    material: ComparisonNights,
    choices: ComparisonChoices,
    *,
    changed: tuple[str, ...] = (),
    first_primary: str | None = None,
    quick: bool = False,
    known: KnownRows | None = None,
) -> Study:
    """Compare the nights as chosen.

    Parameters
    ----------
    material : ComparisonNights
        Every night.
    choices : Choices
        Whom to leave out, and what to compare.
    changed : tuple of str
        What was changed on the page after results had been seen: the study's sentence says so.
    first_primary : str, optional
        Primary metric with which results were first seen, "" for none: another one is exploratory,
        and the study's sentence says so.
    quick, known
        As in `compare_study`.

    Returns
    -------
    Study

    Raises
    ------
    ValueError
        As `compare_study` does.
    """
    nights = without(material.nights, choices.excluded)
    if choices.taken and choices.taken == choices.reference:
        conditions = sorted({str(name) for name in nights.condition.values[material.done]})
        nights = with_note(nights, chosen_reference_note(choices.taken, conditions))
    study = compare_design(
        nights,
        reference=choices.reference,
        primary=choices.defined(choices.primary),
        metrics=[name for name in choices.metrics if name in nights],
        covariates=choices.covariates,
        smallest_effects=material.smallest_effects,
        drawn=material.drawn,
        rng=np.random.default_rng(SEED),
        quick=quick,
        known=known,
    )
    if first_primary is not None and choices.primary != first_primary:
        study = replace(study, first_primary=first_primary)
    if not changed:
        return study
    note = (
        f"Changed on the page after results had been seen: {', '.join(changed)}. "
        "What is chosen by its result is exploratory."
    )
    others = tuple(one for one in changed if not one.startswith(PRIMARY_CHANGED))
    return replace(study, notes=(*study.notes, note), changed=others)


def without(nights: xr.Dataset, excluded: frozenset[str]) -> xr.Dataset:
    """Mark the nights of these people as excluded.

    Examples
    --------
    >>> from explorer.study.simulated_trial import simulated_trial
    >>> nights = simulated_trial(people=3, hours=2).nights
    >>> set(without(nights, frozenset(["S01"])).status.values.tolist()) == {"done", "excluded"}
    True
    """
    if not excluded:
        return nights
    out = np.isin(nights.subject.values, list(excluded)) & (nights.status.values == "done")
    said = [
        f"{subject} {condition}: {BY_HAND}"
        for subject, condition in zip(nights.subject.values, nights.condition.values, strict=True)
    ]
    return nights.assign_coords(
        status=(RECORDING, np.where(out, "excluded", nights.status.values)),
        sentence=(RECORDING, np.where(out, said, nights.sentence.values)),
    )
