"""Who gets an answer from the server of `sleep-explorer app`, and with what in its head."""

import http.client
import json
import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import psutil
import pytest

from explorer.server.page_socket import PROTOCOL
from explorer.server.start import redirecting_file
from tests.browser.serving import processes_below, served_app
from tests.server.pages import command_of

WEBSOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": PROTOCOL,
}
KERNEL = "api/kernels/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
# Every kind of address that there is, and what may be asked of it.
ADDRESSES = {
    "the page": ("GET", "", {}),
    "a file of Voilà": ("GET", "voila/static/voila.js", {}),
    "a file of the template": ("GET", "voila/templates/sleep/static/shown.js", {}),
    "a file beside the notebook": ("GET", "voila/files/explorer.ipynb", {}),
    "an extension": ("GET", "voila/labextensions/anywidget/package.json", {}),
    "a theme": ("GET", "voila/api/themes/light/index.css", {}),
    "a kernel": ("GET", KERNEL, {}),
    "a kernel's end": ("POST", "voila/api/shutdown/" + KERNEL[-36:], {}),
    "a kernel's socket": ("GET", KERNEL + "/channels", WEBSOCKET),
    "a login": ("GET", "login", {}),
    "nothing": ("GET", "no/such/address", {}),
    "a file that browsers ask for": ("GET", "favicon.ico", {}),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    with served_app(folder) as address:
        yield address, folder / "app.log"


def asked(address, method, path="", headers=(), host=""):
    """Ask; give status, headers and the first words, and leave a socket that opened."""
    split = urlsplit(address)
    connection = http.client.HTTPConnection(split.hostname, split.port, timeout=180)
    connection.putrequest(method, split.path + path, skip_host=True)
    connection.putheader("Host", host or split.netloc)
    for name, value in dict(headers).items():
        connection.putheader(name, value)
    if method == "POST":
        connection.putheader("Content-Length", "0")
    connection.endheaders()
    answer = connection.getresponse()
    text = "" if answer.status == 101 else answer.read(100_000).decode(errors="replace")
    connection.close()
    return answer.status, answer.headers, text


@pytest.mark.parametrize("kind", ADDRESSES)
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "0.0.0.0"]
)
def test_another_name_for_this_machine_gets_one_sentence_whatever_is_asked_for(served, kind, host):
    address, log = served
    method, path, headers = ADDRESSES[kind]
    status, _, text = asked(address, method, path, headers, host)
    assert status == 403
    name = host.partition(":")[0]
    assert f"answers to localhost and 127.0.0.1 alone, and was asked for as “{name}”" in text
    assert "Traceback" not in log.read_text()


def test_a_name_becomes_text_and_never_markup(served):
    status, _, text = asked(served[0], "GET", "", host="<script>alert(1)</script>")
    assert status in (400, 403)
    assert "<script>" not in text


@pytest.mark.parametrize("name", ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])
@pytest.mark.parametrize("port", ["", ":{port}", ":9"])
def test_this_machine_under_its_own_names_is_answered(served, name, port):
    host = name + port.format(port=urlsplit(served[0]).port)
    assert asked(served[0], "GET", "voila/static/voila.js", host=host)[0] == 200


def processes_of(address):
    """Return the server behind an address, and its kernels."""
    (server,) = processes_below(f"--port={urlsplit(address).port} ")
    return server, [one for one in server.children() if "ipykernel" in command_of(one)]


def wrong_tokens(address):
    """Addresses that come near."""
    split = urlsplit(address)
    token = split.path.strip("/")
    root = f"{split.scheme}://{split.netloc}/"
    spelled = "".join(f"%{ord(one):02x}" for one in token)
    near = ("", token[:-1] + "/", token + "0/", token.upper() + "x/", spelled + "/", "x/" + token)
    return [*(root + one for one in near), root + quote("ü") + "/", root + "/" + token + "/"]


@pytest.mark.parametrize("kind", ADDRESSES)
def test_without_the_token_every_address_says_where_to_find_it(served, kind):
    method, path, headers = ADDRESSES[kind]
    for address in wrong_tokens(served[0]):
        status, _, text = asked(address, method, path, headers)
        assert status == 403, address
        assert "Open the address that sleep-explorer printed in its terminal" in text


def test_the_token_is_in_no_command_line_and_in_no_kernel(served):
    token = urlsplit(served[0]).path.strip("/")
    assert re.fullmatch("[0-9a-f]{32}", token)
    assert asked(served[0], "GET")[0] == 200
    assert processes_below("explorer.server")
    assert not processes_below(token)
    kernels = processes_of(served[0])[1]
    assert kernels
    for kernel in kernels:
        assert token not in json.dumps(kernel.environ())


def test_the_token_reaches_a_browser_through_a_file_that_only_its_owner_may_read(tmp_path):
    address = "http://127.0.0.1:8866/0123456789abcdef/"
    opened = redirecting_file(tmp_path, address)
    file = Path(urlsplit(opened).path)
    assert address not in opened
    assert file.stat().st_mode & 0o077 == 0
    assert f'content="0;url={address}"' in file.read_text()


def test_without_a_token_the_terminal_says_what_that_opens(tmp_path):
    with served_app(tmp_path, "--no-token") as address:
        said = (tmp_path / "app.log").read_text()
        assert urlsplit(address).path == "/"
        assert "every account of this machine reaches this page" in said
        assert asked(address, "GET", "voila/static/voila.js")[0] == 200
        assert asked(address, "GET", "voila/static/voila.js", host="evil.example")[0] == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("wanted", ["image", "script", "iframe", "empty"])
def test_no_other_sites_picture_frame_or_script_is_answered(served, site, wanted):
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Dest": wanted, "Sec-Fetch-Mode": "no-cors"}
    if wanted == "iframe":
        headers["Sec-Fetch-Mode"] = "navigate"
    status, _, text = asked(served[0], "GET", "", headers)
    assert status == 403
    assert "Another site asked" in text


@pytest.mark.parametrize("kind", ADDRESSES)
def test_every_answer_says_what_it_may_run_and_who_may_frame_it(served, kind):
    method, path, headers = ADDRESSES[kind]
    for address in (served[0], wrong_tokens(served[0])[0]):
        _, head, _ = asked(address, method, path, headers)
        policy = head["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
        assert not re.search(r"https?:|\*", policy)
        assert head["X-Content-Type-Options"] == "nosniff"
        assert head["Referrer-Policy"] == "same-origin"


HOSTILE = '"><script>window.hit = 1</script>'
ARGUMENTS = ("theme", "template", "voila-theme", "voila-template", "classic-tree", "next", "token")


def test_nothing_of_an_addresss_arguments_stands_in_the_page(served):
    query = "&".join(f"{name}={quote(HOSTILE + name)}" for name in ARGUMENTS)
    status, _, text = asked(served[0], "GET", "?" + query)
    assert status == 200
    assert "window.hit" not in text
    assert "voila/templates/sleep/static" in text


@pytest.mark.parametrize("path", [HOSTILE, "voila/render/" + HOSTILE, "voila/files/" + HOSTILE])
def test_a_path_stands_in_no_page_of_an_error_unescaped(served, path):
    assert "<script>window.hit" not in asked(served[0], "GET", quote(path))[2]


def test_a_kernel_that_is_not_there_is_refused_without_a_crash(served):
    address, log = served
    assert asked(address, "GET", KERNEL + "/channels", WEBSOCKET)[0] in (403, 404)
    assert asked(address, "GET", KERNEL)[0] == 404
    assert "Traceback" not in log.read_text()


MODULES = (
    *("numpy", "json", "explorer", "voila", "tornado", "ipykernel_launcher", "websockets"),
    *("sitecustomize", "usercustomize", "ipython_config", "ipython_kernel_config", "voila_config"),
    *("jupyter_config", "jupyter_server_config", "jupyter_voila_config", "sleepecg", "yasa"),
)


def test_nothing_in_the_folder_of_the_recordings_is_run_and_the_servers_own_goes_with_it(tmp_path):
    folder, mark = tmp_path / "recordings", tmp_path / "ran"
    folder.mkdir()
    for name in MODULES:
        folder.joinpath(name + ".py").write_text(f"open({str(mark)!r}, 'a').write({name!r})\n")
    hostile = {"Voila": {"base_url": "/taken/"}, "VoilaConfiguration": {"theme": "taken"}}
    folder.joinpath("voila.json").write_text(json.dumps(hostile))
    with served_app(tmp_path, standing=folder) as address:
        status, _, text = asked(address, "GET")
        assert status == 200
        assert "taken" not in text
        server, kernels = processes_of(address)
        own = Path(server.cwd())  # new, and entered by its owner alone
        assert own != folder
        assert own.stat().st_mode & 0o077 == 0
        assert own.stat().st_uid == psutil.Process().uids().real
        assert kernels
        for kernel in kernels:
            assert Path(kernel.cwd()) != folder
            assert str(folder) in kernel.environ()["SLEEP_EXPLORER_FOLDERS"]
            assert own in Path(kernel.cmdline()[-1]).parents
    assert not mark.exists(), mark.read_text()
    assert not own.exists()
