"""Depths and nadirs that stand beside the desaturations of a table are counted by."""

import numpy as np
import pytest

import explorer


def night(tmp_path, heads, first, second):
    blank = "," * heads.count(",")
    rows = [f"{30 * at},30,{'N2' if at else 'W'},{blank}" for at in range(121)]
    rows += [f"300,20,Desaturation,{first}", f"600,25,Desaturation,{second}"]
    rows += [f"650,20,Obstructive Apnea,{blank}"]
    path = tmp_path / "night.csv"
    path.write_text("\n".join([f"onset,duration,event,{heads}", *rows]) + "\n")
    return explorer.open_night(path)


@pytest.mark.parametrize(
    ("heads", "first", "second"),
    [
        ("Desaturation (%)", "3.0", "6"),
        ("depth", "3", "6"),
        ("SpO2 drop", "3 %", "6 %"),
        ("Lowest SpO2,Baseline SpO2", "92,95", "88,94"),
        ("SpO2 Min,SpO2 Max", "92,95", "88,94"),
        ("Min SpO2 (%),Desat depth", "0.92,0.03", "0.88,0.06"),
    ],
)
def test_a_depth_beside_a_desaturation_is_what_the_index_counts_by(heads, first, second, tmp_path):
    found = night(tmp_path, heads, first, second)
    assert found.events.depth.values[:2].tolist() == pytest.approx([3.0, 6.0])
    numbers = explorer.metrics.table(found, symbols=["ODI3_marks", "ODI4_marks"])
    assert [one.item() for one in numbers.data_vars.values()] == pytest.approx([2.0, 1.0])


def test_a_nadir_is_the_lowest_saturation_though_it_is_called_a_desaturation(tmp_path):
    found = night(tmp_path, "Desaturation", "91", "88")
    assert found.events.lowest.values[:2].tolist() == [91.0, 88.0]
    assert np.isnan(found.events.lowest.values[2])
    (entry,) = [one for one in found.account if one.name == "Desaturation" and one.kind == "column"]
    assert entry.used_as == "lowest saturation, %"


@pytest.mark.parametrize("head", ["Desaturation count", "Desaturation time (s)", "Value"])
def test_a_column_of_another_thing_is_said_not_to_be_used(head, tmp_path):
    found = night(tmp_path, head, "4", "6")
    assert "depth" not in found.events
    assert any(one.name == head and not one.used_as for one in found.account)
