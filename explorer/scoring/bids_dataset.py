"""BIDS derivatives data set: a scoring as tables that say themselves what they hold."""

import csv
import io
import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from explorer import __version__
from explorer.io.edf import SIMULATED
from explorer.night.night import Night
from explorer.scoring.export_formats import as_bids
from explorer.scoring.scored_night import Scored
from explorer.vocabulary.spreadsheet import written_rows
from explorer.vocabulary.stage_annotations import STAGE_TEXTS
from explorer.vocabulary.stages import Stage

BIDS_VERSION = "1.10.0"
HED_VERSION = "score_2.1.0"
"""Library of clinical EEG of the Hierarchical Event Descriptors, with the standard it rests on."""
DESCRIPTION = "dataset_description.json"
PARTICIPANTS = "participants.tsv"

_PROGRAM = "Sleep Architecture Explorer"
_TASK = "sleep"
# Entities of a recording's name that its events keep, in the standard's order.
_ENTITIES = ("sub", "ses", "task", "acq", "run")
_OLDEST_SAID = 89  # years; older people could be known by their age alone
_COLUMNS: MappingProxyType[str, Mapping[str, str]] = MappingProxyType(
    {
        "onset": {"Description": "Begin, from the first sample of the recording", "Units": "s"},
        "duration": {"Description": "How long it lasts; n/a for a moment", "Units": "s"},
        "channel": {"Description": "Where it was seen; n/a for all channels or none"},
    }
)
_MEANINGS: MappingProxyType[Stage, str] = MappingProxyType(
    {
        Stage.W: "Wakefulness",
        Stage.N1: "Stage N1 of NREM sleep",
        Stage.N2: "Stage N2 of NREM sleep",
        Stage.N3: "Stage N3 of NREM sleep, slow-wave sleep",
        Stage.REM: "REM sleep",
        Stage.LIGHT: "Light sleep, N1 or N2 without saying which",
        Stage.DEEP: "Deep sleep as a device or a study names it",
        Stage.NREM: "NREM sleep without saying which stage",
        Stage.SLEEP: "Sleep without saying which stage",
        Stage.ARTEFACT: "An epoch that movement or an artefact keeps from being scored",
        Stage.UNSCORED: "An epoch that nobody scored",
    }
)
_LIGHTS = MappingProxyType(
    {
        "Lights off": "The lights were turned off to sleep",
        "Lights on": "The lights were turned on to rise",
    }
)
_EVENTS = MappingProxyType(
    {
        "spindle": "Sleep spindle",
        "slow_wave": "Slow wave",
        "k_complex": "K-complex",
        "rapid_eye_movement": "Rapid eye movement",
        "artefact": "Artefact",
        "arousal": "Arousal",
        "sawtooth_wave": "Train of sawtooth waves",
        "alpha_intrusion": "Alpha within NREM sleep",
        "twitch": "Twitch of the chin in REM sleep",
        "sweat": "Slow drift of a sweating electrode",
        "electrode_pop": "Sudden step of one electrode",
        "other_stage": "Stretch of an epoch that is of another stage than the epoch is scored",
    }
)


_SAWTOOTH, _SPINDLE, _AROUSAL = "Saw-tooth-waves", "Sleep-spindles", "Arousal-pattern"
_HED: MappingProxyType[str, str] = MappingProxyType(
    {
        STAGE_TEXTS[Stage.W]: "Awake",
        STAGE_TEXTS[Stage.N1]: "Sleep-stage-N1",
        STAGE_TEXTS[Stage.N2]: "Sleep-stage-N2",
        STAGE_TEXTS[Stage.N3]: "Sleep-stage-N3",
        STAGE_TEXTS[Stage.REM]: "Sleep-stage-REM",
        **dict.fromkeys(("spindle", "spindles", "sleep spindle", "sleep spindles"), _SPINDLE),
        **dict.fromkeys(("k-complex", "k_complex", "k complex", "k-complexes"), "K-complex"),
        **dict.fromkeys(
            ("sawtooth", "sawtooth wave", "sawtooth_wave", "sawtooth waves"), _SAWTOOTH
        ),
        **dict.fromkeys(("vertex wave", "vertex_wave", "vertex sharp wave"), "Vertex-wave"),
        **dict.fromkeys(("arousal", "arousals"), _AROUSAL),
    }
)
"""Tags of stages and of kinds in small letters; nothing where no tag means just that."""


def bids_dataset(
    scored: Scored, *, before: Mapping[str, bytes] = MappingProxyType({})
) -> dict[str, bytes]:
    """Write a scoring as a BIDS derivatives data set.

    Parameters
    ----------
    scored : Scored
        One scorer's hypnogram and events.
    before : mapping of str to bytes, optional
        ``dataset_description.json`` and ``participants.tsv`` of a data set of ours that this night
        is added to.

    Returns
    -------
    dict of str to bytes
        By path within the data set: its description, README, the table of participants, and of this
        night ``sub-XX[/ses-XX]/eeg/..._events.tsv`` with a sidecar that says what every stage and
        event means.

    Raises
    ------
    ValueError
        If what was there before is no such data set.

    Notes
    -----
    https://bids-specification.readthedocs.io, "Derivatives" and "Task events".

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> hypnogram = make_hypnogram(["W", "N2"])
    >>> night = Night.make({}, {"me": hypnogram}, subject="S-1", night="2")
    >>> files = bids_dataset(Scored(night, hypnogram, []))
    >>> sorted(files)[-1]
    'sub-S1/ses-2/eeg/sub-S1_ses-2_task-sleep_events.tsv'
    """
    night = scored.night
    names = bids_entities(night)
    folder = "/".join(f"{key}-{names[key]}" for key in ("sub", "ses") if key in names)
    stem = "_".join(f"{key}-{names[key]}" for key in _ENTITIES if key in names)
    table = as_bids(scored)
    # Tags mean something only where the data set says of which version they are.
    hed = b'"HEDVersion"' in before.get(DESCRIPTION, b'"HEDVersion"')
    texts = {
        DESCRIPTION: before.get(DESCRIPTION) or _description(night),
        "README.md": _readme(),
        PARTICIPANTS: _participants(night, f"sub-{names['sub']}", before.get(PARTICIPANTS)),
        "participants.json": _json(_PARTICIPANT_COLUMNS),
        f"{folder}/eeg/{stem}_events.tsv": table,
        f"{folder}/eeg/{stem}_events.json": _json(_sidecar(scored, table, hed=hed)),
    }
    return {path: raw for path, raw in texts.items() if path not in before or path == PARTICIPANTS}


def bids_entities(night: Night) -> dict[str, str]:
    """Name a night by BIDS entities: those of its file's name, else its subject and night.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> stages = {"me": make_hypnogram(["W"])}
    >>> bids_entities(Night.make({}, stages, source="sub-03_ses-b_task-nap_eeg.edf"))
    {'sub': '03', 'ses': 'b', 'task': 'nap'}
    >>> bids_entities(Night.make({}, stages, source="SC4001E0-PSG.edf"))
    {'sub': 'SC4001E0PSG', 'task': 'sleep'}
    """
    source = str(night.attrs["source"])
    said = dict(re.findall(r"(?:^|_)([a-z]+)-([A-Za-z0-9]+)(?=[_.]|$)", source))
    if "sub" not in said:
        subject = _label(str(night.attrs["subject"])) or _label(source.rpartition(".")[0])
        said = {"sub": subject or "01"}
        if session := _label(str(night.attrs["night"])):
            said["ses"] = session
    said.setdefault("task", _TASK)
    return {key: said[key] for key in _ENTITIES if key in said}


def _label(text: str) -> str:
    """Return the letters and digits of a name: a BIDS label has no others."""
    return re.sub(r"[^A-Za-z0-9]", "", text)


_PARTICIPANT_COLUMNS: MappingProxyType[str, object] = MappingProxyType(
    {
        "Description": "Who was recorded",
        "participant_id": {"Description": "The person's code"},
        "age": {"Description": "Age at the recording, 89+ where older", "Units": "year"},
        "sex": {"Description": "Sex", "Levels": {"F": "female", "M": "male"}},
    }
)


def _description(night: Night) -> bytes:
    simulated = f"{SIMULATED} " if night.simulated else ""
    return _json(
        {
            "Name": f"Scorings of {simulated}nights of sleep",
            "BIDSVersion": BIDS_VERSION,
            "HEDVersion": HED_VERSION,
            "DatasetType": "derivative",
            "GeneratedBy": [
                {
                    "Name": _PROGRAM,
                    "Version": __version__,
                    "Description": "Sleep stages and events as a scorer marked them",
                }
            ],
        }
    )


def _readme() -> bytes:
    return (
        "# Scorings of sleep\n\n"
        f"Written by {_PROGRAM} {__version__}. Each `_events.tsv` holds one night of one person as "
        "one scorer marked it: an epoch a row with its sleep stage, lights off and on, and events "
        "with the channel that they were seen on. The `_events.json` beside it says who scored, "
        "and what each word of `trial_type` means. Onsets count from the first sample of the "
        "recording, which is not part of this data set.\n"
    ).encode()


def _participants(night: Night, person: str, before: bytes | None) -> bytes:
    """Table of participants with this one in it."""
    rows: dict[str, list[str]] = {}
    if before:
        for row in csv.DictReader(io.StringIO(before.decode("utf-8")), delimiter="\t"):
            rows[row["participant_id"]] = [row.get(key) or "n/a" for key in ("age", "sex")]
    age = float(str(night.attrs["age"]))
    aged = "n/a" if age != age else f"{_OLDEST_SAID}+" if age > _OLDEST_SAID else f"{age:g}"
    sex = str(night.attrs["sex"]) if night.attrs["sex"] in ("F", "M") else "n/a"
    known = rows.get(person, ["n/a", "n/a"])
    now = [new if new != "n/a" else old for new, old in zip((aged, sex), known, strict=True)]
    rows[person] = now
    cells = [[name, *rows[name]] for name in sorted(rows)]
    return written_rows([["participant_id", "age", "sex"], *cells], delimiter="\t").encode()


def _sidecar(scored: Scored, table: bytes, *, hed: bool) -> dict[str, object]:
    """Say what the columns hold, and what each stage, mark and event of them means."""
    rows = csv.DictReader(io.StringIO(table.decode("utf-8")), delimiter="\t")
    words = dict.fromkeys(row["trial_type"] for row in rows)
    stages = {STAGE_TEXTS[stage]: text for stage, text in _MEANINGS.items() if stage in STAGE_TEXTS}
    known = {**stages, **_LIGHTS, **_EVENTS}
    levels = {**stages, **{word: known.get(word, f"Event {word!r}") for word in words}}
    found = {word: _HED.get(word) or _HED.get(word.lower(), "") for word in levels}
    tags = {word: tag for word, tag in found.items() if tag}
    length = float(scored.hypnogram.epoch_length)
    scorer = (
        str(scored.hypnogram.coords["scorer"].values) if "scorer" in scored.hypnogram.coords else ""
    )
    whose = f", scored by {scorer}" if scorer else ""
    told = " The night is simulated." if scored.night.simulated else ""
    # Nothing but columns: HED's own tools take every key of the file for one.
    return {
        "onset": _COLUMNS["onset"],
        "duration": _COLUMNS["duration"],
        "trial_type": {
            "LongName": "Sleep stage or event",
            "Description": f"Sleep stages in epochs of {length:g} s, and events{whose}.{told}",
            "Levels": levels,
            **({"HED": tags} if hed else {}),
        },
        "channel": _COLUMNS["channel"],
    }


def _json(facts: object) -> bytes:
    def plain(value: object) -> object:
        return dict(value) if isinstance(value, Mapping) else str(value)

    return (json.dumps(facts, ensure_ascii=False, indent=1, default=plain) + "\n").encode()
