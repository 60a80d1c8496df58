"""A button that takes files from this computer, and shows how many of them were taken in."""

from collections.abc import Callable, Collection
from typing import Any

import ipywidgets as widgets


class UploadButton(widgets.FileUpload):  # type: ignore[misc]
    """Files chosen are read once and let go; their names and number stay on the button.

    Parameters
    ----------
    description : str
        On the button, before the number of files taken in.
    tooltip : str
        What it takes; the names of what was taken in follow it.
    width : str
        As of a style sheet.
    **others
        As of `ipywidgets.FileUpload`.

    Examples
    --------
    >>> from datetime import datetime
    >>> button = UploadButton("add files", tooltip="any text", multiple=True)
    >>> button.on_files(lambda files: [name for name, content in files if content])
    >>> stamp = {"type": "", "size": 1, "last_modified": datetime(2026, 11, 1)}
    >>> button.value = [{"name": name, "content": text, **stamp}
    ...     for name, text in (("a.txt", b"W"), ("empty.txt", b""))]
    >>> [one["name"] for one in button.value], button.tooltip
    (['a.txt'], 'any text; taken in: a.txt')
    """

    def __init__(
        self, description: str, *, tooltip: str, width: str = "max-content", **others: Any
    ) -> None:
        super().__init__(description=description, tooltip=tooltip, **others)
        self.layout.width = width
        self._asks = tooltip
        self._held: tuple[dict[str, Any], ...] = ()
        self._is_writing = False

    def on_files(
        self,
        take: Callable[[list[tuple[str, bytes]]], Collection[str]],
        wrap: Callable[[Callable[..., None]], Callable[..., None]] = lambda callback: callback,
    ) -> None:
        """Call `take` with the names and contents of files chosen.

        Parameters
        ----------
        take : callable
            Returns the names of those that were taken in; says itself why others were not.
        wrap : callable
            Wraps the callback.
        """
        self.observe(wrap(lambda change: self._chosen(change, take)), "value")

    def forget(self) -> None:
        """Show that nothing of what was taken in is held any more."""
        self._write(())

    def _chosen(
        self, change: dict[str, Any], take: Callable[[list[tuple[str, bytes]]], Collection[str]]
    ) -> None:
        if self._is_writing or not change["new"]:
            return
        taken: Collection[str] = ()
        try:
            taken = take([(str(one["name"]), bytes(one["content"])) for one in change["new"]])
        finally:  # else the same file, chosen again, would be no change
            new = [{**one, "content": b""} for one in change["new"] if one["name"] in taken]
            self._write((*self._held, *new))

    def _write(self, files: tuple[dict[str, Any], ...]) -> None:
        self._held, self._is_writing = files, True
        try:
            names = ", ".join(one["name"] for one in files)
            self.tooltip = f"{self._asks}; taken in: {names}" if names else self._asks
            self.value = files
        finally:
            self._is_writing = False
