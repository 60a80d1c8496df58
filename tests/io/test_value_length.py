"""How long a value of a list of stages lasts, where nothing says it: by where stages change."""

import numpy as np
import pytest

from explorer.io.open import open_night
from explorer.io.scorer_reading import read_scoring
from explorer.vocabulary.stages import Stage

RATES = [1, 2, 5, 10, 20]


def stages_of_a_night(seed):
    rng = np.random.default_rng(seed)
    bouts = rng.choice(["W", "N1", "N2", "N3", "REM"], 90), rng.integers(1, 18, 90)
    return np.repeat(*bouts)


@pytest.mark.parametrize("epoch", [30, 20])
@pytest.mark.parametrize("rate", RATES)
def test_a_night_sampled_so_often_is_as_long_as_it_was(tmp_path, rate, epoch):
    stages = stages_of_a_night(rate)
    file = tmp_path / "hypnogram.txt"
    file.write_text("\n".join(np.repeat(stages, rate * epoch)))
    (found,) = read_scoring(file).hypnograms.values()
    assert found.size * float(found.epoch_length) == stages.size * epoch


@pytest.mark.parametrize("rate", RATES[:3])
@pytest.mark.parametrize("kind", ["words", "our own codes"])
def test_so_is_one_in_memory(rate, kind):
    stages = stages_of_a_night(rate)
    every = np.repeat(stages, rate * 30).tolist()
    given = every if kind == "words" else np.array([Stage[one] for one in every], np.int8)
    night = open_night(given)
    assert float(night.hypnogram.epoch_length) == 30.0
    assert [Stage(code).name for code in night.hypnogram.values] == stages.tolist()
