"""Kernels by the provisioner that forks, without any page: begun, asked, looked into and ended."""

import asyncio
import contextlib
import os
import re
from importlib.metadata import EntryPoint
from pathlib import Path

import psutil
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from explorer.server.fork_provisioner import ForkProvisioner
from explorer.server.fork_server_client import ForkedKernel
from explorer.server.kernel_forker import FORK_PROVISIONER, KernelForker
from tests.browser.serving import ROOT

LONGEST = 180.0  # s, for what a busy machine takes long for
TINY = "tests.server.tiny_preload"


class Kernel:
    """A kernel that runs."""

    def __init__(self, manager: AsyncKernelManager) -> None:
        self.manager = manager
        self.provisioner = manager.provisioner
        self.process = psutil.Process(self.provisioner.pid)
        self.client = manager.client()
        self.client.start_channels()

    @classmethod
    async def begin(cls, folder: Path, **environment: str) -> "Kernel":
        """Begin one as a page's, with its connection file in this folder."""
        file = folder / f"kernel-{os.urandom(4).hex()}.json"
        manager = AsyncKernelManager(connection_file=str(file))
        environment = os.environ | {"VOILA_PREHEAT": "True"} | environment
        await manager.start_kernel(env=environment, cwd=str(folder))
        kernel = cls(manager)
        await kernel.client.wait_for_ready(timeout=LONGEST)
        return kernel

    @property
    def forked(self) -> bool:
        """Whether it was forked."""
        return isinstance(self.provisioner.process, ForkedKernel)

    async def run(self, code: str) -> str:
        """Run this, and return what it printed, or the name of what it raised."""
        heard = []
        reply = await self.client.execute_interactive(
            code, output_hook=heard.append, timeout=LONGEST
        )
        said = [one["content"]["text"] for one in heard if one["msg_type"] == "stream"]
        return "".join(said) if reply["content"]["status"] == "ok" else reply["content"]["ename"]

    async def end(self) -> None:
        """End it, whatever it is at."""
        self.client.stop_channels()
        await self.manager.shutdown_kernel(now=not await self.manager.is_alive())


@contextlib.asynccontextmanager
async def kernels(folder: Path, *, preload: str = TINY):
    """Give a function that begins kernels, forked off one warm process; end them all."""
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[FORK_PROVISIONER] = EntryPoint(
        FORK_PROVISIONER, "explorer.server.fork_provisioner:ForkProvisioner", factory.GROUP_NAME
    )
    usual, factory.default_provisioner_name = factory.default_provisioner_name, FORK_PROVISIONER
    forker = ForkProvisioner.forker = KernelForker(preload, patience=LONGEST)
    paths = os.environ.get("PYTHONPATH")  # the warm process imports from the tests
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [paths])])
    begun = []

    async def begin(**environment: str) -> Kernel:
        begun.append(await Kernel.begin(folder, **environment))
        return begun[-1]

    try:
        yield begin
    finally:
        for kernel in begun:
            if kernel.manager.has_kernel:
                await kernel.end()
        forker.end()
        ForkProvisioner.forker = None
        os.environ.pop("PYTHONPATH") if paths is None else os.environ.update(PYTHONPATH=paths)
        factory.default_provisioner_name = usual


def warm_process() -> psutil.Process:
    """Return the process that kernels are forked off."""
    return psutil.Process(ForkProvisioner.forker.warm.process.pid)


async def until_warm() -> None:
    """Wait until kernels are forked off all that is warmed."""
    await until(lambda: ForkProvisioner.forker.forks)


async def until(holds) -> None:
    """Wait until this holds."""
    async with asyncio.timeout(LONGEST):
        while not holds():
            await asyncio.sleep(0.05)


def holds(process: psutil.Process, *words: bytes) -> list[bool]:
    """Say of each of these words whether it is anywhere in a process's memory."""
    found = [False] * len(words)
    parts = Path(f"/proc/{process.pid}/maps").read_text().splitlines()
    with open(f"/proc/{process.pid}/mem", "rb", 0) as memory:  # noqa: PTH123
        for part in parts:
            if not (readable := re.match(r"(\w+)-(\w+) r", part)):
                continue
            first, last = (int(at, 16) for at in readable.groups())
            with contextlib.suppress(OSError, OverflowError):  # what the system keeps to itself
                memory.seek(first)
                held = memory.read(last - first)
                found = [one or word in held for one, word in zip(found, words, strict=True)]
    return found
