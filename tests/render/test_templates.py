"""All markup is written by templates, which escape whatever words come into them."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

import explorer
from explorer.render.compare.comparison_text import TEMPLATE as COMPARE
from explorer.render.compare.comparison_text import definitions
from explorer.render.environment import environment, pieces
from explorer.render.evidence.citations import cite_claim
from explorer.render.form_controls import choice
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
    assert len(read) == len(tokens(written("x")))  # no tag of its own


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
