"""Controls of the Signal tab: channel, band, detector, SWA and its reference."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from explorer.analysis.event_search import AUTO, CHOICES
from explorer.analysis.wave_coupling import NO_BAND, rules_for
from explorer.app.state import SWA_BANDS, ExplorerState
from explorer.vocabulary.bands import BANDS

_WAVES, _SPINDLES = (rule.edges for rule in rules_for(NO_BAND))
_USUAL = f"usual: slow waves {_WAVES}, spindles {_SPINDLES}"
"""Of the choice that follows the band on the tab of the night, and none here."""


class SignalControls:
    """What the Signal tab is about: a row that writes to the state, as the Night tab's do."""

    def __init__(self, state: ExplorerState) -> None:
        self.state = state
        self.channel = widgets.Dropdown()
        self.band = widgets.Dropdown()
        self.detector = widgets.Dropdown(
            options=[(_USUAL if key == AUTO else title, key) for title, key in CHOICES]
        )
        self.channel.tooltip = "Analysis channel: everything on this tab is measured on it"
        self.band.tooltip = "Band: shaded in the spectra, and whose power is listed"
        self.detector.tooltip = (
            "Events: by which published rule they are found; Night looks for those of its band"
        )
        self.activity = widgets.Dropdown(
            options=[(f"SWA {band.low:g}–{band.high:g} Hz", band.name) for band in SWA_BANDS],
            tooltip="Slow-wave activity: 0.75–4.5 Hz (Zurich) or 0.5–4 Hz (Riedner et al. 2007)",
        )
        self.reference = widgets.Button(layout=widgets.Layout(width="auto"))
        self.reference.tooltip = "show slow-wave activity as a multiple of this night's"
        self.whole = widgets.Button(
            description="clear the selection",
            tooltip="show the whole recording again",
            layout=widgets.Layout(width="auto", display="none"),
        )
        row = (
            *(self.channel, self.band, self.detector),
            *(self.activity, self.reference, self.whole),
        )
        self.widget = widgets.HBox(row)
        self.widget.add_class("signal-controls")
        self._following = False
        self.follow(frozenset({"night"}))

    def connect(
        self,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        take_reference: Callable[[], None],
    ) -> None:
        """Let the widgets write to the state, each callback wrapped by `safe_callback`."""
        for widget, name in (
            (self.channel, "analysis_channel"),
            (self.band, "band"),
            (self.detector, "detector"),
            (self.activity, "slow_wave_activity"),
        ):

            def written(change: dict[str, Any], name: str = name) -> None:
                if not self._following and change["new"] is not None:
                    setattr(self.state, name, change["new"])

            widget.observe(safe_callback(written), "value")
        self.whole.on_click(safe_callback(lambda _button: setattr(self.state, "selection", ())))
        self.reference.on_click(safe_callback(lambda _button: take_reference()))

    def follow(self, changed: frozenset[str]) -> None:
        """Show the state."""
        state = self.state
        self._following = True
        try:
            if changed & {"night", "montage"}:
                self.channel.options = [(state.derivation(n), n) for n in state.night.channels]
            if changed & {"night", "montage", "analysis_channel"}:
                self.channel.value = state.analysis_channel or None
            if changed & {"night", "band"}:
                own = () if state.band in BANDS else (state.band,)
                bands = [(f"{b.name} {b.low:g}–{b.high:g} Hz", b) for b in (*BANDS, *own)]
                self.band.options = bands
                self.band.value = state.band
            if changed & {"night", "selection"}:
                self.whole.layout.display = "" if state.epochs_selected else "none"
            if changed & {"night", "detector"}:
                self.detector.value = state.detector
            if changed & {"night", "slow_wave_activity"}:
                self.activity.value = state.slow_wave_activity
            if changed & {"night", "swa_reference"}:
                known = bool(state.swa_reference)
                self.reference.description = (
                    f"forget the reference {state.swa_reference[0]}"
                    if known
                    else "normalise SWA to this night"
                )
        finally:
            self._following = False
