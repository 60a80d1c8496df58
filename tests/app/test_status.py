"""Results beside the choices: told to who shows them, and never to who follows a choice."""

from explorer.app.permalink import write_link
from explorer.app.shell import Explorer
from explorer.app.state import ExplorerState
from explorer.app.status import RESULTS
from explorer.models.simulated_night import simulate_night


def test_an_answer_runs_nothing_that_follows_a_choice():
    explorer = Explorer(simulate_night(1, hours=0.1, sampling_frequency=64))
    chosen, came = [], []
    explorer.state.on_commit(chosen.append)
    explorer.status.on_commit(came.append)
    explorer.settle()
    explorer.state.analysis_channel = next(
        name for name in explorer.state.visible_channels if name != explorer.state.analysis_channel
    )
    explorer.settle()
    assert chosen == [{"analysis_channel"}]
    assert {name for names in came for name in names} >= {"analysis_ready_for", "events_key"}
    assert explorer.status.analysis_ready_for == explorer.state.analysis_key
    came.clear()  # what was forgotten meanwhile and is computed again is told again
    explorer.analyser.request(
        (explorer.state.analysis_key, explorer.state.analysis_channel, explorer.state.view)
    )
    explorer.settle()
    assert "analysis_ready_for" in came[0]


def test_no_result_is_a_choice_and_none_is_in_a_link():
    assert not RESULTS & set(ExplorerState.class_trait_names())
    explorer = Explorer(simulate_night(1, hours=0.1, sampling_frequency=64))
    before = write_link(explorer.state, "night", "")
    explorer.status.message = "a sentence of no choice"
    explorer.settle()
    assert write_link(explorer.state, "night", "") == before


def test_every_watched_name_is_a_trait_of_the_state_or_of_the_status():
    explorer = Explorer(simulate_night(1, hours=0.1, sampling_frequency=64))
    known = set(explorer.state.trait_names()) | RESULTS
    watched = {
        name for panel in explorer.figures for traits, _ in panel.watches() for name in traits
    }
    assert watched <= known
    explorer.settle()
