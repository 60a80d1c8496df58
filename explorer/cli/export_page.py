"""What ``sleep-explorer export --format page`` takes: channels, part of the night, rate."""

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

    from explorer.night.night import Night

PAGE = "page"
PAGE_TITLE = "a page of HTML that shows the night without a kernel or a network, as one file"
_OPTIONS = ("channels", "part", "rate", "size")


def add_page(parser: argparse.ArgumentParser) -> None:
    """Add ``--channels``, ``--part``, ``--rate`` and ``--size``."""
    page = parser.add_argument_group(f"with --format {PAGE}")
    page.add_argument(
        "--channels",
        nargs="+",
        metavar="CHANNEL",
        help="whose traces go in: names, as `info` prints them, or derivations such as 'F4-C4' "
        "(default: the one that is measured and three more)",
    )
    page.add_argument(
        "--part",
        metavar="START-STOP",
        help="of which part of the night, such as 23:30-01:00 by its clock, 1h-2.5h or 0-3600 in s "
        "(default: all of it); hypnogram, spectrogram and numbers stay those of the whole night",
    )
    page.add_argument(
        "--rate", type=float, metavar="HZ", help="at how many samples a second (default: 64)"
    )
    page.add_argument(
        "--size", action="store_true", help="only say how large the page would be, and write none"
    )


def refuse_without_page(arguments: argparse.Namespace) -> None:
    """Refuse what is of a page with another format.

    Raises
    ------
    ValueError
        If there is any.
    """
    given = [f"--{name}" for name in _OPTIONS if _is_given(getattr(arguments, name))]
    if given and arguments.format != PAGE:
        raise ValueError(
            f"{given[0]} is of --format {PAGE}, and the format is {arguments.format}: a scoring "
            "holds no samples"
        )


def _is_given(value: object) -> bool:
    return value is not None and value is not False


def written_page(night: "Night", every: "xr.DataArray", arguments: argparse.Namespace) -> str:
    """Write a night as a page, after saying how large it gets.

    Parameters
    ----------
    night : Night
    every : xr.DataArray of Stage, dims (scorer, epoch)
        By all who scored.
    arguments : argparse.Namespace
        As `add_page` adds them.

    Returns
    -------
    str
        "" where only its size was asked for.
    """
    from explorer.app.frozen_page.choice import USUAL_RATE, choose
    from explorer.app.frozen_page.frozen_page_file import FrozenRequest, estimate_size, frozen_page
    from explorer.cli.channel_argument import chosen_channels

    night, names = chosen_channels(night, arguments.channels or [])
    rate = USUAL_RATE if arguments.rate is None else arguments.rate
    choice = choose(night, names, arguments.part or "", rate)
    view = {"scorer": arguments.scorer} if arguments.scorer else {}
    request = FrozenRequest(night, choice, every, view)
    size = estimate_size(request)
    print(f"{choice.words(night)}: about {size / 1e6:.1f} MB", file=sys.stderr)
    if cut := choice.cut(night):
        print(f"note: {cut}", file=sys.stderr)
    return "" if arguments.size else frozen_page(request)
