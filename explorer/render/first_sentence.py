"""The first sentence of an explanation, which is seen at once; the rest unfolds behind "how"."""

import re

from markupsafe import Markup

_SHORT = 14  # words that fold nothing away
_END = re.compile(r"(?<=[^A-Z.][.!?])\s+(?=[A-Z\u201c])")


def in_two(words: str) -> tuple[str, str]:
    """Part an explanation after its first sentence, where it is long and no tag lies across.

    Parameters
    ----------
    words : str
        Markup stays Markup.

    Returns
    -------
    first, rest : str
        The rest is "" where there is nothing to fold away.

    Examples
    --------
    >>> in_two("Mean of each stage's epochs.")
    ("Mean of each stage's epochs.", '')
    >>> first, rest = in_two(
    ...     "Solid: the mean spectrum of each stage, windows of 4 s. Dashed: the line of its "
    ...     "aperiodic background, from 1 to 20 Hz."
    ... )
    >>> rest
    'Dashed: the line of its aperiodic background, from 1 to 20 Hz.'
    """
    made = type(words) if isinstance(words, Markup) else str
    text = str(words)
    if len(re.sub("<[^>]*>", "", text).split()) <= _SHORT:
        return words, ""
    for end in _END.finditer(text):
        first, rest = text[: end.start()], text[end.end() :]
        if first.count("<") != 2 * first.count("</"):  # within an element
            continue
        if len(first.split()) >= 3 and rest.strip():
            return made(first), made(rest)
    return words, ""
