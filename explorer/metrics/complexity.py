"""How compressible a hypnogram is: Lempel-Ziv phrases, alone and against shuffled nights."""

import numpy as np
import xarray as xr

from explorer.metrics.hypnogram_rows import Hypnograms, as_hypnograms
from explorer.metrics.stage_detail import EVERY_STAGE
from explorer.vocabulary.stages import SCORED

_THREE_STATES = np.array([1, 1, 1, 2, 2, 2, 3], np.uint8)  # unscored, artefact, W, NREM, REM
_SHUFFLES = 200


def lempel_ziv_76(hypnograms: Hypnograms) -> np.ndarray:
    """Phrases of Lempel & Ziv 1976, times log5(n) / n; NaN on a night nobody scored.

    Unscored epochs and artefacts are left out; of epochs shorter than 30 s one every 30 s counts.
    """
    return np.array([_normalised(codes[codes >= 0]) for codes in _every_step(hypnograms)])


def lempel_ziv_welch(hypnograms: Hypnograms, states: int) -> np.ndarray:
    """Codes that LZW emits an epoch, scaled from 0 (one stage all night) to 1 (a code an epoch).

    ``states`` is 5 for the stages or 3 for wake, NREM and REM. (r - r0) / (1 - r0), with r the
    codes an epoch and r0 those of a constant night of the same length.
    """
    values = np.full(hypnograms.nights, np.nan)
    for night, codes in enumerate(_every_step(hypnograms)):
        scored = codes[codes >= 0]
        constant = _welch_codes(bytes(scored.size))
        if constant == scored.size:
            continue  # two epochs at most: even a constant night emits a code an epoch
        symbols = _THREE_STATES[scored + 2] if states == 3 else scored
        emitted = _welch_codes(symbols.astype(np.uint8).tobytes())
        values[night] = (emitted - constant) / (scored.size - constant)
    return values


def compare_with_shuffled(
    hypnogram: xr.DataArray, *, rng: np.random.Generator, shuffles: int = _SHUFFLES
) -> xr.Dataset:
    """Compare the Lempel-Ziv complexity of a night with that of its epochs in random order.

    Parameters
    ----------
    hypnogram : xr.DataArray of Stage, dims (epoch)
        From lights-off to lights-on.
    rng : np.random.Generator
        Draws the orders.
    shuffles : int
        How many.

    Returns
    -------
    xr.Dataset
        ``complexity`` of the night, ``shuffled`` (mean over shuffles) and their ``ratio``: 1 for a
        night without any order in time, near 0 for one of few long bouts. All of unit 1; NaN for
        coarse stages, of which the attr ``undefined`` says so.

    Raises
    ------
    ValueError
        If the hypnogram has further dims, or fewer than one shuffle is asked for.

    Notes
    -----
    Normalised by log5(n) / n, complexity still depends on length: compare nights of one length, or
    their ratios.

    References
    ----------
    .. [1] Lempel & Ziv 1976, IEEE Trans Inf Theory 22:75.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> night = make_hypnogram(["W"] * 20 + ["N2"] * 60 + ["REM"] * 20)
    >>> found = compare_with_shuffled(night, rng=np.random.default_rng(1), shuffles=20)
    >>> bool(found.ratio < 0.5)
    True
    """
    if hypnogram.dims != ("epoch",):
        raise ValueError(f"one hypnogram is needed, dims (epoch), has {hypnogram.dims}")
    if shuffles < 1:
        raise ValueError(f"at least one shuffle is needed, {shuffles} were asked for")
    hypnograms = as_hypnograms(hypnogram)
    undefined = hypnograms.why_not(EVERY_STAGE)
    (codes,) = _every_step(hypnograms)
    scored = codes[:0] if undefined else codes[codes >= 0]
    complexity = _normalised(scored)
    mean = np.mean([_normalised(rng.permutation(scored)) for _ in range(shuffles)])
    units = {"units": "1"}
    return xr.Dataset(
        {
            "complexity": ((), complexity, units),
            "shuffled": ((), mean, units),
            "ratio": ((), complexity / mean if mean > 0 else np.nan, units),
        },
        attrs={"shuffles": shuffles, "source": "Lempel & Ziv 1976"}
        | ({"undefined": undefined} if undefined else {}),
    )


def _every_step(hypnograms: Hypnograms) -> np.ndarray:
    """Stages every 30 s, so that shorter epochs do not make a night longer."""
    return hypnograms.codes[:, :: hypnograms.steps]


def _normalised(codes: np.ndarray) -> float:
    if codes.size < 2:
        return np.nan
    phrases = _phrases(codes.astype(np.uint8).tobytes())
    return float(phrases * np.log(codes.size) / np.log(len(SCORED)) / codes.size)


def _phrases(text: bytes) -> int:
    """Phrases of the 1976 parsing: each the shortest that does not occur before its last letter."""
    count, begin = 0, 0
    while begin < len(text):
        length, found = 1, 0
        while begin + length <= len(text):
            found = text.find(text[begin : begin + length], found, begin + length - 1)
            if found < 0:
                break
            length += 1
        count += 1
        begin += length
    return count


def _welch_codes(text: bytes) -> int:
    """Codes that Lempel-Ziv-Welch emits for a text, its alphabet known in advance."""
    known = {bytes([letter]) for letter in range(max(SCORED) + 1)}
    phrase, emitted = b"", 0
    for letter in text:
        longer = phrase + bytes([letter])
        if longer in known:
            phrase = longer
        else:
            known.add(longer)
            emitted += 1
            phrase = bytes([letter])
    return emitted + bool(phrase)
