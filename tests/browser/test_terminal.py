"""What a terminal shows while the page is used, and who else could speak with its kernel."""

import json
import os
from pathlib import Path

import psutil
import pytest

from tests.browser.serving import Page, served_app

pytestmark = pytest.mark.browser


def test_the_address_is_said_first_and_no_warning_of_open_ports(chromium, tmp_path):
    with served_app(tmp_path) as address:
        page = Page(chromium, address)
        page.open()
        kernels = [
            child
            for child in psutil.Process().children(recursive=True)
            if "ipykernel" in " ".join(child.cmdline())
        ]
        connections = [json.loads(Path(child.cmdline()[-1]).read_text()) for child in kernels]
        page.close()
        said = (tmp_path / "app.log").read_text()
    assert said.startswith(f"Sleep Architecture Explorer: {address}\nStop it with Ctrl+C.\n")
    if os.name == "posix":
        assert {connection["transport"] for connection in connections} == {"ipc"}
        assert "WARNING" not in said
