"""The evidence dialog: what stands behind a citation on the page, when it is clicked."""

from markupsafe import Markup

from explorer import evidence
from explorer.analysis.claim_values import of_the_hypnogram
from explorer.app.state import ExplorerState
from explorer.render.environment import pieces
from explorer.render.evidence.evidence_card import evidence_card
from explorer.render.evidence.evidence_page import evidence_style


def evidence_dialog(state: ExplorerState, asked: str) -> Markup:
    """Write what stands behind such words, with what tests it on the night on screen."""
    library = evidence.load()
    live = of_the_hypnogram(
        library, state.hypnogram, state.time_in_bed, simulated=state.night.simulated
    )
    style = pieces("page/head.html.j2").style(evidence_style())
    return Markup().join([style, evidence_card(library, asked, live)])
