"""The only mutable state: one reader's place in one night, and the choices made there."""

from collections.abc import Callable
from typing import Any, TypeVar

import xarray as xr
from traitlets import (
    Bool,
    Float,
    Instance,
    TraitError,
    Tuple,
    Unicode,
    observe,
    validate,
)

from explorer.analysis.event_lanes import ALL_EVENTS, EventFilter
from explorer.analysis.night_parts import NightPart, night_parts
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.signal_view import SignalView
from explorer.app.batched_traits import BatchedHasTraits
from explorer.metrics.conventions import select_conventions
from explorer.metrics.definitions import definition, departures
from explorer.night.first_look import analysis_channel, first_deep_sleep, first_look
from explorer.night.montage import AS_RECORDED, available_montages, derivation_names
from explorer.night.night import Night
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
from explorer.vocabulary.bands import BANDS, SLOW_WAVE_ACTIVITY, SLOW_WAVE_ACTIVITY_RIEDNER, Band

WINDOW_LENGTHS = (5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
NOTCHES = (0.0, 50.0, 60.0)
GAIN_STEP = 2**0.5
THRESHOLDS = (10.0, 300.0)
"""uV peak to peak, the least and the greatest that the amplitude criterion can be drawn to."""
SWA_BANDS = (SLOW_WAVE_ACTIVITY, SLOW_WAVE_ACTIVITY_RIEDNER)

SAMPLES = frozenset({"night", "analysis_channel", "montage", "notch"})
"""Traits of `ExplorerState` that the whole-night analysis is made from."""
Made = TypeVar("Made")

STAGES = frozenset(
    {"night", "scorer", "edits", "automatic_scorings", "blind", "scorer_name", "sitting"}
)
"""Traits of `ExplorerState` that the stages shown are made from."""


class ExplorerState(BatchedHasTraits):
    """One reader's place in one night. Panels observe it and write back to it alone.

    Values are immutable, so that setting an equal value tells nobody.
    """

    night = Instance(Night)
    """The night on screen. Never a bare Dataset: ``==`` on it is truthy, so no panel is told."""

    reference = Instance(Night, allow_none=True)
    """A second night whose numbers stand beside; None for none."""

    reference_title = Unicode("")
    """What the page calls the reference night."""

    window_start = Float(0.0)
    """Start of the visible window, s from the start of the recording."""

    cursor_epoch = Float(-1.0)
    """Start of the epoch gone to for scoring, s; -1 for none. Counts while the window shows it."""

    window_length = Float(30.0)
    """Length of the visible window, s: one of `WINDOW_LENGTHS`."""

    visible_channels = Tuple()
    """Names of the channels shown, in the order of the night."""

    analysis_channel = Unicode("")
    """The channel that the spectrogram, band power and events are computed from."""

    montage = Unicode(AS_RECORDED)
    """What EEG channels are measured against."""

    band = Instance(Band)
    """The frequency band under the hand."""

    notch = Float(0.0)
    """Mains frequency taken out, Hz; 0 for none."""

    gains = Tuple()
    """Pairs of (kind, gain): how much larger than usual a kind's traces are drawn."""

    selection = Tuple()
    """The selection, (start, stop) in s; empty for none."""

    lights = Tuple()
    """Lights-off and lights-on set by hand, s from the start of the recording; empty where the
    file's count."""

    definitions = Tuple()
    """Pairs of (definition, variant) where the choice departs from the default."""

    scorer = Unicode("")
    """Whose hypnogram counts; "" for the first scorer's."""

    dark = Bool(False)
    """Whether the page is dark."""

    n3_amplitude = Float(75.0)
    """The line that a slow wave must exceed to count to N3 by that criterion, uV peak to peak."""

    detector = Unicode("")
    """Events looked for: "" for those that live in the band, else a kind and a rule."""

    event_filter = Instance(EventFilter, ())
    """Which scored events are drawn and listed."""

    slow_wave_activity = Unicode(SWA_BANDS[0].name)
    """Name of the band of slow-wave activity: one of `SWA_BANDS`."""

    swa_reference = Tuple()
    """The night that SWA is divided by: (name, channel, name of the band, mean SWA in uV^2)."""

    edits = Instance(Edits, ())
    """What people here scored, with all that can be undone and redone."""

    automatic_scorings = Tuple()
    """What automatic stagers said: each a `Staging`."""

    scorer_name = Unicode("me")
    """Who is scoring here."""

    scoring = Bool(False)
    """Whether the keys of the stages score."""

    blind = Bool(False)
    """Whether what others say of the night is hidden: stages of file and stagers, events, N3 by
    rule. What the person here scored stays in sight."""

    sitting = Instance(Sitting, allow_none=True)
    """The lesson of the scoring school that is under way or was handed in; None for none."""

    def __init__(self, night: Night) -> None:
        self._made: dict[str, tuple[tuple[Any, ...], Any]] = {}
        super().__init__(night=night, band=BANDS[0])
        self._settle()

    @property
    def view(self) -> SignalView:
        """The choices that change samples: channels, montage and mains filter."""
        return SignalView(self.visible_channels, self.montage, self.notch)

    def derivation(self, channel: str) -> str:
        """Name what is seen of a channel in the montage chosen: "F4-avg" for F4-M1."""
        of = (self.night, self.montage)
        names = self._made_once("derivations", of, lambda: derivation_names(of[0].channels, of[1]))
        return str(names.get(channel, channel))

    @property
    def analysed(self) -> str:
        """Name of the derivation that is analysed; "" where there is no channel."""
        return self.derivation(self.analysis_channel)

    @property
    def analysis_key(self) -> tuple[object, ...]:
        """What the whole-night analysis depends on."""
        return (self.night, self.analysis_channel, self.montage, self.notch)

    @property
    def window_stop(self) -> float:
        """End of the visible window, s."""
        return self.window_start + self.window_length

    @property
    def hypnogram(self) -> xr.DataArray:
        """Stages of the whole recording by the chosen scorer, dims (epoch)."""
        every = self.hypnograms
        named = self.scorer and not self.in_lesson
        return every.sel(scorer=self.scorer) if named else every.isel(scorer=0)

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
            return SearchScope(self.hypnogram, shown if len(self.scorers) > 1 else "", by_hand)

        of = (self.hypnograms, self.edits, self.scorer)
        return self._made_once("searched", of, make)

    def _made_once(self, name: str, of: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """Make a value again only where one of those it is made of is another object."""
        known = self._made.get(name)
        if known is None or any(a is not b for a, b in zip(of, known[0], strict=True)):
            known = self._made[name] = (of, make())
        value: Made = known[1]
        return value

    @property
    def time_in_bed(self) -> tuple[float, float]:
        """Lights-off and lights-on in s: by hand, else the file's, NaN where nobody says."""
        if self.lights:
            return self.lights
        attrs = self.night.attrs
        return float(attrs["lights_off"]), float(attrs["lights_on"])

    @property
    def parts(self) -> tuple[NightPart, ...]:
        """What numbers are of: the time in bed, and the selection if there is one."""
        conventions = select_conventions(self.definitions)
        return night_parts(self.hypnogram, self.time_in_bed, self.selection, conventions)

    @property
    def scalp_key(self) -> tuple[object, ...]:
        """Name all that a topography of the part shown depends on, but for the band."""
        view, part, searched = self.view, self.parts[-1], self.search_scope
        stages = (part.hypnogram.values.tobytes(), part.inside.tobytes(), searched.key)
        return (self.night, view.montage, view.notch, part.name, *stages)

    def variant(self, name: str) -> str:
        """Key of the variant chosen of a definition."""
        return str(dict(self.definitions).get(name, definition(name).default))

    def gain(self, kind: str) -> float:
        """How much larger than usual a kind's traces are drawn."""
        return float(dict(self.gains).get(kind, 1.0))

    def change_gain(self, kind: str, steps: int) -> None:
        """Draw the traces of one kind larger by so many steps of sqrt(2); "" for all kinds."""
        kinds = {channel.kind for channel in self.night.channels.values()}
        changed = {k: self.gain(k) for k in kinds}
        for k in kinds if not kind else {kind}:
            changed[k] = min(max(changed.get(k, 1.0) * GAIN_STEP**steps, 1 / 64), 64.0)
        self.gains = tuple(sorted(changed.items()))

    @validate("window_start")
    def _clamp_start(self, proposal: dict[str, Any]) -> float:
        latest = max(0.0, self.night.duration - self.window_length)
        return min(max(float(proposal["value"]), 0.0), latest)

    @validate("selection")
    def _clamp_selection(self, proposal: dict[str, Any]) -> tuple[float, ...]:
        if not proposal["value"]:
            return ()
        start, stop = sorted(
            min(max(float(t), 0.0), self.night.duration) for t in proposal["value"]
        )
        return (start, stop) if stop > start else ()

    @validate("lights")
    def _ordered_lights(self, proposal: dict[str, Any]) -> tuple[float, ...]:
        if not proposal["value"]:
            return ()
        off, on = sorted(min(max(float(t), 0.0), self.night.duration) for t in proposal["value"])
        shortest = float(self.night.hypnogram.epoch_length)
        if on - off < shortest:
            raise TraitError(f"lights-off and -on must lie {shortest:g} s or more apart")
        return (off, on)

    @validate("definitions")
    def _known_definitions(self, proposal: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        try:
            return departures(proposal["value"])
        except ValueError as error:
            raise TraitError(str(error)) from error

    @validate("scorer")
    def _known_scorer(self, proposal: dict[str, Any]) -> str:
        name = proposal["value"]
        if name and name not in self.scorers:
            raise TraitError(f"no scorer {name!r}, expected one of {list(self.scorers)}")
        return "" if name in self.scorers[:1] else str(name)

    @validate("analysis_channel")
    def _known_channel(self, proposal: dict[str, Any]) -> str:
        name: str = proposal["value"]
        if name and name not in self.night.channels:
            raise TraitError(f"no channel {name!r}, expected one of {list(self.night.channels)}")
        return name

    @validate("slow_wave_activity")
    def _known_activity(self, proposal: dict[str, Any]) -> str:
        names = [band.name for band in SWA_BANDS]
        if proposal["value"] not in names:
            raise TraitError(f"no band {proposal['value']!r} of SWA, expected one of {names}")
        return str(proposal["value"])

    @validate("blind")
    def _blind_in_a_lesson(self, proposal: dict[str, Any]) -> bool:
        return bool(proposal["value"]) or self.in_lesson

    @validate("scoring")
    def _no_scoring_in_a_lesson(self, proposal: dict[str, Any]) -> bool:
        return bool(proposal["value"]) and not self.in_lesson

    @validate("n3_amplitude")
    def _reachable_threshold(self, proposal: dict[str, Any]) -> float:
        low, high = THRESHOLDS
        return min(max(float(proposal["value"]), low), high)

    @validate("visible_channels")
    def _known_channels(self, proposal: dict[str, Any]) -> tuple[str, ...]:
        unknown = [name for name in proposal["value"] if name not in self.night.channels]
        if unknown:
            raise TraitError(f"no channels {unknown}, expected some of {list(self.night.channels)}")
        chosen = set(proposal["value"])
        return tuple(name for name in self.night.channels if name in chosen)

    @validate("montage")
    def _possible_montage(self, proposal: dict[str, Any]) -> str:
        offered = available_montages(self.night.channels)
        if proposal["value"] not in offered:
            raise TraitError(f"no montage {proposal['value']!r}, expected one of {offered}")
        return str(proposal["value"])

    @observe("edits", "automatic_scorings", "blind", "scorer_name")
    def _keep_a_scorer(self, _change: dict[str, Any]) -> None:
        if self.scorer and self.scorer not in self.scorers:  # all of theirs was taken back
            self.scorer = ""

    @observe("window_length")
    def _keep_within_night(self, _change: dict[str, Any]) -> None:
        self.window_start = self.window_start

    @observe("night")
    def _open(self, change: dict[str, Any]) -> None:
        if isinstance(change["old"], Night):  # not while the state is being made
            self._settle()

    def _settle(self) -> None:
        """Choose what a first look at this night shows."""
        with self.batch():
            self.sitting = None
            self.montage = AS_RECORDED
            self.visible_channels = first_look(self.night)
            self.analysis_channel = analysis_channel(self.night)
            self.selection = ()
            self.lights = ()
            self.blind = False
            self.scorer = ""
            self.edits = Edits()
            self.automatic_scorings = ()
            self.gains = ()
            self.event_filter = ALL_EVENTS
            self.window_start = first_deep_sleep(self.night)
