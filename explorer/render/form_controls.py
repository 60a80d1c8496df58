"""Form controls as HTML: a labelled choice among options (select element)."""

from markupsafe import Markup

from explorer.render.environment import pieces


def choice(name: str, label: str, options: list[tuple[str, str]], chosen: str) -> Markup:
    """HTML: a choice among options, each its key and its words."""
    return pieces("tables.html.j2").choice(name, label, options, chosen)
