"""Text that is not UTF-8: the code page in which its words are words that we know."""

import re

from explorer.vocabulary.column_names import read_column_name
from explorer.vocabulary.stage_words import lights_word, read_stage_word

# The page of Western Europe first: of pages that tell as many words, the first is taken.
_PAGES = (
    "cp1252",
    "gb18030",
    "shift_jis",
    "euc_kr",
    "big5",
    "cp1251",
    "koi8_r",
    "cp1250",
    "cp1253",
)
_LOOKED_AT = 4096  # bytes
_MARKS = re.compile(r"[\t;,|\r\n\"]+")


def decode_text(raw: bytes) -> str:
    r"""Decode text: UTF-8 where it is, else in the code page in which most of its words are known.

    Parameters
    ----------
    raw : bytes
        Without a mark of UTF-16.

    Examples
    --------
    >>> decode_text("Éveil\n".encode("cp1252")), decode_text("清醒\n".encode("gb18030"))
    ('Éveil\n', '清醒\n')
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    best, most = "latin-1", 0
    head = raw[:_LOOKED_AT]
    head = head[: head.rfind(b"\n") + 1] or head
    for page in _PAGES:
        try:
            words = {word.strip() for word in _MARKS.split(head.decode(page))}
        except UnicodeDecodeError:
            continue
        known = sum(not word.isascii() and _is_known(word) for word in words)
        if known > most:
            best, most = page, known
    try:
        return raw.decode(best)
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _is_known(word: str) -> bool:
    stage = read_stage_word(word)
    known = stage is not None and stage.stage is not None
    return known or read_column_name(word).exact or bool(lights_word(word))
