"""A page without a browser: the same state, panels and answers."""

from collections import defaultdict
from functools import cache

import numpy as np
import pytest
from bokeh.core.has_props import HasProps
from bokeh.core.property.descriptors import PropertyDescriptor

from explorer.app.app_context import AppContext
from explorer.app.shell import Explorer
from explorer.app.state import ExplorerState
from explorer.datasets.night_locations import UNLOCATED
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name

_GATHERED = cache(HasProps._overridden_defaults.__func__)
_DEFAULT_OF = PropertyDescriptor._get_default
_IS_UNSTABLE = PropertyDescriptor.has_unstable_default
_STEADY: dict[type, dict[str, object]] = defaultdict(dict)
_UNSTABLE: dict[type, dict[str, bool]] = defaultdict(dict)


def _themes(model: HasProps) -> dict[str, object] | None:
    """Give what a theme says of a model: to look for it where it lacks is an error each time."""
    return model.__dict__.get("__themed_values__")


def _unstable_once(descriptor: PropertyDescriptor, model: HasProps) -> bool:
    """Say whether a function makes this default: what it asks is the class's alone."""
    known = _UNSTABLE[type(model)]
    if descriptor.name not in known:
        known[descriptor.name] = _IS_UNSTABLE(descriptor, model)
    return known[descriptor.name]


def _steady_default(descriptor: PropertyDescriptor, model: HasProps) -> object:
    """Give a default that is the same for every model of a class, and no theme's, as it was."""
    themed = _themes(model)
    if themed and descriptor.name in themed:
        return _DEFAULT_OF(descriptor, model)
    known = _STEADY[type(model)]
    if descriptor.name in known:
        return known[descriptor.name]
    default = _DEFAULT_OF(descriptor, model)
    if not _unstable_once(descriptor, model):
        known[descriptor.name] = default
    return default


@pytest.fixture(scope="module", autouse=True)
def _defaults_gathered_once():
    """Make a page in half of the time, as it is made for two hundred tests here.

    Bokeh gathers a class's overridden defaults anew for each property of each model, and proves
    each default anew: they are the same each time, but for those that a function makes. Which ones
    these are it works out at each reading of each property, and whether there is a theme.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HasProps, "_overridden_defaults", classmethod(_GATHERED))
        patch.setattr(HasProps, "themed_values", _themes)
        patch.setattr(PropertyDescriptor, "_get_default", _steady_default)
        patch.setattr(PropertyDescriptor, "has_unstable_default", _unstable_once)
        yield


def _half_hour() -> Night:
    """Half an hour with a 2-Hz wave in its N3, a 13-Hz wave in its N2, and nothing else."""
    rate, epochs = 100.0, 60
    stages = ["W"] * 10 + ["N2"] * 20 + ["N3"] * 20 + ["REM"] * 10
    time = np.arange(int(rate * 30 * epochs)) / rate
    epoch = (time // 30).astype(int)
    slow = 50 * np.sin(2 * np.pi * 2 * time) * ((epoch >= 30) & (epoch < 50))
    fast = 20 * np.sin(2 * np.pi * 13 * time) * ((epoch >= 10) & (epoch < 30))
    samples = np.stack([slow + fast, 0.5 * (slow + fast), np.zeros_like(time)])
    signals = make_signals(
        samples, rate, ["C4-M1", "C3-M2", "chin"], ["EEG", "EEG", "EMG"], ["uV"] * 3
    )
    return Night.make(
        {rate_name(rate): signals},
        {"me": make_hypnogram(stages)},
        start="2026-01-01T23:00:00",
        simulated=True,
        subject="<b>bold</b>",
    )


@pytest.fixture
def half_hour() -> Night:
    """Half an hour of two waves, each in a stage of its own; nothing else holds this one."""
    return _half_hour()


def _made(night: Night) -> Explorer:
    """Make a page and let its long work be done."""
    made = Explorer(night)
    made.hand.rest = 0.0  # bands follow one another here faster than by any hand
    assert made.analyser.wait(300)
    assert made.overviewer.wait(300)
    assert made.signal.worker.wait(300)
    return made


@pytest.fixture
def page(half_hour) -> Explorer:
    """Give a page as it opens, its long work done."""
    return _made(half_hour)


@pytest.fixture(scope="module")
def page_at_rest() -> Explorer:
    """Give the same for tests that read it, or ask it for samples, and move nothing."""
    return _made(_half_hour())


class Asked:
    """What a page of a tab asked of its application."""

    def __init__(self) -> None:
        self.nights: list[tuple[str, object]] = []
        self.places: list[object] = []
        self.said: list[str] = []
        self.turned: list[str] = []
        self.files: list[tuple[str, str, str]] = []
        self.pages: dict[str, object] = {}
        self.context = AppContext(
            safe_callback=lambda callback: callback,
            open_night=self._open_night,
            say=self.said.append,
            refuse=self.said.append,
            cache=None,  # these tabs ask nothing of the night on screen
            turn_to=self._turn_to,
            in_sight=lambda _page: True,
            offer_file=lambda *file: self.files.append(file),
        )

    def _open_night(self, title: str, opening: object, place: object = UNLOCATED) -> None:
        self.nights.append((title, opening))
        self.places.append(place)

    def _turn_to(self, title: str) -> object:
        self.turned.append(title)
        return self.pages.get(title)


@pytest.fixture
def asked() -> Asked:
    """Services without an application around them."""
    return Asked()


@pytest.fixture(scope="session")
def short_state() -> ExplorerState:
    """State of a few simulated minutes."""
    return ExplorerState(simulate_night(1, hours=0.1, sampling_frequency=64))
