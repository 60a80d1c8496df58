"""Pages whose kernels are forked: little memory of their own, and no page is without a kernel."""

import re
import sys

import psutil
import pytest

from explorer.server.kernel_forker import FORK_PROVISIONER
from tests.server.pages import command_of, kernel_of, served_pages, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")

FORK = f"--KernelProvisionerFactory.default_provisioner_name={FORK_PROVISIONER}"
SOON = "--PageKernels.longest_alone=20"


def kernel_behind(pages, page) -> psutil.Process:
    """Return the process of a page's kernel."""
    (found,) = [one for one in pages.kernels() if kernel_of(page) in command_of(one)]
    return found


def comes_from_the_warm_process(pages, opened) -> bool:
    """Open a page; say whether most of its kernel's memory is what others hold too."""
    opened.append(pages.get()[2])
    held = kernel_behind(pages, opened[-1]).memory_full_info()
    return held.uss < held.rss / 3


def test_forked_pages_share_memory_and_no_names_and_come_though_the_warm_process_died(tmp_path):
    with served_pages(tmp_path, FORK, SOON) as pages:
        opened = []
        wait_until(lambda: comes_from_the_warm_process(pages, opened))
        assert comes_from_the_warm_process(pages, opened)
        one, other = ({*re.findall('"model_id": ?"(\\w+)"', page)} for page in opened[-2:])
        assert one
        assert other
        assert not one & other
        # A kernel is called as the warm process is until it has been told what it is to be.
        called = [one for one in pages.server.children() if "fork_server" in command_of(one)]
        warm = min(called, key=psutil.Process.create_time)
        warm.kill()
        ready = len(pages.kernels())
        for _ in range(ready + 1):  # those made ready before, and one that none could be forked for
            status, _, page = pages.get()
            assert status == 200
            assert pages.kernel_lives(page)
        assert pages.log.read_text().count("Kernels are started, not forked") == 1
        server = pages.server
    assert not server.is_running()
    assert not warm.is_running()
