"""How far the scorers of a night agree, epoch by epoch."""

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer import metrics
from explorer.analysis.metrics_query import MetricsQuery
from explorer.render.environment import pieces
from explorer.render.number_format import number
from explorer.vocabulary.counts import pluralize

_TEMPLATE = "architecture/scorers.html.j2"
_BY_STAGE = ("sensitivity", "specificity", "kappa")
_COMPARED = ("TST", "SOL", "WASO_AASM", "SE", "N1", "N2", "N3", "REM", "AWAKENINGS", "SFI")


def agreement_table(asked: MetricsQuery) -> Markup:
    """HTML: every scorer against the first, and the confusion with the one that was chosen."""
    every = asked.in_bed.every_scored_apart
    names = [str(name) for name in every.scorer.values]
    reference = every.isel(scorer=0)
    found = {
        name: metrics.agreement(reference, every.isel(scorer=place))
        for place, name in enumerate(names)
        if place
    }
    rows = [
        [
            name,
            number(float(one.cohen_kappa), 2),
            number(100 * float(one.accuracy)),
            int(one.epochs),
        ]
        for name, one in found.items()
    ]
    chosen = asked.in_bed.scorer or names[1]
    return pieces(_TEMPLATE).agreement(
        names[0],
        rows,
        [
            *((name, said) for one in (_copied(asked),) for name, said in one.items()),
            *((n, said) for n, one in found.items() if (said := one.attrs.get("common_stages"))),
        ],
        _confusion(found[chosen], names[0], chosen),
        _differences(asked, names[0], chosen),
    )


def _copied(asked: MetricsQuery) -> dict[str, str]:
    """Say whose epochs were left out because they copied them."""
    every, apart = asked.in_bed.every_scorer, asked.in_bed.every_scored_apart
    counts = (every.values != apart.values).sum(axis=1)
    return {
        str(name): copied_in_words(int(count))
        for name, count in zip(every.scorer.values, counts, strict=True)
        if count
    }


def copied_in_words(count: int) -> str:
    """Say that copied epochs do not count.

    Examples
    --------
    >>> copied_in_words(951)
    '951 copied epochs, not scored anew, are left out'
    """
    verb = "is" if count == 1 else "are"
    return f"{pluralize(count, 'copied epoch')}, not scored anew, {verb} left out"


def _differences(asked: MetricsQuery, first: str, second: str) -> Markup:
    """HTML: how far apart the two scorers' headline metrics are on this night."""
    every = asked.in_bed.every_scorer
    tables = [metrics.table(every.sel(scorer=name), symbols=_COMPARED) for name in (first, second)]
    rows = [
        [
            symbol,
            *(number(float(one[symbol])) for one in tables),
            number(float(tables[1][symbol] - tables[0][symbol])),
        ]
        for symbol in _COMPARED
    ]
    return pieces(_TEMPLATE).differences(first, second, rows)


def _confusion(found: xr.Dataset, first: str, second: str) -> Markup:
    stages = [str(name) for name in found["stage"].values]
    counts = np.asarray(found["confusion"])
    by_stage = [
        [name, *(number(float(found[what].values[place]), 2) for what in _BY_STAGE)]
        for place, name in enumerate(stages)
    ]
    return pieces(_TEMPLATE).confusion(
        first, second, stages, counts.astype(int).tolist(), _BY_STAGE, by_stage
    )
