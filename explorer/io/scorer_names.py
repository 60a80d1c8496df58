"""What scorers are called whose stages come in files: by the file's name, each by another."""

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from explorer.vocabulary.telling_apart import distinct_name, what_differs

LONGEST_NAME = 40
"""Letters of a scorer's name on the page."""

_LAST_WORD = re.compile(r"[_.-](hypnogram|events|annotations|profusion)$", re.IGNORECASE)


def name_of_file(name: str, titles: Collection[str], taken: Collection[str]) -> str:
    """Call the scorer of a file by its name, without the night's and without what it holds.

    Parameters
    ----------
    name : str
        The file's.
    titles : collection of str
        What the night is called.
    taken : collection of str
        Names of everybody who scored the night: a file takes nobody's place.

    Examples
    --------
    >>> name_of_file("night_5_ann_hypnogram.csv", ["night 5"], [])
    'ann'
    >>> name_of_file("ann.csv", ["night 5"], ["ann"])
    'ann 2'
    """
    stem = " ".join(Path(name).stem.split()) or "file"
    left = _LAST_WORD.sub("", stem)
    for title in sorted(titles, key=len, reverse=True):
        words = re.sub(r"[\W_]+", " ", title).strip().replace(" ", r"[\W_]+")
        if not words:
            continue
        rest = re.sub(rf"^{words}[\W_]+", "", left, flags=re.IGNORECASE)
        if rest != left:
            left = rest
            break
    left = left.strip(" _-.")
    told = left if any(letter.isalpha() for letter in left) else stem
    return distinct_name(told, taken, LONGEST_NAME)


def names_of_files(files: Sequence[Path]) -> list[str]:
    """Call each scorer after the file, the folder, or both where neither tells them apart.

    Long names are told by what differs, and no two are alike: one file given twice is two scorers.

    Examples
    --------
    >>> names_of_files([Path("ann.csv"), Path("bob.csv")])
    ['ann', 'bob']
    """
    choices = (
        [file.stem for file in files],
        [file.resolve().parent.name for file in files],
        [str(file) for file in files],
    )
    told = next((names for names in choices if len(set(names)) == len(files)), choices[0])
    if max(map(len, told)) > LONGEST_NAME:
        told = what_differs(told)
    names: list[str] = []
    for name in told:
        names.append(distinct_name(name, names, LONGEST_NAME))
    return names
