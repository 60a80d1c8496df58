"""The seed of what a command draws by chance."""

import argparse


def seed_argument(text: str) -> int:
    """Take a whole number of 0 or more.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is none; argparse says of which option.

    Examples
    --------
    >>> seed_argument("7")
    7
    """
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"must be a whole number of 0 or more, is {text!r}")
    return int(text)
