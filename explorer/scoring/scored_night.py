"""A scored night as it is exported: one scorer's stages, events and lights, by the second."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xarray as xr

from explorer.night.night import Night
from explorer.vocabulary.stages import COARSE, Stage

ScoringRow = Mapping[str, object]
_NEGLIGIBLE = 1e-6  # s


@dataclass(frozen=True)
class Scored:
    """What is written: one scorer's hypnogram and events, and the night they are of."""

    night: Night
    hypnogram: xr.DataArray
    events: Sequence[ScoringRow]
    probability: xr.DataArray | None = None

    @property
    def stretches(self) -> list[tuple[float, float, Stage]]:
        """Onset and duration in s, and stage, of each epoch."""
        length = float(self.hypnogram.epoch_length)
        pairs = zip(self.hypnogram.onset.values, self.hypnogram.values, strict=True)
        return [(float(onset), length, Stage(int(code))) for onset, code in pairs]

    @property
    def lights(self) -> list[tuple[float, str]]:
        """When lights went off and on, where the file says."""
        texts = (("lights_off", "Lights off"), ("lights_on", "Lights on"))
        found = ((float(self.night.attrs[key]), text) for key, text in texts)
        return [(time, text) for time, text in found if not math.isnan(time)]

    def refuse_coarse(self, title: str) -> None:
        """Refuse coarse stages for a format that has only codes of the AASM's stages.

        Raises
        ------
        ValueError
            If any occurs.
        """
        codes = set(self.hypnogram.values.tolist())
        found = [stage for stage in COARSE if stage in codes]
        if found:
            raise ValueError(
                f"{title} has codes for wake, N1, N2, N3 and REM alone, and this scoring has "
                f"{', '.join(stage.name for stage in found)}; CSV, BIDS or EDF+ writes the word"
            )

    def from_the_start(self, title: str) -> list[Stage]:
        """Stages from the recording's start on, for formats that cannot say when they begin.

        Raises
        ------
        ValueError
            If the first epoch does not begin on a multiple of the epoch length.
        """
        length = float(self.hypnogram.epoch_length)
        first = float(self.hypnogram.onset[0]) if self.hypnogram.sizes["epoch"] else 0.0
        before = round(first / length)
        if before < 0 or abs(first - before * length) > _NEGLIGIBLE:
            raise ValueError(
                f"{title} counts epochs of {length:g} s from the start of the recording, but these "
                f"begin at {first:g} s; EDF+, BIDS or CSV can say that"
            )
        return [Stage.UNSCORED] * before + [stage for _, _, stage in self.stretches]
