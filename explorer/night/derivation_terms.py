"""Expressions of derivations taken apart: "(M1+M2)/2" as channels and how often each is taken."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

from explorer.night.channel import Channel
from explorer.night.derivation_names import (
    DASHES,
    EARS,
    OPERATORS,
    channel_key,
    electrode_key,
    electrode_label,
)
from explorer.night.derivation_sum import Mention, Terms, WrittenName, check_weight
from explorer.night.laplacian import neighbours
from explorer.vocabulary.channels import is_common_reference, read_derivation
from explorer.vocabulary.scalp_positions import scalp_site

LONGEST = 200
"""Characters of an expression that is read."""
MEAN, LAPLACIAN = "mean", "laplacian"

_LONGEST_NUMBER = 12  # digits that are said again
_MOST_NAMED = 12  # channels, where one is refused
_DEEPEST = 20  # brackets within brackets
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_SIGNS = ("+", "-", "*", "/")
_HOW = "write such as F4-C4, C3-(M1+M2)/2, mean(C3, C4) or laplacian(C3)"


def read_terms(expression: str, channels: Mapping[str, Channel]) -> Terms:
    """Take an expression apart.

    Parameters
    ----------
    expression : str
        As of `explorer.night.derivations.read_expression`.
    channels : mapping of str to Channel
        As they were recorded.

    Returns
    -------
    Terms

    Raises
    ------
    ValueError
        If it cannot be read, or names what the night does not have.

    Examples
    --------
    >>> def eeg(name): return Channel(name, "EEG", "uV", 100.0, "100Hz", 0)
    >>> found = read_terms("c3 - (a1+A2) / 2", {name: eeg(name) for name in ("C3", "M1", "M2")})
    >>> found.name, found.weights
    ('C3-(M1+M2)/2', {'C3': 1.0, 'M1': -0.5, 'M2': -0.5})
    """
    if len(expression) > LONGEST:
        raise ValueError(f"a derivation may have {LONGEST} letters, this has {len(expression)}")
    return _Reader(expression, channels).read()


class _Reader:
    """Reads from left to right, a rule of the grammar a method."""

    def __init__(self, text: str, channels: Mapping[str, Channel]) -> None:
        self.text = text.translate(DASHES)
        self.channels, self.at, self.depth = channels, 0, 0
        self.written: list[str] = []
        electrodes = {name: electrode_key(read_derivation(name).electrode) for name in channels}
        count = Counter(electrodes.values())
        self.meant: dict[str, Callable[[], Terms]] = {}
        """By a name in capitals: what it adds, noted down as it is written."""
        references = {
            electrode_key(said)
            for name, channel in channels.items()
            if not is_common_reference(
                said := read_derivation(name).reference or channel.reference.strip()
            )
        }
        for electrode in references - set(electrodes.values()):
            self._means(electrode, partial(self._unrecorded, electrode))
        for name, electrode in electrodes.items():
            if count[electrode] == 1:
                self._means(electrode, partial(self._electrode, name))
            else:
                every = [other for other, at in electrodes.items() if at == electrode]
                self._means(electrode, partial(self._unclear, electrode, every))
        for name in channels:
            self.meant[channel_key(name)] = partial(self._channel, name)
        self.names = sorted(self.meant, key=len, reverse=True)

    def _means(self, electrode: str, what: Callable[[], Terms]) -> None:
        same = [old for old, new in EARS.items() if new == electrode]
        old = [name for name in ("T3", "T4", "T5", "T6") if scalp_site(name) == electrode]
        for name in (electrode, *same, *old):
            self.meant.setdefault(name, what)

    # ---- what a name adds ----------------------------------------------------------------------

    def _channel(self, name: str, *, is_quoted: bool = False) -> Terms:
        is_whole = self._is_whole(name)
        if is_quoted and not is_whole:
            self.written.append(f'"{name}"')
            is_whole = True
        else:
            marked = any(sign in channel_key(name) for sign in OPERATORS)
            written = f"({name})" if marked and self._beside_others() else name
            self.written.append(WrittenName(written, self._whole(name)))
        return Terms((Mention(name, 1.0, is_whole),))

    def _electrode(self, name: str) -> Terms:
        label = electrode_label(read_derivation(name).electrode)
        self.written.append(WrittenName(label, self._whole(name)))
        return Terms((Mention(name, 1.0),))

    def _unrecorded(self, electrode: str) -> Terms:
        self.written.append(electrode_label(electrode))
        return Terms((Mention(electrode, 1.0, is_recorded=False),))

    def _is_whole(self, name: str) -> bool:
        """Whether a channel's name says by itself that it is taken as it was recorded.

        It names its reference; or it is no electrode's ("EOG horizontal"), and nobody said what
        it was recorded against: there is no other name for it.
        """
        electrode, reference = read_derivation(name)
        unsaid = is_common_reference(self.channels[name].reference)
        return bool(reference) or (unsaid and " " in electrode)

    def _whole(self, name: str) -> str:
        if not self._is_whole(name):
            return f'"{name}"'
        return f"({name})" if any(sign in channel_key(name) for sign in OPERATORS) else name

    def _unclear(self, electrode: str, channels: list[str]) -> Terms:
        raise ValueError(
            f"{electrode_label(electrode)} may be any of {', '.join(channels[:6])}: name one of "
            "them whole"
        )

    def _beside_others(self) -> bool:
        """Whether a name with signs of its own needs brackets to be read again."""
        before = self.written[-1] if self.written else ""
        return before in _SIGNS or self._peek() in _SIGNS

    # ---- the grammar ---------------------------------------------------------------------------

    def read(self) -> Terms:
        found = self._sum()
        if self._peek():
            raise self._lost()
        if not found.weights:
            raise ValueError(f"{self.text.strip()!r} names no channel: {_HOW}")
        for one in found.mentions:
            check_weight(one.weight, f"{one.name} would be taken {one.weight:g} times")
        found.name = "".join(self.written)
        found.whole_name = "".join(getattr(part, "whole", part) for part in self.written)
        return found

    def _sum(self) -> Terms:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError(f"a derivation may have {_DEEPEST} brackets within one another")
        sign = 1.0
        if self._peek() in ("+", "-"):
            sign = -1.0 if self._take() == "-" else 1.0
        total = self._product().scaled(sign)
        while self._peek() in ("+", "-"):
            sign = -1.0 if self._take() == "-" else 1.0
            total = total.plus(self._product().scaled(sign))
        self.depth -= 1
        return total

    def _product(self) -> Terms:
        factor = 1.0
        if not self._name() and (number := self._number()) is not None:
            factor = number
            if self._peek() != "*":
                raise ValueError(
                    f"{number:g} alone is no channel; only channels are added. A number may stand "
                    "before * or behind * and /"
                )
            self._take()
        found = self._factor()
        while self._peek() in ("*", "/"):
            sign = self._take()
            number = self._number()
            if number is None or not number:
                raise ValueError(f"behind {sign!r} a number other than 0 is needed: {_HOW}")
            factor = factor * number if sign == "*" else factor / number
        return found.scaled(factor)

    def _factor(self) -> Terms:
        self._skip()
        if function := re.match(rf"({MEAN}|{LAPLACIAN})\s*\(", self.text[self.at :], re.IGNORECASE):
            self.at += function.end()
            return self._mean() if function[1].lower() == MEAN else self._laplacian()
        if self.text[self.at : self.at + 1] == '"':
            return self._quoted()
        if name := self._name():
            self.at += len(name)
            return self.meant[name]()
        if self._peek() == "(":
            self._take()
            mark = len(self.written)
            found = self._sum()
            self._close()
            inner = self.written[mark:-1]
            if len(inner) == 1 and inner[0].startswith("("):  # brackets once
                self.written[mark - 1 :] = inner
            return found
        raise self._lost()

    def _mean(self) -> Terms:
        self.written.append(f"{MEAN}(")
        parts = [self._sum()]
        while self._peek() == ",":
            self._take()
            self.written[-1] = ", "
            parts.append(self._sum())
        self._close()
        total = Terms()
        for part in parts:
            total = total.plus(part)
        return total.scaled(1 / len(parts))

    def _laplacian(self) -> Terms:
        self.written.append(f"{LAPLACIAN}(")
        centre = self._sum()
        self._close()
        if [(one.weight, one.is_recorded) for one in centre.mentions] != [(1.0, True)]:
            raise ValueError(f"{LAPLACIAN}(...) is of one site, as in {LAPLACIAN}(C3)")
        around = neighbours(self.channels, centre.mentions[0].name)
        return centre.plus(Terms(tuple(Mention(name, -1 / len(around)) for name in around)))

    def _quoted(self) -> Terms:
        end = self.text.find('"', self.at + 1)
        name = self.text[self.at + 1 : end] if end > 0 else ""
        meant = self.meant.get(channel_key(name))
        if meant is None:
            raise ValueError(f"no channel {name!r}, expected one of {list(self.channels)[:20]}")
        self.at = end + 1
        own = next((one for one in self.channels if channel_key(one) == channel_key(name)), None)
        return meant() if own is None else self._channel(own, is_quoted=True)

    # ---- what stands next ----------------------------------------------------------------------

    def _skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _peek(self) -> str:
        self._skip()
        return self.text[self.at : self.at + 1]

    def _take(self) -> str:
        sign = self._peek()
        self.at += 1
        self.written.append(sign)
        return sign

    def _close(self) -> None:
        if self._peek() != ")":
            raise ValueError(f"{self.text.strip()!r} lacks a closing bracket: {_HOW}")
        self._take()

    def _name(self) -> str:
        """Longest name that stands here, not in the middle of a word."""
        self._skip()
        rest = self.text[self.at :].upper()
        for name in self.names:
            if rest.startswith(name) and not (
                rest[len(name) :][:1].isalnum() and name[-1].isalnum()
            ):
                return name
        return ""

    def _number(self) -> float | None:
        self._skip()
        found = _NUMBER.match(self.text, self.at)
        if not found:
            return None
        self.at = found.end()
        number = float(found[0])
        shown = found[0] if len(found[0]) <= _LONGEST_NUMBER else f"{number:g}"
        check_weight(number, f"{shown} is no number to take a channel by")
        self.written.append(found[0])
        return number

    def _lost(self) -> ValueError:
        rest, whole = self.text[self.at :].strip(), repr(self.text.strip())
        before = self.written[-1] if self.written else ""
        if not rest:
            return ValueError(f"{whole} ends too early: {_HOW}")
        if rest[0] in _SIGNS and before in _SIGNS:
            return ValueError(
                f"{whole} has two signs behind one another, {before}{rest[0]}, where one is "
                f"meant: {_HOW}"
            )
        if rest[0] in OPERATORS and rest[0] != "(":
            return ValueError(
                f"{whole} has {rest[0]!r} where a channel is needed: {_HOW}"
                if before in ("", "(", *_SIGNS) or before.endswith(("(", ", "))
                else f"{whole} has {rest[0]!r} without a bracket that it belongs to: {_HOW}"
            )
        if self._name() or rest[0] in '("':
            return ValueError(f"{whole} lacks a sign before {rest[:30]!r}: {_HOW}")
        more = len(self.channels) - _MOST_NAMED
        return ValueError(
            f"{rest[:30]!r} is no channel or electrode of this night, which has "
            f"{', '.join([*self.channels][:_MOST_NAMED])}"
            f"{f' and {more} more' if more > 0 else ''}; {_HOW}"
        )
