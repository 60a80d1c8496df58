"""A night's topography: the map, a sentence, and the table of its sites."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer.analysis.scalp_sites import ScalpSites
from explorer.render.environment import pieces
from explorer.render.number_format import number
from explorer.render.scalp_map import scalp_map
from explorer.vocabulary.counts import pluralize

TEMPLATE = "signal/topography.html.j2"
_UNITS = {"uV^2": "µV²", "1/min": "per minute"}
_DECIMALS = {"uV^2": 1, "1/min": 2}


@dataclass(frozen=True)
class MapWords:
    """What is said of a map whatever its values are."""

    title: str
    facts: str
    units: str
    decimals: int


def map_words(values: xr.DataArray) -> MapWords:
    """Say what a topography is of: its quantity, stage and part, its sites and their reference."""
    attrs = values.attrs
    stage = str(values.stage.item())
    where = "every epoch" if stage == "all" else stage
    title = f"{attrs['long_name']} in {where}, {attrs['part']}".replace("-", "–")
    facts = f"{pluralize(values.sizes['channel'], 'site')} against {attrs['reference']}"
    if attrs["montage"] not in ("as recorded", attrs["reference"]):
        facts += f", montage: {attrs['montage']}"
    return MapWords(title, facts, _UNITS[attrs["units"]], _DECIMALS[attrs["units"]])


def topography_figure(values: xr.DataArray) -> Markup:
    """Draw a topography with its numbers.

    Parameters
    ----------
    values : xr.DataArray, dims (channel)
        As `explorer.analysis.topography.topography` gives it.

    Returns
    -------
    Markup
        HTML, with words from files escaped.
    """
    attrs, words = values.attrs, map_words(values)
    title, facts, units, decimals = words.title, words.facts, words.units, words.decimals
    known = values.values[np.isfinite(values.values)]
    if not known.size:
        sentence = f"{title}: no site has a value; {facts}."
        limits = (0.0, 1.0)
    else:
        most, least = (_site(values, pick) for pick in (np.nanargmax, np.nanargmin))
        sentence = (
            f"{title}: largest at {most[0]} ({number(most[1], decimals)} {units}), smallest at "
            f"{least[0]} ({number(least[1], decimals)} {units}); {facts}."
        )
        limits = (float(known.min()), float(known.max()))
    figure = scalp_map(values, limits, units, sentence, decimals=decimals)
    rows = [
        [site, channel, number(value, decimals), f"{epochs}", f"{excluded}"]
        for site, channel, value, epochs, excluded in zip(
            values.site.values.tolist(),
            values.channel.values.tolist(),
            values.values.tolist(),
            values.epochs.values.tolist(),
            values.excluded.values.tolist(),
            strict=True,
        )
    ]
    heads = ["site", "channel", units, "epochs", "left out"]
    notes = [
        *map(_sentence, attrs["notes"]),
        "Colours run from the smallest site to the largest; between the sites they are "
        "interpolated (Clough-Tocher, as MNE draws them), not measured.",
    ]
    simulated = bool(attrs["simulated"])
    return pieces(TEMPLATE).map(figure, sentence, heads, rows, notes, attrs["left_out"], simulated)


def too_few_sites(sites: ScalpSites) -> Markup:
    """Say how many sites a night has where that is too few for a map."""
    left_out: Sequence[str] = [f"{name}: {why}" for name, why in sites.left_out]
    return pieces(TEMPLATE).too_few(sites.sentence, left_out)


def _site(values: xr.DataArray, pick: object) -> tuple[str, float]:
    place = int(pick(values.values))  # type: ignore[operator]
    return str(values.site.values[place]), float(values.values[place])


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}."
