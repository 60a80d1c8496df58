"""Scorers' XML, read without entities or outside fetches; Compumedics Profusion and NSRR."""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from explorer.io.clock import NO_DATE
from explorer.io.codings import RK
from explorer.io.formats.embla_xml import read_embla
from explorer.io.formats.philips_rml import read_philips
from explorer.io.formats.row_times import read_clock
from explorer.io.formats.staged_rows import seconds
from explorer.io.formats.wonambi_xml import read_wonambi
from explorer.io.formats.xml_values import local_name
from explorer.io.reading_choices import Reading
from explorer.io.scoring_content import (
    SCORER,
    Scoring,
    believed_epoch_length,
    believed_epochs,
    on_grid,
)
from explorer.io.stage_decoding import decode_stages
from explorer.night.hypnogram import make_hypnogram
from explorer.night.reading_account import FILE, AccountEntry
from explorer.storage.changed_files import read_file
from explorer.vocabulary.stage_words import read_stage_word

_START = "Recording Start Time"
_WHOLE = 100.0  # %


def read_xml(path: str | Path, reading: Reading) -> Scoring:
    """Read the XML of a scorer's program, which its root tells.

    Compumedics Profusion (``CMPStudyConfig``), NSRR (``PSGAnnotation``), Embla and RemLogic
    (``EventExport``), Philips Respironics (``PatientStudy``), or Wonambi (``annotations``).

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
    known = _ROOTS.get(local_name(root))
    if known is None:
        raise ValueError(
            f"{path}: XML with the root {local_name(root)[:40]!r}; expected one of "
            f"{', '.join(_ROOTS)}"
        )
    return known(path, root, reading)


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
    began = None
    for event in root.iterfind("ScoredEvents/ScoredEvent"):
        concept = event.findtext("EventConcept", "")
        if not _is_stage(event, concept):
            name = concept.split("|")[0]
            if name == _START:
                began = read_clock(event.findtext("ClockTime", ""))
            else:
                events.append(_event(path, event, name, event.findtext("SignalLocation", "")))
            continue
        onsets.append(_seconds(path, event.findtext("Start"), "Start"))
        durations.append(_seconds(path, event.findtext("Duration"), "Duration"))
        words.append(concept)
    if not words:
        raise ValueError(f"{path}: no event of it is a sleep stage, of {len(events)} events")
    decoded = decode_stages(path, words, durations, reading)
    account = [AccountEntry(FILE, "NSRR XML", "stages and events"), *decoded.entries]
    hypnogram, notes = on_grid(
        path, onsets, durations, decoded.stages, epoch_length=length, account=account
    )
    return Scoring(
        {SCORER: hypnogram},
        events,
        start=began.isoformat() if began is not None and began.year > NO_DATE else "",
        notes=[*decoded.notes, *notes],
        account=account,
    )


def _is_stage(event: Any, concept: str) -> bool:
    """Whether an event is a stage: by its type, or by its words where it was given none."""
    kind = event.findtext("EventType")
    if kind is not None:
        return bool(kind.startswith("Stages"))
    return read_stage_word(concept) is not None


def _event(path: str | Path, event: Any, kind: str, channel: str) -> dict[str, object]:
    lowest = _percent(event, "LowestSpO2", "SpO2Nadir")
    depth, baseline = _percent(event, "Desaturation"), _percent(event, "SpO2Baseline")
    if 0 < lowest <= 1:  # fractions, as no saturation of 1 % was ever measured
        lowest, baseline = 100 * lowest, 100 * baseline if baseline <= 1 else baseline
        depth = 100 * depth if depth <= 1 else depth
    if np.isnan(depth):
        depth = baseline - lowest
    measured = {"depth": depth, "lowest": lowest}
    start = (event.findtext("Start") or "").strip()
    return {
        "onset": _seconds(path, start, "Start") if start else float("nan"),
        "duration": _seconds(path, event.findtext("Duration"), "Duration"),
        "kind": kind,
        "channel": channel,
        "source": SCORER,
        **{name: value for name, value in measured.items() if np.isfinite(value)},
    }


def _percent(event: Any, *names: str) -> float:
    """Saturation in % that an event says under one of some names; NaN where it says none."""
    for name in names:
        try:
            value = float(str(event.findtext(name, "")).replace(",", "."))
        except ValueError:
            continue
        if 0 <= value <= _WHOLE:
            return value
    return float("nan")


def _seconds(path: str | Path, text: str | None, what: str) -> float:
    return seconds(path, text or 0, what)


_ROOTS: MappingProxyType[str, Callable[[str | Path, Any, Reading], Scoring]] = MappingProxyType(
    {
        "CMPStudyConfig": _profusion,
        "PSGAnnotation": _nsrr,
        "EventExport": read_embla,
        "PatientStudy": read_philips,
        "annotations": read_wonambi,
    }
)
"""By the name of the root, without its namespace."""
