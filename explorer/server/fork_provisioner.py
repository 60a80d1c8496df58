"""Where a Jupyter server gets its kernels: forked off a warm process, or started as ever."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from explorer.server.fork_server_client import NotForkedError, WarmingUpError
from explorer.server.kernel_forker import KernelForker, can_fork

_LAUNCHER = ["-m", "ipykernel_launcher"]
_OF_A_PAGE = "VOILA_PREHEAT"  # Voilà's word in the environment of each of its kernels
_UNDERSTOOD = {"env", "cwd", "extra_arguments", "kernel_id"}


class ForkProvisioner(LocalProvisioner):
    """Forks the kernels of pages; whatever else is asked for is started as by default."""

    forker: ClassVar[KernelForker | None] = None
    """What all kernels of this process are forked by; made where it is first wanted."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Launch a kernel: forked where that can be, else started."""
        if is_forkable(cmd, kwargs):
            server = ForkProvisioner.forker = self.forker or KernelForker()
            folder = str(kwargs.get("cwd") or Path.cwd())
            environment = kwargs["env"] | {"JPY_PARENT_PID": str(os.getpid())}
            request = {"arguments": cmd[3:], "environment": environment, "folder": folder}
            try:
                kernel = await server.fork(request)
            except WarmingUpError:
                self.log.info("A kernel is started: what they are forked off still warms up.")
            except NotForkedError as error:
                if str(error):
                    self.log.error("Kernels are started, not forked: %s.", error)
            else:
                self.process = cast("subprocess.Popen[bytes]", kernel)
                self.pid = self.pgid = kernel.pid
                self.cwd = folder
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)


def is_forkable(command: list[str], settings: dict[str, Any]) -> bool:
    """Say whether this is what a page's kernel is started with, of this very Python."""
    try:
        allowed = can_fork()
    except ValueError:  # the page says so
        return False
    return (
        allowed
        and Path(command[0]) == Path(sys.executable)
        and command[1:3] == _LAUNCHER
        and _OF_A_PAGE in (settings.get("env") or {})
        and settings.keys() <= _UNDERSTOOD
    )


def stop_forking() -> None:
    """End the warm process, if there is one; its kernels go on."""
    if ForkProvisioner.forker is not None:
        ForkProvisioner.forker.end()


def forks_kernels() -> bool:
    """Say whether the next kernel of this process shares the memory of a warm one."""
    server = ForkProvisioner.forker
    return server is not None and server.forks


def will_fork_kernels() -> bool:
    """Say whether it will before long."""
    server = ForkProvisioner.forker
    return server is not None and server.warms_up
