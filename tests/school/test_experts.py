"""Whose a lesson's key is: a simulation's own stages, or those of people who scored its night."""

import numpy as np
import pytest

from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals
from explorer.school.experts import is_simulations
from explorer.vocabulary.simulated_subjects import DRAWN, SIMULATION

SIGNALS = {"1Hz": make_signals(np.zeros((1, 90), np.float32), 1.0, ["C4-M1"], ["EEG"], ["uV"])}


@pytest.mark.parametrize(
    ("scorers", "source", "simulated", "is_simulated"),
    [
        ([SIMULATION], "", True, True),
        (["first scorer"], DRAWN, True, True),
        (["first scorer"], "night.edf", True, True),  # written with its stages inside
        (["first scorer"], "ann.csv", True, False),
        (["ann", "bob"], "scorers.csv", True, False),
        (["ann", SIMULATION], "night.edf", True, False),
        (["first scorer"], "night.edf", False, False),
    ],
)
def test_a_simulations_key_is_told_from_that_of_people(scorers, source, simulated, is_simulated):
    stages = {name: make_hypnogram(["W", "N1", "N2"]) for name in scorers}
    said = {"source": "night.edf", "hypnogram_source": source, "simulated": simulated}
    night = Night.make(SIGNALS, stages, **said)
    assert is_simulations(night, night.hypnograms) == is_simulated
