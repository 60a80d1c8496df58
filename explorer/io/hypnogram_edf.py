"""Stages, lights and events among the annotations of an EDF+ or BDF+ file."""

import math
import re
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

import numpy as np

from explorer.io.edf_annotations import Annotation, read_annotations
from explorer.io.edf_header import read_header
from explorer.io.scoring_file import LONGEST, MOVEMENT_NOTE, N3_NOTE, SCORER, Scoring, on_grid
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stages import Stage

# Texts of the EDF+ specification's table of standard texts, and words that scorers use instead.
EDF_STAGES: MappingProxyType[str, Stage] = MappingProxyType(
    {
        "w": Stage.W,
        "wake": Stage.W,
        "0": Stage.W,
        "1": Stage.N1,
        "n1": Stage.N1,
        "2": Stage.N2,
        "n2": Stage.N2,
        "3": Stage.N3,
        "4": Stage.N3,
        "n3": Stage.N3,
        "r": Stage.REM,
        "rem": Stage.REM,
        "m": Stage.ARTEFACT,
        "mt": Stage.ARTEFACT,
        "movement time": Stage.ARTEFACT,
        "?": Stage.UNSCORED,
        "u": Stage.UNSCORED,
        "unscored": Stage.UNSCORED,
        "unknown": Stage.UNSCORED,
    }
)
_PREFIX = re.compile(r"^(sleep[ _]stage|stage)[ _:-]*", re.IGNORECASE)
_WITHOUT_PREFIX = ("wake", "n1", "n2", "n3", "rem", "movement time")
_LIGHTS_OFF = re.compile(r"^lights?[ _-]*(off|out)\b", re.IGNORECASE)
_LIGHTS_ON = re.compile(r"^lights?[ _-]*on\b", re.IGNORECASE)


def read_edf_hypnogram(path: str | Path) -> Scoring:
    """Read the stages among the annotations of an EDF+ or BDF+ file.

    Parameters
    ----------
    path : str or Path
        The file: annotations alone, or a recording with its stages inside.

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
    scoring = sort_annotations(path, annotations, first)
    if not scoring.hypnograms:
        texts = list(dict.fromkeys(a.text for a in annotations))[:3]
        raise ValueError(
            f"{path}: none of its {len(annotations)} annotations is a sleep stage"
            + (f" (they begin {texts})" if texts else "")
            + "; expected texts such as 'Sleep stage N2'"
        )
    return Scoring(
        scoring.hypnograms,
        scoring.events,
        scoring.lights_off,
        scoring.lights_on,
        header.start.isoformat() if header.start else "",
        [*header.notes, *scoring.notes],
    )


def sort_annotations(
    path: str | Path, annotations: Iterable[Annotation], first: float = 0.0
) -> Scoring:
    """Sort annotations into stages, lights and events.

    Parameters
    ----------
    path : str or Path
        Where they come from, for errors.
    annotations : iterable of Annotation
        As `read_annotations` gives them.
    first : float
        When the first sample was taken, in s from the header's start.

    Returns
    -------
    Scoring
        Without a hypnogram if no annotation is a stage.
    """
    stages: list[tuple[float, float, Stage]] = []
    events: list[dict[str, object]] = []
    lights: dict[str, list[float]] = {"off": [], "on": []}
    words: set[str] = set()
    unknown: set[str] = set()
    unbelieved = 0
    for annotation in annotations:
        if not abs(annotation.onset) <= LONGEST or annotation.duration > LONGEST:
            unbelieved += 1  # no number, infinite, or beyond any night
            continue
        text, _, channel = annotation.text.partition("@@")
        onset = annotation.onset - first
        word = stage_word(text)
        if word is not None:
            words.add(word)
            if word not in EDF_STAGES:
                unknown.add(text)
            stage = EDF_STAGES.get(word, Stage.UNSCORED)
            stages.append((onset, annotation.duration, stage))
        elif _LIGHTS_OFF.match(text):
            lights["off"].append(onset)
        elif _LIGHTS_ON.match(text):
            lights["on"].append(onset)
        else:
            duration = 0.0 if math.isnan(annotation.duration) else annotation.duration
            events.append(
                {
                    "onset": onset,
                    "duration": duration,
                    "kind": text,
                    "channel": channel,
                    "source": SCORER,
                }
            )
    notes = []
    if unbelieved:
        notes.append(f"{pluralize(unbelieved, 'annotation')} at impossible times left out")
    if words & {"m", "mt", "movement time"}:
        notes.append(MOVEMENT_NOTE)
    if "4" in words:
        notes.append(N3_NOTE)
    if unknown:
        notes.append(f"stages that are not known were left unscored: {sorted(unknown)}")
    for name, moments in lights.items():
        if len(moments) > 1:
            taken = "first" if name == "off" else "last"
            notes.append(f"lights {name} is marked {len(moments)} times; the {taken} was taken")
    hypnograms = {}
    if stages:
        hypnograms[SCORER], grid_notes = on_grid(path, *zip(*stages, strict=True))
        notes += grid_notes
    return Scoring(
        hypnograms,
        events,
        lights_off=min(lights["off"], default=float("nan")),
        lights_on=max(lights["on"], default=float("nan")),
        notes=notes,
    )


def stage_word(text: str) -> str | None:
    """Part of a text that names the stage.

    Parameters
    ----------
    text : str
        An annotation.

    Returns
    -------
    str or None
        A key of `EDF_STAGES`, or a stage that is not known; None if the text isn't about a stage.

    Examples
    --------
    >>> stage_word("Sleep stage N2"), stage_word("REM"), stage_word("Hypopnea")
    ('n2', 'rem', None)
    """
    bare = _PREFIX.sub("", text.strip())
    word = " ".join(bare.lower().split())
    return word if bare != text.strip() or word in _WITHOUT_PREFIX else None
