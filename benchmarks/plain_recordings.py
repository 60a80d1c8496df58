"""Recordings as bytes, of random samples: EDF, EDF+C, EDF+D and BDF of any length."""

from collections.abc import Sequence

import numpy as np

_TEXTS = 60  # bytes of the annotations of a record
_LABELS = ("C3-M2", "C4-M1", "O1-M2", "O2-M1", "F3-M2", "F4-M1", "E1-M2", "E2-M1")


def recording(
    *,
    channels: int = 8,
    frequency: int = 256,
    records: int = 60,
    sample_bytes: int = 2,
    onsets: Sequence[float] | None = None,
    texts: dict[int, str] | None = None,
    seed: int = 1,
) -> bytes:
    """Make a recording with records of one second.

    Parameters
    ----------
    channels, frequency, records : int
        How many; Hz.
    sample_bytes : int
        2 for EDF, 3 for BDF.
    onsets : sequence of float, optional
        When each record begins, s: then it is discontinuous.
    texts : dict of int to str, optional
        An annotation by its record: then it is contiguous EDF+.
    seed : int
        Of the samples.

    Returns
    -------
    bytes
    """
    plus = onsets is not None or texts is not None
    name = "EDF" if sample_bytes == 2 else "BDF"
    reserved = (f"{name}+D" if onsets is not None else f"{name}+C") if plus else ""
    signals = channels + plus
    high = 2 ** (8 * sample_bytes - 1) - 1
    texts_samples = -(-_TEXTS // sample_bytes)
    fixed = [
        ("0" if sample_bytes == 2 else "\xffBIOSEMI", 8),
        *(("X X X X", 80), ("Startdate 01-JAN-2020 X X X", 80), ("01.01.20", 8), ("22.00.00", 8)),
        *((str(256 * (signals + 1)), 8), (reserved, 44), (str(records), 8), ("1", 8)),
        (str(signals), 4),
    ]
    labels = [_LABELS[row] if row < len(_LABELS) else f"X{row}" for row in range(channels)]
    blank = [""] * signals
    columns = [
        ([*labels, f"{name} Annotations"][:signals], 16),
        *((blank, 80), (["uV"] * channels + [""] * plus, 8)),
        *(([str(-high // 100)] * signals, 8), ([str(high // 100)] * signals, 8)),
        *(([str(-high - 1)] * signals, 8), ([str(high)] * signals, 8), (blank, 80)),
        (([str(frequency)] * channels + [str(texts_samples)] * plus), 8),
        (blank, 32),
    ]
    header = "".join(text.ljust(width) for text, width in fixed)
    header += "".join(text.ljust(width) for column, width in columns for text in column)
    rng = np.random.default_rng(seed)
    width = channels * frequency * sample_bytes
    body = np.zeros((records, width + plus * texts_samples * sample_bytes), np.uint8)
    body[:, :width] = rng.integers(0, 256, (records, width), np.uint8)
    if plus:
        for record in range(records):
            onset = record if onsets is None else onsets[record]
            said = f"+{onset:g}\x14\x14\x00"
            if texts and record in texts:
                said += f"+{onset:g}\x15" + f"30\x14{texts[record]}\x14\x00"
            raw = np.frombuffer(said.encode(), np.uint8)
            body[record, width : width + raw.size] = raw
    return header.encode("latin-1") + body.tobytes()
