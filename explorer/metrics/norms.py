"""What is typical at an age: published figures as rows, each marked as checked or not.

A figure is `verified` if it was read in the paper or its abstract. The others are from memory of
the literature: show them only with a visible mark that says so.
"""

from dataclasses import dataclass

_BOULOS = "Boulos et al. 2019, Lancet Respir Med 7:533 (169 studies, AASM)"
_BOULOS_N = 5273
_OHAYON = "Ohayon et al. 2004, Sleep 27:1255 (65 studies, R&K)"
_OHAYON_N = 3577
_VAN_CAUTER = "Van Cauter et al. 2000, JAMA 284:861 (men, R&K, central derivation)"
_VAN_CAUTER_N = 149

NOT_VERIFIED = "not verified against the paper"


@dataclass(frozen=True)
class Norm:
    """One published figure about one metric.

    Parameters
    ----------
    symbol : str
        The metric's, as in `explorer.metrics.METRICS`.
    kind : str
        "mean", or "change per decade" of age.
    value : float
        In `units`.
    units : str
        Of the value.
    source : str
        Where it is from.
    n : int
        People behind it.
    verified : bool
        Whether it was read in the source.
    ages : (float, float)
        From and to, in years; those of adults where the source pools them.
    sex : str
        "female", "male" or "" for both.
    spread : float
        Standard error of a mean; NaN where not given.
    note : str
        What limits it.
    """

    symbol: str
    kind: str
    value: float
    units: str
    source: str
    n: int
    verified: bool
    ages: tuple[float, float] = (18.0, 120.0)
    sex: str = ""
    spread: float = float("nan")
    note: str = ""


NORMS = (
    *(
        Norm(symbol, "change per decade", value, units, _BOULOS, _BOULOS_N, verified=True)
        for symbol, value, units in (
            ("TST", -10.1, "min"),
            ("SE", -2.1, "%"),
            ("WASO_AASM", 9.7, "min"),
            ("SOL", 1.1, "min"),
            ("%N1", 0.5, "%"),
        )
    ),
    *(
        Norm(
            *(symbol, "change per decade", 0.0, "%", _BOULOS, _BOULOS_N),
            verified=True,
            note="No significant change with age was found, which is not the same as none; "
            "Ohayon 2004 found slow-wave sleep to fall in adults.",
        )
        for symbol in ("%N2", "%N3", "%REM")
    ),
    *(
        Norm(symbol, "mean", value, units, _BOULOS, _BOULOS_N, verified=False, note=NOT_VERIFIED)
        for symbol, value, units in (
            ("TST", 394.6, "min"),
            ("SOL", 15.4, "min"),
            ("SE", 85.7, "%"),
            ("WASO_AASM", 48.2, "min"),
            ("Lat_REM_onset", 97.4, "min"),
            ("%N1", 7.9, "%"),
            ("%N2", 51.4, "%"),
            ("%N3", 20.4, "%"),
            ("%REM", 19.0, "%"),
        )
    ),
    Norm(
        *("%N3", "mean", 18.9, "%", _VAN_CAUTER, _VAN_CAUTER_N),
        verified=True,
        ages=(16.0, 25.0),
        sex="male",
        spread=1.3,
        note="n is that of all ages together; central EEG scores less N3 than frontal.",
    ),
    Norm(
        *("%N3", "mean", 3.4, "%", _VAN_CAUTER, _VAN_CAUTER_N),
        verified=True,
        ages=(36.0, 50.0),
        sex="male",
        spread=1.0,
        note="n is that of all ages together; central EEG scores less N3 than frontal.",
    ),
    Norm(
        *("%N3", "change per decade", -2.0, "%", _OHAYON, _OHAYON_N),
        verified=False,
        ages=(20.0, 60.0),
        note=NOT_VERIFIED,
    ),
)
"""Every figure. Minutes and percentages are as the sources define them, which differ."""


def find_norms(
    symbol: str, *, age: float | None = None, sex: str = "", unverified: bool = False
) -> tuple[Norm, ...]:
    """Find the published figures about a metric.

    Parameters
    ----------
    symbol : str
        The metric's.
    age : float, optional
        Years; figures about other ages are left out.
    sex : str
        "female" or "male"; figures about the other are left out.
    unverified : bool
        Whether to give those not read in their source too.

    Returns
    -------
    tuple of Norm
        Those about one sex are given only where the sex is known to be it. Possibly empty.

    Raises
    ------
    ValueError
        If the sex is neither "female", "male" nor "".

    Examples
    --------
    >>> [(norm.kind, norm.value) for norm in find_norms("%N3", age=20, sex="male")]
    [('change per decade', 0.0), ('mean', 18.9)]
    """
    if sex not in ("female", "male", ""):
        raise ValueError(f"sex must be 'female', 'male' or '' where not known, is {sex!r}")
    return tuple(
        norm
        for norm in NORMS
        if norm.symbol == symbol
        and (norm.verified or unverified)
        and (age is None or norm.ages[0] <= age <= norm.ages[1])
        and norm.sex in ("", sex)
    )
