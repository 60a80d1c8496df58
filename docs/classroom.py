"""Write the exercises' notebooks, index and teacher's key: ``python docs/classroom.py``."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from explorer.evidence.parse_exercises import load_exercises  # noqa: E402
from explorer.render.evidence.exercise_notebooks import written  # noqa: E402  the root must be importable first

for name, text in written(load_exercises()).items():
    path = ROOT / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
