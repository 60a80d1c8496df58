"""Names that say their variant: what scripts may rely on, beside the short symbols of tables."""

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
        "N1_pct": "%N1",
        "N2_pct": "%N2",
        "N3_pct": "%N3",
        "REM_pct": "%REM",
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
"""Symbols of `explorer.metrics.METRICS` by a second name, where the symbol leaves the variant or
the unit unsaid. Every other symbol is its own name."""


def script_name(symbol: str) -> str:
    """Return the name under which a script finds a metric.

    Examples
    --------
    >>> script_name("%N3"), script_name_of("WASO_AASM")
    ('N3_pct', 'WASO_AASM')
    """
    return next((name for name, found in SCRIPT_NAMES.items() if found == symbol), symbol)
