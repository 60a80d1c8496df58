"""What a link says of the lab: the knobs that stand elsewhere than where the lab begins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ipywidgets as widgets

from explorer.app.app_context import AppContext
from explorer.app.state import ExplorerState
from explorer.vocabulary.counts import first_few

_DAYS_A_WEEK = 7
DAYS = "days"
TRIAL = "trial"
MOST_TRIALS = 9999
_MOST_QUOTED = 3


@dataclass(frozen=True)
class _Knob:
    """A control, and how a link writes where it stands."""

    control: widgets.Widget
    begins: str
    unit: float = 1.0
    """Of what the link writes, a unit of the control's."""

    @property
    def said(self) -> str:
        value = self.control.value
        return value if isinstance(value, str) else f"{value * self.unit:.6g}"

    def set(self, text: str) -> str:
        """Bring the control to what a link says, and return why it is not there; "" where it is."""
        if isinstance(self.control.value, str):
            known = [one[-1] if isinstance(one, tuple) else one for one in self.control.options]
            if text not in known:
                return f"is one of {', '.join(known)}"
            self.control.value = text
            return ""
        wanted, low, high = float(text) / self.unit, self.control.min, self.control.max
        if not wanted == wanted:  # no number
            raise ValueError
        self.control.value = type(self.control.value)(min(max(wanted, low), high))
        if low <= wanted <= high:
            return ""
        return f"lies within {low * self.unit:g}–{high * self.unit:g}"


class LabLink:
    """The lab's part of the page's link: written as a hand moves, and followed.

    Parameters
    ----------
    state : ExplorerState
        Its ``lab`` is read and written.
    context : AppContext
    controls : mapping of str to Widget
        By the name that a link has for each. Where they stand now is where the lab begins.
    """

    def __init__(
        self, state: ExplorerState, context: AppContext, controls: Mapping[str, widgets.Widget]
    ) -> None:
        self.state, self.context = state, context
        self._knobs: dict[str, _Knob] = {}
        for name, control in controls.items():
            unit = _DAYS_A_WEEK if name == DAYS else 1
            at_first = _Knob(control, "", unit)
            self._knobs[name] = _Knob(control, at_first.said, unit)
        self._trial = 1
        self._follows = False

    def observe(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Say from now on where the knobs stand."""
        for knob in self._knobs.values():
            knob.control.observe(safe_callback(lambda _change: self.say()), "value")

    def say(self, trial: int = 0) -> None:
        """Let the page's link say where the knobs stand, and which trial is shown."""
        self._trial = trial or self._trial
        if not self._follows:
            self.state.lab = self.text

    @property
    def text(self) -> str:
        """What the link says: only what stands elsewhere than where it begins."""
        said = {name: knob.said for name, knob in self._knobs.items() if knob.said != knob.begins}
        if self._trial != 1:
            said[TRIAL] = str(self._trial)
        return ",".join(f"{name}:{value}" for name, value in said.items())

    @property
    def is_news(self) -> bool:
        """Whether a link asks for what the lab does not show."""
        return bool(self.state.lab != self.text)

    def follow(self) -> int:
        """Set every knob as the link says, others as they begin; return the trial's number."""
        said = dict(item.partition(":")[::2] for item in self.state.lab.split(",") if item)
        problems = []
        self._follows = True
        try:
            for name, knob in self._knobs.items():
                problems += _set(name, knob, said.pop(name, knob.begins))
        finally:
            self._follows = False
        number = said.pop(TRIAL, "1")
        known = number.isascii() and number.isdigit() and 1 <= int(number) <= MOST_TRIALS
        self._trial = int(number) if known else 1
        problems += [f"there is no trial {number[:20]!r}"] * (not known)
        problems += [f"the lab has no {name[:20]!r}" for name in said]
        self.state.lab = self.text
        if problems:
            few = first_few(problems, _MOST_QUOTED)
            self.context.refuse(f"The link to the lab was followed in part: {few}.")
        return self._trial


def _set(name: str, knob: _Knob, text: str) -> list[str]:
    try:
        problem = knob.set(text)
    except ValueError:
        knob.set(knob.begins)
        problem = f"is a number, not {text[:20]!r}"
    return [f"{name} {problem}"] if problem else []
