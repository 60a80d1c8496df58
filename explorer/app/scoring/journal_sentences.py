"""Sentences about a journal: what was done on a night before this page, or on another since."""

from collections.abc import Mapping, Sequence

from explorer.scoring.edit_history import Edit, Edits
from explorer.scoring.journal import Journal
from explorer.vocabulary.counts import first_few, pluralize


def continued_from_before(edits: Edits, person: str) -> str:
    """Say how many edits this page goes on from, this person's first; "" for none.

    Parameters
    ----------
    edits : Edits
        Of the night.
    person : str
        Whose page it is: their own need no name.
    """
    counts = {name: len(own.edits) - own.begun for name, own in edits.by_scorer.items()}
    said = [
        pluralize(count, "edit") + ("" if name == person else f" as {name}")
        for name, count in sorted(counts.items(), key=lambda item: item[0] != person)
        if count
    ]
    return f"Continued from before: {', '.join(said)}." if said else ""


def repeated_in_words(repeated: Mapping[str, str]) -> str:
    """Say which scorings added from files are left out, as the night has them; "" for none.

    Parameters
    ----------
    repeated : mapping of str to str
        As `explorer.scoring.combine_scorers.repeated_scorers` gives it.

    Examples
    --------
    >>> repeated_in_words({"five ann": "ann", "five bob": "bob"})
    'Counted once, as the night has the same stages in every epoch: five ann, five bob.'
    """
    if not repeated:
        return ""
    return (
        "Counted once, as the night has the same stages in every epoch: "
        f"{first_few(list(repeated))}."
    )


def edited_on_another_page(journal: Journal, new: Sequence[Edit], person: str) -> str:
    """Say what another page did on this night, and what becomes of this person's next edit.

    Parameters
    ----------
    journal : Journal
        Of the night, with what came.
    new : sequence of Edit
        What came.
    person : str
        Whose page it is.
    """
    edits = pluralize(journal.edits.counted(new), "edit")
    names = ", ".join(dict.fromkeys(edit.scorer for edit in new))
    said = f"Another page made {edits} as {names} on this night: shown here as they stand now."
    if journal.is_shared(person):
        said += " What you do next goes on under another name, and both are kept."
    return said
