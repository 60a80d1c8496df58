"""Names of conditions beneath a figure's columns: two lines, squeezed, or cut with an ellipsis."""

from explorer.render.svg_marks import LETTER


def cut(name: str, letters: int) -> str:
    """Cut a name with an ellipsis where it has more letters.

    Examples
    --------
    >>> cut("placebo", 10), cut("magnesium-L-threonate", 10)
    ('placebo', 'magnesium…')
    """
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"


def fitted(words: str, room: float) -> dict[str, str]:
    """Squeeze a condition's name that might touch its neighbour's into its own room, px.

    Examples
    --------
    >>> fitted("placebo", 58), fitted("temazepam", 58)
    ({}, {'textLength': '58', 'lengthAdjust': 'spacingAndGlyphs'})
    """
    if LETTER * len(words) <= room:
        return {}
    return {"textLength": f"{room:g}", "lengthAdjust": "spacingAndGlyphs"}


def two_lines(name: str, letters: int = 11) -> tuple[str, ...]:
    """Break a condition's name where it is widest, into two lines at most.

    Examples
    --------
    >>> two_lines("placebo"), two_lines("MgT 2 g (simulated)")
    (('placebo',), ('MgT 2 g', '(simulated)'))
    >>> two_lines("magnesium-L-threonate")
    ('magnesium-', 'L-threonate')
    """
    if len(name) <= letters:
        return (name,)
    breaks = [at + 1 for at, letter in enumerate(name[:-1]) if letter in " -_/" and at < letters]
    at = breaks[-1] if breaks else letters
    return name[:at].strip(), cut(name[at:].strip(), letters)
