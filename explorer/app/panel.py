"""What every panel is: a figure that follows the state, and says so when it can't."""

from collections.abc import Callable, Sequence

import numpy as np
from bokeh.models import Axis, CustomJSTickFormatter, FixedTicker, Grid, NoOverlap, Range1d, Title
from bokeh.plotting import figure

from explorer.app.analysis_cache import AnalysisCache
from explorer.app.figure_type import FigureType
from explorer.app.page_theme import paint
from explorer.app.state import ExplorerState
from explorer.night.clock_words import clock_start
from explorer.render.theme import choose_theme
from explorer.vocabulary.telling_apart import cut_in_the_middle, distinct_name, what_differs

_SAID = "said"  # tag of the sentence below a figure, which the page breaks where the figure ends
_CLOCK = "clock"  # a function of the page: words for code would need a page that runs words

_TICKS = 9
_ROUND_STEPS = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400)  # s
LABELS_APART = -2  # px: what a line of words has above and below its letters may overlap
_NUMBERS_APART = 4  # px: a number is as high as its digits, with nothing to overlap
_LEFT, _RIGHT = 90, 52  # px beside every figure, so that their time axes stand in line
LABEL_ROOM = _LEFT - 12.0
"""px of words beside an axis without a title: wider ones would be cut at the page's edge until the
page is laid out anew, and then move every figure aside."""
# Widths in em of a wide sans serif; other letters, capitals and digits take `_USUAL`.
_USUAL = 0.62
_WIDTHS = {
    letter: width
    for letters, width in (
        ("ijlI|'", 0.3),
        (" .,:;·", 0.33),
        ("!-()[]ft", 0.4),
        ("rszcJ/_", 0.53),
        ("mwMW…%@", 1.0),
        ("ABCDGHKNOQRUVXY", 0.75),
    )
    for letter in letters
}

HAIRLINE = 1.0
"""px of a line that follows the hand: without a graphics card, a browser paints a trace of 1.3 px
in 20 ms and one of 1 px in 0.4."""

_FEWEST = 4
"""Letters that a label keeps, however little room there is."""

Watch = tuple[frozenset[str], Callable[[], None]]
"""Names of traits, and what a change of any of them calls."""


class Panel:
    """A figure made from the state.

    Parameters
    ----------
    state : ExplorerState
        Read here, and written by gestures.
    cache : AnalysisCache
        Answers about the night on screen.
    night_range : Range1d, optional
        Time axis that the panels along the night share.
    """

    def __init__(
        self, state: ExplorerState, cache: AnalysisCache, night_range: Range1d | None = None
    ) -> None:
        self.state = state
        self.cache = cache
        self.night_range = night_range or Range1d(0, 1)
        self.figure = self.build()
        self.type = FigureType(self.figure)
        self.problem = next(one for one in self.figure.below if isinstance(one, Title))

    def build(self) -> figure:
        """Make the empty figure."""
        raise NotImplementedError

    def watches(self) -> Sequence[Watch]:
        """Which traits of the state or of the status call what; in the order of the calls."""
        raise NotImplementedError

    def follow(self, changed: frozenset[str]) -> None:
        """Draw what these changes ask for; one plain sentence below the figure if that fails."""
        methods = [method for traits, method in self.watches() if changed & traits]
        if methods and self.problem.visible:
            self.say("")
        for method in methods:
            try:
                method()
            except Exception as error:  # whatever happens in one panel, the others live on
                self.say(f"This panel could not be drawn: {error}")
                break
        if "large_type" in changed:
            self.type.enlarge(large=self.state.large_type)
        if "dark" in changed:
            paint(self.figure, choose_theme(self.state.dark))

    def say(self, sentence: str) -> None:
        """Show one sentence below the figure; "" for none."""
        self.problem.update(text=sentence, visible=bool(sentence))


def clock_formatter(*, seconds: bool) -> CustomJSTickFormatter:
    """Ticks as clock times, or as hours from the start where the file gives no clock."""
    return CustomJSTickFormatter(
        code=_CLOCK,
        args={
            **{"start": 0.0, "wrap": False, "always": seconds},
            **{"movedAt": 0.0, "movedBy": 0.0},
        },
    )


def set_clock(plot: figure, state: ExplorerState) -> None:
    """Let a figure's ticks count from the clock time at which the night's recording starts."""
    start, wrap = clock_start(state.night)
    formatter = plot.xaxis[0].formatter
    change = state.night.clock_change
    formatter.args = {
        **formatter.args,
        **{"start": start, "wrap": wrap, "movedAt": change.at, "movedBy": change.by},
    }


def set_ticks(guide: Axis | Grid, ticks: Sequence[float]) -> None:
    """Put the ticks of an axis or a grid somewhere else.

    The ticker stays: at a new model Bokeh goes through every model there is, for some 75 ms. They
    go up: from the top down Bokeh would take every label to lie over the one before.
    """
    if isinstance(guide.ticker, FixedTicker):
        guide.ticker.ticks = sorted(ticks)
    else:
        guide.ticker = FixedTicker(ticks=sorted(ticks))


def label_width(words: str, size: float) -> float:
    """Estimate how wide words are beside an axis, in px, of letters of a size in px.

    Examples
    --------
    >>> label_width("ill", 10) < label_width("arm", 10) < label_width("WWW", 10)
    True
    """
    # Of a writing that is not ours a letter may be as wide as it is high.
    return size * sum(_WIDTHS.get(letter, _USUAL if letter.isascii() else 1.0) for letter in words)


def cut_label(words: str, size: float, room: float = LABEL_ROOM) -> str:
    """Shorten the words beside an axis to the room that there is.

    Parameters
    ----------
    words : str
    size : float
        Of the letters, px.
    room : float
        px.

    Examples
    --------
    >>> cut_label("first scorer", 11), cut_label("simulated_night__young_adult", 11)
    ('first scorer', 'simulated_…')
    """
    if label_width(words, size) <= room:
        return words
    kept = len(words) - 1
    while kept and label_width(f"{words[:kept]}…", size) > room:
        kept -= 1
    return f"{words[:kept]}…"


def labels_apart(names: Sequence[str], size: float, room: float = LABEL_ROOM) -> list[str]:
    """Shorten names beside an axis so that no two are alike: to what differs, with their ends.

    Parameters
    ----------
    names : sequence of str
        No two alike.
    size, room : float
        As of `cut_label`.

    Examples
    --------
    >>> labels_apart(["night5_scorer_ann", "night5_scorer_bob"], 11)
    ['ann', 'bob']
    """
    fits = all(label_width(name, size) <= room for name in names)
    told = list(names) if fits else what_differs(names)
    labels: list[str] = []
    for name in told:
        longest = len(name)
        label = _unlike(name, labels, longest)
        while longest > _FEWEST and label_width(label, size) > room:
            longest -= 1
            label = _unlike(name, labels, longest)
        labels.append(label)
    return labels


def _unlike(name: str, labels: Sequence[str], longest: int) -> str:
    label = cut_in_the_middle(name, longest)
    return distinct_name(name, labels, longest) if label in labels else label


def clock_ticks(state: ExplorerState) -> list[float]:
    """List times in s at which clocks show round numbers: some eight over the night."""
    start, _ = clock_start(state.night)
    duration = state.night.duration
    wanted = duration / _TICKS
    step = next((step for step in _ROUND_STEPS if step >= wanted), _ROUND_STEPS[-1])
    first = -(-start // step) * step - start
    return np.arange(first, duration + 1e-9, step).tolist()


def night_figure(
    name: str, height: int, x_range: Range1d, *, label: str, numbers: bool = False
) -> figure:
    """Make a figure along the whole night, without tools: the page's own gestures move it.

    Parameters
    ----------
    name, height, x_range, label
        Of the figure, px, of the night, of the vertical axis.
    numbers : bool
        Whether the vertical axis has numbers, rather than words.
    """
    plot = figure(
        name=name,
        height=height,
        sizing_mode="stretch_width",
        x_range=x_range,
        toolbar_location=None,
        tools="",
        lod_threshold=None,
        min_border_left=_LEFT,
        min_border_right=_RIGHT,
        min_border_top=2,
        min_border_bottom=2,
        y_axis_label=label,
    )
    plot.xaxis.formatter = clock_formatter(seconds=False)
    # Made with the figure: a model added later is sent to the page anew.
    plot.add_layout(Title(text="", visible=False, text_font_style="normal", tags=[_SAID]), "below")
    # Of a figure made lower the labels that fit stay, rather than all of them over one another.
    plot.yaxis.major_label_policy = NoOverlap(
        min_distance=_NUMBERS_APART if numbers else LABELS_APART
    )
    plot.yaxis.axis_label_text_font_size = "11px"
    plot.axis.major_label_text_font_size = "11px"
    return plot
