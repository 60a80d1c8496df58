"""What the start of a server leaves out."""

import subprocess
import sys


def test_a_start_reads_no_grammar_of_international_addresses():
    asked = "import sys, explorer.server.__main__; print('lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
