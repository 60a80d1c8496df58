"""Files damaged at random: each is read or refused, and nothing else ever happens."""

import contextlib

import numpy as np
import pytest

from explorer.io.open import open_night
from explorer.io.scorer_reading import read_scoring

BYTES = [0, 9, 10, 32, 34, 44, 45, 46, 48, 57, 60, 62, 178, 255]  # that mean something somewhere


def damaged(raw, rng, first=0, last=None):
    copy = bytearray(raw)
    for _ in range(rng.integers(1, 6)):
        at = int(rng.integers(first, min(last or len(copy), len(copy))))
        copy[at] = int(rng.choice([*BYTES, int(rng.integers(256))]))
    return bytes(copy)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("psg-excerpts/sleep_edf_SC4001_first_5_min.edf", 0, 2048),
        ("hostile/pyedflib-sdist__test_subsecond.edf", 0, 768),
        ("hostile/pyedflib-sdist__test_subsecond.edf", 768, 40_000),
        ("hostile/pyedflib-sdist__test_generator_datarec_generator_2.bdf", 0, 1792),
    ],
)
def test_a_damaged_recording_opens_or_is_refused(name, first, last, shared_data, tmp_path):
    raw = (shared_data / name).read_bytes()[:60_000]
    rng = np.random.default_rng(1)
    path = tmp_path / f"damaged{name[-4:]}"
    for _ in range(200):
        path.write_bytes(damaged(raw, rng, first, last))
        with contextlib.suppress(ValueError, OSError):
            night = open_night(path)
            assert night.duration <= 14 * 24 * 3600
            night.window(0, min(1, night.duration))


@pytest.mark.parametrize(
    "name",
    [
        "edf-hypnograms/SC4001EC-Hypnogram.edf",
        "dreams-spindles/Hypnogram_excerpt6.txt",
        "yasa/sub-02_hypno_30s.txt",
        "nsrr-xml/learn-nsrr01.xml",
        "noxturnal-csv/noxturnal_events_example_unicode_2.csv",
        "boas/sub-1_task-Sleep_acq-psg_events.tsv",
    ],
)
def test_a_damaged_hypnogram_is_read_or_refused(name, shared_data, tmp_path):
    raw = (shared_data / name).read_bytes()
    rng = np.random.default_rng(2)
    path = tmp_path / f"damaged{name[-4:]}"
    for _ in range(40):
        path.write_bytes(damaged(raw, rng, 0, 600) if rng.random() < 0.7 else damaged(raw, rng))
        with contextlib.suppress(ValueError, OSError):
            read_scoring(path)
