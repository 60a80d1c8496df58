"""The compiler's pages, counted by the system itself in a process of their own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.release_memory import unwritten

_LOADS_TWO_LOOPS = """
import json
import numpy as np
from explorer.dsp.multitaper import multitaper_spectrogram
from explorer.dsp.welch import welch_by_epoch
from explorer.release_memory import release_compiler_pages

def held():
    kilobytes, ours = 0, False
    for line in open("/proc/self/smaps"):
        if "-" in line.split()[0]:
            ours = "libllvmlite" in line
        elif ours and line.startswith("Rss:"):
            kilobytes += int(line.split()[1])
    return kilobytes / 1024

noise = np.random.default_rng(1).standard_normal(30_000)
release_compiler_pages()  # there is none yet
found = [held()]
welch = welch_by_epoch(noise, 100)
found.append(held())
release_compiler_pages()
found.append(held())
again = welch_by_epoch(noise, 100)
other = multitaper_spectrogram(noise, 100)  # a loop that was not loaded before
found += [bool((again.density == welch.density).all()), float(other.density.mean())]
print(json.dumps(found))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="pages are told by /proc, which Linux has")
def test_pages_are_given_back_and_loops_go_on():
    command = [sys.executable, "-c", _LOADS_TWO_LOOPS]
    root = Path(__file__).resolve().parents[1]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    before, loaded, kept, same, mean = json.loads(said.stdout)
    assert before == 0
    assert loaded > 20  # MB
    assert kept < 5
    assert same
    assert mean == pytest.approx(2 / 100, rel=0.05)


def test_other_libraries_and_written_parts_are_left_alone():
    smaps = """
7000-9000 r-xp 00000000 08:01 7    /somewhere/libllvmlite.so
Rss:                   8 kB
Anonymous:             0 kB
9000-a000 rw-p 00002000 08:01 7    /somewhere/libllvmlite.so
Anonymous:             0 kB
a000-b000 r--p 00003000 08:01 7    /somewhere/libllvmlite.so
Anonymous:             4 kB
b000-c000 r-xp 00000000 00:00 0
Anonymous:             0 kB
"""
    assert list(unwritten(smaps.splitlines())) == [(0x7000, 0x2000)]
