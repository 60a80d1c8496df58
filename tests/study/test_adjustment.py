"""Covariates within people, and where the notes send whoever wants the order taken out."""

import numpy as np
import pandas as pd

from explorer.study.cohort import cohort
from explorer.study.comparison import compare_study


def test_what_is_the_same_in_all_nights_of_a_person_is_said_and_gives_no_adjusted_number(rng):
    frame = pd.DataFrame(
        {
            "subject": np.repeat(list("ABCDEFGH"), 2),
            "condition": ["placebo", "drug"] * 8,
            "night": [1, 2, 2, 1] * 4,
            "age": np.repeat(np.arange(40, 48), 2),
            "sex": np.repeat(["male", "female"] * 4, 2),
            "alcohol": rng.integers(0, 4, 16),
            "REM_min": 90 + rng.normal(0, 9, 16),
        }
    )
    for names, taken in ((["age", "sex"], ""), (["age", "alcohol"], "with alcohol taken out")):
        study = compare_study(
            cohort(frame), reference="placebo", primary="REM_min", covariates=names, rng=rng
        )
        notes = " ".join(study.notes)
        assert "the same in all nights of each person: within people there is nothing" in notes
        assert bool(study.adjusted) == bool(taken)
        assert ("taken out, " in notes) == bool(taken)
        assert taken in notes
    none = compare_study(cohort(frame), reference="placebo", primary="", rng=rng)
    # The model that takes first nights out is in the report, and that is where the notes send one.
    assert any("The report's mixed models with period take it out." in one for one in none.notes)
    assert ("drug", "REM_min") in none.mixed
    one_order = compare_study(
        cohort(frame.assign(night=[1, 2] * 8)), reference="placebo", primary="", rng=rng
    )
    assert any("first nights" in one for one in one_order.notes)
    assert not any("mixed model" in one for one in one_order.notes)
