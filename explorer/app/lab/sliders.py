"""The lab's slider: one look for all of them."""

import ipywidgets as widgets

from explorer.bridge.steady_slider import SteadySlider

FULL = widgets.Layout(width="100%")
LABEL_WIDTH = "92px"


def slider(
    name: str,
    value: float,
    low: float,
    high: float,
    step: float,
    tip: str,
    *,
    digits: int | None = None,
    label_width: str = LABEL_WIDTH,
) -> SteadySlider:
    """Make a slider with its label, its number, and what it means on hover.

    Parameters
    ----------
    name : str
        Short enough for `label_width`.
    value, low, high, step : float
        Where it stands, and where it can go.
    tip : str
        What it means.
    digits : int, optional
        After the point; as many as the step needs, if not given.
    label_width : str
        CSS.

    Returns
    -------
    SteadySlider
    """
    shown = (2 if step < 0.1 else 1 if step < 1 else 0) if digits is None else digits
    made = SteadySlider(
        value=value,
        min=low,
        max=high,
        step=step,
        description=name,
        readout_format=f".{shown}f",
        layout=FULL,
        style={"description_width": label_width},
        description_allow_html=False,
    )
    made.tooltip = tip
    return made
