"""Two conditions over the scalp: from recordings to the map, its clusters and its sentence."""

import re

import numpy as np
import pytest
import xarray as xr

from explorer.analysis.topography import DEEP, topography
from explorer.io import open_night
from explorer.io.write import write_edf
from explorer.models.simulated_scalp import SITES, simulate_scalp
from explorer.night.hypnogram import make_hypnogram
from explorer.render.study.report import render_study_report
from explorer.render.study.topography_difference import topography_difference
from explorer.study.cohort import assemble, cohort
from explorer.study.cohort_table import CohortTable, NightRow
from explorer.study.comparison import compare_study
from explorer.study.group_topography import (
    SIGMA_SITES,
    SWA_SITES,
    group_topography,
    site_quantities,
    topography_clusters,
)
from explorer.study.night_task import NightResult, flatten
from explorer.study.result_files import nights_dataset, write_beside
from explorer.vocabulary.scalp_positions import scalp_positions, site_label

PAIR = {"reference": "placebo", "condition": "drug"}
FRONT = [site for site in SITES if scalp_positions()[site][1] > 0.4]


def results(people, *, effect=0.0, seed=1, simulated=True, lacking=()):
    """Nights of a crossover as a cohort measures them, without recordings to read."""
    rng = np.random.default_rng(seed)
    rows, measured = [], []
    for person in range(people):
        own = rng.normal(5, 0.4)
        for condition in ("placebo", "drug"):
            values = np.exp(own + rng.normal(0, 0.05) + rng.normal(0, 0.05, len(SITES)))
            if condition == "drug":
                values[[SITES.index(site) for site in FRONT]] *= np.exp(effect)
            values[[SITES.index(site) for site in lacking if person == 0]] = np.nan
            names = [f"{site_label(site)}-LM" for site in SITES]
            about = {"units": "uV^2", "long_name": "slow-wave activity, by scalp site"}
            sites = xr.Dataset({SWA_SITES: ("site", values, about)}, {"site": names})
            sites["N3_min"] = ((), 60.0 + rng.normal(), {"units": "min", "long_name": "N3"})
            numbers, attrs = flatten(sites)
            rows.append(NightRow(len(rows) + 2, f"P{person}", condition))
            place = len(measured)
            measured.append(NightResult(place, numbers, attrs, "", False, 0, simulated))
    return assemble(CohortTable(tuple(rows)), [measured])


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scalp")
    hypnogram = make_hypnogram(["W"] * 2 + ["N2"] * 9 + ["N3"] * 9)
    lines = ["subject,condition,path"]
    for person in range(2):
        for condition, gains in (("placebo", {}), ("drug", dict.fromkeys(FRONT, 1.5))):
            night = simulate_scalp(
                person, hypnogram=hypnogram, person=person, site_gains=gains, sampling_frequency=64
            )
            write_edf(night, folder / f"{person}{condition}.edf")
            lines.append(f"P{person},{condition},{person}{condition}.edf")
    (folder / "nights.csv").write_text("\n".join(lines))
    return folder


def test_a_cohort_has_every_sites_activity_as_the_night_alone_has(recorded):
    nights = cohort(recorded / "nights.csv")
    assert nights[SWA_SITES].dims == ("recording", "site")
    assert nights.site.values[4] == "Fz-LM"
    alone = topography(open_night(recorded / "0placebo.edf"), "SWA", stage=DEEP)
    assert nights[SWA_SITES].values[0] == pytest.approx(alone.values, rel=1e-12)
    assert SIGMA_SITES in nights
    # The number of the night and that of its site are one.
    channel = str(nights.channel.values[0])
    assert float(nights[SWA_SITES].sel(site=channel)[0]) == pytest.approx(float(nights.SWA[0]))
    found = group_topography(nights, **PAIR)
    change = dict(zip(found.change.site.values.tolist(), found.change.values, strict=True))
    assert change["Fz"] == pytest.approx(125, abs=2)  # amplitude by 1.5
    assert change["O1"] == pytest.approx(0, abs=0.5)
    assert found.simulated
    assert topography_clusters(found, rng=np.random.default_rng(1)).flips == 0
    assert "fewer than 6 people" in topography_difference(
        found, topography_clusters(found, rng=np.random.default_rng(1))
    )


def test_a_difference_in_front_is_a_cluster_in_front():
    found = group_topography(results(10, effect=0.4), **PAIR)
    clusters = topography_clusters(found, rng=np.random.default_rng(1))
    assert len(clusters.found) == 1
    assert set(clusters.found[0].sites) >= {site_label(site) for site in FRONT}
    assert clusters.found[0].rises
    said = re.sub(r"<[^>]*>", "", topography_difference(found, clusters))
    for words in (
        "from placebo to drug, mean of n = 10 people over 19 sites",
        "simulated",
        "512 sign flips, all there are but for mirror images",
        "higher at Fp1",
        f"(p {clusters.found[0].p:.3f})",
        "it does not say which of them differ",
    ):
        assert words in said


def test_measured_nights_are_not_called_simulated():
    found = group_topography(results(6, simulated=False), **PAIR)
    assert "simulated" not in topography_difference(found, None)
    assert "is being computed" in topography_difference(found, None)


def test_no_difference_is_said_so():
    found = group_topography(results(8, seed=3), **PAIR)
    clusters = topography_clusters(found, rng=np.random.default_rng(1))
    assert clusters.found == ()
    assert "No group of sites differs" in topography_difference(found, clusters)


def test_sites_that_not_everybody_has_are_left_out_and_said():
    found = group_topography(results(6, lacking=("CZ",)), **PAIR)
    assert found.log_ratio.sizes["channel"] == 18
    assert found.left_out == ("Cz-LM",)
    assert "Cz-LM: not everybody has it" in topography_difference(found, None)


def test_too_few_sites_in_common_give_no_map():
    assert group_topography(results(6, lacking=SITES[:12]), **PAIR).log_ratio.sizes["subject"] == 5
    assert group_topography(results(1), **PAIR) is None
    plain = results(3).drop_vars(SWA_SITES)
    assert group_topography(plain, **PAIR) is None


def test_whatever_was_measured_of_sites_can_be_mapped():
    nights = results(6)
    nights["SPINDLES_sites"] = nights[SWA_SITES].copy(data=nights[SWA_SITES].values / 100)
    nights["SPINDLES_sites"].attrs["long_name"] = "spindle density, by scalp site"
    assert list(site_quantities(nights)) == [SWA_SITES, "SPINDLES_sites"]
    assert site_quantities(nights)["SPINDLES_sites"] == "spindle density"
    found = group_topography(nights, **PAIR, name="SPINDLES_sites")
    assert "Change of spindle density" in topography_difference(found, None)


def test_report_and_files_have_the_map(tmp_path):
    study = compare_study(
        results(7, effect=0.4),
        reference="placebo",
        primary="N3_min",
        rng=np.random.default_rng(1),
        quick=True,
    )
    html = render_study_report(study, command="x", seed=1)
    assert "Slow-wave activity over the scalp" in html
    assert 'class="scalp-map"' in html
    _, nights = write_beside(study, tmp_path / "report.html", seed=1, command="x")
    with xr.open_dataset(nights, engine="scipy") as kept:
        assert kept[SWA_SITES].dims == ("recording", "site")
        expected = nights_dataset(study)[SWA_SITES].values
        assert kept[SWA_SITES].values == pytest.approx(expected)
