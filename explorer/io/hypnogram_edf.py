"""Stages, lights and events among the annotations of an EDF+ or BDF+ file."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from explorer.io.annotation_sorting import sort_annotations
from explorer.io.edf_annotations import read_annotations
from explorer.io.edf_header import read_header
from explorer.io.reading_choices import Reading
from explorer.io.scoring_content import Scoring


def read_edf_hypnogram(path: str | Path, reading: Reading) -> Scoring:
    """Read the stages among the annotations of an EDF+ or BDF+ file.

    Parameters
    ----------
    path : str or Path
        The file: annotations alone, or a recording with its stages inside.
    reading : Reading
        What was said of it.

    Returns
    -------
    Scoring
        Onsets in s from the first sample.

    Raises
    ------
    ValueError
        If no annotation is a sleep stage.
    """
    header = read_header(path)
    annotations, onsets = read_annotations(header)
    first = float(onsets[0]) if np.isfinite(onsets[0]) else 0.0
    scoring = sort_annotations(path, annotations, first, reading)
    if not scoring.hypnograms:
        texts = list(dict.fromkeys(a.text for a in annotations))[:3]
        raise ValueError(
            f"{path}: none of its {len(annotations)} annotations is a sleep stage"
            + (f" (they begin {texts})" if texts else "")
            + "; expected texts such as 'Sleep stage N2'"
        )
    return replace(
        scoring,
        start=header.start.isoformat() if header.start else "",
        notes=[*header.notes, *scoring.notes],
    )
