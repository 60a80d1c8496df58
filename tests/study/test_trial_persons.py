"""In the simulated trials a person's two nights are one person's."""

import numpy as np
import pytest

from explorer.models.supplement_scenario import SupplementScenario
from explorer.study.magnesium_trial import TrialRequest, trial_to_compare
from explorer.study.simulated_trial import simulated_trial


@pytest.mark.parametrize(
    "material",
    [
        lambda: trial_to_compare(
            TrialRequest(SupplementScenario(), people=90, spread=0.15, number=1)
        ),
        lambda: simulated_trial(people=90),
    ],
    ids=["the lab's", "the Compare tab's"],
)
def test_n3_of_a_persons_two_nights_agrees(material):
    nights = material().nights
    n3 = dict.fromkeys(nights.subject.values.tolist())
    for who, minutes in zip(nights.subject.values.tolist(), nights.N3_min.values, strict=True):
        n3[who] = (*(n3[who] or ()), float(minutes))
    pairs = np.array(list(n3.values()))
    assert pairs.shape == (90, 2)
    assert np.corrcoef(pairs.T)[0, 1] > 0.4  # 0.8 is wanted; 4 standard errors of chance above 0
