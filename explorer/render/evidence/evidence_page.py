"""The evidence as a page: claims, with the studies for and against each side by side."""

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from math import isfinite

from explorer.evidence.claim_metrics import SIGNAL_METRICS, why_missing
from explorer.evidence.library import Evidence
from explorer.evidence.live_value import LiveValue
from explorer.evidence.schema import GRADES, Claim, Finding, Statement, Study
from explorer.metrics.catalogue import METRICS

NOT_VERIFIED = "not verified against the paper"
COMPUTED = f"computed here, {NOT_VERIFIED}"
ADVICE = "For teaching and research. Not medical advice."
_LINKS = ("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/")
_BADGE_MEANS = {
    "claim": "what is said of MgT, whether or not it is shown",
    "hypothesis": "no direct evidence in people",
    "model": "comes out of equations",
    "measured": "was measured, though not necessarily with MgT: see what the grade is for",
    "simulated": "made by this explorer, not recorded",
}
# Four figures are more than any metric of one night carries.
_FIGURES = 4


def evidence_style() -> str:
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
    return (files("explorer.render.evidence") / "evidence_page.css").read_text(encoding="utf-8")


def render_evidence_page(
    evidence: Evidence,
    *,
    live_values: Mapping[str, LiveValue] | None = None,
    grade: str | None = None,
    species: str | None = None,
    form: str | None = None,
) -> str:
    """Write the evidence as HTML, without scripts, and without any style but class names.

    Parameters
    ----------
    evidence : Evidence
        As `load` gives it.
    live_values : Mapping of str to LiveValue, optional
        Metrics of the night on screen by symbol.
    grade, species, form : str, optional
        Show only the studies of this grade, species, form; see `Evidence.filter`.

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
    claims = "".join(claim_section(shown, claim, live_values or {}) for claim in shown.claims)
    chosen = [
        f"{name} {value}"
        for name, value in (("grade", grade), ("species", species), ("form", form))
        if value is not None
    ]
    selection = (
        f"<p class='evidence-selection' role='status'>{len(shown.studies)} of "
        f"{len(evidence.studies)} studies: {escape(', '.join(chosen) or 'all')}.</p>"
    )
    return (
        '<article class="evidence" aria-labelledby="evidence-title">'
        "<header><h2 id='evidence-title'>What is claimed of magnesium L-threonate (MgT) and sleep, "
        "and what was found</h2>"
        f"<p class='evidence-reviewed'>Reviewed {escape(evidence.reviewed)}. {ADVICE}</p>"
        f"{_list(evidence.facts, 'evidence-facts')}{selection}{_legend()}</header>"
        f"{claims}</article>"
    )


def claim_section(
    evidence: Evidence,
    claim: Claim,
    live_values: Mapping[str, LiveValue],
    *,
    within: str = "evidence",
) -> str:
    """Write one claim with its sides; `within` sets its heading's id apart from another page's."""
    sides = evidence.for_and_against(claim)
    title = f"{within}-{escape(claim.key)}"
    contested = " " + _badge("contested") if claim.contested else ""
    nothing_against = claim.no_contrary or "No study against it in this selection."
    neutral = ""
    if sides.neutral:
        cards = _cards(sides.neutral)
        neutral = f"<section class='evidence-neutral'><h4>Neither</h4>{cards}</section>"
    return (
        f"<section class='evidence-claim' aria-labelledby='{title}'>"
        f"<h3 id='{title}'><span class='evidence-claimed'>Claim:</span> "
        f"{escape(claim.wording)}</h3>"
        f"<p class='evidence-marks'>{_badge(claim.badge)} "
        f"<strong>Grade {escape(claim.grade)}</strong>{contested} "
        f"<span>for {escape(claim.graded_for)}</span></p>"
        f"<p class='evidence-verdict'>{escape(claim.verdict)}</p>"
        f"{_metrics(claim, live_values, within)}{_list(claim.caveats, 'evidence-caveats')}"
        "<div class='evidence-sides'>"
        f"<section class='evidence-for'><h4>For</h4>"
        f"{_cards(sides.supporting) or _nothing('No study for it in this selection.')}</section>"
        f"<section class='evidence-against'><h4>Against</h4>"
        f"{_cards(sides.contrary) or _nothing(nothing_against)}</section>"
        f"</div>{neutral}"
        f"<p class='evidence-settle'><strong>What would settle it:</strong> "
        f"{escape(claim.settle)}</p></section>"
    )


def _metrics(claim: Claim, live_values: Mapping[str, LiveValue], within: str) -> str:
    """List the metrics that test the claim here, with their values on the night on screen."""
    if not claim.metrics:
        return "<p class='evidence-metrics'>No metric of a sleep recording tests this claim.</p>"
    items = "".join(
        f"<div title='{escape(_known_title(symbol), quote=True)}'><dt>{escape(symbol)}</dt>"
        f"<dd>{_live(live_values.get(symbol))}</dd></div>"
        for symbol in claim.metrics
    )
    missing = [symbol for symbol in claim.metrics if symbol not in live_values]
    return (
        "<p class='evidence-tested'>Tested here by, on the night that is open:</p>"
        f"<dl class='evidence-metrics' aria-label='Metrics that test it here'>{items}</dl>"
        f"{why_missing(missing, within)}"
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


def _live(live: LiveValue | None) -> str:
    """Write a value and where it came from; that there is none, which is explained below it."""
    if live is None:
        return "not measured here"
    if not isfinite(live.value):
        return "cannot be said for this night"
    units = live.units.replace("uV", "\N{MICRO SIGN}V").replace("^2", "\N{SUPERSCRIPT TWO}")
    number = escape(f"{live.value:.{_FIGURES}g} {units}".strip())
    return f"{number} {_badge('simulated' if live.simulated else 'measured')}"


def _cards(pairs: Sequence[tuple[Study, Finding]]) -> str:
    """Write studies, each with its findings on this side."""
    findings: dict[str, list[Finding]] = {}
    studies = {study.key: study for study, _ in pairs}
    for study, finding in pairs:
        findings.setdefault(study.key, []).append(finding)
    return "".join(study_card(studies[key], findings[key]) for key in studies)


def study_card(study: Study, findings: Sequence[Finding], *, unfolded: bool = False) -> str:
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
        "grade": f"{study.grade}: {GRADES[study.grade]}" if study.grade else None,
    }
    rows = "".join(
        f"<dt>{escape(name.replace('_', ' '))}</dt><dd>{escape(value)}{_waiting(study, name)}</dd>"
        for name, value in facts.items()
        if value is not None
    )
    registered = " " + _badge("no results yet") if study.registered_without_results else ""
    return (
        f"<article class='evidence-study'><h5>{escape(study.label)}</h5>"
        f"<p class='evidence-kind'>{escape(study.species)}, {escape(study.form)}"
        f"{_waiting(study, 'form')}{_size(study)}{registered}</p>"
        f"{_list(findings, 'evidence-findings')}"
        f"<details{' open' if unfolded else ''}>"
        f"<summary>Design, size, funding and limits of {escape(study.label)}</summary>"
        f"<dl>{rows}</dl><h6>Funding and ties</h6>{_list(study.funding, 'evidence-funding')}"
        f"<h6>Limits</h6>{_list(study.limits, 'evidence-limits')}{_identifiers(study)}"
        "</details></article>"
    )


def _size(study: Study) -> str:
    return "" if study.n is None else f", n = {study.n}{_waiting(study, 'n')}"


def _waiting(study: Study, field: str) -> str:
    """Mark a field that was not read in the paper."""
    # Elemental magnesium is computed from the dose, so it waits with it.
    source = "dose" if field == "elemental magnesium" else field
    return _mark(NOT_VERIFIED) if source in study.unverified else ""


def _identifiers(study: Study) -> str:
    """Links to the paper; other registers stand as plain text."""
    parts = [
        f"<a href='{base}{escape(name)}' rel='noopener'>{kind} {escape(name)}</a>"
        for base, kind, name in zip(_LINKS, ("doi", "PMID"), (study.doi, study.pmid), strict=True)
        if name
    ]
    parts += [escape(name) for name in (study.pmcid, study.nct) if name]
    return f"<p class='evidence-identifiers'>{', '.join(parts) or 'No identifier noted.'}</p>"


def _list(statements: Sequence[Statement], name: str) -> str:
    items = "".join(f"<li>{_statement(statement)}</li>" for statement in statements)
    return f"<ul class='{name}'>{items}</ul>" if items else ""


def _statement(statement: Statement) -> str:
    """Write a sentence, with its mark where its numbers were not read in the paper."""
    if statement.verified:
        return escape(statement.text)
    if statement.computed:
        return escape(statement.text) + _mark(COMPUTED)
    return escape(statement.text) + _mark(f"{NOT_VERIFIED}, confidence {statement.confidence}")


def _mark(text: str) -> str:
    return f" <small class='evidence-unverified'>[{escape(text)}]</small>"


def _badge(word: str) -> str:
    word = escape(word)
    return f"<span class='evidence-badge evidence-badge-{word.replace(' ', '-')}'>{word}</span>"


def _nothing(text: str) -> str:
    return f"<p class='evidence-nothing'>{escape(text)}</p>"


def _legend() -> str:
    grades = "".join(
        f"<dt>Grade {letter}</dt><dd>{escape(meaning)}</dd>" for letter, meaning in GRADES.items()
    )
    badges = "".join(
        f"<dt>{_badge(word)}</dt><dd>{escape(meaning)}</dd>"
        for word, meaning in _BADGE_MEANS.items()
    )
    return (
        "<details class='evidence-legend'><summary>What the grades, badges and marks mean"
        f"</summary><dl>{grades}{badges}<dt>[{NOT_VERIFIED}]</dt><dd>the number is known to us but "
        "was not read again in the paper, the registry or their abstract</dd></dl></details>"
    )
