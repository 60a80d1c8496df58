"""Formats of scorers' files, each with how it is recognised and read; the first that fits is it."""

from dataclasses import replace

from explorer.io.devices.exports import (
    is_apple_export,
    is_device_archive,
    is_device_table,
    read_apple_export,
    read_device_archive,
    read_device_table,
)
from explorer.io.formats.domino import is_domino, read_domino
from explorer.io.formats.excel import first_sheet, is_spreadsheet
from explorer.io.formats.json_lines import refuse_json_lines
from explorer.io.formats.luna_annot import is_luna, read_luna
from explorer.io.formats.mne_fif import is_mne_fif, read_mne_fif
from explorer.io.formats.rdann_text import is_rdann, read_rdann
from explorer.io.formats.recorded_text import is_recorded_text, refuse_recorded_text
from explorer.io.formats.remlogic_text import is_remlogic, read_remlogic
from explorer.io.formats.sampled_codes import (
    is_edf_codes,
    is_elan,
    is_numpy,
    read_edf_codes,
    read_elan,
    read_numpy,
)
from explorer.io.formats.spaced_columns import is_flow, is_spaced, read_flow, read_spaced
from explorer.io.formats.stage_changes import (
    is_ends,
    is_log,
    is_vis,
    read_ends,
    read_log,
    read_vis,
)
from explorer.io.headerless_table import has_decimal_commas
from explorer.io.hypnogram_codes import read_codes, read_json
from explorer.io.hypnogram_edf import read_edf_hypnogram
from explorer.io.hypnogram_tables import is_table, read_table, split_table
from explorer.io.hypnogram_xml import read_xml
from explorer.io.reading_choices import Reading, UnclearError
from explorer.io.scorer_file import ScorerFile, ScorerFormat
from explorer.io.scoring_content import Scoring
from explorer.io.stated_codes import is_under_legend
from explorer.io.table_limits import SCORING, TooMuchError, check_nested


def _read_xml(file: ScorerFile, reading: Reading) -> Scoring:
    check_nested(file.path, file.text)
    return read_xml(file.path, reading)


def _read_json(file: ScorerFile, reading: Reading) -> Scoring:
    refuse_json_lines(file.path, file.text)
    check_nested(file.path, file.text)
    return read_json(file.path, file.text, reading)


def _is_table(file: ScorerFile) -> bool:
    lines = [line.strip() for line in file.head.splitlines() if line.strip()]
    plain = [line for line in lines if not line.startswith(("#", "%"))]
    if is_under_legend(lines) or has_decimal_commas(plain[1:-1] or plain):
        return False
    return is_table(split_table(file.head))


def _read_table(file: ScorerFile, reading: Reading) -> Scoring:
    SCORING.check_text(file.path, file.text)
    return read_table(file.path, file.text, reading)


def _read_codes(file: ScorerFile, reading: Reading) -> Scoring:
    SCORING.check_text(file.path, file.text)
    return read_codes(file.path, file.text, reading)


def _read_spreadsheet(file: ScorerFile, reading: Reading) -> Scoring:
    sheet = first_sheet(file)
    left = f"only the first of its {len(sheet.others) + 1} sheets was read"
    named = ", ".join(repr(name[:30]) for name in sheet.others[:4])
    try:
        scoring = (text_format(sheet) or ANY_TEXT).read(sheet, reading)
    except (UnclearError, TooMuchError):
        raise
    except ValueError as error:
        if not sheet.others:
            raise
        raise ValueError(
            f"{error}; {left}, and not {named}: put the sheet of stages first, or save it as CSV"
        ) from None
    if sheet.others:
        scoring = replace(scoring, notes=[*scoring.notes, f"{left}, and not {named}"])
    return scoring


SCORER_FORMATS: tuple[ScorerFormat, ...] = (
    ScorerFormat("EDF with one signal of codes", is_edf_codes, read_edf_codes, is_binary=True),
    ScorerFormat(
        "EDF+ annotations",
        lambda file: file.is_edf,
        lambda file, reading: read_edf_hypnogram(file.path, reading),
        is_binary=True,
    ),
    ScorerFormat("MNE's annotations or events", is_mne_fif, read_mne_fif, is_binary=True),
    ScorerFormat("NumPy array", is_numpy, read_numpy, is_binary=True),
    ScorerFormat("spreadsheet", is_spreadsheet, _read_spreadsheet, is_binary=True),
    ScorerFormat("a device's archive", is_device_archive, read_device_archive, is_binary=True),
    # As if binary: it is parsed as it passes, and its text is never held.
    ScorerFormat("Apple Health", is_apple_export, read_apple_export, is_binary=True),
    ScorerFormat("XML", lambda file: file.head.lstrip().startswith("<"), _read_xml),
    ScorerFormat(
        "JSON",
        lambda file: (
            file.path.suffix.lower() == ".json" or file.head.lstrip().startswith(("[{", "[[", "{"))
        ),
        _read_json,
    ),
    ScorerFormat("a device's table", is_device_table, read_device_table),
    ScorerFormat("a recording as text", is_recorded_text, refuse_recorded_text),
    ScorerFormat("Luna annotations", is_luna, read_luna),
    ScorerFormat("rdann's annotations", is_rdann, read_rdann),
    ScorerFormat("RemLogic event list", is_remlogic, read_remlogic),
    ScorerFormat("DOMINO", is_domino, read_domino),
    ScorerFormat("Elan hypnogram", is_elan, read_elan),
    ScorerFormat("Zurich sleep stages", is_vis, read_vis),
    ScorerFormat("stages and their ends", is_ends, read_ends),
    ScorerFormat("a log of clock times", is_log, read_log),
    ScorerFormat("several stages a line", is_flow, read_flow),
    ScorerFormat("columns with spaces", is_spaced, read_spaced),
    ScorerFormat("a table", _is_table, _read_table),
)
ANY_TEXT = ScorerFormat("one stage an epoch", lambda _file: True, _read_codes)
"""What a text is that is none of these."""


def text_format(file: ScorerFile) -> ScorerFormat | None:
    """Return the format of a text; None if it is none but, perhaps, one stage an epoch."""
    texts = (kind for kind in SCORER_FORMATS if not kind.is_binary)
    return next((kind for kind in texts if kind.recognises(file)), None)
