"""Templates of all HTML and SVG: words that come into them from Python or a file are escaped.

A template named for a module of this package holds that module's pieces as macros; `pieces` gives
them to Python as functions. What they return is `markupsafe.Markup`, which other templates take as
it is. Added to a plain string by ``+``, Markup escapes that string: put the two into a template.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from explorer.render.first_sentence import in_two
from explorer.render.number_format import number
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_units import shown_units


class Pieces(Protocol):
    """The macros of a template, as functions."""

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        """Give the macro of this name."""


@functools.cache
def environment() -> Environment:
    """Templates beside this module, each compiled once in a process."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
        cache_size=-1,
    )
    made.filters.update(number=number, plural=pluralize, units=shown_units, in_two=in_two)
    return made


@functools.cache
def pieces(template: str) -> Pieces:
    """Macros of a template, to be called by their names.

    Parameters
    ----------
    template : str
        Its path below the folder of templates.

    Returns
    -------
    Pieces
        With a function a macro, each of which returns `Markup`.

    Examples
    --------
    >>> pieces("tables.html.j2").cells(["a < b"])
    Markup('<td>a &lt; b</td>')
    """
    return cast("Pieces", environment().get_template(template).module)


def page(template: str, **values: object) -> Markup:
    """Fill a template that is a whole page."""
    return Markup(environment().get_template(template).render(**values))
