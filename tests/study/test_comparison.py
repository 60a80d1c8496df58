"""From a table to the answer: the command, its JSON, its CSV and its report."""

import csv
import json
from html.parser import HTMLParser

import pytest

from explorer.cli.command_line import main
from explorer.io.write import write_edf
from explorer.metrics.aliases import script_name
from explorer.study.cohort import cohort

# The crossover as Sleep-EDF's own scoring was counted by hand: placebo's mean, difference, p of the
# t-test and of Wilcoxon's test (None: not counted), with as many digits as were noted.
COUNTED = {
    "WASO_SPT": ("34.0", "-12.7", "0.047", "0.015"),
    "N1_pct": (None, "-3.0", "0.008", None),
    "N2_pct": (None, "3.4", "0.020", None),
    "N3_pct": (None, "-0.3", "0.81", None),
    "TST": (None, "14.6", "0.094", None),
}
WASO = "Wake after sleep onset (within the sleep period)"
KEYS = ("reference_mean", "mean_difference", "p_t", "p_wilcoxon")


@pytest.fixture(scope="session")
def temazepam_file(temazepam_rows, tmp_path_factory):
    """Write the crossover as the table that a researcher would."""
    path = tmp_path_factory.mktemp("study") / "nights.csv"
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["subject", "condition", "night", "order", "hypnogram"])
        for row in temazepam_rows:
            order = row["session"][-1]
            names = [row["subject"], row["condition"], row["session"], order]
            table.writerow([*names, row["hypnogram"]])
    return path


@pytest.fixture
def temazepam_table(temazepam_file, read_once, monkeypatch):
    """Table of the crossover, of whose 44 nights every command makes its own numbers."""
    monkeypatch.setattr("explorer.study.cohort.cohort", read_once)
    return temazepam_file


def _json(capsys, *arguments):
    assert main(["compare", *map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_command_gives_temazepam_as_counted(temazepam_table, capsys):
    found = _json(capsys, temazepam_table, "--reference", "placebo")["metrics"]
    for name, figures in COUNTED.items():
        row = found[name]
        assert row["n"] == 22
        assert row["ci"][0] < row["mean_difference"] < row["ci"][1]
        for key, figure in zip(KEYS, figures, strict=True):
            if figure is not None:
                digits = len(figure.partition(".")[2])
                assert f"{row[key]:.{digits}f}" == figure, (name, key)


def test_the_metrics_are_those_counted_by_hand(temazepam_table, temazepam_nights):
    found = cohort(temazepam_table)
    for name in temazepam_nights.data_vars:
        assert found[script_name(name)].values == pytest.approx(temazepam_nights[name].values)


def test_the_same_seed_says_the_same(temazepam_table, capsys):
    arguments = [temazepam_table, "--reference", "placebo", "--metrics", "WASO", "--seed", "7"]
    assert _json(capsys, *arguments) == _json(capsys, *arguments)


def test_the_primary_metric_is_not_corrected_and_the_others_are(temazepam_table, capsys):
    found = _json(capsys, temazepam_table, "--reference", "placebo", "--primary", "WASO")
    waso, n1 = found["metrics"]["WASO_SPT"], found["metrics"]["N1_pct"]
    assert waso["p_adjusted"] == waso["p_permutation"]
    assert n1["p_adjusted"] > n1["p_permutation"]
    assert found["sentence"].startswith(f"{WASO} was 12.7 min lower")
    assert any("mixed model" in note for note in found["notes"])
    assert waso["mixed_model"]["degrees_of_freedom"] == 20


def test_the_smallest_effect_of_the_command_decides(temazepam_table, capsys):
    arguments = [temazepam_table, "--reference", "placebo", "--primary", "TST", "--metrics", "TST"]
    assert _json(capsys, *arguments)["metrics"]["TST"]["outcome"] == "inconclusive"
    wide = _json(capsys, *arguments, "--smallest", "TST=60")["metrics"]["TST"]
    assert wide["outcome"] == "equivalent"


def test_the_printed_table_has_the_sentence_and_every_metric(temazepam_table, capsys):
    arguments = ["--reference", "placebo", "--primary", "WASO"]
    assert main(["compare", str(temazepam_table), *arguments]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"{WASO} was 12.7 min lower (95 % CI −25.3 to −0.2 min)")
    assert "WASO_SPT*" in printed
    assert "REM_pct" in printed


class _Page(HTMLParser):
    """What a page loads, and whether its tags close."""

    def __init__(self):
        super().__init__()
        self.loads, self.open, self.words = [], [], []

    def handle_starttag(self, tag, attrs):
        self.loads += [value for name, value in attrs if name in ("src", "href")]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        """Take it as closed."""

    def handle_data(self, data):
        self.words.append(data)


def test_the_report_is_one_page_that_needs_nothing_else(temazepam_table, tmp_path, capsys):
    page, table = tmp_path / "report.html", tmp_path / "results.csv"
    files = ["--report", str(page), "--csv", str(table)]
    arguments = [str(temazepam_table), "--reference", "placebo", "--primary", "WASO", *files]
    assert main(["compare", *arguments]) == 0
    sentence = capsys.readouterr().out.splitlines()[0]
    parsed = _Page()
    parsed.feed(page.read_text(encoding="utf-8"))
    assert parsed.loads == []
    assert parsed.open == []
    text = "".join(parsed.words)
    assert sentence in text
    for word in ("Definitions", "44 nights used", "Seed 1", "numpy", "sleep-explorer"):
        assert word in text
    html = page.read_text(encoding="utf-8")
    assert html.count('between"') == 5  # the difference in each stage's share over the night
    assert "Share of 22 people in each stage" in text
    with table.open() as lines:
        rows = {row["metric"]: row for row in csv.DictReader(lines)}
    assert round(float(rows["WASO_SPT"]["mean_difference"]), 1) == -12.7


def test_names_from_a_table_cannot_run_in_the_report(tmp_path, capsys):
    lines = ["subject,condition,hypnogram"]
    for person in "ABC":
        for condition, asleep in (("placebo", 10), ("<script>alert(1)</script>", 20)):
            name = f"{person}{asleep}.txt"
            (tmp_path / name).write_text("W\n" * 20 + "N2\n" * (asleep + ord(person)) + "W\n")
            lines.append(f"{person},{condition},{name}")
    (tmp_path / "nights.csv").write_text("\n".join(lines))
    page = tmp_path / "report.html"
    arguments = [str(tmp_path / "nights.csv"), "--reference", "placebo", "--report", str(page)]
    assert main(["compare", *arguments]) == 0
    capsys.readouterr()
    assert "<script" not in page.read_text(encoding="utf-8")


def test_simulated_nights_are_called_so(short_night, tmp_path):
    write_edf(short_night, tmp_path / "night.edf")
    (tmp_path / "nights.csv").write_text("subject,condition,path\nA,p,night.edf\n")
    nights = cohort(tmp_path / "nights.csv")
    assert nights.simulated.values.tolist() == [True]
    assert nights.TST.item() == 4.0


def test_clock_times_of_the_lights_count_from_the_recordings_start(short_night, tmp_path):
    write_edf(short_night, tmp_path / "night.edf")  # begins at 23:00:00
    text = "subject,condition,path,lights_off,lights_on\nA,p,night.edf,23:01,23:04:00\n"
    (tmp_path / "nights.csv").write_text(text)
    assert cohort(tmp_path / "nights.csv").TIB.item() == 3.0


def test_another_nights_hypnogram_is_noticed_and_the_rest_runs(short_night, tmp_path):
    write_edf(short_night, tmp_path / "night.edf")
    (tmp_path / "other.txt").write_text("W\nN2\n" * 120)
    lines = ["A,p,night.edf,other.txt", "A,d,night.edf,"]
    (tmp_path / "nights.csv").write_text("subject,condition,path,hypnogram\n" + "\n".join(lines))
    nights = cohort(tmp_path / "nights.csv")
    assert nights.status.values.tolist() == ["failed", "done"]
    assert "scored for 2.00 h, the recording lasts 0.08 h" in nights.sentence.values[0]


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        ("subject,condition,hypnogram\nA,p,no.txt\n", [], "no night could be measured"),
        ("subject,condition,hypnogram\nA,p,a.txt\n", [], "second condition"),
        (
            "subject,condition,hypnogram\nA,p,a.txt\nA,d,a.txt\n",
            [],
            "1 could not be used: line 3 (A d): its files are those of line 2",
        ),
        ("subject,condition,hypnogram\nA,p,a.txt\nA,d,b.txt\n", ["--primary", "SWA"], "SWA"),
        ("subject,condition,hypnogram\nA,p,a.txt\n", ["--smallest", "ten"], "--smallest reads"),
        ("subject\n", [], "needs the columns"),
    ],
)
def test_a_refusal_is_one_sentence(tmp_path, capsys, text, arguments, words):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("W\nN2\nN2\nW\n")
    (tmp_path / "nights.csv").write_text(text)
    assert main(["compare", str(tmp_path / "nights.csv"), "--reference", "p", *arguments]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_one_pair_has_no_interval_and_says_so(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("W\nN2\nN3\nR\n")
    (tmp_path / "b.txt").write_text("W\nN2\nN2\nN3\nR\n")
    table = tmp_path / "nights.csv"
    table.write_text("subject,condition,hypnogram\nA,p,a.txt\nA,d,b.txt\n")
    assert main(["compare", str(table), "--reference", "p", "--primary", "TST"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Total sleep time under d cannot be compared with p: 1 pair.")
    assert "nan" not in said
    assert main(["compare", str(table), "--reference", "p"]) == 0
    said = capsys.readouterr().out
    assert "0.5 min higher (too few pairs for an interval)" in said
    assert "nan" not in said


def test_nights_that_are_all_alike_are_said_to_be_the_same(tmp_path, capsys):
    lines = [f"{who},{condition},{400}" for who in "ABCDEF" for condition in ("a", "b")]
    table = tmp_path / "nights.csv"
    table.write_text("subject,condition,TST\n" + "\n".join(lines) + "\n")
    assert main(["compare", str(table), "--reference", "a", "--primary", "TST"]) == 0
    said = capsys.readouterr().out.splitlines()[0]
    assert said.startswith("Total sleep time was the same under b as under a in each of 6 pairs")
    assert "inconclusive" in said
