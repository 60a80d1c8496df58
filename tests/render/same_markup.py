"""Markup as what a reader gets of it: tags, attributes, words; white space beside boxes is none."""

import re
from html.parser import HTMLParser

_INLINE = frozenset(
    [
        "a",
        "b",
        "button",
        "code",
        "em",
        "i",
        "input",
        "label",
        "progress",
        "select",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "tspan",
    ]
)


class _Tokens(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[tuple[object, ...]] = []

    def handle_starttag(self, tag, attrs):
        self.tokens.append(("<", tag, tuple(sorted(attrs))))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag not in ("br", "img", "input", "meta"):
            self.tokens.append((">", tag))

    def handle_data(self, data):
        words = data if self._in_pre() else re.sub(r"\s+", " ", data)
        self.tokens.append(("words", words))

    def _in_pre(self) -> bool:
        return bool(self.tokens) and self.tokens[-1][:2] == ("<", "pre")


def tokens(markup: str) -> list[tuple[object, ...]]:
    """Split markup into tags and words, so that two writings of one document are equal."""
    parser = _Tokens()
    parser.feed(markup)
    parser.close()
    kept: list[tuple[object, ...]] = []
    every = [("<", "", ()), *parser.tokens, (">", "")]
    for before, one, after in zip(every[:-2], every[1:-1], every[2:], strict=True):
        if one[0] == "words" and before[:2] != ("<", "pre"):
            words = str(one[1])
            words = words.lstrip() if before[1] not in _INLINE else words
            words = words.rstrip() if after[1] not in _INLINE else words
            if words:
                kept.append(("words", words))
        else:
            kept.append(one)
    return kept
