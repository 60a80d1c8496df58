"""The option --units, of every command that opens a recording."""

import argparse


def add_units(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        "--units",
        metavar="UNITS",
        help="units where the file's are missing or wrong: uV for each electrode, or C3=mV,C4=mV",
    )
