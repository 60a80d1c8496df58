"""Which scoring a night gets: what was given, what is inside the recording, what lies beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import Any

from explorer.io.alignment import align, seconds_from_start
from explorer.io.objects.read import scoring_beside
from explorer.io.objects.recognise import is_path, is_stages
from explorer.io.reading_choices import Reading, UnclearError
from explorer.io.recording import Recording
from explorer.io.scorer_reading import read_scoring
from explorer.io.scoring_content import Scoring
from explorer.io.several_scorers import read_scorings
from explorer.io.sidecar import find_sidecars
from explorer.night.reading_account import FILE, AccountEntry
from explorer.storage.far.urls import Address
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.stage_words import fold_word

_SAME = 0.05  # s that the times of one event may differ by in two files


def scoring_for(
    path: Path | Address | None,
    name: str,
    hypnogram: Any,
    recording: Recording,
    reading: Reading,
    notes: list[str],
) -> tuple[Scoring, str]:
    """Find the scoring to use, on the recording's time; events inside the recording stay with it.

    Parameters
    ----------
    path : Path or Address, or None
        Of the recording; None of an object.
    name : str
        Of the recording, for notes.
    hypnogram : object
        What was given, if anything.
    recording : Recording
    reading : Reading
        What was said of it.
    notes : list of str
        Gets what was found and set aside.

    Returns
    -------
    scoring : Scoring
    source : str
        Names of the files that it is from; "" where there is none.
    """
    inside = recording.scoring
    if hypnogram is not None:
        if is_path(hypnogram) or _are_files(hypnogram):
            files = [hypnogram] if is_path(hypnogram) else list(hypnogram)
            given = read_scorings(files, reading)
            names = ", ".join(dict.fromkeys(Path(file).name for file in files))
        else:
            given, names = scoring_beside(hypnogram, reading)
        if inside.hypnograms and given.hypnograms:
            notes.append(f"stages inside {name} were set aside for {names}")
        if not given.hypnograms:  # events alone
            joined = _joined(_fitted(inside, recording), _fitted(given, recording))
            return joined, name if inside.hypnograms else ""
        return _joined(_fitted(given, recording), _alone(inside, recording)), names
    if inside.hypnograms:
        return _fitted(inside, recording), name
    if path is None:
        notes.append("no hypnogram was found in the object; hypnogram= takes a file or an object")
        return inside, ""
    if isinstance(path, Address):
        notes.append("no hypnogram was found in the far file; hypnogram= takes an address too")
        return inside, ""
    for companion in find_sidecars(path):
        try:
            found = read_scoring(companion, reading)
        except (ValueError, OSError) as error:
            notes.append(f"{companion.name} lies beside the recording, but: {error}")
            asked = error.entries if isinstance(error, UnclearError) else ()
            inside = replace(
                inside,
                account=[*inside.account, AccountEntry(FILE, companion.name), *asked],
            )
            continue
        if not found.hypnograms:
            notes.append(f"events are from {companion.name}, found by its name; it has no stages")
            inside = _joined(inside, _fitted(found, recording))
            continue
        notes.append(f"the hypnogram is from {companion.name}, found by its name")
        return _joined(_fitted(found, recording), _alone(inside, recording)), companion.name
    notes.append("no hypnogram was found inside the file or beside it")
    return inside, ""


def _are_files(thing: object) -> bool:
    return (
        isinstance(thing, list | tuple)
        and (not thing or all(map(is_path, thing)))
        and not is_stages(thing)
    )


def _fitted(scoring: Scoring, recording: Recording) -> Scoring:
    """Put a scoring on the time of a recording, by the clock of its own file."""
    if recording.signals and (scoring.hypnograms or scoring.start):
        return align(scoring, recording.duration, recording.start)
    if recording.start is not None and scoring.start and scoring.hypnograms:
        # A scorer's file stands for the recording, which lasts at least as long as either.
        shift = seconds_from_start(scoring.start, recording.start, None, [])
        duration = max(_end(scoring) + shift, _end(recording.scoring))
        return align(scoring, duration, recording.start)
    return scoring


def _end(scoring: Scoring) -> float:
    """When the last epoch of a scoring ends, in s."""
    ends = (
        float(one.onset[-1]) + float(one.epoch_length)
        for one in scoring.hypnograms.values()
        if one.sizes["epoch"]
    )
    return max(ends, default=0.0)


def _alone(inside: Scoring, recording: Recording) -> Scoring:
    """Keep events and lights inside the recording on its own time, whatever clock a scorer has."""
    return _fitted(replace(inside, hypnograms={}, probabilities={}), recording)


def _joined(given: Scoring, inside: Scoring) -> Scoring:
    """Return one scoring of a scorer's file and of the events and lights inside the recording."""
    near: dict[int, list[Mapping[str, object]]] = {}
    for event in inside.events:
        for second in (-1, 0, 1):
            near.setdefault(int(_s(event, "onset")) + second, []).append(event)
    others = [
        event
        for event in given.events
        if not _is_again(event, near.get(int(_s(event, "onset")), ()))
    ]
    notes = [*given.notes, *inside.notes]
    if again := len(given.events) - len(others):
        notes.append(
            "what stands inside the recording and in the scorer's file was kept once: "
            f"{pluralize(again, 'event')}"
        )
    return replace(
        given,
        events=[*others, *inside.events],
        lights_off=inside.lights_off if isnan(given.lights_off) else given.lights_off,
        lights_on=inside.lights_on if isnan(given.lights_on) else given.lights_on,
        notes=notes,
        account=[*given.account, *inside.account],
    )


def _is_again(event: Mapping[str, object], others: Sequence[Mapping[str, object]]) -> bool:
    """Whether one of these is the same event by the same scorer: an exported file has it again."""
    return any(
        event["source"] == other["source"]
        and event["channel"] == other["channel"]
        and fold_word(str(event["kind"])) == fold_word(str(other["kind"]))
        and all(abs(_s(event, one) - _s(other, one)) <= _SAME for one in ("onset", "duration"))
        for other in others
    )


def _s(event: Mapping[str, object], name: str) -> float:
    return float(str(event[name]))
