"""The Signal tab's topography: it follows the band, and says why where there is none."""

import re

import numpy as np
import pytest

from explorer.analysis.scalp_interpolation import interpolate_scalp
from explorer.app.shell import Explorer
from explorer.app.tab_pages import TABS
from explorer.dsp.power import band_power
from explorer.models.simulated_night import simulate_night
from explorer.models.simulated_scalp import simulate_scalp
from explorer.night.hypnogram import make_hypnogram
from explorer.vocabulary.bands import BANDS, Band
from tests.analysis.test_topography import STAGES

SIGMA = next(band for band in BANDS if band.name == "sigma")


@pytest.fixture(scope="module")
def explorer():
    made = Explorer(simulate_scalp(4, hypnogram=make_hypnogram(STAGES), person=4))
    assert made.analyser.wait(60)
    made.show("Signal")
    assert made.pages["Signal"].topography.worker.wait(120)
    return made


@pytest.fixture
def panel(explorer):
    explorer.show("Signal")
    panel = explorer.pages["Signal"].topography
    panel.quantity.value = "band power"
    explorer.state.band = BANDS[0]
    explorer.state.selection = ()
    assert panel.worker.wait(120)
    return panel


def said(panel):
    return re.sub(r"<[^>]*>", " ", panel.body.value)


def test_the_map_has_its_sites_its_units_its_reference_and_what_was_left_out(panel):
    html = panel.body.value
    assert html.count('class="site"') == 19
    assert 'role="img"' in html
    assert '<span class="badge">simulated</span>' in html
    for words in ("Fp1", "µV²", "19 sites against LM", "N2+N3", "left out", "Clough-Tocher"):
        assert words in said(panel)
    assert html.count("<tr>") == 20  # a row a site, and the heads


def test_the_map_follows_the_band_at_once_and_numbers_are_the_pipelines(panel, explorer):
    before = panel.body.value
    explorer.state.band = SIGMA
    assert not panel.worker.busy  # what is known of the night gives every band
    assert panel.body.value != before
    value = float(panel.found.map_of("band power", stage="N2+N3", band=SIGMA).sel(channel="Pz-LM"))
    assert re.search(rf"Pz-LM</td><td>{value:.1f}</td>", panel.body.value)
    assert "11–16 Hz" in said(panel)


def test_the_page_is_sent_what_it_draws_any_bands_map_from(panel, explorer):
    explorer.state.band = SIGMA
    about, weights = panel.body.about, np.frombuffer(panel.body.weights, "<f4")
    cumulative = np.frombuffer(panel.body.cumulative).reshape(len(about["frequencies"]), -1)
    assert (about["band"], len(about["known"])) == ([11.0, 16.0], 19)
    assert about["title"][0] + "11–16" + about["title"][1] in said(panel)
    assert about["facts"] in said(panel)
    other = Band("own band", 2.3, 7.1)
    theirs = band_power(cumulative.T, np.array(about["frequencies"]), other.low, other.high)
    ours = panel.found.map_of("band power", stage="N2+N3", band=other)
    np.testing.assert_allclose(theirs, ours.values, rtol=1e-12)
    inside = np.frombuffer(panel.body.inside, np.uint8).reshape(about["size"], -1).astype(bool)
    mapped = weights.reshape(inside.sum(), -1) @ theirs
    exact = interpolate_scalp(ours).values[inside]
    np.testing.assert_allclose(mapped, exact, atol=1e-5 * np.ptp(theirs))
    sent = panel.body.weights
    explorer.state.band = BANDS[0]
    assert panel.body.weights == sent  # so that nothing of it goes over the line again
    panel.quantity.value = "SWA"
    assert panel.body.about == {}  # nothing there follows a hand


def test_the_slider_drags_the_band_of_the_whole_page(panel, explorer):
    panel.edges.value = (2.0, 6.0)
    assert (explorer.state.band.low, explorer.state.band.high) == (2.0, 6.0)
    assert "2–6 Hz" in said(panel)
    explorer.state.band = Band("own band", 3.0, 7.0)
    assert panel.edges.value == (3.0, 7.0)
    explorer.state.band = Band("own band", 0.73, 3.21)  # as a link may say it
    panel.edges.value = (0.75, 3.2)  # what the slider answers, which is no hand's
    assert (explorer.state.band.low, explorer.state.band.high) == (0.73, 3.21)


def test_spindles_are_looked_for_when_they_are_asked_for(panel, explorer):
    assert panel.edges.layout.display != "none"
    panel.quantity.value = "spindle density"
    assert panel.worker.wait(120)
    assert "per minute" in said(panel)
    assert list(panel.stage.options) == ["N2+N3", "N2", "N3"]
    assert panel.edges.layout.display == "none"
    before = panel.body.value
    explorer.state.band = SIGMA  # spindles are by a rule of their own
    assert panel.body.value == before


def test_a_stage_can_be_chosen(panel):
    panel.stage.value = "REM"
    assert "in REM" in said(panel)
    panel.stage.value = "N2+N3"


def test_the_brushed_part_is_mapped(panel, explorer):
    explorer.state.selection = (180.0, 660.0)
    assert panel.worker.wait(120)
    assert "selection" in said(panel)


def test_no_stage_is_offered_while_stages_are_hidden(panel, explorer):
    assert "N2" in panel.stage.options
    explorer.state.blind = True
    offered = panel.stage.options
    assert panel.worker.wait(120)
    assert (offered, panel.stage.options) == (("all",), ("all",))
    explorer.state.blind = False
    assert panel.worker.wait(120)
    assert "N2" in panel.stage.options


def test_what_nobody_sees_is_mapped_when_it_is_turned_to(panel, explorer):
    explorer.show(next(iter(TABS)))
    explorer.state.selection = (180.0, 900.0)
    assert panel.found is None
    explorer.show("Signal")
    assert panel.worker.wait(120)
    assert panel.found.part == "selection"


def test_a_night_with_fewer_sites_says_how_many_it_has():
    made = Explorer(simulate_night(3, hours=0.3, sampling_frequency=64))
    assert made.analyser.wait(60)
    made.show("Signal")
    panel = made.pages["Signal"].topography
    assert panel.worker.wait(60)
    assert "needs 8 scalp sites" in said(panel)
    assert "this night has 6 sites (F3, F4, C3, C4, O1, O2)" in said(panel)
    assert panel.controls.layout.display == "none"
