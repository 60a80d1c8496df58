"""Scorers' XML: Compumedics Profusion and NSRR, read without entities or outside fetches."""

from pathlib import Path
from types import MappingProxyType
from typing import Any

from explorer.io.hypnogram_codes import RK_CODES
from explorer.io.scoring_file import (
    LONGEST,
    MOVEMENT_NOTE,
    N3_NOTE,
    SCORER,
    Scoring,
    believed_epoch_length,
    believed_epochs,
    on_grid,
)
from explorer.night.hypnogram import make_hypnogram
from explorer.storage.open_files import read_file
from explorer.vocabulary.stages import Stage

# Stages of the NSRR annotation format, "name|code" (sleepdata.org).
NSRR_STAGES: MappingProxyType[str, Stage] = MappingProxyType(
    {
        "Wake|0": Stage.W,
        "Stage 1 sleep|1": Stage.N1,
        "Stage 2 sleep|2": Stage.N2,
        "Stage 3 sleep|3": Stage.N3,
        "Stage 4 sleep|4": Stage.N3,
        "REM sleep|5": Stage.REM,
        "Movement|6": Stage.ARTEFACT,
        "Unscored|9": Stage.UNSCORED,
        "Unscored|-1": Stage.UNSCORED,
    }
)


def read_xml(path: str | Path) -> Scoring:
    """Read the XML of Compumedics Profusion (``CMPStudyConfig``) or NSRR (``PSGAnnotation``).

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    Scoring

    Raises
    ------
    ValueError
        If it is no such XML, declares entities, gives no epoch length or has an unknown stage.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException, ElementTree

    try:
        root = ElementTree.fromstring(read_file(path))
    except DefusedXmlException:
        raise ValueError(
            f"{path}: the XML declares entities or outside references, which no scorer's file "
            "needs; it was not read"
        ) from None
    except (ParseError, UnicodeError, LookupError) as error:
        raise ValueError(f"{path}: no XML that can be read ({error})") from None
    if root.tag == "CMPStudyConfig":
        return _profusion(path, root)
    if root.tag == "PSGAnnotation":
        return _nsrr(path, root)
    raise ValueError(
        f"{path}: XML with the root {str(root.tag)[:40]!r}; expected CMPStudyConfig (Compumedics "
        "Profusion) or PSGAnnotation (NSRR)"
    )


def _profusion(path: str | Path, root: Any) -> Scoring:
    length = _seconds(path, root.findtext("EpochLength"), "EpochLength")
    if not length:
        raise ValueError(f"{path}: no EpochLength; expected the length of an epoch in s")
    believed_epoch_length(path, length)
    words = [stage.text or "" for stage in root.iterfind("SleepStages/SleepStage")]
    unknown = sorted(
        {w for w in words if not w.strip().isdigit() or int(w) not in RK_CODES or int(w) < 0}
    )
    if unknown:
        raise ValueError(f"{path}: unknown stages {unknown}, expected some of 0-6 and 9")
    if not words:
        raise ValueError(f"{path}: no SleepStage in it")
    codes = [int(word) for word in words]
    events = [
        _event(path, event, event.findtext("Name", ""), event.findtext("Input", ""))
        for event in root.iterfind("ScoredEvents/ScoredEvent")
    ]
    believed_epochs(path, len(codes), length)
    hypnogram = make_hypnogram([RK_CODES[code] for code in codes], length)
    notes = [N3_NOTE] * (4 in codes) + [MOVEMENT_NOTE] * (6 in codes)
    return Scoring({SCORER: hypnogram}, events, notes=notes)


def _nsrr(path: str | Path, root: Any) -> Scoring:
    length = _seconds(path, root.findtext("EpochLength"), "EpochLength") or None
    stretches: list[tuple[float, float, Stage]] = []
    events, notes = [], []
    for event in root.iterfind("ScoredEvents/ScoredEvent"):
        concept = event.findtext("EventConcept", "")
        if not event.findtext("EventType", "").startswith("Stages"):
            name = concept.split("|")[0]
            if name != "Recording Start Time":
                events.append(_event(path, event, name, event.findtext("SignalLocation", "")))
            continue
        if concept not in NSRR_STAGES:
            raise ValueError(
                f"{path}: unknown stage {concept!r}, expected one of {list(NSRR_STAGES)}"
            )
        if concept.endswith("|4") and N3_NOTE not in notes:
            notes.append(N3_NOTE)
        if concept.startswith("Movement") and MOVEMENT_NOTE not in notes:
            notes.append(MOVEMENT_NOTE)
        start, duration = (
            _seconds(path, event.findtext(key), key) for key in ("Start", "Duration")
        )
        stretches.append((start, duration, NSRR_STAGES[concept]))
    if not stretches:
        raise ValueError(f"{path}: no event of the type Stages in it")
    hypnogram, grid_notes = on_grid(path, *zip(*stretches, strict=True), epoch_length=length)
    return Scoring({SCORER: hypnogram}, events, notes=notes + grid_notes)


def _event(path: str | Path, event: Any, kind: str, channel: str) -> dict[str, object]:
    return {
        "onset": _seconds(path, event.findtext("Start"), "Start"),
        "duration": _seconds(path, event.findtext("Duration"), "Duration"),
        "kind": kind,
        "channel": channel,
        "source": SCORER,
    }


def _seconds(path: str | Path, text: str | None, what: str) -> float:
    try:
        seconds = float(text or 0)
    except ValueError:
        seconds = float("nan")
    if not abs(seconds) <= LONGEST:  # no number, infinite, or beyond any night
        raise ValueError(
            f"{path}: {what} is {str(text)[:40]!r}, expected a number of s, at most {LONGEST:g}"
        )
    return seconds
