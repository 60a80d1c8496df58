"""The interface says what the field says: every word of it is walked for phrases of our own."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "explorer"

# What readers of the page stumbled over, and what the field says in its place.
STRANGE = {
    r"\bline of N3\b|\bN3 by rule\b": "N3 by amplitude criterion",
    r"channel of the spectrogram": "analysis channel",
    r"\bn \(a minute\)": "count (density per min)",
    r"\bresultant (?!R\b)|\bby chance \d": "mean vector length (resultant R), surrogate mean",
    r"in noise like N2|left between spindles": "false-positive rate in simulated 1/f noise",
    r"\ba line a person\b": "individual changes",
    r"all metrics in standard units": "standardised effects",
    r"cannot be said": "not estimable",
    r"\basleep at\b|\bstray sleep\b|\d+ of your own\b": "isolated sleep; changed from default",
    r"\b(?:me|scorer|\d) less (?:the |first |\d)": "difference (me − first scorer)",
    r"\bwith (?:first scorer|\d), the first scorer": "Reference: first scorer",
    r"save whose stages are shown": "save the hypnogram shown",
    r"brushed part|enough of this hint": "selection; dismiss",
    r"\bchange to see\b": "smallest detectable change",
    r"night as reference for SWA": "normalise SWA to this night",
    r"slow swell": "infraslow sigma fluctuation",
    r"large waves/min|\bopen share\b|× baseline": "slow waves > x µV per min; relative to baseline",
    r"decay to zero|to an asymptote\b": "exponential decay, asymptote fixed at 0 or free",
    r"light.s clock time": "the clock time of lights-off",
    r"failing kidneys": "in kidney failure",
}
_IN_A_SCRIPT = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`")


def written_in(path):
    """Give the words of a module or script, joined as the page shows them, without its remarks."""
    source = path.read_text("utf-8")
    if path.suffix == ".py":
        yield from literals(source)
    elif path.suffix == ".j2":
        bare = re.sub(r"{#.*?#}|{%.*?%}|<[^>]*>", " ", source, flags=re.DOTALL)
        yield re.sub(r"{{.*?}}", "0", bare, flags=re.DOTALL)
    elif path.suffix == ".ts":
        bare = re.sub(r"^\s*//.*$", "", source, flags=re.MULTILINE)
        for found in _IN_A_SCRIPT.findall(bare):
            yield re.sub(r"\${[^}]*}", "0", found)
    else:
        yield source


def literals(source):
    """Give every string of a module but its docstrings, a value in one as 0."""
    tree = ast.parse(source)
    remarks = {
        id(one.value)
        for one in ast.walk(tree)
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
    }
    within = {
        id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values
    }
    for one in ast.walk(tree):
        if isinstance(one, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "0" for part in one.values
            )
        elif isinstance(getattr(one, "value", None), str) and id(one) not in remarks | within:
            yield one.value


@cache
def words_of_the_interface():
    """List every place that words come from, with its words on one line."""
    places = [
        path
        for pattern in ("*.py", "*.j2", "*.ts", "*.toml", "keymap.json")
        for path in sorted(HOUSE.rglob(pattern))
    ]
    return [
        (path.relative_to(ROOT).as_posix(), " ".join(text.split()))
        for path in places
        for text in written_in(path)
    ]


@pytest.mark.parametrize(("strange", "instead"), STRANGE.items(), ids=STRANGE.values())
def test_no_word_of_the_interface_is_one_that_readers_stumbled_over(strange, instead):
    pattern = re.compile(strange, re.IGNORECASE)
    found = [
        f"{place}: {text[max(0, hit.start() - 30) : hit.end() + 30]}"
        for place, text in words_of_the_interface()
        if (hit := pattern.search(text))
        # Old links and scripts go on under the names that they were written with.
        and not place.endswith(("old_keys.py", "aliases.py"))
    ]
    assert found == [], f"say: {instead}"


def test_buttons_of_the_lab_say_what_dose_they_stand_for():
    from explorer.app.lab.lab_controls import LabControls

    assert {"rat", "plain"}.isdisjoint(one.description for one in LabControls().presets)


def test_the_walk_sees_words_in_every_kind_of_source():
    places = {place.rpartition(".")[2] for place, _text in words_of_the_interface()}
    assert places == {"py", "j2", "ts", "toml", "json"}
    (joined,) = literals('"""Cannot be said."""\nx = f"n = {a}, by chance {b}"')
    assert joined == "n = 0, by chance 0"
