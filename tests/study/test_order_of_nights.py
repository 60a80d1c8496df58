"""One rule by which nights are in order, of numbers and of files, and what rests on it."""

import numpy as np
import pandas as pd
import pytest

from explorer import plan
from explorer.plan.audit import audit
from explorer.plan.randomise import read_sealed
from explorer.study.cohort import cohort
from explorer.study.cohort_table import NightRow, read_table
from explorer.study.compare_design import compare_design
from explorer.study.night_task import hypnogram_metrics
from explorer.study.order_of_nights import order_of_rows

STAGES = "0000" + "1" * 10 + "2" * 500 + "3" * 120 + "5" * 80 + "00"


@pytest.fixture
def trial(tmp_path):
    """Draw a crossover; its nights as files and as numbers, every other person turned."""
    made = plan.study(design="crossover", primary="N3_min", smallest_effect=40, nights=1,
                      condition="MgT")  # fmt: skip
    drawn = plan.randomise(made, seed=2)
    rows = []
    for place, (person, order) in enumerate([*read_sealed(drawn.sealed).arms.items()]):
        for night, condition in enumerate(order[::-1] if place % 2 else order, start=1):
            name = tmp_path / f"{person}_{condition}.txt"
            name.write_text("\n".join(STAGES + "3" * (place + 5 * night)))
            rows.append((person, condition, night, str(name), 60 + place + 2.5 * night))
    columns = ["subject", "condition", "night", "hypnogram", "N3_min"]
    return drawn, pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize("kind", ["hypnogram", "N3_min"])
def test_a_plans_order_is_held_against_whatever_tells_it(trial, kind):
    drawn, table = trial
    table = table[["subject", "condition", "night", kind]]
    days = [f"2026-03-{day:02d}" for day in table.night]
    turned = table.drop(columns="night")
    for told in (table, turned.assign(order=table.night), turned.assign(date=days)):
        study = plan.compare_as_planned(
            drawn.plan, cohort(told, measure=hypnogram_metrics), rng=np.random.default_rng(1)
        )
        held = audit(drawn.plan, study, drawn.sealed)
        said = [one for one in held.departures if "was drawn for" in one]
        assert len(said) == 4
        assert "Of 8 people 4 slept in another order than was drawn." in held.flow.note
        assert any("came first in" in one for one in study.notes)
        assert not any("In which order" in one for one in held.unchecked)


@pytest.mark.parametrize("kind", ["hypnogram", "N3_min"])
def test_where_nothing_tells_the_order_that_is_said_and_the_list_not_called_followed(trial, kind):
    drawn, table = trial
    table = table[["subject", "condition", kind]]
    nights = cohort(table, measure=hypnogram_metrics)
    study = plan.compare_as_planned(drawn.plan, nights, rng=np.random.default_rng(1))
    held = audit(drawn.plan, study, drawn.sealed)
    assert any(one.startswith("The order of nights is not known") for one in study.notes)
    assert any(one.startswith("In which order 8 people slept is not") for one in held.unchecked)
    assert "as the sealed list has it" not in held.flow.note
    unsealed = audit(drawn.plan, study).flow
    assert [one.name for one in unsealed.columns] == ["in an order that is not known"]
    assert unsealed.columns[0].steps[-1].count == int(study.comparison.table.n.max())


def test_who_is_not_on_the_list_is_in_the_flow_as_they_are_in_the_analysis(trial):
    drawn, table = trial
    table = table.assign(subject="X" + table.subject).drop(columns="hypnogram")
    study = plan.compare_as_planned(drawn.plan, cohort(table), rng=np.random.default_rng(1))
    flow = audit(drawn.plan, study, drawn.sealed).flow
    assert sum(column.steps[-1].count for column in flow.columns) == 8
    assert flow.columns[-1].name == "not on the sealed list"


def test_numbers_short_of_the_plan_are_named_whichever_metric_was_primary(trial):
    drawn, table = trial
    table = table.drop(columns="hypnogram").rename(columns={"N3_min": "deep (min)"})
    table.loc[[0, 2, 4], "deep (min)"] = np.nan
    more = drawn.plan.people
    for primary in ("deep", ""):
        study = compare_design(
            cohort(table), reference="placebo", primary=primary, rng=np.random.default_rng(1)
        )
        held = audit(drawn.plan, study, drawn.sealed)
        assert f"Fewer than planned: 5 people analysed, {more} were planned." in held.departures
        assert sum(column.steps[-1].count for column in held.flow.columns) == 5


@pytest.mark.parametrize(
    ("starts", "told_by", "places"),
    [
        ([2e8, 1e8], "start", (2.0, 1.0)),
        ([2e8, np.nan], "night", (1.0, 2.0)),
        ([2e8, 2e8 + 3600], "night", (1.0, 2.0)),  # one evening, as of a date that is withheld
    ],
)
def test_recordings_that_began_on_days_of_their_own_are_in_that_order(starts, told_by, places):
    rows = [NightRow(2, "A", "p", "1"), NightRow(3, "A", "d", "2")]
    found = order_of_rows(rows, [None, None], starts)
    assert (found.told_by, found.places) == (told_by, places)
    assert ("another one for A" in found.notes[0]) == (told_by == "start")


def test_the_starts_of_files_tell_the_order_of_a_table_without_one(tmp_path):
    rows = []
    for condition, day in (("placebo", 17), ("MgT", 3)):
        lines = [f"2026-03-{day}T{22 + k // 120:02d}:{k // 2 % 60:02d}:{30 * (k % 2):02d},{stage}"
                 for k, stage in enumerate("W" * 20 + "2" * 100)]  # fmt: skip
        name = tmp_path / f"{condition}.csv"
        name.write_text("\n".join(["time,stage", *lines]).replace("-3T", "-03T"))
        rows.append(("A", condition, str(name)))
    table = pd.DataFrame(rows, columns=["subject", "condition", "hypnogram"])
    assert np.isnan([row.order for row in read_table(table).rows]).all()
    nights = cohort(table, measure=hypnogram_metrics)
    assert nights.order.values.tolist() == [2, 1]
    assert "The order of nights is that in which their recordings began." in nights.attrs["notes"]
