"""Kernels against a served page: begun only for pages, as many as fit, and ended with them."""

import contextlib
import socket
from urllib.parse import urlsplit

import pytest

from explorer.server.page_handler import FULL, GONE, NO_PAGE
from explorer.storage.settings import MOST_PAGES_VARIABLE
from tests.server.pages import kernel_of, kill, served_pages, wait_until, write_notebook

SOON = "--PageKernels.longest_alone=6"
LATER = "--PageKernels.longest_alone=30"
A_WHILE = "--PageKernels.longest_alone=15"
AT_ONCE = "--PageKernels.fill_delay=0.5"


@pytest.fixture(scope="session")
def light(tmp_path_factory):
    """Write a page whose kernel computes nothing: what is tested is when one begins and ends."""
    return write_notebook(tmp_path_factory.mktemp("light") / "light.ipynb", "print()")


@pytest.fixture(scope="module")
def pages(tmp_path_factory, light):
    folder = tmp_path_factory.mktemp("pages")
    with served_pages(folder, SOON, AT_ONCE, page=light) as served:
        served.wait_for_kernels(1)
        yield served


def test_a_page_that_nobody_shows_keeps_no_kernel(pages):
    before = pages.kernels()
    status, headers, page = pages.get()
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert pages.kernel_lives(page)
    assert any(cookie.startswith("_xsrf=") for cookie in headers.get_all("Set-Cookie"))
    pages.wait_for_kernels(1, than=before)  # that of the next page


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"},
        {"Sec_Fetch_Mode": "cors", "Sec_Fetch_Dest": "empty"},
        {"Sec_Fetch_Mode": "navigate", "Sec_Purpose": "prefetch;prerender"},
    ],
)
def test_what_is_no_page_for_a_person_takes_no_kernel(pages, headers):
    before = pages.kernels()
    status, _, text = pages.get(**headers)
    assert status == 403
    assert NO_PAGE in text
    assert pages.kernels() == before


def test_whoever_goes_before_the_page_came_leaves_no_kernel(pages):
    before = pages.kernels()
    place = urlsplit(pages.address)
    for _ in range(4):
        with socket.create_connection((place.hostname, place.port)) as visitor:
            visitor.sendall(f"GET / HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
    pages.wait_for_kernels(1, than=before)


def test_a_template_that_is_not_there_is_not_asked_for(pages):
    before = pages.kernels()
    status, _, page = pages.get("?template=nosuch&theme=nosuch")
    assert status == 200
    assert "nosuch" not in page
    assert pages.kernel_lives(page)
    pages.wait_for_kernels(1, than=before)


@pytest.mark.parametrize("waits", [True, False])
def test_a_page_made_ready_whose_kernel_died_is_given_to_nobody(pages, waits):
    pages.wait_for_kernels(1)
    before = pages.kernels()
    kill(before)
    if waits:  # a dead one is made anew without a visitor
        pages.wait_for_kernels(1, than=before)
    status, _, page = pages.get()
    assert status == 200
    assert pages.kernel_lives(page)
    pages.wait_for_kernels(1, than=before)


def test_a_page_made_ready_whose_kernel_hangs_is_given_to_nobody(pages):
    pages.wait_for_kernels(1)
    before = pages.kernels()
    for kernel in before:
        kernel.suspend()
    status, _, page = pages.get()
    assert status == 200
    assert pages.kernel_lives(page)
    pages.wait_for_kernels(1, than=before)


def test_all_kernels_killed_again_and_again_the_page_still_comes(pages):
    for _ in range(3):
        status, _, page = pages.get()
        assert status == 200
        assert pages.kernel_lives(page)
        kill(pages.kernels())
    pages.wait_for_kernels(1)


def test_a_page_of_which_nothing_comes_holds_no_kernel_and_comes_back(tmp_path):
    dying = write_notebook(tmp_path / "dying.ipynb", "import os; os.kill(os.getpid(), 9)")
    with served_pages(tmp_path, "--PageKernels.kept_ready=0", page=dying) as pages:
        _, _, text = pages.get()
        assert GONE in text
        assert 'data-after="10"' in text
        pages.wait_for_kernels(0)


def test_without_room_a_page_says_so_and_comes_once_there_is(tmp_path, light):
    both_ready, most = "--PageKernels.kept_ready=2", {MOST_PAGES_VARIABLE: "2"}
    with served_pages(tmp_path, A_WHILE, AT_ONCE, both_ready, page=light, **most) as pages:
        pages.wait_for_kernels(2)  # a kernel that began in between might outlast the first page
        first, second = pages.get()[2], pages.get()[2]
        status, headers, text = pages.get()
        assert (status, headers["Retry-After"]) == (503, "10")
        assert FULL in text
        assert 'data-after="10"' in text
        assert len(pages.kernels()) <= 2
        assert kernel_of(first) != kernel_of(second)
        wait_until(lambda: pages.get()[0] == 200)


def test_a_page_loaded_again_has_the_room_of_the_one_that_goes(tmp_path, light):
    alone, none_ready = {MOST_PAGES_VARIABLE: "1"}, "--PageKernels.kept_ready=0"
    with served_pages(tmp_path, LATER, none_ready, page=light, **alone) as pages:
        left = pages.get()[2]
        for _ in range(3):
            pages.leave(left)
            status, _, left = pages.get()
            assert status == 200
            assert pages.kernel_lives(left)


def test_two_hundred_programs_at_once_take_no_more_kernels_than_fit(tmp_path, light):
    with (
        served_pages(tmp_path, SOON, page=light, **{MOST_PAGES_VARIABLE: "3"}) as pages,
        contextlib.ExitStack() as connections,
    ):
        pages.wait_for_kernels(1)
        place = urlsplit(pages.address)
        to = (place.hostname, place.port)
        visitors = [connections.enter_context(socket.create_connection(to)) for _ in range(200)]
        for visitor in visitors:
            visitor.sendall(f"GET / HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        # Over the time that the answers take, kernels go that nobody joined, and others come.
        answers, at_a_time = [], []
        for visitor in visitors:
            answers.append(visitor.recv(12))
            at_a_time.append(len(pages.kernels()))
        assert max(at_a_time) <= 3
        assert {*answers} == {b"HTTP/1.1 200", b"HTTP/1.1 503"}
        connections.close()
        pages.wait_for_kernels(1)
        assert pages.get()[0] == 200
