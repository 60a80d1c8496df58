"""The AASM manual's rule behind each kind of mistake, in our own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explorer.vocabulary.stages import SCORED, Stage

MANUAL = "AASM Manual for the Scoring of Sleep and Associated Events, sleep staging rules, adults"


@dataclass(frozen=True)
class ScoringRule:
    """What tells two stages apart."""

    stages: frozenset[Stage]
    """The two."""
    name: str
    text: str
    section: str
    """Of the manual: see `MANUAL`."""

    @property
    def title(self) -> str:
        """The two stages and the rule's name."""
        pair = "/".join(stage.name for stage in SCORED if stage in self.stages)
        return f"{pair}: {self.name}"


_ROWS = (
    (
        *("W N1", "half of the epoch in alpha"),
        "Wake while alpha (8-13 Hz, over the back of the head) fills more than half of the epoch; "
        "N1 once low mixed frequencies of 4-7 Hz have taken its place in more than half. Where "
        "there is no alpha, slow eye movements, vertex sharp waves or a slower rhythm begin it.",
        "stage W; stage N1",
    ),
    (
        *("W N2", "the larger part of the epoch"),
        "An epoch is what its larger part is: an arousal or a movement in the smaller part does "
        "not make it wake, and more than half of it in alpha does.",
        "general scoring; stage W",
    ),
    (
        *("W N3", "slow waves, not movement or sweat"),
        "Slow waves of sleep stand over the front of the head and keep their form; eye blinks, "
        "sweat and movement sway slowly too, and count for nothing.",
        "stage W; stage N3",
    ),
    (
        *("W REM", "chin tone beside the eye movements"),
        "Both have quick eye movements: REM sleep has the lowest chin tone of the night and low "
        "mixed frequencies, wake has alpha, blinks, or a higher tone.",
        "stage W; stage R",
    ),
    (
        *("N1 N2", "beginning and end of N2"),
        "N2 begins where a spindle, or a K-complex without arousal, stands in the first half of "
        "the epoch or the last half of the one before. It goes on without them until wake, N3, "
        "REM sleep, an arousal, or a large movement with slow eye movements after it.",
        "stage N1; stage N2",
    ),
    (
        *("N1 N3", "20 % in slow waves"),
        "N3 has slow waves in a fifth of the epoch or more; N1 has low mixed frequencies, and no "
        "wave of such height but vertex sharp waves, which are short.",
        "stage N1; stage N3",
    ),
    (
        *("N1 REM", "chin tone, and which eye movements"),
        "REM sleep has three things: low mixed frequencies, low chin tone, quick eye movements. "
        "It goes on without the eyes while the tone stays low; an arousal with slow eye movements "
        "after it, or a higher tone, makes it N1.",
        "stage N1; stage R",
    ),
    (
        *("N2 N3", "20 % in slow waves"),
        "N3 where waves of 0.5-2 Hz and more than 75 µV from peak to peak, over the front of the "
        "head, fill 20 % of the epoch: 6 s of 30. Spindles may be there too; age does not matter.",
        "stage N3",
    ),
    (
        *("N2 REM", "last spindle or K-complex, and chin tone"),
        "With a spindle or K-complex and no quick eye movements it is N2. Once the chin tone "
        "has fallen and neither comes any more, it is REM sleep, even before the eyes move.",
        "stage N2; stage R",
    ),
    (
        *("N3 REM", "slow waves or saw teeth"),
        "REM sleep's waves are low and of mixed frequencies; its saw-tooth waves (2-6 Hz) are "
        "quicker and lower than slow waves, and the chin tone is the lowest of the night.",
        "stage N3; stage R",
    ),
)


def _pair(names: str) -> frozenset[Stage]:
    return frozenset(Stage[name] for name in names.split())


RULES: Mapping[frozenset[Stage], ScoringRule] = MappingProxyType(
    {_pair(row[0]): ScoringRule(_pair(row[0]), *row[1:]) for row in _ROWS}
)
"""Each pair of the AASM's five stages, and what tells them apart."""


def rule_for(key: Stage, answer: Stage) -> ScoringRule:
    """Find the rule behind a mistake.

    Parameters
    ----------
    key, answer : Stage
        What the experts say, and what was answered.

    Raises
    ------
    ValueError
        If the two are not two different stages of the AASM's five.

    Examples
    --------
    >>> rule_for(Stage.N3, Stage.N2).name
    '20 % in slow waves'
    """
    found = RULES.get(frozenset((key, answer)))
    if found is None:
        raise ValueError(f"no rule tells {key.name} from {answer.name}")
    return found
