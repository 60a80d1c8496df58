"""The page made ready: on a file, on a night, or at the view of a link."""

import os
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import ipywidgets as widgets

from explorer.app import Explorer
from explorer.link import read_link
from explorer.night.night import Night
from explorer.panels.services import sentence_of
from explorer.panels.sharing.places import (
    OLDER_PLACE,
    SAMPLE_PLACE,
    Place,
    opening_of,
    place_of,
)
from explorer.readers import open_night
from explorer.readers.folders import FILE_VARIABLE, HYPNOGRAM_VARIABLE

_IN_ADVANCE = "VOILA_PREHEAT"  # set by Voilà where a kernel is made ready before anybody comes


def explore(
    path: str | Path | Night | None = None,
    hypnogram: str | Path | Sequence[str | Path] | None = None,
    *,
    view: str = "",
) -> widgets.Widget:
    """Explore a night, live.

    Parameters
    ----------
    path : str, Path or Night, optional
        A recording, or a night; the view's if not given, else the sample night.
    hypnogram : str or Path, or a sequence of them, optional
        Its hypnogram, where that is not found beside it by name; or one file a scorer.
    view : str
        What "share" on the page gives: the link, or what stands behind its ``#``.

    Returns
    -------
    ipywidgets.Widget
        The page: show it as the last line of a cell.

    Raises
    ------
    ValueError
        If a file is not what it claims to be, or the view is no link.
    OSError
        If a file cannot be read.
    """
    made = explorer_of(path, hypnogram, view=view)
    if os.environ.get(_IN_ADVANCE) == "True":
        threading.Thread(target=made.settle, daemon=True).start()
    return made.widget


def explorer_of(
    path: str | Path | Night | None = None,
    hypnogram: str | Path | Sequence[str | Path] | None = None,
    *,
    view: str = "",
) -> Explorer:
    """Make the page's `Explorer`: as `explore`, with its state and panels at hand."""
    asked = read_link(view) if view else None
    problem = ""
    named = path or os.environ.get(FILE_VARIABLE)
    scorers = [part for part in os.environ.get(HYPNOGRAM_VARIABLE, "").split(os.pathsep) if part]
    if hypnogram is None and not path and scorers:
        hypnogram = scorers
    if isinstance(named, Night):
        made = Explorer(named)
    elif asked and asked.night and not path:
        place = Place(asked.night, asked.hypnogram)
        title, opening = opening_of(place)
        made = Explorer(opening(), title, place, opening)
    elif named:
        try:
            opening = partial(open_night, named, hypnogram)
            made = Explorer(opening(), Path(named).name, _place(named, hypnogram), opening)
        except (ValueError, OSError) as error:
            if path:
                raise
            problem = sentence_of(error)
            made = _of_the_sample()
    else:
        made = _of_the_sample()
    for place in (SAMPLE_PLACE, OLDER_PLACE):
        made.desk.offer(*opening_of(Place(place)), Place(place))
    made.state.message = problem
    if view:
        made.desk.follow_link(view)
    return made


def _of_the_sample() -> Explorer:
    place = Place(SAMPLE_PLACE)
    title, opening = opening_of(place)
    return Explorer(opening(), title, place)


def _place(path: str | Path, hypnogram: str | Path | Sequence[str | Path] | None) -> Place:
    """Place of a file; a link has room for one scorer's file, so several are not in it."""
    files = [hypnogram] if isinstance(hypnogram, str | Path) else list(hypnogram or ())
    return Place(place_of(Path(path)), place_of(Path(files[0])) if len(files) == 1 else "")
