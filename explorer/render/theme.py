"""Colour themes, light and dark: one accent, calm greys, and the colours of the stages."""

from dataclasses import dataclass

from explorer.vocabulary.channels import Kind
from explorer.vocabulary.stages import STAGE_COLOURS, Stage


@dataclass(frozen=True)
class Theme:
    """Colours of a page, each with one meaning.

    The accent is what a hand chose or holds, the window among it; the others say themselves.
    """

    name: str
    paper: str
    text: str
    muted: str
    grid: str
    accent: str
    selection: str
    band: str
    event: str
    criterion: str
    traces: tuple[tuple[Kind, str], ...]
    n3_rim: str

    def trace(self, kind: str) -> str:
        """Colour of the traces of a kind."""
        return dict(self.traces).get(Kind(kind), self.text)


LIGHT = Theme(
    name="light",
    paper="#FFFFFF",
    text="#1F2933",
    muted="#52606D",
    grid="#E4E7EB",
    accent="#C2410C",
    selection="#F59E0B",
    band="#B0127B",
    event="#0F766E",
    criterion="#8A5A00",
    traces=(
        (Kind.EEG, "#174A7C"),
        (Kind.EOG, "#5B3E8C"),
        (Kind.EMG, "#27694A"),
        (Kind.ECG, "#9B2C2C"),
        (Kind.OTHER, "#52606D"),
    ),
    n3_rim="#1B3A6B",
)


DARK = Theme(
    name="dark",
    paper="#14191F",
    text="#E4E7EB",
    muted="#A3B1BF",
    grid="#2A323C",
    accent="#FB923C",
    selection="#FBBF24",
    band="#FF86CF",
    event="#4FD1C5",
    criterion="#D9A441",
    traces=(
        (Kind.EEG, "#8CC2F0"),
        (Kind.EOG, "#C4A7F0"),
        (Kind.EMG, "#86D3AC"),
        (Kind.ECG, "#F29B9B"),
        (Kind.OTHER, "#A3B1BF"),
    ),
    n3_rim="#7FA8E8",
)


_LIFTED = {Stage.N3: "#4063A8", Stage.DEEP: "#36788C", Stage.NREM: "#5BA3B4"}


def choose_theme(dark: bool) -> Theme:
    """Theme of a dark or a light page."""
    return DARK if dark else LIGHT


def stage_colour(stage: Stage, theme: Theme) -> str:
    """Colour of a stage; the deepest are lifted on a dark page, where they would vanish."""
    if theme is DARK and stage in _LIFTED:
        return _LIFTED[stage]
    return STAGE_COLOURS[stage]
