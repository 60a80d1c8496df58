"""The Signal tab's figures: what rests on stages is not told while stages are hidden."""

import html
import re

import pytest

from explorer.app.shell import Explorer
from explorer.models.simulated_night import simulate_night
from explorer.night.night import Night
from explorer.school.lesson import Lesson
from explorer.school.sitting import Sitting
from explorer.storage.settings import SCORINGS_VARIABLE
from explorer.vocabulary.stages import Stage

FALSE_WHILE_HIDDEN = (
    *("no cycle has N2 or N3", "slow-wave energy", "need 3 cycles", "nobody scored"),
    *("of TST", "no stage has four epochs", "no bout is long enough", "in N2 and N3"),
)


@pytest.fixture(scope="module")
def explorer(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SCORINGS_VARIABLE, str(tmp_path_factory.mktemp("scorings")))
        made = Explorer(simulate_night(3, hours=1.5, sampling_frequency=64))
        assert made.analyser.wait(60)
        yield made


def labels(plot):
    """Name the rows beside a figure, from the bottom up, each where its tick is."""
    axis = plot.yaxis[0]
    assert set(axis.ticker.ticks) == set(axis.major_label_overrides)
    assert plot.y_range.start < min(axis.ticker.ticks) <= max(axis.ticker.ticks) < plot.y_range.end
    return [axis.major_label_overrides[row] for row in axis.ticker.ticks]


@pytest.fixture
def page(explorer):
    explorer.show("Signal")
    yield explorer.pages["Signal"]
    explorer.state.sitting = None
    explorer.state.blind = False


def said(page):
    assert page.worker.wait(120)
    return html.unescape(re.sub(r"<[^>]*>", "  ", page.body.value))


def criterion(words):
    return re.search(r"N3 by amplitude criterion, > 75 µV\s+(.*?)\s{2,}", words).group(1)


def own_claims(words):
    """Leave out caveats that say in which stages a figure is made at all."""
    for caveat in ("Whole night, N2 and N3", "bouts of N2 and N3", "Mean of N2 and N3"):
        words = words.replace(caveat, "")
    return words


def test_waves_of_another_band_than_the_nights_are_told_apart_in_words(page):
    chosen = page.controls.detector
    title = next(title for title, key in chosen.options if key == chosen.value)
    assert title == "usual: slow waves 0.3–1.5 Hz, spindles 11–16 Hz"
    assert "others than these of 0.3–1.5 Hz" in said(page)


@pytest.mark.parametrize("how", ["blind", "lesson"])
def test_what_rests_on_hidden_stages_says_so_and_nothing_false(explorer, page, how):
    seen = said(page)
    assert "min, " in criterion(seen)
    strips, stairs = explorer.night_figures.strips, explorer.night_figures.hypnogram
    places = {name: str(box.glyph.bottom) for name, box in strips.boxes.items()}
    if how == "blind":
        explorer.state.blind = True
    else:
        explorer.state.sitting = Sitting.begin(Lesson((2, 5)))
    hidden = own_claims(said(page))
    rows = {"lesson": ["artefacts"], "blind": ["artefacts", "N3 scored"]}[how]
    assert labels(strips.figure) == rows  # no row of what is hidden, and none empty in its place
    assert [name for name, box in strips.boxes.items() if box.visible] == rows[::-1]
    assert not strips.area.visible
    # "Size mismatch" in BokehJS, were a glyph's own place changed together with its data.
    assert {name: str(box.glyph.bottom) for name, box in strips.boxes.items()} == places
    assert (labels(stairs.figure) == ["?"]) is (how == "lesson")
    for words in FALSE_WHILE_HIDDEN:
        assert words not in hidden
    assert criterion(hidden) == "hidden while blind"
    assert "everywhere: stages are hidden while blind, locked to the trough" in hidden
    assert re.search(r"n = \d{2,} ", hidden)  # waves are found without stages
    explorer.state.sitting, explorer.state.blind = None, False
    assert said(page) == seen
    assert labels(strips.figure)[:4] == ["artefacts", "N3 criterion", "N3 scored", "slow waves"]
    assert len(labels(stairs.figure)) >= 5


def test_the_criterion_stays_hidden_beside_ones_own_stages(explorer, page):
    explorer.state.blind = True
    explorer.scoring.controller.score_epoch(60.0, Stage.N2)
    assert criterion(said(page)) == "hidden while blind"
    explorer.scoring.controller.undo()


def test_figures_drawn_before_are_put_away_as_soon_as_the_page_is_blind(explorer, page):
    said(page)
    explorer.show("Night")
    explorer.state.blind = True
    assert page.body.value.count("<svg") == 0


def test_a_night_that_nobody_scored_is_told_so_by_every_figure_that_rests_on_stages(explorer, page):
    scored = explorer.state.night
    explorer.state.night = Night.make(scored.signals, start=scored.attrs["start"])
    assert explorer.analyser.wait(60)
    words = own_claims(said(page))
    explorer.state.night = scored
    assert explorer.analyser.wait(60)
    assert words.count("nobody scored this night") >= 5
    for false in ("no cycle has N2 or N3", "slow-wave energy", "need 3 cycles", "in N2 and N3"):
        assert false not in words


@pytest.mark.parametrize("lights", [None, (1800.0, 3900.0)])
def test_n3_by_criterion_is_one_number_beside_the_night_and_here(explorer, page, lights):
    before = explorer.state.lights
    explorer.state.lights = lights or before
    assert explorer.state.parts[0].inside.all() == (lights is None)
    rule = explorer.signal.numbers.rule.value
    cells = re.findall(r"<td>([^<]*)</td>", rule)
    minutes, percent, kappa = cells[0], cells[2], cells[4]
    assert criterion(said(page)) == f"{minutes} min, {percent} % of TST, κ {kappa}"
    explorer.state.lights = before
