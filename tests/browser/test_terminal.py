"""What a terminal shows while the page is used, and who else could speak with its kernel."""

import contextlib
import http.client
import json
import os
import socket
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.page import Page
from tests.browser.serving import processes_below, served_app
from tests.server.pages import command_of

pytestmark = pytest.mark.browser


def test_a_taken_port_and_the_address_are_said_first_and_no_warning_of_open_ports(
    chromium, tmp_path
):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        said, connections, address = told(chromium, tmp_path, taken)
    port = urlsplit(address).port
    assert said.startswith(
        f"Port {taken} is taken: serving on {port}.\n"
        f"Sleep Architecture Explorer: {address}\nStop it with Ctrl+C.\n"
    )
    if os.name == "posix":
        assert {connection["transport"] for connection in connections} == {"ipc"}
        assert "WARNING" not in said


def test_a_server_that_ends_while_a_page_is_opened_says_nothing_of_it(tmp_path):
    def open_page(address):
        with contextlib.suppress(OSError, http.client.HTTPException):
            urllib.request.urlopen(address, timeout=60).close()

    with served_app(tmp_path) as address:
        for _ in range(3):  # more than are made ready ahead
            threading.Thread(target=open_page, args=[address], daemon=True).start()
        time.sleep(0.3)  # until they are under way
    assert "Traceback" not in (tmp_path / "app.log").read_text()


def told(chromium, tmp_path, port):
    """Use the page served on this port, or near it: the terminal's words, the kernels, the page."""
    with served_app(tmp_path, "--port", str(port)) as address:
        page = Page(chromium, address)
        page.open()
        (server,) = processes_below(f"--port={urlsplit(address).port} ")
        connections = [
            json.loads(Path(child.cmdline()[-1]).read_text())
            for child in server.children()
            if "ipykernel" in command_of(child)
        ]
        page.close()
        return (tmp_path / "app.log").read_text(), connections, address
