"""A query for metrics: whose scoring, which time in bed, which part, which definitions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import xarray as xr

from explorer import metrics
from explorer.analysis.night_parts import SELECTION, name_of_night
from explorer.analysis.observed_night import observed_signals
from explorer.metrics.cycle_rules import CYCLE_RULES, CycleRule
from explorer.metrics.definitions import CYCLES, definition
from explorer.metrics.hypnogram_rows import Hypnograms, as_hypnograms
from explorer.metrics.observed import Observed
from explorer.night.hypnogram import crop
from explorer.night.night import Night
from explorer.vocabulary.stages import Stage, stages_of


@dataclass(frozen=True, eq=False)
class TimeInBed:
    """One scorer's night from lights-off to lights-on, with what was counted on it."""

    night: Night
    stages: xr.DataArray
    """By all who scored, dims (scorer, epoch)."""
    scorer: str
    lights: tuple[float, float]
    conventions: tuple[tuple[str, str], ...] = ()
    belief: xr.DataArray | None = None
    """Of that scorer, dims (epoch, stage_name), on the epochs of `stages`."""
    scored_apart: xr.DataArray | None = None
    """`stages` without what somebody copied from another; `stages` themselves if not given."""
    observed: Observed | None = None
    """Scored events, saturation and heart beats of the night."""

    @cached_property
    def every_scorer(self) -> xr.DataArray:
        """Stages in bed by all scorers, dims (scorer, epoch)."""
        return metrics.between_lights(self.stages, self.lights)

    @cached_property
    def every_scored_apart(self) -> xr.DataArray:
        """Stages in bed that each scorer gave, without those that were copied."""
        apart = self.stages if self.scored_apart is None else self.scored_apart
        return metrics.between_lights(apart, self.lights)

    @cached_property
    def hypnogram(self) -> xr.DataArray:
        """Stages in bed by the chosen scorer and conventions, dims (epoch)."""
        every = self.every_scorer
        chosen = every.sel(scorer=self.scorer) if self.scorer else every.isel(scorer=0)
        return metrics.by_conventions(chosen, self.conventions)

    @cached_property
    def probability(self) -> xr.DataArray | None:
        """Probabilities of the stages of `hypnogram`, dims (epoch, stage_name), or None."""
        if self.belief is None:
            return None
        inside = np.isin(self.stages["onset"].values, self.hypnogram["onset"].values)
        found = self.belief.isel(epoch=inside)
        return found if np.isfinite(found.values).any() else None

    @cached_property
    def hypnograms(self) -> Hypnograms:
        """Stages in bed, as metrics take them."""
        return as_hypnograms(self.hypnogram, self.observed)

    @cached_property
    def of_scorers(self) -> tuple[Hypnograms, ...]:
        """Stages in bed of every scorer, as metrics take them: those alike in length together."""
        if not self.conventions:
            return (as_hypnograms(self.every_scorer, self.observed),)
        return tuple(
            as_hypnograms(metrics.by_conventions(one, self.conventions), self.observed)
            for one in self.every_scorer
        )


@dataclass(frozen=True, eq=False)
class MetricsQuery:
    """A question, frozen, so that a worker can answer it while the page moves on."""

    in_bed: TimeInBed
    selection: tuple[float, ...]
    definitions: tuple[tuple[str, str], ...]
    reference: TimeInBed | None = None
    """A second night, from its own lights-off to its own lights-on."""

    @cached_property
    def parts(self) -> tuple[tuple[str, Hypnograms], ...]:
        """The night, and the selection and the reference night if there are any, by name."""
        parts = [(name_of_night(self.in_bed.lights), self.in_bed.hypnograms)]
        if self.selection:
            every, scorer = self.in_bed.stages, self.in_bed.scorer
            whole = every.sel(scorer=scorer) if scorer else every.isel(scorer=0)
            part = as_hypnograms(crop(whole, *self.selection), self.in_bed.observed)
            parts.append((SELECTION, part))
        if self.reference is not None:
            parts.append(("reference", self.reference.hypnograms))
        return tuple(parts)

    def with_signals(self) -> "MetricsQuery":
        """Ask the same with saturation and heart beats, which take reading the recording."""
        observed = self.in_bed.observed
        if observed is None:
            return self
        return self._full

    @cached_property
    def _full(self) -> "MetricsQuery":
        in_bed = _with_signals(self.in_bed)
        reference = None if self.reference is None else _with_signals(self.reference)
        if in_bed is self.in_bed and reference is self.reference:
            return self
        return replace(self, in_bed=in_bed, reference=reference)

    @property
    def names(self) -> list[str]:
        """What to call each part."""
        return [name for name, _ in self.parts]

    @property
    def several_scorers(self) -> bool:
        """Whether more than one person scored this night."""
        return self.in_bed.stages.sizes["scorer"] > 1

    @property
    def rule(self) -> CycleRule:
        """The rule chosen for cycles."""
        return CYCLE_RULES[self.variant(CYCLES)]

    def variant(self, name: str) -> str:
        """Key of the variant chosen of a definition."""
        return dict(self.definitions).get(name, definition(name).default)

    def values(self, symbol: str) -> list[float]:
        """Compute a metric of each part."""
        function = metrics.metric(symbol).values
        return [float(function(hypnograms)[0]) for _, hypnograms in self.parts]

    def why_not(self, detail: str) -> str:
        """Say why numbers that need a detail of `explorer.metrics.stage_detail` are missing here.

        Returns
        -------
        str
            "" where every part tells it.
        """
        said = (hypnograms.why_not(detail) for _, hypnograms in self.parts)
        return next((why for why in said if why), "")

    def row(self, symbol: str) -> metrics.Metric:
        """Return a metric as the tables here have it; that of the catalogue where none does."""
        known = metrics.METRICS.get(symbol)  # most stand everywhere, and need no looking
        return known or self.metrics.get(symbol) or metrics.metric(symbol)

    @cached_property
    def metrics(self) -> dict[str, metrics.Metric]:
        """Rows of tables, by symbol: with those of light and deep sleep where anybody has them."""
        return {
            symbol: row for one in self._every for symbol, row in metrics.metrics_of(one).items()
        }

    @cached_property
    def groups(self) -> frozenset[str]:
        """Groups that `metrics` has rows of."""
        return frozenset().union(*map(metrics.groups_of, self._every))

    @property
    def _every(self) -> list[Hypnograms]:
        return [*(hypnograms for _, hypnograms in self.parts), *self.in_bed.of_scorers]

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Stages that the parts have, from the top of a hypnogram down."""
        codes = [hypnograms.scored_codes.ravel() for _, hypnograms in self.parts]
        return stages_of(np.concatenate(codes))

    def extremes(self, symbol: str) -> tuple[float, float] | None:
        """Lowest and highest value of the night over its scorers; None with one scorer."""
        if not self.several_scorers:
            return None
        return self.extremes_by(metrics.metric(symbol).values)

    def extremes_by(self, function: Callable[[Hypnograms], np.ndarray]) -> tuple[float, float]:
        """Lowest and highest value of the night over its scorers, of any function."""
        return finite_extremes(np.concatenate([function(some) for some in self.in_bed.of_scorers]))


def _with_signals(in_bed: TimeInBed) -> TimeInBed:
    observed = in_bed.observed
    if observed is None:
        return in_bed
    full = observed_signals(in_bed.night, observed)
    return in_bed if full is observed else replace(in_bed, observed=full)


def finite_extremes(values: np.ndarray) -> tuple[float, float]:
    """Lowest and highest of what can be said; NaN where nothing can.

    Examples
    --------
    >>> finite_extremes(np.array([3.0, np.nan, 1.0]))
    (1.0, 3.0)
    """
    said = values[np.isfinite(values)]
    return (float(said.min()), float(said.max())) if said.size else (np.nan, np.nan)
