"""Kernels forked off a warm process: alone with their own, ended as any, and never in the way."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from explorer.server import fork_provisioner
from explorer.server.fork_provisioner import ForkProvisioner, is_forkable
from explorer.server.kernel_forker import can_fork
from explorer.storage.settings import FILE_VARIABLE, NO_FORK_VARIABLE
from tests.browser.serving import ROOT
from tests.server.forked import holds, kernels, until, until_warm, warm_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")


CHANCE = """import random, uuid, secrets, numpy
print(random.random(), numpy.random.rand(), uuid.uuid4(), secrets.token_hex(8), sep="\\n")"""


def run(coroutine):
    """Run on a thread of its own: a browser that this process drives keeps a loop in this one."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, coroutine).result()


def test_nothing_of_one_kernel_is_in_anothers_memory_or_in_what_they_are_forked_off(tmp_path):
    typed, given = "typed" + os.urandom(8).hex(), "given" + os.urandom(8).hex()

    async def look() -> None:
        async with kernels(tmp_path) as begin:
            await begin()
            await until_warm()
            before, own = await begin(), await begin(GIVEN=given)
            (tmp_path / "own.txt").write_text("read" + typed[5:])
            assert await own.run(f"typed = {typed!r}; read = open('own.txt').read(); print(1)")
            after = await begin()
            key = own.manager.session.key
            words = (typed.encode(), ("read" + typed[5:]).encode(), given.encode(), key)
            assert holds(own.process, *words) == [True] * 4
            for other in (before.process, after.process, warm_process()):
                assert holds(other, *words) == [False] * 4
            chance = [(await one.run(CHANCE)).split() for one in (before, own, after)]
            assert all(len({*drawn}) == 3 for drawn in zip(*chance, strict=True))

    run(look())


def test_a_warm_process_has_one_thread_and_nothing_open_and_its_kernels_are_the_servers(tmp_path):
    async def look() -> None:
        async with kernels(tmp_path) as begin:
            first = await begin()
            assert first.forked  # while it warms up: whoever comes first does not wait
            await until_warm()
            kernel = await begin()
            warm = warm_process()
            assert warm.num_threads() == 1
            assert [one.path for one in warm.open_files()] == []
            assert warm.children() == []
            assert {first.process, kernel.process} <= {*psutil.Process().children()}
            assert os.getpgid(kernel.process.pid) == os.getsid(kernel.process.pid)
            assert os.getsid(kernel.process.pid) == kernel.process.pid
            assert "ipykernel_launcher" in kernel.process.cmdline()
            assert kernel.process.cmdline()[-1] == kernel.manager.connection_file
            said = await kernel.run("import os; print(os.getcwd(), os.environ['MINE'])")
            assert said == "KeyError"
            kernel = await begin(MINE="mine")
            said = await kernel.run("import os; print(os.getcwd(), os.environ['MINE'])")
            assert said == f"{tmp_path} mine\n"
            waits = "import subprocess; print(subprocess.call(['sh', '-c', 'exit 1']))"
            assert await kernel.run(waits) == "1\n"

    run(look())


def test_a_computation_is_interrupted_and_what_is_ended_or_killed_is_no_zombie(tmp_path):
    async def look() -> None:
        async with kernels(tmp_path) as begin:
            kernel, ended, killed = await begin(), await begin(), await begin()
            work = asyncio.create_task(kernel.run("open('on', 'w').close()\nwhile True: pass"))
            await until((tmp_path / "on").exists)
            await kernel.manager.interrupt_kernel()
            assert await work == "KeyboardInterrupt"
            assert await kernel.run("print(2)") == "2\n"
            for one, number in ((ended, signal.SIGTERM), (killed, signal.SIGKILL)):
                one.process.send_signal(number)
                await until(lambda one=one: one.provisioner.process.poll() is not None)
                assert one.provisioner.process.returncode == -number
                assert not await one.manager.is_alive()
                assert not one.process.is_running()

    run(look())


def test_kernels_begun_and_ended_in_turn_leave_no_process_file_or_socket(tmp_path):
    async def look() -> None:
        async with kernels(tmp_path) as begin:
            await (await begin()).end()
            await until_warm()
            await (await begin()).end()
            # A browser or a server that other tests left open has processes of its own, which come
            # and go: looked at are this one's own children, as kernels are, and the warm one's.
            here, warm = psutil.Process(), warm_process()
            children = {*here.children(), *warm.children(recursive=True)}
            opened = here.num_fds(), warm.num_fds()
            for _ in range(4):
                await (await begin()).end()
            assert {*here.children(), *warm.children(recursive=True)} == children
            assert warm.num_fds() == opened[1]
            assert here.num_fds() <= opened[0]
            assert [*tmp_path.iterdir()] == []

    run(look())


def test_when_the_warm_process_dies_its_kernels_go_on_and_the_next_is_started(tmp_path, caplog):
    async def look() -> None:
        async with kernels(tmp_path) as begin:
            kernel = await begin()
            await until_warm()
            warm_process().kill()
            started = await begin()
            assert not started.forked
            assert await started.run("print(1)") == "1\n"
            assert await kernel.run("print(2)") == "2\n"
            assert (await begin()).forked  # off another

    with caplog.at_level(logging.ERROR):
        run(look())
    assert [one.getMessage() for one in caplog.records] == [
        "Kernels are started, not forked: the process that they are forked off is gone "
        "(it ended with code -9)."
    ]


def test_when_the_warm_process_hangs_the_next_is_started(tmp_path, caplog):
    async def look() -> None:
        async with kernels(tmp_path) as begin:
            kernel = await begin()
            await until_warm()
            hanging = warm_process()
            hanging.suspend()
            ForkProvisioner.forker.patience = 0.5
            assert not (await begin()).forked
            assert not hanging.is_running()
            assert await kernel.run("print(2)") == "2\n"

    with caplog.at_level(logging.ERROR):
        run(look())
    assert [one.getMessage() for one in caplog.records] == [
        "Kernels are started, not forked: the process that they are forked off hangs."
    ]


def test_a_warm_process_that_kernels_would_share_a_file_of_is_never_forked(tmp_path, caplog):
    async def look() -> None:
        async with kernels(tmp_path, preload="tests.server.open_preload") as begin:
            await begin()
            await until(lambda: ForkProvisioner.forker.warm.process.poll() is not None)
            assert not (await begin()).forked
            assert ForkProvisioner.forker.gives_up

    with caplog.at_level(logging.ERROR):
        run(look())
    (said,) = [one.getMessage() for one in caplog.records]
    assert "open_preload.py" in said


def test_after_an_upgrade_kernels_are_forked_off_another_warm_process(tmp_path, monkeypatch):
    async def look() -> None:
        async with kernels(tmp_path) as begin:
            await begin()
            await until_warm()
            old = warm_process()
            monkeypatch.setattr("explorer.server.kernel_forker._LOOK", 0.0)
            assert (await begin()).forked
            assert warm_process() == old
            monkeypatch.setattr("explorer.server.kernel_forker._files", lambda: "newer")
            assert (await begin()).forked
            assert warm_process() != old
            assert not old.is_running()

    run(look())


def test_a_server_that_is_killed_leaves_neither_its_warm_process_nor_kernels(tmp_path):
    server = """if True:
        import asyncio, sys
        from pathlib import Path
        from tests.server.forked import kernels, until_warm, warm_process
        async def serve():
            async with kernels(Path(sys.argv[1])) as begin:
                kernel = await begin()
                await until_warm()
                print(kernel.process.pid, warm_process().pid, flush=True)
                await asyncio.sleep(600)
        asyncio.run(serve())"""
    command = [sys.executable, "-c", server, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        left = [psutil.Process(int(pid)) for pid in running.stdout.readline().split()]
        running.kill()
    gone, stay = psutil.wait_procs(left, timeout=60)
    assert len(gone) == 2
    assert not stay


PAGES = [sys.executable, "-m", "ipykernel_launcher", "-f", "kernel.json"]
OF_A_PAGE = {"env": {"VOILA_PREHEAT": "False"}, "cwd": "/"}


def test_only_kernels_of_pages_in_this_python_on_linux_are_forked(monkeypatch):
    assert is_forkable(PAGES, OF_A_PAGE)
    assert not is_forkable(["/usr/bin/python4", *PAGES[1:]], OF_A_PAGE)
    assert not is_forkable([*PAGES[:2], "xeus_python_shell"], OF_A_PAGE)
    assert not is_forkable(PAGES, {"env": {}, "cwd": "/"})  # JupyterLab's
    assert not is_forkable(PAGES, OF_A_PAGE | {"stdout": 1})
    for platform in ("darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        assert not is_forkable(PAGES, OF_A_PAGE)


@pytest.mark.parametrize(("said", "forks"), [("1", False), ("yes", False), ("0", True), ("", True)])
def test_the_environment_forbids_to_fork(monkeypatch, said, forks):
    monkeypatch.setenv(NO_FORK_VARIABLE, said)
    assert can_fork() is forks
    assert is_forkable(PAGES, OF_A_PAGE) is forks


def test_a_page_on_a_file_of_another_machine_is_not_forked(monkeypatch):
    monkeypatch.setenv(FILE_VARIABLE, "https://example.org/night.edf")
    assert not is_forkable(PAGES, OF_A_PAGE)


def test_a_word_that_neither_forbids_nor_allows_is_refused(monkeypatch):
    monkeypatch.setenv(NO_FORK_VARIABLE, "perhaps")
    with pytest.raises(ValueError, match="SLEEP_EXPLORER_NO_FORK is 'perhaps', expected 1 or 0"):
        can_fork()
    assert not is_forkable(PAGES, OF_A_PAGE)


def test_without_a_kernel_forked_nothing_is_counted_as_shared():
    assert not fork_provisioner.forks_kernels()
    assert not fork_provisioner.will_fork_kernels()
    fork_provisioner.stop_forking()
