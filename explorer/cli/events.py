"""Events of one channel, found by one of the catalogue's rules, as a table."""

import argparse
import sys
from typing import TYPE_CHECKING

import xarray as xr

from explorer.cli.channel_argument import CHANNEL_HELP, chosen_channel
from explorer.cli.reading_arguments import (
    add_reading,
    file_argument,
    reading_options,
    refuse_unused_choice,
)
from explorer.night.night import Night
from explorer.vocabulary.counts import pluralize

if TYPE_CHECKING:
    from explorer.detectors.detector_catalogue import Detector


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    from explorer.detectors.detector_catalogue import DETECTORS, KINDS

    parser.add_argument("file", type=file_argument, help="a recording")
    parser.add_argument("--channel", help=CHANNEL_HELP)
    parser.add_argument("--second-channel", help="the other eye's, for eye movements: as --channel")
    parser.add_argument("--kind", required=True, help=f"one of {', '.join(KINDS)}")
    parser.add_argument("--rule", help="whose definition; the kind's first, below, if not given")
    parser.add_argument(
        "--hypnogram", type=file_argument, help="the scorer's file, if not found by name"
    )
    add_reading(parser)
    parser.add_argument("--csv", action="store_true", help="every event and all that was measured")
    rules = {kind: [row.rule for row in DETECTORS if row.kind == kind] for kind in KINDS}
    listed = "; ".join(f"{kind}: {', '.join(names)}" for kind, names in rules.items())
    parser.epilog = f"Rules by kind: {listed}."


def run(options: argparse.Namespace) -> int:
    """Print the events."""
    from explorer.analysis.catalogue_events import catalogue_events
    from explorer.detectors.detector_catalogue import find_detector
    from explorer.detectors.search_coverage import not_searched
    from explorer.io.open import open_night
    from explorer.render.night.events_csv import events_csv

    detector = find_detector(options.kind, options.rule)
    night = open_night(options.file, options.hypnogram, **reading_options(options))
    refuse_unused_choice(options, night.account)
    night, channel = chosen_channel(night, options.channel)
    channels = [channel]
    if options.second_channel:
        night, channel = chosen_channel(night, options.second_channel)
        channels.append(channel)
    found, dropped = catalogue_events(night, channels, options.kind, options.rule)
    why = not_searched(found)
    notes = [] if detector.verified else [f"the limits of {detector.source} are not verified"]
    if not night.is_scored and options.kind != "artefact" and not why:
        notes.append("no hypnogram: searched everything that is not an artefact")
    if why and options.csv:
        notes.append(f"nothing was searched: {why}")
    if dropped:
        notes.append(f"{pluralize(dropped, 'event')} touching an artefact left out")
    if options.csv:
        print(events_csv(found), end="")
    else:
        print(_summary(found, night, detector))
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    return 0


def _summary(events: xr.Dataset, night: Night, detector: "Detector") -> str:
    """Say how many there are, by whose rule, stage by stage, in lines for a person."""
    from explorer.detectors.search_coverage import not_searched

    why = not_searched(events)
    number = f"nothing was searched: {why}" if why else pluralize(events.sizes["event"], "event")
    lines = [
        f"{number}; the rule is {detector.rule!r}: {detector.source}"
        if why
        else f"{number} by the rule {detector.rule!r}: {detector.source}"
    ]
    if night.is_scored:
        for stage in dict.fromkeys(events.stage.values.tolist()):
            lines.append(f"  {stage:<9} {int((events.stage == stage).sum())}")
    if events.sizes["event"]:
        lines.append(f"median duration {float(events.duration.median()):.2f} s")
    return "\n".join(lines)
