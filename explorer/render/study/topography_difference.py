"""How two conditions differ over the scalp, drawn as SVG for page and report."""

import numpy as np
from markupsafe import Markup

from explorer.render.environment import pieces
from explorer.render.number_format import number
from explorer.render.scalp_map import BLUE_RED, scalp_map
from explorer.study.group_topography import GroupTopography, SiteCluster, SiteClusters
from explorer.study.hypnodensity import FEWEST_PEOPLE
from explorer.vocabulary.counts import pluralize
from explorer.vocabulary.shown_numbers import shown_number

_TEMPLATE = "signal/topography.html.j2"
_LEAST_LIMIT = 1.0  # %: a map of no change at all is pale


def topography_difference(group: GroupTopography, clusters: SiteClusters | None) -> Markup:
    """Draw the mean change of every site, and where a cluster of them differs.

    Parameters
    ----------
    group : GroupTopography
    clusters : SiteClusters or None
        As `explorer.study.group_topography.topography_clusters` gives them; None while it computes.

    Returns
    -------
    Markup
        The map, a sentence, and the table of its sites.
    """
    change = group.change
    values = change.values
    top = max(float(np.abs(values).max()), _LEAST_LIMIT)
    people = pluralize(group.log_ratio.sizes["subject"], "person", "people")
    names = change.site.values.astype(str).tolist()
    most, least = (names[int(pick(values))] for pick in (np.argmax, np.argmin))
    sentence = (
        f"Change of {group.long_name} (N2 and N3) from {group.reference} to {group.condition}, "
        f"mean of n = {people} over {pluralize(len(names), 'site')} that all of them have: from "
        f"{_percent(values.min())} at {least} to {_percent(values.max())} at {most}. "
        f"{_said(clusters)}"
    )
    marked = () if clusters is None else tuple(site for one in clusters.found for site in one.sites)
    figure = scalp_map(change, (-top, top), "%", sentence, palette=BLUE_RED, marked=marked)
    rows = [
        [site, channel, _percent(value), of]
        for site, channel, value, of in zip(
            names,
            change.channel.values.tolist(),
            values.tolist(),
            (_cluster_of(site, clusters) for site in names),
            strict=True,
        )
    ]
    notes = [
        "Each person's nights of a condition are averaged; the change is that of the geometric "
        "mean, a site against itself and against the same reference.",
        "Sites lie where the 10-05 system has them on a template head; between them colours are "
        "interpolated, not measured.",
    ]
    left_out = [f"{name}: not everybody has it under both" for name in group.left_out]
    heads = ["site", "channel", "change", "cluster"]
    return pieces(_TEMPLATE).map(figure, sentence, heads, rows, notes, left_out, group.simulated)


def _percent(value: float) -> str:
    return f"{shown_number(value, '+.1f')} %"


def _cluster_of(site: str, clusters: SiteClusters | None) -> str:
    for one in clusters.clusters if clusters else ():
        if site in one.sites:
            return f"p {number(one.p, 3)}"
    return ""


def _said(clusters: SiteClusters | None) -> str:
    if clusters is None:
        return "Which sites differ is being computed…"
    if not clusters.flips:
        return f"Not tested: fewer than {FEWEST_PEOPLE} people."
    how = (
        f"cluster permutation over neighbouring sites ({clusters.flips} sign flips, "
        f"{'all there are but for mirror images' if clusters.exact else 'drawn by a seed'})"
    )
    count = pluralize(len(clusters.clusters), "cluster")
    if not clusters.found:
        lowest = f", the lowest p {clusters.clusters[0].p:.3f}" if clusters.clusters else ""
        return f"No group of sites differs by a {how}: {count}{lowest}."
    listed = "; ".join(map(_cluster, clusters.found))
    return (
        f"By a {how}, {count}, of which p is below .05: {listed}. p is of a group of sites as a "
        "whole; it does not say which of them differ."
    )


def _cluster(one: SiteCluster) -> str:
    way = "higher" if one.rises else "lower"
    return f"{way} at {', '.join(one.sites)} (p {one.p:.3f})"
