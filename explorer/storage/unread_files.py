"""Files that are not read here, and what would do in their place: one table, by suffix."""

from pathlib import Path
from types import MappingProxyType

_SPREADSHEET = "an old or open spreadsheet; save it as .xlsx or CSV"
_ARCHIVE = "an archive; unpack it and open the file within it"
_RAR = (
    "a RAR archive, as those of DREAMS; unpack it (unar, bsdtar -xf, or 7-Zip), and open the .edf "
    "within it"
)
_DOCUMENT = "a document; export the scoring as text, CSV, XML or EDF+"
_PICTURE = "a picture, which holds no samples; export the recording as EDF"
_MATLAB = (
    "MATLAB's; save a hypnogram as text, one stage a line (writematrix), and a recording as EDF "
    "(edfwrite)"
)
_HDF = (
    "HDF5, which every program fills in its own way, and not laid out as a night of the Dreem Open "
    "Datasets (/signals, /hypnogram); export a recording as EDF, stages as CSV"
)

UNREAD: MappingProxyType[str, str] = MappingProxyType(
    {
        ".mat": _MATLAB,
        ".h5": _HDF,
        ".hdf5": _HDF,
        ".mff": "EGI's; export it as EDF, or open it in MNE and save it as FIF",
        ".trc": "Micromed's; export it as EDF",
        ".xdf": "of Lab Streaming Layer; convert it to EDF or FIF, as with pyxdf and MNE",
        ".nwb": "Neurodata Without Borders; export a recording as EDF, stages as CSV",
        ".gz": _ARCHIVE,
        ".zip": _ARCHIVE,
        ".7z": _ARCHIVE,
        ".rar": _RAR,
        ".tar": _ARCHIVE,
        ".xls": _SPREADSHEET,
        ".ods": _SPREADSHEET,
        ".docx": _DOCUMENT,
        ".doc": _DOCUMENT,
        ".pdf": _DOCUMENT,
        ".rtf": _DOCUMENT,
        ".png": _PICTURE,
        ".jpg": _PICTURE,
        ".jpeg": _PICTURE,
        ".tif": _PICTURE,
        ".tiff": _PICTURE,
        ".bmp": _PICTURE,
    }
)
"""What a file of this suffix is, and what would do."""
_BEGINNINGS: MappingProxyType[bytes, str] = MappingProxyType(
    {
        b"MATLAB ": _MATLAB,
        b"\x89HDF": _HDF,
        b"\x1f\x8b": _ARCHIVE,
        b"PK\x03\x04": _ARCHIVE,
        b"7z\xbc\xaf": _ARCHIVE,
        b"Rar!": _RAR,
        b"\xd0\xcf\x11\xe0": "an old Office file; save a table as .xlsx or CSV",
        b"%PDF": _DOCUMENT,
        b"{\\rtf": _DOCUMENT,
        b"\x89PNG": _PICTURE,
        b"\xff\xd8\xff": _PICTURE,
    }
)
# How the data of Nihon Kohden begin, which MNE reads under the same suffix as BrainVision's.
_NIHON_KOHDEN = (b"EEG-", b"QI-", b"DAE-")
_READ_BY_MNE = (".fif.gz",)


def by_beginning(beginning: bytes) -> str:
    """Say what a file is by its first bytes, and what would do; "" if we don't know.

    Examples
    --------
    >>> by_beginning(b"%PDF-1.7")
    'a document; export the scoring as text, CSV, XML or EDF+'
    """
    return next((what for mark, what in _BEGINNINGS.items() if beginning.startswith(mark)), "")


def shown_beginning(beginning: bytes, most: int = 8) -> str:
    r"""Write a file's first bytes for a reader: as text, or in hexadecimal where they are none.

    Examples
    --------
    >>> shown_beginning(b"hello, I am"), shown_beginning(b"\x00\xff")
    ("'hello, I'", 'the bytes 00 FF')
    """
    first = beginning[:most]
    for end in range(len(first), max(len(first) - 4, 0), -1):  # a letter may be cut
        try:
            text = first[:end].decode("utf-8")
        except UnicodeDecodeError:
            continue
        text = "".join(" " if letter in "\t\r\n" else letter for letter in text)
        if text.isprintable():
            return f"'{text}'"
    return f"the bytes {first.hex(' ').upper()}"


def what_would_do(path: Path, beginning: bytes = b"") -> str:
    """Say what a file is that is not read, and what would do; "" if it may be read.

    Parameters
    ----------
    path : Path
        The file: its neighbours are looked at, where it is a part of something.
    beginning : bytes
        Its first bytes, if they are at hand.

    Examples
    --------
    >>> what_would_do(Path("night.pdf"))
    'a document; export the scoring as text, CSV, XML or EDF+'
    """
    name = path.name.lower()
    if name.endswith(_READ_BY_MNE):
        return ""
    if path.suffix.lower() in (".eeg", ".vmrk"):
        return _brainvision_part(path, beginning)
    return UNREAD.get(path.suffix.lower(), "")


def _brainvision_part(path: Path, beginning: bytes) -> str:
    if beginning.startswith(_NIHON_KOHDEN):
        return ""
    part = "the data" if path.suffix.lower() == ".eeg" else "the markers"
    header = path.with_suffix(".vhdr")
    if header.is_file():
        return f"{part} of a BrainVision recording; open its header, {header.name}, beside it"
    return (
        f"{part} of a recording without their header; put the .vhdr of BrainVision beside them and "
        "open that"
    )
