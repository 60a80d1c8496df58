"""From a table of a TOML file to a claim or a study, or to a refusal that names the field."""

from collections.abc import Mapping
from typing import Any

from explorer.evidence.evidence_records import (
    BADGES,
    CONFIDENCE,
    DIRECTIONS,
    FORMS,
    GRADES,
    MARKABLE,
    NOT_NOTED,
    SPECIES,
    Claim,
    Finding,
    Statement,
    Study,
)
from explorer.evidence.toml_table import TomlTable, named

KEY = r"[a-z][a-z0-9_]*"


def read_statement(row: TomlTable) -> Statement:
    """Read one sentence with its marks.

    Parameters
    ----------
    row : Row
        With ``text``, ``verified`` and, where not verified, ``computed`` or ``confidence``.

    Returns
    -------
    Statement

    Raises
    ------
    ValueError
        If a field is missing, unknown, or contradicts another.

    Examples
    --------
    >>> read_statement(TomlTable({"text": "n=12", "verified": True}, "a row")).verified
    True
    """
    return Statement(**_statement(row, finish=True))


def _statement(row: TomlTable, *, finish: bool) -> dict[str, Any]:
    """Fields of a Statement, with the marks checked against each other."""
    verified, computed = row.flag("verified"), row.flag("computed", default=False)
    confidence = row.choice("confidence", CONFIDENCE, default="")
    if verified + computed + bool(confidence) != 1:
        raise row.refuse(
            "verified", "must be true, or false beside either computed or a confidence, not both"
        )
    text = row.text("text")
    if finish:
        row.finish()
    return {"text": text, "verified": verified, "computed": computed, "confidence": confidence}


def statements(row: TomlTable, field: str) -> tuple[Statement, ...]:
    """Read a list of sentences with their marks, empty where the field is absent."""
    return tuple(read_statement(part) for part in row.rows(field))


def read_claim(values: Mapping[str, Any], *, file: str) -> Claim:
    """Read and check one claim.

    Parameters
    ----------
    values : Mapping
        One table of ``claims.toml``.
    file : str
        Name of the file, for errors.

    Returns
    -------
    Claim

    Raises
    ------
    ValueError
        Naming the row and the field that is missing, unknown or wrong.

    Examples
    --------
    >>> read_claim({"key": "sleep"}, file="claims.toml")
    Traceback (most recent call last):
    ValueError: claims.toml: claim 'sleep': wording is missing
    """
    row = TomlTable(values, f"{file}: claim {named(values)}")
    claim = Claim(
        key=row.text("key", pattern=KEY),
        wording=row.text("wording"),
        badge=row.choice("badge", BADGES),
        grade=row.text("grade", pattern="[A-D][+-]?"),
        graded_for=row.text("graded_for"),
        contested=row.flag("contested"),
        verdict=row.text("verdict"),
        settle=row.text("settle"),
        metrics=row.texts("metrics"),
        caveats=statements(row, "caveats"),
        no_contrary=row.text("no_contrary", default="", pattern=".* as of .*"),
    )
    if not claim.caveats:
        raise row.refuse("caveats", "is missing, every claim has at least one")
    row.finish()
    return claim


def read_study(values: Mapping[str, Any], *, file: str, claims: Mapping[str, Claim]) -> Study:
    """Read and check one study.

    Parameters
    ----------
    values : Mapping
        One table of a file in ``studies/``.
    file : str
        Name of the file, for errors.
    claims : Mapping of str to Claim
        The claims that its findings may name.

    Returns
    -------
    Study

    Raises
    ------
    ValueError
        Naming the row and the field that is missing, unknown or wrong.

    Examples
    --------
    >>> read_study({"key": "held_2002"}, file="trials.toml", claims={})
    Traceback (most recent call last):
    ValueError: trials.toml: study 'held_2002': authors is missing
    """
    row = TomlTable(values, f"{file}: study {named(values)}")
    study = Study(
        key=row.text("key", pattern=KEY),
        authors=row.text("authors"),
        year=row.integer("year"),
        journal=row.text("journal"),
        design=row.text("design"),
        species=row.choice("species", SPECIES),
        form=row.choice("form", FORMS),
        dose=row.text("dose"),
        duration=row.text("duration"),
        measured_by=row.text("measured_by"),
        n=row.integer("n"),
        elemental_mg=row.number("elemental_mg"),
        doi=row.text("doi", default="", pattern=r"10\.\d{4,9}/\S+"),
        pmid=row.text("pmid", default="", pattern=r"\d{5,8}"),
        pmcid=row.text("pmcid", default="", pattern=r"PMC\d+"),
        nct=row.text("nct", default="", pattern=r"NCT\d{8}"),
        isrctn=row.text("isrctn", default="", pattern=r"ISRCTN\d{8}"),
        no_identifier=row.text("no_identifier", default="", pattern=".* as of .*"),
        funding=statements(row, "funding"),
        limits=statements(row, "limits"),
        grade=row.choice("grade", tuple(GRADES), default=""),
        registered_without_results=row.flag("registered_without_results", default=False),
        unverified=row.texts("unverified", choices=MARKABLE),
        findings=tuple(_finding(part, claims) for part in row.rows("findings")),
    )
    row.finish()
    _check_study(study, row)
    return study


def _finding(row: TomlTable, claims: Mapping[str, Claim]) -> Finding:
    claim = row.choice("claim", tuple(claims))
    direction = row.choice("direction", DIRECTIONS)
    finding = Finding(**_statement(row, finish=False), claim=claim, direction=direction)
    row.finish()
    return finding


def _check_read(study: Study, row: TomlTable) -> None:
    """Refuse as verified what says of itself that nobody read it."""
    for field in MARKABLE:
        value = getattr(study, field)
        if isinstance(value, str) and NOT_NOTED in value and field not in study.unverified:
            raise row.refuse(field, f"is {value!r} and so belongs to unverified")
    for field in ("funding", "limits", "findings"):
        for one in getattr(study, field):
            if one.verified and NOT_NOTED in one.text.lower():
                raise row.refuse(field, f"says {one.text!r} and is marked verified: nobody read it")


def _check_study(study: Study, row: TomlTable) -> None:
    """Refuse what no single field shows."""
    if not study.findings:
        raise row.refuse("findings", "is missing, every study says something about a claim")
    if not study.funding and "funding" not in study.unverified:
        raise row.refuse(
            "funding", "is missing; where nobody read who paid, it belongs to unverified"
        )
    _check_read(study, row)
    identified = (study.doi, study.pmid, study.pmcid, study.nct, study.isrctn)
    if any(identified) == bool(study.no_identifier):
        raise row.refuse(
            "no_identifier", "says that none was found where there is none, and only there"
        )
    if not study.limits:
        raise row.refuse("limits", "is missing, every study has some")
    if study.elemental_mg is not None and study.elemental_mg <= 0:
        raise row.refuse("elemental_mg", f"must be above 0, is {study.elemental_mg}")
    if not study.registered_without_results:
        if not study.grade:
            raise row.refuse("grade", "is missing, only a study without results has none")
        return
    if study.grade:
        raise row.refuse("grade", f"is {study.grade!r}, a study without results has none")
    if not study.nct:
        raise row.refuse("nct", "is missing, a study without results is known by its registration")
    if any(finding.direction != "neutral" for finding in study.findings):
        raise row.refuse("findings", "must be neutral where there are no results")
