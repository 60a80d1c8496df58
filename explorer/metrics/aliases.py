"""Names that say their variant: what scripts find metrics under; tables head rows by symbols."""

from types import MappingProxyType

SCRIPT_NAMES: MappingProxyType[str, str] = MappingProxyType(
    {
        "REM_latency_lights_off": "Lat_REM",
        "REM_latency_sleep_onset": "Lat_REM_onset",
        "W_min": "WAKE",
        "N1_min": "N1",
        "N2_min": "N2",
        "N3_min": "N3",
        "REM_min": "REM",
        **{f"{stage}_pct": f"%{stage}" for stage in ("N1", "N2", "N3", "REM", "NREM")},
        **{f"{stage}_pct_SPT": f"%{stage}_SPT" for stage in ("N1", "N2", "N3", "REM", "NREM")},
        "W_pct_SPT": "%WAKE_SPT",
        "SFI_W": "SFI",
        "SFI_W_N1": "SFI_N1",
        "stage_shift_index": "SHIFTS_TST",
        "awakenings": "AWAKENINGS",
        "cycles_feinberg_floyd": "CYCLES",
        "cycles_luna": "CYCLES_Luna",
        "cycles_aeschbach": "CYCLES_AB",
        "entropy_rate": "ENTROPY",
    }
)
"""Symbols of `explorer.metrics.METRICS` by the names that scripts find them under, where the symbol
leaves the variant or the unit unsaid. Every other symbol is its own name."""

COARSE_SCRIPT_NAMES: MappingProxyType[str, str] = MappingProxyType(
    {"light_min": "LIGHT", "deep_min": "DEEP", "light_pct": "%LIGHT", "deep_pct": "%DEEP"}
)
"""The same of the metrics that stand only where a scorer has light and deep sleep."""

FORMER_NAMES: MappingProxyType[str, str] = MappingProxyType(
    {
        "WASO": "WASO_SPT",
        "SFI_consolidated": "SFI_beyond_N1",
        "stray sleep": "isolated sleep",
    }
)
"""Symbols that a metric had once, and names of definitions, by those that they have now: asking by
them keeps working, but for a name that is a definition's today."""

_SYMBOLS = SCRIPT_NAMES | COARSE_SCRIPT_NAMES
_NAMES = MappingProxyType({symbol: name for name, symbol in _SYMBOLS.items()})


def find_symbol(name: str) -> str:
    """Return the symbol of a metric that is asked for by its name, its symbol, or a former one.

    Parameters
    ----------
    name : str
        Anything else is returned as it is.

    Returns
    -------
    str

    Examples
    --------
    >>> find_symbol("N3_pct"), find_symbol("%N3"), find_symbol("WASO"), find_symbol("SWA")
    ('%N3', '%N3', 'WASO_SPT', 'SWA')
    """
    return _SYMBOLS.get(name, FORMER_NAMES.get(name, name))


def script_name(name: str) -> str:
    """Return the one name under which scripts find a metric, wherever they read it.

    Parameters
    ----------
    name : str
        A name, a symbol or a former one; anything else is returned as it is.

    Returns
    -------
    str

    Examples
    --------
    >>> script_name("%N3"), script_name("N3_pct"), script_name("WASO"), script_name("SWA")
    ('N3_pct', 'N3_pct', 'WASO_SPT', 'SWA')
    """
    symbol = find_symbol(name)
    return _NAMES.get(symbol, symbol)
