"""Events of one channel, found by one of the catalogue's rules, as a table."""

import argparse
import sys
from typing import TYPE_CHECKING

import xarray as xr

from explorer.cli.channel_argument import CHANNEL_HELP, chosen_channel
from explorer.cli.reading_arguments import add_reading, file_argument, reading_options
from explorer.night.night import Night
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.spreadsheet import written_rows

if TYPE_CHECKING:
    from explorer.detectors.catalogue import Detector

_FIRST_COLUMNS = ("onset", "duration", "kind", "channel")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    from explorer.detectors.catalogue import DETECTORS, KINDS

    parser.add_argument("file", type=file_argument, help="a recording")
    parser.add_argument("--channel", help=CHANNEL_HELP)
    parser.add_argument("--second-channel", help="the other eye's, for eye movements")
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
    from explorer.detectors.catalogue import find_detector
    from explorer.detectors.search_coverage import not_searched
    from explorer.io.open import open_night

    detector = find_detector(options.kind, options.rule)
    night = open_night(options.file, options.hypnogram, **reading_options(options))
    channels = [chosen_channel(night, options.channel)]
    channels += [options.second_channel] if options.second_channel else []
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
        print(_as_csv(found), end="")
    else:
        print(_summary(found, night, detector))
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
    return 0


def _as_csv(events: xr.Dataset) -> str:
    """All columns, times in s from the start of the recording."""
    columns = [*_FIRST_COLUMNS, *(name for name in events.data_vars if name not in _FIRST_COLUMNS)]
    values = [events[name].values for name in columns]
    rows = [[_rounded(value) for value in row] for row in zip(*values, strict=True)]
    return written_rows([columns, *rows])


def _rounded(value: object) -> object:
    """Write a number without noise in its last digits, a word as it is."""
    return f"{value:.9g}" if isinstance(value, float) else value


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
