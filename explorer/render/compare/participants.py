"""Everybody in small: a line each, a box to leave them out, and what leaving one out would do."""

import itertools
from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from explorer.render.compare.comparison_text import TEMPLATE
from explorer.render.environment import pieces
from explorer.render.svg_marks import Attributes, drawing, mark
from explorer.statistics.change_words import digits_for, format_p, scale_of_change
from explorer.statistics.paired import Comparison
from explorer.vocabulary.shown_numbers import shown_number
from explorer.vocabulary.shown_units import shown_units

_ROOM = 10  # letters beside a box


def people(found: Comparison, metric: str, condition: str, person: str, out: frozenset[str],
           everybody: tuple[str, ...]) -> Markup:  # fmt: skip
    """Draw a small line a person of one metric, with a box to leave them out.

    Parameters
    ----------
    found : Comparison
    metric, condition : str
    person : str
        Who is picked out.
    out : frozenset of str
        Who is left out.
    everybody : tuple of str
        In the order of the boxes.

    Returns
    -------
    str
        A list: a person is picked as ``person:NAME``, a box is checked as ``NAME``.
    """
    pairs = found.values[metric].sel(condition=[found.reference, condition])
    have = {
        str(name): pair
        for name, pair in zip(
            pairs.subject.values, pairs.transpose("subject", "condition").values, strict=True
        )
    }
    finite = pairs.values[np.isfinite(pairs.values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    span = (high - low) or 1.0
    units = shown_units(str(pairs.attrs.get("units", "")))
    scale = found.table["scale"].sel(condition=condition, metric=metric)
    relative = str(scale.item()) == "log ratio"
    cells = []
    without = _without(found, metric, condition)
    short = told_apart(everybody)
    for name in everybody:
        a, b = have.get(name, np.full(2, np.nan))
        ya, yb = (26 - 22 * (value - low) / span for value in (a, b))
        drawn = [
            mark("circle", cx=x, cy=f"{y:.1f}", r=2.5) for x, y in ((8, ya), (48, yb)) if y == y
        ]
        if np.isfinite(a) and np.isfinite(b):
            ends: Attributes = {"x1": 8, "y1": f"{ya:.1f}", "x2": 48, "y2": f"{yb:.1f}"}
            drawn.insert(0, mark("line", **ends, class_="up" if b > a else "down"))
        change = (
            f"{shown_number(b - a, '+.1f')} {units}".strip() if np.isfinite(b - a) else "no pair"
        )
        if relative and a > 0 and np.isfinite(b):
            change = f"{shown_number(100 * (b / a - 1), '+.0f')} %"
        said = "left out" if name in out else change
        size: Attributes = {"viewBox": "0 0 56 30", "width": 56, "height": 30}
        cells.append(
            {
                "name": name,
                "short": short[name],
                "chosen": name == person,
                "out": name in out,
                "without": without.get(name, ""),
                "line": drawing(drawn, **size, aria_hidden="true"),
                "said": said,
            }
        )
    return pieces(TEMPLATE).people(cells, influence(found, metric, condition))


def told_apart(names: Sequence[str]) -> dict[str, str]:
    """Shorten long names to what differs: their ends are cut off where there is little room.

    Examples
    --------
    >>> told_apart(["sub-telemetry01", "sub-telemetry22"])
    {'sub-telemetry01': '…01', 'sub-telemetry22': '…22'}
    >>> told_apart(["Ann", "Anna"])
    {'Ann': 'Ann', 'Anna': 'Anna'}
    """
    alike = itertools.takewhile(lambda letters: len({*letters}) == 1, zip(*names, strict=False))
    common = "".join(letters[0] for letters in alike).rstrip("0123456789")
    if len(names) < 2 or max(map(len, names)) <= _ROOM or len(common) < 2:
        return {name: name for name in names}
    return {name: f"…{name[len(common) :]}" if name != common else name for name in names}


def _without(found: Comparison, metric: str, condition: str) -> dict[str, str]:
    """Say what the comparison would be without each person, for the words under the pointer."""
    here = found.influence.sel(condition=condition, metric=metric)
    key, units = _scale(found, metric, condition)
    means, ps = here[key].values.tolist(), here.p_permutation.values.tolist()
    return {
        str(name): f"; without: {shown_number(mean, '+.1f')} {units}".rstrip()
        + f", p {format_p(p)}"
        for name, mean, p in zip(here.subject.values, means, ps, strict=True)
        if np.isfinite(mean)
    }


def _scale(found: Comparison, metric: str, condition: str) -> tuple[str, str]:
    """Tell a change as the sentence does: in what number, and in what unit."""
    key, units = scale_of_change(found.table.sel(condition=condition, metric=metric))
    return key, "" if units == "1" else shown_units(units)


def influence(found: Comparison, metric: str, condition: str) -> Markup:
    """Say how far one person alone can move a metric's result.

    Parameters
    ----------
    found : Comparison
    metric, condition : str
        Of its table.

    Returns
    -------
    str
        A paragraph; empty while it is computed.
    """
    one = found.influence.sel(condition=condition, metric=metric)
    key, units = _scale(found, metric, condition)
    one = one.isel(subject=np.isfinite(one[key].values))
    if not one.sizes["subject"]:
        return Markup()
    mean, p = one[key].values, one.p_permutation.values
    moves = str(one.subject.values[int(np.argmax(np.abs(mean - mean.mean())))])
    digits = digits_for(float(mean.min()), float(mean.max()))
    digits = min(digits, 2)
    least, most = (shown_number(one, f"+.{digits}f") for one in (mean.min(), mean.max()))
    ends = f"{least} to {most} {units}".rstrip()
    p_ends = " to ".join(format_p(float(end)).removeprefix("= ") for end in (p.min(), p.max()))
    return pieces("tables.html.j2").quiet(
        f"Leaving out one person: change {ends}, p {p_ends}; {moves} moves it most."
    )
