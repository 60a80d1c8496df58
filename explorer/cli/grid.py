"""``sleep-explorer grid``: compute anew what the magnesium lab ships of its models' runs."""

import argparse
import sys
from pathlib import Path

from explorer.cli.written_files import add_force, refuse_other_ending, refuse_to_write_over


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("--out", type=Path, required=True, help="file to write, ending in .csv")
    add_force(parser)
    parser.add_argument(
        "--night", action="store_true", help="the regulated cortex's night in place of the grid"
    )


def run(arguments: argparse.Namespace) -> int:
    """Compute it, saying how far it is."""
    from explorer.models.neural_mass_grid import compute_grid, write_grid
    from explorer.models.regulated_cortex_night import compute_model_night

    out: Path = arguments.out
    refuse_other_ending(out, [".csv"], "the models' runs are written as a table")
    refuse_to_write_over([out], force=arguments.force)
    what = "nights" if arguments.night else "settings"

    def progress(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done} of {total} {what}")
        sys.stderr.flush()

    if arguments.night:
        compute_model_night(out, progress)
    else:
        write_grid(compute_grid(progress), out)
    sys.stderr.write(f"\n{out}\n")
    return 0
