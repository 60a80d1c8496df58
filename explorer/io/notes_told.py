"""What a file's account says of free notes: sentences about an event that were not counted."""

from collections import Counter
from collections.abc import Iterable, Mapping

from explorer.night.reading_account import EVENT_WORD, AccountEntry
from explorer.vocabulary.event_words import names_event_in_a_note

_LONGEST = 60
_WHY = "a note about it, not a mark of it: no index counts it"


def with_notes_told(
    account: Iterable[AccountEntry], events: Iterable[Mapping[str, object]]
) -> list[AccountEntry]:
    """Tell in an account which events are notes that name an event's kind and mark none.

    Parameters
    ----------
    account : iterable of AccountEntry
    events : iterable of mapping
        With the ``kind`` of each, in the file's own words.

    Returns
    -------
    list of AccountEntry
        Such a word once, as not used.

    Examples
    --------
    >>> told = with_notes_told([], [{"kind": "Pt asked about apnea"}, {"kind": "Apnea"}])
    >>> [entry.sentence for entry in told]
    ["event word 'Pt asked about apnea' (1): not used, a note about it, not a mark of it: no index \
counts it"]
    """
    counts = Counter(str(event.get("kind", "")) for event in events)
    notes = {word: count for word, count in counts.items() if names_event_in_a_note(word)}
    kept = [one for one in account if one.kind != EVENT_WORD or one.name not in notes]
    told = [
        AccountEntry(EVENT_WORD, word[:_LONGEST], count=count, why=_WHY)
        for word, count in notes.items()
    ]
    return [*kept, *told]
