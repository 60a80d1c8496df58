"""What takes long in a comparison: its intervals, mixed models and clusters, on a worker."""

from collections.abc import Callable

from explorer.app.latest_worker import LatestWorker
from explorer.app.lru_cache import LRUCache
from explorer.statistics.paired import KnownRows
from explorer.study.compare_design import Study
from explorer.study.comparison_choices import SEED, ComparisonChoices, compare_chosen
from explorer.study.comparison_clusters import Clusters, find_clusters
from explorer.study.comparison_nights import ComparisonNights

Request = tuple[ComparisonNights, ComparisonChoices, tuple[str, ...], str]
"""Nights, choices, what was changed after results had been seen, and the first primary metric."""

_MOST_KNOWN = 2_000  # metrics, each of whom it rests on, whose intervals are kept
_MOST_CLUSTERS = 32  # choices of whom to leave out whose clusters are kept


class StudyFinisher(LatestWorker[Request, tuple[Study, Clusters]]):
    """What finishes a comparison, and keeps what it found of one table's nights.

    Parameters
    ----------
    finished, failed : callable
        As in `explorer.app.latest_worker.LatestWorker`.
    """

    def __init__(
        self,
        finished: Callable[[Request, tuple[Study, Clusters]], None],
        failed: Callable[[Request, Exception], None],
    ) -> None:
        super().__init__(self._finish, finished, failed)
        self.forget()

    def forget(self) -> None:
        """Begin with nothing computed: what is kept belongs to one table's nights."""
        self.known: KnownRows = {}
        self._clusters: LRUCache[Clusters] = LRUCache(_MOST_CLUSTERS)

    def clusters_of(
        self, material: ComparisonNights, choices: ComparisonChoices
    ) -> Clusters | None:
        """Clusters of the same people if they were found before; None while they are computed."""
        if len(self.known) > _MOST_KNOWN:  # of people left out one after the other
            self.known = {}
        return self._clusters.known(_same_people(material, choices))

    def _finish(self, request: Request) -> tuple[Study, Clusters]:
        material, choices, changed, first = request
        study = compare_chosen(
            material, choices, changed=changed, first_primary=first, known=self.known
        )
        clusters = self._clusters.get(
            _same_people(material, choices),
            lambda: find_clusters(study, choices.reference, choices.condition, SEED),
        )
        return study, clusters


def _same_people(material: ComparisonNights, choices: ComparisonChoices) -> tuple[object, ...]:
    """Say what clusters rest on: neither the primary metric nor a definition."""
    return material, choices.reference, choices.condition, choices.excluded
