"""``sleep-explorer simulate``: write simulated nights as EDF+."""

import argparse
import sys
from pathlib import Path

from explorer.cli.seed_argument import seed_argument
from explorer.cli.written_files import add_force, refuse_other_ending, refuse_to_write_over

_SUFFIX = ".edf"
_MOST_HOURS = 48.0  # of one night; a simulation is held in memory as a whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("--out", type=Path, required=True, help="file to write, ending in .edf")
    parser.add_argument(
        "--seed", type=seed_argument, default=0, help="the same seed gives the same night"
    )
    parser.add_argument("--hours", type=float, default=8.0, help="from lights-off to lights-on")
    parser.add_argument(
        "--profile", default="young", help="young, middle, older, insomnia or apnoea"
    )
    parser.add_argument(
        "--nights", type=int, default=1, help="how many, of consecutive seeds; numbered if several"
    )
    parser.add_argument(
        "--scalp", action="store_true", help="EEG alone, at the 19 sites of the 10-20 system"
    )
    add_force(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the nights, and say which is being made."""
    from explorer.datasets.sample_night import keep_simulated_night
    from explorer.models.simulated_night import simulate_night
    from explorer.models.simulated_scalp import simulate_scalp

    out: Path = arguments.out
    refuse_other_ending(out, [_SUFFIX], "nights are written as EDF+")
    if arguments.nights < 1:
        raise ValueError(f"--nights must be 1 or more, is {arguments.nights}")
    if not 0 < arguments.hours <= _MOST_HOURS:
        raise ValueError(
            f"--hours must be above 0 and at most {_MOST_HOURS:g}, is {arguments.hours:g}"
        )
    paths = [out]
    if arguments.nights > 1:
        digits = len(str(arguments.nights))
        numbers = range(1, arguments.nights + 1)
        paths = [out.with_name(f"{out.stem}-{one:0{digits}d}{_SUFFIX}") for one in numbers]
    refuse_to_write_over(paths, force=arguments.force)
    for number, path in enumerate(paths, start=1):
        seed = arguments.seed + number - 1
        sys.stderr.write(f"night {number} of {arguments.nights}: simulating, seed {seed} ... ")
        sys.stderr.flush()
        simulate = simulate_scalp if arguments.scalp else simulate_night
        night = simulate(seed, hours=arguments.hours, profile=arguments.profile)
        sys.stderr.write("writing ... ")
        sys.stderr.flush()
        keep_simulated_night(night, path)
        sys.stderr.write(f"{path}\n")
    return 0
