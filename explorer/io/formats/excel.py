"""An Excel file's first sheet as text, for the readers of text."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from explorer.extras import missing
from explorer.io.scorer_file import ScorerFile
from explorer.io.table_limits import SCORING, TooMuchError, check_spreadsheet

_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Sheet(ScorerFile):
    """A sheet as text with tabs between its cells, under its file's path."""

    cells: str = ""
    others: Sequence[str] = ()
    """Names of the sheets that were not read."""

    @property
    def text(self) -> str:
        """Its rows, a line each."""
        return self.cells


def is_spreadsheet(file: ScorerFile) -> bool:
    """Whether a file is Excel's, by its name or its first part."""
    if not file.beginning.startswith(_ZIP):
        return False
    return file.path.suffix.lower() == ".xlsx" or b"[Content_Types].xml" in file.beginning[:100]


def first_sheet(file: ScorerFile) -> Sheet:
    """Read the first sheet that has cells.

    Parameters
    ----------
    file : ScorerFile
        An ``.xlsx``.

    Raises
    ------
    TooMuchError
        If it holds more than is read of a scorer's file.
    ValueError
        If it is no spreadsheet that can be read, or has no cells.
    """
    path = Path(file.path)
    try:
        import openpyxl
    except ImportError:
        raise ValueError(f"{path}: {missing('openpyxl')}; or save it as CSV") from None
    try:
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        SCORING.check_size(path, unpacked)
        check_spreadsheet(path, SCORING)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            sheet, *others = book.worksheets
            sheet.reset_dimensions()
            rows = [[_cell(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        finally:
            book.close()
    except TooMuchError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsing meets
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise ValueError(
            f"{path}: is no spreadsheet that can be read ({reason}); save it as CSV"
        ) from None
    used = [place for place in range(max(map(len, rows), default=0)) if _any(rows, place)]
    lines = ["\t".join(row[place] if place < len(row) else "" for place in used) for row in rows]
    text = "\n".join(line for line in lines if line.strip())
    if not text:
        raise ValueError(f"{path}: the first sheet has no cells; put the stages there")
    return Sheet(file.path, text, [one.title for one in others])


def _any(rows: list[list[str]], place: int) -> bool:
    return any(place < len(row) and row[place] for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date | time):
        return value.isoformat(*(" ",) if isinstance(value, datetime) else ())
    if isinstance(value, float):
        return f"{value:.12g}"
    return " ".join(str(value).split())
