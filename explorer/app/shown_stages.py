"""Shown stages: whose hypnogram counts, of those that a file, stagers and people here have."""

from typing import Any

import xarray as xr
from traitlets import Bool, Instance, TraitError, Tuple, Unicode, observe, validate

from explorer.analysis.search_scope import SearchScope
from explorer.app.night_on_screen import NightOnScreen
from explorer.school.sitting import Sitting
from explorer.scoring.combine_scorers import (
    Staging,
    own_stages,
    scorer_label,
    stack_scorers,
    stage_probability,
    without_copied,
)
from explorer.scoring.edit_history import Edits

HIDDEN = "hidden while blind"
"""In place of what others say of the night, and of whatever rests on it."""


class ShownStages(NightOnScreen):
    """The part of `ExplorerState` that says whose stages stand on the page."""

    scorer = Unicode("")
    """Whose hypnogram counts; "" for the first scorer's."""

    edits = Instance(Edits, ())
    """What people here scored, with all that can be undone and redone."""

    automatic_scorings = Tuple()
    """What automatic stagers said: each a `Staging`."""

    scorer_name = Unicode("me")
    """Who is scoring here."""

    blind = Bool(False)
    """Whether what others say of the night is hidden: stages of file and stagers, events, N3 by
    rule. What the person here scored stays in sight, but not what they copied and left as it was.
    """

    sitting = Instance(Sitting, allow_none=True)
    """The lesson of the scoring school that is under way or was handed in; None for none."""

    @property
    def hypnogram(self) -> xr.DataArray:
        """Stages of the whole recording by the chosen scorer, dims (epoch)."""
        every = self.hypnograms
        scorer = "" if self.in_lesson else self.scorer

        def make() -> xr.DataArray:
            return every.sel(scorer=scorer) if scorer else every.isel(scorer=0)

        return self._made_once("hypnogram", (every, scorer), make)

    @property
    def hypnograms(self) -> xr.DataArray:
        """Stages by all who scored: the file's, stagers, people here; dims (scorer, epoch)."""
        of = (self.night, self.edits, self.automatic_scorings)
        if self.in_lesson:  # what the student scored before may be a copy of the answers
            unscored = (self.night,)
            return self._made_once(
                "unscored", unscored, lambda: own_stages(self.night, Edits(), "")
            )
        if self.blind:
            own = (self.night, self.edits, self.scorer_name)
            return self._made_once("own", own, lambda: own_stages(*own))
        return self._made_once("hypnograms", of, lambda: stack_scorers(*of))

    @property
    def in_lesson(self) -> bool:
        """Whether a lesson is under way: nothing that anybody scored is shown meanwhile."""
        return self.sitting is not None and not self.sitting.finished

    @property
    def scored_apart(self) -> xr.DataArray:
        """`hypnograms` without what people here copied: what each of them scored."""
        of = (self.hypnograms, self.night, self.edits)
        return self._made_once("apart", of, lambda: without_copied(*of))

    @property
    def is_scored(self) -> bool:
        """Whether anybody scored this night."""
        if self.in_lesson:
            return False
        if self.blind:
            return self.scorer_name in self.edits.scorers
        return self.night.is_scored or self.hypnograms is not self.night.hypnograms

    @property
    def hides_stages(self) -> bool:
        """Whether stages that somebody gave are out of sight, and none stand in their place."""
        given = self.night.is_scored or bool(self.automatic_scorings) or bool(self.edits.scorers)
        return (self.in_lesson or self.blind) and not self.is_scored and given

    @property
    def why_no_stages(self) -> str:
        """Why nothing that rests on stages can be shown, in words; "" where stages stand."""
        if self.hides_stages:
            return HIDDEN
        return "" if self.is_scored else "nobody scored this night"

    @property
    def scorers(self) -> tuple[str, ...]:
        """Who scored this night; empty where nobody did."""
        return tuple(map(str, self.hypnograms.scorer.values)) if self.is_scored else ()

    @property
    def staging(self) -> Staging | None:
        """What the stager said whose stages are shown, with its probabilities."""
        return next((s for s in self.automatic_scorings if s.scorer == self._shown), None)

    @property
    def probability(self) -> xr.DataArray | None:
        """How likely each stage was to whoever's stages are shown, dims (epoch, stage_name).

        None where that is a person. From the file's stager and from the page's alike.
        """
        return stage_probability(self.night, self._shown, self.automatic_scorings)

    @property
    def _shown(self) -> str:
        return self.scorer or next(iter(self.scorers), "")

    @property
    def search_scope(self) -> SearchScope:
        """Whose stages say where events are looked for: the chosen scorer's, as they stand."""

        def make() -> SearchScope:
            shown = self._shown
            by_hand = shown in [scorer_label(self.night, name) for name in self.edits.scorers]
            whose = shown if len(self.scorers) > 1 else ""
            return SearchScope(self.hypnogram, whose, by_hand, self.hides_stages)

        of = (self.hypnograms, self.edits, self.scorer, self.hides_stages)
        return self._made_once("searched", of, make)

    @validate("scorer")
    def _known_scorer(self, proposal: dict[str, Any]) -> str:
        name = proposal["value"]
        if name and name not in self.scorers:
            raise TraitError(f"no scorer {name!r}, expected one of {list(self.scorers)}")
        return "" if name in self.scorers[:1] else str(name)

    @validate("blind")
    def _blind_in_a_lesson(self, proposal: dict[str, Any]) -> bool:
        return bool(proposal["value"]) or self.in_lesson

    @observe("edits", "automatic_scorings", "blind", "scorer_name")
    def _keep_a_scorer(self, _change: dict[str, Any]) -> None:
        if self.scorer and self.scorer not in self.scorers:  # all of theirs was taken back
            self.scorer = ""
