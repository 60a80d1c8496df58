"""Words on the page that answer "says who?" when they are clicked."""

from html import escape

from explorer import evidence
from explorer.evidence.asked import CLAIM, STUDY, says_who
from explorer.evidence.page import style
from explorer.panels.evidence_live import of_the_hypnogram
from explorer.state import ExplorerState


def badge(kind: str, claim: str = "") -> str:
    """Say in one word what a number rests on; with a claim, a click shows the evidence.

    Examples
    --------
    >>> badge("model")
    '<span class="badge model">model</span>'
    >>> 'data-says="claim:gaba_tone"' in badge("hypothesis", "gaba_tone")
    True
    """
    kind = escape(kind)
    if not claim:
        return f'<span class="badge {kind}">{kind}</span>'
    return _button(f"badge {kind}", f"{CLAIM}:{claim}", kind)


def of_claim(words: str, claim: str) -> str:
    """Let words show the evidence for and against a claim."""
    return _button("says", f"{CLAIM}:{claim}", escape(words))


def of_study(words: str, study: str) -> str:
    """Let words show a study: its size, who paid for it, its limits."""
    return _button("says", f"{STUDY}:{study}", escape(words))


def answer(state: ExplorerState, asked: str) -> str:
    """Write what stands behind such words, with what tests it on the night on screen."""
    library = evidence.load()
    live = of_the_hypnogram(
        library, state.hypnogram, state.time_in_bed, simulated=state.night.simulated
    )
    return f"<style>{style()}</style>{says_who(library, asked, live)}"


def _button(kind: str, says: str, words: str) -> str:
    return (
        f'<button type="button" class="{kind}" data-says="{escape(says, quote=True)}" '
        f'title="says who? click for the evidence">{words}</button>'
    )
