"""Servers that drop, lie or lead astray: tried again where that helps, else one sentence."""

import ipaddress
import socket
from contextlib import nullcontext

import numpy as np
import pytest

import explorer
from benchmarks.plain_recordings import recording
from explorer.storage.changed_files import FileChangedError, confined_to
from explorer.storage.far.allowed_hosts import HostRefusedError, HostRules, is_public
from explorer.storage.far.http_connection import FarError
from explorer.storage.far.urls import is_address, public_address, read_address
from explorer.storage.far.whole_file import fetch_whole
from explorer.storage.settings import FETCH_LIMIT_VARIABLE, HOSTS_VARIABLE, read_settings

RAW = recording(records=600)


def cut(running, handler):
    """Promise a part and break off within it."""
    first, last = handler.wanted
    last = min(last, len(RAW))
    running.answer(
        handler,
        206,
        RAW[first : first + (last - first) // 2],
        {"Content-Length": str(last - first), "Content-Range": said(first, last)},
    )
    handler.close_connection = True


def said(first, last, size=None):
    return f"bytes {first}-{last - 1}/{size or len(RAW)}"


def elsewhere(running, handler):
    first, last = handler.wanted
    body = RAW[first + 1 : last + 1]
    running.answer(handler, 206, body, {"Content-Range": said(first + 1, first + 1 + len(body))})


def shorter(running, handler):
    first, _ = handler.wanted
    running.answer(handler, 206, RAW[first : first + 9], {"Content-Range": said(first, first + 9)})


def unsaid(running, handler):
    first, last = handler.wanted
    running.answer(handler, 206, RAW[first:last])


def busy(running, handler):
    running.answer(handler, 503)


def gone(_running, handler):
    handler.close_connection = True
    handler.connection.close()


def endless(_running, handler):
    """Send a body without a length that never ends."""
    first, last = handler.wanted
    handler.send_response(206)
    handler.send_header("Content-Range", said(first, min(last, len(RAW))))
    endless_body(handler)


def endless_whole(_running, handler):
    """Do the same as a server without ranges."""
    handler.send_response(200)
    endless_body(handler)


def endless_body(handler):
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    for _ in range(4000):
        handler.wfile.write(b"\x00" * 4096)


FAULTS = (cut, elsewhere, shorter, unsaid, busy, gone, endless)


@pytest.mark.parametrize("wrong", FAULTS)
def test_one_wrong_answer_is_asked_for_again(wrong, server, tmp_path):
    server.files["/night.edf"] = RAW
    (tmp_path / "night.edf").write_bytes(RAW)
    here = explorer.open_night(tmp_path / "night.edf")
    server.fault = lambda running, handler, number: number % 2 == 1 and not wrong(running, handler)
    night = explorer.open_night(server.url + "/night.edf")
    (ours,), (theirs,) = (one.samples(100, 190).values() for one in (night, here))
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("wrong", FAULTS)
def test_wrong_answers_without_end_are_refused_in_a_sentence_and_nothing_is_shown(wrong, server):
    server.files["/night.edf"] = RAW
    night = explorer.open_night(server.url + "/night.edf")
    server.fault = lambda running, handler, _number: not wrong(running, handler)
    with pytest.raises(FileChangedError, match=r"night\.edf: a part of it could not be had") as one:
        night.samples(100, 190)
    assert "\n" not in str(one.value)
    with pytest.raises(FarError, match="in 4 tries; what did not arrive is not shown"):
        explorer.open_night(server.url + "/night.edf")
    server.fault = None
    assert night.samples(100, 190)  # it is asked for again


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "there is no such file"), (403, "does not let it be read"), (401, "asks for a login")],
)
def test_what_a_server_refuses_is_not_asked_again(status, words, server):
    server.fault = lambda running, handler, _number: not running.answer(handler, status)
    with pytest.raises(FarError, match=words):
        explorer.open_night(server.url + "/night.edf")
    assert len(server.ranges) == 1


def test_what_is_compressed_on_the_way_is_refused(server):
    server.fault = lambda running, handler, _number: (
        not running.answer(
            handler, 206, RAW[:65536], {"Content-Encoding": "gzip", "Content-Range": said(0, 65536)}
        )
    )
    with pytest.raises(FarError, match=r"compressed on the way \(gzip\)"):
        explorer.open_night(server.url + "/night.edf")


def test_a_size_beyond_belief_is_refused(server):
    server.fault = lambda running, handler, _number: (
        not running.answer(handler, 206, RAW[:65536], {"Content-Range": said(0, 65536, 10**15)})
    )
    with pytest.raises(FarError, match="1,000,000 GB, more than the 500 GB that are believed"):
        explorer.open_night(server.url + "/night.edf")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:9/night.edf",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:9/night.edf",
        "http://[::ffff:127.0.0.1]:9/night.edf",
        "http://10.0.0.1/night.edf",
        "http://2130706433:9/night.edf",
        "http://0.0.0.0:9/night.edf",
        "http://localhost:9/night.edf",
        "http://0x7f000001:9/night.edf",
        "http://017700000001:9/night.edf",
        "http://127.1:9/night.edf",
        "http://[64:ff9b::7f00:1]:9/night.edf",
        "http://[fe80::1]:9/night.edf",
        "http://me@169.254.169.254/night.edf",
    ],
)
@pytest.mark.parametrize("on_the_page", [False, True])
def test_a_redirect_into_the_servers_own_network_is_refused(
    target, on_the_page, server, monkeypatch, tmp_path
):
    monkeypatch.setenv(HOSTS_VARIABLE, f"127.0.0.1:{server.port},*")
    if not on_the_page:
        monkeypatch.delenv(HOSTS_VARIABLE)
    server.fault = lambda running, handler, _number: (
        not running.answer(handler, 302, headers={"Location": target})
    )
    asked_by = confined_to(tmp_path) if on_the_page else nullcontext()
    with asked_by, pytest.raises(HostRefusedError, match=r"leads to|none of the") as refused:
        explorer.open_night(server.url + "/night.edf")
    assert "\n" not in str(refused.value)
    assert len(server.ranges) == 1


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("file:///etc/passwd", "redirects to file:, which is not followed"),
        ("ftp://example.org/a", "redirects to ftp:, which is not followed"),
        ("", "redirects without saying where to"),
        ("/night.edf", "redirects more than 5 times"),
    ],
)
def test_a_redirect_that_leads_nowhere_is_refused(target, words, server):
    server.fault = lambda running, handler, _number: (
        not running.answer(handler, 302, headers={"Location": target})
    )
    with pytest.raises(FarError, match=words):
        explorer.open_night(server.url + "/night.edf")


def test_a_redirect_on_the_same_server_is_followed(server):
    server.files["/there.edf"] = RAW
    server.fault = lambda running, handler, _number: (
        handler.path == "/night.edf"
        and not running.answer(handler, 302, headers={"Location": "/there.edf"})
    )
    night = explorer.open_night(server.url + "/night.edf")
    assert night.duration == 600
    night.samples(300, 330)
    assert len(server.ranges) == 3  # where it lies is asked at once from then on


def test_a_page_asks_only_hosts_that_its_server_allows(server, monkeypatch, tmp_path):
    server.files["/night.edf"] = RAW
    address = server.url + "/night.edf"

    def on_the_page():
        with confined_to(tmp_path):
            return explorer.open_night(address)

    with pytest.raises(HostRefusedError, match=r"opens no addresses; .* SLEEP_EXPLORER_HOSTS"):
        on_the_page()
    for named in ("example.org", "*", "127.0.0.1:1", "10.0.0.0/8"):
        monkeypatch.setenv(HOSTS_VARIABLE, named)
        with pytest.raises(HostRefusedError, match=r"127\.0\.0\.1"):
            on_the_page()
    assert not server.ranges
    for named in ("127.0.0.1", f"127.0.0.1:{server.port}", "127.0.0.0/8", server.url):
        monkeypatch.setenv(HOSTS_VARIABLE, f"example.org, {named}")
        night = on_the_page()
        assert night.duration == 600
    monkeypatch.delenv(HOSTS_VARIABLE)  # and what is read later is asked by the same rules
    from explorer.storage.far import open_sources

    open_sources._open.clear()
    with pytest.raises(FileChangedError, match="opens no addresses"):
        night.samples(300, 330)


def test_a_name_that_leads_into_a_private_network_is_refused_though_it_is_allowed(monkeypatch):
    answers = {"nights.example": "10.1.2.3", "good.example": "93.184.216.34"}

    def look_up(host, port, **_kind):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.get(host, host), port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    rules = HostRules(("nights.example", "good.example"), only_named=True)
    assert rules.addresses("good.example", 443) == ["93.184.216.34"]
    with pytest.raises(HostRefusedError, match=r"leads to 10\.1\.2\.3, an address of a private"):
        rules.addresses("nights.example", 443)
    also = HostRules(("nights.example", "10.0.0.0/8"), only_named=True)
    assert also.addresses("nights.example", 443) == ["10.1.2.3"]
    answers["nights.example"] = "169.254.169.254"
    with pytest.raises(HostRefusedError, match="of the local link"):
        also.addresses("nights.example", 443)


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.1.1", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1"),
        *("::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1"),
    ],
)
def test_addresses_that_are_not_of_the_open_network(text):
    ipaddress.ip_address(text)
    assert not is_public(text)


@pytest.mark.parametrize(
    "written",
    [
        *("2130706433", "0x7f000001", "017700000001", "127.1", "0", "[::1]", "[::ffff:7f00:1]"),
        *("localhost", "10.0.0.1", "169.254.169.254", "[fd00::1]", "inside.example"),
    ],
)
def test_a_page_reaches_nothing_private_however_it_is_written(written, monkeypatch, tmp_path):
    real = socket.getaddrinfo

    def look_up(host, port, **kind):  # a name of the open network that leads to this machine
        return real("127.0.0.1" if host == "inside.example" else host, port, **kind)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it was asked"))
    monkeypatch.setenv(HOSTS_VARIABLE, "*, example.org, inside.example, *.example")
    with (
        confined_to(tmp_path),
        pytest.raises(OSError, match=r"leads to|is none of|not known") as no,
    ):
        explorer.open_night(f"http://{written}:9/night.edf")
    assert "\n" not in str(no.value)


def test_a_page_opens_no_other_filesystem(monkeypatch, tmp_path):
    monkeypatch.setenv(HOSTS_VARIABLE, "*")
    for address in ("memory://a.edf", "sftp://h/a.edf", "simplecache::memory://a.edf"):
        with (
            confined_to(tmp_path),
            pytest.raises(FarError, match="a page opens addresses of https, s3 and gs"),
        ):
            explorer.open_night(address)


def test_objects_of_buckets_are_read_on_a_page_as_anybody_may(monkeypatch, tmp_path):
    assert str.__str__(public_address(read_address("s3://nights/a/b.edf"))) == (
        "https://nights.s3.amazonaws.com/a/b.edf"
    )
    assert str.__str__(public_address(read_address("gs://nights/a.edf"))) == (
        "https://storage.googleapis.com/nights/a.edf"
    )
    monkeypatch.setenv(HOSTS_VARIABLE, "example.org")
    with confined_to(tmp_path), pytest.raises(HostRefusedError, match=r"nights\.s3\.amazonaws"):
        explorer.open_night("s3://nights/a.edf")


def test_a_whole_file_without_an_end_is_cut_at_the_limit(server, monkeypatch):
    monkeypatch.setenv(FETCH_LIMIT_VARIABLE, "1")
    server.fault = lambda running, handler, _number: not endless_whole(running, handler)
    address = read_address(server.url + "/night.vhdr")
    with pytest.raises(FarError, match="more than the 1 MB that may be fetched whole"):
        explorer.open_night(address, fetch=True)


def test_a_whole_file_that_is_too_large_is_refused_before_it_is_fetched(server, monkeypatch):
    monkeypatch.setenv(FETCH_LIMIT_VARIABLE, "1")
    server.files["/night.vhdr"] = RAW
    with pytest.raises(FarError, match=r"it has 2\.5 MB, more than the 1 MB"):
        explorer.open_night(server.url + "/night.vhdr", fetch=True)
    assert server.sent < 100_000


def test_a_packed_file_that_grows_beyond_the_limit_is_refused(server, monkeypatch):
    import gzip

    monkeypatch.setenv(FETCH_LIMIT_VARIABLE, "1")
    server.files["/night.edf.gz"] = gzip.compress(bytes(8_000_000))
    with pytest.raises(FarError, match="unpacked it has more than"):
        explorer.open_night(server.url + "/night.edf.gz", fetch=True)


def test_fetching_can_be_given_up(server, tmp_path):
    server.files["/night.vhdr"] = RAW

    def given_up(_name, done, _total):
        if done > 100_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_whole(read_address(server.url + "/night.vhdr"), only_allowed=False, told=given_up)
    assert not [one for one in (tmp_path / "cache").rglob("*") if one.is_file()]


def test_a_password_or_a_signature_is_in_no_sentence(server):
    address = f"http://me:secret@127.0.0.1:{server.port}/night.edf?signature=secret"
    with pytest.raises(FarError, match="no such file") as refused:
        explorer.open_night(address)
    assert "secret" not in str(refused.value)
    server.files["/night.edf"] = RAW
    night = explorer.open_night(address)
    assert "secret" not in repr(night.attrs) + " ".join(night.reader_notes)


def test_what_is_an_address_and_what_a_path():
    assert is_address("S3://nights/a.edf")
    assert is_address("https:/example.org/a.edf")
    assert read_address("http://[2001:db8::1]:8000/a%20b.edf").is_web  # colons, and no chain
    assert read_address("http://[2001:db8::1]:8000/a%20b.edf").name == "a b.edf"
    assert not read_address("simplecache::https://example.org/a.edf").is_web
    assert not is_address("a.edf")
    assert not is_address("C:\\nights\\a.edf")
    assert not is_address(3)
    with pytest.raises(ValueError, match="names no host"):
        explorer.open_night("https:///night.edf")
    with pytest.raises(ValueError, match="holds characters that no address should"):
        explorer.open_night("https://example.org/a\n.edf")


def test_hosts_are_read_from_the_settings():
    named = "physionet.org, *.example.org 10.0.0.0/8,127.0.0.1:8000;[::1]:80 https://a.org/ *"
    assert len(read_settings({HOSTS_VARIABLE: named}).hosts) == 7
    for wrong in ("example.org:web", "a/b/c", "ftp://a.org"):
        with pytest.raises(ValueError, match=f"{HOSTS_VARIABLE} is"):
            read_settings({HOSTS_VARIABLE: wrong})
