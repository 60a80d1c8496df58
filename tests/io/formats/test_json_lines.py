"""JSON Lines are refused by what they are: a journal of scoring, or anybody else's."""

import json

import pytest

from explorer.io.open import open_night
from explorer.scoring.edit import STAGES, Edit
from explorer.scoring.journal import Journal

EPOCHS = '{"epoch": 1, "stage": "W"}\n{"epoch": 2, "stage": "N2"}\n'


@pytest.fixture
def journal(tmp_path):
    """Write the journal of one edit."""
    journal = Journal(tmp_path / "journal.jsonl", {"night": "S1", "source": "ana.edf"})
    assert journal.append(Edit(STAGES, "ann", 0, 30, (2,), id="1")).saved
    return journal.path


@pytest.mark.parametrize("name", ["journal.jsonl", "journal.json", "journal.txt"])
def test_a_journal_of_scoring_is_refused_with_whose_it_is_and_what_would_do(journal, name):
    file = journal.rename(journal.with_name(name))
    with pytest.raises(ValueError, match=r"a journal of scoring, of ana\.edf, .* open that record"):
        open_night(file)


def test_a_journal_of_a_single_line_is_refused_alike(journal):
    journal.write_text(journal.read_text().splitlines()[0])
    with pytest.raises(ValueError, match="a journal of scoring"):
        open_night(journal)


@pytest.mark.parametrize("name", ["night.jsonl", "night.json", "night.txt", "night.ndjson"])
def test_lines_of_strangers_are_refused_with_what_makes_a_table_of_them(tmp_path, name):
    file = tmp_path / name
    file.write_text(EPOCHS)
    with pytest.raises(ValueError, match="JSON Lines, an object a line with epoch, stage"):
        open_night(file)


def test_an_object_on_one_line_is_read_as_before(tmp_path):
    file = tmp_path / "night.jsonl"
    file.write_text(json.dumps({"epoch_length": 30, "stages": ["W", "N2"]}))
    assert open_night(file).hypnogram.values.tolist() == [0, 2]
