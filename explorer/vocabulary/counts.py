"""How many of a thing, and which, in words: counts, lists, the first few and n more."""

from collections.abc import Iterable


def pluralize(number: float, noun: str, plural: str = "") -> str:
    """Say how many of a thing.

    Parameters
    ----------
    number : int or float
        How many.
    noun : str
        Of one.
    plural : str
        Of several, where that is not the noun with an s.

    Examples
    --------
    >>> pluralize(1, "epoch"), pluralize(1.5, "day"), pluralize(0, "person", "people")
    ('1 epoch', '1.5 days', '0 people')
    """
    said = str(int(number)) if number == int(number) else f"{number:g}"
    return f"{said} {noun if number == 1 else plural or f'{noun}s'}"


def lost_words(failed: int, excluded: int) -> str:
    """Say how many failed and how many were excluded.

    Examples
    --------
    >>> lost_words(0, 0), lost_words(2, 0), lost_words(0, 1)
    ('none failed or excluded', '2 failed, none excluded', 'none failed, 1 excluded')
    """
    if not failed and not excluded:
        return "none failed or excluded"
    return f"{failed or 'none'} failed, {excluded or 'none'} excluded"


def listed(names: Iterable[object]) -> str:
    """List names in a sentence; "none" where there is none.

    Examples
    --------
    >>> listed(["TST", "SE"]), listed([])
    ('TST, SE', 'none')
    """
    return ", ".join(map(str, names)) or "none"


def is_what(value: object, most: int = 40) -> str:
    """Say in a sentence what a value is that was read: "is missing" where there is none.

    Examples
    --------
    >>> is_what(None), is_what("ten"), is_what(0.0)
    ('is missing', "is 'ten'", 'is 0.0')
    """
    if value is None:
        return "is missing"
    return f"is {value[:most]!r}" if isinstance(value, str) else f"is {str(value)[:most]}"


def first_few(told: Iterable[object], most: int = 3) -> str:
    """Name the first of some things, and say how many more there are.

    Examples
    --------
    >>> first_few(["2 on line 3", "4 on line 5"]), first_few("abcde", 2)
    ('2 on line 3, 4 on line 5', 'a, b and 3 more')
    """
    every = list(map(str, told))
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return f"{', '.join(every[:most])}{more}"
