"""Recordings as text, of headbands and boards: no scorer's files, and named as what they are."""

import re

from explorer.io.reading_choices import Reading
from explorer.io.scorer_file import ScorerFile
from explorer.io.scoring_content import Scoring

_KINDS = {
    "OpenBCI": re.compile(r"^%\s*OpenBCI|^%\s*Sample Rate\s*=", re.IGNORECASE | re.MULTILINE),
    "Muse (Mind Monitor)": re.compile(r"^\W?TimeStamp,.*\b(RAW_TP9|Delta_TP9)\b", re.IGNORECASE),
    "Muse": re.compile(r"^\W?timestamps?,(TP9|AF7)\b", re.IGNORECASE),
}


def is_recorded_text(file: ScorerFile) -> bool:
    """Whether a text is the samples of a recording."""
    return any(kind.search(file.head) for kind in _KINDS.values())


def refuse_recorded_text(file: ScorerFile, _reading: Reading) -> Scoring:
    """Say what would do in place of such a text.

    Raises
    ------
    ValueError
        Always.
    """
    name = next(name for name, kind in _KINDS.items() if kind.search(file.head))
    raise ValueError(
        f"{file.path}: the samples of a recording by {name} as text, and no stages; convert it to "
        "EDF (as EDFbrowser does from ASCII) and open that, with a scorer's file beside it"
    )
