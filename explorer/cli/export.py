"""``sleep-explorer export``: write a night's scoring as other programs read it."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.scoring.scored_night import Scored

from explorer.cli.export_page import PAGE, PAGE_TITLE, add_page, refuse_without_page, written_page
from explorer.cli.reading_arguments import (
    add_reading,
    file_argument,
    reading_options,
    refuse_unused_choice,
)
from explorer.cli.written_files import add_force, refuse_to_write_over


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    from explorer.scoring.export_formats import FORMATS

    parser.add_argument("file", type=file_argument, help="a recording, or a scorer's file alone")
    parser.add_argument("--hypnogram", type=file_argument, help="its hypnogram, if not beside it")
    parser.add_argument(
        "--scorer", help="whose scoring, also a name under which you scored (default: the first)"
    )
    parser.add_argument(
        "--format",
        choices=[*FORMATS, PAGE],
        required=True,
        help="what to write it as",
        metavar="FORMAT",
    )
    add_page(parser)
    add_reading(parser)
    parser.add_argument(
        "--out",
        type=Path,
        help="file to write (default: print it); for bids a folder, which becomes a data set, or a "
        "file ending in .tsv",
    )
    add_force(parser)
    titles = {key: one.title for key, one in FORMATS.items()} | {PAGE: PAGE_TITLE}
    parser.epilog = "Formats: " + "; ".join(f"{key}, {title}" for key, title in titles.items())


def run(arguments: argparse.Namespace) -> int:
    """Write the file."""
    refuse_without_page(arguments)
    if not _is_dataset(arguments):
        read = (arguments.file, arguments.hypnogram)
        refuse_to_write_over([arguments.out], read, force=arguments.force)
    from explorer.io import open_night
    from explorer.scoring.combine_scorers import scored_rows
    from explorer.scoring.export_formats import exported
    from explorer.scoring.named_scorer import everybody
    from explorer.scoring.scored_night import Scored

    night = open_night(arguments.file, arguments.hypnogram, **reading_options(arguments))
    refuse_unused_choice(arguments, night.account)
    found = everybody(night)
    for note in found.notes:
        print(note, file=sys.stderr)
    every, edits, scorers = found.every, found.edits, found.names
    found.check([arguments.scorer] if arguments.scorer else [])
    if arguments.format == PAGE:
        if page := written_page(night, every, arguments):
            put(page.encode("utf-8"), arguments.out)
        return 0
    if not scorers:
        raise ValueError(
            f"{arguments.file}: nobody has scored this night; score it on the page, or stage it "
            "with the command stage"
        )
    scorer = arguments.scorer or scorers[0]
    events = scored_rows(night, edits, scorer)
    hypnogram = every.sel(scorer=scorer)
    if _is_dataset(arguments):
        put_dataset(Scored(night, hypnogram, events), arguments.out)
        return 0
    put(exported(night, hypnogram, events, arguments.format), arguments.out)
    return 0


def _is_dataset(arguments: argparse.Namespace) -> bool:
    """Whether a folder is written, which may hold other nights already."""
    out: Path | None = arguments.out
    return arguments.format == "bids" and out is not None and out.suffix.lower() != ".tsv"


def put_dataset(scored: "Scored", folder: Path) -> None:
    """Write a BIDS data set, or add this night to one of ours.

    Raises
    ------
    ValueError
        If something else is in the folder, or the night is there already.
    """
    from explorer.scoring.bids_dataset import DESCRIPTION, PARTICIPANTS, bids_dataset

    before: dict[str, bytes] = {}
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        description = folder / DESCRIPTION
        if not description.is_file() or b"Sleep Architecture Explorer" not in (
            raw := description.read_bytes()
        ):
            raise ValueError(
                f"{folder}: something else is there; name a new folder, or a file ending in .tsv "
                "for the table of events alone"
            )
        before[DESCRIPTION] = raw
        if (folder / PARTICIPANTS).is_file():
            before[PARTICIPANTS] = (folder / PARTICIPANTS).read_bytes()
    elif not folder.parent.is_dir():
        raise ValueError(f"{folder.parent}: there is no such folder")
    files = bids_dataset(scored, before=before)
    there = [path for path in files if path.endswith("_events.tsv") and (folder / path).exists()]
    if there:
        raise ValueError(f"{folder / there[0]}: this night is there already; move it away first")
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        put(content, folder / path)


def put(raw: bytes, out: Path | None) -> None:
    """Print a file, or write it so that nobody ever sees half of it."""
    if out is None:
        sys.stdout.write(raw.decode("utf-8"))
        return
    unfinished = out.with_name(f"{out.name}.unfinished")
    try:
        unfinished.write_bytes(raw)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
