"""``sleep-explorer nights``: the nights of a device's export, listed and as a table to compare."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.cli.written_files import add_force, refuse_to_write_over

if TYPE_CHECKING:
    import numpy as np

    from explorer.study.many_nights import ManyNights

_SHOWN = ("TST", "SE", "WASO_AASM", "LIGHT", "DEEP", "REM")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "export", metavar="EXPORT", help="a device's export, or a folder with several of one person"
    )
    parser.add_argument(
        "--csv",
        metavar="FILE",
        help="write them as a table of nights, with a column condition to fill in for compare",
    )
    add_force(parser)
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def run(options: argparse.Namespace) -> int:
    """List, and write."""
    from explorer.storage.suggest_path import suggest_path
    from explorer.study.many_nights_remarks import counts, with_remarks
    from explorer.study.many_nights_sources import read_many_nights

    path = Path(options.export)
    if not path.exists():
        raise ValueError(suggest_path(path))
    refuse_to_write_over([options.csv], [path], force=options.force)
    many = with_remarks(read_many_nights(path, lambda _done, _total: True, fenced=False))
    if options.csv:
        exports = [one.file for one in many.nights]  # of a folder
        refuse_to_write_over([options.csv], exports, force=options.force)
        _write(many, Path(options.csv))
    known = many.metrics()
    values = {name: many.values(name) for name in _SHOWN if name in known}
    if options.json:
        rows = [
            {"night": one.name, "kind": one.kind, "start": one.start and one.start.isoformat()}
            | {"rise": one.rise and one.rise.isoformat(), "midsleep": _finite(one.midsleep)}
            | {"device": one.device, "condition": one.condition, "notes": list(one.notes)}
            | {name: _finite(column[place]) for name, column in values.items()}
            for place, one in enumerate(many.nights)
        ]
        print(json.dumps({"nights": rows, "notes": many.notes}, indent=2))
        return 0
    print(_text(many, values))
    print("\n".join(["", counts(many), *(f"- {note}" for note in many.notes)]))
    if options.csv:
        print(
            f"\nWritten: {options.csv}. Fill in its column condition, then:\n"
            f"sleep-explorer compare {options.csv} --reference CONDITION --primary TST"
        )
    return 0


def _write(many: "ManyNights", file: Path) -> None:
    from explorer.study.nights_table import written_nights

    file.write_text(written_nights(many, beside=file.parent), encoding="utf-8", newline="")


def _finite(value: float) -> float | None:
    return float(value) if value == value else None


def _text(many: "ManyNights", values: "dict[str, np.ndarray]") -> str:
    """Lay the nights out in lines."""
    rows: list[tuple[str, ...]] = [("night", "in bed at", "up at", "kind", *values)]
    for place, one in enumerate(many.nights):
        bed, rise = one.bed_and_rise
        numbers = [f"{column[place]:.1f}" for column in values.values()]
        rows.append((one.name, bed, rise, one.kind, *(("—" if n == "nan" else n) for n in numbers)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
