"""What a person says of a file before it is read: stages, whose night, which one, units."""

import argparse
from typing import Any


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add ``--stages``, ``--subject``, ``--night`` and ``--units``."""
    parser.add_argument(
        "--stages",
        metavar="WORD=STAGE",
        help="what words and codes of the scorer's file mean, such as 'WK=W,5=UNSCORED'",
    )
    parser.add_argument("--subject", help="whose night, of a file with several people")
    parser.add_argument("--night", help="which night, of a file with several: its date or number")
    parser.add_argument(
        "--units",
        metavar="UNITS",
        help="units where the file's are missing or wrong: uV for each electrode, or C3=mV,C4=mV",
    )


def reading_options(options: argparse.Namespace) -> dict[str, Any]:
    """Return what was said, as `explorer.io.open.open_night` takes it.

    Raises
    ------
    ValueError
        If a meaning is no stage.

    Examples
    --------
    >>> said = reading_options(argparse.Namespace(stages="WK=W", subject="S1"))
    >>> said["stages"]["WK"].name, said["subject"], "night" in said
    ('W', 'S1', False)
    """
    from explorer.io.reading import parse_meanings

    said: dict[str, Any] = {"stages": parse_meanings(options.stages)} if options.stages else {}
    return said | {
        key: getattr(options, key)
        for key in ("subject", "night", "units")
        if getattr(options, key, None)
    }
