"""Compiled Jinja templates that the pages of a server share: each page has an environment anew."""

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Templates as they were compiled for the first page, in memory, by their source's checksum.

    Voilà makes an exporter with an environment of its own for each visitor, and compiling the
    templates took half of what a page costs the server.
    """

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template as it was compiled from this very source, if it was."""
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template; one whose source has changed is compiled anew."""
        if bucket.code is not None:
            self._compiled[bucket.key, bucket.checksum] = bucket.code
