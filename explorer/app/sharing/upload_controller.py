"""Files from the browser: piece by piece into this browser's own folder, then opened."""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from explorer.app.latest_worker import LatestWorker
from explorer.bridge.session_widget import SessionWidget
from explorer.datasets.night_locations import UPLOAD, NightLocation, resolve_file
from explorer.storage.allowed_folders import RECORDINGS, is_local
from explorer.storage.uploads import (
    CHUNK,
    Upload,
    clear_away,
    upload_days,
    upload_limit,
    upload_quota,
)
from explorer.vocabulary.counts import pluralize

_KEEPING = 60.0  # s between two words that uploads are in use
_Message = dict[str, Any]


class Uploading:
    """The kernel's end of an upload.

    Parameters
    ----------
    widget : SessionWidget
        Whose messages it answers.
    open_place : callable of NightLocation -> None
        Opens what has arrived.
    """

    def __init__(self, widget: SessionWidget, open_place: Callable[[NightLocation], None]) -> None:
        self.widget = widget
        self.open_place = open_place
        self.folder: Path | None = None
        self.under_way: dict[str, Upload] = {}
        self._kept = -math.inf
        self._checker: LatestWorker[Upload, Path] = LatestWorker(
            lambda upload: upload.finish(), self._finished, self._failed
        )
        widget.chunk = CHUNK
        widget.local = is_local()
        try:
            widget.about_uploads = (
                f"Up to {upload_limit() / 1e6:,.0f} MB a file and {upload_quota() / 1e6:,.0f} MB "
                "in all, sent in pieces that are checked. "
                "Kept on the server in a folder that only this browser finds, and removed after "
                f"{pluralize(upload_days(), 'day')} without use."
            )
        except ValueError as error:
            widget.about_uploads = str(error)

    def connect(self, safe_callback: Callable[[Callable[..., None]], Callable[..., None]]) -> None:
        """Answer the session widget's messages."""
        for kind, answer in (
            ("upload-offer", self._offered),
            ("upload-begin", self._begun),
            ("upload-piece", self._received),
            ("upload-finish", self._ended),
            ("upload-cancel", self._cancelled),
            ("upload-open", self._open),
        ):
            self.widget.listen(kind, safe_callback(self._answering(answer)))

    def move_into(self, folder: Path) -> None:
        """Keep uploads in this folder from now on."""
        self.folder = folder
        clear_away()

    def keep(self, places: Iterable[NightLocation]) -> None:
        """Say, once a minute at most, that uploads of these places are in use."""
        if time.monotonic() - self._kept < _KEEPING:
            return
        self._kept = time.monotonic()
        for place in places:
            for path in (place.night, place.hypnogram):
                if path.startswith(UPLOAD):
                    with suppress(ValueError, OSError):
                        resolve_file(path, self.folder)

    def _answering(
        self, answer: Callable[[_Message, Sequence[memoryview]], None]
    ) -> Callable[[_Message, Sequence[memoryview]], None]:
        def answered(message: _Message, buffers: Sequence[memoryview]) -> None:
            try:
                answer(message, buffers)
            except (ValueError, OSError) as error:
                self._refuse(message.get("key"), error)

        return answered

    def _refuse(self, key: object, error: Exception) -> None:
        sentence = str(error)
        if isinstance(error, OSError):  # whose own words are a number and a path of the server
            upload = self.under_way.get(str(key))
            name = upload.name if upload else "the file"
            sentence = f"The server could not keep {name}: {error.strerror or 'its disk fails'}."
        self.widget.send({"kind": "upload-refused", "key": key, "sentence": sentence})

    def _upload(self, message: _Message) -> Upload:
        key = str(message.get("key"))
        if key not in self.under_way:
            raise ValueError("This upload is not under way here: choose the file again.")
        return self.under_way[key]

    def _offered(self, message: _Message, _buffers: Sequence[memoryview]) -> None:
        if self.folder is None:
            raise ValueError("This browser keeps no key of its own, so nothing can be uploaded.")
        name, size, modified = message["name"], message["size"], message["modified"]
        upload = Upload(self.folder, str(name), int(size), int(modified))
        self.under_way[upload.key] = upload
        answer = {"key": upload.key, "digests": upload.digests, "finished": upload.finished}
        self.widget.send({"kind": "upload-ready", **answer})

    def _begun(self, message: _Message, _buffers: Sequence[memoryview]) -> None:
        upload = self._upload(message)
        upload.keep(int(message["chunks"]))
        self._got(upload, message)

    def _received(self, message: _Message, buffers: Sequence[memoryview]) -> None:
        upload = self._upload(message)
        taken = upload.write(int(message["at"]), buffers[0], str(message.get("digest", "")))
        self._got(upload, message, again=not taken)

    def _got(self, upload: Upload, message: _Message, *, again: bool = False) -> None:
        answer = {"key": upload.key, "received": upload.received, "turn": message.get("turn")}
        self.widget.send({"kind": "upload-got", "again": again, **answer})

    def _ended(self, message: _Message, _buffers: Sequence[memoryview]) -> None:
        self._checker.request(self._upload(message))

    def _finished(self, upload: Upload, _path: Path) -> None:
        answer = {"key": upload.key, "sha256": upload.sha256}
        self.widget.send({"kind": "upload-done", **answer})

    def _failed(self, upload: Upload, error: Exception) -> None:
        self._refuse(upload.key, error)

    def _cancelled(self, message: _Message, _buffers: Sequence[memoryview]) -> None:
        upload = self.under_way.pop(str(message.get("key")), None)
        if upload is not None and not upload.finished:
            upload.discard()

    def _open(self, message: _Message, _buffers: Sequence[memoryview]) -> None:
        """Open the largest recording, with the one other file as its hypnogram."""
        uploads = [self._upload({"key": key}) for key in message["keys"]]
        by_size = sorted(uploads, key=lambda upload: -upload.size)
        recordings = [u for u in by_size if u.path.suffix.lower() in RECORDINGS] or by_size
        others = [upload for upload in by_size if upload is not recordings[0]]
        scored = f"{UPLOAD}{others[0].key}/{others[0].name}" if others else ""
        place = NightLocation(f"{UPLOAD}{recordings[0].key}/{recordings[0].name}", scored)
        if len(others) > 1:
            self.widget.notice = (
                f"Of {len(uploads)} files, {recordings[0].name} was opened with the hypnogram "
                f"{others[0].name}: a night is one recording and one hypnogram."
            )
        self.open_place(place)
