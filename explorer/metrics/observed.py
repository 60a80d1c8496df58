"""What is observed of a night besides its stages: scored events, oxygen saturation, heart beats."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.metrics.scored_events import ScoredEvents


@dataclass(frozen=True, eq=False)
class Saturation:
    """Oxygen saturation second by second, and its falls.

    Parameters
    ----------
    percent : array of float32, shape (seconds,)
        From the start of the recording; NaN where nothing valid was measured.
    onset, nadir_time, depth : array of float64, shape (falls,)
        s, s and %: peaks from which it fell by 3 % or more, when it was lowest, and by how much.
    channel : str
        Where it was measured.
    rejected : int
        Seconds left out as artefacts.
    """

    percent: npt.NDArray[np.float32]
    onset: npt.NDArray[np.float64]
    nadir_time: npt.NDArray[np.float64]
    depth: npt.NDArray[np.float64]
    channel: str = ""
    rejected: int = 0


@dataclass(frozen=True, eq=False)
class Observed:
    """What indices of one night are computed from.

    Parameters
    ----------
    events : ScoredEvents, optional
        Marks of scorers.
    saturation : Saturation, optional
        From the oximeter.
    beats : array of float64, shape (beats,), optional
        s from the start of the recording, rising.
    scorers : tuple of str
        Everybody who scored the night's stages.
    """

    events: ScoredEvents | None = None
    saturation: Saturation | None = None
    beats: npt.NDArray[np.float64] | None = None
    scorers: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing: no mark, no saturation, no beat."""
        marked = self.events is not None and self.events.onset.size
        return not marked and self.saturation is None and self.beats is None
