"""Which condition the others are compared with, where nobody has said: placebo against verum."""

import re
from collections.abc import Iterable, Sequence

import xarray as xr

from explorer.study.near_names import slips
from explorer.vocabulary.counts import listed
from explorer.vocabulary.stage_words import fold_word

_PLACEBO = """
    placebo plazebo placebos plac pla plb plcb pcb pbo pl sham schein scheinbehandlung
    scheinmedikament leerpraparat factice simulacro dummy vehicle saline
    плацебо プラセボ 偽薬 安慰剂 安慰劑 위약
"""
_CONTROL = """
    control controls ctrl ctr ctl cntrl contr kontrolle kontroll kontrollgruppe controle temoin
    controllo reference referenz untreated unbehandelt unmedicated none nothing usual habitual
    waitlist off inactive inaktiv контроль 对照 對照 対照
"""
_BEFORE = """
    baseline bl before pre vorher vor avant antes prima voor vooraf basis ausgangswert
    pretreatment prebehandlung
"""
_ACTIVE = """
    mg mgt mgl mag magn magnesium magnesio magnesia threonate threonat glycinate citrate verum
    active aktiv actif active activo attivo ativo drug drugs treatment treated treat trt tx
    behandlung behandelt traitement tratamiento tratamento trattamento behandeling intervention
    medication medikament medicine wirkstoff supplement supplemented dose real stim stimulation
    experimental on post after nach nachher apres despues dopo depois posttreatment
"""
_DENIED = "no non not without w/o ohne kein keine sans sin senza sem zonder geen"
_NO = frozenset(_DENIED.split())
_RANKS = tuple(frozenset(map(fold_word, words.split())) for words in (_PLACEBO, _CONTROL, _BEFORE))
"""Words of a reference, the plainest first: of placebo and baseline, placebo is meant."""
_ACTIVE_WORDS = frozenset(map(fold_word, _ACTIVE.split()))
_LONG = dict.fromkeys(("placebo", "control", "baseline"), 2)
"""Of which one letter may be a slip."""
_ZERO_DOSE = re.compile(r"(?<![\w.,])0+([.,]0+)?\s*(mg|g|mcg|µg|μg|ug|ml|mmol|%)(?![^\W_])", re.I)
_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z])")


def likely_reference(conditions: Sequence[str]) -> str:
    """Choose the condition whose name says placebo, control, baseline, sham or before.

    Parameters
    ----------
    conditions : sequence of str
        At least one.

    Returns
    -------
    str
        Where none has such a name, the only one that is not called a treatment; else the first.

    Examples
    --------
    >>> likely_reference(["MgT", "Placebo (caps)"]), likely_reference(["a", "b"])
    ('Placebo (caps)', 'a')
    >>> likely_reference(["PLA", "mg"]), likely_reference(["0 mg", "400 mg"])
    ('PLA', '0 mg')
    >>> likely_reference(["Verum", "water"])
    'water'
    """
    named = named_references(conditions)
    others = [name for name in conditions if not _says_active(name)]
    return (named or (others if len(others) == 1 else []) or [*conditions])[0]


def named_references(conditions: Iterable[str]) -> list[str]:
    """Conditions whose names say most plainly that the others are compared with them.

    Examples
    --------
    >>> named_references(["baseline", "PLACEBO", "mg"]), named_references(["Mg", "no Mg"])
    (['PLACEBO'], ['no Mg'])
    """
    ranked = {name: rank for name in conditions if (rank := _rank(name)) is not None}
    best = min(ranked.values(), default=None)
    return [name for name, rank in ranked.items() if rank == best]


def says_reference(condition: str) -> bool:
    """Whether a condition's name says that the others are compared with it."""
    return _rank(condition) is not None


def says_treatment(condition: str) -> bool:
    """Whether a condition's name says that something was given, or that nothing was.

    Examples
    --------
    >>> says_treatment("Verum"), says_treatment("sham"), says_treatment("follow-up")
    (True, True, False)
    """
    rank = _rank(condition)
    return _says_active(condition) if rank is None else rank[1] < len(_RANKS) - 1


def same_condition(name: str, conditions: Iterable[str]) -> str:
    """Return the condition that is meant by a name in other capitals; the name where none is.

    Examples
    --------
    >>> same_condition("placebo", ["PLACEBO", "mg"]), same_condition("sham", ["PLACEBO", "mg"])
    ('PLACEBO', 'sham')
    """
    every = set(conditions)
    alike = [one for one in every if one.strip().casefold() == name.strip().casefold()]
    return alike[0] if name not in every and len(alike) == 1 else name


def _rank(condition: str) -> tuple[bool, int] | None:
    """How plainly a name says reference, the least most plainly; None where it does not."""
    words = _words(condition)
    denied = bool(_NO & set(words)) and _says_active(condition)
    ranks = [place for place, known in enumerate(_RANKS) if any(word in known for word in words)]
    if ranks:
        return bool(_ACTIVE_WORDS & set(words)) and not denied, ranks[0]
    return (False, 1) if denied or _ZERO_DOSE.search(condition) else None


def _says_active(condition: str) -> bool:
    return bool(_ACTIVE_WORDS & set(_words(condition)))


def _words(condition: str) -> list[str]:
    parts = re.findall(r"w/o\b|[^\W\d_]+", _CAMEL.sub(" ", condition), re.IGNORECASE)
    return [_unslipped(fold_word(part)) for part in parts]


def _unslipped(word: str) -> str:
    """Return the word that is meant by one with a letter too many, too few or wrong."""
    if any(word in known for known in (*_RANKS, _ACTIVE_WORDS)):
        return word
    return next((meant for _, meant in slips({**_LONG, word: 1})), word)


def chosen_reference_note(reference: str, conditions: Sequence[str]) -> str:
    """Say that nobody chose the reference, by what it was taken, and how another one is."""
    why = "as the first by the alphabet"
    if named_references(conditions) == [reference]:
        why = "by its name"
    elif [name for name in conditions if not _says_active(name)] == [reference]:
        why = "as the only one that is not called a treatment"
    return (
        f"Nobody chose a reference: {reference} was taken, {why}. Every difference is another "
        "condition minus it; another one is chosen under reference, or with --reference."
    )


def by_its_name(nights: xr.Dataset) -> tuple[xr.Dataset, str]:
    """Take the one condition whose name says that it is the reference.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)

    Returns
    -------
    xr.Dataset
        With a note that says so.
    str

    Raises
    ------
    ValueError
        If none or several have such a name.
    """
    conditions = sorted({str(name) for name in nights.condition.values if str(name)})
    named = named_references(conditions)
    if len(named) != 1:
        raise ValueError(
            "the condition that the others are compared with is needed: --reference placebo, "
            f"or a plan that says it with --plan; the table has {listed(conditions)}"
        )
    return with_note(nights, chosen_reference_note(named[0], conditions)), named[0]


def with_note(nights: xr.Dataset, said: str) -> xr.Dataset:
    """Add a sentence to what is said of a study's nights."""
    return nights.assign_attrs(notes=[*nights.attrs.get("notes", []), said])
