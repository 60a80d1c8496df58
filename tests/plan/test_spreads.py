"""The spread that a plan rests on: counted again from the open hypnograms, and of one's nights."""

import numpy as np
import pytest
import xarray as xr

from explorer.io import read_hypnogram
from explorer.metrics import propose_main_sleep, table
from explorer.metrics.aliases import find_symbol
from explorer.plan.spreads import CASSETTE_LINK, PUBLISHED, spread_of_nights
from explorer.statistics.values_per_person import make_nights


def test_the_published_spreads_of_the_cassette_are_what_its_hypnograms_give(shared_data):
    rows = [one for one in PUBLISHED if one.link == CASSETTE_LINK]
    symbols = tuple(find_symbol(one.metric) for one in rows)
    columns = {"subject": [], "condition": [], **{one.metric: [] for one in rows}}
    for person in sorted((shared_data / "sleep-edf-hypnograms").glob("sub-cassette*")):
        files = sorted(person.glob("ses-night*/eeg/*events.tsv"))
        if len(files) != 2:
            continue
        for file in files:
            hypnogram = read_hypnogram(file)["stage"].isel(scorer=0)
            main = propose_main_sleep(hypnogram)
            onset = hypnogram.onset.values
            night = hypnogram.isel(epoch=(onset >= main.start) & (onset < main.stop))
            found = table(night, symbols=symbols)
            columns["subject"].append(person.name)
            columns["condition"].append("none")
            for one, symbol in zip(rows, symbols, strict=True):
                columns[one.metric].append(float(found[symbol]))
    nights = make_nights(columns)
    for one in rows:
        again = spread_of_nights(nights, one.metric)
        assert (again.people, again.nights) == (one.people, one.nights)
        assert round(again.sd, 1) == one.sd
        assert round(again.icc, 2) == one.icc


def test_the_spread_put_into_nights_is_found_again_whatever_conditions_do():
    rng = np.random.default_rng(2)
    people, nights = 150, 3
    person = rng.normal(400, 40, people)
    columns = {"subject": [], "condition": [], "TST": []}
    for k in range(people):
        for condition, shift in (("a", 0), ("b", 50)):
            for _ in range(nights):
                columns["subject"].append(k)
                columns["condition"].append(condition)
                columns["TST"].append(person[k] + shift + rng.normal(0, 30))
    found = spread_of_nights(make_nights(columns), "TST")
    assert found.sd == pytest.approx(50, rel=0.15)
    assert found.icc == pytest.approx(0.64, abs=0.1)


def test_it_is_the_one_way_analysis_of_variance_where_nothing_else_differs():
    rng = np.random.default_rng(3)
    values = rng.normal(0, 1, (30, 4)) + rng.normal(0, 2, (30, 1))
    between, within = 4 * values.mean(1).var(ddof=1), values.var(1, ddof=1).mean()
    nights = make_nights(
        {"subject": np.repeat(np.arange(30), 4).tolist(), "condition": ["x"] * 120,
         "TST": values.ravel().tolist()}
    )  # fmt: skip
    found = spread_of_nights(nights, "TST")
    assert found.sd**2 == pytest.approx((between - within) / 4 + within)
    assert found.icc == pytest.approx((between - within) / (between + 3 * within))


def test_power_is_taken_on_its_logarithm_and_one_person_gives_nights_alone():
    logs = np.array([6.0, 6.1, 5.8, 6.3])
    one = make_nights({"subject": ["me"] * 4, "condition": ["p"] * 4, "SWA": np.exp(logs).tolist()})
    found = spread_of_nights(one, "SWA", relative=True)
    assert found.sd == pytest.approx(logs.std(ddof=1))
    assert found.icc == 0


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"TST": [400.0, 410.0]}, "the nights have no WASO"),
        ({"WASO_SPT": [30.0, 40.0]}, "at least one person needs two nights"),
    ],
)
def test_nights_that_say_nothing_are_refused_in_a_sentence(columns, said):
    nights = make_nights({"subject": ["A", "B"], "condition": ["p", "p"], **columns})
    assert isinstance(nights, xr.Dataset)
    with pytest.raises(ValueError, match=said):
        spread_of_nights(nights, "WASO")
