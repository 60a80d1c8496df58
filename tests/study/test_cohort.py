"""Whole studies: on threads and on Dask, cut short and resumed, with faults in the rows."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
import xarray as xr

from explorer.night.hypnogram import crop
from explorer.statistics.values_per_person import by_condition
from explorer.study.cohort import cohort, problems, stream
from explorer.study.cohort_table import read_table
from explorer.study.lights_known import lights_note


def sleep_minutes(night, lights):
    """Minutes asleep and in bed, counted by hand."""
    stages = crop(night.hypnogram, *lights)
    minutes = float(stages.epoch_length) / 60
    return xr.Dataset(
        {
            "TST": ((), float((stages > 0).sum()) * minutes, {"units": "min"}),
            "TIB": ((), stages.sizes["epoch"] * minutes, {"units": "min"}),
            "thirds": ("third", [1.0, 2.0, 3.0]),
        }
    )


@pytest.fixture
def study(tmp_path):
    """Four nights of two people, 240 epochs each, of which 10, 20, 30 and 40 are asleep."""
    lines = ["subject,condition,hypnogram,order"]
    nights = [("A", "placebo", 1), ("A", "drug", 2), ("B", "placebo", 2), ("B", "drug", 1)]
    for number, (subject, condition, order) in enumerate(nights, start=1):
        name = f"{subject}-{condition}.txt"
        (tmp_path / name).write_text("W\n" * (240 - 10 * number) + "N2\n" * 10 * number)
        lines.append(f"{subject},{condition},{name},{order}")
    (tmp_path / "nights.csv").write_text("\n".join(lines))
    return tmp_path


def test_every_night_is_measured_and_keeps_its_columns(study):
    nights = cohort(study / "nights.csv", measure=sleep_minutes)
    assert nights.TST.values.tolist() == [5.0, 10.0, 15.0, 20.0]
    assert nights.TST.units == "min"
    assert nights.status.values.tolist() == ["done"] * 4
    assert nights.order.values.tolist() == [1, 2, 2, 1]
    assert by_condition(nights).TST.sel(subject="B", condition="drug").item() == 20


def test_a_bad_night_is_told_and_the_rest_runs(study):
    (study / "A-drug.txt").write_text("this is no hypnogram\n")
    with (study / "nights.csv").open("a") as table:
        table.write("\nC,placebo,nowhere.txt,1\n")
    nights = cohort(study / "nights.csv", measure=sleep_minutes)
    assert nights.status.values.tolist() == ["done", "failed", "done", "done", "failed"]
    assert np.isnan(nights.TST.values[[1, 4]]).all()
    said = problems(nights)
    assert any("line 3 (A drug)" in sentence for sentence in said)
    assert any("there is no file" in sentence for sentence in said)
    assert by_condition(nights).nights.sel(subject="A").sum() == 1


def test_a_measure_that_breaks_on_one_night_does_not_end_the_study(study):
    def breaks(night, lights):
        if (night.hypnogram == 2).sum() == 20:
            raise TypeError("unexpected")
        return sleep_minutes(night, lights)

    nights = cohort(study / "nights.csv", measure=breaks)
    assert nights.status.values.tolist() == ["done", "failed", "done", "done"]
    assert "unforeseen TypeError: unexpected" in nights.sentence.values[1]


def test_lights_from_the_table_count(study):
    text = "subject,condition,hypnogram,lights_off,lights_on\nA,p,B-drug.txt,1800,7200\n"
    (study / "lights.csv").write_text(text)
    nights = cohort(study / "lights.csv", measure=sleep_minutes)
    assert nights.TIB.item() == 90.0


def test_a_days_recording_is_not_taken_for_a_night_in_silence(study):
    (study / "A-drug.txt").write_text("W\n" * 1800 + "N2\n" * 100)
    said = problems(cohort(study / "nights.csv", measure=sleep_minutes))
    assert said == [
        "1 night with more than 14 h of time in bed, so there may be more than one sleep in them: "
        "give their lights_off and lights_on."
    ]


@pytest.mark.parametrize(
    ("lights", "words"),
    [("0,99999", "do not lie within"), ("23:00,07:00", "needs the clock time")],
)
def test_lights_that_cannot_be_are_told(study, lights, words):
    text = f"subject,condition,hypnogram,lights_off,lights_on\nA,p,B-drug.txt,{lights}\n"
    (study / "lights.csv").write_text(text)
    assert words in problems(cohort(study / "lights.csv", measure=sleep_minutes))[0]


def test_results_stream_as_they_come(study):
    table = read_table(study / "nights.csv")
    batches = list(stream(table, measure=sleep_minutes, batch=1))
    assert sorted(result.index for batch in batches for result in batch) == [0, 1, 2, 3]
    assert len(batches) == 4


def test_a_run_that_was_cut_short_resumes(study):
    table, store = read_table(study / "nights.csv"), study / "store"
    first = stream(table, measure=sleep_minutes, store=store, batch=2)
    done = {result.index for result in next(first)}
    first.close()
    assert len(done) == 2
    resumed = list(stream(table, measure=sleep_minutes, store=store, batch=2))
    assert {result.index for result in resumed[0]} >= done
    assert sorted(result.index for batch in resumed for result in batch) == [0, 1, 2, 3]
    plain = cohort(study / "nights.csv", measure=sleep_minutes)
    assert plain.TST.values.tolist() == [5.0, 10.0, 15.0, 20.0]
    assert cohort(study / "nights.csv", measure=sleep_minutes, store=store, batch=2).equals(plain)


def test_a_night_whose_file_has_changed_is_measured_again(study):
    store = study / "store"
    cohort(study / "nights.csv", measure=sleep_minutes, store=store)
    (study / "A-placebo.txt").write_text("N2\n" * 240)
    os.utime(study / "A-placebo.txt", ns=(1, 1))
    nights = cohort(study / "nights.csv", measure=sleep_minutes, store=store)
    assert nights.TST.values.tolist() == [120.0, 10.0, 15.0, 20.0]


def test_another_tables_store_is_refused(study):
    cohort(study / "nights.csv", measure=sleep_minutes, store=study / "store")
    (study / "fewer.csv").write_text("subject,condition,hypnogram\nA,p,A-drug.txt\n")
    with pytest.raises(ValueError, match="another table"):
        cohort(study / "fewer.csv", measure=sleep_minutes, store=study / "store")
    (study / "no-store").mkdir()
    (study / "no-store" / "file").write_text("mine")
    with pytest.raises(ValueError, match="is not a store"):
        cohort(study / "nights.csv", measure=sleep_minutes, store=study / "no-store")


def test_no_scheduler_at_an_address_is_one_sentence(study):
    with pytest.raises(ValueError, match="no Dask scheduler answers at tcp"):
        cohort(study / "nights.csv", measure=sleep_minutes, client="tcp://127.0.0.1:9")


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes, and a third that comes when one dies."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as found:
        yield found


def test_temazepam_has_the_same_numbers_on_a_cluster_though_a_worker_dies(shared_data, cluster):
    from distributed import Client

    folder = shared_data / "sleep-edf-hypnograms"
    here = cohort(folder)
    with Client(cluster) as client:
        victim = next(iter(client.run(os.getpid).values()))
        results = stream(read_table(folder), client=cluster.scheduler_address, batch=4)
        first = next(results)
        os.kill(victim, signal.SIGKILL)
        rest = [result for batch in results for result in batch]
    there = {result.index: result for result in [*first, *rest]}
    assert len(there) == here.sizes["recording"]
    assert [result.failed for result in there.values() if result.failed] == []
    for name in ("TST", "WASO_SPT", "N3_pct"):
        counted = np.array([there[index].values[name] for index in range(len(there))])
        assert np.array_equal(counted, here[name].values, equal_nan=True)


def test_a_cluster_is_sent_a_few_batches_at_a_time_and_stops_with_whoever_listened(study, cluster):
    from distributed import Client

    lines = [f"S{number},p,{number}.txt" for number in range(40)]
    for number in range(40):
        (study / f"{number}.txt").write_text("W\n" * number + "N2\n" * 100)
    (study / "many.csv").write_text("\n".join(["subject,condition,hypnogram", *lines]))
    with Client(cluster) as client:
        threads = sum(client.ncores().values())
        running = stream(read_table(study / "many.csv"), client=client, batch=1)
        next(running)
        assert 0 < len(client.futures) <= 2 * threads + 1  # the one just read may be on its way out
        running.close()
        assert not client.futures


WITHOUT_US = """
import sys
from pathlib import Path

sys.path[:] = [one for one in sys.path if not Path(one, "explorer", "__init__.py").exists()]
from distributed.cli.dask_worker import main

main([sys.argv[1], "--no-nanny", "--nthreads=1", "--no-dashboard", "--host=127.0.0.1"])
"""


def test_a_cluster_whose_workers_lack_the_package_is_one_sentence(study, tmp_path):
    from distributed import Client, LocalCluster

    options = {"n_workers": 0, "dashboard_address": ":0", "silence_logs": 50}
    with LocalCluster(**options) as bare, (tmp_path / "log").open("w") as log:
        command = [sys.executable, "-I", "-c", WITHOUT_US, bare.scheduler_address]
        worker = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
        try:
            with Client(bare) as client:
                client.wait_for_workers(1, timeout=180)
                with pytest.raises(ValueError, match="none this package") as refused:
                    cohort(study / "nights.csv", measure=sleep_minutes, client=client)
                assert not client.futures  # nothing was sent
        finally:
            worker.kill()
            worker.wait()
    assert str(refused.value).startswith("of the 1 worker of the Dask cluster")
    assert "install sleep-architecture-explorer" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_start_turns_clock_times_of_lights_into_seconds(study):
    lines = (study / "nights.csv").read_text().splitlines()
    given = [f"{lines[0]},start,lights_off,lights_on", f"{lines[1]},22:58:00,23:08,00:48"]
    given += [f"{line},,," for line in lines[2:4]] + [f"{lines[4]},half past,23:08,00:48"]
    (study / "nights.csv").write_text("\n".join(given))
    found = cohort(study / "nights.csv", measure=sleep_minutes)
    assert found.TIB.values[0] == 100  # 23:08 to 00:48
    assert found.TIB.values[1] == 120  # everything that was scored
    assert "start is no clock time like 22:58:00: 'half past'" in found.sentence.values[3]
    assert found.lights_known.values[:3].tolist() == [1, 0, 0]
    (said,) = lights_note(found)
    assert said.startswith("2 of 3 nights do not say when the lights went off")
    assert "column start" in said


def test_a_clock_time_of_lights_without_a_start_says_what_would_do(study):
    lines = (study / "nights.csv").read_text().splitlines()
    (study / "nights.csv").write_text(
        "\n".join([f"{lines[0]},lights_off", *(f"{line},23:08" for line in lines[1:])])
    )
    found = cohort(study / "nights.csv", measure=sleep_minutes)
    assert "give it in a column start" in found.sentence.values[0]
