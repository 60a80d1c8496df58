"""What the start of a server leaves out."""

import subprocess
import sys

ASKED = """
import importlib.util, sys, explorer.server.__main__, jsonschema
print("lark" in sys.modules, "rfc3987_syntax" in sys.modules)
print(importlib.util.find_spec("rfc3987_syntax") is not None)
"""


def test_a_start_reads_no_grammar_of_international_addresses_and_leaves_it_importable():
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "True"]
