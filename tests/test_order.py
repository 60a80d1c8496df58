"""The longest files go first, by names that are those of files."""

from pathlib import Path
from types import SimpleNamespace

from tests.conftest import LONGEST_FIRST, pytest_collection_modifyitems

TESTS = Path(__file__).parent


def test_what_goes_first_is_there():
    assert [name for name in LONGEST_FIRST if not (TESTS / name).is_file()] == []
    assert len({*LONGEST_FIRST}) == len(LONGEST_FIRST)


def test_every_file_of_the_browser_has_its_place():
    files = {f"browser/{file.name}" for file in (TESTS / "browser").glob("test_*.py")}
    assert files <= {*LONGEST_FIRST}


def test_workers_get_the_longest_first_and_tests_of_a_file_stay_in_order(monkeypatch):
    names = ("a.py", "browser/test_served.py", "b.py", "browser/test_page.py")
    items = [SimpleNamespace(path=TESTS / name, number=n) for n in (1, 2) for name in names]
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    alone = list(items)
    pytest_collection_modifyitems(alone)
    assert alone == items
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    pytest_collection_modifyitems(items)
    assert [(item.path.name, item.number) for item in items[:4]] == [
        *(("test_page.py", 1), ("test_page.py", 2)),
        *(("test_served.py", 1), ("test_served.py", 2)),
    ]
    assert [item.number for item in items[4:]] == [1, 1, 2, 2]
