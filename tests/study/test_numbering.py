"""Columns whose headings number nights, files or people: no outcomes, and said to be left out."""

import numpy as np
import pandas as pd
import pytest

from explorer.study.cohort import cohort
from explorer.study.cohort_table import read_table
from explorer.study.compare_design import compare_design
from explorer.study.metric_choice import chosen_metrics, named_in
from explorer.study.number_columns import NUMBERING_NOT_COMPARED, read_number_columns
from explorer.vocabulary.numbering import numbers_things

PEOPLE = pd.DataFrame(
    {
        "subject": np.repeat([f"S{k}" for k in range(8)], 2),
        "condition": ["placebo", "MgT"] * 8,
        "TST": np.tile([400, 425], 8) + np.repeat([3, 9, 4, 7, 1, 12, 5, 8], 2) + [0, 3] * 8,
        "SOL": np.tile([20, 17], 8) + np.repeat([3, 9, 4, 7, 1, 12, 5, 8], 2) + [1, 0, 0, 2] * 4,
    }
)
NUMBERING = (
    *("Sitzungs-ID", "Messungs-Nr.", "Aufnahmennummer"),
    *("Night no.", "Night number", "Night No.", "Night #", "Night ID", "NightNo", "night_count"),
    *("Visit no.", "Session no", "Recording no", "Run", "Order", "Sequence", "Seq", "No.", "#"),
    *("Index", "Row", "record_id", "File no", "Group", "Day", "Study day", "Week", "Test no"),
    *("Number of visits", "Nacht Nr.", "Nachtnummer", "lfd. Nr.", "Tag", "Reihenfolge", "Fall-Nr."),
    *("Numéro de nuit", "N° de nuit", "Ordre", "Noche nº", "Número de noche", "Secuencia"),
    *("Numero della notte", "Notte n.", "Ordine", "Nacht nr", "Volgorde", "Bezoek nr."),
)
MEASURED = (
    *("No. of awakenings", "awakenings #", "Arousal index", "PLM index", "number of cycles"),
    *("Insomnia severity index", "Day (min)", "Run (min)", "test", "phase", "dose", "n", "count"),
    *("night sweats", "REM periods", "mood", "rating", "Nachtschweiß", "cycle no", "snore index"),
)


@pytest.mark.parametrize("heading", NUMBERING)
def test_a_heading_that_numbers_things_is_no_outcome_and_it_is_said(heading):
    found, notes = read_number_columns({heading: ["1", "2", "1"], "TST": ["400", "410", "420"]})
    assert [one.name for one in found] == ["TST"]
    assert notes == (f"{NUMBERING_NOT_COMPARED}: {heading.rstrip('.')}.",)


@pytest.mark.parametrize("heading", MEASURED)
def test_what_is_measured_is_compared_though_its_heading_has_such_words(heading):
    assert not numbers_things(heading)
    (found,), _notes = read_number_columns({heading: ["3", "2", "1"]})
    assert not found.covariate


def test_columns_that_number_rows_flip_no_answer():
    def answers(frame):
        study = compare_design(cohort(frame), reference="placebo", rng=np.random.default_rng(1))
        table = study.comparison.table
        return dict(zip(table.metric.values, table.p_adjusted.values[0], strict=True))

    several = {heading: [1, 2] * 8 for heading in ("Run", "Night ID", "File no", "Visit no.")}
    assert answers(PEOPLE.assign(**several)) == answers(PEOPLE)


@pytest.mark.parametrize(
    "heading", ["Night no.", "Night number", "Night #", "Nacht Nr.", "Noche nº", "NightNo", "Night"]
)
def test_the_number_of_a_night_tells_their_order(heading):
    rows = read_table(PEOPLE.assign(**{heading: [2, 1] * 8})).rows
    assert [row.order for row in rows[:2]] == [2, 1]


def test_of_several_numbers_of_a_night_the_plainest_is_it_and_the_others_are_left_out():
    frame = PEOPLE.assign(**{"Session no": [9, 8] * 8, "Night no.": [2, 1] * 8, "Seance no": 5})
    read = read_table(frame)
    assert [row.night for row in read.rows[:2]] == ["2", "1"]
    assert f"{NUMBERING_NOT_COMPARED}: Session no, Seance no." in read.notes


def test_nights_without_names_are_told_apart_by_the_number_of_their_run():
    frame = PEOPLE.assign(TST=400, SOL=10, condition=["p", "p", "d", "d"] * 4)
    frame["subject"] = np.repeat(list("ABCD"), 4)
    assert {row.status for row in read_table(frame.assign(Run=[1, 2] * 8)).rows} == {"done"}
    assert {row.status for row in read_table(frame.assign(Run=1)).rows} == {"done", "failed"}


def test_people_are_found_by_their_number_where_nothing_else_says_whose_a_night_is():
    frame = PEOPLE.rename(columns={"subject": "Subject ID"}).assign(record_id=range(16))
    read = read_table(frame)
    assert {row.subject for row in read.rows} == {f"S{k}" for k in range(8)}
    assert [one.name for one in read.columns] == ["TST", "SOL"]
    both = read_table(PEOPLE.assign(**{"Subject ID": range(16)}))
    assert {row.subject for row in both.rows} == {f"S{k}" for k in range(8)}


def test_a_number_of_rows_that_is_asked_for_says_why_it_is_none_of_the_metrics():
    nights = cohort(PEOPLE.assign(**{"File no.": [1, 2] * 8}))
    with pytest.raises(ValueError, match="no metric File no") as caught:
        chosen_metrics(nights, [], named_in(nights, "File no."))
    assert "compared under a heading that says so" in str(caught.value)
