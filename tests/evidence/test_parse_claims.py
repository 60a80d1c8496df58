"""A bad row is refused by its file, its name and its field."""

import re

import pytest

from explorer.evidence import load

CLAIMS = """
reviewed = "November 2026"

[[claims]]
key = "sleep"
wording = "Magnesium makes sleep."
badge = "claim"
grade = "B"
graded_for = "nothing"
contested = false
verdict = "Unknown."
settle = "A trial."
metrics = ["N3"]
caveats = [{ text = "A caveat.", verified = true }]
no_contrary = "No contrary study found as of November 2026."
"""
STUDY = """
[[studies]]
key = "someone_2026"
authors = "Someone"
year = 2026
journal = "Journal"
design = "trial"
n = 12
species = "human"
form = "magnesium oxide"
dose = "500 mg a day"
duration = "8 weeks"
measured_by = "sleep log"
grade = "B"
doi = "10.1234/abc"
funding = [{ text = "A foundation.", verified = true }]
limits = [{ text = "No EEG.", verified = true }]
findings = [{ claim = "sleep", direction = "for", text = "Better.", verified = true }]
"""


@pytest.fixture
def folder(tmp_path):
    """Write a claim and a study that meet the schema."""
    (tmp_path / "studies").mkdir()
    (tmp_path / "claims.toml").write_text(CLAIMS, encoding="utf-8")
    (tmp_path / "studies" / "one.toml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def test_a_good_row_is_read(folder):
    evidence = load(folder)
    assert evidence.studies[0].findings[0].text == "Better."
    assert evidence.studies[0].label == "Someone 2026"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('authors = "Someone"\n', "", "authors is missing"),
        ('authors = "Someone"', 'authors = " "', "authors must be text that is not blank"),
        ("n = 12", 'n = "12"', "n must be a whole number above 0, is '12'"),
        ("n = 12", "n = true", "n must be a whole number above 0"),
        ("n = 12", "n = 0", "n must be a whole number above 0"),
        ("n = 12", "m = 12", "m is no known field, expected some of .*measured_by"),
        ('species = "human"', 'species = "cat"', "species must be one of .*'mouse'"),
        ('form = "magnesium oxide"', 'form = "oxide"', "form must be one of .*'magnesium oxide'"),
        ('grade = "B"', 'grade = "E"', "grade must be one of"),
        ('grade = "B"\n', "", "grade is missing"),
        ('grade = "B"', 'grade = "B"\npmid = "PMID 1"', "pmid must look like"),
        ('"10.1234/abc"', '"javascript:alert(1)"', "doi must look like"),
        ('grade = "B"', 'grade = "B"\nelemental_mg = nan', "elemental_mg must be a finite number"),
        ('grade = "B"', 'grade = "B"\nelemental_mg = -1', "elemental_mg must be above 0"),
        (
            'grade = "B"',
            'grade = "B"\nunverified = ["key"]',
            r"unverified must be some of .*\['key'",
        ),
        (
            "A foundation.",
            "Not noted in our reading.",
            "funding says 'Not noted in our reading.' and is marked verified",
        ),
        ('"8 weeks"', '"not noted"', "duration is 'not noted' and so belongs to unverified"),
        ('doi = "10.1234/abc"\n', "", "no_identifier says that none was found where there is none"),
        (
            'grade = "B"',
            'grade = "B"\nno_identifier = "None was found as of May 2026."',
            "no_identifier says that none was found where there is none, and only there",
        ),
        ('grade = "B"', 'grade = "B"\nisrctn = "14728094"', "isrctn must look like"),
        ('direction = "for"', 'direction = "pro"', "findings 1: direction must be one of"),
        ('claim = "sleep"', 'claim = "slep"', r"findings 1: claim must be one of \['sleep'\]"),
        (
            'text = "Better.", verified = true',
            'text = "Better."',
            "findings 1: verified is missing",
        ),
        (
            'text = "Better.", verified = true',
            'text = "Better.", verified = false',
            "findings 1: verified must be true, or false beside either",
        ),
        (
            'text = "Better.", verified = true',
            'text = "Better.", verified = true, computed = true',
            "findings 1: verified must be true, or false beside either",
        ),
        (
            'grade = "B"',
            'nct = "NCT12345678"\nregistered_without_results = true',
            "findings must be neutral where there are no results",
        ),
        ('grade = "B"', "registered_without_results = true", "nct is missing"),
        ('grade = "B"', 'grade = "B"\nregistered_without_results = true', "grade is 'B', a study"),
    ],
)
def test_a_bad_study_is_refused_by_file_key_and_field(folder, old, new, fault):
    assert old in STUDY
    path = folder / "studies" / "one.toml"
    path.write_text(STUDY.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"^one\.toml: study 'someone_2026': {fault}"):
        load(folder)


def test_who_paid_may_be_left_out_only_where_it_is_marked_as_not_read(folder):
    path = folder / "studies" / "one.toml"
    without = re.sub(r"^funding = .*\n", "", STUDY, flags=re.MULTILINE)
    path.write_text(
        without.replace('grade = "B"', 'grade = "B"\nunverified = ["funding"]'), "utf-8"
    )
    (study,) = load(folder).studies
    assert study.funding == ()
    assert load(folder).waiting().fields == 1


@pytest.mark.parametrize("field", ["findings", "funding", "limits"])
def test_a_study_without_findings_funding_or_limits_is_refused(folder, field):
    without = re.sub(rf"^{field} = .*\n", "", STUDY, flags=re.MULTILINE)
    (folder / "studies" / "one.toml").write_text(without, encoding="utf-8")
    with pytest.raises(ValueError, match=f"study 'someone_2026': {field} is missing"):
        load(folder)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('badge = "claim"', 'badge = "fact"', "badge must be one of"),
        ('grade = "B"', 'grade = "B+-"', "grade must look like"),
        ("contested = false", 'contested = "no"', "contested must be true or false"),
        (' as of November 2026."', '."', "no_contrary must look like"),
        ('no_contrary = "No', '# no_contrary = "No', "no_contrary has 0 studies against"),
        ('metrics = ["N3"]', 'metrics = "N3"', "metrics must be a list of texts"),
        ('metrics = ["N3"]', 'metrics = ["N3", "N3"]', "metrics must not repeat itself"),
    ],
)
def test_a_bad_claim_is_refused_by_file_key_and_field(folder, old, new, fault):
    assert old in CLAIMS
    (folder / "claims.toml").write_text(CLAIMS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"^claims\.toml: claim 'sleep': {fault}"):
        load(folder)


def test_a_claim_that_denies_the_study_against_it_is_refused(folder):
    against = STUDY.replace('direction = "for"', 'direction = "against"')
    (folder / "studies" / "one.toml").write_text(against, encoding="utf-8")
    with pytest.raises(ValueError, match=r"no_contrary has 1 studies against and .*needs one"):
        load(folder)


def test_two_studies_of_one_key_are_refused(folder):
    (folder / "studies" / "two.toml").write_text(STUDY, encoding="utf-8")
    with pytest.raises(ValueError, match="key 'someone_2026' occurs twice"):
        load(folder)


def test_a_file_that_is_no_toml_is_refused_by_name(folder):
    (folder / "studies" / "two.toml").write_text("[[studies", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^two\.toml: no valid TOML"):
        load(folder)


def test_rows_that_are_no_tables_are_refused(folder):
    (folder / "studies" / "one.toml").write_text('studies = ["a"]', encoding="utf-8")
    with pytest.raises(ValueError, match=r"^one\.toml: studies 1: must be a table, is 'a'"):
        load(folder)
