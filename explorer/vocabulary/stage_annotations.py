"""What an annotation of EDF+ says for each stage."""

from types import MappingProxyType

from explorer.vocabulary.stages import Stage

# The EDF+ specification's standard texts, with the stages of the AASM, and coarse ones in words.
STAGE_TEXTS: MappingProxyType[Stage, str] = MappingProxyType(
    {
        Stage.W: "Sleep stage W",
        Stage.N1: "Sleep stage N1",
        Stage.N2: "Sleep stage N2",
        Stage.N3: "Sleep stage N3",
        Stage.REM: "Sleep stage R",
        Stage.LIGHT: "Sleep stage LIGHT",
        Stage.DEEP: "Sleep stage DEEP",
        Stage.NREM: "Sleep stage NREM",
        Stage.SLEEP: "Sleep stage SLEEP",
        Stage.ARTEFACT: "Movement time",
        Stage.UNSCORED: "Sleep stage ?",
    }
)
