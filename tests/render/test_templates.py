"""All markup is written by templates, which escape whatever words come into them."""

import ast
import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import explorer
from explorer.analysis.event_averages import AverageWave
from explorer.render.compare.comparison_text import TEMPLATE as COMPARE
from explorer.render.compare.comparison_text import definitions
from explorer.render.environment import environment, pieces
from explorer.render.evidence.citations import cite_claim
from explorer.render.form_controls import choice
from explorer.render.signal.signal_figures import _wave
from explorer.render.study.effect_figures import slope_plot
from explorer.render.svg import Figure
from explorer.render.svg_chart import Chart
from explorer.render.svg_marks import draw, drawing, level_axis, mark, text
from explorer.render.tables import row, table
from tests.render.same_markup import tokens

HOSTILE = "</text><script>alert('1')</script>\"&"
PACKAGE = Path(explorer.__file__).parent
DONE = (
    *("lab", "evidence", "exercises", "function", "compare", "sharing", "notebook"),
    *("header.py", "time_in_bed_words.py", "evidence_dialog.py", "download_row.py"),
)
"""Of the application: what leaves its markup to templates."""


def modules():
    """Python that holds no markup: of these parts of the page, and of `render`."""
    for name in DONE:
        place = PACKAGE / "app" / name
        yield from [place] if place.suffix else place.rglob("*.py")
    yield from (PACKAGE / "render").rglob("*.py")


@pytest.mark.parametrize("name", environment().list_templates(extensions=["j2"]))
def test_every_template_compiles_and_trusts_no_word(name):
    source, _, _ = environment().loader.get_source(environment(), name)
    environment().get_template(name)
    assert "|safe" not in source.replace(" ", "")
    assert "autoescape" not in source


def strings(tree):
    """Strings of a module that are no docstrings."""
    said = {one.value for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one not in said:
            yield one.lineno, one.value


def test_no_markup_is_written_in_python():
    tag = re.compile(r"</?[a-z][a-z0-9]*[ />]")
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {words}"
        for path in modules()
        for line, words in strings(ast.parse(path.read_text("utf-8")))
        if tag.search(words)
    ]
    assert found == []


@pytest.mark.parametrize(
    "written",
    [
        lambda words: row(words, ["1"], words, words),
        lambda words: table(words, [words], []),
        lambda words: choice(words, words, [(words, words)], words),
        lambda words: cite_claim(words, words),
        lambda words: draw([text(0, 0, words, class_=words, title=words)]),
        lambda words: drawing(level_axis([(words, 1.0)], 0, 9), title=words, aria_label=words),
        lambda words: slope_plot(np.array([[1.0, 2.0]]), [words, words], words, words),
        lambda words: Chart((0, 1), (0, 1), words, words, words).svg(),
        lambda words: pieces(COMPARE).refused(words),
        lambda words: pieces(COMPARE).notes([words]),
        lambda words: pieces("page/head.html.j2").foot(words, words, words, [words]),
        lambda words: pieces("page/head.html.j2").in_bed(words, words, words, words),
    ],
)
def test_hostile_words_stay_words(written):
    markup = written(HOSTILE)
    assert "<script" not in markup
    read = tokens(markup)
    assert any(HOSTILE in str(one[1]) for one in read if one[0] == "words")
    plain = "x" * len(HOSTILE)  # broken into as many lines
    assert len(read) == len(tokens(written(plain)))  # no tag of its own


def test_a_figure_says_what_it_is_and_escapes_what_is_beside_a_point():
    figure = Figure((0, 10), (0, 1), size=(100, 60))
    figure.note(5, 0.5, HOSTILE)
    drawn = tokens(figure.drawing(HOSTILE))
    assert drawn.count(("words", HOSTILE)) == 2


def test_marks_that_lie_in_one_another_are_written_so():
    group = mark("g", mark("circle", r=2), text(1, 2, "a"), title="both", data_pick="x")
    assert draw([group]) == (
        '<g data-pick="x"><title>both</title><circle r="2"/><text x="1" y="2">a</text></g>'
    )


@pytest.mark.parametrize("label", ["s", "Hz", "µV", "log10", ""])
def test_an_axis_says_what_it_shows_and_not_its_unit_alone(label):
    with pytest.raises(ValueError, match="name what it shows"):
        Chart((0, 1), (0, 1), label, "amplitude (µV)", "Wave")
    with pytest.raises(ValueError, match="name what it shows"):
        Chart((0, 1), (0, 1), "time (s)", label, "Wave")


HEIGHTS = re.compile(r'<polyline[^>]* points="([^"]+)"')


def heights_of_lines(drawn):
    """Of each line of a chart: how far down its places are, px."""
    return [
        [float(place.split(",")[1]) for place in points.split()]
        for points in HEIGHTS.findall(str(drawn))
    ]


@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_line_that_leaves_the_axes_is_cut_there_and_lies_nowhere_flat_at_the_edge(logarithmic):
    chart = Chart((1, 9), (1, 10), "time (s)", "power (µV²)", "Wave", logarithmic=logarithmic)
    chart.line(np.arange(1.0, 10.0), np.array([2, 4, 20, 30, 20, 4, 0.5, 0.2, 2]), "")
    lines = heights_of_lines(chart.svg())
    assert len(lines) == 3
    top, bottom = float(chart.y(10)), float(chart.y(1))
    for line in lines:
        assert min(line) >= top - 0.1
        assert max(line) <= bottom + 0.1
        assert all(not (a == b and a in (top, bottom)) for a, b in itertools.pairwise(line))
    assert (lines[0][-1], lines[1][0]) == (top, top)  # where they leave and come back
    assert (lines[1][-1], lines[2][0]) == (bottom, bottom)


def test_a_curve_of_a_small_figure_is_cut_at_its_axes_too():
    figure = Figure((0, 4), (0, 1), size=(100, 60))
    figure.line([0, 1, 2, 3, 4], [0, 2, 3, 2, 0], "now")
    assert [len(line) for line in heights_of_lines(figure.drawing("a curve"))] == [2, 2]


def test_single_traces_of_an_average_wave_are_drawn_as_high_as_they_are():
    time = np.linspace(-1, 1, 101)
    singles = np.outer(np.r_[np.ones(39), 6.0], np.cos(np.pi * time)).astype("f4")
    mean = singles.mean(axis=0, dtype=np.float64)
    drawn = _wave("Average", AverageWave(time, mean, mean - 0.1, mean + 0.1, singles, 40), "")
    chart, *_ = str(drawn).split("</svg>")
    lines = heights_of_lines(chart)
    assert len(lines) == 41
    largest = max(lines, key=np.ptp)
    assert sum(height == min(largest) for height in largest) == 1  # a crest, no plateau


def test_compare_shows_the_first_sentence_of_what_explains_it_and_the_rest_behind_how():
    board = str(
        pieces("compare/words.html.j2").board([], "N3", "", "", definitions({"WASO_SPT": "WASO"}))
    )
    numbers = str(pieces("compare/words.html.j2").results({}, [], "% is of the reference."))
    for words, folded in (
        (board, "one interval may hold 0"),
        (board, "few recordings say"),
        (numbers, "of power, which is skewed"),
    ):
        seen, _, rest = words.partition(folded)
        assert rest, folded
        how = seen.rindex('<details class="how">')
        assert "</details>" not in seen[how:], folded
        assert '<span class="how-mark">how</span></summary>' in seen[how:], folded
