"""Definitions to choose among: which named variant of a metric stands in the headline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from explorer.metrics.aliases import FORMER_NAMES, find_symbol
from explorer.metrics.cycle_rules import CYCLE_RULES
from explorer.metrics.metric import ANY_SLEEP


@dataclass(frozen=True)
class Definition:
    """A quantity that the field defines in several ways.

    Parameters
    ----------
    name : str
        What it is called in headlines; unique.
    question : str
        What the variants differ in.
    variants : tuple of (str, str)
        Of each variant its key, a symbol of `explorer.metrics.METRICS`, a name of `CYCLE_RULES` or
        a convention, and what it says in a few words. The first is the default: the AASM manual's,
        where that defines it.
    """

    name: str
    question: str
    variants: tuple[tuple[str, str], ...]

    @property
    def default(self) -> str:
        """Key of the default variant."""
        return self.variants[0][0]

    def words(self, key: str) -> str:
        """Say in a few words what a variant is."""
        return dict(self.variants)[key]


CYCLES = "cycles"
EDGES, ISOLATED = CONVENTIONS = ("unscored edges", "isolated sleep")
KEPT = "kept"

DEFINITIONS = (
    Definition(
        "SOL",
        "sleep onset by",
        (
            ("SOL", "any sleep"),
            ("SOL_3N1", "N2, N3, REM or 90 s of N1"),
            ("SOL_5min", "5 min unbroken"),
            ("SOL_10min", "10 min unbroken"),
        ),
    ),
    Definition(
        "WASO", "counts wake", (("WASO_AASM", "to lights-on"), ("WASO_SPT", "to final waking"))
    ),
    Definition(
        "REM latency",
        "counts",
        (
            ("Lat_REM_onset", f"from {ANY_SLEEP}"),
            ("Lat_REM", "from lights-off"),
            ("Lat_REM_NREM", f"NREM sleep only, from {ANY_SLEEP}"),
        ),
    ),
    Definition(CYCLES, "rule", tuple((name, name) for name in CYCLE_RULES)),
    Definition(
        EDGES,
        "before the first and after the last scored epoch",
        ((KEPT, "are time in bed (YASA)"), ("left out", "are not (Luna, Snooz)")),
    ),
    Definition(
        ISOLATED,
        "5 min or less, 2 h from the rest",
        ((KEPT, "is sleep (YASA)"), ("wake", "is wake (Luna’s rule, at both ends)")),
    ),
)
"""Every definition that can be switched; `CONVENTIONS` change the hypnogram itself."""


def onset_note(variants: Mapping[str, str]) -> str:
    """Say that no other number follows a sleep onset chosen for SOL; "" where it is the usual one.

    Parameters
    ----------
    variants : mapping of str to str
        Key of the variant in use by the name of its definition; defaults may be left out.

    Examples
    --------
    >>> onset_note({"SOL": "SOL_5min"}).split(";")[0]
    'SPT, SME, WASO and REM latency begin with the first epoch of any sleep'
    >>> onset_note({"SOL": "SOL"})
    ''
    """
    named = {one.name: one for one in DEFINITIONS}
    latency = named["SOL"]
    chosen = variants.get("SOL", latency.default)
    if chosen == latency.default:
        return ""
    counted = variants.get("REM latency", named["REM latency"].default)
    begun = ["SPT", "SME", "WASO"] + ["REM latency"] * (counted != "Lat_REM")
    return (
        f"{', '.join(begun[:-1])} and {begun[-1]} begin with {ANY_SLEEP}; the onset chosen "
        f"for SOL ({latency.words(chosen)}) moves SOL alone."
    )


def definition(name: str) -> Definition:
    """Find a definition by its name, or by one that it had once.

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    >>> definition("WASO").default
    'WASO_AASM'
    >>> definition("stray sleep").name
    'isolated sleep'
    """
    named = {one.name: one for one in DEFINITIONS}
    found = named.get(name) or named.get(FORMER_NAMES.get(name, ""))
    if found:
        return found
    raise ValueError(f"no definition {name!r}, expected one of {[d.name for d in DEFINITIONS]}")


def variant_in_words(symbol: str) -> str:
    """Say which of several definitions a metric is; "" where the field has but one.

    Parameters
    ----------
    symbol : str
        Symbol or name of a metric.

    Returns
    -------
    str
        The variant's words, the same beside a number wherever it stands.

    Examples
    --------
    >>> variant_in_words("WASO_AASM"), variant_in_words("WASO"), variant_in_words("TST")
    ('to lights-on', 'to final waking', '')
    """
    of = find_symbol(symbol)
    return next((d.words(of) for d in DEFINITIONS if of in dict(d.variants)), "")


def known(chosen: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Check choices and name them as today; a later one replaces an earlier of one definition.

    Raises
    ------
    ValueError
        If a definition or a variant is unknown.

    Examples
    --------
    >>> known([("WASO", "WASO_SPT"), ("WASO", "WASO_AASM")])
    (('WASO', 'WASO_AASM'),)
    """
    choices = {definition(str(name)).name: str(key) for name, key in chosen}
    for name, key in choices.items():
        keys = [variant for variant, _ in definition(name).variants]
        if key not in keys:
            raise ValueError(f"no variant {key!r} of {name}, expected one of {keys}")
    return tuple(choices.items())


def departures(chosen: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Tidy choices to those that depart from the defaults, in the order of `DEFINITIONS`.

    Parameters
    ----------
    chosen : iterable of (str, str)
        Names of definitions with the keys of variants; a later choice replaces an earlier.

    Returns
    -------
    tuple of (str, str)

    Raises
    ------
    ValueError
        If a definition or a variant is unknown.

    Examples
    --------
    >>> departures([("WASO", "WASO_SPT"), ("SOL", "SOL")])
    (('WASO', 'WASO_SPT'),)
    """
    choices = dict(known(chosen))
    return tuple(
        (d.name, choices[d.name])
        for d in DEFINITIONS
        if choices.get(d.name, d.default) != d.default
    )
