"""The page made ready: on a file, on a night, or at the view of a link."""

import html
import os
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from explorer.app.app_context import describe_error
from explorer.app.asking import open_as_said
from explorer.app.night_manager import Opening
from explorer.app.permalink import read_link
from explorer.app.shell import Explorer
from explorer.datasets.night_locations import (
    OLDER_LOCATION,
    SAMPLE_LOCATION,
    NightLocation,
    allowed_path,
    loader_for,
)
from explorer.io import open_night
from explorer.io.reading import UnclearError, parse_meanings
from explorer.night.night import Night
from explorer.storage.settings import Settings, read_settings

_IN_ADVANCE = "VOILA_PREHEAT"  # set by Voilà where a kernel is made ready before anybody comes


def explore(
    path: str | Path | Night | None = None,
    hypnogram: str | Path | Sequence[str | Path] | None = None,
    *,
    view: str = "",
    **said: Any,
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
    **said
        ``stages``, ``subject``, ``night`` and ``units``, as for `explorer.io.open_night`.

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
    try:
        read_settings()
    except ValueError as error:  # whoever serves the page has to mend it
        return widgets.HTML(f'<p role="alert">{html.escape(describe_error(error))}</p>')
    made = build_explorer(path, hypnogram, view=view, **said)
    if os.environ.get(_IN_ADVANCE) == "True":
        threading.Thread(target=made.settle, daemon=True).start()
    return made.widget


def build_explorer(
    path: str | Path | Night | None = None,
    hypnogram: str | Path | Sequence[str | Path] | None = None,
    *,
    view: str = "",
    **said: Any,
) -> Explorer:
    """Make the page's `Explorer`: as `explore`, with its state and panels at hand."""
    asked = read_link(view) if view else None
    problem = ""
    settings = read_settings()
    if not path:
        said = reading_said(settings) | said
    named = path or settings.file
    if hypnogram is None and not path and settings.hypnograms:
        hypnogram = settings.hypnograms
    if isinstance(named, Night):
        made = Explorer(named)
    elif asked and asked.night and not path:
        place = NightLocation(asked.night, asked.hypnogram)
        title, opening = loader_for(place)
        made = Explorer(opening(), title, place, opening)
    elif named:
        try:
            opening = partial(open_night, named, hypnogram, **said)
            made = Explorer(
                open_as_said(opening, {}), Path(named).name, _place(named, hypnogram), opening
            )
        except (ValueError, OSError) as error:
            if path:
                raise
            problem = describe_error(error)
            made = _of_the_sample()
            if isinstance(error, UnclearError):
                unread = Opening(Path(named).name, opening, _place(named, hypnogram))
                made.night_manager.ask(unread, error)
    else:
        made = _of_the_sample()
    for location in (SAMPLE_LOCATION, OLDER_LOCATION):
        made.night_manager.offer(*loader_for(NightLocation(location)), NightLocation(location))
    made.status.message = problem
    if view:
        made.night_manager.follow_link(view)
    return made


def reading_said(settings: Settings) -> dict[str, Any]:
    """Return what the settings say of the file that the page opens on."""
    said: dict[str, Any] = {"stages": parse_meanings(settings.stages)} if settings.stages else {}
    rest = {"subject": settings.subject, "night": settings.night, "units": settings.units}
    return said | {key: value for key, value in rest.items() if value}


def _of_the_sample() -> Explorer:
    place = NightLocation(SAMPLE_LOCATION)
    title, opening = loader_for(place)
    return Explorer(opening(), title, place)


def _place(path: str | Path, hypnogram: str | Path | Sequence[str | Path] | None) -> NightLocation:
    """Place of a file; a link has room for one scorer's file, so several are not in it."""
    files = [hypnogram] if isinstance(hypnogram, str | Path) else list(hypnogram or ())
    return NightLocation(
        allowed_path(Path(path)), allowed_path(Path(files[0])) if len(files) == 1 else ""
    )
