"""Citations on the page: words that show their evidence when they are clicked."""

from html import escape

from explorer.render.evidence.evidence_card import CLAIM, STUDY


def badge(kind: str, claim: str = "") -> str:
    """Say in one word what a number rests on; with a claim, a click shows the evidence.

    Examples
    --------
    >>> badge("model")
    '<span class="badge model">model</span>'
    >>> 'data-evidence="claim:gaba_tone"' in badge("hypothesis", "gaba_tone")
    True
    """
    kind = escape(kind)
    if not claim:
        return f'<span class="badge {kind}">{kind}</span>'
    return _button(f"badge {kind}", f"{CLAIM}:{claim}", kind)


def cite_claim(words: str, claim: str) -> str:
    """Let words show the evidence for and against a claim."""
    return _button("says", f"{CLAIM}:{claim}", escape(words))


def cite_study(words: str, study: str) -> str:
    """Let words show a study: its size, who paid for it, its limits."""
    return _button("says", f"{STUDY}:{study}", escape(words))


def _button(kind: str, says: str, words: str) -> str:
    return (
        f'<button type="button" class="{kind}" data-evidence="{escape(says, quote=True)}" '
        f'title="says who? click for the evidence">{words}</button>'
    )
