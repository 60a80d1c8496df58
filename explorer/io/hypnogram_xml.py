"""Scorers' XML: Compumedics Profusion and NSRR, read without entities or outside fetches."""

from pathlib import Path
from typing import Any

from explorer.io.reading import Reading
from explorer.io.scoring_file import (
    LONGEST,
    SCORER,
    Scoring,
    believed_epoch_length,
    believed_epochs,
    on_grid,
)
from explorer.io.stage_codes import RK
from explorer.io.stage_decoding import decode_stages
from explorer.night.account import FILE, AccountEntry
from explorer.night.hypnogram import make_hypnogram
from explorer.storage.open_files import read_file
from explorer.vocabulary.stage_words import read_stage_word

_START = "Recording Start Time"


def read_xml(path: str | Path, reading: Reading) -> Scoring:
    """Read the XML of Compumedics Profusion (``CMPStudyConfig``) or NSRR (``PSGAnnotation``).

    Parameters
    ----------
    path : str or Path
        The file.
    reading : Reading
        What was said of it.

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
        return _profusion(path, root, reading)
    if root.tag == "PSGAnnotation":
        return _nsrr(path, root, reading)
    raise ValueError(
        f"{path}: XML with the root {str(root.tag)[:40]!r}; expected CMPStudyConfig (Compumedics "
        "Profusion) or PSGAnnotation (NSRR)"
    )


def _profusion(path: str | Path, root: Any, reading: Reading) -> Scoring:
    length = _seconds(path, root.findtext("EpochLength"), "EpochLength")
    if not length:
        raise ValueError(f"{path}: no EpochLength; expected the length of an epoch in s")
    believed_epoch_length(path, length)
    words = [(stage.text or "").strip() for stage in root.iterfind("SleepStages/SleepStage")]
    if not words:
        raise ValueError(f"{path}: no SleepStage in it")
    believed_epochs(path, len(words), length)
    decoded = decode_stages(path, words, length, reading, coding=RK)
    events = [
        _event(path, event, event.findtext("Name", ""), event.findtext("Input", ""))
        for event in root.iterfind("ScoredEvents/ScoredEvent")
    ]
    account = [AccountEntry(FILE, "Compumedics Profusion XML", "stages and events")]
    return Scoring(
        {SCORER: make_hypnogram(decoded.stages, length)},
        events,
        notes=decoded.notes,
        account=[*account, *decoded.entries],
    )


def _nsrr(path: str | Path, root: Any, reading: Reading) -> Scoring:
    length = _seconds(path, root.findtext("EpochLength"), "EpochLength") or None
    onsets, durations, words = [], [], []
    events = []
    for event in root.iterfind("ScoredEvents/ScoredEvent"):
        concept = event.findtext("EventConcept", "")
        if not _is_stage(event, concept):
            name = concept.split("|")[0]
            if name != _START:
                events.append(_event(path, event, name, event.findtext("SignalLocation", "")))
            continue
        onsets.append(_seconds(path, event.findtext("Start"), "Start"))
        durations.append(_seconds(path, event.findtext("Duration"), "Duration"))
        words.append(concept)
    if not words:
        raise ValueError(f"{path}: no event of the type Stages in it")
    decoded = decode_stages(path, words, durations, reading)
    hypnogram, notes = on_grid(path, onsets, durations, decoded.stages, epoch_length=length)
    account = [AccountEntry(FILE, "NSRR XML", "stages and events"), *decoded.entries]
    return Scoring({SCORER: hypnogram}, events, notes=[*decoded.notes, *notes], account=account)


def _is_stage(event: Any, concept: str) -> bool:
    """Whether an event is a stage: by its type, or by its words where it was given none."""
    kind = event.findtext("EventType")
    if kind is not None:
        return bool(kind.startswith("Stages"))
    return read_stage_word(concept) is not None


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
