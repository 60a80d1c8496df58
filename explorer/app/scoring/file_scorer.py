"""What the scorer of an added file is called: never as anybody who scores this night already."""

from pathlib import Path

from explorer.app.state import ExplorerState
from explorer.io.scorer_names import LONGEST_NAME, name_of_file
from explorer.scoring.combine_scorers import scorer_label
from explorer.vocabulary.telling_apart import cut_in_the_middle, distinct_name

_OF_A_FILE = " (file)"


def file_scorer(state: ExplorerState, name: str, *others: str) -> str:
    """Call the scorer of a file so that it takes the place of nobody's scoring.

    Parameters
    ----------
    state : ExplorerState
        Its night, who scores here, and what stands, was taken back or is hidden.
    name : str
        The file's.
    *others : str
        Names that the same file has taken already.
    """
    night, own = state.night, state.scorer_name
    source = str(night.attrs["source"])
    called = name_of_file(name, {night.title, source, Path(source).stem}, ())
    if called.casefold() == own.casefold():
        called = cut_in_the_middle(called, LONGEST_NAME - len(_OF_A_FILE)) + _OF_A_FILE
    return distinct_name(called, {*_taken(state), *others}, LONGEST_NAME)


def scorers_within(state: ExplorerState, called: str, scorers: tuple[str, ...]) -> dict[str, str]:
    """Call each scorer of a file; one alone as the file is called."""
    if len(scorers) == 1:
        return {scorers[0]: called}
    taken, names = {*_taken(state), called}, {}
    for scorer in scorers:
        names[scorer] = distinct_name(f"{called} {scorer}", taken, LONGEST_NAME)
        taken.add(names[scorer])
    return names


def _taken(state: ExplorerState) -> set[str]:
    """Names of everybody who scored here, in the file or as a stager, shown or not."""
    edits, night = state.edits, state.night
    people = {state.scorer_name, *(edit.scorer for edit in (*edits.done, *edits.undone))}
    labels = {scorer_label(night, name) for name in people}
    stagers = {staging.scorer for staging in state.automatic_scorings}
    return {*people, *labels, *stagers, *map(str, night.hypnograms.scorer.values)}
