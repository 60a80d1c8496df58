"""A page as it is written, part by part, by the kernel that it belongs to."""

import asyncio
from collections.abc import AsyncIterator

from voila.notebook_renderer import NotebookRenderer

_STIR = 10.0  # s after which a page still in the making gives a sign, or proxies would end it
_LONGEST_PART = 180.0  # s for a part of a page: thirty people at once are all there after 60


class KernelGoneError(Exception):
    """The kernel ended while its page was written, or does not answer."""


class MadePage:
    """A page that is being written, or has been, and the kernel that it belongs to."""

    def __init__(self, renderer: NotebookRenderer, kernel_id: str, kernel: object) -> None:
        self.kernel_id = kernel_id
        self._parts: list[str] = []
        self._more = asyncio.Event()
        self._writing = asyncio.create_task(self._write(renderer, kernel))
        self._writing.add_done_callback(lambda _: self._more.set())

    async def _write(self, renderer: NotebookRenderer, kernel: object) -> None:
        async for part, _ in renderer.generate_content_generator(self.kernel_id, kernel):
            self._parts.append(part)
            self._more.set()

    @property
    def finished(self) -> bool:
        """Whether no more will be written, well or not."""
        return self._writing.done()

    @property
    def failed(self) -> bool:
        """Whether nothing will come of it."""
        task = self._writing
        return task.done() and (task.cancelled() or task.exception() is not None)

    async def parts(self) -> AsyncIterator[str]:
        """Give the page's text as it is written; raises what writing it raised.

        Raises
        ------
        KernelGoneError
            If nothing has come for long.
        """
        given, waited = 0, 0.0
        while not self._writing.done() or given < len(self._parts):
            self._more.clear()
            text, given = "".join(self._parts[given:]), len(self._parts)
            if text:
                yield text
            if self._writing.done():
                continue
            waited += _STIR
            try:
                await asyncio.wait_for(self._more.wait(), _STIR)
                waited = 0.0
            except TimeoutError:
                if waited >= _LONGEST_PART:
                    raise KernelGoneError from None
                yield "\n"
        if self._writing.cancelled():
            raise KernelGoneError
        await self._writing

    def give_up(self) -> None:
        """Write no more of it."""
        self._writing.cancel()
