"""A thread in the background: the process ends cleanly while it computes."""

import subprocess
import sys
import time

COMPUTES = """
import sys, threading
import numpy as np, scipy.fft
from {module} import {name}
begun = threading.Event()
signals = np.random.default_rng(0).standard_normal((20, 200_000))
def transform(*_):
    while True:
        scipy.fft.rfft(signals)
        begun.set()
{start}
begun.wait()
sys.exit(3)
"""
SLEEPS = """
import threading, time
from explorer import background_thread
background_thread.LONGEST = 0.5
background_thread.start_background_thread(time.sleep, 60)
"""


def ended(code):
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stderr, time.monotonic() - began


def test_a_transform_under_way_does_not_abort_the_process():
    code = COMPUTES.format(
        module="explorer.background_thread",
        name="start_background_thread",
        start="start_background_thread(transform)",
    )
    assert ended(code)[:2] == (3, "")


def test_a_worker_of_the_page_does_not_abort_the_process():
    code = COMPUTES.format(
        module="explorer.app.latest_worker",
        name="LatestWorker",
        start="LatestWorker(transform, print, print).request(0)",
    )
    assert ended(code)[:2] == (3, "")


def test_the_end_is_not_kept_waiting_by_what_does_not_stop():
    code, errors, took = ended(SLEEPS)
    assert (code, errors) == (0, "")
    assert took < 50
