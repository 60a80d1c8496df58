"""Words for a simulated subject, where a file has their code alone."""

from collections.abc import Mapping
from types import MappingProxyType

from explorer.vocabulary.simulated_subjects import title_from_code

_NONE: Mapping[str, object] = MappingProxyType({})


def with_subject_title(
    attrs: Mapping[str, object], given: Mapping[str, object] = _NONE
) -> dict[str, object]:
    """Give a simulated subject its words for headings, where a file has their code alone.

    Parameters
    ----------
    attrs : mapping
        Of a night.
    given : mapping
        Those of them that somebody gave: words for one subject do not go with another.

    Examples
    --------
    >>> with_subject_title({"simulated": 1, "subject": "simulated older 7"})["subject_title"]
    'simulated night, older adult (seed 7)'
    """
    said = dict(attrs)
    if "subject" in given and "subject_title" not in given:
        said["subject_title"] = ""
    if said.get("simulated") and not said.get("subject_title"):
        said["subject_title"] = title_from_code(str(said.get("subject", "")))
    return said
