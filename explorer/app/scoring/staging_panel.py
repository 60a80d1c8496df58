"""Automatic staging on the page: channels, progress, cancel, and the epochs it is unsure of."""

import threading
from html import escape
from typing import Any

import numpy as np

from explorer.app.latest_worker import LatestWorker
from explorer.app.scoring.epoch_cursor import EpochCursor
from explorer.app.scoring.scoring_controller import SafeCallback
from explorer.app.state import ExplorerState, is_other_recording
from explorer.bridge.table_widget import TableWidget
from explorer.extras import install_here
from explorer.night.hypnogram import epoch_at
from explorer.night.night import Night
from explorer.render.environment import pieces
from explorer.render.form_controls import choice
from explorer.render.number_format import number
from explorer.scoring.combine_scorers import Staging, scorer_label
from explorer.staging.channel_choice import ChannelChoice, candidates, propose
from explorer.staging.staging_process import CancelledError, stage_in_process
from explorer.staging.store import load_staging, save_staging
from explorer.staging.yasa_model import INSTALL, SURE, is_installed, uncertain
from explorer.storage.allowed_folders import is_local
from explorer.storage.user_folders import journal_folder
from explorer.vocabulary.counts import pluralize

KEY = "staging"
_KINDS = ("EEG", "EOG", "EMG")
_SHOWN_BY = frozenset({"night", "automatic_scorings", "scorer", "window_start"})

Request = tuple[Night, ChannelChoice, threading.Event]


class StagingPanel:
    """A button where nobody scored, folded away where somebody did.

    Parameters
    ----------
    state : ExplorerState
        Its `stagings` are written here alone.
    safe_callback : callable
        Wraps every callback, those of the worker too.
    epoch_cursor : EpochCursor
        Goes to the epochs of which the stager is unsure.
    """

    def __init__(
        self, state: ExplorerState, safe_callback: SafeCallback, epoch_cursor: EpochCursor
    ) -> None:
        self.state = state
        self.epoch_cursor = epoch_cursor
        self.choice: ChannelChoice | None = None
        self.refused = ""
        """Why this night cannot be staged, in one sentence."""
        self.doing = ""
        """What the stager is doing, in words; "" when it is at rest."""
        self.said = ""
        self.sheet = TableWidget()
        self.widget = self.sheet
        self.worker: LatestWorker[Request, tuple[Staging, str]] = LatestWorker(
            self._work, safe_callback(self._done), safe_callback(self._failed)
        )
        self._cancel = threading.Event()
        self._safe_callback = safe_callback
        # At once, and not when the change has settled: a link may name the stager.
        state.observe(self._turned, "night")
        self._take_up()

        self.sheet.listen("act", safe_callback(lambda message: self._act(message["what"])))
        self.sheet.listen("choose", safe_callback(lambda m: self._choose(m["name"], m["value"])))
        self.sheet.observe(safe_callback(lambda _c: self._show()), "unfolded")

    def follow(self, changed: frozenset[str]) -> None:
        """Propose channels for another night; show what the stager said."""
        if "night" in changed:
            self.sheet.unfolded = [] if self.state.night.is_scored else [KEY]
        if changed & _SHOWN_BY and (changed - {"window_start"} or self.state.staging):
            self._show()

    def next_uncertain(self) -> None:
        """Go to the next epoch of which the stager is unsure, from the first again at the end."""
        state = self.state
        if not state.automatic_scorings:
            self.said = "Stage this night first: then N goes to the next uncertain epoch."
        else:
            onsets = uncertain(state.staging or state.automatic_scorings[-1])
            ahead = onsets[onsets > self.epoch_cursor.onset + 1e-6]
            if onsets.size:
                self.epoch_cursor.go_to(float(ahead[0] if ahead.size else onsets[0]))
            self.said = "" if onsets.size else f"It is {100 * SURE:.0f} % sure of every epoch."
        self._show()

    # ---- the stager ----------------------------------------------------------------------------

    def _turned(self, change: dict[str, Any]) -> None:
        if is_other_recording(change):
            self._take_up()

    def _take_up(self) -> None:
        """Turn to another night: propose channels, and bring back what the stager said before."""
        self._cancel.set()
        self.doing = self.said = ""
        self._propose()
        if self.choice is not None and (staging := load_staging(self.state.night)):
            self.said = f"{staging.scorer} staged this night before: brought back from the disk."
            own = [scorer_label(self.state.night, name) for name in self.state.edits.scorers]
            self._add(staging, next(iter(own), staging.scorer))

    def _propose(self) -> None:
        self.choice, self.refused = None, ""
        try:
            self.choice = propose(self.state.night)
        except ValueError as error:
            self.refused = f"{error}."

    def _act(self, what: str) -> None:
        if what == "stage" and self.choice is not None:
            self._cancel = threading.Event()
            self.doing, self.said = "beginning", ""
            self.worker.request((self.state.night, self.choice, self._cancel))
        elif what == "cancel":
            self._cancel.set()
            self.doing = "stopping"
        elif what == "next":
            self.next_uncertain()
        elif what == "show":
            self.state.scorer = self.state.automatic_scorings[-1].scorer
        self._show()

    def _choose(self, name: str, value: str) -> None:
        if self.choice is None:  # of a night that cannot be staged there is nothing to choose
            return
        kinds = dict(zip(_KINDS, (self.choice.eeg, self.choice.eog, self.choice.emg), strict=True))
        self.choice = ChannelChoice(*(kinds | {name: value}).values())
        self._show()

    def _work(self, request: Request) -> tuple[Staging, str]:
        """Stage the night, keep what came of it, and say whether that went well."""
        night, chosen, cancel = request
        staging = stage_in_process(
            night, chosen, progress=self._safe_callback(self._progress), cancel=cancel
        )
        try:
            save_staging(night, staging)
        except OSError as error:
            why = f"{journal_folder()} could not be written ({error.strerror or error})"
            return staging, f"It stands in this page only: {why}."
        return staging, "It is kept on disk, and is here again when this night is opened."

    def _progress(self, words: str) -> None:
        self.doing = words
        self._show()

    def _done(self, request: Request, answer: tuple[Staging, str]) -> None:
        if request[0] is not self.state.night:
            return
        staging, self.said = answer
        self.doing = ""
        self._add(staging, staging.scorer)
        self._show()

    def _add(self, staging: Staging, shown: str) -> None:
        """Let the stager stand beside the others; show this scorer where the file has none."""
        state = self.state
        others = tuple(s for s in state.automatic_scorings if s.scorer != staging.scorer)
        with state.batch():
            state.automatic_scorings = (*others, staging)
            if not state.night.is_scored:
                state.scorer = shown

    def _failed(self, request: Request, error: Exception) -> None:
        if request[0] is not self.state.night:
            return
        self.doing = ""
        self.said = "Staging was cancelled." if isinstance(error, CancelledError) else str(error)
        self._show()

    # ---- the page ------------------------------------------------------------------------------

    def _show(self) -> None:
        inside = self._inside() if KEY in self.sheet.unfolded else ""
        self.sheet.value = (
            f'<details class="part" data-key="{KEY}"><summary>Automatic staging</summary>{inside}'
            f"</details>{'' if inside else self._saying()}"
        )

    def _inside(self) -> str:
        if not is_installed():
            return pieces("scoring/staging.html.j2").not_installed(
                install_here("staging") if is_local() else INSTALL, is_local()
            )
        if self.choice is None:
            return f'<p class="quiet">{escape(self.refused)}</p>'
        return "".join((self._asking(self.choice), self._saying(), self._result()))

    def _asking(self, chosen_channels: ChannelChoice) -> str:
        choices = ""
        each = (chosen_channels.eeg, chosen_channels.eog, chosen_channels.emg)
        for kind, chosen in zip(_KINDS, each, strict=True):
            options = [(name, name) for name in candidates(self.state.night, kind)]
            none = [] if kind == "EEG" else [("", "none")]
            if options:
                choices += choice(kind, kind, [*options, *none], chosen)
        if self.doing:
            return (
                f'<p role="status">{escape(self.doing)}…</p><div class="tools">'
                f'<button class="act" data-act="cancel" data-key="cancel">cancel</button></div>'
            )
        return (
            f'<p class="quiet">YASA’s released model, on {escape(chosen_channels.words)}: proposed '
            f"from the kinds of channel.</p>{choices}"
            '<div class="tools"><button class="act" data-act="stage" data-key="stage">Stage this '
            "night</button></div>"
        )

    def _saying(self) -> str:
        return f'<p class="quiet" role="status">{escape(self.said)}</p>' if self.said else ""

    def _result(self) -> str:
        state = self.state
        staging = state.staging or next(iter(reversed(state.automatic_scorings)), None)
        if staging is None:
            return ""
        onsets = uncertain(staging)
        known = staging.probability.notnull().all("stage_name").values
        shown = self.epoch_cursor.onset if state.scoring else state.window_start
        here = staging.probability.values[_epoch(staging, shown)]
        most = np.nan if np.isnan(here).any() else float(100 * here.max())
        return (
            f'<p class="quiet">{onsets.size} of {pluralize(int(known.sum()), "epoch")} less than '
            f"{100 * SURE:.0f} % sure; this one {number(most, 0)} %. "
            f"{escape(' '.join(staging.notes))}</p>"
            '<div class="tools"><button class="act" data-act="next" data-key="next" title="key N">'
            f"next uncertain epoch (N)</button>{self._showing(staging)}</div>"
        )

    def _showing(self, staging: Staging) -> str:
        """Offer the stager's own stages, with which its hypnodensity and intervals come."""
        if staging is self.state.staging:
            return ""
        return (
            '<button class="act" data-act="show" data-key="show" title="its stages, how likely it '
            'held each (the hypnodensity below them), and an interval of every number">'
            "show its stages</button>"
        )


def _epoch(staging: Staging, start: float) -> int:
    return epoch_at(staging.hypnogram, start + 1e-6)
