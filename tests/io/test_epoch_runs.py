"""Tables whose rows are runs of a stage by numbers of epochs, or have durations without a unit."""

import pytest

from explorer.io import open_night
from explorer.io.scorer_reading import read_hypnogram

RUNS = (("W", 3), ("N1", 2), ("N2", 7), ("REM", 4), ("N2", 3), ("W", 1))
CODES = [0] * 3 + [1] * 2 + [2] * 7 + [4] * 4 + [2] * 3 + [0]


def read(tmp_path, lines, name="night.csv", **said):
    path = tmp_path / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_hypnogram(path, **said)


def runs(head, form, origin=1):
    """Lines of the night's runs, each in a form of its first, last and next epochs and count."""
    lines, first = [head], origin
    for stage, count in RUNS:
        after = first + count
        lines.append(form.format(first=first, last=after - 1, after=after, n=count, stage=stage))
        first = after
    return lines


@pytest.mark.parametrize(
    "lines",
    [
        runs("Stage,Count", "{stage},{n}"),
        runs("stage,epochs", "{stage},{n}"),
        runs("Stage,Number of epochs", "{stage},{n}"),
        runs("Stadium;Anzahl Epochen", "{stage};{n}"),
        runs("stade;nombre d'époques", "{stage};{n}"),
        runs("start_epoch,n_epochs,stage", "{first},{n},{stage}"),
        runs("epoch,n_epochs,stage", "{first},{n},{stage}"),
        runs("epoch,duration,stage", "{first},{n},{stage}"),
        runs("From epoch,To epoch,Stage", "{first},{last},{stage}"),
        runs("von Epoche;bis Epoche;Stadium", "{first};{last};{stage}"),
        runs("first_epoch;last_epoch;stage", "{first};{last};{stage}", origin=0),
        runs("start_epoch,end_epoch,stage", "{first},{after},{stage}", origin=0),
        runs("stage,last epoch", "{stage},{last}"),
        runs("first epoch,stage", "{first},{stage}"),
    ],
)
def test_runs_of_epochs_last_as_many_epochs_as_they_say(tmp_path, lines):
    found = read(tmp_path, lines)
    assert found.stage.values[0].tolist() == CODES
    assert float(found.epoch_length) == 30.0
    assert float(found.onset[0]) == 0.0


def test_runs_of_epochs_take_the_length_that_is_said(tmp_path):
    lines = runs("stage,n_epochs", "{stage},{n}")
    found = read(tmp_path, ["# epoch length: 20 s", *lines])
    assert float(found.epoch_length) == 20.0
    assert found.stage.values[0].tolist() == CODES


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["Stage,Count", "W,40", "N1,22", "N2,349", "REM,158"], "each of 4 stages comes once"),
        (["first_epoch,last_epoch,stage", "1,20,W", "21,5,N2"], "ends before it begins"),
        (["first_epoch,last_epoch,stage", "1,20,W", "21,x,N2"], "last_epoch is 'x' in row 2"),
    ],
)
def test_runs_that_cannot_be_are_refused_in_a_sentence(tmp_path, lines, words):
    with pytest.raises(ValueError, match=words):
        read(tmp_path, lines)


def test_epochs_numbered_out_of_order_are_not_runs(tmp_path):
    found = read(tmp_path, ["epochs,stage", "2,N1", "1,W", "4,W", "3,N2"])
    assert found.stage.values[0].tolist() == [0, 1, 2, 0]


def test_times_in_s_under_the_name_of_an_epoch_are_times(tmp_path):
    lines = ["start_epoch,end_epoch,stage", "0,30,W", "30,60,N1", "60,120,N2", "120,150,W"]
    assert read(tmp_path, lines).stage.values[0].tolist() == [0, 1, 2, 2, 0]


@pytest.mark.parametrize(
    ("each", "length", "unit"),
    [("0.5", 30.0, "in min"), ("0,333", 20.0, "in min"), ("0.008333", 30.0, "in h")],
)
@pytest.mark.parametrize("head", ["epoch;duration;stage", "no times;duration;stage"])
def test_epochs_that_nobody_scores_are_of_another_unit(tmp_path, head, each, length, unit):
    rows = [
        f"{number};{each};{stage}" for number, stage in enumerate(["W", "W", "N1", "N2"] * 3, 1)
    ]
    found = read(tmp_path, [head, *rows])
    assert float(found.epoch_length) == pytest.approx(length, rel=0.002)
    assert found.sizes["epoch"] == 12
    assert any(unit in note for note in found.attrs["notes"])


def test_runs_of_a_few_minutes_in_all_are_in_minutes(tmp_path):
    lasting = [("W", 11.5), ("N1", 2.5), ("N2", 120), ("REM", 30), ("N2", 61.5), ("W", 4)]
    found = read(tmp_path, ["stage,duration", *(f"{stage},{span}" for stage, span in lasting)])
    assert found.sizes["epoch"] * float(found.epoch_length) == 229.5 * 60


def test_onsets_and_durations_of_a_few_minutes_in_all_are_in_minutes(tmp_path):
    lasting = [("W", 11.5), ("N1", 2.5), ("N2", 120), ("REM", 30.5), ("N2", 61), ("W", 4)]
    rows, onset = ["onset,duration,stage"], 0.0
    for stage, span in lasting:
        rows.append(f"{onset},{span},{stage}")
        onset += span
    found = read(tmp_path, rows)
    assert found.sizes["epoch"] * float(found.epoch_length) == 229.5 * 60
    assert any("read in min" in note for note in found.attrs["notes"])
    seconds = read(tmp_path, ["onset,duration,stage", "0,92.5,W", "92.5,230,N1", "322.5,7.5,N2"])
    assert seconds.sizes["epoch"] * float(seconds.epoch_length) == 330.0


@pytest.mark.parametrize(
    "head",
    [
        *("von;bis;Stadium", "Zeit von;Zeit bis;Stadium", "de;à;stade", "da;a;stadio"),
        *("desde;hasta;fase", "de;até;fase", "fra;til;stadie", "van;tot;stadium"),
        *("från;till;stadium", "od;do;stadium", "from;to;stage"),
    ],
)
def test_from_and_to_are_onsets_and_ends_in_many_languages(tmp_path, head):
    lines = [head, "23:50:00;23:51:30;W", "23:51:30;00:00:30;N2", "00:00:30;00:01:00;N1"]
    found = read(tmp_path, lines)
    assert found.stage.values[0].tolist() == [0] * 3 + [2] * 18 + [1]


def test_a_scorer_called_a_is_no_end(tmp_path):
    found = read(tmp_path, ["onset,a,b,stage", "0,1,2,W", "30,1,2,N1", "60,1,2,N2"])
    assert found.stage.values[0].tolist() == [0, 1, 2]


@pytest.mark.parametrize("head", ["foo;bar;stage", "foo;bis;stage", "epoch;bar;stage"])
def test_clock_times_that_nobody_can_place_are_refused(tmp_path, head):
    first = "1" if head.startswith("epoch") else "23:50:00"
    second = "2" if head.startswith("epoch") else "23:51:30"
    lines = [head, f"{first};23:51:30;W", f"{second};00:00:30;N2"]
    with pytest.raises(ValueError, match=r"hold.* times, and the name.* not say of what"):
        read(tmp_path, lines)


@pytest.mark.parametrize(
    "rows",
    [
        "0,30,W\n30,30,N1\n60,30,N2\n90,30,N2\n120,17.3,REM\n",  # the last is cut
        "0,30,W\n30,90,N1\n120,60,N2\n1.25,0.75,sawtooth\n31.25,0.5,swallow\n60,1.5,snap\n",
    ],
)
def test_a_few_minutes_in_s_are_no_runs_in_minutes(tmp_path, rows):
    path = tmp_path / "short.csv"
    path.write_text(f"onset,duration,stage\n{rows}")
    night = open_night(path)
    assert night.duration < 400
    assert not any("min" in note for note in night.reader_notes)
