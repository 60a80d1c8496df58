"""Marks of a scoring's end: a last row "end" is no stage, and says how long the last one lasts."""

from collections.abc import Sequence

import numpy as np

from explorer.vocabulary.stage_words import fold_word, lights_word

_NAMED = """
    end ende fin fine fim eind einde slut sluttid loppu koniec конец eof stop stopp 结束 終了 종료
    endofrecording endofrec endofstudy endoffile endofnight endofscoring endofhypnogram endofdata
    recordingend recordingends recordingended recordingstop recordingstopped recend studyend
    endrecording stoprecording scoringend hypnogramend aufnahmeende messende
    findenregistrement finderegistro
"""
_WORDS = frozenset(_NAMED.split())


def is_end_mark(word: str) -> bool:
    """Whether a word says that a recording or its scoring ends.

    Examples
    --------
    >>> is_end_mark("End of recording"), is_end_mark("END"), is_end_mark("N2")
    (True, True, False)
    """
    return fold_word(word.strip(" .!<>[]()-*#")) in _WORDS


def ends_with_mark(words: Sequence[str]) -> bool:
    """Whether the last of several stages is such a mark, and no other is.

    Examples
    --------
    >>> ends_with_mark(["W", "N1", "end"]), ends_with_mark(["end", "N1", "end"])
    (True, False)
    """
    return len(words) > 1 and is_end_mark(words[-1]) and not any(map(is_end_mark, words[:-1]))


def until_the_end(
    texts: Sequence[str], onsets: np.ndarray, durations: np.ndarray, rows: Sequence[int]
) -> np.ndarray:
    """Return durations, of a last stage without one until the recording's end, or lights on.

    Lights on end the last stage where stages are marked as they change, and not epoch by epoch.

    Parameters
    ----------
    texts : sequence of str, shape (rows,)
        What each row says: stages, events, lights.
    onsets, durations : array of float, shape (rows,)
        s; NaN for no duration.
    rows : sequence of int
        Places of the stages.

    Examples
    --------
    >>> onsets, none = np.array([0.0, 60.0, 300.0, 900.0]), np.full(4, np.nan)
    >>> until_the_end(["W", "N1", "W", "Lights On"], onsets, none, [0, 1, 2]).tolist()
    [nan, nan, 600.0, nan]
    """
    last = rows[int(np.argmax(onsets[rows]))]
    steps = np.diff(np.unique(onsets[rows]))
    are_changes = steps.size > 0 and float(np.ptp(steps)) > 0
    later = [
        float(onset)
        for text, onset in zip(texts, onsets, strict=True)
        if onset > onsets[last]
        and (is_end_mark(text) or (are_changes and lights_word(text) == "on"))
    ]
    if durations[last] > 0 or not later:
        return durations
    until = durations.copy()
    until[last] = min(later) - onsets[last]
    return until
