"""What is said of a file, beside its field or in the foot, goes when another is asked for."""

from datetime import datetime

import pytest

from explorer.plan import study
from explorer.storage.settings import FOLDERS_VARIABLE

OLD = "text.edf: no EDF or BDF begins like this"
PLAN = study(primary="N3_min", smallest_effect=10).to_json()


pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDERS_VARIABLE, str(tmp_path))
    (tmp_path / "sub").mkdir()
    (tmp_path / "headonly.csv").write_text("subject,condition,TST\n")


def chosen(text):
    stamp = {"type": "", "size": len(text), "last_modified": datetime(2026, 11, 1)}
    return ({"name": "new.json", "content": text.encode(), **stamp},)


def ask_session(page, kind, **message):
    page.session.widget._received(page.session.widget, {"kind": kind, **message}, [])


def ask_compare(page):
    page.pages["Compare"].controls.path.value = "nope.csv"
    page.pages["Compare"].controls.read.click()


def ask_my_nights(page):
    page.pages["My nights"].path.value = "nope.csv"
    page.pages["My nights"].read_button.click()


ASKED = {
    "Compare": ask_compare,
    "My nights": ask_my_nights,
    "Plan": lambda page: setattr(page.pages["Plan"].opened, "value", chosen(PLAN)),
    "School": lambda page: setattr(page.pages["School"].upload, "value", chosen("{")),
    "Night": lambda page: ask_session(page, "open", path="sub", hypnogram=""),
}


@pytest.mark.parametrize("tab", ASKED)
def test_the_foot_speaks_of_no_file_of_before(page, tab):
    page.show(tab)
    page.status.refuse(OLD)
    page.session.widget.notice = OLD if tab == "Night" else ""
    ASKED[tab](page)
    assert OLD not in page.status.message
    assert OLD not in page.session.widget.notice


@pytest.mark.parametrize("tab", ["Compare", "My nights"])
def test_beside_a_path_stands_what_is_said_of_this_one_alone(page, tab):
    page.show(tab)
    shown = page.pages[tab]
    field, button, worker = (
        (shown.controls.path, shown.controls.read, shown.reader)
        if tab == "Compare"
        else (shown.path, shown.read_button, shown.worker)
    )
    said = shown.controls.progress if tab == "Compare" else shown.progress
    field.value = "headonly.csv"
    button.click()
    assert worker.wait(60)
    assert "headonly.csv" in said.value
    field.value = "nope.csv"
    button.click()
    assert "headonly.csv" not in said.value
    assert "nope.csv" in said.value
    assert "nope.csv" not in page.status.message  # said once
    field.value = "headonly.csv"
    button.click()
    assert worker.wait(60)
    assert "nope.csv" not in said.value
    assert not button.disabled
