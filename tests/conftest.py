"""Nights that a hand can count, and where the real recordings lie."""

import gc
import os
import sys
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.server.light_schemas import import_schemas
from explorer.storage.settings import SCORINGS_VARIABLE

# Every page, kernel and command of these tests is a process that imports as much as a whole
# application: compiled once they take a third of the time, so it is kept whatever the shell says.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

import_schemas()  # every worker would read a grammar that nothing here has a word of

# How long an example takes says something of the machine, and nothing of the law that it tries.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

# What takes longest goes first, or one worker is left with it at the end while the others rest. A
# browser's file beside one without: two browsers at once on two cores wait for each other.
LONGEST_FIRST = (
    *("browser/test_page.py", "app/compare/test_compare_page.py"),
    *("browser/test_scoring.py", "server/test_admission.py"),
    *("browser/test_accessibility.py", "models/test_regulated_cortex.py"),
    *("browser/test_leaving.py", "server/test_page_kernels.py"),
    *("browser/test_sharing.py", "test_notebooks.py"),
    *("browser/test_attacks.py", "app/night/test_architecture_numbers.py"),
    *("browser/test_served.py", "app/test_shell.py"),
    *("browser/test_hosts.py", "app/lab/test_lab_page.py"),
    *("browser/test_jupyterlab.py", "app/scoring/test_scoring_controller.py"),
    *("browser/test_night_view.py", "test_first_start.py"),
    *("browser/test_trial_walk.py", "models/test_neural_mass.py"),
    *("browser/test_compare.py", "study/test_cohort.py"),
    *("browser/test_asking.py", "analysis/test_long_recordings.py"),
    *("browser/test_school.py", "study/test_comparison.py"),
    *("browser/test_architecture.py", "staging/test_yasa_model.py"),
    *("browser/test_changed_file.py", "test_one_pipeline.py"),
    *("browser/test_lab.py", "test_documented_code.py"),
    *("browser/test_drawing.py", "app/scoring/test_lessons.py"),
    *("browser/test_my_nights.py", "app/sharing/test_night_report.py"),
    *("browser/test_kept_focus.py", "io/test_stated_codes.py"),
    *("browser/test_plan.py", "io/test_damage.py"),
    *("browser/test_terminal.py", "models/test_realism.py"),
    *("browser/test_topography.py", "app/sharing/test_session_controller.py"),
    *("browser/test_exports.py", "browser/test_phone_and_large_type.py", "cli/test_export.py"),
    *("browser/test_evidence.py", "server/test_forked_pages.py"),
    *("browser/test_under_a_prefix.py", "bridge/test_page_lock.py"),
    *("browser/test_lost_line.py", "detectors/test_pure_background.py"),
    *("browser/test_frozen_page.py", "detectors/test_spindles.py"),
)

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Take what is imported and collected out of what the garbage collector looks through.

    Millions of objects that live to the end were gone through again and again: a quarter of what
    tests without a browser or a server cost, and of the collecting itself.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give workers the longest files first; without workers the order stays as it is."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = Path(__file__).parent
        places = {folder / name: place for place, name in enumerate(LONGEST_FIRST)}
        items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session", autouse=True)
def _journals_of_their_own(tmp_path_factory):
    """No test, nor a page that it serves, writes among the user's own scorings."""
    before = os.environ.get(SCORINGS_VARIABLE)
    os.environ[SCORINGS_VARIABLE] = str(tmp_path_factory.mktemp("scorings"))
    yield
    os.environ.pop(SCORINGS_VARIABLE)
    if before is not None:
        os.environ[SCORINGS_VARIABLE] = before


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real recordings and hypnograms that the project does not ship."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no real recordings: {SHARED_DATA} is absent")
    return SHARED_DATA


@pytest.fixture
def short_night() -> Night:
    """Ten epochs, two EEG channels at 100 Hz and one oximeter at 1 Hz."""
    rng = np.random.default_rng(1)
    eeg = make_signals(
        20 * rng.standard_normal((2, 30_000), dtype=np.float32),
        100.0,
        ["C3", "C4"],
        ["EEG"] * 2,
        ["uV"] * 2,
    )
    spo2 = make_signals(
        95 + rng.standard_normal((1, 300), dtype=np.float32), 1.0, ["SpO2"], ["oximetry"], ["%"]
    )
    hypnogram = make_hypnogram(["W", "N1", "N2", "N2", "N3", "N3", "N2", "REM", "REM", "W"])
    return Night.make(
        {rate_name(100.0): eeg, rate_name(1.0): spo2},
        {"first scorer": hypnogram},
        subject="short",
        start="2026-01-01T23:00:00",
        simulated=True,
    )
