"""The view as one self-contained page of HTML: figures, numbers, definitions, provenance."""

import base64
from collections.abc import Sequence

from markupsafe import Markup

from explorer.render.architecture.metric_rows import display_units
from explorer.render.environment import page
from explorer.render.night.account_lines import in_two
from explorer.render.night.night_summary import render_summary
from explorer.render.night.provenance import ViewSnapshot, as_json, describe_provenance
from explorer.render.night.signal_section import signal_part
from explorer.render.number_format import number

Figure = tuple[str, bytes]
"""What a figure shows, and its PNG."""


def render_report(view: ViewSnapshot, figures: Sequence[Figure]) -> Markup:
    """Write a view as one HTML page that needs nothing else.

    Parameters
    ----------
    view : SignalView
    figures : sequence of (str, bytes)
        As the page showed them.

    Returns
    -------
    str
        Words from files stand in it as text.
    """
    night = view.night
    return page(
        "night/report.html.j2",
        night=night,
        title=view.title,
        channels=len(night.channels),
        hours=f"{night.duration / 3600:.2f}",
        found=describe_provenance(view),
        account=dict(zip(("unused", "used"), in_two(night), strict=True)),
        address=view.address,
        cell=view.cell,
        summary=render_summary(view),
        figures=[(words, base64.b64encode(png).decode("ascii")) for words, png in figures],
        signal=signal_part(view.signal),
        parts=view.asked.names,
        numbers=_numbers(view),
        provenance=as_json(view),
    )


def _numbers(view: ViewSnapshot) -> list[tuple[str, list[str], list[str]]]:
    """Symbol, values and words of every metric."""
    return [
        (
            symbol,
            [number(value, metric.decimals) for value in view.asked.values(symbol)],
            [
                display_units(metric),
                f"{metric.title}: {why}"
                if (why := view.asked.why_not(metric.detail))
                else metric.title,
                metric.formula,
                metric.source,
            ],
        )
        for symbol, metric in view.asked.metrics.items()
    ]
