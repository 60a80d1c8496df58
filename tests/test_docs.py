"""The docs say what the catalogues say, and the files beside them are what they should be."""

import importlib.machinery
import importlib.metadata
import importlib.util
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import explorer
from explorer.detectors.detector_catalogue import DETECTORS
from explorer.metrics.metric_catalogue import METRICS

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("tutorial", "howto", "reference", "explanation")


def loaded(path):
    """Import a script by its path, whatever its suffix."""
    source = importlib.machinery.SourceFileLoader(path.stem, str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(path.stem, source))
    source.exec_module(module)
    return module


def test_the_glossary_has_every_metric_and_detector():
    page = loaded(ROOT / "docs" / "glossary.py").page()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == len(METRICS)
    for metric in METRICS.values():
        assert f"| `{metric.symbol}` | {metric.title} |" in page
    for detector in DETECTORS:
        assert f"| `{detector.rule}` | {detector.title} |" in page


def test_every_page_of_the_docs_is_in_the_contents_and_its_links_lead_somewhere():
    docs = ROOT / "docs"
    contents = re.findall(r"(?m)^(\w+/[\w/]+)$", (docs / "index.md").read_text("utf-8"))
    written = {"reference/glossary", "tutorial/xarray", "reference/api/index"}
    pages = {
        path.relative_to(docs).with_suffix("").as_posix()
        for part in PARTS
        for path in (docs / part).glob("*.md")
    }
    assert set(contents) == pages | written
    assert [page.name for page in docs.glob("*.md")] == ["index.md"]
    for part in PARTS:
        for page in (docs / part).glob("*.md"):
            for link in re.findall(r"\]\(([^)#:]+\.md)", page.read_text("utf-8")):
                aim = (page.parent / link).resolve()
                name = aim.relative_to(docs).with_suffix("").as_posix()
                assert name in written or aim.is_file(), f"{page}: {link}"


def test_links_of_the_files_at_the_root_lead_somewhere():
    for page in ROOT.glob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (ROOT / link).exists(), f"{page.name}: {link}"


def test_the_api_has_a_page_of_every_package_that_the_face_names():
    pages = loaded(ROOT / "docs" / "api.py").pages()
    for name in explorer.__all__:
        if isinstance(getattr(explorer, name), ModuleType):
            assert f"explorer.{name}" in pages
    assert ".. automodule:: explorer.metrics.table\n" in pages["explorer.metrics"]


def test_the_version_is_said_by_the_tag_alone():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (project["dynamic"], "version" in project) == (["version"], False)
    assert explorer.__version__ == importlib.metadata.version(project["name"])
    assert "\nversion:" not in (ROOT / "CITATION.cff").read_text("utf-8")


def test_the_changelog_has_a_version_and_no_entry_longer_than_two_lines():
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"(?m)^## 0\.1\.0", changelog)
    for line in changelog.splitlines():
        assert len(line) <= 100, line
    for entry in re.split(r"(?m)^- ", changelog)[1:]:
        body = entry.split("\n\n")[0].strip()
        assert body.count("\n") <= 1, entry


def test_every_action_of_a_workflow_is_pinned():
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        for used in re.findall(r"uses: (\S+)", workflow.read_text("utf-8")):
            pinned = used.partition("@")[2]
            assert re.fullmatch(r"v\d+|release/v\d+|[0-9a-f]{40}", pinned), (
                f"{workflow.name}: {used}"
            )


def test_the_readme_has_the_hands_and_keys_of_the_page():
    script = loaded(ROOT / "docs" / "hands_and_keys.py")
    text = (ROOT / "README.md").read_text("utf-8")
    assert script.BEGIN + script.table() + script.END in text
    assert script.readme(text) == text


@pytest.mark.parametrize(
    ("package", "code", "required", "said"),
    [
        ({"vulns": []}, 0, 0, "1 of 1 packages asked about, 0 findings"),
        ({"vulns": [{"id": "CVE-1", "fix_versions": ["2.0"]}]}, 1, 1, "one 1.0: CVE-1 (2.0)"),
        ({"vulns": [{"id": "CVE-1", "fix_versions": []}]}, 0, 0, "no fix yet"),
        ({"skip_reason": "not found"}, 0, 2, "ASKED ABOUT 0 OF 1 PACKAGES; NOTHING IS PROVEN"),
    ],
)
def test_the_audit_fails_on_what_has_a_fix_and_never_takes_silence_for_soundness(
    package, code, required, said, capsys
):
    judge = loaded(ROOT / ".ci" / "audit").judge
    assert judge([{"name": "one", "version": "1.0", **package}]) == code
    assert said in capsys.readouterr().out
    assert judge([{"name": "one", "version": "1.0", **package}], require=True) == required


def test_the_audit_says_of_how_many_it_was_answered_and_a_finding_outweighs_silence(capsys):
    judge = loaded(ROOT / ".ci" / "audit").judge
    silent = {"name": "one", "version": "1.0", "skip_reason": "not found"}
    sound = {"name": "two", "version": "1.0", "vulns": []}
    assert (judge([silent, sound]), judge([silent, sound], require=True)) == (0, 2)
    assert "ASKED ABOUT 1 OF 2 PACKAGES; THE OTHERS MAY BE" in capsys.readouterr().out
    found = sound | {"vulns": [{"id": "CVE-1", "fix_versions": ["2.0"]}]}
    assert judge([silent, found], require=True) == 1
    assert (judge([]), judge([], require=True)) == (0, 2)


def test_the_audit_asks_about_every_version_though_a_package_has_two():
    rounds = loaded(ROOT / ".ci" / "audit").rounds
    assert rounds(["a==1", "b==1", "a==2"]) == [["a==1", "b==1"], ["a==2"]]


def test_every_locked_file_has_its_hash_and_the_locks_agree():
    locks = [ROOT / f"requirements{part}.lock" for part in ("", "-dev", "-tools")]
    pinned = []
    for lock in locks:
        text = re.sub(r"(?m)^ *#.*\n", "", lock.read_text("utf-8"))
        pins = [one.split() for one in text.replace("\\\n", " ").splitlines()]
        assert all(any(word.startswith("--hash=sha256:") for word in pin) for pin in pins)
        pinned.append({pin[0] for pin in pins})
    app, dev, tools = pinned
    assert app < dev
    assert "yasa==0.8.1" in app
    assert {pin.partition("==")[0] for pin in tools} >= {"uv", "hatchling", "hatch-vcs"}
    assert (ROOT / "binder" / "requirements.txt").read_text().split() == [
        "-r",
        "../requirements.lock",
    ]
    set_up = loaded(ROOT / "tools" / "set_up.py")
    assert all(set_up.hashes(lock.name) == ["--require-hashes"] for lock in locks)


def test_voila_strips_sources_and_hides_tracebacks():
    from voila.configuration import VoilaConfiguration

    from explorer.cli.app import _SETTINGS

    assert VoilaConfiguration.strip_sources.default_value
    assert not VoilaConfiguration.show_tracebacks.default_value
    assert not [one for one in _SETTINGS if "strip_sources" in one or "tracebacks" in one]
    template = ROOT / "explorer" / "app" / "voila_template" / "conf.json"
    assert json.loads(template.read_text()) == {"base_template": "lab"}
