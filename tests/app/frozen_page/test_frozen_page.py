"""A page without a kernel: what stands in its file, and what never does."""

import csv
import gzip
import io
import json
import re
import zlib

import numpy as np
import pytest

from explorer import metrics
from explorer.analysis.spectrogram_settings import SpectrogramSettings
from explorer.app.derived_channels import derive
from explorer.app.frozen_page.choice import choose
from explorer.app.frozen_page.from_view import ViewedPages
from explorer.app.frozen_page.frozen_page_file import FrozenRequest, estimate_size, frozen_page
from explorer.app.frozen_page.samples import estimated_bytes, reduced
from explorer.app.state import ExplorerState
from explorer.bridge.packed_arrays import ArrayStore
from explorer.bridge.safe_base85 import ALPHABET
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.montage import AS_RECORDED
from explorer.night.night import Night
from explorer.night.schema import make_events, make_signals, rate_name
from explorer.vocabulary.bands import Band

PERSONS = ("Beispiel", "Muster", "Eva", "1987-04", "/home", "clinic")
GAP = slice(5000, 6000)


@pytest.fixture(scope="module")
def named():
    """Make a night full of names: of the person, the scorer, the folder and the day."""
    rng = np.random.default_rng(1)
    eeg = 20 * rng.standard_normal((2, 30_000), dtype=np.float32)
    eeg[1, GAP] = np.nan
    stages = ["W", "N1", "N2", "N2", "N3", "N3", "N2", "REM", "REM", "W"]
    marks = [
        {"onset": 40, "duration": 3, "kind": "Muster coughs", "channel": "C3", "source": "Muster"},
        {"onset": 70, "duration": 4, "kind": "Arousal", "channel": "C3", "source": "Eva Muster"},
    ]
    return Night.make(
        {rate_name(100.0): make_signals(eeg, 100.0, ["C3", "C4"], ["EEG"] * 2, ["uV"] * 2)},
        {"Eva Muster": make_hypnogram(stages), "first scorer": make_hypnogram(stages[::-1])},
        make_events(marks),
        subject="Ann Beispiel",
        start="1987-04-23T22:30:00",
        source="/home/clinic/Beispiel.edf",
        hypnogram_source="/home/clinic/Muster.txt",
        reader_notes=["Ann Beispiel, scored by Eva Muster"],
    )


@pytest.fixture(scope="module")
def page(named):
    return frozen_page(FrozenRequest(named, choose(named), with_signals=False))


def part_of(page, name):
    """Bytes of a part of the page, as its script decodes them."""
    found = re.search(rf'data-part="{name}" data-bytes="(\d+)">([^<]*)<', page)
    digits = np.array([ALPHABET.index(one) for one in found[2]], np.uint64).reshape(-1, 5)
    words = digits @ np.array([85**4, 85**3, 85**2, 85, 1], np.uint64)
    return words.astype(">u4").tobytes()[: int(found[1])]


@pytest.fixture(scope="module")
def content(page):
    return json.loads(gzip.decompress(part_of(page, "content")))


def test_names_paths_and_dates_of_the_night_are_nowhere_in_the_file(page, content):
    arrays = gzip.decompress(part_of(page, "arrays"))
    said = json.dumps(content, ensure_ascii=False)
    for word in PERSONS:
        assert word not in said
        assert word not in page.replace(part_text(page), "")
        assert word.encode() not in arrays
    assert content["scorers"] == ["scorer A", "first scorer"]
    assert content["traits"]["clock_start"] == 22.5 * 3600  # the time of day stays


def part_text(page):
    return page[page.index('data-part="content"') : page.index('<script type="module"')]


def test_the_file_allows_nothing_from_outside(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src 'none'" in policy
    assert "http" not in policy
    head = page[: page.index('data-part="content"')]
    assert re.findall(r'(?:src|href)=(?!"data:)', head) == []
    assert page.count("</script>") == page.count("<script") == 5
    assert "<!--" not in part_text(page)


def test_its_numbers_are_those_of_the_table_of_metrics(named, content):
    scorer = content["scorers"].index("scorer A")
    written = [one for one in content["numbers"] if one["scorer"] == content["scorers"][scorer]]
    rows = list(csv.DictReader(io.StringIO(written[0]["csv"])))
    table = metrics.table(named.hypnograms.sel(scorer="Eva Muster"))
    compared = 0
    for row in rows:
        if row["symbol"] in table and row["night"]:
            assert float(row["night"]) == pytest.approx(float(table[row["symbol"]]), rel=1e-12)
            compared += 1
    assert compared > 50


def test_samples_are_those_recorded_and_a_gap_stays_one(named):
    row = reduced(named, "C4", choose(named, rate=100.0), AS_RECORDED)
    recorded = named.signal("C4").values
    assert (row.codes[GAP] == -32768).all()
    shown = row.codes * row.scale + row.offset
    kept = np.isfinite(recorded)
    assert np.abs(shown[kept] - recorded[kept]).max() <= row.scale / 2 + 1e-4
    spread = 1.4826 * np.median(np.abs(recorded[kept] - np.median(recorded[kept])))
    assert row.scale == pytest.approx(spread / 64, rel=1e-3)  # a third of a uV in 20


def test_a_slower_rate_keeps_what_it_can_hold():
    time = np.arange(60 * 256) / 256
    wave = 30 * np.sin(2 * np.pi * 10 * time) + 20 * np.sin(2 * np.pi * 50 * time)
    signals = make_signals([wave], 256.0, ["C3"], ["EEG"], ["uV"])
    night = Night.make({rate_name(256.0): signals})
    row = reduced(night, "C3", choose(night, part=(10.0, 50.0)), AS_RECORDED)
    assert (row.rate, row.start, row.codes.size) == (64.0, 10.0, 40 * 64)
    at = row.start + np.arange(row.codes.size) / row.rate
    apart = row.codes * row.scale + row.offset - 30 * np.sin(2 * np.pi * 10 * at)
    assert np.abs(apart).max() < 0.5  # and nothing of the 50 Hz


def test_the_size_said_before_is_the_size_after():
    night = simulate_night(2, hours=0.2)
    choice = choose(night, ["F4-M1", "C4-M1", "E1-M2"])
    store = ArrayStore()
    for name in choice.channels:
        store.add_samples(reduced(night, name, choice, AS_RECORDED).codes)
    written = len(zlib.compress(store.whole(), 6))
    assert estimated_bytes(night, choice, AS_RECORDED) == pytest.approx(written, rel=0.1)


def test_the_size_of_a_short_page_is_that_of_its_scripts(named, page):
    request = FrozenRequest(named, choose(named))
    assert estimate_size(request) == pytest.approx(len(page), rel=0.2)


def test_a_page_too_large_for_a_browser_is_refused_before_it_is_made(named):
    class Long:
        duration = 4e6
        channels, hypnograms = named.channels, named.hypnograms

        def __getattr__(self, name):
            return getattr(named, name)

    choice = choose(named, rate=1024.0)
    long = FrozenRequest(Long(), type(choice)(choice.channels * 10, (0.0, 280.0), 1024.0))
    with pytest.raises(ValueError, match="choose fewer channels"):
        estimate_size(long)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("22:34-22:32", "22:34-22:32 ends before it begins: two times from 22:30 to 22:35"),
        ("22:00-22:32", "the part 22:00-22:32 must lie within the night: two times from 22:30"),
        ("22:34-23:50", "must lie within the night"),
        ("05:00-04:00", "must lie within the night"),
    ],
)
def test_a_part_by_the_clock_is_refused_in_its_words(named, part, words):
    with pytest.raises(ValueError, match=words) as refused:
        choose(named, (), part)
    assert "86" not in str(refused.value)  # s are no words of a clock


@pytest.mark.parametrize(
    ("channels", "part", "rate", "words"),
    [
        (["Cz"], "", 64.0, "no channel 'Cz', expected some of"),
        ([], "noon", 64.0, "two times with a dash between"),
        ([], "0-4000", 64.0, "the part must lie within the night, 0 to 300 s"),
        ([], "200-100", 64.0, "must lie within the night"),
        ([], "", 0.0, "must be 1 to 1024 Hz, is 0"),
        ([], "", float("nan"), "must be 1 to 1024 Hz"),
    ],
)
def test_what_no_page_can_hold_is_refused_in_a_sentence(named, channels, part, rate, words):
    with pytest.raises(ValueError, match=words):
        choose(named, channels, part, rate)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", (0.0, 300.0)),
        ("22:31-22:33", (60.0, 180.0)),
        ("22:31:30 to 22:32", (90.0, 120.0)),
        ("60-120", (60.0, 120.0)),
        ("1min-2.5min", (60.0, 150.0)),
        ("0h – 0.05h", (0.0, 180.0)),
    ],
)
def test_a_part_of_the_night_is_said_as_people_say_it(named, text, part):
    assert choose(named, (), text).part == pytest.approx(part)


def test_a_page_from_the_view_has_the_brushed_part_and_no_blind_secrets(named):
    state = ExplorerState(named)
    pages = ViewedPages(state)
    with pytest.raises(ValueError, match="Nothing is selected"):
        pages.wanted(["C3"], "brushed", 64.0)
    state.selection = (30.0, 90.0)
    wanted = pages.wanted(["C3"], "selection", 64.0)
    former = pages.wanted(["C3"], "brushed", 64.0)  # as it was called once
    assert former.request.choice == wanted.request.choice
    assert wanted.request.choice.part == (30.0, 90.0)
    assert re.match(r"C3 at 64 Hz, 30 to 90 s: about 0\.\d MB\.", wanted.size_words())
    state.blind = True
    with pytest.raises(ValueError, match="switch blind off"):
        pages.wanted(["C3"], "", 64.0)


def test_a_page_opens_as_the_view_is_on_screen_and_what_stays_behind_is_said():
    state = ExplorerState(simulate_night(seed=5, hours=0.2))
    derive(state, "F4-C4")
    state.visible_channels = ("C4-M1", "F4-C4")
    state.analysis_channel = "F4-C4"
    state.band = Band("own band", 11.0, 15.0)
    state.overview_span, state.window_start = (240.0, 600.0), 300.0
    state.spectrogram_settings, state.colour_limits = (4.0, 2.0, 3), (-10.0, 20.0)
    state.invert({"F4-C4", "F4-M1"})
    pages = ViewedPages(state)
    assert pages.offered().usual == ("C4-M1", "F4-C4")
    wanted = pages.wanted(pages.offered().usual, "", 64.0)
    assert wanted.left == ""
    shares = []
    name, text = wanted.write(lambda _words, share: shares.append(share))
    assert name.endswith("_page.html")
    assert shares == sorted(shares)
    assert sum(0.1 <= share < 0.5 for share in shares) > 4  # not one word for most of the work
    said = json.loads(gzip.decompress(part_of(text, "content")))
    assert said["analysed"] == "F4-C4"
    assert [row["name"] for row in said["samples"]["rows"]] == ["C4-M1", "F4-C4"]
    assert said["searches"][0] == {"band": [11.0, 15.0], "name": "own band"}
    assert "pindles" in said["events"][0]["html"]
    assert said["traits"]["overview_span"] == [240.0, 600.0]
    assert said["traits"]["window_start"] == 300.0
    assert SpectrogramSettings(4.0, 2.0, 3).words in json.dumps(
        said["views"][0], ensure_ascii=False
    )
    lanes = {lane["name"]: lane for lane in json.loads(said["traits"]["lanes"])}
    assert lanes["F4-C4"]["label"] == "F4-C4 (inverted)"
    assert "F4-C4 (inv.)" in json.dumps(said["views"][0])  # beside the lane, as on screen
    assert lanes["C4-M1"]["label"] == "C4-M1"
    state.selection = (60.0, 120.0)
    left = pages.wanted(["C4-M1"], "", 64.0).size_words()
    assert "F4-C4 is analysed on screen and is not chosen" in left
    assert "those of C4-M1. Not in the page: the selection." in left
    state.band = Band("theta", 4.0, 8.0)
    assert "No events are looked for in theta" in pages.wanted(["F4-C4"], "", 64.0).left


def test_a_hypnogram_alone_and_an_unscored_recording_make_pages(named):
    alone = Night.make({}, {"Eva Muster": make_hypnogram(["W", "N2", "N3", "REM"])})
    assert "hypnogram without traces" in choose(alone).words(alone)
    written = frozen_page(FrozenRequest(alone, choose(alone)))
    said = json.loads(gzip.decompress(part_of(written, "content")))
    assert said["samples"]["rows"] == []
    assert said["scored"][0]["stages"][0] == [0, "W"]
    unscored = Night.make(dict(named.signals))
    written = frozen_page(FrozenRequest(unscored, choose(unscored), with_signals=False))
    said = json.loads(gzip.decompress(part_of(written, "content")))
    assert said["scored"][0]["stages"] == []
    assert len(said["samples"]["rows"]) == 2


def test_what_the_rate_of_a_page_leaves_out_of_each_kind_is_said():
    night = simulate_night(hours=0.1, sampling_frequency=256)
    chosen = choose(night, ["F4-M1", "E1-M2", "EMG chin", "ECG"])
    assert chosen.cut(night) == (
        "At 64 Hz traces hold up to 28 Hz, and the AASM looks at EEG and EOG to 35 Hz, ECG to "
        "70 Hz, EMG to 100 Hz: a rate of 223 Hz would hold all, where it was recorded."
    )
    assert choose(night, ["F4-M1"], rate=100.0).cut(night) == ""
    assert choose(night, ["EMG chin"], rate=223.0).cut(night) == ""
    written = frozen_page(FrozenRequest(night, chosen))
    assert json.loads(gzip.decompress(part_of(written, "content")))["cut"] == chosen.cut(night)
