"""Nothing in the product claims more than its evidence: every row and every text is walked."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from markupsafe import escape

from explorer.evidence import load
from explorer.evidence.evidence_records import BADGES, DIRECTIONS, FORMS, GRADES, MGT, SPECIES
from explorer.evidence.parse_exercises import load_exercises
from explorer.render.evidence.evidence_page import claim_metric_title, render_evidence_page

ROOT = Path(__file__).resolve().parents[2]
KEY = Path("docs/reference/teachers_key.md")
EVIDENCE = load()
ABOUT = re.compile(r"\b(MgT|threonate|magnesium|supplement)\b", re.I)
EFFECT = re.compile(
    r"\b(deepens?|improves?|boosts?|promotes?|enhances?|restores?|stabilis\w+|strengthens?|"
    r"increases?|raises?|brings?|makes one|prolongs?|cures?|treats?|helps?)\b",
    re.I,
)
# One of these takes the sentence back to what it is: somebody's words, a model, animals, a doubt.
HEDGE = re.compile(
    r"claim|hypothes|simulat|model|would|could|\bno\b|\bnot\b|none|never|nothing|nobody|unknown|"
    r"\brats?\b|rodent|mice|mouse|cells|trial|study|studies|predict|if |whether|measured|chain|"
    r"infus|serum|in vitro|grade|registered|placebo|potentiates|isotope|how far|plasma|dose",
    re.I,
)
GESTURE = re.compile(r"(Raise|Drag|Set|Step|Open) the\b")
"""What a hand does to a slider is no claim."""
ADVICE = re.compile(
    r"\b(you should take|we recommend|take magnesium|recommended dose|is safe|will help you)\b",
    re.I,
)


def literals(path):
    """Every string of a module, docstrings too, joined as Python joins them."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            parts = [p.value if isinstance(p, ast.Constant) else "0" for p in node.values]
            yield "".join(parts)


@cache
def texts():
    """Every text of the product and where it stands, gathered once for all who walk them."""
    return tuple(gathered())


def gathered():
    for path in sorted((ROOT / "explorer").rglob("*.py")):
        for text in literals(path):
            yield path, text
    for path in sorted((ROOT / "explorer" / "render").rglob("*.j2")):
        written = re.sub(r"{[{%#].*?[}%#]}|<[^>]*>", " ", path.read_text("utf-8"))
        yield from ((path, part) for part in written.split("\n\n"))
    for path in sorted((ROOT / "explorer").rglob("*.toml")):
        yield from ((path, text) for text in strings(tomllib.loads(path.read_text("utf-8"))))
    for folder, pattern in (
        (ROOT, "*.md"),
        (ROOT / "docs", "*.md"),
        (ROOT / "sample_data", "*.md"),
    ):
        for path in sorted(folder.glob(pattern)):
            yield from ((path, part) for part in path.read_text("utf-8").split("\n\n"))
    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        yield path, path.read_text("utf-8")


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


WORDINGS = {claim.wording for claim in EVIDENCE.claims}


def test_no_sentence_says_of_magnesium_what_no_evidence_carries():
    bold = []
    for path, text in texts():
        # Claims are marked as such wherever they stand; findings stand under their study.
        if text in WORDINGS or path.parent.name == "studies":
            continue
        for sentence in re.split(r"(?<=[.;:?!])\s+|\n\n", text):
            if GESTURE.match(sentence):
                continue
            if ABOUT.search(sentence) and EFFECT.search(sentence) and not HEDGE.search(text):
                bold.append(f"{path.relative_to(ROOT)}: {sentence.strip()[:160]}")
    assert bold == []


def test_no_text_gives_health_advice():
    given = [(path.name, text[:80]) for path, text in texts() if ADVICE.search(text)]
    assert given == []


@pytest.mark.parametrize("claim", EVIDENCE.claims, ids=lambda claim: claim.key)
def test_a_claim_is_marked_as_one_graded_and_tied_to_metrics_that_exist(claim):
    page = render_evidence_page(EVIDENCE)
    assert f'<span class="evidence-claimed">Claim:</span> {escape(claim.wording)}' in page
    assert claim.badge in BADGES
    assert claim.grade[0] in GRADES
    assert claim.verdict
    for symbol in claim.metrics:
        assert claim_metric_title(symbol)


@pytest.mark.parametrize("study", EVIDENCE.studies, ids=lambda study: study.key)
def test_a_study_has_its_source_its_limits_and_who_paid_or_says_what_it_lacks(study):
    assert study.authors
    assert study.species in SPECIES
    assert study.form in FORMS
    assert study.funding or "funding" in study.unverified
    assert study.limits
    assert (study.grade in GRADES) != study.registered_without_results
    for finding in study.findings:
        assert finding.direction in DIRECTIONS
        assert finding.text
    page = render_evidence_page(EVIDENCE)
    start = page.index(f"limits of {study.label.replace('&', '&amp;')}")
    card = page[start : page.index("</details>", start)]
    known = (study.doi, study.pmid, study.pmcid, study.nct, study.isrctn, study.no_identifier)
    assert any(known)
    for identifier in filter(None, known):
        assert identifier in card
    if study.no_identifier:
        assert study.no_identifier.startswith("No identifier was found as of")
    assert study.journal
    if study.species == "human" and study.form == MGT and study.grade:
        assert study.n
        assert study.dose
        assert study.duration


def test_every_exercise_has_its_source_and_badge():
    for exercise in load_exercises():
        assert exercise.source
        assert exercise.badge in BADGES
        for step in exercise.steps:
            if step.view == "Magnesium lab":
                assert exercise.badge != "measured"


def test_the_hedges_are_not_so_wide_that_nothing_is_caught():
    for bold in ("MgT deepens sleep.", "Magnesium improves slow waves!", "This supplement helps."):
        assert ABOUT.search(bold)
        assert EFFECT.search(bold)
        assert not HEDGE.search(bold)


def test_numbers_below_nothing_have_a_minus_in_every_text_of_the_evidence():
    """Page, notebooks and teacher's key print them as they stand."""
    hyphen = re.compile(r"(?<![\w.\-–:/])-\d")
    said = [
        f"{path.name}: {text}"
        for path in sorted((ROOT / "explorer" / "evidence").rglob("*.toml"))
        for text in _strings(tomllib.loads(path.read_text("utf-8")))
        if hyphen.search(text)
    ]
    written = [*(ROOT / "notebooks" / "exercises").glob("*.ipynb"), ROOT / KEY]
    said += [
        f"{path.name}: {line}"
        for path in written
        for line in path.read_text("utf-8").splitlines()
        if hyphen.search(line)
    ]
    assert said == []


def _strings(held):
    if isinstance(held, str):
        yield held
    for one in held.values() if isinstance(held, dict) else held if isinstance(held, list) else ():
        yield from _strings(one)
