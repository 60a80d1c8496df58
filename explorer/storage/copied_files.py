"""Temporary copies of files that a page received, called in errors by the names people chose."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from explorer.storage.uploads import sanitize_filename
from explorer.storage.user_folders import uploads_folders


@contextmanager
def copy_of(name: str, content: bytes) -> Iterator[Path]:
    """Write what was received to a file that lasts as long as the context.

    Parameters
    ----------
    name : str
        As the person's own machine has it.
    content : bytes

    Yields
    ------
    Path
        Its name, or one near it that a file can have.

    Raises
    ------
    ValueError
        In place of whatever error names the copy: it names the file that was chosen.

    Examples
    --------
    >>> with copy_of("my night.csv", b"stage") as file:
    ...     raise ValueError(f"{file}: no stages")
    Traceback (most recent call last):
    ValueError: my night.csv: no stages
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / sanitize_filename(name)
        file.write_bytes(content)
        try:
            yield file
        except (ValueError, OSError) as error:
            said = str(error)
            if isinstance(error, OSError) and error.strerror:
                said = f"{file}: {error.strerror.lower()}"
            for place in {str(file), repr(str(file))[1:-1], str(file.resolve())}:
                said = said.replace(place, name)
            if said == str(error):
                raise
            if isinstance(error, ValueError) and error.args == (str(error),):
                error.args = (said,)  # it stays of its kind, which says what can be done about it
                raise
            raise ValueError(said) from None


def by_chosen_names(sentence: str) -> str:
    """Name uploads in a sentence as they were chosen, without the server's own folders.

    Examples
    --------
    >>> folder = uploads_folders()[0]
    >>> by_chosen_names(f"{folder / ('0' * 32) / ('1' * 32) / 'night.edf'}: no EDF")
    'night.edf: no EDF'
    """
    try:
        folders = uploads_folders()
    except ValueError:  # a setting that is wrong, which may be what the sentence says
        return sentence
    for folder in folders:
        for place in {str(folder), str(folder.resolve())}:
            sentence = re.sub(
                rf"{re.escape(place)}[/\\]+(?:[0-9a-f]{{16,64}}[/\\]+)+", "", sentence
            )
    return sentence
