"""A scoring as the JSON of YASA's hypnogram, with a stager's probabilities where there are any."""

import json
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from explorer.scoring.scored_night import Scored
from explorer.vocabulary.stages import SCORED, Stage

_NAMES: Mapping[Stage, str] = MappingProxyType(
    {stage: stage.name for stage in Stage}
    | {Stage.W: "WAKE", Stage.ARTEFACT: "ART", Stage.UNSCORED: "UNS"}
)
_STAGES = MappingProxyType(
    {
        5: SCORED,
        4: (Stage.W, Stage.LIGHT, Stage.DEEP, Stage.REM),
        3: (Stage.W, Stage.NREM, Stage.REM),
        2: (Stage.W, Stage.SLEEP),
    }
)


def as_yasa(scored: Scored) -> bytes:
    """JSON that YASA's ``Hypnogram.from_json`` opens, with any probabilities; no events.

    A night without a clock has no start: its epochs then count from the recording's.
    """
    length = float(scored.hypnogram.epoch_length)
    start = scored.night.start
    stages = [stage for _, _, stage in scored.stretches]
    first = float(scored.hypnogram.onset[0]) if stages else 0.0
    if start is None:
        stages = scored.from_the_start("YASA's hypnogram")
    belief = None
    if scored.probability is not None and len(stages) == scored.probability.sizes["epoch"]:
        names = {Stage.W.name: "WAKE"}
        belief = {
            names.get(str(name), str(name)): [
                round(float(value), 6) for value in scored.probability.sel(stage_name=name).values
            ]
            for name in scored.probability.stage_name.values
        }
    found = {
        "values": [_NAMES[stage] for stage in stages],
        "n_stages": _number_of_stages(scored),
        "freq": f"{length:g}s",
        "start": (start + timedelta(seconds=first)).isoformat() if start else None,
        "scorer": str(scored.hypnogram.coords["scorer"].values)
        if "scorer" in scored.hypnogram.coords
        else None,
        "proba": belief,
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _number_of_stages(scored: Scored) -> int:
    """How many stages YASA calls the scoring: 2 to 4 are its coarse ones.

    Raises
    ------
    ValueError
        If the scoring mixes stages that YASA keeps apart.
    """
    there = set(scored.hypnogram.values.tolist()) - {Stage.ARTEFACT, Stage.UNSCORED}
    for stages, named in _STAGES.items():
        if there <= set(named):
            return stages
    names = ", ".join(sorted(Stage(code).name for code in there))
    raise ValueError(
        f"YASA's hypnogram has N1, N2 and N3, or light and deep, or NREM, or sleep, and this "
        f"scoring mixes {names}; CSV, BIDS or EDF+ writes each by its word"
    )
