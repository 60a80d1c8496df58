"""Headings that number things, and measure nothing: "Night no.", "record_id", "lfd. Nr."."""

import re

from explorer.vocabulary.stage_words import fold_word

_NUMBERS = """
    no nr nrs num number numbers id ids idx index indices code codes
    nummer nummern kennung kennnummer zahler lfd laufende
    numero numeros indice identifiant identificador identificativo codigo codice indicador
"""
"""Words for a number or a name, alone or beside what has it."""
_BESIDE = "n count counts counter key anzahl zahl nombre aantal conteggio recuento cuenta"
"""The same only beside what has it: alone they may count anything of a night."""
_THINGS = """
    night nights visit visits session sessions ses run runs order sequence seq row rows line lines
    record records recording recordings file files filename trial trials block blocks day days week
    weeks month months year wave occasion timepoint epoch entry case subject subjects subj
    participant participants patient patients person persons pid sid animal site center centre room
    rater scorer technician group grp arm cohort batch
    nacht nachte besuch visite visiten sitzung sitzungen termin lauf durchgang reihenfolge sequenz
    zeile reihe datensatz datei aufnahme aufzeichnung tag tage woche wochen monat jahr messzeitpunkt
    zeitpunkt fall proband probandin teilnehmer teilnehmerin patientin versuchsperson vp gruppe
    zentrum
    nuit nuits visites seance seances ordre ligne rang enregistrement fichier jour jours semaine
    semaines mois annee essai passage cas sujet groupe bras centre personne
    noche noches visita visitas sesion sesiones orden secuencia fila linea registro grabacion
    archivo dia dias semana semanas mes ano ensayo caso sujeto participante paciente persona grupo
    centro
    notte notti seduta sedute sessione sessioni ordine sequenza riga registrazione giorno giorni
    settimana settimane mese anno prova soggetto partecipante paziente gruppo
    nachten bezoek bezoeken sessie sessies volgorde reeks rij regel opname bestand dag dagen weken
    maand jaar geval proefpersoon deelnemer persoon groep centrum
    noite noites sessao ordem sequencia linha gravacao arquivo ficheiro sujeito
"""
"""What a table of nights has rows for, or groups them by: alone such a heading numbers it."""
_NUMBERED = """
    test tests study studies phase phases period periods scan sample measurement measure treatment
    condition device machine bed lab laboratory psg version level
    messung messungen studie bedingung behandlung gerat periode mesure etude traitement appareil
    medida estudio periodo condicion tratamiento misura studio condizione trattamento dispositivo
    meting metingen studie conditie behandeling
"""
"""Things whose name alone may be a score, a time or a dose; beside a word for a number none is."""
_FILLERS = "of the in per for der des die das de du la le les d l del della di dell da do van het a"
_BETWEEN = frozenset(_FILLERS.split())


def _any(words: str) -> str:
    return "|".join(sorted(set(words.split()), key=len, reverse=True))


_NUMBER = re.compile(_any(_NUMBERS))
_BESIDES = re.compile(f"{_any(_NUMBERS)}|{_any(_BESIDE)}")
_THING = re.compile(_any(_THINGS))
_LINKED = "(?:s|es|e?n)?"  # as German has it between two nouns: Sitzungs-ID, Patientennummer
_ANY_THING = re.compile(f"(?:{_any(_THINGS)}|{_any(_NUMBERED)}){_LINKED}")
_GLUED = re.compile(f"(?:{_any(_THINGS)}|{_any(_NUMBERED)}){_LINKED}(?:{_any(_NUMBERS)})")
_SIGNS = re.compile(r"#|№|\b[Nn]\s?[°º]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def numbers_things(heading: str) -> bool:
    """Whether a heading only says which night, visit, file or person a row is of.

    Parameters
    ----------
    heading : str
        In English, German, French, Spanish, Italian, Dutch or Portuguese, in any capitals.

    Returns
    -------
    bool

    Examples
    --------
    >>> [numbers_things(one) for one in ("Night no.", "record_id", "Seq", "lfd. Nr.", "N° de nuit")]
    [True, True, True, True, True]
    >>> [numbers_things(one) for one in ("No. of awakenings", "Arousal index", "Day (min)", "test")]
    [False, False, False, False]
    """
    left = [word for word in _words(heading) if word not in _BETWEEN]
    if not left:
        return False
    numbers = [word for word in left if _BESIDES.fullmatch(word)]
    things = [word for word in left if _ANY_THING.fullmatch(word)]
    glued = [word for word in left if _GLUED.fullmatch(word)]
    if len({*numbers, *things, *glued}) < len(set(left)):
        return False
    if glued or (numbers and things):
        return True
    return any(map(_NUMBER.fullmatch, left)) or any(map(_THING.fullmatch, left))


def without_number_words(heading: str) -> str:
    """Return what a heading numbers, folded; "" where no word for a number stands behind it.

    Examples
    --------
    >>> without_number_words("Night no."), without_number_words("SubjectID")
    ('night', 'subject')
    >>> without_number_words("Night"), without_number_words("No. of visits")
    ('', '')
    """
    words = _words(heading)
    if len(words) == 1 and _GLUED.fullmatch(words[0]):
        found = re.sub(f"(?:{_NUMBER.pattern})$", "", words[0])
        return found if _ANY_THING.fullmatch(found) else ""
    if len(words) != 2:
        return ""
    first, second = words
    if _NUMBER.fullmatch(second) and _ANY_THING.fullmatch(first):
        return first
    return ""


def _words(heading: str) -> list[str]:
    plain = _HUMP.sub(" ", _SIGNS.sub(" no ", heading))
    return [fold_word(word) for word in re.split(r"[\W_]+", plain) if word]
