"""Sliders that only a hand moves: what the browser's slider rounds and sends back is no gesture."""

import time
from typing import Any

import ipywidgets as widgets
import numpy as np
from traitlets import validate

_ROUNDED = 1e-6  # steps: what the browser's arithmetic makes of a value that it is told
_LATEST = 20.0  # s after which what was told before can no longer come back: a slow connection
_SOON = 2.0  # s within which what comes back to the last digit is not a hand's: it had far to go


class _Steady(widgets.Widget):  # type: ignore[misc]
    """Tells a hand's value from an echo of one that was set here.

    The browser's slider rounds every value that it is told to its own grid; where 10 becomes
    9.999999999999986, it sends that back as if somebody had moved it, late where the way is long:
    by then another value may have been set, which it would undo. It sends values back to the last
    digit too: what was told a moment ago and is replaced comes from no hand, which had to get here
    from where it set the new one.

    Nor is a hand's value told back to it rounded: where 1.1000000000000003 became 1.1 on its way
    through a band, the browser would take its slider back there from where the hand is by then.
    """

    def __init__(self, **traits: Any) -> None:
        self._told: list[tuple[float, Any, bool]] = []
        """When each value was replaced here since a hand last moved the slider, and whether it had
        been set here too."""
        self._is_told = False
        self._hand_moves = False
        self._by_hand: Any = None
        """What the hand sets that is just being taken."""
        super().__init__(**traits)
        self.observe(self._remember, "value")

    @validate("value")
    def _validate_value(self, proposal: dict[str, Any]) -> Any:
        value = super()._validate_value(proposal)
        is_by_hand = self._hand_moves and np.array_equal(value, self._by_hand)
        return self.value if not is_by_hand and self._echoes(value, self.value) else value

    def _remember(self, change: dict[str, Any]) -> None:
        if self._hand_moves:
            self._told.clear()
        else:
            self._told.append((time.monotonic(), change["old"], self._is_told))
        self._is_told = not self._hand_moves

    def _echoes(self, value: Any, told: Any) -> bool:
        return bool(
            np.any(np.not_equal(value, told))
            and np.allclose(value, told, rtol=0, atol=_ROUNDED * self.step)
        )

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what a hand has set, and nothing that is only sent back."""
        if "value" in sync_data:
            value, now = sync_data["value"], time.monotonic()
            late = not np.array_equal(value, self.value) and any(
                now - when < (_SOON if is_told and np.array_equal(value, old) else _LATEST)
                and (self._echoes(value, old) or (is_told and np.array_equal(value, old)))
                for when, old, is_told in self._told
            )
            if late:  # said again, should a hand have meant it: what is seen is what holds
                self.send_state("value")
            if late or self._echoes(value, self.value):
                sync_data = {name: one for name, one in sync_data.items() if name != "value"}
        self._hand_moves, self._by_hand = True, sync_data.get("value")
        try:
            super().set_state(sync_data)
        finally:
            self._hand_moves, self._by_hand = False, None


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
