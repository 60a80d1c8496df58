"""Citations on the page: words that show their evidence when they are clicked."""

from markupsafe import Markup

from explorer.render.environment import pieces
from explorer.render.evidence.evidence_card import CLAIM, STUDY

_TEMPLATE = "evidence/citations.html.j2"


def badge(kind: str, claim: str = "") -> Markup:
    """Say in one word what a number rests on; with a claim, a click shows the evidence.

    Examples
    --------
    >>> print(badge("model"))
    <span class="badge model">model</span>
    >>> 'data-evidence="claim:gaba_tone"' in badge("hypothesis", "gaba_tone")
    True
    """
    if not claim:
        return pieces(_TEMPLATE).badge(kind)
    return pieces(_TEMPLATE).says_who(f"badge {kind}", f"{CLAIM}:{claim}", kind)


def cite_claim(words: str, claim: str) -> Markup:
    """Let words show the evidence for and against a claim."""
    return pieces(_TEMPLATE).says_who("says", f"{CLAIM}:{claim}", words)


def cite_study(words: str, study: str) -> Markup:
    """Let words show a study: its size, who paid for it, its limits."""
    return pieces(_TEMPLATE).says_who("says", f"{STUDY}:{study}", words)
