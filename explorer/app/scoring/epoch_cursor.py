"""The epoch that a key scores, and the window around it; `page/scoring.js` keeps the same rules."""

from explorer.app.state import WINDOW_LENGTHS, ExplorerState
from explorer.night.hypnogram import epoch_at

SHORTEST_SCREEN = 20.0
"""s; an epoch as long fills the window. Of a shorter one too little is seen to stage it by."""
USUAL_SCREEN = 30.0
_SAME = 1e-6


class EpochCursor:
    """Which epoch is to be scored.

    Where the window is longer than an epoch, the epoch stands in its middle, with what comes before
    and after; at the ends of the night, where no window has it in the middle, by the state's
    `cursor_epoch`.
    """

    def __init__(self, state: ExplorerState) -> None:
        self.state = state

    @property
    def onset(self) -> float:
        """When the epoch begins that is to be scored, s."""
        state, grid = self.state, self.state.night.hypnogram
        went_to = state.cursor_epoch
        if went_to >= 0 and abs(self._window(went_to) - state.window_start) < _SAME:
            return went_to
        middle = state.window_length / 2 if state.window_length > float(grid.epoch_length) else 0.0
        return float(grid.onset[epoch_at(grid, state.window_start + middle + _SAME)])

    def go_to(self, time: float) -> None:
        """Go to the epoch that holds this moment."""
        grid = self.state.night.hypnogram
        onset = float(grid.onset[epoch_at(grid, time + _SAME)])
        with self.state.batch():
            self.state.cursor_epoch = onset
            self.state.window_start = self._window(onset)

    def advance(self) -> None:
        """Go to the epoch after the one that was to be scored."""
        self.go_to(self.onset + float(self.state.night.hypnogram.epoch_length))

    def fit_window(self) -> None:
        """Choose a window to score in: an epoch, or what there was where that is too short."""
        state, length = self.state, float(self.state.night.hypnogram.epoch_length)
        middle = state.window_start + state.window_length / 2
        fills = length >= SHORTEST_SCREEN and length in WINDOW_LENGTHS
        with state.batch():
            state.window_length = length if fills else max(state.window_length, USUAL_SCREEN)
            self.go_to(middle)

    def _window(self, onset: float) -> float:
        """Where the window begins that shows this epoch."""
        state, length = self.state, float(self.state.night.hypnogram.epoch_length)
        start = onset - max(0.0, (state.window_length - length) / 2)
        return min(max(start, 0.0), max(0.0, state.night.duration - state.window_length))
