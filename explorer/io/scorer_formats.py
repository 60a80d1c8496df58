"""Formats of scorers' files, each with how it is recognised and read; the first that fits is it."""

from explorer.io.hypnogram_codes import read_codes, read_json
from explorer.io.hypnogram_edf import read_edf_hypnogram
from explorer.io.hypnogram_tables import is_table, read_table, split_table
from explorer.io.hypnogram_xml import read_xml
from explorer.io.reading import Reading
from explorer.io.scorer_file import ScorerFile, ScorerFormat
from explorer.io.scoring_file import Scoring
from explorer.io.table_limits import SCORING, check_nested

_EDF = (b"0       ", b"\xffBIOSEMI")


def _read_xml(file: ScorerFile, reading: Reading) -> Scoring:
    check_nested(file.path, file.text)
    return read_xml(file.path, reading)


def _read_json(file: ScorerFile, reading: Reading) -> Scoring:
    check_nested(file.path, file.text)
    return read_json(file.path, file.text, reading)


def _read_table(file: ScorerFile, reading: Reading) -> Scoring:
    SCORING.check_text(file.path, file.text)
    return read_table(file.path, file.text, reading)


def _read_codes(file: ScorerFile, reading: Reading) -> Scoring:
    SCORING.check_text(file.path, file.text)
    return read_codes(file.path, file.text, reading)


SCORER_FORMATS: tuple[ScorerFormat, ...] = (
    ScorerFormat(
        "EDF+ annotations",
        lambda file: file.beginning.startswith(_EDF),
        lambda file, reading: read_edf_hypnogram(file.path, reading),
        is_binary=True,
    ),
    ScorerFormat("XML", lambda file: file.head.lstrip().startswith("<"), _read_xml),
    ScorerFormat("JSON", lambda file: file.path.suffix.lower() == ".json", _read_json),
    ScorerFormat("a table", lambda file: is_table(split_table(file.head)), _read_table),
    ScorerFormat("one stage an epoch", lambda _file: True, _read_codes),
)
