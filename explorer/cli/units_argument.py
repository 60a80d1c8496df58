"""The option --units, of every command that opens a recording."""

import argparse
from typing import Any


def add_units(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        "--units",
        metavar="UNITS",
        help="units where the file's are missing or wrong: uV for each electrode, or C3=mV,C4=mV",
    )


def given_units(options: argparse.Namespace) -> dict[str, Any]:
    """Return the keyword of `open_night` that the option stands for; none where it isn't given."""
    return {"units": options.units} if options.units else {}
