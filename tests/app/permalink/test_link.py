"""A link gives the same view, and nothing that it says can break a page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.app.derived_channels import set_derivations
from explorer.app.permalink import LONGEST, apply_link, read_link, write_link
from explorer.app.permalink.fields import FIELDS
from explorer.app.state import THRESHOLDS, ExplorerState
from explorer.night.hypnogram import make_hypnogram
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.school.lesson import AT_ONCE, Lesson
from explorer.school.sitting import Sitting
from explorer.vocabulary.bands import BANDS, Band

AWKWARD = "Fz, 100% & #1=a"


@pytest.fixture(scope="module")
def night():
    names = ["C3", "C4", "M1", "M2", AWKWARD]
    signals = make_signals([[0.0] * 30_000] * 5, 100.0, names, ["EEG"] * 5, ["uV"] * 5)
    scorers = {"me": make_hypnogram(["W", "N2"] * 5), "<b>you</b>": make_hypnogram(["N2"] * 10)}
    return Night.make({rate_name(100.0): signals}, scorers)


def seen(state):
    found = {name: getattr(state, name) for name in state.trait_names()}
    return found | {"night": (state.night.recorded, list(state.night.channels))}


def elsewhere(night):
    state = ExplorerState(night)
    set_derivations(state, ["mean(C4, M1)"])
    state.montage = "linked mastoids"
    state.visible_channels = (AWKWARD, "C4", "mean(C4, M1)")
    state.analysis_channel = AWKWARD
    state.window_length = 60.0
    state.window_start = 123.4
    state.band = Band("own band", 0.65, 3.2)
    state.notch = 50.0
    state.change_gain("EEG", 3)
    state.change_scale(AWKWARD, -2)
    state.invert({"C4", AWKWARD})
    state.spectrogram_top, state.colour_limits = 16.0, (-5.5, 30.0)
    state.spectrogram_settings = (4.0, 0.5, 3)
    state.spectrogram_logarithmic = True
    state.display_filters = (("ECG", False), ("EEG", True))
    state.selection = (30.5, 90.25)
    state.overview_span = (60.0, 240.0)
    state.lights = (30, 270)
    state.scorer = "<b>you</b>"
    state.definitions = (("WASO", "WASO_SPT"), ("SOL", "SOL_5min"))
    state.n3_amplitude = 101.5
    state.detector = "spindle/a7"
    state.reference_place = "folder/other%2C night.edf,other.xml"
    state.comparison = '{"table":"a study.csv","left_out":["S 1"]}'
    state.lab = "dose:4.2,salt:other"
    state.sitting = Sitting.begin(Lesson((1, 8), "by hand, of course", AT_ONCE, ("<b>you</b>",)))
    state.large_type = state.dark = True
    return state


def test_every_field_comes_back(night):
    state, other = elsewhere(night), ExplorerState(night)
    link = write_link(state, "night.edf", "Compare")
    assert [key for key, _ in read_link(link).fields] == [field.key for field in FIELDS]
    assert apply_link(other, link) == ""
    rounded = ("gains", "channel_scales")
    for name in rounded:
        found, wanted = dict(getattr(other, name)), dict(getattr(state, name))
        assert found == pytest.approx(wanted, rel=1e-3)
    left = dict.fromkeys(rounded, ())
    assert seen(other) | left == seen(state) | left


def test_a_link_undoes_what_it_does_not_name(night):
    state = elsewhere(night)
    link = write_link(ExplorerState(night), "night.edf")
    assert apply_link(state, link) == ""
    # What another tab compares is nothing that a link to the night undoes.
    assert seen(state) == seen(ExplorerState(night)) | {"comparison": state.comparison}


def test_a_link_of_a_link_is_the_same_link(night):
    link = write_link(elsewhere(night), "folder/ä night.edf", "Compare", hypnogram="a&b.xml")
    state = ExplorerState(night)
    apply_link(state, link)
    asked = read_link("https://somewhere/voila/render/x.ipynb?theme=light#" + link)
    assert write_link(state, asked.night, asked.tab, hypnogram=asked.hypnogram) == link


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("v1&at=1e9", "outside this night"),
        ("v1&at=nan", "expected a number, found 'nan'"),
        ("v1&at=-inf", "expected a number"),
        ("v1&span=7", "a window is 5 s long"),
        ("v1&band=90-1", "brought within"),
        ("v1&band=4-4", "no band has the edges"),
        ("v1&band=<script>", "expected two numbers with a dash between, found '<script>'"),
        ("v1&band=a1-b2", "expected a number, found 'a1'"),
        ("v1&overview_span=100-100.001", "must be 60 s or more of this night of 300 s"),
        ("v1&overview_span=-100-1e9", "the part shown was brought within this night"),
        ("v1&overview_span=120-290&window_start=30", "brought to 120 s"),
        ("v1&large_type=yes", "large_type is 1 or 0, not 'yes'"),
        ("v1&dark=2", "dark is 1 or 0, not '2'"),
        ("v1&channels=Cz,C3", "no channel 'Cz'"),
        ("v1&channel=Cz", "no channel 'Cz'"),
        ("v1&montage=Laplace", "no montage 'Laplace'"),
        ("v1&derivations=C4-Cz", "'Cz' is no channel or electrode of this night"),
        ("v1&notch=51", "no mains filter for 51 Hz"),
        ("v1&part=5000-6000", "selection"),
        ("v1&lights=10-11", "30 s or more apart"),
        ("v1&define=WASO:mine,SOL:SOL_5min", "no definition 'WASO:mine'"),
        ("v1&line=1e6", "amplitude criterion lies within 10–300"),
        ("v1&events=unicorn", "no detector 'unicorn'"),
        ("v1&scorer=nobody", "nobody called 'nobody'"),
        ("v1&gain=EEG:1e99,smell:2", "has no 'smell'"),
        ("v1&channel_scales=C3:2,Cz:2", "has no channel 'Cz' to draw larger"),
        ("v1&inverted=Cz", "has no channel 'Cz' to turn around"),
        ("v1&display_filters=EEG:maybe,smell:on", "there is no filter of the traces"),
        ("v1&spectrogram_settings=4:2", "a window, a step and tapers"),
        ("v1&spectrogram_settings=4:2:99", "brought within their limits"),
        ("v1&spectrogram_top=17", "no spectrogram ends at 17 Hz"),
        ("v1&spectrogram_logarithmic=octaves", "is 1 or 0, not 'octaves'"),
        ("v1&colour_limits=3:2", "colours from '3:2' dB"),
        ("v1&lesson=1", "a lesson has 4 parts"),
        ("v1&lesson=at+the+end:x:11:", "asks for epoch 12, and this night has 10"),
        ("v1&password=1", "'password' is no part of a view"),
    ],
)
def test_what_cannot_be_followed_is_said_in_one_sentence(night, text, words):
    state = elsewhere(night)
    said = apply_link(state, text)
    assert said.startswith("The link was followed in part: ")
    assert words in said
    assert "\n" not in said


def test_a_part_that_is_the_whole_night_is_followed_without_a_remark(night):
    state = elsewhere(night)
    assert apply_link(state, "v1&overview_span=0-300&large_type=0") == ""
    assert (state.overview_span, state.large_type) == ((), False)


def test_the_part_asked_for_holds_and_the_window_comes_into_it(night):
    state = ExplorerState(night)
    apply_link(state, "v1&overview_span=120-240&window_start=280&window_length=30")
    assert (state.overview_span, state.window_start) == ((120.0, 240.0), 210.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no link to a view"),
        ("v2&at=3", "of version 'v2'"),
        ("v1" + "&a=1" * 61, "more than the 60 fields"),
        ("v1&at=" + "9" * LONGEST, "characters, more than"),
        ("javascript:alert(1)", "is no link to a view"),
    ],
)
def test_what_is_no_link_is_refused_and_changes_nothing(night, text, words):
    state = elsewhere(night)
    before = seen(state)
    with pytest.raises(ValueError, match=words):
        apply_link(state, text)
    assert seen(state) == before


@pytest.mark.parametrize(
    "text",
    ["v1&lights=75--0", "v1&part=1e308--0", "v1&at=-0", "v1&part=0-1e-4", "v1&lights=0-1e-4"],
)
def test_a_time_of_minus_nothing_is_written_as_nothing(night, text):
    state, other = ExplorerState(night), ExplorerState(night)
    apply_link(state, text)
    assert apply_link(other, write_link(state, "night.edf")) == ""
    assert seen(other) == seen(state)


keys = st.sampled_from([field.key for field in FIELDS]) | st.text(max_size=8)
values = (
    st.text(max_size=30)
    | st.floats().map(str)
    | st.tuples(st.floats(), st.floats()).map(lambda pair: f"{pair[0]}-{pair[1]}")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(keys, values), max_size=12))
def test_whatever_a_link_says_the_state_stays_valid(night, pairs):
    state = ExplorerState(night)
    said = apply_link(state, "v1&" + "&".join(f"{key}={value}" for key, value in pairs)[:4000])
    assert "\n" not in said
    assert (
        0 <= state.window_start <= night.duration - state.window_length
        or state.window_length > night.duration
    )
    assert BANDS[-1].high >= state.band.high > state.band.low >= 0.1
    assert THRESHOLDS[0] <= state.n3_amplitude <= THRESHOLDS[1]
    assert set(state.visible_channels) <= set(night.channels)
    assert all(0 <= time <= night.duration for time in (*state.selection, *state.lights))
    link = write_link(state, "night.edf")
    assert apply_link(ExplorerState(night), link) == ""


def test_a_link_with_older_keys_opens_the_same_view(night):
    from explorer.app.permalink.old_keys import OLD_KEYS

    link = write_link(elsewhere(night), "night")
    older = link
    for old, new in OLD_KEYS.items():
        older = older.replace(f"&{new}=", f"&{old}=")
    assert older != link
    assert read_link(older) == read_link(link)


def test_a_view_without_a_trace_stays_so(night):
    state, other = ExplorerState(night), ExplorerState(night)
    state.visible_channels = ()
    assert other.visible_channels
    assert apply_link(other, write_link(state, "night")) == ""
    assert other.visible_channels == ()
