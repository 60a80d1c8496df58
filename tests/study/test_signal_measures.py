"""What an EEG adds to a cohort, and the primary metric that follows from it."""

import json

import numpy as np
import pytest
import xarray as xr
from scipy import signal as peer

from explorer.analysis.night_spectrogram import night_spectrogram
from explorer.cli.command_line import main
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.render.study.swa_course_figure import course_plot
from explorer.study.cohort import cohort, problems
from explorer.study.comparison import compare_study
from explorer.study.group_swa_course import COURSES, course_clusters, group_course
from explorer.study.metric_choice import default_primary
from explorer.study.night_courses import COURSE
from explorer.study.signal_measures import night_metrics
from tests.study.recordings import write_crossover

RATE = 100.0


def night_of(samples, stages, names=("EEG Fpz-Cz",)):
    signals = make_signals(
        np.atleast_2d(samples), RATE, names, ["EEG"] * len(names), ["uV"] * len(names)
    )
    return Night.make({rate_name(RATE): signals}, {"me": make_hypnogram(stages)}, simulated=True)


def wave(epochs, amplitude, frequency=2.0):
    time = np.arange(int(epochs * 30 * RATE)) / RATE
    return amplitude * np.sin(2 * np.pi * frequency * time)


def test_a_sine_has_the_power_of_a_sine_in_its_stage_cycle_and_third():
    stages = ["N2"] * 10 + ["N3"] * 10 + ["N2"] * 10
    samples = np.concatenate([wave(10, 20), wave(10, 60), wave(10, 40)])
    found = night_metrics(night_of(samples, stages), (0, 900))
    assert float(found.SWA_N3) == pytest.approx(60**2 / 2, rel=0.01)
    assert float(found.SWA_N2) == pytest.approx((20**2 + 40**2) / 4, rel=0.01)
    thirds = [float(found[f"SWA_T{k}"]) for k in (1, 2, 3)]
    assert thirds == pytest.approx([200, 1800, 800], rel=0.01)
    assert float(found.SWA) == pytest.approx(np.mean(thirds), rel=0.01)
    assert float(found.SIGMA) == pytest.approx(0, abs=0.1)
    assert float(found.SWE) == pytest.approx(float(found.SWA) * 900)


def test_slow_wave_activity_is_what_scipys_welch_gives(rng):
    samples = peer.lfilter([1], [1, -0.9], rng.normal(0, 8, 30 * 20 * 100))
    stages = ["W"] * 2 + ["N2"] * 9 + ["REM"] * 2 + ["N3"] * 7
    found = night_metrics(night_of(samples, stages), (0, 600))
    frequency, density = peer.welch(
        samples.astype(np.float32).reshape(20, -1), RATE, nperseg=400, noverlap=200
    )
    inside = (frequency >= 0.75) & (frequency <= 4.5)
    power = np.trapezoid(density[:, inside], frequency[inside], axis=1)
    nrem = np.isin(stages, ["N2", "N3"])
    assert float(found.SWA) == pytest.approx(power[nrem].mean(), rel=1e-3)


def test_an_epoch_with_an_artefact_does_not_count():
    samples = wave(10, 30)
    samples[5 * 3000 + 500 : 5 * 3000 + 900] = 2000.0
    found = night_metrics(night_of(samples, ["N2"] * 10), (0, 300))
    assert float(found.SWA) == pytest.approx(450, rel=0.01)


def test_only_what_lies_between_the_lights_counts():
    samples = np.concatenate([wave(10, 90), wave(10, 30)])
    found = night_metrics(night_of(samples, ["N2"] * 20), (300, 600))
    assert float(found.SWA) == pytest.approx(450, rel=0.01)
    assert float(found[COURSE][0]) == pytest.approx(450, rel=0.01)


def test_the_frontal_channel_is_taken_and_another_can_be_named(tmp_path):
    from explorer.io.write import write_edf

    samples = np.stack([wave(10, 10), wave(10, 50)])
    for condition in ("p", "d"):
        night = night_of(samples, ["N2"] * 10, ("EEG Pz-Oz", "EEG Fpz-Cz"))
        write_edf(night, tmp_path / f"{condition}.edf")
    table = tmp_path / "nights.csv"
    table.write_text("subject,condition,path\nA,p,p.edf\nA,d,d.edf\n")
    nights = cohort(table)
    assert set(nights.channel.values) == {"EEG Fpz-Cz"}
    assert nights.SWA.values == pytest.approx([1250, 1250], rel=0.01)
    table.write_text("subject,condition,path,channel\nA,p,p.edf,EEG Pz-Oz\nA,d,d.edf,C9\n")
    nights = cohort(table)
    assert nights.SWA.values[0] == pytest.approx(50, rel=0.01)
    assert "'C9' is no channel or electrode of this night" in nights.sentence.values[1]


def test_nights_on_different_channels_are_not_divided_by_each_other(tmp_path):
    from explorer.io.write import write_edf

    for name in ("EEG Pz-Oz", "EEG Fpz-Cz"):
        write_edf(night_of(wave(10, 30), ["N2"] * 10, (name,)), tmp_path / f"{name[4:]}.edf")
    table = tmp_path / "nights.csv"
    table.write_text("subject,condition,path\nA,p,Pz-Oz.edf\nA,d,Fpz-Cz.edf\n")
    nights = cohort(table)
    assert np.isnan(nights.SWA.values).all()
    assert any("different channels" in said and "Pz-Oz" in said for said in problems(nights))


@pytest.fixture(scope="module")
def crossover(tmp_path_factory):
    return write_crossover(tmp_path_factory.mktemp("crossover"), 8, louder=1.3)


@pytest.fixture(scope="module")
def plain(crossover):
    """Measure the crossover once; nobody changes what came of it."""
    return cohort(crossover)


def test_a_run_that_resumes_has_the_same_power_and_courses(crossover, plain, tmp_path):
    stored = cohort(crossover, store=tmp_path / "store", batch=4)
    resumed = cohort(crossover, store=tmp_path / "store", batch=4)
    assert plain.SWA.notnull().all()
    assert plain[COURSE].dims == ("recording", "time")
    xr.testing.assert_equal(stored, plain)
    xr.testing.assert_equal(resumed, plain)


def test_slow_wave_activity_is_the_primary_metric_where_there_are_recordings(crossover, capsys):
    def found(*more):
        assert main(["compare", str(crossover), "--reference", "placebo", "--json", *more]) == 0
        return json.loads(capsys.readouterr().out)

    with_eeg = found()
    assert with_eeg["primary"] == "SWA"
    row = with_eeg["metrics"]["SWA"]
    assert row["scale"] == "log ratio"
    assert with_eeg["sentence"].startswith(
        f"Slow-wave activity (0.75-4.5 Hz, Zurich) was {row['percent']:.3g} % higher"
    )
    assert row["outcome"] == "difference"
    assert row["mixed_model"]["units"] == "log ratio"
    assert with_eeg["metrics"]["SIGMA"]["scale"] == "log ratio"
    assert found("--primary", "none")["primary"] is None
    without = found("--hypnograms-only")
    assert without["primary"] is None
    assert "SWA" not in without["metrics"]
    assert any("hypnograms alone" in note for note in without["notes"])


def test_a_person_without_a_pair_gives_no_default_primary(plain):
    lone = plain.where((plain.condition == "placebo") | (plain.subject == "nobody"))
    assert default_primary(plain, "placebo") == "SWA"
    assert default_primary(lone.assign_coords(plain.coords), "placebo") == ""


def test_the_groups_course_is_divided_by_the_persons_reference(plain):
    course = group_course(plain, reference="placebo", condition="drug")
    assert course.relative.sizes == {"condition": 2, "subject": 8, "time": 72}
    of_placebo = course.relative.sel(condition="placebo").mean("time")
    assert of_placebo.values == pytest.approx(np.full(8, 100), rel=0.01)
    assert float(course.mean.sel(condition="drug").mean()) > 110


def courses(people, change, rng):
    """Nights with a declining course; the drug's last third is changed."""
    times = (np.arange(48) + 0.5) * 600
    decline = 600 * np.exp(-times / 9000)
    rows, subjects, conditions = [], [], []
    for person in range(people):
        for condition in ("p", "d"):
            course = decline * np.exp(rng.normal(0, 0.15, times.size))
            if condition == "d":
                course[32:] *= change
            rows.append(course)
            subjects.append(f"P{person}")
            conditions.append(condition)
    rows[0][10:12] = np.nan
    return xr.Dataset(
        {COURSE: (("recording", "time"), rows)},
        {
            "subject": ("recording", subjects),
            "condition": ("recording", conditions),
            "time": times,
        },
    )


def test_the_stretch_that_a_drug_lowers_is_found_and_nothing_else(rng):
    course = group_course(courses(10, 0.7, rng), reference="p", condition="d")
    found = course_clusters(course, rng=rng)
    assert found
    assert all(start >= 31 * 600 and p < 0.05 for start, _, p in found)
    same = group_course(courses(10, 1.0, rng), reference="p", condition="d")
    assert sum(stop - start for start, stop, _ in course_clusters(same, rng=rng)) < 3600


def test_a_spectrogram_shows_a_wave_where_it_is_and_grey_where_nothing_was_recorded():
    night = night_of(np.concatenate([wave(4, 40, 6.0), wave(4, 40, 13.0)]), ["N2"] * 12)
    found = night_spectrogram(night, "EEG Fpz-Cz", night.hypnogram)
    peak = found.frequency.values[np.nan_to_num(found.values, nan=-99).argmax(0)]
    assert peak[:8] == pytest.approx([6] * 4 + [13] * 4, abs=0.2)
    assert np.isnan(found.values[:, 8:]).all()


def own_trial(folder, blocks):
    lines = ["subject,condition,night,order,hypnogram" + (",block" if blocks else "")]
    for night in range(12):
        condition = "drug" if night % 2 == night // 2 % 2 else "placebo"
        asleep = 200 + 3 * night + (40 if condition == "drug" else 0)
        (folder / f"{night}.txt").write_text("W\n" * 20 + "N2\n" * asleep + "W\n" * 20)
        block = f",{night // 2}" if blocks else ""
        lines.append(f"me,{condition},{night},{night + 1},{night}.txt{block}")
    (folder / "nights.csv").write_text("\n".join(lines))
    return folder / "nights.csv"


@pytest.mark.parametrize(("blocks", "schedules"), [(True, 64), (False, 924)])
def test_one_persons_nights_are_compared_by_the_schedule_they_had(
    tmp_path, capsys, blocks, schedules
):
    table = own_trial(tmp_path, blocks)
    report = tmp_path / "out.html"
    arguments = ["--reference", "placebo", "--primary", "TST", "--report", str(report), "--json"]
    assert main(["compare", str(table), *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    alone = found["one_person"]["metrics"]["TST"]
    assert alone["schedules"] == schedules
    assert alone["nights"] == 12
    assert found["sentence"].startswith("One person's trial (me): total sleep time was")
    assert "nothing of other people" in found["sentence"]
    assert f"p = {alone['p']:.3f}" in found["sentence"]
    written = report.read_text().replace("&#39;", "'")
    assert found["sentence"] in written
    assert "Within this one person" in written
    assert "<figcaption" in written
    assert written.count('class="night compared"') == written.count('class="night reference"') > 0
    assert any("how the order was drawn" in note for note in found["notes"]) != blocks


def test_people_are_not_one_person(plain):
    rng = np.random.default_rng(1)
    assert compare_study(plain, reference="placebo", rng=rng, quick=True).single is None


@pytest.mark.parametrize("name", ["HR_course", "RMSSD_course"])
def test_the_heart_over_the_night_is_compared_as_slow_wave_activity_is(name, rng):
    nights = courses(10, 0.7, rng).rename({COURSE: name})
    course = group_course(nights, reference="p", condition="d", name=name)
    found = course_clusters(course, rng=rng)
    assert found
    assert all(start >= 31 * 600 for start, _, _ in found)
    assert COURSES[name] in course_plot(course, found)
    assert group_course(nights, reference="p", condition="d") is None
