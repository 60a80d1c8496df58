"""One metric of two arms: its analysis of covariance, and everything that stands beside."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from explorer.statistics import effect_sizes
from explorer.statistics.ancova import (
    RANDOM_ASSIGNMENTS,
    AdjustedDifference,
    adjusted_difference,
    arm_assignments,
    randomisation_test,
)
from explorer.statistics.arms import FEWEST, Arms
from explorer.statistics.equivalence import SmallestEffect
from explorer.vocabulary.counts import pluralize

PEOPLE_PER_STRATUM = 10
"""Below which strata are kept in the permutation alone, for each takes a degree of freedom."""


@dataclass(frozen=True, eq=False)
class ArmPair:
    """One metric of two arms, on the scale it is tested on."""

    treated: npt.NDArray[np.bool_]
    before: np.ndarray
    after: np.ndarray
    raw: np.ndarray
    """Both visits in the metric's own unit, shape (people, 2)."""
    covariates: np.ndarray
    strata: Sequence[str]
    completed: npt.NDArray[np.bool_]
    on_logs: bool

    @classmethod
    def select(
        cls, arms: Arms, values: np.ndarray, reference: str, arm: str, on_logs: bool
    ) -> "ArmPair":
        """Take one metric's values of two arms, as their logarithms if it is tested on those."""
        drawn = arms.values.arm.values.astype(str)
        here = (drawn == reference) | (drawn == arm)
        raw = values[here].astype(np.float64)
        tested = raw
        if on_logs:
            tested = np.log(raw, out=np.full(raw.shape, np.nan), where=raw > 0)
        return cls(
            drawn[here] == arm,
            tested[:, 0],
            tested[:, 1],
            raw,
            arms.covariates.values[here].astype(np.float64),
            arms.values.stratum.values[here].astype(str).tolist(),
            arms.values.completed.values[here].astype(bool),
            on_logs,
        )

    def design(self, people: npt.NDArray[np.bool_]) -> np.ndarray:
        """Columns of the model but the arm: ones, baseline, covariates and strata."""
        columns = [np.ones(int(people.sum()))]
        for one in (self.before, *self.covariates.T):
            known = one[people]
            if np.isfinite(known).any():
                columns.append(np.where(np.isfinite(known), known, np.nanmean(known)))
        strata = np.asarray(self.strata)[people]
        names = sorted(set(strata.tolist()))
        if 1 < len(names) <= strata.size / PEOPLE_PER_STRATUM:
            columns += [(strata == name).astype(np.float64) for name in names[1:]]
        return np.column_stack(columns)

    def fit(
        self, people: npt.NDArray[np.bool_], response: np.ndarray | None = None
    ) -> AdjustedDifference:
        """Analysis of covariance of these people."""
        after = self.after if response is None else response
        return adjusted_difference(after[people], self.treated[people], self.design(people))

    def row(
        self,
        effect: SmallestEffect | None,
        rng: np.random.Generator,
        assignments: int = RANDOM_ASSIGNMENTS,
    ) -> dict[str, float | str]:
        """Every number of one metric."""
        arms = {"reference": ~self.treated, "condition": self.treated}
        followed = np.isfinite(self.after)
        both = followed & np.isfinite(self.before)
        enough = all(int((followed & arm).sum()) >= FEWEST for arm in arms.values())
        found = self.fit(followed) if enough else self.fit(np.zeros_like(followed))
        drawn = arm_assignments(
            self.treated[followed],
            np.asarray(self.strata)[followed].tolist(),
            rng,
            random=assignments,
        )
        chance = randomisation_test(
            self.after[followed], self.treated[followed], self.design(followed), drawn
        ) if enough else None  # fmt: skip
        row: dict[str, float | str] = {
            "adjusted_difference": found.estimate,
            **_ends("ci", found.interval()),
            "p_permutation": chance.p if chance else np.nan,
            "p_floor": chance.floor if chance else np.nan,
            "p_exact": float(chance.exact) if chance else np.nan,
            "p_ancova": found.p,
            "smallest_effect": effect.amount if effect else np.nan,
            "p_equivalence": found.p_equivalence(effect.bound) if effect else np.nan,
            **self._percent("percent", found),
            **self._g(found, followed),
        }
        for arm, inside in arms.items():
            row |= {
                f"{arm}_n": float((inside & followed).sum()),
                f"{arm}_drawn": float(inside.sum()),
                f"{arm}_missing": float((inside & ~followed).sum()),
                f"{arm}_no_baseline": float((inside & followed & ~both).sum()),
                f"{arm}_baseline_mean": _mean(self.raw[inside, 0]),
                f"{arm}_follow_up_mean": _mean(self.raw[inside, 1]),
                f"{arm}_follow_up_sd": _sd(self.raw[inside, 1]),
                f"{arm}_change_mean": _mean((self.raw[:, 1] - self.raw[:, 0])[inside & both]),
                f"{arm}_adjusted_mean": self._adjusted_mean(found, followed, inside, arm),
            }
        row["shared_baseline_mean"] = self._shared_baseline(followed)
        change = adjusted_difference(
            (self.after - self.before)[both], self.treated[both], np.ones((int(both.sum()), 1))
        )
        row |= {"change_difference": change.estimate, **_ends("change", change.interval())}
        row |= {"p_change": change.p}
        completers = both & self.completed
        row |= self._again("completers", completers, self.after)
        carried = np.where(followed, self.after, self.before)
        row |= self._again("unchanged", np.isfinite(carried), carried)
        row["reason"] = "; ".join(self._reasons(enough, found))
        return row

    def _again(
        self, name: str, people: npt.NDArray[np.bool_], response: np.ndarray
    ) -> dict[str, float]:
        """Repeat the analysis on other people, or with other values for some."""
        found = self.fit(people, response)
        return {
            f"{name}_difference": found.estimate,
            **_ends(name, found.interval()),
            f"{name}_p": found.p,
            f"{name}_reference_n": float((people & ~self.treated).sum()),
            f"{name}_condition_n": float((people & self.treated).sum()),
        }

    def _adjusted_mean(
        self,
        found: AdjustedDifference,
        followed: npt.NDArray[np.bool_],
        inside: npt.NDArray[np.bool_],
        arm: str,
    ) -> float:
        """Mean at follow-up of an arm, had both begun alike; of logarithms a geometric mean."""
        if not (followed & inside).any() or not np.isfinite(found.estimate):
            return np.nan
        share = float(self.treated[followed].mean())
        apart = found.estimate * ((1 - share) if arm == "condition" else -share)
        level = float(self.after[followed].mean()) + apart
        return float(np.exp(level)) if self.on_logs else level

    def _shared_baseline(self, followed: npt.NDArray[np.bool_]) -> float:
        """Mean at baseline of everybody analysed; of logarithms a geometric mean."""
        level = _mean(self.before[followed])
        return float(np.exp(level)) if self.on_logs else level

    def _percent(self, name: str, found: AdjustedDifference) -> dict[str, float]:
        said = (found.estimate, *found.interval())
        value, low, high = map(effect_sizes.as_percent, said) if self.on_logs else (np.nan,) * 3
        return {name: value, f"{name}_low": low, f"{name}_high": high}

    def _g(self, found: AdjustedDifference, followed: npt.NDArray[np.bool_]) -> dict[str, float]:
        """Hedges' g between the arms: the adjusted difference over their pooled SD at follow-up."""
        parts = [self.after[followed & inside] for inside in (~self.treated, self.treated)]
        freedom = sum(part.size for part in parts) - 2
        squares = sum(float(((part - part.mean()) ** 2).sum()) for part in parts if part.size)
        if freedom < 1 or not squares > 0:
            return {"g": np.nan, "g_low": np.nan, "g_high": np.nan}
        spread = float(np.sqrt(squares / freedom))
        shrink = 1 - 3 / (4 * freedom - 1)
        g = found.estimate / spread * shrink
        error = float(np.hypot(found.standard_error / spread * shrink, g / np.sqrt(2 * freedom)))
        one = AdjustedDifference(g, error, max(found.freedom, 1), np.nan)
        return {"g": g, **_ends("g", one.interval())}

    def _reasons(self, enough: bool, found: AdjustedDifference) -> list[str]:
        reasons = []
        if not enough:
            reasons.append(f"fewer than {FEWEST} people of an arm have it at follow-up")
        elif not np.isfinite(found.estimate):
            reasons.append(
                "a covariate is the arm itself, or people are too few for so many covariates"
            )
        elif not found.standard_error > 0:
            reasons.append("the model leaves no spread, so nothing can be tested")
        if not np.isfinite(self.before).any():
            reasons.append("nobody has a baseline, so it is compared at follow-up alone")
        lost = int((np.isfinite(self.raw) & ~np.isfinite(np.column_stack(
            [self.before, self.after]))).sum())  # fmt: skip
        if self.on_logs and lost:
            reasons.append(f"{pluralize(lost, 'value')} of 0 or less without a logarithm")
        return reasons


def _ends(name: str, interval: tuple[float, float]) -> dict[str, float]:
    return {f"{name}_low": interval[0], f"{name}_high": interval[1]}


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else np.nan


def _sd(values: np.ndarray) -> float:
    return effect_sizes.sample_sd(values[np.isfinite(values)])
