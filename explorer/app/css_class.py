"""CSS classes of widgets, given and taken as something holds or not."""

import ipywidgets as widgets


def toggle_class(widget: widgets.DOMWidget, name: str, *, on: bool) -> None:
    """Give a widget a CSS class, or take it away.

    Parameters
    ----------
    widget : ipywidgets.Widget
    name : str
        The class.
    on : bool
        Whether the widget is to have it.

    Examples
    --------
    >>> box = widgets.Box()
    >>> toggle_class(box, "dark", on=True)
    >>> toggle_class(box, "folded", on=False)
    >>> box._dom_classes
    ('dark',)
    """
    (widget.add_class if on else widget.remove_class)(name)
