"""Links under mutation: ``python -m benchmarks.fuzz_links [--seconds 180] [--seed 1]``.

A link is what a stranger sends: it may say anything. Each is put to a page's state over three
nights, on top of what the links before left there. It must be followed, followed in part with one
sentence, or refused with one sentence that changes nothing; the state must stay within its bounds,
and the link of what came of it must give the same view again. Anything else is a finding.
"""

import argparse
import math
import random
import sys
import time
import traceback
from collections import Counter
from urllib.parse import quote

from explorer.analysis.event_search import CHOICES
from explorer.app.permalink import apply_link, read_link, write_link
from explorer.app.permalink.fields import FIELDS
from explorer.app.permalink.link import VERSION
from explorer.app.state import NOTCHES, THRESHOLDS, WINDOW_LENGTHS, ExplorerState
from explorer.datasets.night_locations import NightLocation, loader_for
from explorer.metrics.definitions import DEFINITIONS
from explorer.models.simulated_night import simulate_night
from explorer.night.hypnogram import make_hypnogram
from explorer.night.montage import available_montages
from explorer.night.night import Night
from explorer.night.schema import make_signals, rate_name
from explorer.vocabulary.bands import HIGHEST, LOWEST, NARROWEST

SENTENCE = 2000  # letters
_TOLD = 3  # findings of a kind that are printed whole
_GAIN = 64.0
_KEYS = (
    *(field.key for field in FIELDS),
    "night",
    "hypnogram",
    "tab",
    "__class__",
    "",
    "at ",
    "ÄT",
)
_NUMBERS = (
    *("0", "-0", "-1", "1e308", "-1e308", "1e-308", "1e999", "nan", "inf", "-inf", "0x10", "1_0"),
    *("1,5", "\u0663", "9" * 400, "30", "0.5", "75", "3600", "28800", " 3 ", "+3", "3-", "--3"),
)
_TEXTS = (
    *(
        "",
        " ",
        "%",
        "%00",
        "%2",
        "%zz",
        "%25",
        "%u0041",
        "&",
        "=",
        "#",
        "#v1&at=3",
        "\x00",
        "\n",
        "\r\n",
    ),
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\u202e",
        "\ud800",
        "\U0001f634",
    ),
    *("../../etc/passwd", "/etc/passwd", "..\\..\\", "upload/", "upload/0123456789abcdef/../x"),
    *(
        "simulated/young/",
        "simulated/young/99999999999",
        "simulated/" + "a" * 50 + "/1",
        "{0}",
        "%s",
    ),
    *(
        "C3",
        "C4,C3",
        "EEG:2",
        "EEG:nan",
        ":",
        "WASO:WASO_SPT",
        "WASO:",
        ",",
        ",,,",
        "linked mastoids",
    ),
    *("javascript:alert(1)", "A" * 300, "spindle/a7", "me", "1", "true", "None", "[]", "self"),
)


def nights() -> list[Night]:
    """Return a night of channels with awkward names, one without channels, and a short one."""
    names = ["C3", "C4", "M1", "M2", "Fz, 100% & #1=a", "<b>"]
    signals = make_signals([[0.0] * 30_000] * 6, 100.0, names, ["EEG"] * 6, ["uV"] * 6)
    scorers = {"me": make_hypnogram(["W", "N2"] * 5), "<b>you</b>": make_hypnogram(["N2"] * 10)}
    return [
        Night.make({rate_name(100.0): signals}, scorers),
        Night.make({}, {"me": make_hypnogram(["W", "N2", "REM"])}),
        simulate_night(1, hours=0.2, sampling_frequency=64),
    ]


def value(rng: random.Random) -> str:
    """Make what a field may say: a number, a pair, a word that means something, or harm."""
    way = rng.randrange(6)
    if way == 0:
        return rng.choice(_NUMBERS)
    if way == 1:
        return f"{rng.choice(_NUMBERS)}-{rng.choice(_NUMBERS)}"
    if way == 2:
        return rng.choice(_TEXTS)
    if way == 3:
        return ",".join(rng.choice(_TEXTS + _NUMBERS) for _ in range(rng.randrange(1, 9)))
    if way == 4:
        return "".join(
            chr(rng.choice((rng.randrange(128), rng.randrange(0x2FFF)))) for _ in range(20)
        )
    return f"{rng.uniform(-100, 40_000):.{rng.randrange(5)}f}"


def random_link(rng: random.Random) -> str:
    """Make a link of any fields, some of them twice."""
    count = rng.choice((1, 2, 5, 15, 70))
    values = [value(rng) for _ in range(count)]
    if rng.random() < 0.4:
        values = [quote(text, errors="replace") for text in values]
    said = "&".join(f"{rng.choice(_KEYS)}={text}" for text in values)
    version = rng.choice((VERSION,) * 12 + ("v2", "v", "", "V1", "v1 ", "v\u0661", "v" + "9" * 50))
    begin = rng.choice(("",) * 4 + ("#", "https://a.b/c#", "http://x/?y=z#", "://#", "##"))
    return f"{begin}{version}&{said}"


def mutated(link: str, rng: random.Random) -> str:
    """Change, insert, remove, repeat or cut letters of a good link."""
    letters = list(link)
    for _ in range(rng.choice((1, 1, 2, 4, 12))):
        at = rng.randrange(len(letters) + 1)
        way = rng.randrange(6)
        if way == 0:
            letters[at : at + 1] = [chr(rng.randrange(0x250))]
        elif way == 1:
            letters[at:at] = rng.choice(_TEXTS + _NUMBERS)
        elif way == 2:
            del letters[at : at + rng.choice((1, 3, 20))]
        elif way == 3:
            letters[at:at] = letters[at : at + rng.choice((3, 30, 300))] * rng.choice((1, 1, 1, 40))
        elif way == 4:
            del letters[at:]
        else:
            word = rng.choice(_TEXTS + _NUMBERS)
            letters[at : at + len(word)] = word
    return "".join(letters)


def good_link(state: ExplorerState, rng: random.Random) -> str:
    """Write the link of a view as a hand could have made it."""
    night = state.night
    with state.batch():
        if night.channels:
            names = list(night.channels)
            state.visible_channels = tuple(rng.sample(names, rng.randrange(1, len(names) + 1)))
            state.analysis_channel = rng.choice(names)
            state.montage = rng.choice(available_montages(night.channels))
        state.window_length = rng.choice(WINDOW_LENGTHS)
        state.window_start = rng.uniform(0, night.duration)
        state.notch = rng.choice(NOTCHES)
        state.change_gain("", rng.randrange(-3, 4))
        state.n3_amplitude = rng.uniform(*THRESHOLDS)
        state.detector = rng.choice(CHOICES)[1]
        state.scorer = rng.choice(("", *state.scorers))
        chosen = rng.choice(DEFINITIONS)
        state.definitions = ((chosen.name, rng.choice(chosen.variants)[0]),)
        ends = sorted(rng.uniform(0, night.duration) for _ in range(2))
        state.selection = rng.choice(((), tuple(ends)))
    return write_link(
        state, rng.choice(("night.edf", "a&b=c#d.edf", "simulated/young/1")), "Signal"
    )


def seen(state: ExplorerState) -> dict[str, object]:
    """Return all that a link may change."""
    names = ("start", "length", "band", "montage", "channels", "channel", "notch", "gains")
    more = ("selection", "lights", "scorer", "definitions", "threshold", "detector", "dark")
    return {name: getattr(state, name) for name in (*names, *more)}


def broken_bounds(state: ExplorerState) -> str:
    """Say which bound of the state does not hold; "" where all do."""
    night, total = state.night, state.night.duration
    times = (*state.selection, *state.lights)
    holds = {
        "start": 0 <= state.window_start <= max(0.0, total - state.window_length),
        "length": state.window_length in WINDOW_LENGTHS,
        "band": state.band.low >= LOWEST and state.band.high <= HIGHEST,
        "width": state.band.high - state.band.low >= NARROWEST - 1e-9,
        "threshold": THRESHOLDS[0] <= state.n3_amplitude <= THRESHOLDS[1],
        "notch": state.notch in NOTCHES,
        "channels": set(state.visible_channels) <= set(night.channels),
        "channel": state.analysis_channel in night.channels or not night.channels,
        "montage": state.montage in available_montages(night.channels),
        "gains": all(1 / _GAIN <= gain <= _GAIN for _, gain in state.gains),
        "times": all(math.isfinite(time) and 0 <= time <= total for time in times),
        "scorer": not state.scorer or state.scorer in state.scorers,
        "detector": state.detector in [key for _, key in CHOICES],
    }
    return ", ".join(name for name, held in holds.items() if not held)


def is_sentence(text: str) -> bool:
    """Whether it is short, of one line, and hides nothing."""
    return text.isprintable() and 0 < len(text) <= SENTENCE


def one(state: ExplorerState, link: str) -> str:
    """Follow a link; return what became of it."""
    before = seen(state)
    try:
        said = apply_link(state, link)
    except ValueError as error:
        if not is_sentence(str(error)):
            return f"finding: a refusal that is no sentence: {str(error)[:80]!r}"
        return "refused" if seen(state) == before else "finding: refused, but the view changed"
    except BaseException as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"finding: {type(error).__name__} at {place.name}:{place.lineno}"
    if said and not is_sentence(said):
        return f"finding: no sentence: {said[:80]!r}"
    if broken := broken_bounds(state):
        return f"finding: out of bounds: {broken}"
    return placed(link) or again(state) or ("followed in part" if said else "followed")


def placed(link: str) -> str:
    """Look for the link's night as the page would, without opening it; a finding, or ""."""
    asked = read_link(link)
    try:
        loader_for(NightLocation(asked.night, asked.hypnogram))
    except (ValueError, OSError) as error:
        return "" if is_sentence(str(error)) else f"finding: a place's refusal: {str(error)[:80]!r}"
    except BaseException as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"finding: {type(error).__name__} of a place at {place.name}:{place.lineno}"
    return ""


def again(state: ExplorerState) -> str:
    """Follow the link of this very view; a finding where that gives another, else ""."""
    link = write_link(state, "night.edf")
    other = ExplorerState(state.night)
    said = apply_link(other, link)
    if said:
        return f"finding: its own link is not followed: {said[:120]}"
    return (
        "" if write_link(other, "night.edf") == link else "finding: its own link gives another view"
    )


def main() -> None:
    """Follow links until the time is over, and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    states = [ExplorerState(night) for night in nights()]
    outcomes: Counter[str] = Counter()
    worst, count, until = 0.0, 0, time.monotonic() + options.seconds
    while time.monotonic() < until:
        rng = random.Random(f"{options.seed} {count}")
        state = rng.choice(states)
        link = random_link(rng)
        if rng.random() < 0.5:
            link = mutated(good_link(ExplorerState(state.night), rng), rng)
        began = time.process_time()
        outcome = one(state, link)
        worst = max(worst, time.process_time() - began)
        outcomes[outcome] += 1
        if outcome.startswith("finding") and outcomes[outcome] <= _TOLD:
            print(f"{outcome}\n    {link!r}", flush=True)
        count += 1
    for outcome, number in outcomes.most_common():
        print(f"{number:>8}  {outcome}")
    print(f"{count:>8}  links in all; {1000 * worst:.0f} ms of processor time at worst")
    sys.exit(any(outcome.startswith("finding") for outcome in outcomes))


if __name__ == "__main__":
    main()
