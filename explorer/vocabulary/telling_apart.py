"""Names told apart in little room: by what differs, without what all of them have."""

from collections.abc import Collection, Sequence
from itertools import takewhile

_ENDS_OF_WORDS = " _-/"
_CUT = "…"


def shared_beginning(names: Sequence[str]) -> int:
    """Count the letters of whole words with which all names begin.

    Examples
    --------
    >>> shared_beginning(["night_ann", "night_amy"]), shared_beginning(["ann"])
    (6, 0)
    """
    if len(names) < 2:
        return 0
    same = sum(1 for _ in takewhile(lambda one: len({*one}) == 1, zip(*names, strict=False)))
    return max(names[0][:same].rfind(end) + 1 for end in _ENDS_OF_WORDS)


def what_differs(names: Sequence[str], *, numbers: bool = False) -> list[str]:
    """Leave out the words that names have in common: of each with another at its beginning.

    At the end it is those that all have. What is left has a letter in each, unless numbers alone
    would do, and differs; or the names stay as they are.

    Examples
    --------
    >>> what_differs(["night_5_ann_hypnogram", "night_5_bob_hypnogram"])
    ['ann', 'bob']
    >>> what_differs(["night_5_ann", "night_5_bob", "simulation"])
    ['ann', 'bob', 'simulation']
    >>> what_differs(["scorer_1", "scorer_2"])
    ['scorer_1', 'scorer_2']
    """
    of_all = shared_beginning([name[::-1] for name in names])
    begins = [
        max((shared_beginning([one, other]) for other in names if other != one), default=0)
        for one in names
    ]
    for end in (of_all, 0):
        left = [name[begin : len(name) - end] for name, begin in zip(names, begins, strict=True)]
        told = all(numbers or any(map(str.isalpha, one)) for one in left) and all(left)
        if told and len(set(left)) == len(set(names)):
            return left
    return list(names)


def cut_in_the_middle(name: str, longest: int) -> str:
    """Shorten a name to so many letters, with its beginning and its end.

    Examples
    --------
    >>> cut_in_the_middle("night_of_ann", 20), cut_in_the_middle("night_of_ann", 8)
    ('night_of_ann', 'nig…_ann')
    """
    if len(name) <= longest:
        return name
    begin = max((longest - 1) // 2, 0)
    end = max(longest - 1 - begin, 0)
    return f"{name[:begin]}{_CUT}{name[len(name) - end :]}"


def distinct_name(name: str, taken: Collection[str], longest: int) -> str:
    """Give a name that nobody has, in any capitals: with a number where it is taken.

    Examples
    --------
    >>> distinct_name("ann", ["Ann", "ann 2"], 40), distinct_name("ann", ["bob"], 40)
    ('ann 3', 'ann')
    """
    others = {one.casefold() for one in taken}
    made, number = cut_in_the_middle(name, longest), 1
    while made.casefold() in others:
        number += 1
        end = f" {number}"
        made = cut_in_the_middle(name, longest - len(end)) + end
    return made
