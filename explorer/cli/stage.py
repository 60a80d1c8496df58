"""``sleep-explorer stage``: stage a recording with YASA's released model."""

import argparse
import json
import math
import sys
from dataclasses import replace
from pathlib import Path

from explorer.cli.reading_arguments import (
    add_reading,
    file_argument,
    reading_options,
    refuse_unused_choice,
)
from explorer.cli.written_files import add_force, refuse_to_write_over


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    from explorer.scoring.export_formats import FORMATS

    parser.add_argument("file", type=file_argument, help="a recording")
    parser.add_argument(
        "--eeg",
        help="EEG channel, or a derivation such as 'C4-M1' (default: proposed from the kinds of "
        "channel)",
    )
    parser.add_argument("--eog", help="EOG channel or derivation, or none")
    parser.add_argument("--emg", help="EMG channel or derivation, or none")
    parser.add_argument(
        "--format", choices=FORMATS, default="csv", help="what to write (default: csv)"
    )
    add_reading(parser)
    parser.add_argument("--out", type=Path, help="file to write (default: print it)")
    add_force(parser)
    parser.add_argument(
        "--json", action="store_true", help="print JSON: stages, probabilities, channels, notes"
    )


def run(arguments: argparse.Namespace) -> int:
    """Stage it, and say which channels were taken."""
    from explorer.cli.channel_argument import chosen_channel
    from explorer.cli.export import put
    from explorer.io import open_night
    from explorer.scoring.export_formats import exported
    from explorer.staging.channel_choice import propose
    from explorer.staging.yasa_model import stage

    refuse_to_write_over([arguments.out], [arguments.file], force=arguments.force)
    night = open_night(arguments.file, **reading_options(arguments))
    refuse_unused_choice(arguments, night.account)
    chosen = propose(night)
    for kind in ("eeg", "eog", "emg"):
        named = getattr(arguments, kind)
        if named == "none":
            chosen = replace(chosen, **{kind: ""})
        elif named is not None:
            night, name = chosen_channel(night, named)
            chosen = replace(chosen, **{kind: name})
    staging = stage(night, chosen, progress=lambda words: print(f"{words} …", file=sys.stderr))
    for note in staging.notes:
        print(note, file=sys.stderr)
    if arguments.json:
        belief = staging.probability
        found = {
            "scorer": staging.scorer,
            "channels": list(staging.channels),
            "epoch_length": float(staging.hypnogram.epoch_length),
            "onset": staging.hypnogram.onset.values.tolist(),
            "stage": staging.hypnogram.values.tolist(),
            "probability": {
                str(name): [None if math.isnan(p) else p for p in row.tolist()]
                for name, row in zip(belief.stage_name.values, belief.values.T, strict=True)
            },
            "notes": list(staging.notes),
        }
        raw = (json.dumps(found, allow_nan=False) + "\n").encode()
    else:
        hypnogram = staging.hypnogram.assign_coords(scorer=staging.scorer)
        raw = exported(night, hypnogram, [], arguments.format, staging.probability)
    put(raw, arguments.out)
    return 0
