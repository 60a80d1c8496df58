"""Nights without any sleep, as of a recording that failed, are said and never taken in silence."""

import pandas as pd
import pytest

from explorer.night.hypnogram import make_hypnogram
from explorer.study.cohort import cohort
from explorer.study.cohort_remarks import problems
from explorer.study.many_nights_remarks import with_remarks
from explorer.study.many_nights_simulated import simulated_nights

SAID = "1 night without any sleep (TST 0: P1 treatment"


def rows(values):
    return pd.DataFrame(
        [
            {"subject": f"P{at // 2}", "condition": ("placebo", "treatment")[at % 2], **value}
            for at, value in enumerate(values)
        ]
    )


@pytest.mark.parametrize("heading", ["TST", "TST (min)", "total sleep time (min)"])
def test_of_a_table_of_numbers(heading):
    table = rows([{heading: 400.0 + at if at != 3 else 0.0} for at in range(8)])
    assert any(SAID in one for one in problems(cohort(table)))


def test_of_hypnograms(tmp_path):
    files = []
    for at in range(8):
        path = tmp_path / f"{at}.csv"
        stages = ["W", *(["W"] if at == 3 else ["N2"]) * 60]
        path.write_text("\n".join(["stage", *stages]) + "\n")
        files.append({"hypnogram": str(path)})
    assert any(SAID in one for one in problems(cohort(rows(files))))


def test_of_a_devices_nights():
    from dataclasses import replace

    many = simulated_nights(nights=4)
    awake = make_hypnogram(["W"] * 60).values
    first, *others = many.nights
    notes = with_remarks(replace(many, nights=(replace(first, codes=awake), *others))).notes
    assert any("1 night without any sleep (TST 0" in note for note in notes)
    assert not any("without any sleep" in note for note in with_remarks(many).notes)
