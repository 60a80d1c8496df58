"""Arrays of a page without a kernel: what Python packs is what the page's tests unpack."""

import json
from pathlib import Path

import numpy as np
import pytest
import scipy.signal

from explorer.bridge.packed_arrays import (
    ArrayStore,
    byte_planes,
    prediction_errors,
    prediction_weights,
)
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
                "weights": weights,
                "packed": list(byte_planes(prediction_errors(CODES, weights))),
                "codes": CODES.tolist(),
            }
            for weights in ([4096], [8192, -4096], [5000, -1234, 32768, -7])
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


def test_the_weights_of_a_process_are_found_again_and_what_is_left_is_its_noise():
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 40, 200_000)
    codes = np.rint(scipy.signal.lfilter([1], [1, -1.6, 0.7], noise)).astype(np.int16)
    weights = prediction_weights(codes)
    assert np.allclose(np.array(weights[:3]) / 4096, [1.6, -0.7, 0], atol=0.02)
    left = prediction_errors(codes, weights).astype(np.int32)
    assert np.isclose(np.std((left >> 1) ^ -(left & 1)), 40, rtol=0.01)


@pytest.mark.parametrize("codes", [[], [5], [7] * 100, [0, 1] * 50, [-32768] * 90 + [32000] * 90])
def test_what_nothing_can_be_fitted_to_is_packed_all_the_same(codes):
    store = ArrayStore()
    packed = store.add_samples(np.array(codes, np.int16))
    assert packed["bytes"] == 2 * len(codes)
    assert max(map(abs, packed["weights"])) <= 8 * 4096


if __name__ == "__main__":
    VALUES.write_text(json.dumps(packed_values()) + "\n", "utf-8")
