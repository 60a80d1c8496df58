"""Marks of a scoring's end: a last row "end" is no stage, and says how long the last one lasts."""

from collections.abc import Sequence

from explorer.vocabulary.stage_words import fold_word

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
