"""A scoring as lists of annotations that Luna and EDFbrowser take: stages, lights and events."""

from collections.abc import Mapping
from types import MappingProxyType

from explorer.scoring.scored_night import Scored
from explorer.vocabulary.spreadsheet import written_rows
from explorer.vocabulary.stage_annotations import STAGE_TEXTS
from explorer.vocabulary.stages import Stage

_NOTHING = "."
_AN_EPOCH = 2.0  # s: what is shorter is taken for an event, unless it says that it is a stage
# Luna's own words for what is not a stage of sleep.
_LUNA_NAMES: Mapping[Stage, str] = MappingProxyType(
    {Stage.REM: "R", Stage.ARTEFACT: "M", Stage.UNSCORED: "?"}
)


def as_luna(scored: Scored) -> bytes:
    """Luna's ``.annot``: class, instance, channel, start, stop and meta, with tabs between them."""
    rows = [
        (*_stage(_LUNA_NAMES.get(stage, stage.name), length), _NOTHING, onset, onset + length)
        for onset, length, stage in scored.stretches
    ]
    rows += [
        (text.lower().replace(" ", "_"), _NOTHING, _NOTHING, time, time)
        for time, text in scored.lights
    ]
    for event in scored.events:
        onset, lasts = float(str(event["onset"])), float(str(event["duration"]))
        named = (_word(event["kind"]), _NOTHING, _word(event["channel"]))
        rows.append((*named, onset, onset + lasts))
    rows.sort(key=lambda row: row[3])
    lines = ["class\tinstance\tchannel\tstart\tstop\tmeta"]
    for name, instance, channel, start, stop in rows:
        times = f"{round(start, 6)!r}\t{round(stop, 6)!r}"
        lines.append(f"{name}\t{instance}\t{channel}\t{times}\t{_NOTHING}")
    return ("\n".join(lines) + "\n").encode()


def _stage(name: str, length: float) -> tuple[str, str]:
    """Class and instance of a stage: one that is shorter than any event may be says what it is."""
    return (name, _NOTHING) if length >= _AN_EPOCH else ("SleepStage", name)


def as_edfbrowser(scored: Scored) -> bytes:
    """CSV as EDFbrowser imports and exports annotations: Onset, Duration and Annotation."""
    rows: list[tuple[float, float, str]] = [
        (onset, length, STAGE_TEXTS[stage]) for onset, length, stage in scored.stretches
    ]
    rows += [(time, 0.0, text) for time, text in scored.lights]
    for event in scored.events:
        kind, channel = _word(event["kind"]), _word(event["channel"])
        text = f"{kind}@@{channel}" if channel != _NOTHING else kind
        rows.append((float(str(event["onset"])), float(str(event["duration"])), text))
    rows.sort(key=lambda row: row[0])
    return written_rows([("Onset", "Duration", "Annotation"), *rows], delimiter=",").encode()


def _word(value: object) -> str:
    """Text in one cell of one line; "." where there is none."""
    return " ".join(str(value).split()).lstrip("#") or _NOTHING
