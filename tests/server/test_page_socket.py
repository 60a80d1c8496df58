"""The websocket between a page and its kernel: lost lines and strangers stop nobody's page."""

import asyncio
import json
import uuid

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from explorer.server.page_socket import PROTOCOL
from tests.server.pages import kernel_of, served_pages, wait_until, write_notebook

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


def line_of(pages, page, protocols):
    address = f"{pages.address.replace('http', 'ws')}api/kernels/{kernel_of(page)}/channels"
    session = uuid.uuid4().hex
    request = HTTPRequest(f"{address}?session_id={session}", headers={"Origin": pages.address[:-1]})
    return websocket_connect(request, subprotocols=protocols)


def test_who_speaks_another_protocol_is_refused(pages):
    page = pages.get(Sec_Fetch_Dest="document")[2]

    async def join(protocols):
        line = await line_of(pages, page, protocols)
        heard = await line.read_message()
        line.close()
        return heard

    for strange in (None, ["v9.kernel.websocket.jupyter.org"]):
        with pytest.raises(HTTPClientError) as refused:
            asyncio.run(join(strange))
        assert refused.value.code == 400
    assert isinstance(asyncio.run(join([PROTOCOL])), bytes)


def test_lines_lost_while_their_kernels_speak_stop_nobody(pages):
    page = pages.get(Sec_Fetch_Dest="document")[2]

    async def join_and_lose(after):
        line = await line_of(pages, page, [PROTOCOL])
        await asyncio.sleep(after)
        line.protocol.stream.close()  # as a network does, without a word

    async def lose_many():
        for after in [0.0, 0.002, 0.01, 0.03, 0.1] * 12:
            await join_and_lose(after)

    asyncio.run(lose_many())
    status = json.loads(pages.get(f"api/kernels/{kernel_of(page)}")[2])
    assert status["id"] == kernel_of(page)
    wait_until(lambda: pages.server.cpu_percent(0.5) < 90)
