"""The evidence as a page: claims, with the studies for and against each side by side."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from math import isfinite

from markupsafe import Markup

from explorer.evidence.claim_metrics import SIGNAL_METRICS, why_missing
from explorer.evidence.evidence_records import GRADES, Claim, Finding, Statement, Study
from explorer.evidence.library import Evidence
from explorer.evidence.live_value import LiveValue
from explorer.metrics.metric_catalogue import METRICS
from explorer.render.environment import pieces
from explorer.render.number_format import FIGURES
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number

TEMPLATE = "evidence/evidence_page.html.j2"
NOT_VERIFIED = "not verified against the paper"
COMPUTED = f"computed here, {NOT_VERIFIED}"
_UNREAD_FUNDING = "Who paid was not read."
AWAITED = ("being measured…", "")
ADVICE = "For teaching and research. Not medical advice."
_LINKS = ("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/")
_BADGE_MEANS = {
    "claim": "what is said of MgT, whether or not it is shown",
    "hypothesis": "no direct evidence in people",
    "model": "comes out of equations",
    "measured": "was measured, though not necessarily with MgT: see what the grade is for",
    "simulated": "made by this explorer, not recorded",
}


def evidence_style() -> Markup:
    """Give the style sheet of the page, light and dark.

    Returns
    -------
    str
        CSS. Dark follows the browser, or an ancestor of the class ``explorer-dark``.

    Examples
    --------
    >>> ".explorer-dark" in evidence_style()
    True
    """
    sheet = files("explorer.render.evidence") / "evidence_page.css"
    return Markup(sheet.read_text(encoding="utf-8"))


def render_evidence_page(
    evidence: Evidence,
    *,
    live_values: Mapping[str, LiveValue] | None = None,
    grade: str | None = None,
    species: str | None = None,
    form: str | None = None,
    graded: bool = True,
    begin: str = "",
    measuring: bool = False,
) -> Markup:
    """Write the evidence as HTML, without scripts, and without any style but class names.

    Parameters
    ----------
    evidence : Evidence
        As `load` gives it.
    live_values : Mapping of str to LiveValue, optional
        Metrics of the night on screen by symbol.
    grade, species, form : str, optional
        Show only the studies of this grade, species, form; see `Evidence.filter`.
    graded : bool
        Whether grades of claims and studies, and verdicts, stand there; hidden, a reader gives
        their own.
    begin : str
        Key of the claim that the page is read from; "" for its top.
    measuring : bool
        Whether the metrics of the signal are still being measured, and will be told.

    Returns
    -------
    str
        One ``article``; all text from the data is escaped.

    Raises
    ------
    ValueError
        If a filter is unknown.

    Examples
    --------
    >>> from explorer.evidence import load
    >>> page = render_evidence_page(load(), species="human")
    >>> page.startswith('<article class="evidence"'), "<script" in page
    (True, False)
    """
    shown = evidence.filter(grade=grade, species=species, form=form)
    chosen = [
        f"{name} {value}"
        for name, value in (("grade", grade), ("species", species), ("form", form))
        if value is not None
    ]
    claims = [claim for claim in shown.claims if not chosen or _has_studies(shown, claim)]
    hidden = len(shown.claims) - len(claims)
    return pieces(TEMPLATE).page(
        evidence=evidence,
        shown=len(shown.studies),
        chosen=", ".join(chosen) or "all",
        facts=_statements(evidence.facts),
        waiting=waiting_in_words(evidence),
        grades=GRADES,
        badges=_BADGE_MEANS,
        not_verified=NOT_VERIFIED,
        claims=[
            claim_section(
                shown,
                claim,
                live_values or {},
                graded=graded,
                begins=claim.key == begin,
                measuring=measuring,
            )
            for claim in claims
        ],
        hidden=pluralize(hidden, "claim") if hidden else "",
        advice=ADVICE,
    )


def _has_studies(evidence: Evidence, claim: Claim) -> bool:
    sides = evidence.for_and_against(claim)
    return bool(sides.supporting or sides.contrary or sides.neutral)


def waiting_in_words(evidence: Evidence) -> str:
    """Say how much on the page was not read in its source.

    Examples
    --------
    >>> from explorer.evidence import load
    >>> "were not read in their source" in waiting_in_words(load())
    True
    """
    waits = evidence.waiting()
    return (
        f"{pluralize(waits.sentences, 'sentence')}, and {pluralize(waits.fields, 'field')} of "
        f"{waits.studies} of the "
        f"{len(evidence.studies)} studies (who paid among them), were not read in their source "
        f"and say so; {pluralize(waits.computed, 'sentence')} "
        f"{'was' if waits.computed == 1 else 'were'} computed here."
    )


def claim_section(
    evidence: Evidence,
    claim: Claim,
    live_values: Mapping[str, LiveValue],
    *,
    within: str = "evidence",
    graded: bool = True,
    begins: bool = False,
    measuring: bool = False,
) -> Markup:
    """Write one claim with its sides.

    Parameters
    ----------
    evidence : Evidence
        With the claim's studies.
    claim : Claim
    live_values : Mapping of str to LiveValue
        Metrics of the night on screen by symbol.
    within : str
        Sets its heading's id apart from another page's.
    graded : bool
        Whether its grade and verdict are shown.
    begins : bool
        Whether the page is read from here.
    measuring : bool
        Whether the metrics of the signal are still being measured.
    """
    sides = evidence.for_and_against(claim)
    unknown = [symbol for symbol in claim.metrics if symbol not in live_values]
    awaited = [symbol for symbol in unknown if measuring and symbol in SIGNAL_METRICS]
    missing = [symbol for symbol in unknown if symbol not in awaited]
    return pieces(TEMPLATE).claim(
        claim=claim,
        title=f"{within}-{claim.key}",
        graded=graded,
        begins=begins,
        tested=[
            (symbol, _known_title(symbol), AWAITED)
            if symbol in awaited
            else (symbol, _known_title(symbol), _live(live_values.get(symbol)))
            for symbol in claim.metrics
        ],
        missing=why_missing(missing, within),
        caveats=_statements(claim.caveats),
        supporting=_cards(sides.supporting, graded=graded),
        contrary=_cards(sides.contrary, graded=graded),
        neutral=_cards(sides.neutral, graded=graded),
        nothing_against=claim.no_contrary or "No study against it in this selection.",
    )


def _known_title(symbol: str) -> str:
    known = symbol in METRICS or symbol in SIGNAL_METRICS
    return claim_metric_title(symbol) if known else symbol


def claim_metric_title(symbol: str) -> str:
    """Say in words what a metric is that tests a claim.

    Raises
    ------
    ValueError
        If it is neither of the catalogue nor of `SIGNAL_METRICS`.

    Examples
    --------
    >>> claim_metric_title("N3_cycle1")
    'N3 in the NREM period of the first cycle'
    """
    if symbol in METRICS:
        return METRICS[symbol].title
    if symbol not in SIGNAL_METRICS:
        raise ValueError(f"no metric {symbol!r}, expected one of {[*METRICS, *SIGNAL_METRICS]}")
    return SIGNAL_METRICS[symbol][0]


def _live(live: LiveValue | None) -> tuple[str, str]:
    """Say a value and where it came from, or that there is none, which is explained below it."""
    if live is None:
        return "not measured here", ""
    if not isfinite(live.value):
        return "not available for this night", ""
    units = live.units.replace("uV", "\N{MICRO SIGN}V").replace("^2", "\N{SUPERSCRIPT TWO}")
    number = f"{shown_number(live.value, f'.{FIGURES}g')} {units}".strip()
    return number, "simulated" if live.simulated else "measured"


def _cards(pairs: Sequence[tuple[Study, Finding]], *, graded: bool) -> list[Markup]:
    """Write studies, each with its findings on this side."""
    findings: dict[str, list[Finding]] = {}
    studies = {study.key: study for study, _ in pairs}
    for study, finding in pairs:
        findings.setdefault(study.key, []).append(finding)
    return [study_card(studies[key], findings[key], graded=graded) for key in studies]


def study_card(
    study: Study, findings: Sequence[Finding], *, unfolded: bool = False, graded: bool = True
) -> Markup:
    """Write one study: what it found, and folded away how, in whom, who paid, and its limits."""
    facts: dict[str, str | None] = {
        "journal": study.journal,
        "design": study.design,
        "n": None if study.n is None else str(study.n),
        "species": study.species,
        "form": study.form,
        "dose": study.dose,
        "elemental magnesium": None if study.elemental_mg is None else f"{study.elemental_mg:g} mg",
        "duration": study.duration,
        "measured_by": study.measured_by,
        "grade": f"{study.grade}: {GRADES[study.grade]}" if study.grade and graded else None,
    }
    return pieces(TEMPLATE).study(
        study=study,
        findings=_statements(findings),
        facts=[
            (name.replace("_", " "), value, _waits(study, name))
            for name, value in facts.items()
            if value is not None
        ],
        form_waits=_waits(study, "form"),
        size_waits=_waits(study, "n"),
        funding=_statements(study.funding)
        + ([(_UNREAD_FUNDING, NOT_VERIFIED)] if "funding" in study.unverified else []),
        limits=_statements(study.limits),
        links=[
            (base, kind, name)
            for base, kind, name in zip(
                _LINKS, ("doi", "PMID"), (study.doi, study.pmid), strict=True
            )
            if name
        ],
        registers=[
            name for name in (study.pmcid, study.nct, study.isrctn, study.no_identifier) if name
        ],
        unfolded=unfolded,
    )


def _waits(study: Study, field: str) -> str:
    """Mark a field that was not read in the paper."""
    # Elemental magnesium is computed from the dose, so it waits with it.
    source = "dose" if field == "elemental magnesium" else field
    return NOT_VERIFIED if source in study.unverified else ""


def _statements(statements: Sequence[Statement]) -> list[tuple[str, str]]:
    """Sentences, each with its mark where its numbers were not read in the paper."""
    return [(one.text, _unverified(one)) for one in statements]


def _unverified(one: Statement) -> str:
    if one.verified:
        return ""
    return COMPUTED if one.computed else f"{NOT_VERIFIED}, confidence {one.confidence}"
