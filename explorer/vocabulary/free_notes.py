"""Free notes of technicians: sentences about an apnoea or an arousal, which mark none."""

import re

# Who scored a mark qualifies it: "Apnea scored by tech A", "technician-scored arousal".
_SCORED_BY = re.compile(
    r"\b((\w+ )?(scored|marked|added|confirmed|reviewed|edited|observed|seen|rated) by\b.*$|"
    r"(tech\w*|manual\w*|auto\w*) (scored|marked|added|confirmed|edited|observed))\b"
)
_PERSON = (
    r"pts?|pat|pati?ent\w*|pacient\w*|pazient\w*|paziente|probands?|participant|tech|techs|"
    r"technic\w*|technik\w*|tecnic\w*|doctor|dr|md|physician|nurse|mother|father|mom|mum|dad|"
    r"parents?|wife|husband|spouse|caregiver|arzt|arztin|medecin|infirmi\w*|medico|enfermer\w*|"
    r"he|she|his|her|they|we|mta|пациент\w*|техник\w*"
)
_SAYS = (
    r"ask(s|ed|ing)?|sa(y|ys|id)|tells?|told|report(s|ed)?|complain\w*|spoke|talk(s|ed|ing)?|"
    r"explain\w*|inform(ed|s)|discuss\w*|mention\w*|called|phoned|noted? that|remind\w*|denie[sd]|"
    r"fragt\w*|sagt\w*|gefragt|berichtet\w*|klagt\w*|demand(e|ait)|dit|dice|pregunt\w*|chiede|"
    r"describ\w*|requested|instruct\w*|believes?|thinks?|feels|felt"
)
_ABOUT = (
    r"about|regarding|concerning|because|since|hx|history|wegen|bzgl|bezuglich|betreffs|"
    r"concernant|a cause de|debido|por causa|riguardo"
)
# Nothing of a sleeper's: what is named with these happened to nobody.
_NO_MARK = r"protocol|test|tests|testing|clinic|diary|questionnaire|alarms?|monitors?"
_THING = (
    r"sensors?|mics?|microphone|electrodes?|leads?|wires?|cables?|cannulae?|belts?|masks?|probes?|"
    r"oximeters?|sensore?n|elektroden?|electrode|maske|kabel|capteurs?|electrodos?|mascarilla|"
    r"sensori|elettrod[oi]"
)
_FAILED = re.compile(
    rf"\b({_THING})( \w+)? (off|out|bad|lost|loose|failed|failure|problem|moved|ab|weg|defekt)\b|"
    rf"\b(due to|caused by|from|durch)( \w+)? ({_THING})\b"
)
_DOES = (
    r"replac\w*|reattach\w*|disconnect\w*|reconnect\w*|fixed|repair\w*|adjust\w*|enter(s|ed|ing)|"
    r"re ?position(ed|ing)|turned on|turned off|switched|unplugg\w*|titrat\w*|gewechselt|ersetzt|"
    r"watch(ing)? for|look(ing)? for|checking|check|persist(s|ed)|will|please|room|zimmer|raum|"
    r"chambre|habitacion|lost signal|signal lost|fell off|came off|loose"
)
_OF_A_SENTENCE = re.compile(rf"(^|\s)({_PERSON}|{_SAYS}|{_ABOUT}|{_NO_MARK}|{_DOES})(?=\s|$)")
_BEGINS = re.compile(
    r"(see|saw|seeing|watch(ing)?|started|stopped|began|waiting|wait|try\w*|need\w*|"
    r"is|are|was|were|there|this|these|that|if|when|why|what|how|did|does|do|has|have|had|can|"
    r"could|should|may|maybe|might|seems|looks|ist|sind|war|hat|est|es|ask|call|note to)\s"
)
_TREATED = re.compile(
    r"\b(c ?pap|b[iy] ?pap|pap|i ?pap|e ?pap|o2|oxygen|pressure|druck)( \w+)? "
    r"(increased|decreased|raised|lowered|reduced|started|begun|changed|erhoht|gesenkt)\b"
)


def is_free_note(plain: str) -> bool:
    """Whether words that name an event are a sentence of somebody's about it.

    Parameters
    ----------
    plain : str
        In lower case, without accents, marks between words made spaces.

    Returns
    -------
    bool
        True where a person, somebody saying or doing something, a thing of the laboratory or a
        subject ("about", "history") is named beside it. What qualifies a mark (its type, cause,
        place, length, body position, or who scored it) makes no sentence.

    Examples
    --------
    >>> [is_free_note(text) for text in ("pt asked about apnea", "tech in room re arousal")]
    [True, True]
    >>> [is_free_note(text) for text in ("apnea central 14 s", "apnea scored by tech a")]
    [False, False]
    """
    text = _SCORED_BY.sub(" ", plain).strip()
    if " " not in text:
        return False
    found = _OF_A_SENTENCE.search(text) or _BEGINS.match(text)
    return bool(found or _TREATED.search(text) or _FAILED.search(text))
