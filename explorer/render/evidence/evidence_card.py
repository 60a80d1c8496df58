"""One claim or one study alone: the answer to "says who?"."""

from collections.abc import Mapping

from markupsafe import Markup

from explorer.evidence.claim_metrics import IN_DIALOG
from explorer.evidence.library import Evidence
from explorer.evidence.live_value import LiveValue
from explorer.render.environment import pieces
from explorer.render.evidence.evidence_page import ADVICE, TEMPLATE, claim_section, study_card

CLAIM, STUDY = "claim", "study"


def evidence_card(
    evidence: Evidence, asked: str, live_values: Mapping[str, LiveValue] | None = None
) -> Markup:
    """Write what stands behind a number or a sentence.

    Parameters
    ----------
    evidence : Evidence
        As `explorer.evidence.load` gives it.
    asked : str
        "claim:KEY" or "study:KEY".
    live_values : Mapping of str to LiveValue, optional
        Metrics of the night on screen by symbol.

    Returns
    -------
    str
        HTML: a claim with the studies for and against it, or a study with what it found, its size,
        who paid for it and its limits. All text from the data is escaped.

    Raises
    ------
    ValueError
        If there is no such claim or study.

    Examples
    --------
    >>> from explorer.evidence import load
    >>> answer = evidence_card(load(), "study:lopresti_2026")
    >>> "Funding and ties" in answer, "<details open>" in answer
    (True, True)
    """
    kind, _, key = asked.partition(":")
    if kind == CLAIM:
        shown = claim_section(evidence, evidence.claim(key), live_values or {}, within=IN_DIALOG)
    elif kind == STUDY and key in (known := {study.key: study for study in evidence.studies}):
        study = known[key]
        shown = study_card(study, study.findings, unfolded=True)
    else:
        raise ValueError(f"no evidence is known of {asked!r}")
    return pieces(TEMPLATE).card(shown, evidence.reviewed, ADVICE)
