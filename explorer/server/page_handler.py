"""The page over HTTP: who gets one, and what becomes of its kernel when it is not wanted."""

from html import escape

import tornado.web
from tornado.iostream import StreamClosedError
from voila.tornado.handler import TornadoVoilaHandler

from explorer.server.page_kernels import NoRoomError, PageKernels
from explorer.server.page_stream import KernelGoneError, MadePage

_TRIES = 3  # kernels for a page, should they die while it is made
_RETRY = 10  # s after which a page that found no room, or lost its kernel, asks again
_PLAIN = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">
<title>Sleep Architecture Explorer</title>
<meta name="viewport" content="width=device-width">{again}
<h1>Sleep Architecture Explorer</h1>
<p>{sentence}</p>
</html>
"""
_AGAIN = (
    f'<script src="{{base}}voila/templates/sleep/static/again.js" data-after="{_RETRY}"></script>'
    f'<noscript><meta http-equiv="refresh" content="{_RETRY}"></noscript>'
)
FULL = (
    "There is no memory for another page now. This one comes by itself as soon as somebody closes "
    f"theirs: it asks again every {_RETRY} s."
)
NO_PAGE = "This address is a page, to be opened in a tab: it was asked for as something else."
GONE = (
    "The kernel behind this page ended before the page was there. The page is asked for again in "
    f"{_RETRY} s."
)
FAILED = "This page could not be made: the server's log says why. Try again, or start it again."


class PageHandler(TornadoVoilaHandler):
    """Gives a page with a kernel to whoever opens one, and to nobody else."""

    @property
    def kernels(self) -> PageKernels:
        """The kernels of this server."""
        return self.kernel_manager

    @tornado.web.authenticated
    async def get(self, path: str | None = None) -> None:
        """Write the page as it is made."""
        if self.notebook_path and path:
            self.redirect_to_file(path)
            return
        self.set_header("Cache-Control", "no-store")
        if not _is_navigation(self.request.headers):
            self._plain(403, NO_PAGE)
            return
        # Read once, it is sent as a cookie: the page says with it that it goes, see leaving.js.
        assert self.xsrf_token
        self.left = False
        self.made: MadePage | None = None
        try:
            await self._write_page(self.notebook_path or path or "")
        except NoRoomError:
            self.set_header("Retry-After", str(_RETRY))
            self._plain(503, FULL, again=True)
        except tornado.web.HTTPError:
            await self._drop()
            raise
        except KernelGoneError:
            await self._drop()
            self._plain(500, GONE, again=True)
        except StreamClosedError:
            self.left = True
        except Exception:
            self.log.exception("A page could not be made.")
            await self._drop()
            self._plain(500, FAILED)
        if self.left:
            await self._drop()

    async def _write_page(self, notebook: str) -> None:
        for _ in range(_TRIES):
            self.made = made = await self.kernels.make_page(notebook)
            last = ""
            try:
                async for part in made.parts():
                    if made.finished:  # what is left waits for a look at the kernel
                        last += part
                    else:
                        self.write(part)
                        await self.flush()
            except (StreamClosedError, KernelGoneError):
                raise
            except Exception:
                if await self.kernels.lives(made.kernel_id):
                    raise  # no fault of the kernel's
            if await self.kernels.lives(made.kernel_id):
                self.write(last)
                if not self.left:
                    self.kernels.expect(made.kernel_id)
                return
            await self._drop()
            if self._headers_written:
                break
        raise KernelGoneError

    def on_connection_close(self) -> None:
        """Note that whoever asked has gone before the page was there."""
        super().on_connection_close()
        self.left = True
        if getattr(self, "made", None) is not None:
            self.kernels.do(self._drop())

    async def _drop(self) -> None:
        if self.made is not None:
            made, self.made = self.made, None
            made.give_up()
            await self.kernels.end(made.kernel_id)

    def _plain(self, status: int, sentence: str, *, again: bool = False) -> None:
        """Answer in a sentence; where the page has begun already, at its end."""
        script = _AGAIN.format(base=escape(self.base_url)) if again else ""
        text = _PLAIN.format(sentence=escape(sentence), again=script)
        if self._headers_written:
            self.write(text)
            return
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.write(text)


def _is_navigation(headers: object) -> bool:
    """Whether a person goes to the page, as far as their browser says; programs say nothing."""
    get = headers.get  # type: ignore[attr-defined]
    return get("Sec-Fetch-Mode", "navigate") == "navigate" and "prefetch" not in get(
        "Sec-Purpose", get("Purpose", "")
    )
