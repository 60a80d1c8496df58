"""Files that a row of a study's table names: paths from the table's own folder, or addresses."""

from pathlib import Path

from explorer.storage.far.urls import is_address, read_address


def place_file(text: str, folder: Path) -> tuple[str, str]:
    """Say where a file of a row lies, a path or an address, and what is wrong with it.

    Parameters
    ----------
    text : str
        As the table has it.
    folder : Path
        From which it is looked for.

    Returns
    -------
    place, fault : str
        "" where there is none.

    Examples
    --------
    >>> place_file("", Path())
    ('', '')
    """
    if is_address(text):
        try:
            return str.__str__(read_address(text)), ""
        except ValueError as error:
            return "", str(error)
    file = folder / text if text else None
    fault = f"there is no file {file}" if file and not _is_file(file) else ""
    return (str(file) if file else ""), fault


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # a name too long, or one that no file can have
        return False
