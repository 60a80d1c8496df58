"""The list: balanced in its blocks, sealed, and a change told."""

import csv
import json
from collections import Counter

import pytest

from explorer import plan
from explorer.cli.command_line import main
from explorer.plan.randomise import checksum, read_sealed, seal_broken


def planned(**words):
    return plan.study(**({"primary": "N3_min", "smallest_effect": 10, "nights": 2} | words))


@pytest.mark.parametrize("size", [2, 4, 6])
@pytest.mark.parametrize("design", ["parallel", "crossover"])
def test_every_block_has_as_many_of_either(design, size):
    drawn = plan.randomise(planned(design=design, block_size=size), 6 * size, seed=1)
    arms = [one[0] for one in read_sealed(drawn.sealed).arms.values()]
    for first in range(0, len(arms), size):
        assert set(Counter(arms[first : first + size]).values()) == {size // 2}


def test_an_n_of_1_trial_draws_the_order_of_nights_in_each_block():
    drawn = plan.randomise(planned(design="n-of-1"), 12, seed=1)
    orders = set(read_sealed(drawn.sealed).arms.values())
    assert len(orders) > 1
    for order in orders:
        assert Counter(order) == {"placebo": 2, "treatment": 2}


def test_the_same_seed_draws_the_same_list_and_no_seed_never():
    made = planned()
    assert plan.randomise(made, 8, seed=4) == plan.randomise(made, 8, seed=4)
    assert plan.randomise(made, 8).sealed != plan.randomise(made, 8).sealed


def test_orders_of_a_block_come_about_equally_often():
    made = planned(block_size=4)
    blocks = Counter()
    for seed in range(60):
        arms = [one[0] for one in read_sealed(plan.randomise(made, 16, seed=seed).sealed)
                .arms.values()]  # fmt: skip
        blocks.update(tuple(arms[k : k + 4]) for k in range(0, 16, 4))
    assert len(blocks) == 6
    assert min(blocks.values()) > 20  # 240 blocks of 6 orders: 40 each


def test_neither_plan_nor_schedule_says_who_takes_what():
    drawn = plan.randomise(planned(condition="MgT 2 g", weeks=6, start="2026-03-15"), 8)
    seed = json.loads(drawn.sealed)["seed"]
    assert "MgT" not in drawn.schedule_csv
    assert seed not in drawn.plan.to_json()
    assert "allocation" not in drawn.plan.to_json()
    assert drawn.plan.sealed_sha256 == checksum(drawn.sealed)
    rows = list(csv.DictReader(drawn.schedule_csv.splitlines()))
    assert [row["not before"] for row in rows[:2]] == ["2026-03-15", "2026-04-26"]
    assert rows[0]["subject"] == "P01"


def test_a_changed_list_is_told_and_line_ends_are_no_change():
    drawn = plan.randomise(planned(), 8)
    assert seal_broken(drawn.plan, drawn.sealed) == ""
    assert seal_broken(drawn.plan, drawn.sealed.replace("\n", "\r\n")) == ""
    changed = drawn.sealed.replace("treatment", "placebo", 1)
    assert "not the one that was drawn" in seal_broken(drawn.plan, changed)
    assert "no checksum" in seal_broken(planned(), drawn.sealed)


@pytest.mark.parametrize(
    ("people", "said"),
    [(2, "an arm"), (1, "at least 2"), (["A", "A", "B"], "code of its own"), (10**6, "at most")],
)
def test_a_list_that_is_none_is_refused_in_a_sentence(people, said):
    with pytest.raises(ValueError, match=said):
        plan.randomise(planned(), people, seed=1)


def test_a_file_that_is_no_list_is_refused_in_a_sentence():
    for text in ("", "{}", "[]", '{"allocation": 3, "design": "x"}'):
        with pytest.raises(ValueError, match="no sealed list"):
            read_sealed(text)


def test_a_washout_follows_the_models_time_constant():
    threonate, other = (plan.washout(144, days=42, form=form) for form in ("threonate", "other"))
    assert threonate.days == pytest.approx(5 * 12, abs=3)  # five time constants of twelve days
    assert other.days < threonate.days
    assert "hypothesis" in threonate.sentence
    with pytest.raises(ValueError, match="something taken"):
        plan.washout(0, days=42)


def test_a_list_that_is_too_short_for_the_plan_says_so(tmp_path, capsys):
    made = planned()
    short = plan.randomise(made, 6, seed=1)
    assert f"6 people were drawn, fewer than the {made.recruited}" in short.shortfall
    assert plan.randomise(made, seed=1).shortfall == ""
    main(["plan", "--primary", "TST", "--smallest", "20", "--randomise", "6",
          "--sealed", str(tmp_path / "sealed.json")])  # fmt: skip
    assert "6 people were drawn, fewer than" in capsys.readouterr().err
