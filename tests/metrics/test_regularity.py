"""Regularity over many nights: laws of the sleep regularity index, midsleep and social jet lag."""

from datetime import date, datetime

import numpy as np
import pytest
import xarray as xr

from explorer.metrics import midsleep, sleep_regularity_index, social_jet_lag
from explorer.metrics.clock_times import is_free_day, mean_clock_time
from explorer.metrics.regularity import DAY, LONGEST_YEARS, day_agreement, sleep_wake_course
from explorer.night.hypnogram import make_hypnogram

HOUR = 3600.0
NIGHT = np.array([2] * 8, np.int8)  # eight hours of N2, an hour an epoch


def course(values, epoch_length=HOUR):
    return xr.DataArray(
        np.asarray(values, float), dims="time", coords={"epoch_length": epoch_length}
    )


def nights(*starts, length=8, epoch_length=60.0):
    """Lay nights of N2 that begin at these hours on a course."""
    codes = [np.full(length, 2, np.int8)] * len(starts)
    begins = [start * HOUR for start in starts]
    return sleep_wake_course(begins, codes, [HOUR] * len(starts), epoch_length=epoch_length)


def by_the_formula(values, epochs):
    """Count as Phillips et al. write it: a sum over epochs and days."""
    days = len(values) // epochs
    alike = sum(
        values[day * epochs + at] == values[(day + 1) * epochs + at]
        for day in range(days - 1)
        for at in range(epochs)
    )
    return -100 + 200 / (epochs * (days - 1)) * alike


def test_days_that_are_alike_have_100():
    assert sleep_regularity_index(course(([1] * 8 + [0] * 16) * 5)).item() == 100


def test_days_that_change_places_have_minus_100():
    assert sleep_regularity_index(course(([1] * 24 + [0] * 24) * 3)).item() == -100


def test_sleep_by_chance_has_about_0():
    drawn = np.random.default_rng(1).integers(2, size=24 * 2000)
    assert abs(sleep_regularity_index(course(drawn)).item()) < 5 * 100 / np.sqrt(24 * 2000)


@pytest.mark.parametrize("hours", [1, 2, 5, 8])
def test_a_night_that_moves_differs_where_it_was_and_where_it_is(hours):
    first, second = np.zeros(24), np.zeros(24)
    first[:8], second[hours : 8 + hours] = 1, 1
    found = sleep_regularity_index(course([*first, *second])).item()
    assert found == pytest.approx(200 * (24 - 2 * hours) / 24 - 100)


def test_it_is_the_formula_of_phillips_et_al():
    values = np.random.default_rng(2).random(24 * 9) < 0.35
    assert sleep_regularity_index(course(values)).item() == pytest.approx(
        by_the_formula(values.astype(float), 24)
    )


def test_what_is_not_known_is_in_neither_the_sum_nor_its_number():
    values = np.array(([1.0] * 8 + [0.0] * 16) * 4)
    values[30:60] = np.nan
    found = day_agreement(course(values))
    assert sleep_regularity_index(course(values)).item() == 100
    assert int(found.pairs.sum()) == 3 * 24 - 30 - 30 + 6  # 54 to 59 are not known on either side


def test_a_course_of_less_than_two_days_says_nothing():
    assert np.isnan(sleep_regularity_index(course([1] * 8 + [0] * 16)).item())


@pytest.mark.parametrize("epoch_length", [7 * 3600.0, 0.7])
def test_epochs_that_do_not_fill_a_day_are_refused(epoch_length):
    with pytest.raises(ValueError, match="no whole number of epochs"):
        sleep_regularity_index(course([1, 0], epoch_length))


def test_people_pass_through():
    alike = [1.0] * 8 + [0.0] * 16
    two = xr.DataArray(
        [alike * 3, [1.0] * 24 + [0.0] * 24 + [1.0] * 24],
        dims=("subject", "time"),
        coords={"epoch_length": HOUR},
    )
    assert sleep_regularity_index(two).values.tolist() == [100, -100]


# ---- the course --------------------------------------------------------------------------------


@pytest.mark.parametrize("epoch_length", [30.0, 60.0, 300.0])
def test_the_index_does_not_depend_on_the_grid(epoch_length):
    found = nights(23, 48, 71, epoch_length=epoch_length)
    assert sleep_regularity_index(found).item() == pytest.approx(
        sleep_regularity_index(nights(23, 48, 71, epoch_length=3600.0)).item()
    )


def test_between_sleeps_a_person_is_awake_and_of_a_missing_night_nobody_knows():
    found = nights(23, 47, 95)  # the night of the third day is missing
    assert found.attrs["unknown"] == 40
    assert float(found.sum()) / 60 == 24
    assert sleep_regularity_index(found).item() == 100


def test_a_nap_is_sleep_in_the_index():
    with_nap = nights(23, 47, 71)
    codes = [NIGHT, np.full(1, 2, np.int8), NIGHT, NIGHT]
    found = sleep_wake_course(np.array([23, 38, 47, 71]) * HOUR, codes, [HOUR] * 4)
    assert float(found.sum() - with_nap.sum()) == 60
    # Of 32 h of pairs, the hour of the nap is asleep on the first day alone.
    assert sleep_regularity_index(found).item() == pytest.approx(200 * 31 / 32 - 100)


def test_unscored_epochs_are_not_known():
    codes = [np.array([2, -2, 2], np.int8)] * 2
    found = sleep_wake_course([0.0, DAY], codes, [HOUR] * 2, epoch_length=HOUR)
    assert np.isnan(found.values[[1, 25]]).all()


def test_a_wrong_date_does_not_fill_the_memory():
    with pytest.raises(ValueError, match="a date among them is wrong"):
        sleep_wake_course([0.0, (LONGEST_YEARS + 1) * 366 * DAY], [NIGHT] * 2, [HOUR] * 2)


# ---- the clock ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "stages", "hours"),
    [
        (datetime(2026, 3, 1, 22), ["W", "N2", "N2", "W"], 0.0),  # 23:00 to 01:00
        (datetime(2026, 3, 1, 23), ["N2", "W", "W", "DEEP"], 1.0),  # wake between counts
        (datetime(2026, 3, 1, 9), ["LIGHT"] * 4, 11.0),  # a shift worker's
    ],
)
def test_midsleep_is_the_middle_of_the_sleep_period_by_the_clock(start, stages, hours):
    assert midsleep(make_hypnogram(stages, 3600), start) == hours


def test_midsleep_of_a_sleepless_night_is_nan():
    assert np.isnan(midsleep(make_hypnogram(["W"]), datetime(2026, 3, 1)))


@pytest.mark.parametrize("turned", np.arange(0, 24, 1.5))
def test_mean_and_spread_do_not_depend_on_where_midnight_lies(turned):
    times = np.array([2.0, 3.0, 3.5, 4.5])
    mean, spread = mean_clock_time((times + turned) % 24)
    assert mean == pytest.approx((times.mean() + turned) % 24)
    assert spread == pytest.approx(times.std(ddof=1))


def test_social_jet_lag_is_how_much_later_free_days_are():
    times = xr.DataArray([23.5, 0.5, 2.0, 3.0, np.nan], dims="night")
    assert social_jet_lag(times, [False, False, True, True, True]).item() == 2.5
    assert social_jet_lag(times, [True, True, False, False, False]).item() == -2.5
    assert np.isnan(social_jet_lag(times, [False] * 5).item())


def test_free_days_are_those_on_whose_morning_no_work_waits():
    week = [is_free_day(date(2026, 3, day)) for day in range(2, 9)]  # Monday to Sunday
    assert week == [False] * 5 + [True] * 2


def test_one_word_a_night_is_needed():
    with pytest.raises(ValueError, match="one word a night"):
        social_jet_lag(xr.DataArray([3.0], dims="night"), [True, False])
