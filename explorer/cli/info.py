"""What a file holds: its channels, length, hypnogram, and what was assumed in reading it."""

import argparse
import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from explorer.cli.reading_arguments import (
    add_reading,
    file_argument,
    reading_options,
    refuse_unused_choice,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("file", type=file_argument, help="a recording or a hypnogram")
    parser.add_argument(
        "--hypnogram", type=file_argument, help="the scorer's file, if not found by name"
    )
    add_reading(parser)
    parser.add_argument("--json", action="store_true", help="for programs rather than people")


def run(options: argparse.Namespace) -> int:
    """Print what the file holds."""
    from explorer.night.reading_account import AccountEntry

    facts = describe(options.file, options.hypnogram, **reading_options(options))
    refuse_unused_choice(options, [AccountEntry(**entry) for entry in facts["account"]])
    print(json.dumps(facts, indent=2, ensure_ascii=False) if options.json else _table(facts))
    return 0


def describe(file: str | Path, hypnogram: str | Path | None = None, **said: Any) -> dict[str, Any]:
    """Facts about a file, as plain values.

    Parameters
    ----------
    file : str or Path
        A recording or a hypnogram.
    hypnogram : str or Path, optional
    **said
        Both as for `explorer.io.open.open_night`.

    Returns
    -------
    dict
        ``file``, ``channels`` (each with ``name``, ``kind``, ``units``, ``sampling_frequency`` in
        Hz), ``duration`` (s), ``start`` (ISO 8601), ``hypnogram_source``, ``lights_off`` and
        ``lights_on`` (s), ``simulated``, ``notes`` and ``account`` (each thing of the file with
        ``kind``, ``name``, ``used_as`` ("" where it was not used), ``count``, ``minutes``,
        ``why`` and ``channels``). None where the file does not say.
    """
    from explorer.io.open import open_night
    from explorer.night.chunked_channel import is_flat_channel
    from explorer.storage.far.urls import is_address
    from explorer.vocabulary.units import MICROVOLT

    night = open_night(file, hypnogram, **said)
    flat = [
        f"{channel.name} is flat: its samples differ by less than 0.1 uV"
        for channel in night.channels.values()
        # A flat channel is read to its end, which is too much to fetch for this.
        if channel.units == MICROVOLT
        and not is_address(file)
        and is_flat_channel(night, channel.name)
    ]
    return {
        "file": f"{file}",
        "channels": [
            {
                "name": channel.name,
                "kind": channel.kind,
                "units": channel.units,
                "sampling_frequency": channel.sampling_frequency,
            }
            for channel in night.channels.values()
        ],
        "duration": night.duration,
        "start": night.attrs["start"] or None,
        "hypnogram_source": night.attrs["hypnogram_source"] or None,
        "lights_off": _number(night.attrs["lights_off"]),
        "lights_on": _number(night.attrs["lights_on"]),
        "simulated": night.simulated,
        "notes": [*night.reader_notes, *flat],
        "account": [asdict(entry) for entry in night.account],
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _table(facts: dict[str, Any]) -> str:
    """Facts as lines for a person."""
    from explorer.night.reading_account import AccountEntry, unused, used

    hours, minutes = divmod(facts["duration"] / 60, 60)
    lines = [
        f"file        {facts['file']}",
        f"start       {facts['start'] or 'not said'}",
        f"duration    {int(hours)} h {minutes:g} min",
        f"hypnogram   {facts['hypnogram_source'] or 'none'}",
    ]
    for key, words in (("lights_off", "lights off"), ("lights_on", "lights on")):
        if facts[key] is not None:
            lines.append(f"{words:<12}{facts[key]:g} s from the start")
    if facts["simulated"]:
        lines.append("SIMULATED   from a model, not from a person")
    if facts["channels"]:
        width = max(len(channel["name"]) for channel in facts["channels"])
        lines += ["", f"{'channel':<{max(width, 7)}}  {'kind':<12}{'Hz':>8}  units"]
        lines += [
            f"{c['name']:<{max(width, 7)}}  {c['kind']:<12}{c['sampling_frequency']:>8g}  "
            f"{c['units']}"
            for c in facts["channels"]
        ]
    if facts["notes"]:
        lines += ["", *(f"note: {note}" for note in facts["notes"])]
    entries = [AccountEntry(**entry) for entry in facts["account"]]
    for title, part in (("not used", unused(entries)), ("used", used(entries))):
        if part:
            lines += ["", f"{title}:", *(f"  {entry.sentence}" for entry in part)]
    return "\n".join(lines)
