"""The account of a reading is kept among a night's attrs, whatever a file calls its things."""

from hypothesis import given
from hypothesis import strategies as st

from explorer.io import open_night
from explorer.night.reading_account import AccountEntry, read_account, write_account

ENTRIES = st.lists(
    st.builds(AccountEntry, st.text(), st.text(), st.text(), st.integers(0), st.just(0.5)),
    max_size=5,
    unique=True,
)


@given(ENTRIES)
def test_an_account_that_was_written_reads_back_to_itself(entries):
    assert list(read_account(write_account(entries))) == entries


def test_an_empty_line_between_stages_is_an_epoch_that_nobody_scored(tmp_path):
    file = tmp_path / "night.txt"
    file.write_text("W\nN1\nN2\n\nN2\nN3\nN2\n")
    night = open_night(file)
    assert night.hypnogram.values.tolist() == [0, 1, 2, -2, 2, 3, 2]
    assert any("empty line" in note for note in night.reader_notes)
    assert [entry.count for entry in night.account if entry.name == ""] == [1]
