"""The kernels behind pages: one made ready, each ended with its page, as many as memory holds."""

import asyncio
import contextlib
import math
import os
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Float, Int
from voila.notebook_renderer import NotebookRenderer
from voila.utils import ENV_VARIABLE, get_page_config

from explorer.server.compiled_templates import CompiledTemplates
from explorer.server.fork_provisioner import forks_kernels, stop_forking, will_fork_kernels
from explorer.server.kernel_memory import held_alone, pages_ready, room_for
from explorer.server.page_stream import MadePage

# A page that is loaded again asks for a kernel while its old one goes: one that computes is asked
# for 2.5 s, told for 2.5 s, then killed, and what says that it goes may be overtaken on its way.
_LONGEST_END = 30.0  # s that a visitor waits for kernels that are being ended
_LONGEST_WORD = 1.0  # s that a visitor waits where none is being ended yet
_LAST_START = 4.0  # s that a kernel is waited for that is begun as the server ends
_LOOK = 0.1  # s between looks at whether there is room
_AT_ONCE = 0.1  # s until the next page is made ready where that takes 0.3 s of a core
_LONGEST_BEAT = 5.0  # s; a heart beats beside whatever its kernel computes


class NoRoomError(HTTPError):
    """There is no memory for another kernel now."""

    def __init__(self) -> None:
        super().__init__(503, reason="No memory for another page now")


class PageKernels(AsyncMappingKernelManager):
    """The kernels of all pages of a server.

    A kernel is ended as soon as nobody can want it: its page failed, was left before it came, or
    did not join it in time. One that died is never started again under its name, as it would know
    nothing of its page: whoever shows the page hears that it has gone, and a page made ready for a
    visitor who has not come is made anew.
    """

    # Made ready, a page opens in 1.7 s in place of 4.
    kept_ready = Int(
        1, help="pages made ready before anybody comes; more where they are forked"
    ).tag(config=True)
    # This page is painted by then.
    fill_delay = Float(3.0, help="s until the next is made ready").tag(config=True)
    longest_alone = Float(40.0, help="s that a page has to join its kernel").tag(config=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.root_dir = self.parent.root_dir
        self._ready: list[asyncio.Task[MadePage]] = []
        self._due = 0  # of those made ready, how many are not begun yet
        self._starting: set[str] = set()
        self._joined: set[str] = set()
        self._ending: set[str] = set()
        self._notebook = ""
        self._templates = CompiledTemplates()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._waits_for_fork = False
        self._was_full = -math.inf  # s, by the clock that goes on only

    def begin(self, notebook: str) -> None:
        """Make the first pages of this notebook ready."""
        self._notebook = notebook
        self._fill(0.0)

    # ---- a page for a visitor ------------------------------------------------------------------

    async def make_page(self, notebook: str) -> MadePage:
        """Give a visitor a page whose kernel lives: one made ready, else one begun now.

        Raises
        ------
        NoRoomError
            If there is no memory for its kernel.
        """
        while notebook == self._notebook and self._ready:
            task = self._ready.pop(0)
            with contextlib.suppress(Exception):  # one that could not be made: the next
                made = await task
                if not made.failed and await self.lives(made.kernel_id):
                    self._fill()
                    return made
                await self.end(made.kernel_id)
        self._fill()
        return await self._make(notebook, in_advance=False)

    async def lives(self, kernel_id: str) -> bool:
        """Whether this kernel is there and its heart beats.

        A process that was killed counts as running until all of it has gone, and one that hangs
        for ever: so it is asked.
        """
        if kernel_id not in self or not await self.get_kernel(kernel_id).is_alive():
            return False
        heard = asyncio.Event()
        heart = self.get_kernel(kernel_id).connect_hb()
        heart.on_recv(lambda _: heard.set())
        heart.send(b"beat")
        try:
            await asyncio.wait_for(heard.wait(), _LONGEST_BEAT)
        except TimeoutError:
            return False
        finally:
            heart.close(linger=0)
        return True

    def expect(self, kernel_id: str) -> None:
        """End this kernel if its page, which has been sent, does not join it in time."""

        def look() -> None:
            if kernel_id in self and kernel_id not in self._joined:
                self.log.info("Nobody joined kernel %s: ended.", kernel_id)
                self.do(self.end(kernel_id))

        asyncio.get_running_loop().call_later(self.longest_alone, look)

    async def end(self, kernel_id: str) -> None:
        """End a kernel, if it is still there."""
        if kernel_id in self:
            with contextlib.suppress(HTTPError, KeyError, RuntimeError):
                await self.shutdown_kernel(kernel_id)

    # ---- making --------------------------------------------------------------------------------

    async def _make(self, notebook: str, *, in_advance: bool) -> MadePage:
        await self._wait_for_room()  # of two hundred who come, most need nothing read
        renderer = self._renderer(notebook)
        await renderer.initialize()
        renderer.exporter.environment.bytecode_cache = self._templates
        # Of the server's address, with its token, a kernel knows nothing: its environment is copied
        # by whatever it starts.
        environment = os.environ | {ENV_VARIABLE.VOILA_PREHEAT: str(in_advance)}
        kernel_id = await self.start_kernel(
            kernel_name=renderer.notebook.metadata.kernelspec.name,
            path=str(Path(notebook).parent),
            env=environment,
        )
        return MadePage(renderer, kernel_id, self.get_kernel(kernel_id))

    def _renderer(self, notebook: str) -> NotebookRenderer:
        app = self.parent
        return NotebookRenderer(
            voila_configuration=app.voila_configuration,
            traitlet_config=app.config,
            notebook_path=notebook,
            template_paths=app.template_paths,
            config_manager=app.config_manager,
            contents_manager=app.contents_manager,
            base_url=app.base_url,
            kernel_spec_manager=app.kernel_spec_manager,
            page_config=get_page_config(
                base_url=app.base_url,
                settings=app.app.settings,
                log=app.log,
                voila_configuration=app.voila_configuration,
            )
            | {"pageScripts": app.scripts_address},
            mathjax_config=app.app.settings.get("mathjax_config"),
            mathjax_url=app.app.settings.get("mathjax_url"),
        )

    def _fill(self, delay: float | None = None) -> None:
        kept, usual = self.kept_ready, self.fill_delay
        if kept and forks_kernels():
            kept = max(kept, pages_ready(len(self._joined)))
            usual = min(usual, _AT_ONCE)
        while self._notebook and len(self._ready) + self._due < kept:
            self._due += 1
            asyncio.get_running_loop().call_later(
                usual if delay is None else delay, self._make_ready
            )

    async def _fill_once_forked(self) -> None:
        while will_fork_kernels():
            await asyncio.sleep(1.0)
        self._waits_for_fork = False
        self._fill()

    def _make_ready(self) -> None:
        self._due -= 1
        if self._notebook:
            task = asyncio.create_task(self._make(self._notebook, in_advance=True))
            self._ready.append(task)
            task.add_done_callback(self._made)

    def _made(self, task: asyncio.Task[MadePage]) -> None:
        """Forget what could not be made ready: the next visitor, or who leaves, tries again."""
        if task.cancelled() or task.exception() is not None:
            if task in self._ready:
                self._ready.remove(task)
            if not task.cancelled():
                self.log.info("No page could be made ready: %s", task.exception())

    # ---- what the server calls -----------------------------------------------------------------

    async def start_kernel(self, **settings: Any) -> str:
        """Start a kernel if there is memory for it, or will be once those being ended have gone.

        Raises
        ------
        NoRoomError
            If there is not.
        """
        kernel_id = settings["kernel_id"] = settings.get("kernel_id") or self.new_kernel_id()
        await self._wait_for_room()
        self._starting.add(kernel_id)
        try:
            await super().start_kernel(**settings)
        finally:
            self._starting.discard(kernel_id)
        if will_fork_kernels() and not self._waits_for_fork:
            self._waits_for_fork = True
            self.do(self._fill_once_forked())
        restarter = getattr(self.get_kernel(kernel_id), "_restarter", None)
        if restarter is not None:  # one that died has died: see the class
            restarter.restart_limit = 0
        return str(kernel_id)

    async def _wait_for_room(self) -> None:
        waited = 0.0
        while not self._has_room():
            if waited >= (_LONGEST_END if self._ending else _LONGEST_WORD):
                raise NoRoomError
            await asyncio.sleep(_LOOK)
            waited += _LOOK

    def _has_room(self) -> bool:
        """Whether another kernel fits; of many who wait, one looks for all that there is none."""
        now = time.monotonic()
        if now - self._was_full < _LOOK / 2:
            return False
        if self._fits():
            return True
        self._was_full = now
        return False

    def _fits(self) -> bool:
        """Whether another kernel fits beside those that are there, each counted once."""
        processes = [
            getattr(getattr(self._kernels.get(one), "provisioner", None), "pid", None)
            for one in {*self._kernels, *self._starting}
        ]
        forked = forks_kernels()
        # To look at memory takes 2 ms a kernel: only where it is short.
        if room_for([0] * len(processes), forked=forked) > 0:
            return True
        return room_for(map(held_alone, processes), forked=forked) > 0

    def notify_connect(self, kernel_id: str) -> None:
        """Note that a page has joined its kernel."""
        self._joined.add(kernel_id)
        super().notify_connect(kernel_id)

    async def shutdown_kernel(
        self, kernel_id: str, now: bool = False, restart: bool = False
    ) -> None:
        """End a kernel; once, though its page may say twice that it goes."""
        if kernel_id in self._ending:
            return
        self._ending.add(kernel_id)
        try:
            await super().shutdown_kernel(kernel_id, now=now, restart=restart)
        finally:
            self._ending.discard(kernel_id)
            self._joined.discard(kernel_id)
        self._refill(kernel_id)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Leave a page made ready as it is: it waits for nobody in particular."""
        if not any(self._is_of(task, kernel_id) for task in self._ready):
            await super().cull_kernel_if_idle(kernel_id)

    async def shutdown_all(self, now: bool = False) -> None:
        """End all kernels, and make no more ready."""
        self._notebook = ""
        for task in (*self._ready, *self._tasks):
            task.cancel()
        # Jupyter ends those that are under way too, as if they were there.
        if starting := list(self._pending_kernels.values()):
            await asyncio.wait(starting, timeout=_LAST_START)
        for kernel_id in set(self._pending_kernels) - set(self._kernels):
            del self._pending_kernels[kernel_id]
        await super().shutdown_all(now=now)
        stop_forking()

    def _handle_kernel_died(self, kernel_id: str) -> None:
        super()._handle_kernel_died(kernel_id)
        self._joined.discard(kernel_id)
        self._refill(kernel_id)

    def _refill(self, gone: str) -> None:
        self._ready = [task for task in self._ready if not self._is_of(task, gone)]
        self._fill()

    @staticmethod
    def _is_of(task: asyncio.Task[MadePage], kernel_id: str) -> bool:
        made = task.done() and not task.cancelled() and task.exception() is None
        return made and task.result().kernel_id == kernel_id

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this beside whatever else is done."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
