"""Values of environment variables, checked as they are read: paths, numbers, lists, yes and no."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from explorer.storage.far.urls import Address, is_address, read_address

_YES, _NO = ("1", "yes", "true", "on"), ("0", "no", "false", "off")


@dataclass(frozen=True)
class Variable:
    """What people are told of an environment variable."""

    name: str
    meaning: str
    default: str
    expected: str
    unit: str = ""


class EnvironmentValues:
    """Reads variables by their kind; one that is empty counts as not set.

    Parameters
    ----------
    said : mapping of str to str
        The environment.
    variables : iterable of Variable
        What a refusal says of each.

    Examples
    --------
    >>> speed = Variable("SPEED", "how fast", "1", "a number above 0", "km/h")
    >>> EnvironmentValues({"SPEED": "12"}, [speed]).number("SPEED")
    12.0
    >>> EnvironmentValues({"SPEED": "fast"}, [speed]).number("SPEED")
    Traceback (most recent call last):
        ...
    ValueError: SPEED is 'fast', expected a number above 0 (km/h)
    """

    def __init__(self, said: Mapping[str, str], variables: Iterable[Variable]) -> None:
        self._said = said
        self._about = {one.name: one for one in variables}

    def path(self, variable: str) -> Path | None:
        """Read a path; None where it is not set."""
        text = self._said.get(variable, "")
        return Path(text) if text else None

    def file(self, variable: str) -> Path | Address | None:
        """Read a path or an address; None where it is not set."""
        text = self._said.get(variable, "")
        return read_address(text) if is_address(text) else self.path(variable)

    def paths(self, variable: str) -> tuple[Path, ...]:
        """Read paths, separated as in ``PATH``."""
        return tuple(Path(part) for part in self._said.get(variable, "").split(os.pathsep) if part)

    def listed(self, variable: str, form: re.Pattern[str]) -> tuple[str, ...]:
        """Read words with commas or spaces between, each of one form."""
        named = tuple(part for part in re.split(r"[,;\s]+", self._said.get(variable, "")) if part)
        wrong = next((one for one in named if not form.fullmatch(one)), None)
        if wrong is not None:
            raise self._refused(variable, wrong)
        return named

    def number(self, variable: str) -> float | None:
        """Read a number above 0; None where it is not set."""
        text = self._said.get(variable, "").strip()
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = 0.0
        if not 0 < value < float("inf"):
            raise self._refused(variable, text)
        return value

    def whole(self, variable: str) -> int | None:
        """Read a whole number above 0; None where it is not set."""
        text = self._said.get(variable, "").strip()
        if not text:
            return None
        if not text.isdecimal() or int(text) == 0:
            raise self._refused(variable, text)
        return int(text)

    def yes(self, variable: str) -> bool:
        """Read yes or no; no where it is not set."""
        text = self._said.get(variable, "").strip()
        if text.lower() not in ("", *_YES, *_NO):
            raise self._refused(variable, text)
        return text.lower() in _YES

    def _refused(self, variable: str, text: str) -> ValueError:
        about = self._about[variable]
        unit = f" ({about.unit})" if about.unit else ""
        return ValueError(f"{variable} is {text!r}, expected {about.expected}{unit}")
