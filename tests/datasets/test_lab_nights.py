"""A night of the lab is found again by its place, and an older link says how to make it again."""

from functools import partial

import numpy as np
import pytest

from explorer.datasets.lab_nights import lab_place, read_lab_place
from explorer.datasets.night_locations import MADE, NightLocation, loader_for
from explorer.models import magnesium_pathway
from explorer.models.supplement_scenario import SupplementScenario
from explorer.storage.far.whole_file import telling

RATS = SupplementScenario(dose=7.9, weeks=24 / 7, architecture_coupling=0.5, nmda_share=0.4)


@pytest.mark.parametrize(
    "setting",
    [RATS, SupplementScenario(form="other", carry_over=0.35, age=79), SupplementScenario(dose=0)],
)
def test_a_place_says_all_that_acts_on_the_night(setting):
    assert read_lab_place(lab_place(setting, 12)) == (setting, 12)


def test_a_place_opens_the_same_night_again_and_tells_how_far_it_is(monkeypatch):
    short = partial(magnesium_pathway.simulate_treated_night, hours=0.5, sampling_frequency=64)
    monkeypatch.setattr(magnesium_pathway, "simulate_treated_night", short)
    told = []

    def opened(place):
        title, opening = loader_for(NightLocation(place))
        assert title == "lab: MgT 7.9 g, 3.4 wk, age 26 (simulated)"
        with telling(lambda *said: told.append(said)):
            return opening()

    one, same, other = map(opened, (lab_place(RATS), lab_place(RATS), lab_place(RATS, 1)))
    channel = next(iter(one.channels))
    values = [night.signal(channel).values for night in (one, same, other)]
    assert np.array_equal(values[0], values[1])
    assert not np.array_equal(values[0], values[2])
    assert np.array_equal(one.hypnogram.values, same.hypnogram.values)
    assert {name for name, _, _ in told} == {""}
    assert all(done <= total for _, done, total in told)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (lab_place(RATS).replace("dose:7.9", "dose:1e9"), "dose lies within 0–100"),
        (lab_place(RATS).replace("dose:7.9", "dose:nan"), "dose"),
        (lab_place(RATS).replace("days:24", "days:-24"), "days lies within 0–7000"),
        (lab_place(RATS).replace(",age:26", ""), "it has no number for age"),
        (lab_place(RATS).replace("threonate", "sea"), "form is one of threonate, other"),
        (lab_place(RATS)[:40], "it is cut short, or was written by hand"),
        ("lab: MgT 7.9 g, 3.43 wk, age 26 (simulated)", "does not say what it was simulated from"),
        (f"{MADE}S001 placebo (simulated)", "open it there again, from Compare"),
        (f"{MADE}my night", "my night was opened from another tab"),
        ("S001 MgT 2 g, 6 wk (simulated)", "open it there again, from Compare"),
        ("my night.edf", "there is no such file within"),
    ],
)
def test_what_cannot_be_made_again_is_said_with_what_would_do(place, words):
    with pytest.raises(ValueError, match=r".") as raised:
        loader_for(NightLocation(place))
    said = str(raised.value)
    assert words in said
    is_of_the_lab = place.startswith(("lab: ", "simulated/lab/"))
    assert ("turn to Magnesium lab" in said) == is_of_the_lab
