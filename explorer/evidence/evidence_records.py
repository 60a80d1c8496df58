"""What a claim, a study and a finding hold, and the words they may use."""

from dataclasses import dataclass
from types import MappingProxyType

# How far the evidence carries the claim for people who take magnesium L-threonate (MgT).
GRADES = MappingProxyType(
    {
        "A": "measured directly: a randomised trial of MgT with polysomnography, or, for a claim "
        "about physiology alone, that physiology itself",
        "B": "a randomised trial in people, with an indirect measure or another form of magnesium",
        "C": "animals, cells, a mechanism, or another drug: indirect",
        "D": "contradicted or contested",
    }
)
BADGES = ("claim", "hypothesis", "model", "measured")
DIRECTIONS = ("for", "against", "neutral")
SPECIES = ("human", "rat", "mouse", "cells")
MGT = "magnesium L-threonate"
NO_MAGNESIUM = "no magnesium"
FORMS = (
    MGT,
    "magnesium bisglycinate",
    "magnesium chloride",
    "magnesium citrate",
    "magnesium lactate",
    "magnesium oxide",
    "magnesium sulfate",
    "effervescent magnesium",
    "another magnesium product",
    "several magnesium salts",
    "magnesium deficiency or level",
    NO_MAGNESIUM,
)
CONFIDENCE = ("high", "medium", "low")
# Fields of a study that hold a number or a name which may itself wait for verification.
MARKABLE = ("design", "n", "form", "dose", "duration", "measured_by", "journal", "funding")
NOT_NOTED = "not noted"
"""In place of a field that nobody read; such a field is among a study's `unverified`."""


@dataclass(frozen=True)
class Statement:
    """A sentence, and how far it may be trusted.

    Parameters
    ----------
    text : str
        One or more sentences.
    verified : bool
        Whether each number in it was read in the paper, the registry or their abstract.
    computed : bool
        Whether the numbers were computed from others by this project.
    confidence : str
        "high", "medium" or "low" where neither verified nor computed, else empty.
    """

    text: str
    verified: bool
    computed: bool = False
    confidence: str = ""


@dataclass(frozen=True)
class Finding(Statement):
    """What one study says about one claim.

    Parameters
    ----------
    claim : str
        Key of the claim.
    direction : str
        "for", "against" or "neutral".
    """

    claim: str = ""
    direction: str = "neutral"


@dataclass(frozen=True)
class Claim:
    """A claim about magnesium and sleep, in the words of those who make it.

    Parameters
    ----------
    key, wording : str
        Name in files, and the claim itself.
    badge : str
        One of `BADGES`.
    grade : str
        "A" to "D", possibly with "+" or "-"; the first letter is explained in `GRADES`.
    graded_for : str
        Which part of the claim the grade is for.
    contested : bool
        Whether studies contradict one another.
    verdict : str
        What can be said today, and no more.
    settle : str
        Which study would settle it.
    metrics : tuple of str
        Symbols of the metrics that test it here.
    caveats : tuple of Statement
        What to know before reading the numbers.
    no_contrary : str
        Said where no study against it is known, with the date; else empty.
    """

    key: str
    wording: str
    badge: str
    grade: str
    graded_for: str
    contested: bool
    verdict: str
    settle: str
    metrics: tuple[str, ...]
    caveats: tuple[Statement, ...]
    no_contrary: str = ""


@dataclass(frozen=True)
class Study:
    """A study, and what it found about each claim.

    Parameters
    ----------
    key, authors, journal, design, species, form, dose, duration, measured_by : str
        Who, where, how, in whom, of which salt, how much, how long, and by which instrument.
    year, n : int or None
        None where not noted.
    elemental_mg : float or None
        Elemental magnesium in mg a day, None where it cannot be computed from the dose.
    doi, pmid, pmcid, nct, isrctn : str
        Identifiers of the paper and of the trial's registration, empty where none was seen.
    no_identifier : str
        Where there is no identifier: that none was found, and when.
    funding, limits : tuple of Statement
        Funding and ties as the paper or the registry declares them, and what weakens the study.
        Funding may be empty only where "funding" is `unverified`: nobody read who paid.
    grade : str
        Key of `GRADES`; empty for a study without results.
    registered_without_results : bool
        Whether only the registration is known.
    unverified : tuple of str
        Fields among `MARKABLE` that were not read in the paper.
    findings : tuple of Finding
        At least one.
    """

    key: str
    authors: str
    year: int | None
    journal: str
    design: str
    species: str
    form: str
    dose: str
    duration: str
    measured_by: str
    n: int | None
    elemental_mg: float | None
    doi: str
    pmid: str
    pmcid: str
    nct: str
    isrctn: str
    no_identifier: str
    funding: tuple[Statement, ...]
    limits: tuple[Statement, ...]
    grade: str
    registered_without_results: bool
    unverified: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def label(self) -> str:
        """Authors and year, or year alone left out where it is not noted."""
        return self.authors if self.year is None else f"{self.authors} {self.year}"
