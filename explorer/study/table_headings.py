"""Headings of a table of nights: our names of its columns, and what others head them with."""

from collections.abc import Sequence
from types import MappingProxyType

import pandas as pd

from explorer.study.condition_column import CONDITION_NOTES, with_condition
from explorer.study.table_file import NO_CONDITIONS
from explorer.vocabulary.column_names import check_headings
from explorer.vocabulary.counts import listed
from explorer.vocabulary.numbering import without_number_words
from explorer.vocabulary.stage_words import fold_word

# The columns of a cohort's table, and other words that people head them with.
COLUMNS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType(
    {
        "subject": ("participant", "participant_id", "person", "id"),
        "condition": ("treatment", "arm", "drug"),
        "visit": ("timepoint", "time_point"),
        "night": ("session",),
        "date": ("night_date", "sleep_date"),
        "device": ("tracker", "wearable"),
        "path": ("recording", "file", "psg", "edf"),
        "hypnogram": ("hypnogram_path", "scoring", "annotations"),
        "order": ("period",),
        "start": ("recording_start", "recording start", "start_time"),
        "lights_off": ("lightsoff", "lights off"),
        "lights_on": ("lightson", "lights on"),
        "age": (),
        "sex": ("gender",),
        "channel": ("derivation", "electrode"),
        "block": ("stratum", "strata"),
        "completed": ("completer",),
        "free": ("free_day", "day_off", "holiday"),
        "simulated": (),
        "note": ("notes", "comment", "comments", "remark", "remarks"),
        "exclude": ("excluded",),
        "reason": ("exclusion_reason",),
    }
)
OUR_NAMES: MappingProxyType[str, str] = MappingProxyType(
    {alias: name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
)
"""Our name of a column by any of its English headings, in small letters."""
_WORDS = {
    "subject": """
        proband probandin probandid teilnehmer teilnehmerin versuchsperson vp patient patientin
        person sujet participante patiente sujeto paciente voluntario soggetto paziente
        partecipante sujeito voluntario participante proefpersoon deelnemer patient
    """,
    "condition": """
        bedingung behandlung arm gruppe traitement groupe bras condicion tratamiento grupo
        brazo condizione trattamento gruppo braccio condicao tratamento braco conditie behandeling
        groep
    """,
    "visit": "zeitpunkt besuch visite visita bezoek meetmoment messzeitpunkt",
    "night": "nacht nuit noche notte noite",
    "date": "datum fecha data jour dia giorno",
    "order": "reihenfolge ordre orden ordine ordem volgorde periode periodo",
    "age": "alter edad eta idade leeftijd",
    "sex": "geschlecht sexe sexo sesso geslacht",
    "device": "gerat appareil dispositivo apparaat",
    "free": "frei arbeitsfrei libre conge libero livre vrij",
    "note": "bemerkung bemerkungen notiz kommentar remarque remarques commentaire nota notas "
    "comentario osservazione note observacao opmerking opmerkingen",
    "exclude": "ausgeschlossen ausschluss exclu exclure excluido excluir escluso excluido "
    "uitgesloten",
    "reason": "grund raison motif motivo razon razao reden",
}
ELSEWHERE: MappingProxyType[str, str] = MappingProxyType(
    {word: name for name, words in _WORDS.items() for word in words.split()}
)
"""Our name of a column by its heading in German, French, Spanish, Italian, Portuguese or Dutch,
as `fold_word` folds it."""

_BESIDE = frozenset(("subject", "note", "reason"))
"""Our columns that another of the same meaning may stand beside, as a ward's number of a person."""
_NUMBERED = frozenset(("subject", "visit", "night", "order"))
"""Our columns that a number in each cell fills as well."""


class ColumnsLackingError(ValueError):
    """A table lacks the columns that a study's has; which it has is in `found`.

    Parameters
    ----------
    message : str
    found : str
        Its columns, listed.
    """

    def __init__(self, message: str, found: str) -> None:
        self.found = found
        super().__init__(message)

    def __reduce__(self) -> tuple[type["ColumnsLackingError"], tuple[str, str]]:
        return type(self), (str(self), self.found)


def named(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """Rename the columns to ours, and refuse a table that lacks what is needed.

    Parameters
    ----------
    frame : DataFrame
        Headed in English, or in another language where `ELSEWHERE` has its words.
    source : str
        What it is called in errors.

    Returns
    -------
    DataFrame

    Raises
    ------
    ValueError
        If two columns mean the same, a needed one is missing, or there is no row.

    Notes
    -----
    Which of several columns is the condition, and whether one called visit or session is, the
    people's cells say: see `explorer.study.condition_column`.
    """
    check_headings(source, map(str, frame.columns))
    found: dict[str, str] = {}
    meant, beside = _plainest(dict(_meant(list(map(str, frame.columns)))))
    columns = with_condition(frame, meant)
    for column, name in columns.meant.items():
        if name and name in found.values():
            both = listed(one for one, own in columns.meant.items() if own == name)
            raise ValueError(
                f"{source}: two columns mean {name!r}: {both}; head the right one {name!r} or "
                "leave the other out"
            )
        if name:
            found[column] = name
    named = frame.rename(columns={column: found.get(str(column), str(column)) for column in frame})
    files = bool({"path", "hypnogram"} & set(named))
    others = [column for column in named if column not in COLUMNS]
    lacking = "condition" not in named or not (files or others)
    if "condition" not in named and "device" in named and {"TST", "light_min"} & set(named):
        raise ValueError(f"{source}: {NO_CONDITIONS}")
    if lacking or ("subject" not in named and files):
        raise ColumnsLackingError(
            f"{source}: needs the columns subject, condition (or arm), and path or hypnogram or "
            f"columns of numbers; has {listed(frame.columns)}{columns.hint}",
            listed(frame.columns),
        )
    if named.empty:
        raise ValueError(f"{source}: has no rows")
    named.attrs[CONDITION_NOTES] = [*columns.notes, *beside]
    return named


def _plainest(meant: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Of columns that mean the same, the one that is headed with our own name; what is said of it.

    Of what decides which numbers are compared, two are left to be refused.
    """
    own = {
        name: column
        for column, name in meant.items()
        if name in _BESIDE and column.strip().lower() == name
    }
    notes = []
    for column, name in meant.items():
        first = own.get(name, column)
        if first == column:
            continue
        meant = {**meant, column: ""}
        notes.append(f"{column}: not taken as the {name}, which the column {first} is.")
    return meant, notes


def _meant(columns: Sequence[str]) -> list[tuple[str, str]]:
    """Our name of each column, "" for none; a word of another language where nothing else is it.

    Nor is what numbers one of ours, as "Night no.", where another column is that already.
    """
    found = {column: OUR_NAMES.get(column.strip().lower(), "") for column in columns}
    taken = set(found.values())
    for column in [one for one in columns if not found[one]]:
        found[column] = "" if (far := ELSEWHERE.get(fold_word(column), "")) in taken else far
    # The first of those that say it plainest: a session's number is no night's beside that.
    left = [one for one in columns if not found[one]]
    for column in sorted(left, key=lambda one: without_number_words(one) not in _NUMBERED):
        found[column] = "" if (name := _numbered(column)) in found.values() else name
    return list(found.items())


def _numbered(column: str) -> str:
    """Our name of what a heading says to number, as "Night no."; a file's number is no file."""
    thing = without_number_words(column)
    name = OUR_NAMES.get(thing, "") or ELSEWHERE.get(thing, "")
    return name if name in _NUMBERED else ""
