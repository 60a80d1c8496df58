"""Names of conditions beneath a figure's columns: two lines, squeezed, or cut in the middle."""

from explorer.render.svg_marks import LETTER
from explorer.vocabulary.telling_apart import cut_in_the_middle


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
    >>> two_lines("MgT 2 g (simulated, week 6)")  # its end tells it from that of week 2
    ('MgT 2 g', '(simu…ek 6)')
    """
    if len(name) <= letters:
        return (name,)
    breaks = [at + 1 for at, letter in enumerate(name[:-1]) if letter in " -_/" and at < letters]
    at = breaks[-1] if breaks else letters
    return name[:at].strip(), cut_in_the_middle(name[at:].strip(), letters)
