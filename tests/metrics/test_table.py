"""The table: names that scripts rely on, definitions that are chosen, conventions about edges."""

import numpy as np
import pytest
import xarray as xr

from explorer import metrics
from explorer.metrics import METRICS, SCRIPT_NAMES
from explorer.metrics.aliases import find_symbol, script_name
from explorer.metrics.definitions import CONVENTIONS
from tests.metrics.nights import night_of, random_nights

EDGES = "UNSCORED10 W10 N2:82 W10 UNSCORED10"


@pytest.mark.parametrize("name", SCRIPT_NAMES)
def test_a_script_name_is_a_metric_under_a_name_that_says_its_variant(compared_night, name):
    table, symbol = metrics.table(compared_night), SCRIPT_NAMES[name]
    assert name not in METRICS
    assert symbol not in table
    assert table[name].symbol == symbol
    for asked in (name, symbol):
        found = metrics.table(compared_night, symbols=[asked])
        assert list(found) == [asked]
        assert found[asked].identical(table[name].rename(asked))
        assert script_name(asked) == name
        assert find_symbol(asked) == symbol


def test_a_metric_has_one_name_and_is_found_by_its_former_symbol_too(compared_night):
    assert "WASO" not in metrics.table(compared_night)
    assert metrics.metric("WASO") is metrics.metric("WASO_SPT")
    assert script_name("WASO") == "WASO_SPT"
    names = [row.name for row in METRICS.values()]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "%" in name]


def test_a_chosen_variant_stands_under_the_name_of_its_definition(compared_night):
    chosen = {"SOL": "SOL_5min", "WASO": "WASO_AASM", "cycles": "Aeschbach & Borbély"}
    table = metrics.table(compared_night, definitions=chosen)
    assert table.SOL == table.SOL_5min == 16
    assert table.WASO == table.WASO_AASM == 36
    assert "to lights-on" in table.WASO.long_name
    assert table.cycles == table.cycles_aeschbach
    assert table.cycles.source.startswith("Aeschbach")
    assert metrics.table(compared_night).WASO_SPT == 27


def test_pairs_of_definitions_do_as_a_mapping_does(compared_night):
    pairs = metrics.table(compared_night, definitions=[("REM latency", "Lat_REM")])
    assert pairs["REM latency"] == 85.5


@pytest.mark.parametrize("chosen", [{"SOL": "guess"}, {"onset": "SOL"}])
def test_an_unknown_choice_is_refused(compared_night, chosen):
    with pytest.raises(ValueError, match="expected one of"):
        metrics.table(compared_night, definitions=chosen)


def test_unscored_edges_are_time_in_bed_by_yasas_convention_and_not_by_lunas():
    night = night_of(EDGES)
    yasa = metrics.table(night, definitions={"unscored edges": "kept"})
    luna = metrics.table(night, definitions={"unscored edges": "left out"})
    assert (float(yasa.TIB), float(yasa.SOL), round(float(yasa.SE), 1)) == (122, 20, 67.2)
    assert (float(luna.TIB), float(luna.SOL), round(float(luna.SE), 1)) == (102, 10, 80.4)
    assert yasa.identical(metrics.table(night))


def test_isolated_sleep_is_onset_by_yasas_convention_and_wake_by_lunas():
    night = night_of("N1:2 W148 N2:300")
    yasa = metrics.table(night)
    luna = metrics.table(night, definitions={"isolated sleep": "wake"})
    former = metrics.table(night, definitions={"stray sleep": "wake"})
    assert former.identical(luna)
    assert (float(yasa.SOL), float(yasa.WASO_SPT)) == (0, 148)
    assert (float(luna.SOL), float(luna.WASO_SPT)) == (150, 0)


def test_conventions_take_each_of_many_nights_by_itself():
    nights = random_nights(6, 300, seed=11)
    nights[:, :7] = -2
    nights[3, :40] = -2
    chosen = {"unscored edges": "left out", "isolated sleep": "wake"}
    together = metrics.table(nights, definitions=chosen)
    for subject, night in enumerate(nights):
        alone = metrics.table(metrics.by_conventions(night, chosen))
        xr.testing.assert_equal(together.isel(subject=subject), alone)
    assert np.unique(together.TIB).size > 1


def test_conventions_are_definitions_with_yasas_as_the_default():
    for name in CONVENTIONS:
        assert "YASA" in metrics.definition(name).words(metrics.definition(name).default)


def test_numbers_counted_from_sleep_onset_say_from_which_and_none_names_sol():
    for row in METRICS.values():
        if row.symbol.startswith("SOL"):
            continue
        assert "SOL" not in row.formula, row.symbol
        assert "from sleep onset" not in row.title, row.symbol
    rem = METRICS["Lat_REM_onset"]
    assert "the first epoch of any sleep" in rem.title
    assert "the first epoch of any sleep" in rem.formula
