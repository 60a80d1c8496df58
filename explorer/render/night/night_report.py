"""The view as one self-contained page of HTML: figures, numbers, definitions, provenance."""

import base64
from collections.abc import Sequence
from html import escape

from explorer import metrics
from explorer.render.architecture.metric_rows import display_decimals, display_units, number
from explorer.render.night.night_summary import render_summary
from explorer.render.night.provenance import ViewSnapshot, as_json, describe_provenance
from explorer.render.night.signal_section import signal_part
from explorer.vocabulary.counts import pluralize

Figure = tuple[str, bytes]
"""What a figure shows, and its PNG."""

_STYLE = """
body { font: 14px/1.5 system-ui, sans-serif; color: #1f2933; background: #fff; max-width: 64rem;
  margin: 2rem auto; padding: 0 1rem; font-variant-numeric: tabular-nums }
h1 { font-size: 1.4rem; margin-bottom: .2rem } h2 { font-size: 1.1rem; margin-top: 1.8rem }
.badge { background: #fde68a; color: #713f12; border-radius: 3px; padding: 1px 7px;
  font-weight: 650; font-size: .8rem; vertical-align: middle }
figure { margin: .6rem 0 } img { max-width: 100%; display: block } figcaption { color: #52606d }
.scroll { overflow-x: auto } .scroll + .scroll { margin-top: 1rem }
table { border-collapse: collapse; font-size: .82rem }
th, td { text-align: left; vertical-align: top; padding: .2rem .6rem;
  border-bottom: 1px solid #d9dfe5 }
.of-stages thead th:not(:first-child), td.value { text-align: right; white-space: nowrap }
h3 { font-size: 1rem; margin-bottom: .2rem }
.summary { border-left: 4px solid #2563eb; background: #f6f8fa; padding: .3rem .9rem }
.summary p { margin: .4rem 0 } .summary p:nth-child(2) { font-size: 1.05rem; font-weight: 600 }
.quiet, .summary p:nth-child(n+3) { color: #52606d; font-size: .88rem }
pre, code { background: #f6f8fa; font-size: .8rem } pre { padding: .6rem; white-space: pre-wrap;
  overflow-wrap: anywhere } code { overflow-wrap: anywhere }
"""
_MEANING = (
    "This page describes one recording. It is for teaching and exploring sleep physiology, not for "
    "diagnosis or treatment."
)


def render_report(view: ViewSnapshot, figures: Sequence[Figure]) -> str:
    """Write a view as one HTML page that needs nothing else.

    Parameters
    ----------
    view : View
    figures : sequence of (str, bytes)
        As the page showed them.

    Returns
    -------
    str
        Words from files stand in it as text.
    """
    said = describe_provenance(view)
    night = view.night
    badge = ' <span class="badge">SIMULATED</span>' if night.simulated else ""
    link = f"<p>Link: <code>{escape(view.address)}</code></p>" if view.address else ""
    parts = [
        f"<h1>{escape(night.title)}{badge}</h1>",
        f"<p>{escape(view.title)} · {pluralize(len(night.channels), 'channel')} · "
        f"{night.duration / 3600:.2f} h · scored by {escape(said['night']['scorer'])} · made "
        f"{escape(said['made'])} with {escape(said['program'])}</p>",
        render_summary(view),
        f"<p>{_MEANING}</p>",
        "<h2>What was seen</h2>",
        *(_figure(words, png) for words, png in figures),
        *signal_part(view.signal),
        "<h2>To see it again</h2>",
        link,
        f"<p>In a notebook:</p><pre>{escape(view.cell)}</pre>",
        "<h2>Definitions chosen</h2>",
        _definitions(said["definitions"]),
        "<h2>Every number, with its definition</h2>",
        _numbers(view),
        "<h2>What was found in the file, and what was assumed</h2>",
        _list(night.reader_notes) if night.reader_notes else "<p>Nothing had to be assumed.</p>",
        "<h2>Where it comes from</h2>",
        f"<pre>{escape(as_json(view))}</pre>",
    ]
    body = "\n".join(part for part in parts if part)
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(night.title)}</title><style>{_STYLE}</style></head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _figure(words: str, png: bytes) -> str:
    data = base64.b64encode(png).decode("ascii")
    return (
        f'<figure><img alt="{escape(words)}" src="data:image/png;base64,{data}">'
        f"<figcaption>{escape(words)}</figcaption></figure>"
    )


def _definitions(chosen: dict[str, dict[str, str]]) -> str:
    return _list([f"{name}: {said['says']} ({said['variant']})" for name, said in chosen.items()])


def _numbers(view: ViewSnapshot) -> str:
    asked = view.asked
    heads = ["", *asked.names, "unit", "what it is", "formula", "source"]
    rows = []
    for symbol, metric in metrics.METRICS.items():
        values = [number(value, display_decimals(metric)) for value in asked.values(symbol)]
        words = [metric.title, metric.formula, metric.source]
        cells = [f"<th>{escape(symbol)}</th>"]
        cells += [f'<td class="value">{value}</td>' for value in values]
        cells += [f"<td>{escape(text)}</td>" for text in (display_units(metric), *words)]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(rows)
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _list(sentences: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in sentences) + "</ul>"
