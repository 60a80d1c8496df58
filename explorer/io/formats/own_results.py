"""JSON that this tool saves and that is no hypnogram: results, plans, lists, by their fields."""

from collections.abc import Mapping
from dataclasses import dataclass

LESSON_FORMAT = "sleep-explorer lesson"
"""Stands as ``format`` in a file of a lesson's answers."""


@dataclass(frozen=True)
class _Own:
    """One kind of file that the tool writes."""

    fields: frozenset[str]
    """That all such files have, and no hypnogram."""
    is_what: str
    would_do: str


_NIGHT = "open the night's own file"
_OWN = (
    _Own(
        frozenset({"design", "primary", "exclusions", "washout_days"}),
        "a study plan",
        "open it in the tab Plan, or give it to compare --plan",
    ),
    _Own(
        frozenset({"design", "block_size", "allocation"}),
        "the sealed list of a study plan",
        "open it in the tab Plan, beside its plan",
    ),
    _Own(
        frozenset({"plan", "sentence", "formula_power"}),
        "a study plan with its power, as the command plan prints it",
        "save the plan alone with plan --save",
    ),
    _Own(
        frozenset({"program", "view", "files", "definitions", "versions"}),
        "the provenance of a view",
        "open the file that stands in it under files, or follow its link",
    ),
    _Own(
        frozenset({"design", "sentence", "metrics", "conditions"}),
        "the result of a comparison",
        "open one of its nights, or give its table to compare",
    ),
    _Own(frozenset({"metrics", "notes"}), "the numbers of a night, as stats prints them", _NIGHT),
    _Own(frozenset({"nights", "notes"}), "a list of nights, as nights prints it", _NIGHT),
    _Own(
        frozenset({"students", "struggles", "hardest"}),
        "a class's table, as school class prints it",
        "give school class the folder of the students' files",
    ),
    _Own(
        frozenset({"lesson", "link"}),
        "a lesson, as school lesson prints it",
        "put its link behind the # of the page's address",
    ),
    _Own(
        frozenset({"file", "channels", "duration", "account"}),
        "what a file holds, as info prints it",
        "open the file that it names",
    ),
    _Own(frozenset({"sites", "part", "left_out"}), "a topography, as spectrum prints it", _NIGHT),
)


def refuse_own_result(path: object, values: object) -> None:
    """Refuse JSON of this tool that is no hypnogram, by what it is.

    Its lists of stages' names, or of numbers, would be read as the stages of a night.

    Parameters
    ----------
    path : object
        Where it comes from, for the error.
    values : object
        What the JSON says.

    Raises
    ------
    ValueError
        If it is such a file.

    Examples
    --------
    >>> refuse_own_result("ana.json", {"epoch_length": 30, "stages": ["W", "N1"]})
    >>> refuse_own_result("ana.json", {"design": "crossover", "block_size": 4, "allocation": {}})
    Traceback (most recent call last):
    ...
    ValueError: ana.json: the sealed list of a study plan, and no night; open it in the tab ...
    """
    if not isinstance(values, Mapping):
        return
    if values.get("format") == LESSON_FORMAT:
        raise ValueError(
            f"{path}: a student's answers to a lesson, and no night; add it in the tab School "
            "under “add students' files”, or give school class its folder"
        )
    if any(isinstance(values.get(name), list) for name in ("stages", "stage", "hypnogram")):
        return  # another program's scoring, beside fields that ours have too
    own = next((one for one in _OWN if one.fields <= values.keys()), None)
    if own is not None:
        raise ValueError(f"{path}: {own.is_what}, and no night; {own.would_do}")
