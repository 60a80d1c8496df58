"""What an object is, without importing the library that it comes from; and what is refused."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from explorer.night.night import Night

EXPECTED = (
    "expected the path or address of a file, an MNE Raw, a NumPy array with sampling_frequency=, "
    "channels= and units=, an xarray DataArray, Dataset or DataTree, a pandas DataFrame of stages "
    "or events, a yasa.Hypnogram, or a list of stages"
)
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,6}$")
# MNE's objects that are no recording, by the class that they descend from.
_OF_MNE = {
    "BaseEpochs": "MNE Epochs are pieces without the time between them, and a night is continuous; "
    "give the Raw that they were cut from",
    "Evoked": "an MNE Evoked is an average, and a night is continuous; give the Raw that it is of",
    "Info": "an MNE Info describes a recording and has no samples; give the Raw that it is of",
    "Spectrum": "an MNE Spectrum has no samples in time; give the Raw that it is of",
}


def descends_from(thing: object, package: str, name: str) -> bool:
    """Whether an object is of a class, by its name, or of one that descends from it.

    Examples
    --------
    >>> descends_from(xr.DataTree(), "xarray", "DataTree"), descends_from([], "mne", "BaseRaw")
    (True, False)
    """
    return any(
        one.__name__ == name and one.__module__.partition(".")[0] == package
        for one in type(thing).__mro__
    )


def is_path(thing: object) -> bool:
    """Whether a thing names a file or an address."""
    return isinstance(thing, str | os.PathLike)


def is_raw(thing: object) -> bool:
    """Whether a thing is a recording of MNE."""
    return descends_from(thing, "mne", "BaseRaw")


def is_annotations(thing: object) -> bool:
    """Whether a thing is annotations of MNE."""
    return descends_from(thing, "mne", "Annotations")


def is_frame(thing: object) -> bool:
    """Whether a thing is a table of pandas."""
    return descends_from(thing, "pandas", "DataFrame")


def is_series(thing: object) -> bool:
    """Whether a thing is a column of pandas, or its like without an index."""
    return (
        descends_from(thing, "pandas", "Series")
        or descends_from(thing, "pandas", "Index")
        or descends_from(thing, "pandas", "ExtensionArray")
    )


def is_yasa(thing: object) -> bool:
    """Whether a thing is a hypnogram of YASA."""
    return descends_from(thing, "yasa", "Hypnogram")


def is_xarray(thing: object) -> bool:
    """Whether a thing is of xarray."""
    return isinstance(thing, xr.DataArray | xr.Dataset | xr.DataTree | Night)


def is_stages(thing: object) -> bool:
    """Whether a sequence is of stages rather than of files.

    Examples
    --------
    >>> is_stages(["W", "N1", None]), is_stages([0, 4]), is_stages(["scorer_1.csv"])
    (True, True, False)
    """
    if not isinstance(thing, list | tuple) or not thing:
        return False
    words = {str(one) for one in thing if isinstance(one, str)}
    if any(not isinstance(one, str | int | float | np.generic | None) for one in thing):
        return False
    return not any(map(_names_a_file, words))


def _names_a_file(word: str) -> bool:
    has_folder = os.sep in word and Path(word).exists()
    return has_folder or _SUFFIX.search(word) is not None


def name_of(thing: object) -> str:
    """Say what an object is, as errors and the account have it.

    Examples
    --------
    >>> name_of(np.zeros(3)), name_of([0]), name_of(xr.Dataset())
    ('the NumPy array', 'the list', 'the xarray Dataset')
    """
    if is_raw(thing):
        return "the MNE Raw"
    if is_annotations(thing):
        return "the MNE Annotations"
    if is_yasa(thing):
        return "the yasa.Hypnogram"
    if is_frame(thing) or is_series(thing):
        return f"the pandas {type(thing).__name__}"
    if isinstance(thing, np.ndarray):
        return "the NumPy array"
    if is_xarray(thing):
        return f"the xarray {'DataTree' if isinstance(thing, Night) else type(thing).__name__}"
    return f"the {type(thing).__name__}"


def refusal(thing: Any) -> str:
    """Say why an object is no night, and what would do."""
    if thing is None:
        return f"nothing was given to open; {EXPECTED}"
    if isinstance(thing, str):
        return f"the path is empty; {EXPECTED}"
    for name, sentence in _OF_MNE.items():
        if descends_from(thing, "mne", name):
            return sentence
    if isinstance(thing, list | tuple):
        return _of_list(thing)
    if isinstance(thing, bytes | bytearray | memoryview):
        return f"bytes are no night; write them to a file and give its path; {EXPECTED}"
    if hasattr(thing, "read"):
        path = getattr(thing, "name", None)
        named = f", {Path(path).name!r}" if isinstance(path, str) else ""
        return f"an open file is read by its path; give that path{named}; {EXPECTED}"
    if isinstance(thing, bool | int | float | complex | np.generic):
        return f"the number {thing} is no night; {EXPECTED}"
    if isinstance(thing, Mapping):
        return f"a dict is no night; give xr.Dataset(…) or pd.DataFrame(…) of it; {EXPECTED}"
    what = f"{type(thing).__module__}.{type(thing).__qualname__}".removeprefix("builtins.")
    return f"an object of the type {what} is no night; {EXPECTED}"


def _of_list(thing: list[Any] | tuple[Any, ...]) -> str:
    if not thing:
        return f"the list is empty and has no stage; {EXPECTED}"
    if any(is_raw(one) for one in thing):
        return (
            "a list of MNE Raws is no night; join them with mne.concatenate_raws, or open them one "
            "by one"
        )
    if all(is_path(one) for one in thing):
        return (
            f"a list of paths ({str(thing[0])!r}, …) is no night; give one file, and the scorers' "
            "files as hypnogram="
        )
    strange = next((one for one in thing if not isinstance(one, str | int | float)), thing[0])
    return (
        f"the list holds {type(strange).__name__} and no stages; give samples as a NumPy array "
        f"(np.asarray) with sampling_frequency=, channels= and units=; {EXPECTED}"
    )
