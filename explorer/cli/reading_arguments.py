"""What a person says of a file before it is read: stages, whose night, which one, units."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from explorer.night.reading_account import NIGHT, SUBJECT, AccountEntry
from explorer.storage.far.urls import Address, is_address, read_address


def file_argument(text: str) -> Path | Address:
    """Take a file as it is typed: its path, or its address, of which nothing is lost.

    Examples
    --------
    >>> str.__str__(file_argument("https://example.org/night.edf"))
    'https://example.org/night.edf'
    """
    return read_address(text) if is_address(text) else Path(text)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add ``--stages``, ``--subject``, ``--night``, ``--units``, ``--fetch``."""
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
    parser.add_argument(
        "--fetch", action="store_true", help="fetch a file that is given by its address whole"
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
    from explorer.io.reading_choices import parse_meanings

    said: dict[str, Any] = {"stages": parse_meanings(options.stages)} if options.stages else {}
    if getattr(options, "fetch", False):
        said["fetch"] = True
    return said | {
        key: getattr(options, key)
        for key in ("subject", "night", "units")
        if getattr(options, key, None)
    }


def refuse_unused_choice(options: argparse.Namespace, account: Iterable[AccountEntry]) -> None:
    """Refuse a person or night that was chosen in a file that names none, so that nothing is.

    Parameters
    ----------
    options : argparse.Namespace
        Of a command with `add_reading`.
    account : iterable of AccountEntry
        Of what was read.

    Raises
    ------
    ValueError
        Naming the option.

    Examples
    --------
    >>> refuse_unused_choice(argparse.Namespace(subject="S1", night=None), [])
    Traceback (most recent call last):
        ...
    ValueError: --subject S1: the file has one subject, without a name; leave --subject out
    """
    named = {entry.kind for entry in account}
    for kind in (SUBJECT, NIGHT):
        said = getattr(options, kind, None)
        if said and kind not in named:
            raise ValueError(
                f"--{kind} {said}: the file has one {kind}, without a name; leave --{kind} out"
            )
