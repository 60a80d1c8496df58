"""Arrays of a page without a kernel: what Python packs is what the page's tests unpack."""

import json
from pathlib import Path

import numpy as np

from explorer.bridge.packed_arrays import ArrayStore, byte_planes, differences
from explorer.bridge.safe_base85 import ALPHABET, encode

VALUES = Path(__file__).parent / "values" / "packed.json"
CODES = np.array([0, 3, 2, -32768, 32000, -32000, 7], np.int16)


def packed_values():
    """Pack what the page's tests compare with."""
    raw = bytes(range(7)) + b"\xff\xfe"
    sums = np.array([[1.0, 2.0], [1.5, np.nan], [4.0, 7.0]])
    store = ArrayStore()
    store.add_cumulated(sums)
    steps = np.frombuffer(store.whole(), "<f4").reshape(sums.shape)
    return {
        "alphabet": ALPHABET,
        "text": encode(raw),
        "bytes": list(raw),
        "samples": [
            {
                "order": order,
                "packed": list(byte_planes(differences(CODES, order))),
                "codes": CODES.tolist(),
            }
            for order in (1, 2)
        ],
        "steps": {
            "columns": 2,
            "packed": list(store.whole()),
            "sums": [
                None if np.isnan(one) else one
                for one in np.cumsum(steps.astype(np.float64), axis=0).ravel()
            ],
        },
    }


def test_the_pages_tests_have_the_values_that_python_packs():
    assert json.loads(VALUES.read_text("utf-8")) == packed_values()


def test_no_character_of_the_text_can_end_a_script_or_begin_a_comment():
    assert not set("<>&\"'\\/") & set(ALPHABET)
    assert len(set(ALPHABET)) == 85


def test_arrays_that_are_alike_are_held_once():
    store = ArrayStore()
    places = [store.add(b"one"), store.add(b"two"), store.add(b"one")]
    assert [place["at"] for place in places] == [0, 3, 0]
    assert store.whole() == b"onetwo"


if __name__ == "__main__":
    VALUES.write_text(json.dumps(packed_values()) + "\n", "utf-8")
