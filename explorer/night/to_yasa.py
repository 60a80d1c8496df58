"""Hypnograms as YASA has them: ``night.hypnogram.to_yasa()``."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import xarray as xr

from explorer.extras import import_extra
from explorer.night.night import Night
from explorer.vocabulary.stages import SCORED, Stage

_WORDS = {Stage.W: "WAKE", Stage.ARTEFACT: "ART", Stage.UNSCORED: "UNS"}
# What YASA tells apart, by how many stages it has.
_TOLD = {
    5: {Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.REM},
    4: {Stage.W, Stage.LIGHT, Stage.DEEP, Stage.REM},
    3: {Stage.W, Stage.NREM, Stage.REM},
    2: {Stage.W, Stage.SLEEP},
}


def to_yasa(
    hypnogram: xr.DataArray,
    *,
    start: datetime | str | None = None,
    scorer: str | None = None,
    proba: Any = None,
) -> Any:
    """Make a ``yasa.Hypnogram`` of a hypnogram.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        See `explorer.night.hypnogram.make_hypnogram`.
    start : datetime or str, optional
        Clock time at which the recording begins, from which onsets count.
    scorer : str, optional
        By default that of the hypnogram's coordinate, if it has one.
    proba : pd.DataFrame, optional
        Probabilities of stages, as YASA takes them.

    Returns
    -------
    yasa.Hypnogram
        With as many stages as tell apart what was scored.

    Raises
    ------
    ValueError
        If it is of several scorers, or has stages that YASA does not have together.
    """
    yasa = import_extra("yasa")
    if hypnogram.dims != ("epoch",):
        raise ValueError(
            f"YASA's hypnogram is one scorer's, and this has the dimensions {hypnogram.dims}; "
            "choose one, as in hypnogram.isel(scorer=0)"
        )
    stages = [Stage(int(code)) for code in hypnogram.values]
    sleep = set(stages) - {Stage.ARTEFACT, Stage.UNSCORED}
    count = next((count for count, told in _TOLD.items() if sleep <= told), None)
    if count is None:
        names = ", ".join(sorted(stage.name for stage in sleep))
        raise ValueError(
            f"YASA has no hypnogram of {names} together; name them alike first, such as N1 and N2 "
            "as LIGHT"
        )
    if scorer is None and "scorer" in hypnogram.coords:
        scorer = str(hypnogram.scorer.item())
    begins = None
    if start is not None:
        first = float(hypnogram.onset[0]) if hypnogram.size and "onset" in hypnogram.coords else 0
        moment = datetime.fromisoformat(start) if isinstance(start, str) else start
        begins = moment + timedelta(seconds=first)
    return yasa.Hypnogram(
        np.array([_WORDS.get(stage, stage.name) for stage in stages], object),
        n_stages=count,
        freq=f"{float(hypnogram.epoch_length):g}s",
        start=begins,
        scorer=scorer,
        proba=proba,
    )


def night_to_yasa(night: Night, scorer: str | None) -> Any:
    """Make YASA's hypnogram of a night, as `Night.to_yasa` says."""
    import pandas as pd

    names = night.hypnograms.scorer.values.tolist()
    if scorer is not None and scorer not in names:
        raise ValueError(f"no scorer {scorer!r}, expected one of {names}")
    place = 0 if scorer is None else names.index(scorer)
    hypnogram = night.hypnograms.isel(scorer=place)
    proba = None
    if night.probabilities is not None:
        belief = night.probabilities.isel(scorer=place).values
        if np.isfinite(belief).all() and np.allclose(belief.sum(axis=1), 1):
            labels = [_WORDS.get(stage, stage.name) for stage in SCORED]
            proba = pd.DataFrame(belief.astype(np.float64), columns=labels)
    return to_yasa(hypnogram, start=night.start, proba=proba)
