"""Writes the README's table of hands and keys from the page's own, `bridge/js/keymap.json`.

Run as ``python docs/hands_and_keys.py``.
"""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEYMAP = ROOT / "explorer" / "bridge" / "js" / "keymap.json"
README = ROOT / "README.md"
BEGIN = "<!-- docs/hands_and_keys.py writes this table -->\n"
END = "<!-- end of the table -->\n"


def table() -> str:
    """Return the table in Markdown: what a hand does, then what a key does."""
    keymap = json.loads(KEYMAP.read_text("utf-8"))
    rows = [*keymap["hands"], *keymap["keys"]]
    lines = [f"| {row['shown']} | {row['does']} |" for row in rows]
    return "\n".join(["| hand or key | what it does |", "|---|---|", *lines, ""])


def readme(text: str) -> str:
    """Return the text of the README with the table of now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    README.write_text(readme(README.read_text("utf-8")), "utf-8")
