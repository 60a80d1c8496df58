"""Annotations and events that MNE keeps beside a recording: ``-annot.fif``, ``-eve.fif``."""

import struct
import tempfile
import warnings
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from explorer.io.annotation_sorting import sort_annotations
from explorer.io.edf_annotations import Annotation
from explorer.io.mne_checks import check_fif_parts
from explorer.io.mne_signals import mne_annotations
from explorer.io.reading_choices import Reading
from explorer.io.scorer_file import BEGINNING, ScorerFile
from explorer.io.scoring_content import SCORER, Scoring
from explorer.io.table_limits import MOST_EVENTS, SCORING
from explorer.night.reading_account import EVENT_WORD, FILE, AccountEntry

ANNOTATIONS, EVENTS = "annotations of MNE", "events of MNE"
_TAG = struct.Struct(">iiii")  # kind, type, size and place of the next
_FILE_ID, _BLOCK = 100, 104  # kinds of tags: the first of any file, and the beginning of a block
_BLOCKS = {3810: ANNOTATIONS, 361: EVENTS, 115: EVENTS}  # a recording's file begins with others
_GZIP = b"\x1f\x8b"
_AS_GZIP = 31  # what zlib calls a gzip header


def fif_content(file: ScorerFile) -> str:
    """Say whether a FIF file holds annotations or events and no recording; "" if neither.

    Returns
    -------
    str
        `ANNOTATIONS`, `EVENTS` or "": by its first block, whatever it is called.
    """
    head, at = file.beginning, 0
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(_AS_GZIP).decompress(head, BEGINNING)
        except zlib.error:
            return ""
    while at + _TAG.size + 4 <= len(head):
        kind, _, size, _ = _TAG.unpack_from(head, at)
        if size < 0 or (at == 0 and kind != _FILE_ID):
            return ""
        at += _TAG.size
        if kind == _BLOCK:
            return _BLOCKS.get(int.from_bytes(head[at : at + 4], "big"), "")
        at += size
    return ""


def is_mne_fif(file: ScorerFile) -> bool:
    """Whether a FIF file holds annotations or events, and no recording."""
    return bool(fif_content(file))


def read_mne_fif(file: ScorerFile, reading: Reading) -> Scoring:
    """Read MNE's annotations or events: stages by their texts, all else events.

    Parameters
    ----------
    file : ScorerFile
    reading : Reading
        Of its recording: events are counted in samples, which its sampling frequency makes s.

    Returns
    -------
    Scoring
        Without a hypnogram where no text is a stage.

    Raises
    ------
    ValueError
        If it is damaged or empty, or has events and no recording is known.
    """
    what = fif_content(file)
    if what == EVENTS and reading.recorded_at is None:
        raise ValueError(
            f"{file.path}: {what}, counted in samples of a recording, and no night by themselves; "
            "open the recording, and give this file as its hypnogram"
        )
    found = _through_mne(file, what)
    if not len(found):
        raise ValueError(f"{file.path}: {what}, and there are none in it; save them again")
    if len(found) > MOST_EVENTS:
        raise SCORING.refusal(file.path, len(found), "annotations", MOST_EVENTS)
    if what == EVENTS:
        return _events(file, found, reading)
    scoring = sort_annotations(file.path, mne_annotations(found), reading=reading)
    start = found.orig_time.replace(tzinfo=None).isoformat() if found.orig_time else ""
    account = [AccountEntry(FILE, what, "stages and events", len(found)), *scoring.account]
    return replace(scoring, start=start, account=account)


def _events(file: ScorerFile, events: Any, reading: Reading) -> Scoring:
    """Make events of samples and codes; a code is a stage only where somebody said so."""
    frequency = float(reading.recorded_at or 0.0)
    onsets = (events[:, 0] - reading.first_sample) / frequency
    codes = [str(code) for code in events[:, 2]]
    pairs = list(zip(onsets.tolist(), codes, strict=True))
    staged = [
        Annotation(onset, 0.0, code) for onset, code in pairs if reading.meaning(code) is not None
    ]
    scoring = sort_annotations(file.path, staged, reading=reading)
    others = [(onset, code) for onset, code in pairs if reading.meaning(code) is None]
    rows = [
        {"onset": onset, "duration": 0.0, "kind": f"event {code}", "channel": "", "source": SCORER}
        for onset, code in others
    ]
    words = [code for _, code in others]
    entries = [
        AccountEntry(EVENT_WORD, f"event {code}", "events", words.count(code))
        for code in dict.fromkeys(words)
    ]
    note = f"events of {file.path.name} were counted in samples at {frequency:g} Hz"
    if rows:
        note += "; their codes are stages only where that is said, as in stages={'2': 'N2'}"
    return replace(
        scoring,
        events=[*scoring.events, *rows],
        notes=[note, *scoring.notes],
        account=[*scoring.account, *entries],
    )


def _through_mne(file: ScorerFile, what: str) -> Any:
    """Read a file through MNE, from a copy of what was looked at, unpacked and checked."""
    import mne

    raw = _unpacked(file)
    read = mne.read_annotations if what == ANNOTATIONS else mne.read_events
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        copy = Path(folder) / ("-annot.fif" if what == ANNOTATIONS else "-eve.fif")
        copy.write_bytes(raw)
        try:
            check_fif_parts(copy)
            return read(copy)
        except Exception as error:  # MNE's readers raise whatever their parsing meets
            reason = " ".join(str(error).replace(f"{copy}: ", "").split())[:200]
            raise ValueError(f"{file.path}: {what} that cannot be read ({reason})") from None


def _unpacked(file: ScorerFile) -> bytes:
    SCORING.check_size(file.path, file.path.stat().st_size)
    if not file.raw.startswith(_GZIP):
        return file.raw
    unpacking = zlib.decompressobj(_AS_GZIP)
    try:
        raw = unpacking.decompress(file.raw, SCORING.size + 1)
    except zlib.error as error:
        raise ValueError(f"{file.path}: it cannot be unpacked ({error}); fetch it again") from None
    SCORING.check_size(file.path, len(raw))
    if not unpacking.eof:
        raise ValueError(f"{file.path}: the file is cut short; fetch it again")
    return raw
