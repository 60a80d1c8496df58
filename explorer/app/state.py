"""The only mutable state: one reader's place in one night, and the choices made there."""

from typing import Any

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
from explorer.analysis.signal_view import SignalView
from explorer.app.channel_display import ChannelDisplay
from explorer.app.shown_stages import ShownStages
from explorer.app.spectrogram_display import SpectrogramDisplay
from explorer.metrics.conventions import select_conventions
from explorer.metrics.definitions import definition, departures
from explorer.night.first_look import analysis_channel, first_deep_sleep, first_look
from explorer.night.montage import AS_RECORDED, available_montages, derivation_names
from explorer.night.night import Night
from explorer.scoring.edit_history import Edits
from explorer.vocabulary.bands import BANDS, SLOW_WAVE_ACTIVITY, SLOW_WAVE_ACTIVITY_RIEDNER, Band

WINDOW_LENGTHS = (5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)
NOTCHES = (0.0, 50.0, 60.0)
THRESHOLDS = (10.0, 300.0)
"""uV peak to peak, the least and the greatest that the amplitude criterion can be drawn to."""
SHORTEST_SPAN = 60.0
"""s of the night that the panels along it may show."""
SWA_BANDS = (SLOW_WAVE_ACTIVITY, SLOW_WAVE_ACTIVITY_RIEDNER)

SAMPLES = frozenset({"night", "analysis_channel", "montage", "notch"})
"""Traits of `ExplorerState` that the whole-night analysis is made from."""
STAGES = frozenset(
    {"night", "scorer", "edits", "automatic_scorings", "blind", "scorer_name", "sitting"}
)
"""Traits of `ExplorerState` that the stages shown are made from."""


def is_other_recording(change: dict[str, Any]) -> bool:
    """Whether a change of `ExplorerState.night` is to another recording.

    A night to which channels were derived by hand is the same recording: its scoring, its window
    and its analysis stay.
    """
    old, new = change["old"], change["new"]
    return not isinstance(old, Night) or old.recorded is not new.recorded


class ExplorerState(ChannelDisplay, SpectrogramDisplay, ShownStages):
    """One reader's place in one night. Panels observe it and write back to it alone.

    Values are immutable, so that setting an equal value tells nobody.
    """

    reference = Instance(Night, allow_none=True)
    """A second night whose numbers stand beside; None for none."""

    reference_title = Unicode("")
    """What the page calls the reference night."""

    reference_place = Unicode("")
    """Where the reference night is found again, as a link says it; "" for none, or for a night that
    is nowhere but on the page. A change by a link asks for the night."""

    comparison = Unicode("")
    """What the tab Compare shows, as a link says it; a change by a link asks for it."""

    lab = Unicode("")
    """Where the magnesium lab's knobs stand, as a link says it, "" for where they begin; a change
    by a link asks for it."""

    window_start = Float(0.0)
    """Start of the visible window, s from the start of the recording."""

    cursor_epoch = Float(-1.0)
    """Start of the epoch gone to for scoring, s; -1 for none. Counts while the window shows it."""

    window_length = Float(30.0)
    """Length of the visible window, s: one of `WINDOW_LENGTHS`."""

    analysis_channel = Unicode("")
    """The channel that the spectrogram, band power and events are computed from."""

    montage = Unicode(AS_RECORDED)
    """What EEG channels are measured against."""

    band = Instance(Band)
    """The frequency band under the hand."""

    notch = Float(0.0)
    """Mains frequency taken out, Hz; 0 for none."""

    selection = Tuple()
    """The selection, (start, stop) in s; empty for none."""

    overview_span = Tuple()
    """The part of the night that hypnogram, spectrogram and strips show, (start, stop) in s; empty
    for all of it."""

    lights = Tuple()
    """Lights-off and lights-on set by hand, s from the start of the recording; empty where the
    file's count."""

    definitions = Tuple()
    """Pairs of (definition, variant) where the choice departs from the default."""

    large_type = Bool(False)
    """Whether letters and lines are larger, for a projector."""

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

    scoring = Bool(False)
    """Whether the keys of the stages score."""

    def __init__(self, night: Night) -> None:
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
        return (self.night.recorded, self.analysis_channel, self.montage, self.notch)

    @property
    def window_stop(self) -> float:
        """End of the visible window, s."""
        return self.window_start + self.window_length

    @property
    def time_in_bed(self) -> tuple[float, float]:
        """Lights-off and lights-on in s: by hand, else the file's, NaN where nobody says."""
        if self.lights:
            return self.lights
        attrs = self.night.attrs
        return float(attrs["lights_off"]), float(attrs["lights_on"])

    @property
    def epochs_selected(self) -> tuple[float, ...]:
        """The selection as numbers of stages take it: empty where it is shorter than an epoch.

        A wave that is measured on a trace has no sleep architecture.
        """
        if not self.selection:
            return ()
        start, stop = self.selection
        return self.selection if stop - start >= float(self.hypnogram.epoch_length) else ()

    @property
    def parts(self) -> tuple[NightPart, ...]:
        """What numbers are of: the time in bed, and the selection if there is one."""
        selected = self.epochs_selected
        of = (self.hypnogram, self.night, self.lights, selected, self.definitions)

        def make() -> tuple[NightPart, ...]:
            conventions = select_conventions(self.definitions)
            return night_parts(self.hypnogram, self.time_in_bed, selected, conventions)

        return self._made_once("parts", of, make)

    @property
    def scalp_key(self) -> tuple[object, ...]:
        """Name all that a topography of the part shown depends on, but for the band."""
        view, part, searched = self.view, self.parts[-1], self.search_scope
        stages = (part.hypnogram.values.tobytes(), part.inside.tobytes(), searched.key)
        return (self.night.recorded, view.montage, view.notch, part.name, *stages)

    def variant(self, name: str) -> str:
        """Key of the variant chosen of a definition."""
        return str(dict(self.definitions).get(name, definition(name).default))

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

    @validate("overview_span")
    def _clamp_span(self, proposal: dict[str, Any]) -> tuple[float, ...]:
        if not proposal["value"]:
            return ()
        start, stop = sorted(
            min(max(float(t), 0.0), self.night.duration) for t in proposal["value"]
        )
        part = stop - start
        return (start, stop) if SHORTEST_SPAN <= part < self.night.duration else ()

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

    @validate("scoring")
    def _no_scoring_in_a_lesson(self, proposal: dict[str, Any]) -> bool:
        return bool(proposal["value"]) and not self.in_lesson

    @validate("n3_amplitude")
    def _reachable_threshold(self, proposal: dict[str, Any]) -> float:
        low, high = THRESHOLDS
        return min(max(float(proposal["value"]), low), high)

    @validate("montage")
    def _possible_montage(self, proposal: dict[str, Any]) -> str:
        offered = available_montages(self.night.channels)
        if proposal["value"] not in offered:
            raise TraitError(f"no montage {proposal['value']!r}, expected one of {offered}")
        return str(proposal["value"])

    @observe("window_length")
    def _keep_within_night(self, _change: dict[str, Any]) -> None:
        self.window_start = self.window_start

    @observe("night")
    def _open(self, change: dict[str, Any]) -> None:
        # Not while the state is being made.
        if isinstance(change["old"], Night) and is_other_recording(change):
            self._settle()

    def _settle(self) -> None:
        """Choose what a first look at this night shows."""
        with self.batch():
            # First and as one: what was said of the night before may have other epochs.
            with self.hold_trait_notifications():
                self.edits = Edits()
                self.automatic_scorings = ()
            self.sitting = None
            self.montage = AS_RECORDED
            self.visible_channels = first_look(self.night)
            self.analysis_channel = analysis_channel(self.night)
            self.selection = self.overview_span = ()
            self.lights = ()
            self.blind = False
            self.scorer = ""
            self.gains = ()
            self.display_filters = ()
            self.channel_scales = ()
            self.inverted = ()
            self.event_filter = ALL_EVENTS
            self.window_start = first_deep_sleep(self.night)
