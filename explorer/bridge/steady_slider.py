"""Sliders that only a hand moves: what the browser's slider rounds and sends back is no gesture."""

import time
from typing import Any

import ipywidgets as widgets
import numpy as np

_ROUNDED = 1e-6  # steps: what the browser's arithmetic makes of a value that it is told
_LATEST = 20.0  # s after which what was told before can no longer come back: a slow connection


class _Steady(widgets.Widget):  # type: ignore[misc]
    """Tells a hand's value from an echo of one that was set here.

    The browser's slider rounds every value that it is told to its own grid; where 10 becomes
    9.999999999999986, it sends that back as if somebody had moved it, late where the way is long:
    by then another value may have been set, which it would undo. A value that is exactly as told
    was never sent back, so it is a hand's.
    """

    def __init__(self, **traits: Any) -> None:
        self._told: list[tuple[float, Any]] = []
        """What was set here since a hand last moved the slider, and when it was replaced."""
        self._hand_moves = False
        super().__init__(**traits)
        self.observe(self._remember, "value")

    def _remember(self, change: dict[str, Any]) -> None:
        if self._hand_moves:
            self._told.clear()
        else:
            self._told.append((time.monotonic(), change["old"]))

    def _echoes(self, value: Any, told: Any) -> bool:
        return bool(
            np.any(np.not_equal(value, told))
            and np.allclose(value, told, rtol=0, atol=_ROUNDED * self.step)
        )

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what a hand has set, and nothing that is only sent back."""
        if "value" in sync_data:
            value, now = sync_data["value"], time.monotonic()
            late = any(
                now - when < _LATEST and self._echoes(value, old) for when, old in self._told
            )
            if late:  # said again, should a hand have meant it: what is seen is what holds
                self.send_state("value")
            if late or self._echoes(value, self.value):
                sync_data = {name: one for name, one in sync_data.items() if name != "value"}
        self._hand_moves = True
        try:
            super().set_state(sync_data)
        finally:
            self._hand_moves = False


class SteadySlider(_Steady, widgets.FloatSlider):  # type: ignore[misc]
    """A slider for one number, moved by a hand only.

    Examples
    --------
    >>> slider = SteadySlider(value=10, min=-60, max=60, step=0.1)
    >>> slider.value = 3.5
    >>> slider.set_state({"value": 9.999999999999986})  # the first value, sent back late
    >>> slider.value
    3.5
    >>> slider.set_state({"value": 10.1})
    >>> slider.value
    10.1
    """


class SteadyRangeSlider(_Steady, widgets.FloatRangeSlider):  # type: ignore[misc]
    """A slider for two numbers, moved by a hand only: see `SteadySlider`."""
