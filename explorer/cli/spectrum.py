"""Spectrum of one channel, stage by stage, with its bands and its slope; or every site's power."""

import argparse
import json
from typing import Any

from explorer.cli.channel_argument import CHANNEL_HELP, chosen_channel
from explorer.cli.reading_arguments import (
    add_reading,
    file_argument,
    reading_options,
    refuse_unused_choice,
)
from explorer.cli.topography_text import tell_sites, topography_table
from explorer.night.night import Night


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("file", type=file_argument, help="a recording")
    parser.add_argument("--channel", help=CHANNEL_HELP)
    parser.add_argument(
        "--hypnogram", type=file_argument, help="the scorer's file, if not found by name"
    )
    add_reading(parser)
    parser.add_argument(
        "--topography",
        action="store_true",
        help="every scalp site: band power, SWA and spindles a minute, by stage",
    )
    parser.add_argument("--json", action="store_true", help="the spectra too, for programs")


def run(options: argparse.Namespace) -> int:
    """Print the spectrum."""
    from explorer.analysis.spectrum_numbers import describe_spectrum
    from explorer.io.open import open_night

    night = open_night(options.file, options.hypnogram, **reading_options(options))
    refuse_unused_choice(options, night.account)
    if options.topography:
        if options.channel:
            raise ValueError("--topography is of every scalp site: leave out --channel")
        print(_topography(night, as_json=options.json))
        return 0
    facts = describe_spectrum(*chosen_channel(night, options.channel))
    print(json.dumps(facts, indent=2, ensure_ascii=False) if options.json else _table(facts))
    return 0


def _topography(night: Night, *, as_json: bool) -> str:
    """Map the sites, saying how far it is to whoever looks on."""
    from explorer.analysis.topography_numbers import describe_topography

    facts = describe_topography(night, told=tell_sites)
    if as_json:
        return json.dumps(facts, indent=1, ensure_ascii=False)
    return topography_table(facts)


def _table(facts: dict[str, Any]) -> str:
    """Bands by stage as lines for a person."""
    stages = facts["stages"]
    if not stages:
        return "no epoch without an artefact"
    named = {band: f"{band} {low:g}-{high:g} Hz" for band, (low, high) in facts["bands"].items()}
    width = max(map(len, named.values()))
    lines = [
        f"{facts['channel']}, uV^2, {facts['part']}",
        f"{'':<{width}}" + "".join(f"{s:>10}" for s in stages),
    ]
    lines += [
        f"{words:<{width}}" + "".join(f"{s['band_power'][band]:>10.4g}" for s in stages.values())
        for band, words in named.items()
    ]
    lines.append(f"{'epochs':<{width}}" + "".join(f"{s['epochs']:>10}" for s in stages.values()))
    return "\n".join([*lines, *(f"note: {note}" for note in facts["notes"])])
