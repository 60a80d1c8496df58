"""In the simulated trials a person's two nights are one person's."""

import numpy as np
import pytest
from scipy.signal import welch

from explorer.models.supplement_scenario import SupplementScenario
from explorer.study.magnesium_trial import TrialRequest, trial_to_compare
from explorer.study.simulated_trial import simulated_trial
from explorer.vocabulary.stages import Stage


def test_the_signals_of_a_persons_two_nights_are_of_one_person():
    trial = simulated_trial(people=6, hours=2)
    spectra: dict[str, list[np.ndarray]] = {}
    for place, who in enumerate(trial.nights.subject.values.tolist()):
        night = trial.openers[place]()
        (channel,) = night.channels.values()
        rate = int(channel.sampling_frequency)
        epochs = night.signal(channel.name).values.reshape(-1, 30 * rate)
        _, power = welch(epochs[night.hypnogram.values == Stage.N2], rate, nperseg=4 * rate)
        # Beyond what slow waves, which differ from night to night, and spindles make of it.
        spectra.setdefault(who, []).append(np.log(np.median(power, axis=0)[80:112]))  # 20-28 Hz
    first, second = np.array(list(spectra.values())).transpose(1, 0, 2)
    own = np.abs((first - second).mean(axis=1)).mean()
    others = np.mean([np.abs((first - np.roll(second, k, 0)).mean(axis=1)).mean() for k in (1, 2)])
    assert own < others / 2


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
