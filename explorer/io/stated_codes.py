"""The codes of stages that a scorer's file states: a legend in comments, above a table, in a name.

Such as "# 0=W, 1=N1, 2=N2, 3=N3, 5=REM", "W: 1; N1: 2", "0 wake 1 REM 2 N1" or a line for each.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from explorer.night.reading_account import ROWS, AccountEntry
from explorer.vocabulary.stage_words import StageWord, read_stage_word
from explorer.vocabulary.stages import Stage

_FEWEST = 2  # codes that are told; one alone may be anything
_FEWEST_SPACED = 3  # the same, where nothing but spaces stands between a code and its stage
_BEFORE = 24  # lines that a legend may take
_CODE = r"[\"']?(?P<code>-?\d{1,2})[\"']?"
_MARK = r"\s*(?:=>|->|→|==?|:|–|—|-|\t)\s*"
# Whoever counts something says it in one of these.
_COUNTED = r"(?![\w.,:]*\d)(?!\s*(?:%|h\b|hours?|mins?\b|minutes?|s\b|secs?\b|seconds?|epochs?))"
_SEVERAL = r"(?P<more>(?:\s*(?:/|\+|&|and)\s*\d{1,2})*)"  # "3/4=N3"
_CODE_FIRST = re.compile(
    rf"(?<![\w.:]){_CODE}{_SEVERAL}(?:{_MARK}|\)\s*|\s*\(\s*)(?=[\"'(]?[^\W\d_])"
)
_LISTED = re.compile(r"(?:^\W*|[,;(]\s*)\d{1,2}\s*[,;–-]\s*$")
"""What stands before the last code of "1, 2, 3 = N1, N2, N3" and of "1-3 = NREM"."""
_WORD_FIRST = re.compile(rf"(?<=[\w)\"'])(?:{_MARK}|\s*\(\s*){_CODE}(?!\w){_COUNTED}")
_OF_SEVERAL = re.compile(
    rf"^[\s#%;*\"']*\d{{1,2}}(?:(?:\s*[,;/–-]\s*|\s+)\d{{1,2}})+{_MARK}[\"'(]?[^\W\d_]"
)
_NOT_READ = "was not read as a legend, nor as a row"
_ENDS = re.compile(r"[,;|\n\])}]|\s+(?:and|und|et)\s+|\s&\s")
_BEGINS = re.compile(r"[,;|\n:=\[({]|\s+(?:and|und|et)\s+|\s&\s")
_AROUND = " \t\"'.#%*•"


@dataclass(frozen=True)
class Legend:
    """What a file itself says that its codes of stages mean."""

    stages: Mapping[int, Stage]
    fourth: int | None = None
    """The code of stage 4 of Rechtschaffen and Kales, where it has one."""
    conflicts: Mapping[int, tuple[Stage, Stage]] = field(default_factory=dict)
    """Codes of which it says two things."""

    def tells(self, codes: Collection[int]) -> bool:
        """Whether it is about these codes: it has two of them, or all."""
        held = len(set(codes) & set(self.stages))
        return held >= min(_FEWEST, len(set(codes))) and held > 0

    def __str__(self) -> str:
        """Say it in one line: "0 W, 1 N1"."""
        return ", ".join(f"{code} {self.stages[code].name}" for code in sorted(self.stages))


def stated_codes(lines: Iterable[str]) -> Legend | None:
    """Read the legend of codes that these lines state together.

    Parameters
    ----------
    lines : iterable of str
        Comments, what stands above a table, names of columns: no rows of stages.

    Returns
    -------
    Legend or None
        None where they state less than two codes.

    Examples
    --------
    >>> print(stated_codes(["# 1=W, 2=N1, 3=N2, 4=N3, 5=REM"]))
    1 W, 2 N1, 3 N2, 4 N3, 5 REM
    >>> print(stated_codes(["0: Wake", "5: REM sleep"]))
    0 W, 5 REM
    >>> stated_codes(["# N2: 174 min, REM: 79 min"]) is None
    True
    """
    found: dict[int, StageWord] = {}
    conflicts: dict[int, tuple[Stage, Stage]] = {}
    for line in lines:
        for code, word in codes_in_line(line):
            before = found.setdefault(code, word).stage
            if before is not None and word.stage is not None and before is not word.stage:
                conflicts[code] = (before, word.stage)
    if len(found) < _FEWEST:
        return None
    stages = {code: word.stage for code, word in found.items() if word.stage is not None}
    fourth = next((code for code, word in found.items() if word.fourth), None)
    return Legend(stages, fourth, conflicts)


def codes_in_line(line: str) -> list[tuple[int, StageWord]]:
    """Codes and the stages that a line says they mean, in its order.

    Examples
    --------
    >>> [(code, word.stage.name) for code, word in codes_in_line("W (0), N1 (1)")]
    [(0, 'W'), (1, 'N1')]
    >>> codes_in_line("23:12:30")
    []
    """
    found = _by_marks(line)
    return found if found else _by_spaces(line)


def _by_marks(line: str) -> list[tuple[int, StageWord]]:
    """Pairs with a mark such as ``=`` between a code and its stage."""
    first = list(_CODE_FIRST.finditer(line))
    pairs: list[tuple[int, str]] = []
    for place, at in enumerate(first):
        end = first[place + 1].start() if place + 1 < len(first) else len(line)
        if _LISTED.search(line[: at.start()]):
            continue
        told = _ENDS.split(line[at.end() : end])[0]
        codes = [at["code"], *re.findall(r"\d+", at["more"])]
        pairs += [(int(code), told) for code in codes]
    read = _read(pairs)
    pairs, begin = [], 0
    for at in _WORD_FIRST.finditer(line):
        before = line[begin : at.start()].strip(_AROUND + ",;|)")
        pairs.append((int(at["code"]), _BEGINS.split(before)[-1]))
        begin = at.end()
    other = _read(pairs)
    return other if len(other) > len(read) else read


def _by_spaces(line: str) -> list[tuple[int, StageWord]]:
    """Pairs with nothing but spaces between a code and its stage, if all of a line are."""
    words = re.split(r"[\s,;|()\[\]]+", line.rpartition(":")[2].strip(_AROUND + ",;|()[]"))
    while words and not _is_code(words[0]) and read_stage_word(words[0]) is None:
        words = words[1:]
    numbers = [place for place, word in enumerate(words) if _is_code(word)]
    if len(numbers) < _FEWEST_SPACED:
        return []
    if numbers[0] == 0:
        ends = [*numbers[1:], len(words)]
        pairs = [
            (int(words[at]), " ".join(words[at + 1 : end]))
            for at, end in zip(numbers, ends, strict=True)
        ]
    else:
        begins = [0, *(at + 1 for at in numbers[:-1])]
        pairs = [
            (int(words[at]), " ".join(words[begin:at]))
            for begin, at in zip(begins, numbers, strict=True)
        ]
    read = _read(pairs)
    return read if len(read) == len(pairs) else []


def _is_code(word: str) -> bool:
    return re.fullmatch(r"-?\d{1,2}", word) is not None


def _read(pairs: Iterable[tuple[int, str]]) -> list[tuple[int, StageWord]]:
    """Keep the pairs whose words are stages."""
    found = []
    for code, text in pairs:
        text = text.strip(_AROUND)
        ways = [text, *(part.strip(_AROUND) for part in re.split(r"[()/]", text))]
        words = (read_stage_word(way) for way in ways if way)
        word = next((one for one in words if one is not None and one.stage is not None), None)
        if word is not None:
            found.append((code, word))
    return found


def split_legend(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the lines before and after a column of stages that say its codes from the column.

    Parameters
    ----------
    lines : sequence of str
        Without a comment's mark.

    Returns
    -------
    legend : list of str
        Empty where every line is such as a legend's: they may count epochs.
    column : list of str

    Examples
    --------
    >>> split_legend(["Codes", "1=W", "2=N1", "1", "2", "2"])
    (['Codes', '1=W', '2=N1'], ['1', '2', '2'])
    """
    first = _told_until(lines[:_BEFORE])
    last = len(lines) - _told_until(lines[first:][::-1][:_BEFORE])
    return [*lines[:first], *lines[last:]], list(lines[first:last])


def is_of_several(line: str) -> bool:
    """Whether a line states several codes at once, which nobody reads: no legend, and no row.

    Examples
    --------
    >>> [is_of_several(line) for line in ("1, 2, 3 = N1, N2, N3", "# 1-3: NREM", "1,N2", "1=N1")]
    [True, True, False, False]
    """
    return _OF_SEVERAL.match(line) is not None


def account_of_several(lines: Sequence[str]) -> tuple[list[AccountEntry], list[str]]:
    """Say of lines that state several codes at once that they were not read, and what would be.

    Returns
    -------
    entries : list of AccountEntry
    notes : list of str
        One sentence for all.
    """
    if not lines:
        return [], []
    entries = [AccountEntry(ROWS, line, "", 1, why=_NOT_READ) for line in lines]
    some = "lines that state" if len(lines) > 1 else "a line that states"
    return entries, [
        f"{some} several codes at once, {lines[0]!r}, {_NOT_READ}: write each code with its stage, "
        "such as '1=N1, 2=N2, 3=N3'"
    ]


def _told_until(lines: Sequence[str]) -> int:
    """How many lines it is to the last one of a legend, before the first that is a code alone."""
    held = 0
    for number, line in enumerate(lines, 1):
        if _is_code(line):
            return held
        held = number if codes_in_line(line) or is_of_several(line) else held
    return 0  # they count epochs, or are anything else


def is_under_legend(lines: Sequence[str]) -> bool:
    """Whether a legend stands above or below one code a line, and not in a table.

    Examples
    --------
    >>> is_under_legend(["1=W, 2=N1", "1", "2"]), is_under_legend(["1,W", "2,N1"])
    (True, False)
    """
    legend, column = split_legend(lines)
    return bool(legend) and sum(map(_is_code, column)) >= max(len(column) - 1, 1)
