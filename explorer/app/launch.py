"""The page made ready: on a file, on a night, or at the view of a link."""

import html
import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from explorer.app.app_context import describe_error
from explorer.app.asking import open_as_said
from explorer.app.opening import Opening
from explorer.app.permalink import read_link
from explorer.app.shell import Explorer
from explorer.app.widget_hosts import FramedPage, checked_height, framed_page, in_marimo
from explorer.background_thread import start_background_thread
from explorer.bridge.detached_widgets import attach_widgets, detached_widgets
from explorer.bridge.page_lock import take_messages_in_turn
from explorer.datasets.night_locations import (
    OLDER_LOCATION,
    SAMPLE_LOCATION,
    NightLocation,
    allowed_path,
    loader_for,
)
from explorer.io import open_night
from explorer.io.far_overview import looked_at_from_afar
from explorer.io.objects.recognise import refusal
from explorer.io.reading_choices import UnclearError, parse_meanings
from explorer.night.night import Night
from explorer.storage.far.urls import is_address, read_address
from explorer.storage.settings import Settings, read_settings

_IN_ADVANCE = "VOILA_PREHEAT"  # Voilà's word: whether a kernel is made ready before anybody comes


@dataclass(frozen=True)
class _BuiltPage:
    """A page that waits for a kernel, and what it was built by."""

    explorer: Explorer
    widgets: list[widgets.Widget]
    settings: Settings
    folder: Path


_BUILT: list[_BuiltPage] = []  # at most one: that of the process which kernels are forked off


def explore(
    path: Any = ...,  # None is what a variable holds that was never filled: no word for the sample
    hypnogram: Any = None,
    *,
    view: str = "",
    height: float | None = None,
    **said: Any,
) -> widgets.Widget | FramedPage:
    """Explore a night, live.

    Parameters
    ----------
    path : str or Path, or an object, optional
        A recording, a night, or what else `explorer.io.open_night` takes: an MNE Raw, an array,
        what xarray, pandas and YASA hold, a list of stages. The view's if left out, else the
        sample night; None, "" and other empty things are refused.
    hypnogram : str or Path, a sequence of them, or an object, optional
        Its hypnogram, where that is not found beside it by name; or one file a scorer.
    view : str
        What "share" on the page gives: the link, or what stands behind its ``#``.
    height : float, optional
        Of the page in a notebook's cell, px; 760 if not given. Served alone it fills its window.
    **said
        ``stages``, ``subject``, ``night``, ``units``, ``sampling_frequency``, ``channels`` and the
        rest, as for `explorer.io.open_night`.

    Returns
    -------
    ipywidgets.Widget
        The page: show it as the last line of a cell. In marimo, which has no place for it, a
        `explorer.app.widget_hosts.FramedPage`: the night that stands alone, and a sentence that
        says so.

    Raises
    ------
    ValueError
        If a file is not what it claims to be, an object is no night, the view is no link, or the
        height is none.
    OSError
        If a file cannot be read.
    """
    pixels = checked_height(height)
    if path is None and hypnogram is None:
        raise ValueError(f"{refusal(None)}; explore() without it opens the sample night")
    path = None if path is ... else path
    take_messages_in_turn()
    try:
        read_settings()
    except ValueError as error:  # whoever serves the page has to mend it
        return widgets.HTML(f'<p role="alert">{html.escape(describe_error(error))}</p>')
    if path is None and hypnogram is None and not view and not said:
        built = _take_built()
        if built is not None:
            return _as_high(built, pixels)
    made = build_explorer(path, hypnogram, view=view, **said)
    if in_marimo():
        return framed_page(made, pixels)
    if os.environ.get(_IN_ADVANCE) == "True":
        start_background_thread(made.settle)
    return _as_high(made, pixels)


def _as_high(made: Explorer, pixels: int | None) -> widgets.Widget:
    if pixels is not None:
        made.widget.layout.height = f"{pixels}px"
    return made.widget


def build_ahead() -> None:
    """Build what `explore` gives where nothing is said to it, for kernels that are yet to be."""
    with detached_widgets() as made:
        built = build_explorer()
        built.settle()
    _BUILT[:] = [_BuiltPage(built, made, read_settings(), Path.cwd())]


def _take_built() -> Explorer | None:
    """Take the page built ahead, where this kernel is one of Voilà's and would build the same."""
    from ipykernel.kernelbase import Kernel

    # JupyterLab does not ask for widgets that it was not told of.
    if not (_BUILT and Kernel.initialized() and _IN_ADVANCE in os.environ):
        return None
    page = _BUILT.pop()
    if (page.settings, page.folder) != (read_settings(), Path.cwd()):
        return None
    attach_widgets(page.widgets, Kernel.instance())
    page.explorer.safe_callback(partial(page.explorer.catch_up, seen=False))()
    return page.explorer


def build_explorer(
    path: Any = None,
    hypnogram: Any = None,
    *,
    view: str = "",
    **said: Any,
) -> Explorer:
    """Make the page's `Explorer`: as `explore`, with its state and panels at hand."""
    asked = read_link(view) if view else None
    problem = ""
    settings = read_settings()
    given = path is not None
    if not given:
        said = reading_said(settings) | said
    named = path if given else settings.file
    if hypnogram is None and not given and settings.hypnograms:
        hypnogram = settings.hypnograms
    if given and not (isinstance(path, str | Path) and str(path).strip()):
        made = _of_an_object(path, hypnogram, said)
    elif asked and asked.night and not given:
        place = NightLocation(asked.night, asked.hypnogram)
        title, opening = loader_for(place)
        made = Explorer(opening(), title, place, opening)
    elif named:
        try:
            opening = partial(_open, named, hypnogram, **said)
            made = Explorer(
                open_as_said(opening, {}), name_of(named), _place(named, hypnogram), opening
            )
        except (ValueError, OSError) as error:
            if given:
                raise
            problem = describe_error(error)
            made = _of_the_sample()
            if isinstance(error, UnclearError):
                unread = Opening(name_of(named), opening, _place(named, hypnogram))
                made.night_manager.ask(unread, error)
    else:
        made = _of_the_sample()
    for location in (SAMPLE_LOCATION, OLDER_LOCATION):
        made.night_manager.offer(*loader_for(NightLocation(location)), NightLocation(location))
    if view:
        made.night_manager.follow_link(view)
    made.status.refuse(problem)  # after the link, which may turn to a tab
    return made


def _of_an_object(thing: Any, hypnogram: Any, said: dict[str, Any]) -> Explorer:
    """Show a night that is in memory; one that was opened from an object may be opened anew."""
    if isinstance(thing, Night) and hypnogram is None and not said:
        return Explorer(thing)
    opening = partial(open_night, thing, hypnogram, **said)
    night = open_as_said(opening, {})
    return Explorer(night, night.title, opening=opening)


def reading_said(settings: Settings) -> dict[str, Any]:
    """Return what the settings say of the file that the page opens on."""
    said: dict[str, Any] = {"stages": parse_meanings(settings.stages)} if settings.stages else {}
    rest = {"subject": settings.subject, "night": settings.night, "units": settings.units}
    return said | {key: value for key, value in rest.items() if value}


def _of_the_sample() -> Explorer:
    place = NightLocation(SAMPLE_LOCATION)
    title, opening = loader_for(place)
    return Explorer(opening(), title, place)


def _open(path: str | Path, hypnogram: Any, **said: Any) -> Night:
    return looked_at_from_afar(open_night(path, hypnogram, **said))


def name_of(path: str | Path) -> str:
    """Return the name of a file, of an address too."""
    return read_address(path).name if is_address(path) else Path(path).name


def _place(path: str | Path, hypnogram: Any) -> NightLocation:
    """Place of a file; a link has room for one scorer's file: neither several nor an object."""
    files = [hypnogram] if isinstance(hypnogram, str | Path) else []
    if isinstance(hypnogram, list | tuple) and len(hypnogram) == 1:
        files = [one for one in hypnogram if isinstance(one, str | Path)]
    places = [allowed_path(one) for one in (path, *files)]
    return NightLocation(places[0], places[1] if len(files) == 1 and places[0] else "")
