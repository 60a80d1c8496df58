"""Voilà's scripts in one file: the same to the byte, kept by browsers, and never in the way."""

import gzip
import re
import urllib.request

import pytest

from explorer.server.page_scripts import EXTENSIONS, PageScripts
from tests.server.pages import served_pages, write_notebook


@pytest.fixture
def folders(tmp_path):
    voila, extensions = tmp_path / "static", tmp_path / "labextensions"
    widgets = extensions / "anywidget" / "static"
    for folder in (voila, widgets):
        folder.mkdir(parents=True)
    (voila / "9981.voila.js").write_text("first();\n//# sourceMappingURL=9981.map")
    (voila / "99.voila.js").write_text("no page asks for this;")
    (widgets / "528.0ff1ce.js").write_text("second();")
    return [voila], [extensions]


def test_what_every_page_loads_is_one_text_and_what_is_missing_is_left_to_the_page(folders):
    scripts = PageScripts(*folders)
    assert scripts.text.split() == b"(() => {first(); })(); (() => {second(); })();".split()
    assert gzip.decompress(scripts.packed) == scripts.text
    assert PageScripts([], []).text == b""


def test_the_address_changes_with_what_is_in_it(folders):
    before = PageScripts(*folders).name
    assert PageScripts(*folders).name == before
    (folders[0][0] / "9981.voila.js").write_text("another version();")
    assert PageScripts(*folders).name != before


def test_of_two_folders_the_first_that_has_a_script_counts(folders, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "9981.voila.js").write_text("own();")
    (static,), extensions = folders
    assert b"own();" in PageScripts([own, static], extensions).text
    assert b"first();" in PageScripts([static, own], extensions).text


def test_a_page_finds_them_packed_and_keeps_them(tmp_path):
    blank = write_notebook(tmp_path / "blank.ipynb", "1")
    with served_pages(tmp_path, "--PageKernels.kept_ready=0", page=blank) as pages:
        page = pages.get(Sec_Fetch_Dest="document")[2]
        (address,) = re.findall(r'<script src="[^"]*(voila/page-scripts/[^"]+)">', page)
        status, headers, plain = pages.get(address)
        assert status == 200
        assert "Content-Encoding" not in headers  # of who did not ask for it
        asked = urllib.request.Request(
            pages.address + address, headers={"Accept-Encoding": "br, gzip"}
        )
        with urllib.request.urlopen(asked) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(answer.read()).decode() == plain
        assert "immutable" in headers["Cache-Control"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Type"].startswith("text/javascript")
        assert plain.count("webpackChunk") > 50  # those of Voilà as it is installed
        assert pages.get("voila/page-scripts/another.js")[0] == 404
        for name in EXTENSIONS:
            assert f'"name": "{name}"' in page
        assert '"name": "jupyterlab_pygments"' not in page  # of JupyterLab's, those alone
