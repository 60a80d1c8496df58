"""Which epochs a lesson is made of: counted by hand on nights of a dozen epochs."""

import numpy as np
import pytest
import xarray as xr

from explorer.night.hypnogram import make_hypnogram
from explorer.night.schema import make_hypnograms
from explorer.school.choose_epochs import MOST, WAYS, choose_epochs
from explorer.vocabulary.stages import SCORED, Stage

#        0    1    2    3     4     5     6     7     8     9    10   11
ANN = ["W", "W", "N1", "N2", "N2", "N3", "N3", "N2", "REM", "REM", "W", "W"]
BOB = ["W", "N1", "N1", "N2", "N2", "N3", "N2", "N2", "REM", "REM", "W", "W"]
CAT = ["W", "REM", "N1", "N2", "N2", "N3", "N3", "N2", "REM", "N1", "W", "W"]


def scored(**scorers):
    return make_hypnograms({name: make_hypnogram(stages) for name, stages in scorers.items()})[
        "stage"
    ]


@pytest.fixture
def three():
    return scored(ann=ANN, bob=BOB, cat=CAT)


def rng():
    return np.random.default_rng(1)


def test_a_stage_mix_deals_from_each_stage_in_turn():
    night = scored(ann=["W"] * 50 + ["N2"] * 400 + ["N1", "N1", "REM", "REM", "N3", "N3"])
    chosen = choose_epochs(night, 10, "stage mix", rng=rng())
    stages = [int(night.values[0, epoch]) for epoch in chosen]
    assert sorted(stages) == sorted([*SCORED, *SCORED])
    assert list(chosen) == sorted(set(chosen))


@pytest.mark.parametrize("by", WAYS)
def test_places_are_of_the_whole_night_where_lights_go_off_later(by):
    # Three hundred epochs of wake before lights off, and in bed each stage in turn.
    ann = ["W"] * 300 + ["W", "N1", "N2", "N3", "REM"] * 30
    bob = ["W"] * 300 + ["N1", "N1", "N2", "N2", "REM"] * 30
    night, lights = scored(ann=ann, bob=bob), (300 * 30.0, 440 * 30.0)
    said = np.full((len(ann), 5), 0.2)  # by a stager, of the whole night
    names = [stage.name for stage in SCORED]
    probability = xr.DataArray(said, dims=("epoch", "stage_name"), coords={"stage_name": names})
    chosen = choose_epochs(night, 50, by, rng=rng(), lights=lights, probability=probability)
    assert 300 <= chosen[0] < chosen[-1] < 440


def test_a_stage_mix_is_even_where_lights_go_off_later():
    stages = ["W"] * 37 + (["N2"] * 8 + ["N1"] + ["N3"] * 3 + ["REM"] * 4 + ["W"] * 2) * 30
    night, lights = scored(ann=stages), (37 * 30.0, 500 * 30.0)
    for count in (10, 50):
        chosen = choose_epochs(night, count, rng=rng(), lights=lights)
        stages_chosen = night.values[0, list(chosen)].tolist()
        assert [stages_chosen.count(int(stage)) for stage in SCORED] == [count // 5] * 5


def test_lights_between_which_nothing_is_scored_are_said():
    with pytest.raises(ValueError, match="nobody scored it between lights off and on"):
        choose_epochs(scored(ann=["N2"] * 9), 5, rng=rng(), lights=(900.0, 990.0))


def test_a_stage_that_runs_out_is_made_up_from_the_others():
    chosen = choose_epochs(scored(ann=["W"] * 5 + ["N3"]), 4, "stage mix", rng=rng())
    assert 5 in chosen
    assert len(chosen) == 4


def test_transitions_are_both_sides_of_each_change_of_the_majority(three):
    # The majority changes after the epochs 1, 2, 4, 6, 7 and 9; epoch 1 has three opinions, of
    # which the first of a tie, wake, is its stage. Only 0 and 11 lie beside no change.
    chosen = choose_epochs(three, 12, "transitions", rng=rng())
    assert chosen == (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)


def test_disagreement_takes_the_least_agreed_first(three):
    assert choose_epochs(three, 1, "disagreement", rng=rng()) == (1,)  # three scorers, three stages
    assert choose_epochs(three, 12, "disagreement", rng=rng()) == (1, 6, 9)


def test_difficulty_takes_stages_that_scorers_differ_on_and_changes():
    stages = ["N2"] * 12 + ["N1"] * 2 + ["W"] * 6
    # The hardest quarter is five of twenty: the four beside a change, two of them N1, and one more.
    for seed in range(5):
        chosen = choose_epochs(scored(ann=stages), 5, "difficulty", rng=np.random.default_rng(seed))
        assert set(chosen) > {11, 12, 13, 14}


def test_what_a_stager_is_unsure_of_is_difficult():
    night = scored(ann=["N2"] * 40)
    names = [stage.name for stage in SCORED]
    sure = np.zeros((40, 5))
    sure[:, names.index("N2")] = 1.0
    sure[17, :] = 0.2
    probability = xr.DataArray(sure, dims=("epoch", "stage_name"), coords={"stage_name": names})
    sets = [
        choose_epochs(
            night, 10, "difficulty", rng=np.random.default_rng(seed), probability=probability
        )
        for seed in range(5)
    ]
    assert all(17 in chosen for chosen in sets)  # a quarter of 40 is 10, and it is the hardest


def test_only_epochs_that_all_scorers_scored_are_chosen(three):
    codes = three.values.copy()
    codes[0, :6] = Stage.UNSCORED
    chosen = choose_epochs(three.copy(data=codes), 12, "stage mix", rng=rng())
    assert chosen == (6, 7, 8, 9, 10, 11)


@pytest.mark.parametrize("by", WAYS)
def test_every_way_gives_places_of_the_night_in_order(three, by):
    chosen = choose_epochs(three, 3, by, rng=rng())
    assert list(chosen) == sorted(set(chosen))
    assert 0 <= chosen[0] <= chosen[-1] < 12


@pytest.mark.parametrize(
    ("scorers", "count", "by", "words"),
    [
        ({"ann": ANN}, 5, "disagreement", "one scorer, or all its scorers agree"),
        ({"ann": ["W"] * 9}, 5, "transitions", "its stage never changes"),
        ({"ann": ANN}, 5, "luck", "no way 'luck'"),
        ({"ann": ANN}, 0, "stage mix", f"1 to {MOST} epochs, not 0"),
        ({"ann": ANN}, MOST + 1, "stage mix", "epochs, not"),
        ({"ann": ["UNSCORED"] * 9}, 5, "stage mix", "this one has none of them"),
        ({"ann": ["LIGHT", "DEEP"]}, 1, "stage mix", "this one has none of them"),
    ],
)
def test_what_cannot_be_chosen_is_refused_in_a_sentence(scorers, count, by, words):
    with pytest.raises(ValueError, match=words):
        choose_epochs(scored(**scorers), count, by, rng=rng())
