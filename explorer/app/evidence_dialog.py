"""The evidence dialog: what stands behind a citation on the page, when it is clicked."""

from explorer import evidence
from explorer.analysis.claim_values import of_the_hypnogram
from explorer.app.state import ExplorerState
from explorer.render.evidence.evidence_card import evidence_card
from explorer.render.evidence.evidence_page import evidence_style


def evidence_dialog(state: ExplorerState, asked: str) -> str:
    """Write what stands behind such words, with what tests it on the night on screen."""
    library = evidence.load()
    live = of_the_hypnogram(
        library, state.hypnogram, state.time_in_bed, simulated=state.night.simulated
    )
    return f"<style>{evidence_style()}</style>{evidence_card(library, asked, live)}"
