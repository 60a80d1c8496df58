"""``sleep-explorer fetch``: open recordings by name, checked against published checksums."""

import argparse
import sys
import time
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    from explorer.datasets.open_recordings import COLLECTIONS, SOURCE

    listed = "; ".join(f"{name}: {title}" for name, title in COLLECTIONS.items())
    parser.add_argument("collection", nargs="?", choices=list(COLLECTIONS), help=listed)
    parser.add_argument(
        "--list",
        action="store_true",
        help="say which open data sets need no login, those that are read where they lie too",
    )
    parser.add_argument(
        "--subjects", nargs="+", metavar="N", help="numbers or ranges (1 4-7); all if not given"
    )
    parser.add_argument("--to", metavar="DIR", help="where the files go; a cache if not given")
    parser.add_argument(
        "--hypnograms-only",
        action="store_true",
        help="leave out the recordings (tens of MB each)",
    )
    parser.add_argument("--source", default=SOURCE, metavar="URL", help="a mirror of %(default)s")


def run(options: argparse.Namespace) -> int:
    """Download; say what became of the table, and where it is."""
    from explorer.datasets.open_recordings import COLLECTIONS, cache_folder, fetch

    if options.list:
        print(listed())
        return 0
    if options.collection is None:
        raise ValueError(
            f"name one of {', '.join(COLLECTIONS)} to download; --list says what more there is"
        )
    name = options.collection
    folder = Path(options.to) / name if options.to else cache_folder(name)
    fetched = fetch(
        options.collection,
        folder,
        subjects=None if options.subjects is None else numbers(options.subjects),
        hypnograms_only=options.hypnograms_only,
        source=options.source,
        progress=_Line(),
    )
    print(fetched.sentence, file=sys.stderr)
    print(fetched.table)
    return 0


def listed() -> str:
    """Write the open data sets for a person: a paragraph each."""
    from explorer.datasets.dataset_catalogue import table

    return "\n\n".join(
        f"{row['name']:<16}{row['title']}: {row['nights']} nights; {row['about']}\n"
        f"{'':<16}scored by {row['scorers']}; {row['licence']}; {row['how']}; "
        f"size of a night: {row['size']}\n"
        f"{'':<16}{row['page']}\n"
        + (f"{'':<16}{row['advice']}\n" if row["advice"] else "")
        + f"{'':<16}cite: {row['citation']}"
        for row in table()
    )


def numbers(words: list[str]) -> list[int]:
    """Numbers from words such as ``1`` and ``4-7``.

    Examples
    --------
    >>> numbers(["1", "4-6", "8,9"])
    [1, 4, 5, 6, 8, 9]
    """
    found: list[int] = []
    for word in ",".join(words).split(","):
        first, dash, last = word.strip().partition("-")
        if not first.isdigit() or (dash and not last.isdigit()):
            raise ValueError(f"subjects are numbers or ranges such as 4-7, not {word!r}")
        found += range(int(first), int(last or first) + 1)
    return found


class _Line:
    """One line on the screen that says how far a file is."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, name: str, done: int, total: int) -> None:
        now = time.monotonic()
        whole = done == total
        if not whole and now - self._last < 0.2:  # the eye reads no more than five a second
            return
        self._last = now
        size = f"{done / 1e6:7.1f} of {total / 1e6:.1f} MB" if total else f"{done / 1e6:7.1f} MB"
        end = "\n" if whole else "\r"
        print(f"{name:30} {size}", end=end, file=sys.stderr, flush=True)
