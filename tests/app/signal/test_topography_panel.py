"""The Signal tab's topography: it follows the band, and says why where there is none."""

import re

import pytest

from explorer.app.shell import Explorer
from explorer.app.tab_pages import TABS
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
    assert "brushed" in said(panel)


def test_what_nobody_sees_is_mapped_when_it_is_turned_to(panel, explorer):
    explorer.show(next(iter(TABS)))
    explorer.state.selection = (180.0, 900.0)
    assert panel.found is None
    explorer.show("Signal")
    assert panel.worker.wait(120)
    assert panel.found.part == "brushed"


def test_a_night_with_fewer_sites_says_how_many_it_has():
    made = Explorer(simulate_night(3, hours=0.3, sampling_frequency=64))
    assert made.analyser.wait(60)
    made.show("Signal")
    panel = made.pages["Signal"].topography
    assert panel.worker.wait(60)
    assert "needs 8 scalp sites" in said(panel)
    assert "this night has 6 sites (F3, F4, C3, C4, O1, O2)" in said(panel)
    assert panel.controls.layout.display == "none"
