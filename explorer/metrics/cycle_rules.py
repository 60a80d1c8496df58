"""Rules for NREM-REM cycles, by name, with their parameters and sources. Times are in minutes."""

from dataclasses import dataclass
from types import MappingProxyType

from explorer.metrics.stage_detail import EVERY_STAGE, detail_of
from explorer.vocabulary.stages import NREM, Stage


@dataclass(frozen=True)
class CycleRule:
    """What makes a cycle.

    A REM period is REM with gaps up to `longest_gap`. A NREM period begins with one of `begins_in`
    after the REM period before it (or, with `wake_begins`, directly at its end), and lasts until
    the next REM period that is long enough. Both together are a cycle.
    """

    name: str
    title: str
    source: str
    begins_in: tuple[Stage, ...]
    """Stages that begin a NREM period."""
    least_nrem: float
    """Shortest NREM period, min."""
    longest_gap: float
    """A REM period goes on over anything else up to this long, min."""
    gap_reached: bool
    """Whether a gap of exactly `longest_gap` still belongs to the REM period."""
    least_rem: float
    """Shortest REM period after the first, min of REM."""
    least_first_rem: float = 0.0
    """Shortest first REM period, min of REM."""
    least_last_rem: float | None = None
    """Shortest last REM period, min of REM; `least_rem` if not given."""
    least_last_nrem: float | None = None
    """Shortest NREM period after the last REM period, min; `least_nrem` if not given."""
    wake_begins: bool = False
    """Whether a NREM period after REM begins at once, be it with wake."""
    wake_counts: bool = False
    """Whether wake after its first NREM counts to the NREM period's length."""
    ending_wake: float | None = None
    """This long without N2, N3 or REM ends a NREM period, min; None if nothing does."""
    up_to_next: bool = False
    """Whether a cycle lasts until the next begins."""
    in_a_row: bool = False
    """Whether `least_nrem` and `least_rem` are epochs in a row, NREM (then with wake) and REM, and
    a period is what begins with so many."""

    @property
    def detail(self) -> str:
        """What a hypnogram must tell apart for the rule, of `explorer.metrics.stage_detail`."""
        return EVERY_STAGE if self.ending_wake is not None else detail_of(self.begins_in)


FEINBERG_FLOYD = CycleRule(
    name="Feinberg & Floyd",
    title="NREM of 15 min, from N1; REM of 5 min except the first; wake in NREM counts",
    source="Feinberg & Floyd 1979, Psychophysiology 16:283, as the text of the R package "
    "SleepCycles states it (Blume & Cajochen 2021, MethodsX 8:101318); its code has its own rule",
    begins_in=NREM,
    least_nrem=15.0,
    longest_gap=15.0,
    gap_reached=False,  # 15 min without REM may hold a NREM period
    least_rem=5.0,
    wake_begins=True,
    wake_counts=True,
)
SLEEP_CYCLES = CycleRule(
    name="SleepCycles",
    title="15 min of NREM or wake in a row, from NREM; REM of 5 min in a row except the first",
    source="the code of the R package SleepCycles (R/load_prep.R, Blume & Cajochen 2021): unlike "
    "its text, REM is counted in a row and wake never begins a NREM period",
    begins_in=NREM,
    least_nrem=15.0,
    longest_gap=0.0,
    gap_reached=True,
    least_rem=5.0,
    wake_counts=True,
    up_to_next=True,
    in_a_row=True,
)
LUNA = CycleRule(
    name="Luna",
    title="NREM of 15 min, from N2 or N3; REM of 5 min except the first; 15 min awake end it",
    source="Luna 1.7.0, HYPNO, modified Feinberg & Floyd 1979",
    begins_in=(Stage.N2, Stage.N3),
    least_nrem=15.0,
    longest_gap=15.0,
    gap_reached=True,
    least_rem=5.0,
    ending_wake=15.0,
)
AESCHBACH_BORBELY = CycleRule(
    name="Aeschbach & Borbély",
    title="NREM of 15 min, from N2; REM of 5 min except the first and last; no time between cycles",
    source="Aeschbach & Borbély 1993, J Sleep Res 2:70, with the parameters of Snooz's preset",
    begins_in=(Stage.N2, Stage.N3),
    least_nrem=15.0,
    longest_gap=15.0,
    gap_reached=False,
    least_rem=5.0,
    least_first_rem=0.5,
    least_last_rem=0.5,
    least_last_nrem=5.0,
    up_to_next=True,
)
UNBROKEN_REM = CycleRule(
    name="unbroken REM",
    title="NREM of 15 min, from N1; REM unbroken, of 5 min except the first",
    source="Feinberg & Floyd 1979 read strictly: any other stage ends a REM period",
    begins_in=NREM,
    least_nrem=15.0,
    longest_gap=0.0,
    gap_reached=True,
    least_rem=5.0,
)

CYCLE_RULES: MappingProxyType[str, CycleRule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (FEINBERG_FLOYD, SLEEP_CYCLES, LUNA, AESCHBACH_BORBELY, UNBROKEN_REM)
    }
)
"""Every rule by its name; the first is the default."""

LONGEST_NREM = 120.0
"""NREM without wake, min, beyond which SleepCycles looks for a first REM that was skipped."""
LIGHTENING = 12.0
"""Without N3 for longer than this, min, sleep has lightened where a REM period was skipped."""
