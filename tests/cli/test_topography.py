"""The command's topography: the page's and the cohort's numbers, or one sentence why not."""

import json

import pytest

from explorer.analysis.topography import DEEP, topography
from explorer.cli.command_line import main
from explorer.io import open_night
from explorer.io.write import write_edf
from explorer.models.simulated_channel import simulate_channel
from explorer.models.simulated_scalp import simulate_scalp
from explorer.night.hypnogram import make_hypnogram
from explorer.study.signal_measures import night_metrics
from explorer.vocabulary.bands import BANDS

STAGES = ["W"] * 2 + ["N2"] * 9 + ["N3"] * 9


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("scalp") / "night.edf"
    night = simulate_scalp(2, hypnogram=make_hypnogram(STAGES), sampling_frequency=64)
    write_edf(night, path)
    return path


def test_the_command_says_what_the_function_and_the_cohort_say(file, capsys):
    assert main(["spectrum", str(file), "--topography", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["simulated"] is True
    assert facts["reference"] == "LM"
    night = open_night(file)
    swa = facts["stages"][DEEP]["SWA"]
    assert swa == topography(night, "SWA", stage=DEEP).values.tolist()
    cohort = night_metrics(night, (0.0, night.duration))
    assert swa == cohort.SWA_sites.values.tolist()
    spindles = facts["stages"]["N2"]["spindle_density"]
    assert spindles == topography(night, "spindle density", stage="N2").values.tolist()
    assert facts["stages"]["W"]["spindle_density"] == [None] * 19
    assert [one["site"] for one in facts["sites"]][4] == "Fz"


def test_stats_have_the_same_maps_and_say_that_they_could(file, capsys):
    assert main(["spectrum", str(file), "--topography", "--json"]) == 0
    alone = json.loads(capsys.readouterr().out)
    assert main(["stats", str(file), "--group", "quality", "--topography", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["topography"] == alone
    assert main(["stats", str(file), "--group", "quality", "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert "topography" not in plain
    assert any("19 scalp sites: --topography" in note for note in plain["notes"])


def test_the_cohort_has_band_power_and_spindles_of_every_site_too(file):
    night = open_night(file)
    found = night_metrics(night, (0.0, night.duration))
    density = topography(night, "spindle density", stage=DEEP)
    assert found.SPINDLES_sites.values.tolist() == density.values.tolist()
    theta = next(band for band in BANDS if band.name == "theta")
    mapped = topography(night, "band power", stage=DEEP, band=theta)
    assert found.THETA_sites.values.tolist() == mapped.values.tolist()
    assert found.SPINDLES_sites.attrs["units"] == "1/min"


def test_the_table_is_for_a_person(file, capsys):
    assert main(["spectrum", str(file), "--topography"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("simulated, 19 sites against LM, in bed")
    assert "SWA N2+N3" in said
    assert "left out" in said


def test_too_few_sites_and_a_channel_beside_all_sites_are_refused(file, tmp_path, capsys):
    path = tmp_path / "one.edf"
    write_edf(simulate_channel(make_hypnogram(STAGES), seed=1), path)
    assert main(["spectrum", str(path), "--topography"]) == 2
    assert "this night has 1 site (F4)" in capsys.readouterr().err
    assert main(["spectrum", str(file), "--topography", "--channel", "Fz-LM"]) == 2
    assert "leave out --channel" in capsys.readouterr().err
