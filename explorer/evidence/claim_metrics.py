"""Metrics of the signal that test claims, and why one has no value where a claim is shown."""

from collections.abc import Sequence
from types import MappingProxyType

from explorer.detectors.spindles import DEFAULT_RULE

_LOW, _HIGH = DEFAULT_RULE.band

# Metrics of the signal that test a claim; those of the hypnogram are in the catalogue.
SIGNAL_METRICS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {
        "SWA": ("slow-wave activity, mean of N2 and N3, 0.75–4.5 Hz", "uV^2"),
        "SWE_cycle1": ("share of the night's slow-wave energy in the first cycle", "%"),
        "spindle_density": (f"spindles a minute of N2, {_LOW:g}–{_HIGH:g} Hz", "/min"),
        "coupling": ("mean vector length of sigma on slow waves, corrected for their number", ""),
        "delta_beta_ratio": ("log10 of delta over beta power in N2 and N3: a proxy", ""),
        "HR": ("heart rate, mean of N2 and N3, from the ECG", "/min"),
        "infraslow_peak": ("frequency of infraslow sigma fluctuation; none without a peak",
                           "Hz"),
    }
)  # fmt: skip
IN_DIALOG = "asked"
"""Of a claim shown alone: its heading's id, and that no signal is measured for it."""


def why_missing(symbols: Sequence[str], within: str) -> list[str]:
    """Say why metrics have no value here, and what would show it.

    Parameters
    ----------
    symbols : sequence of str
        Metrics without a value.
    within : str
        `IN_DIALOG`, or anything else for the tab.

    Examples
    --------
    >>> ["The tab Evidence has the numbers" in said for said in why_missing(["SWA"], IN_DIALOG)]
    [True]
    """
    of_signal = [symbol for symbol in symbols if symbol in SIGNAL_METRICS]
    others = [symbol for symbol in symbols if symbol not in SIGNAL_METRICS]
    sentences = []
    if of_signal and within == IN_DIALOG:
        sentences.append(
            f"Measured on the whole night's signal, which takes seconds, and so not in this "
            f"dialog: {', '.join(of_signal)}. The tab Evidence has the numbers."
        )
    elif of_signal:
        sentences.append(
            f"Measured on the analysis channel: {', '.join(of_signal)}. They stand "
            "here once the whole night of an EEG channel in µV is computed; choose one on the tab "
            "Night."
        )
    if others:
        sentences.append(f"Counted on a hypnogram: {', '.join(others)}. Open a scored night.")
    return sentences
