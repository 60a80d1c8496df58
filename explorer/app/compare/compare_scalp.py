"""The maps of a comparison: a quantity of the sites laid side by side once, then its clusters."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from explorer.app.latest_worker import LatestWorker
from explorer.study.compare_design import Study
from explorer.study.comparison_choices import SEED, ComparisonChoices
from explorer.study.group_topography import (
    SWA_SITES,
    GroupTopography,
    SiteClusters,
    group_topography,
    site_quantities,
    topography_clusters,
)
from explorer.study.parallel_trial import ParallelStudy


@dataclass(frozen=True, eq=False)
class OverTheScalp:
    """One quantity over the scalp, laid out once for the drawing and for its test."""

    group: GroupTopography
    clusters: SiteClusters | None = None
    """None while they are computed."""


def mappable(study: Study) -> dict[str, str]:
    """Quantities that can be mapped by their name; none where each person has one condition."""
    return {} if isinstance(study, ParallelStudy) else site_quantities(study.nights)


class CompareScalp:
    """What is mapped of a comparison.

    Parameters
    ----------
    safe_callback : callable
        Wraps a callback, as `explorer.app.app_context.AppContext.safe_callback`.
    changed : callable
        Called when the clusters of what is mapped are there.
    failed : callable of (object, Exception)
        Told why they cannot be found.
    """

    def __init__(
        self,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        changed: Callable[[], None],
        failed: Callable[[object, Exception], None],
    ) -> None:
        self.laid: OverTheScalp | None = None
        """None where the nights have no sites in common."""
        self._changed = changed
        self.worker: LatestWorker[OverTheScalp, SiteClusters] = LatestWorker(
            self._find, safe_callback(self._found), safe_callback(failed)
        )

    def lay(self, study: Study, choices: ComparisonChoices, name: str) -> None:
        """Lay the sites side by side, once, and have the clusters found."""
        self.laid = None
        if isinstance(study, ParallelStudy):
            return
        group = group_topography(
            study.nights,
            reference=choices.reference,
            condition=choices.condition,
            name=name or SWA_SITES,
        )
        if group is not None:
            self.laid = OverTheScalp(group)
            self.worker.request(self.laid)

    def _find(self, asked: OverTheScalp) -> SiteClusters:
        return topography_clusters(asked.group, rng=np.random.default_rng(SEED))  # as the report

    def _found(self, asked: OverTheScalp, found: SiteClusters) -> None:
        if asked is self.laid:  # else another map is asked for by now
            self.laid = replace(asked, clusters=found)
            self._changed()
