"""The websocket between a page and its kernel: lost lines and strangers stop nobody's page."""

import contextlib
import socket
import struct
import time
import uuid
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from explorer.server.page_socket import PROTOCOL, PageSocket
from explorer.server.voila_app import ExplorerServer
from tests.server.pages import LONGEST, kernel_of, served_pages, write_notebook
from tests.server.test_admission import WEBSOCKET

# Says something with samples in it without end, as a page does whose night is being drawn.
FLOODS = """
import threading, time, ipywidgets

line = ipywidgets.HTML("<div class='live-pane' data-ready='yes'>drawn</div>")
display(line)

def flood():
    while True:
        line.send({"of": "samples"}, buffers=[b"0" * 4000])
        time.sleep(0.001)

threading.Thread(target=flood, daemon=True).start()
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("floods")
    notebook = write_notebook(folder / "floods.ipynb", FLOODS)
    with served_pages(folder, "--PageKernels.kept_ready=0", page=notebook) as served:
        yield served


@contextlib.contextmanager
def line_of(pages, page, protocol=PROTOCOL):
    """Ask for a line to a page's kernel; give its socket, and the status of the answer."""
    place = urlsplit(pages.address)
    heads = WEBSOCKET | {"Host": place.netloc, "Origin": pages.address[:-1]}
    heads["Sec-WebSocket-Protocol"] = protocol
    lines = [f"{name}: {value}" for name, value in heads.items()]
    address = f"{place.path}api/kernels/{kernel_of(page)}/channels?session_id={uuid.uuid4().hex}"
    with socket.create_connection((place.hostname, place.port), timeout=LONGEST) as visitor:
        asked = [f"GET {address} HTTP/1.1", *lines, "", ""]
        visitor.sendall("\r\n".join(asked).encode())
        yield visitor, int(visitor.recv(100).split()[1])


def test_who_speaks_another_protocol_is_refused(pages):
    page = pages.get(Sec_Fetch_Dest="document")[2]
    for strange in ("", "v9.kernel.websocket.jupyter.org"):
        with line_of(pages, page, strange) as (_, status):
            assert status == 400
    with line_of(pages, page) as (visitor, status):
        assert status == 101
        assert visitor.recv(100)  # what the kernel says comes


def test_lines_lost_while_their_kernels_speak_stop_nobody(pages):
    page = pages.get(Sec_Fetch_Dest="document")[2]
    for after in [0.0, 0.002, 0.01, 0.03, 0.1] * 12:
        with line_of(pages, page) as (visitor, status):
            assert status == 101
            time.sleep(after)
            # As a network ends it, without a word.
            visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert pages.kernel_lives(page)
    assert pages.server.memory_info().rss < 500e6


def test_what_is_said_to_a_lost_line_goes_nowhere():
    """Of a line that was lost Jupyter writes in its older protocol, whose head is no length."""
    line = PageSocket.__new__(PageSocket)
    line.ws_connection = None
    old_protocol = struct.pack("!III", 2, 12, 14) + b"{}" + b"samples"
    assert line.write_message(old_protocol, binary=True) is None
    line.on_message(old_protocol)


def test_a_page_that_is_there_is_asked_three_times():
    """By one late answer a line was lost every half minute, with what a hand did just then."""
    line = PageSocket.__new__(PageSocket)
    line.application = SimpleNamespace(settings=ExplorerServer().tornado_settings)
    assert line.ping_timeout >= 3 * line.ping_interval > 0


def test_small_messages_do_not_wait_for_each_other(monkeypatch):
    """By TCP's default each but the first would wait for the other side's word, some 40 ms."""
    line, done = PageSocket.__new__(PageSocket), []

    async def opened(_line, kernel):
        done.append(kernel)

    monkeypatch.setattr(VoilaKernelWebsocketHandler, "open", opened)
    line.ws_connection = SimpleNamespace(set_nodelay=done.append)
    with pytest.raises(StopIteration):  # it waits for nothing: no loop is needed
        line.open("its kernel").send(None)
    assert done == [True, "its kernel"]
