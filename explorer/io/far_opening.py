"""Where a far night is read from: by ranges where it lies, or whole once its size is said."""

import logging
from pathlib import Path
from typing import Any, cast

from explorer.io.formats.sampled_codes import is_edf_codes
from explorer.io.reading_choices import UnclearError
from explorer.io.scorer_file import ScorerFile
from explorer.storage.changed_files import hosts_only
from explorer.storage.far.open_sources import open_source
from explorer.storage.far.ranges import NoRangesError
from explorer.storage.far.urls import Address, is_address, local_path, read_address
from explorer.storage.far.whole_file import Told, far_size, fetch_whole, megabytes

STREAMED = (".edf", ".bdf", ".rec")
"""Suffixes of what is read by ranges; of a name without a suffix that is known, the beginning."""
_LARGEST_SCORING = 64e6  # bytes of a scorer's file, which is fetched without a question

_LOG = logging.getLogger(__name__)


class WholeFileError(UnclearError):
    """A far file that is only read when it is whole; whether to fetch it is for a person to say."""

    def __init__(self, message: str, size: int | None) -> None:
        super().__init__(message)
        self.size = size
        """Bytes; None where its server does not say."""


def far_place(
    address: Address,
    *,
    fetch: bool | None = None,
    options: dict[str, Any] | None = None,
    told: Told | None = None,
) -> Address | Path:
    """Find out how a far recording is read.

    Parameters
    ----------
    address : Address
    fetch : bool, optional
        True fetches the file whole, False never does; None asks where only that would do.
    options : dict, optional
        fsspec's ``storage_options``.
    told : callable, optional
        How far fetching is; see `explorer.storage.far.whole_file.Told`.

    Returns
    -------
    Address or Path
        The address where it is read by ranges; else the path of what was fetched.

    Raises
    ------
    WholeFileError
        If it must be fetched whole, and `fetch` does not say so.
    OSError
        If it cannot be had, or its host may not be asked.
    """
    only_allowed = hosts_only()
    local = local_path(address)
    if local is not None:
        return local

    def whole() -> Path:
        return fetch_whole(address, only_allowed=only_allowed, options=options, told=told)

    if fetch:
        return whole()
    suffix = address.suffix.lower()
    if suffix in STREAMED or not suffix or not suffix[1:].isalpha():
        try:
            source = open_source(
                address, only_allowed=only_allowed, options=options or {}, anew=True
            )
        except NoRangesError as error:
            raise _question(address, error.size, "the server gives no parts of it") from None
        file = ScorerFile(cast(Path, address))  # an address is opened as a path is
        if is_edf_codes(file):
            return whole()
        if suffix in STREAMED or file.is_edf:
            return address
        size: int | None = source.size
    else:
        size = far_size(address, only_allowed=only_allowed, options=options)
    raise _question(address, size, f"{suffix or 'what it holds'} is not read in parts")


def _question(address: Address, size: int | None, why: str) -> WholeFileError:
    said = (
        f"{address}: {why}, so all of it would be fetched, {megabytes(size)}; fetch=True fetches "
        "it, or --fetch"
    )
    _LOG.info("%s", said)
    return WholeFileError(said, size)


def fetched_scoring(thing: Any, options: dict[str, Any] | None = None) -> Any:
    """Fetch scorers' files that are given by address, and give everything else back as it is.

    Raises
    ------
    OSError
        If one cannot be had.
    """
    if isinstance(thing, list | tuple) and any(map(is_address, thing)):
        return [fetched_scoring(one, options) for one in thing]
    if not is_address(thing):
        return thing
    address = read_address(thing)
    return local_path(address) or fetch_whole(
        address, only_allowed=hosts_only(), options=options, most=_LARGEST_SCORING
    )
