"""Units of recorded channels: the spellings of voltage in files, and their factor to microvolts."""

import re
import unicodedata
from types import MappingProxyType

MICROVOLT = "uV"
BLANK = ("", "-", "--", "?", "n/a", "none", "na", "nan", "null", "unknown")
"""What stands, in lower case, where a file gives no unit."""

# Prefixes and volts by script: a Latin m before a Cyrillic letter is m\u00b2 read in another page.
_LATIN = ("v", "volt", "volts", "volte", "volten", "voltio", "voltios", "voltti", "vrms", "vpp")
_CYRILLIC = ("в", "вольт", "вольты", "вольта")
_ASIAN = ("伏", "伏特", "ボルト")
_PREFIXES: tuple[tuple[float, tuple[str, ...], tuple[str, ...]], ...] = (
    (1e-3, ("n", "nano"), _LATIN),
    (1.0, ("mk", "mc", "micro", "mikro"), _LATIN),
    (1.0, ("u", "μ"), (*_LATIN, *_CYRILLIC, *_ASIAN)),
    (1e3, ("m", "milli", "mili"), _LATIN),
    (1e6, ("",), (*_LATIN, *_CYRILLIC, *_ASIAN)),
    (1e-3, ("н", "нано"), ("v", *_CYRILLIC)),
    (1.0, ("мк", "микро"), ("v", *_CYRILLIC)),
    (1e3, ("м", "милли"), ("v", *_CYRILLIC)),
    (1e-3, ("纳", "納", "ナノ"), ("v", *_ASIAN)),
    (1.0, ("微", "マイクロ"), ("v", *_ASIAN)),
    (1e3, ("毫", "ミリ"), ("v", *_ASIAN)),
)
_SPELT = MappingProxyType(
    {
        prefix + volt: factor
        for factor, ones, volts in _PREFIXES
        for prefix in ones
        for volt in volts
    }
)
# A field of eight bytes may end within a word: "microvol", or "микр" in two bytes a letter.
_SHORTEST_CUT = 4
_CUT = MappingProxyType(
    {
        word[:length]: factor
        for word, factor in _SPELT.items()
        if factor != 1e6
        for length in range(_SHORTEST_CUT, len(word))
        if word[:length] not in _SPELT
    }
)
# Pages of code in which a V with its prefix has been written; the field is then read as Latin-1.
_CODE_PAGES = (
    *("utf-8", "gbk", "cp949", "shift_jis", "euc_jp", "big5", "cp1251", "koi8-r", "cp866"),
    *("iso8859-5", "mac_cyrillic", "cp1253", "cp437"),
)
_ENTITIES = re.compile(r"&micro;|&mu;|&#181;|&#956;|\\mu|\\u00b5|\\u03bc|%b5|%c2%b5", re.IGNORECASE)
_PER_STEP = re.compile(r"/(bit|lsb|digit|count|unit|step)s?$")
_AROUND = " \t.,:;*'\"`<>()[]{}=~"
# A letter that was lost on the way, before a V: only that of "micro" is no plain letter.
_LOST_LETTER = re.compile(r"^(\?{1,3}|[^\x00-\x7f]{1,3})v(olts?)?$")


def to_microvolts(unit: str) -> float | None:
    """Factor from this unit to uV.

    Parameters
    ----------
    unit : str
        The unit as the file spells it, decoded as UTF-8 or, where it is none, as Latin-1.

    Returns
    -------
    float or None
        None if it is no unit of voltage that we know, or `possible_microvolts` gives several.

    Examples
    --------
    >>> to_microvolts("mV"), to_microvolts("\u00b5V"), to_microvolts("%")
    (1000.0, 1.0, None)
    >>> to_microvolts("microvol"), to_microvolts("[uV]"), to_microvolts("мкВ")
    (1.0, 1.0, 1.0)
    """
    factors = possible_microvolts(unit)
    return factors[0] if len(factors) == 1 else None


def possible_microvolts(unit: str) -> tuple[float, ...]:
    """Every factor to uV that a unit may mean, the likeliest first.

    Parameters
    ----------
    unit : str
        As for `to_microvolts`.

    Returns
    -------
    tuple of float
        Empty if it is no unit of voltage. Several where a letter was lost: then the range or the
        values must tell.

    Examples
    --------
    >>> possible_microvolts("?V"), possible_microvolts("uV"), possible_microvolts("uV^2")
    ((1.0, 1000.0), (1.0,), ())
    """
    word = _folded(unit)
    if (factor := _spelt(word)) is not None:
        return (factor,)
    bare = unit.strip()
    decoded = {_spelt(_folded(text)) for text in _other_readings(bare)} - {None}
    factors = sorted(factor for factor in decoded if factor is not None)
    if len(factors) == 1:
        return tuple(factors)
    if factors or _LOST_LETTER.match(word):
        return (1.0, 1e3)
    return ()


def _spelt(word: str) -> float | None:
    return _SPELT.get(word, _CUT.get(word))


def _folded(unit: str) -> str:
    """One spelling of letters that look alike, without brackets, spaces and hyphens."""
    text = _ENTITIES.sub("μ", unit)
    # Both micro signs, full-width letters and the square sign of uV become one.
    text = unicodedata.normalize("NFKC", text).strip(_AROUND).lower()
    text = _PER_STEP.sub("", text)
    return re.sub(r"[\s_\-\u00ad\u200b\ufeff]+", "", text).strip(_AROUND)


def _other_readings(unit: str) -> list[str]:
    """Texts that the bytes of a unit are in other pages of code."""
    readings = []
    for own in ("latin-1", "cp1252", "mac_roman", "utf-8"):
        try:
            raw = unit.encode(own)
        except UnicodeEncodeError:
            continue
        if raw.isascii():
            break
        for page in _CODE_PAGES:
            try:
                readings.append(raw.decode(page))
            except UnicodeDecodeError:
                continue
    return readings
