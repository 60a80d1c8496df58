"""Published figures: what may be shown as typical."""

import pytest

from explorer.metrics import METRICS, NORMS, find_norms


def test_every_figure_is_of_a_metric_in_its_unit():
    for norm in NORMS:
        assert METRICS[norm.symbol].units == norm.units
        assert norm.source
        assert norm.n > 0


def test_what_was_not_read_in_its_source_is_left_out_and_marked():
    assert all(norm.verified for norm in find_norms("TST"))
    more = find_norms("TST", unverified=True)
    assert {norm.note for norm in more if not norm.verified} == {"not verified against the paper"}


def test_figures_about_men_are_not_shown_for_women_or_the_unknown():
    assert not any(norm.sex for norm in find_norms("%N3", sex="female"))
    assert not any(norm.sex for norm in find_norms("%N3"))
    assert any(norm.sex for norm in find_norms("%N3", age=40, sex="male"))


def test_an_unknown_sex_is_refused():
    with pytest.raises(ValueError, match="female"):
        find_norms("TST", sex="F")
