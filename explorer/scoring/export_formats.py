"""A scoring as the files that other programs read: everything that was scored, and nothing else."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree

import xarray as xr

from explorer.io.edf import SIMULATED
from explorer.io.write import patient_field
from explorer.night.night import Night
from explorer.scoring.annotation_texts import as_edfbrowser, as_luna
from explorer.scoring.scored_night import Scored, ScoringRow
from explorer.scoring.yasa_json import as_yasa
from explorer.vocabulary.spreadsheet import written_rows
from explorer.vocabulary.stage_annotations import STAGE_TEXTS
from explorer.vocabulary.stages import Stage

# Names that YASA, NSRR's tools and people write.
STAGE_NAMES: MappingProxyType[Stage, str] = MappingProxyType(
    {
        Stage.W: "W",
        Stage.N1: "N1",
        Stage.N2: "N2",
        Stage.N3: "N3",
        Stage.REM: "R",
        Stage.LIGHT: "LIGHT",
        Stage.DEEP: "DEEP",
        Stage.NREM: "NREM",
        Stage.SLEEP: "SLEEP",
        Stage.ARTEFACT: "ART",
        Stage.UNSCORED: "UNS",
    }
)
# Compumedics Profusion: 4 would be stage 4 of Rechtschaffen and Kales.
_PROFUSION_CODES = MappingProxyType(
    {Stage.W: 0, Stage.N1: 1, Stage.N2: 2, Stage.N3: 3, Stage.REM: 5}
    | {Stage.ARTEFACT: 6, Stage.UNSCORED: 9}
)


def as_edf(scored: Scored) -> bytes:
    """EDF+ of annotations alone, the specification's texts: stages, lights, "kind@@channel"."""
    import edfio

    night = scored.night
    annotations: list[tuple[float, float | None, str]] = [
        (onset, length, STAGE_TEXTS[stage]) for onset, length, stage in scored.stretches
    ]
    annotations += [(time, None, text) for time, text in scored.lights]
    for row in scored.events:
        kind = f"{row['kind']}@@{row['channel']}" if row["channel"] else str(row["kind"])
        annotations.append((_seconds(row["onset"]), _seconds(row["duration"]), kind))
    start = night.start
    file = edfio.Edf(
        [],
        patient=patient_field(night),
        recording=edfio.Recording(
            startdate=start.date() if start else None,
            equipment_code=SIMULATED if night.simulated else "X",
        ),
        starttime=start.time() if start else None,
        annotations=[edfio.EdfAnnotation(*one) for one in annotations],
    )
    out = io.BytesIO()
    file.write(out)
    return out.getvalue()


def as_bids(scored: Scored) -> bytes:
    """BIDS events: onset, duration, trial_type, channel, tab-separated, n/a where there is none."""
    rows: list[tuple[Any, ...]] = [
        (onset, length, STAGE_TEXTS[stage], "n/a") for onset, length, stage in scored.stretches
    ]
    rows += [(time, "n/a", text, "n/a") for time, text in scored.lights]
    rows += [
        (_seconds(e["onset"]), _seconds(e["duration"]), str(e["kind"]), str(e["channel"]) or "n/a")
        for e in scored.events
    ]
    rows.sort(key=lambda row: row[0])
    return _table(("onset", "duration", "trial_type", "channel"), rows, "\t")


def as_csv(scored: Scored) -> bytes:
    """CSV of onset and duration in s and the stage, an epoch a row; events in rows of theirs."""
    rows: list[tuple[Any, ...]] = [
        (onset, length, STAGE_NAMES[stage]) for onset, length, stage in scored.stretches
    ]
    if not scored.events:
        return _marked(scored, ("onset", "duration", "stage"), rows)
    rows = [(*row, "", "") for row in rows]
    rows += [
        (_seconds(e["onset"]), _seconds(e["duration"]), "", str(e["kind"]), str(e["channel"]))
        for e in scored.events
    ]
    rows.sort(key=lambda row: row[0])
    return _marked(scored, ("onset", "duration", "stage", "event", "channel"), rows)


def _marked(scored: Scored, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> bytes:
    """CSV, with a column that says of a simulated night that it is one."""
    if not scored.night.simulated:
        return _table(names, rows, ",")
    return _table((*names, SIMULATED), [(*row, "yes") for row in rows], ",")


def as_codes(scored: Scored) -> bytes:
    """One code a line, YASA's: 0 wake, 1-3 N1-N3, 4 REM, -1 artefact, -2 unscored; no events."""
    scored.refuse_coarse("One code a line")
    stages = scored.from_the_start("One code a line")
    lines = [
        f"# 1 value per {float(scored.hypnogram.epoch_length):g} s",
        "# 0 wake, 1 N1, 2 N2, 3 N3, 4 REM, -1 artefact, -2 unscored",
        *([f"# {SIMULATED} night"] if scored.night.simulated else []),
        *(str(stage.value) for stage in stages),
    ]
    return ("\n".join(lines) + "\n").encode()


def as_profusion(scored: Scored) -> bytes:
    """Compumedics Profusion XML: stages 0-3 and 5, 6 movement, 9 unscored, and events."""
    scored.refuse_coarse("Profusion's XML")
    root = ElementTree.Element("CMPStudyConfig")
    length = float(scored.hypnogram.epoch_length)
    ElementTree.SubElement(root, "EpochLength").text = f"{length:g}"
    if scored.night.simulated:
        ElementTree.SubElement(root, SIMULATED.capitalize()).text = "yes"
    listed = ElementTree.SubElement(root, "ScoredEvents")
    for row in scored.events:
        event = ElementTree.SubElement(listed, "ScoredEvent")
        ElementTree.SubElement(event, "Name").text = _clean(row["kind"])
        ElementTree.SubElement(event, "Start").text = repr(_seconds(row["onset"]))
        ElementTree.SubElement(event, "Duration").text = repr(_seconds(row["duration"]))
        ElementTree.SubElement(event, "Input").text = _clean(row["channel"])
    stages = ElementTree.SubElement(root, "SleepStages")
    for stage in scored.from_the_start("Profusion's XML"):
        ElementTree.SubElement(stages, "SleepStage").text = str(_PROFUSION_CODES[stage])
    ElementTree.indent(root)
    out: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
    return out


@dataclass(frozen=True)
class Format:
    """One kind of file."""

    title: str
    ending: str
    """Of the file's name."""
    media_type: str
    write: Callable[[Scored], bytes]


FORMATS: MappingProxyType[str, Format] = MappingProxyType(
    {
        "edf": Format("EDF+ annotations", "_hypnogram.edf", "application/octet-stream", as_edf),
        "bids": Format("BIDS events", "_events.tsv", "text/tab-separated-values", as_bids),
        "csv": Format("CSV: onset, duration, stage", "_hypnogram.csv", "text/csv", as_csv),
        "txt": Format("text, one code a line", "_hypnogram.txt", "text/plain", as_codes),
        "yasa": Format("YASA hypnogram (JSON)", "_hypnogram.json", "application/json", as_yasa),
        "annot": Format("Luna annotations", ".annot", "text/plain", as_luna),
        "edfbrowser": Format("EDFbrowser CSV", "_annotations.csv", "text/csv", as_edfbrowser),
        "profusion": Format("Profusion XML", "-profusion.xml", "application/xml", as_profusion),
    }
)
"""By the word that names each on the command line."""


def exported(
    night: Night,
    hypnogram: xr.DataArray,
    events: Sequence[ScoringRow],
    kind: str,
    probability: xr.DataArray | None = None,
) -> bytes:
    """Write a scoring in one of the `FORMATS`.

    Parameters
    ----------
    night : Night
        What was scored: its start, lights and subject go into formats that have room for them.
    hypnogram : xr.DataArray of Stage, dims (epoch)
        Any epoch length.
    events : sequence of mapping
        As `explorer.night.schema.make_events` takes them. Text and YASA's form have no room for
        any.
    kind : str
        A key of `FORMATS`.
    probability : xr.DataArray, dims (epoch, stage_name), optional
        A stager's, for YASA's form.

    Returns
    -------
    bytes
        UTF-8 text, or EDF+.

    Raises
    ------
    ValueError
        If there is no such format, it cannot say when this hypnogram begins, or it has no code
        for its coarse stages.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> hypnogram = make_hypnogram(["W", "REM"], 20)
    >>> night = Night.make({}, {"me": hypnogram})
    >>> exported(night, hypnogram, [], "csv").decode().splitlines()
    ['onset,duration,stage', '0.0,20.0,W', '20.0,20.0,R']
    """
    if kind not in FORMATS:
        raise ValueError(f"no format {kind!r}, expected one of {list(FORMATS)}")
    return FORMATS[kind].write(Scored(night, hypnogram, events, probability))


def _table(names: Sequence[str], rows: Sequence[Sequence[object]], delimiter: str) -> bytes:
    """Write a table whose words stand on one line each: many readers split lines first."""
    cells = [
        [cell if isinstance(cell, float) else " ".join(str(cell).split()) for cell in row]
        for row in rows
    ]
    return written_rows([names, *cells], delimiter=delimiter).encode()


def _clean(text: object) -> str:
    """Text without characters that XML cannot hold."""
    return "".join(c for c in str(text) if c >= " " or c in "\t\n")


def _seconds(value: object) -> float:
    return float(str(value))
