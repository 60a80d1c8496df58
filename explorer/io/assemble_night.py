"""A night assembled of its parts: a recording, the scoring that goes with it, and the notes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from explorer.io.believed_lights import believed_lights, check_said_lights, lights_outside
from explorer.io.notes_told import with_notes_told
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.io.said_attrs import LIGHTS, lights_by_start
from explorer.io.scoring_choice import scoring_for
from explorer.io.scoring_content import Scoring
from explorer.io.subject_title import with_subject_title
from explorer.night.first_look import with_analysed_channel_told
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH
from explorer.night.night import Night
from explorer.night.reading_account import write_account
from explorer.night.schema import make_events
from explorer.storage.far.urls import Address


def assemble_night(
    path: Path | Address | None,
    recording: Recording,
    name: str,
    hypnogram: Any,
    reading: Reading,
    attrs: Mapping[str, object],
) -> Night:
    """Make the night of a recording and its scoring, and say what was found and assumed.

    Parameters
    ----------
    path : Path or Address, or None
        Of the recording; None of an object.
    recording : Recording
    name : str
        Of the recording, for notes.
    hypnogram : object
        What was given, if anything.
    reading : Reading
        What was said of the recording.
    attrs : mapping
        Of the night, in place of what the recording says.

    Returns
    -------
    Night

    Raises
    ------
    ValueError
        If there are neither signals nor stages, or a scorer's file cannot be read.
    """
    notes = list(recording.notes)
    began = attrs.get("start")
    if began and not recording.start:
        recording = replace(recording, start=datetime.fromisoformat(str(began)))
    if recording.signals:
        reading = replace(
            reading,
            start=recording.start,
            duration=recording.duration,
            recorded_at=recording.frequency,
            first_sample=recording.first_sample,
        )
    scoring, source = scoring_for(path, name, hypnogram, recording, reading, notes)
    if not recording.signals and not scoring.hypnograms:
        raise ValueError(
            f"{path or name}: neither signals nor sleep stages in it; open the recording itself"
        )
    if recording.signals and not scoring.hypnograms and recording.duration < DEFAULT_EPOCH_LENGTH:
        notes.append(
            f"the recording lasts {recording.duration:g} s, less than one epoch of "
            f"{DEFAULT_EPOCH_LENGTH:g} s: there is nothing to stage in it"
        )
    notes = list(dict.fromkeys([*notes, *scoring.notes]))
    lights = _lights(recording, scoring, attrs, notes)
    start = recording.start.isoformat() if recording.start else scoring.start
    found = {
        **recording.attrs,
        "start": start,
        **({} if recording.signals and recording.start else scoring.clock_attrs),
        "source": name,
        "hypnogram_source": source,
        **lights,
        "reader_notes": notes,
        "account": write_account(
            with_notes_told([*recording.account, *scoring.account], scoring.events)
        ),
    }
    if scoring.simulated:
        found["simulated"] = True
    events = make_events(scoring.events)
    said = lights_by_start(with_subject_title({**found, **attrs}, attrs))
    if any(name in attrs for name in LIGHTS):
        check_said_lights(float(said["lights_off"]), float(said["lights_on"]))
    beliefs = scoring.probabilities
    made = Night.make(recording.signals, scoring.hypnograms, events, beliefs, **said)
    return with_analysed_channel_told(made)


def _lights(
    recording: Recording, scoring: Scoring, attrs: Mapping[str, object], notes: list[str]
) -> dict[str, float]:
    """Return the lights that a file marks, unless they cannot be, which the notes say."""
    if all(name in attrs for name in LIGHTS):
        return {}
    off, on = believed_lights(scoring.lights_off, scoring.lights_on, notes)
    begin, end = 0.0, recording.duration
    if not recording.signals:
        hypnogram = next(iter(scoring.hypnograms.values()))
        begin = float(hypnogram.onset[0]) if hypnogram.sizes["epoch"] else 0.0
        end = begin + hypnogram.sizes["epoch"] * float(hypnogram.epoch_length)
    if not any(name in attrs for name in LIGHTS):
        notes += lights_outside(off, on, begin, end)
    return {"lights_off": off, "lights_on": on}
