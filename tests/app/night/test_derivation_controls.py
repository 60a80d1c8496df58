"""Channels derived on the page: what the lists and the field do to the night on screen."""

import re

import numpy as np
import pytest

from explorer.app.analysis_cache import AnalysisCache
from explorer.app.derived_channels import (
    MOST_DERIVED,
    carry_over,
    derive,
    derived_names,
    set_derivations,
)
from explorer.app.night.derivation_controls import DerivationControls
from explorer.app.permalink import apply_link
from explorer.app.state import ExplorerState
from explorer.night.first_look import first_look
from explorer.night.night import Night
from explorer.night.schema import make_signals

SITES = ("F3", "F4", "C3", "C4", "Cz", "P3", "T7", "M1", "M2")


@pytest.fixture
def state():
    data = np.random.default_rng(2).normal(size=(len(SITES), 12_000)).astype(np.float32)
    eeg = make_signals(data, 100.0, SITES, ["EEG"] * len(SITES), ["uV"] * len(SITES))
    return ExplorerState(Night.make({"100Hz": eeg}))


@pytest.fixture
def controls(state):
    found = DerivationControls(state)
    found.connect(lambda callback: callback)
    state.on_commit(found.follow)
    found.follow(frozenset(state.trait_names()))
    return found


def hand(controls, kind, **message):
    controls.widget._received(None, {"kind": kind, **message}, [])


def choose(controls, first, second):
    hand(controls, "choose", name="first", value=first)
    hand(controls, "choose", name="second", value=second)
    hand(controls, "act", what="add")


def test_two_lists_make_a_difference_and_what_they_offer(state, controls):
    choose(controls, "F4", "C4")
    choose(controls, "C3", "=mastoids")
    choose(controls, "C3", "=laplacian")
    assert derived_names(state) == ("F4-C4", "C3-(M1+M2)/2", "laplacian(C3)")
    assert state.visible_channels[:3] == ("laplacian(C3)", "C3-(M1+M2)/2", "F4-C4")
    state.visible_channels = ("F3", "F4")
    choose(controls, "C4", "=mean")
    assert state.visible_channels == ("C4-mean(F3, F4)", "F3", "F4")


def test_a_refusal_is_said_beside_the_field_and_goes_with_the_next_success(state, controls):
    hand(controls, "choose", name="expression", value="F4-<b>")
    assert "&lt;b&gt;" in controls.widget.value
    assert 'role="alert"' in controls.widget.value
    assert 'value="F4-&lt;b&gt;"' in controls.widget.value  # to be mended, not typed again
    hand(controls, "choose", name="expression", value="f4-c4")
    assert 'role="alert"' not in controls.widget.value
    assert derived_names(state) == ("F4-C4",)


def test_the_rest_of_the_view_stays_and_what_is_of_a_channel_goes_with_it(state, controls):
    state.window_start, state.selection = 30.0, (40.0, 50.0)
    derive(state, "F4-C4")
    state.analysis_channel, state.inverted = "F4-C4", ("F4-C4", "C3")
    state.change_scale("F4-C4", 2)
    assert (state.window_start, state.selection, state.analysed) == (30.0, (40.0, 50.0), "F4-C4")
    hand(controls, "act", what="remove:F4-C4")
    assert "F4-C4" not in (*state.night.channels, *state.visible_channels)
    assert (state.analysis_channel, state.inverted, state.channel_scales) == ("F4", ("C3",), ())
    assert state.window_start == 30.0
    assert state.night is state.night.recorded


def test_what_was_computed_of_recorded_channels_is_kept(state):
    cache = AnalysisCache(state.night)
    before = cache.analysis("F4", state.view)
    derive(state, "F4-C4")
    cache.turn_to(state.night)
    assert cache.analysis("F4", state.view) is before
    whole = cache.analysis("F4-C4", state.view)
    recorded, _ = cache.samples("F4", 0, 10, state.montage)
    other, _ = cache.samples("C4", 0, 10, state.montage)
    found, _ = cache.samples("F4-C4", 0, 10, state.montage)
    np.testing.assert_allclose(found, recorded - other, atol=1e-5)
    assert whole.units == "uV"


def test_there_is_a_most(state):
    set_derivations(state, [f"F4-{n}*C4" for n in range(2, MOST_DERIVED + 2)])
    with pytest.raises(ValueError, match="12 derived channels are the most"):
        derive(state, "F3-C3")
    assert len(derived_names(state)) == MOST_DERIVED


def test_the_mean_of_what_is_shown_says_that_references_differ():
    names = ("F3-M2", "F4-M1", "C4-M1", "O2-M1")
    eeg = make_signals(np.zeros((4, 6000)), 100.0, names, ["EEG"] * 4, ["uV"] * 4)
    state = ExplorerState(Night.make({"100Hz": eeg}))
    state.visible_channels = names
    shown = DerivationControls(state)
    shown.connect(lambda callback: callback)
    shown.follow(frozenset(state.trait_names()))
    choose(shown, "F3", "=mean")
    assert derived_names(state) == ()
    assert "F3 was recorded against M2 and F4 against M1" in shown.widget.value


def test_what_a_menu_offers_across_references_is_a_press_away_and_the_hint_is_taken():
    names = ("F3-M2", "C3-M2", "C4-M1")
    eeg = make_signals(np.zeros((3, 6000)), 100.0, names, ["EEG"] * 3, ["uV"] * 3)
    state = ExplorerState(Night.make({"100Hz": eeg}))
    shown = DerivationControls(state)
    shown.connect(lambda callback: callback)
    state.on_commit(shown.follow)
    shown.follow(frozenset(state.trait_names()))
    choose(shown, "C3", "C4")
    said = re.search(r'role="alert">(.*?)</p>', shown.widget.value)[1]
    assert said == ("C3 was recorded against M2 and C4 against M1: they would be part of C3-C4.")
    assert ">take (C3-M2)-(C4-M1)</button>" in shown.widget.value
    hand(shown, "act", what="take")
    assert derived_names(state) == ("(C3-M2)-(C4-M1)",)
    assert "take (" not in shown.widget.value.replace('aria-label="take (', "")
    hint = re.search(r'placeholder="(.*?)…"', shown.widget.value)[1]
    assert hint == "F3-C3, mean(F3, C3)"
    for expression in ("F3-C3", "mean(F3, C3)"):
        hand(shown, "choose", name="expression", value=expression)
        assert expression in derived_names(state)


def test_a_link_takes_the_first_and_names_the_rest(state):
    asked = ",".join(f"F4-{n}*C4" for n in range(2, MOST_DERIVED + 4))
    said = apply_link(state, f"v1&derivations={asked}")
    assert len(derived_names(state)) == MOST_DERIVED
    assert "12 derived channels are the most, without 'F4-14*C4', 'F4-15*C4'" in said
    said = apply_link(state, "v1&derivations=F4-C4,F4-Oz,C3-O1,Cz-O2")
    assert derived_names(state) == ("F4-C4",)
    assert "'Oz' is no channel" in said
    assert "nor can 'C3-O1', 'Cz-O2' be derived" in said


def test_traces_remain_where_the_only_derived_one_goes(state):
    for take_away in (
        lambda: set_derivations(state, []),
        lambda: apply_link(state, "v1&derivations=F4-Oz&visible_channels=F4-Oz"),
    ):
        derive(state, "F4-C4")
        state.visible_channels = ("F4-C4",)
        take_away()
        assert state.visible_channels == first_look(state.night)


def test_derivations_go_along_to_a_night_that_allows_them(state):
    eeg = make_signals(np.zeros((3, 6000)), 100.0, SITES[:3], ["EEG"] * 3, ["uV"] * 3)
    state.night = Night.make({"100Hz": eeg})
    said = carry_over(state, ["F4-C3", "F4-C4"])
    assert derived_names(state) == ("F4-C3",)
    assert said == "This night does not allow what was derived before: F4-C4."
    assert carry_over(state, []) == ""
