"""The page says what the data say, with their marks, and lets nothing else through."""

import re
from dataclasses import fields, replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from markupsafe import escape

from explorer.evidence import Evidence, load
from explorer.evidence.evidence_records import MGT, Statement
from explorer.evidence.live_value import LiveValue
from explorer.render.evidence.evidence_page import (
    ADVICE,
    COMPUTED,
    NOT_VERIFIED,
    evidence_style,
    render_evidence_page,
)

EVIDENCE = load()
PAGE = render_evidence_page(EVIDENCE)
HOSTILE = "<script>alert(1)</script>'\"&<img src=x onerror=alert(1)>"


class Reader(HTMLParser):
    """Collects what a browser would see, and checks that every element is closed in order."""

    def __init__(self, page):
        super().__init__()
        self.open, self.elements, self.words = [], [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def of(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def hostile(value):
    """Put the hostile string wherever the schema allows free text."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(hostile(part) for part in value)
    if hasattr(value, "__dataclass_fields__"):
        kept = {"grade", "claim", "direction", "confidence", "badge", "species", "form", "key"}
        names = [field.name for field in fields(value) if field.name not in kept]
        return replace(value, **{name: hostile(getattr(value, name)) for name in names})
    return value


def test_every_unverified_statement_carries_its_mark():
    statements = [
        *EVIDENCE.facts,
        *(caveat for claim in EVIDENCE.claims for caveat in claim.caveats),
        *(s for study in EVIDENCE.studies for s in (*study.findings, *study.limits)),
        *(s for study in EVIDENCE.studies for s in study.funding),
    ]
    for statement in statements:
        marked = f'<li>{escape(statement.text)} <small class="evidence-unverified">['
        if statement.verified:
            assert f"<li>{escape(statement.text)}</li>" in PAGE
            continue
        assert marked + (COMPUTED if statement.computed else NOT_VERIFIED) in PAGE
    assert NOT_VERIFIED in COMPUTED


def test_every_field_that_was_not_read_in_the_paper_carries_its_mark():
    for study in EVIDENCE.studies:
        page = render_evidence_page(replace(EVIDENCE, studies=(study,)))
        for field in study.unverified:
            if field == "funding":
                mark = f'<small class="evidence-unverified">[{NOT_VERIFIED}]'
                assert f"<li>Who paid was not read. {mark}" in page
                continue
            value = escape(str(getattr(study, field)))
            assert f'<dd>{value} <small class="evidence-unverified">[{NOT_VERIFIED}]' in page


def test_the_page_counts_what_was_not_read_in_its_source():
    waits = EVIDENCE.waiting()
    reader = Reader(PAGE)
    said = " ".join(reader.words)
    assert f"{waits.sentences} sentences, and {waits.fields} fields of {waits.studies}" in said
    marked = [*EVIDENCE.facts, *(c for claim in EVIDENCE.claims for c in claim.caveats)]
    for study in EVIDENCE.studies:
        marked += (*study.findings, *study.limits, *study.funding)
    assert waits.sentences == sum(not one.verified and not one.computed for one in marked)
    assert waits.computed == sum(one.computed for one in marked)


def test_elemental_magnesium_waits_with_its_dose():
    waiting = replace(EVIDENCE.studies[0], unverified=("dose",))
    page = render_evidence_page(replace(EVIDENCE, studies=(waiting,)))
    assert f'<dd>72 mg <small class="evidence-unverified">[{NOT_VERIFIED}]' in page


def test_hostile_strings_stay_text():
    page = render_evidence_page(
        hostile(EVIDENCE), live_values={HOSTILE: LiveValue(1.0, HOSTILE), "N3": LiveValue(1.0)}
    )
    assert "<script" not in page
    assert "<img" not in page
    elements = Reader(page).elements
    assert not [name for _, attributes in elements for name in attributes if name.startswith("on")]
    assert {attributes.get("class") for _, attributes in elements} <= {
        attributes.get("class")
        for _, attributes in Reader(
            render_evidence_page(EVIDENCE, live_values={"N3": LiveValue(1.0)})
        ).elements
    }


def test_the_page_is_well_formed_without_script_style_or_outside_fetch():
    reader = Reader(PAGE)
    tags = {tag for tag, _ in reader.elements}
    assert not tags & {"script", "style", "link", "img", "iframe", "object", "form"}
    assert not [attributes for _, attributes in reader.elements if "style" in attributes]


def test_links_lead_to_papers_alone_and_let_nothing_back():
    anchors = Reader(PAGE).of("a")
    assert anchors
    for anchor in anchors:
        assert re.match(r"https://(doi\.org|pubmed\.ncbi\.nlm\.nih\.gov)/\S+$", anchor["href"])
        assert anchor["rel"] == "noopener"


def test_headings_go_down_one_step_at_a_time_and_labels_exist():
    reader = Reader(PAGE)
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 2
    assert all(below - above <= 1 for above, below in pairwise(levels))
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)
    labels = [a["aria-labelledby"] for _, a in reader.elements if "aria-labelledby" in a]
    assert set(labels) <= set(ids)


def test_every_study_unfolds_and_stands_under_its_claim():
    summaries = Reader(PAGE).of("summary")
    cards = {(s.key, f.claim, f.direction) for s in EVIDENCE.studies for f in s.findings}
    assert len(summaries) == len(cards) + 1  # the legend unfolds too


def test_date_norm_and_advice_are_printed():
    words = " ".join(Reader(PAGE).words)
    assert "Reviewed November 2026" in words
    assert "We found no EEG study of MgT in people as of November 2026" in words
    assert ADVICE in words
    assert "Not medical advice" in ADVICE


def test_badges_say_claim_hypothesis_and_contested_where_due():
    for claim in EVIDENCE.claims:
        start = PAGE.index(f'id="evidence-{claim.key}"')
        head = PAGE[start : PAGE.index("evidence-sides", start)]
        answers = f'data-evidence="claim:{claim.key}"'  # a click
        assert re.search(f'evidence-badge-{claim.badge}" {answers}[^>]*>{claim.badge}<', head)
        assert ("evidence-badge-contested" in head) == claim.contested
        assert f"Grade {claim.grade}<" in head
        assert escape(claim.graded_for) in head


def test_numbers_of_a_simulated_night_say_so():
    live = {"SWA": LiveValue(412.34, "uV^2", simulated=True), "N3": LiveValue(71.0, "min")}
    page = render_evidence_page(EVIDENCE, live_values=live)
    assert '412.3 \u00b5V\u00b2 <span class="evidence-badge evidence-badge-simulated">' in page
    assert '71 min <span class="evidence-badge evidence-badge-measured">measured' in page


def test_a_metric_that_cannot_be_said_is_no_number():
    page = render_evidence_page(EVIDENCE, live_values={"SFI": LiveValue(float("nan"), "1/h")})
    assert "<dt>SFI</dt><dd>not available for this night</dd>" in page
    assert "<dt>SWA</dt><dd>not measured here</dd>" in page
    assert "once the whole night of an EEG channel in µV is computed" in page
    assert "Open a scored night." in page
    assert "nan" not in re.findall(r"<dd>(nan)", page)


def test_a_metric_under_way_is_not_said_to_be_missing():
    page = render_evidence_page(EVIDENCE, live_values={"N3": LiveValue(1.0)}, measuring=True)
    assert "<dt>SWA</dt><dd>being measured…" in page
    assert "once the whole night of an EEG channel" not in page
    assert "<dt>SFI</dt><dd>not measured here</dd>" in page  # of the hypnogram


def test_a_filtered_page_never_says_that_nothing_contrary_exists():
    page = render_evidence_page(EVIDENCE, species="rat")
    start = page.index('id="evidence-slow_wave_sleep"')
    section = page[start : page.index("What would settle it", start)]
    assert "No study against it in this selection." in section
    assert "found as of" not in section.split("evidence-sides")[1]


def test_the_page_says_what_was_selected_of_how_much():
    page = render_evidence_page(EVIDENCE, species="human", form=MGT)
    shown = len(EVIDENCE.filter(species="human", form=MGT).studies)
    assert f"{shown} of {len(EVIDENCE.studies)} studies: species human, form {MGT}." in page
    assert "Slutsky" not in page
    assert f"{len(EVIDENCE.studies)} of {len(EVIDENCE.studies)} studies: all." in PAGE


def test_a_page_without_any_evidence_can_be_written():
    Reader(render_evidence_page(Evidence((), (), "November 2026", (Statement("Nothing.", True),))))


def test_every_class_of_the_style_sheet_is_used():
    page = render_evidence_page(EVIDENCE, live_values={"N3": LiveValue(1.0, "min", simulated=True)})
    names = set(re.findall(r"\.(evidence[\w-]*)", evidence_style()))
    used = {name for _, a in Reader(page).elements for name in (a.get("class") or "").split()}
    assert names <= used


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_words_stand_out_from_their_ground_as_wcag_aa_asks(mode):
    pairs = re.findall(r"--evidence-(\w+): light-dark\((#\w{6}), (#\w{6})\)", evidence_style())
    colours = {name: colour[mode] for name, *colour in pairs}
    for ink in ("text", "quiet", "accent", "warn"):
        for ground in ("surface", "raised"):
            light, dark = sorted(
                (luminance(colours[ink]), luminance(colours[ground])), reverse=True
            )
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_style_sheet_fetches_nothing():
    assert "http" not in evidence_style()
    assert "url(" not in evidence_style()
