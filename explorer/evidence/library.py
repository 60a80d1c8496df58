"""All claims and studies at once: loaded, filtered, weighed for and against, as a table."""

from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import xarray as xr

from explorer.evidence.evidence_records import (
    FORMS,
    GRADES,
    SPECIES,
    Claim,
    Finding,
    Statement,
    Study,
)
from explorer.evidence.parse_claims import read_claim, read_study, statements
from explorer.evidence.toml_table import keyed, read_tables, read_toml

# Columns of `Evidence.to_table` that come from the study, with the unit where there is one.
_STUDY_COLUMNS = MappingProxyType(
    {"year": "", "n": "", "species": "", "form": "", "dose": "", "elemental_mg": "mg/d"}
    | {"design": "", "duration": "", "measured_by": "", "grade": "", "doi": "", "pmid": ""}
    | {"pmcid": "", "nct": "", "isrctn": "", "no_identifier": "", "registered_without_results": ""}
)
_FINDING_COLUMNS = ("claim", "direction", "text", "verified", "computed", "confidence")


@dataclass(frozen=True)
class Sides:
    """The studies of one claim, by what they say about it.

    Parameters
    ----------
    supporting, contrary, neutral : tuple of (Study, Finding)
        In the order of the files.
    """

    supporting: tuple[tuple[Study, Finding], ...]
    contrary: tuple[tuple[Study, Finding], ...]
    neutral: tuple[tuple[Study, Finding], ...]


@dataclass(frozen=True)
class Waiting:
    """How much of the evidence was not read in the paper, the registry or their abstract.

    Parameters
    ----------
    sentences, computed : int
        Sentences known but not read again, and those that this project computed.
    fields, studies : int
        Fields of studies that nobody read, and in how many studies.
    """

    sentences: int
    computed: int
    fields: int
    studies: int


@dataclass(frozen=True)
class Evidence:
    """Claims and the studies behind them.

    Parameters
    ----------
    claims : tuple of Claim
        In the order in which they are read.
    studies : tuple of Study
        Each says something about at least one of the claims.
    reviewed : str
        Month of the last search for new studies.
    facts : tuple of Statement
        What a reader must know before any single claim.
    """

    claims: tuple[Claim, ...]
    studies: tuple[Study, ...]
    reviewed: str
    facts: tuple[Statement, ...] = ()

    def claim(self, key: str) -> Claim:
        """Claim of this key.

        Parameters
        ----------
        key : str
            Such as ``"slow_wave_sleep"``.

        Returns
        -------
        Claim

        Raises
        ------
        ValueError
            If there is no such claim.

        Examples
        --------
        >>> load().claim("slow_wave_sleep").grade
        'B-'
        """
        for claim in self.claims:
            if claim.key == key:
                return claim
        raise ValueError(
            f"unknown claim {key!r}, expected one of {[claim.key for claim in self.claims]}"
        )

    def filter(
        self, *, grade: str | None = None, species: str | None = None, form: str | None = None
    ) -> "Evidence":
        """Keep the studies of one grade, one species, one form of magnesium.

        Parameters
        ----------
        grade : str, optional
            Grade of the study, a key of `GRADES`.
        species : str, optional
            One of `SPECIES`.
        form : str, optional
            One of `FORMS`.

        Returns
        -------
        Evidence
            With every claim: one that lost its studies is unanswered here, not unopposed.

        Raises
        ------
        ValueError
            If a choice is unknown.

        Examples
        --------
        >>> trials = load().filter(species="human", form="magnesium L-threonate")
        >>> [study.label for study in trials.studies if study.grade == "A"]
        []
        """
        wanted = {"grade": grade, "species": species, "form": form}
        choices = {"grade": tuple(GRADES), "species": SPECIES, "form": FORMS}
        for field, value in wanted.items():
            if value is not None and value not in choices[field]:
                raise ValueError(f"unknown {field} {value!r}, expected one of {choices[field]}")
        kept = tuple(
            study
            for study in self.studies
            if all(value in (None, getattr(study, field)) for field, value in wanted.items())
        )
        return replace(self, studies=kept)

    def for_and_against(self, claim: Claim | str) -> Sides:
        """Say which studies support a claim, which contradict it, and which do neither.

        Parameters
        ----------
        claim : Claim or str
            A claim or its key.

        Returns
        -------
        Sides
            A study with several findings about the claim stands once for each of them.

        Raises
        ------
        ValueError
            If there is no such claim.

        Examples
        --------
        >>> sides = load().for_and_against("slow_wave_sleep")
        >>> [study.key for study, finding in sides.contrary][:2]
        ['lopresti_2026', 'murck_1998']
        """
        key = self.claim(claim).key if isinstance(claim, str) else self.claim(claim.key).key
        pairs = [
            (study, finding)
            for study in self.studies
            for finding in study.findings
            if finding.claim == key
        ]
        by_direction = {
            direction: tuple(pair for pair in pairs if pair[1].direction == direction)
            for direction in ("for", "against", "neutral")
        }
        return Sides(by_direction["for"], by_direction["against"], by_direction["neutral"])

    def waiting(self) -> "Waiting":
        """Count what is shown and was not read in its source.

        Returns
        -------
        Waiting

        Examples
        --------
        >>> load().waiting().sentences > 0
        True
        """
        sentences = [*self.facts]
        for claim in self.claims:
            sentences += claim.caveats
        for study in self.studies:
            sentences += (*study.funding, *study.limits, *study.findings)
        return Waiting(
            sentences=sum(bool(one.confidence) for one in sentences),
            computed=sum(one.computed for one in sentences),
            fields=sum(len(study.unverified) for study in self.studies),
            studies=sum(bool(study.unverified) for study in self.studies),
        )

    def to_table(self) -> xr.Dataset:
        """Lay all findings out as a table, one row a finding.

        Returns
        -------
        xr.Dataset, dims (finding)
            Texts, flags and numbers; ``elemental_mg`` in mg/d, NaN where it cannot be computed;
            ``year`` and ``n`` NaN where not noted. The date of the review is in the attrs.

        Examples
        --------
        >>> table = load().to_table()
        >>> int((table.claim == "gaba_tone").sum()) > 3
        True
        """
        pairs = [(study, finding) for study in self.studies for finding in study.findings]
        columns: dict[str, Any] = {"study": [study.key for study, _ in pairs]}
        columns["label"] = [study.label for study, _ in pairs]
        for name in _STUDY_COLUMNS:
            columns[name] = [_cell(getattr(study, name)) for study, _ in pairs]
        for name in _FINDING_COLUMNS:
            columns[name] = [getattr(finding, name) for _, finding in pairs]
        variables = {
            name: ("finding", values, {"units": _STUDY_COLUMNS[name]})
            if _STUDY_COLUMNS.get(name)
            else ("finding", values)
            for name, values in columns.items()
        }
        return xr.Dataset(variables, attrs={"reviewed": self.reviewed})


def load(folder: Traversable | None = None) -> Evidence:
    """Load the claims and the studies that the project ships.

    Parameters
    ----------
    folder : Traversable or Path, optional
        A folder with ``claims.toml`` and ``studies/*.toml``; ours if not given.

    Returns
    -------
    Evidence

    Raises
    ------
    ValueError
        If a row does not meet the schema, naming the file, the row and the field.

    Examples
    --------
    >>> load().reviewed
    'November 2026'
    """
    folder = files("explorer.evidence") if folder is None else folder
    header = read_toml(folder / "claims.toml")
    claims = keyed(
        [read_claim(row.values, file="claims.toml") for row in header.rows("claims")], "claims"
    )
    reviewed, facts = header.text("reviewed"), statements(header, "facts")
    header.finish()
    studies = read_tables(
        folder / "studies",
        "studies",
        lambda values, file: read_study(values, file=file, claims=claims),
    )
    evidence = Evidence(
        tuple(claims.values()), tuple(keyed(studies, "studies").values()), reviewed, facts
    )
    _check_both_sides(evidence)
    return evidence


def _cell(value: object) -> object:
    """Give a value as a column of one type can hold it."""
    return float("nan") if value is None else value


def _check_both_sides(evidence: Evidence) -> None:
    """Refuse a claim that neither names a study against it nor says that none is known."""
    for claim in evidence.claims:
        contrary = evidence.for_and_against(claim).contrary
        if bool(contrary) == bool(claim.no_contrary):
            found = f"{len(contrary)} studies against and no_contrary {claim.no_contrary!r}"
            raise ValueError(
                f"claims.toml: claim {claim.key!r}: no_contrary has {found}, needs one of the two"
            )
