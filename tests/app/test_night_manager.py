"""Nights and montages seen before: shown again, not computed again, unless they changed."""

import threading

import numpy as np
import pytest

import explorer.app.analysis_cache
from explorer.analysis.signal_view import SignalView
from explorer.app.analysis_cache import AnalysisCache
from explorer.app.derived_channels import derive
from explorer.app.shell import Explorer
from explorer.io import open_night, write_edf
from explorer.io.same_recording import is_same
from explorer.models.simulated_night import simulate_night
from explorer.night.montage import AS_RECORDED, AVERAGE
from explorer.scoring.journal_location import open_journal


@pytest.fixture
def files(tmp_path):
    """Write two recordings of half an hour, scored."""
    found = {name: tmp_path / f"{name}.edf" for name in ("first", "second")}
    for seed, path in enumerate(found.values()):
        write_edf(simulate_night(seed, hours=0.5, sampling_frequency=128), path)
    return found


@pytest.fixture
def work(monkeypatch):
    """Note what is analysed, and each search for events."""
    done = []
    for name in ("analyse_channel", "find_events"):
        real = getattr(explorer.app.analysis_cache, name)

        def counted(*given, real=real, name=name):
            done.append(name)
            return real(*given)

        monkeypatch.setattr(explorer.app.analysis_cache, name, counted)
    return done


def rest(page):
    """Wait until nothing is left to do."""
    for worker in (page.night_manager.opener, page.analyser, page.signal.worker, page.overviewer):
        assert worker.wait(60)


def turn_to(page, file):
    """Open a file as the picker does."""
    page.night_manager.request(file.name, lambda: open_night(file))
    rest(page)


def shown(page):
    """All that is drawn of the whole night, and written of it."""
    return (
        *(page.spectrogram.image.data_source.data["image"][0].ravel(),),
        *(page.band_power.power.data["power"], page.strips.density.data["top"]),
        *(page.numbers.architecture.value.split("<details")[0], page.numbers.power.value),
        *(page.signal.numbers.events.value, page.signal.numbers.rule.value),
    )


def test_a_known_night_comes_back_as_it_was_without_being_computed_again(files, work):
    page = Explorer(open_night(files["first"]))
    rest(page)
    first = shown(page)
    turn_to(page, files["second"])
    assert not np.array_equal(shown(page)[0], first[0])
    done = len(work)
    turn_to(page, files["first"])
    assert len(work) == done
    for before, now in zip(first, shown(page), strict=True):
        np.testing.assert_array_equal(now, before)


def test_a_file_that_was_written_anew_is_computed_anew(files, work):
    page = Explorer(open_night(files["first"]))
    rest(page)
    first = shown(page)
    turn_to(page, files["second"])
    done = len(work)
    write_edf(simulate_night(7, hours=0.1, sampling_frequency=64), files["first"])
    turn_to(page, files["first"])
    assert work[done:].count("analyse_channel") == 1
    assert not np.array_equal(shown(page)[0], first[0])


def test_a_night_with_derived_channels_begins_anew_too_and_is_known_when_it_comes_back(files):
    page = Explorer(open_night(files["first"]), "first")
    rest(page)
    analysed = page.cache.analysis(page.state.analysis_channel, page.state.view)
    derive(page.state, "F4-C4")
    rest(page)
    assert page.cache.analysis(page.state.analysis_channel, page.state.view) is analysed
    journal = page.scoring.controller.journal
    assert journal.path == open_journal(page.state.night.recorded).path
    turn_to(page, files["first"])
    assert "F4-C4" not in (*page.state.night.channels, *page.state.visible_channels)
    derive(page.state, "F4-C4")
    turn_to(page, files["second"])  # whose channels allow it too
    assert page.state.visible_channels[0] == "F4-C4"
    turn_to(page, files["first"])
    assert page.state.night.channels["F4-C4"].derivation


def test_the_night_on_screen_begins_from_the_beginning_when_it_is_opened_again(files):
    page = Explorer(open_night(files["first"]))
    page.state.selection = (30.0, 90.0)
    turn_to(page, files["first"])
    assert page.state.selection == ()


def test_a_night_is_another_once_somebody_else_has_scored_it(files, tmp_path):
    before, again = (open_night(files["first"]) for _ in range(2))
    assert is_same(before, again)
    theirs = tmp_path / "theirs.csv"
    theirs.write_text("onset,duration,stage\n0,60,W\n60,300,N2\n")
    assert not is_same(before, open_night(files["first"], theirs))
    assert not is_same(before, open_night(files["second"]))


def test_nights_in_memory_are_not_kept_when_they_are_left(files):
    night = simulate_night(1, hours=0.1, sampling_frequency=64)
    page = Explorer(night)
    rest(page)
    view = page.state.view
    turn_to(page, files["first"])
    assert page.night_manager.recent == (page.state.night,)
    page.cache.turn_to(night)
    assert not page.cache.has_analysis("F4-M1", view)


def test_a_known_montage_is_drawn_at_once(files, work):
    page = Explorer(open_night(files["first"]))
    rest(page)
    for montage in (AVERAGE, AS_RECORDED):
        page.state.montage = montage
        rest(page)
    done, messages = len(work), []
    page.pane.send = lambda message, _buffers=None: messages.append(message)
    page.state.montage = AVERAGE
    rest(page)
    assert len(work) == done
    # The image goes out once: with the gesture, not again when the analysis is found at hand.
    images = [message for message in messages if '"dw"' in str(message.get("content", ""))]
    assert len(images) == 1


def test_what_is_computed_of_one_night_is_never_taken_for_another(monkeypatch):
    one, other = (simulate_night(seed, hours=0.1, sampling_frequency=64) for seed in (1, 2))
    cache, view = AnalysisCache(one), SignalView(("F4-M1",), AS_RECORDED, 0.0)
    expected = AnalysisCache(other).analysis("F4-M1", view).spectrogram
    begun, turned = threading.Event(), threading.Event()
    real = explorer.app.analysis_cache.analyse_channel

    def slow(night, *given):
        begun.set()
        assert turned.wait(10)
        return real(night, *given)

    monkeypatch.setattr(explorer.app.analysis_cache, "analyse_channel", slow)
    worker = threading.Thread(target=cache.analysis, args=("F4-M1", view))
    worker.start()
    assert begun.wait(10)
    cache.turn_to(other)  # while the first is under way
    turned.set()
    worker.join()
    np.testing.assert_array_equal(cache.analysis("F4-M1", view).spectrogram, expected)


@pytest.mark.parametrize("ends", ["fails", "is cancelled"])
def test_the_picker_says_what_is_on_screen_once_another_night_did_not_come(ends):
    page = Explorer(simulate_night(1, hours=0.5, sampling_frequency=64))
    manager, shown = page.night_manager, page.night_manager.title
    begun, may_end = threading.Event(), threading.Event()

    def open_it():
        begun.set()
        may_end.wait(60)
        raise ValueError("no such night")

    manager.offer("another", open_it)
    page.header.picker.value = "another"
    assert begun.wait(60)
    if ends == "is cancelled":
        manager.cancel()
    may_end.set()
    rest(page)
    assert page.header.picker.value == manager.title == shown
    begun.clear()
    page.header.picker.value = "another"  # chosen again, it is asked for again
    assert begun.wait(60)
    rest(page)


def test_of_nights_chosen_one_after_the_other_the_last_stays():
    page = Explorer(simulate_night(1, hours=0.5, sampling_frequency=64))
    manager, first, picker = page.night_manager, page.night_manager.title, page.header.picker
    other = simulate_night(2, hours=0.5, sampling_frequency=64)
    begun, may_end = threading.Event(), threading.Event()
    drawn = []
    page.state.observe(lambda change: drawn.append(change["new"]), "night")

    def open_it():
        begun.set()
        assert may_end.wait(60)
        return other

    manager.offer("another", open_it)
    picker.value = "another"
    assert begun.wait(60)
    picker.value = first  # while the other is under way
    may_end.set()
    assert manager.opener.wait(60)
    assert picker.value == manager.title == first
    assert other not in drawn
    begun.clear()
    may_end.clear()
    picker.value = "another"
    assert begun.wait(60)
    picker.value = first
    picker.value = "another"  # back at it before it came
    may_end.set()
    rest(page)
    assert picker.value == manager.title == "another"
    assert page.state.night is other
