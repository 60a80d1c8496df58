"""The sample night as a page without a kernel, for the first page of the docs."""

from pathlib import Path

import explorer
from explorer.app.frozen_page.choice import choose
from explorer.app.frozen_page.frozen_page_file import FrozenRequest, frozen_page
from explorer.datasets.sample_night import sample_night

CHANNELS = ("F4-M1", "E1-M2")  # small enough for a telephone
SOURCES = Path(explorer.__file__).parent


def is_current(path: Path) -> bool:
    """Tell whether a page was made after whatever it is made of."""
    if not path.is_file():
        return False
    made = path.stat().st_mtime
    parts = (*SOURCES.rglob("*.py"), *SOURCES.rglob("*.j2"), *(SOURCES / "bridge").rglob("*.js"))
    return all(part.stat().st_mtime <= made for part in parts)


def write(path: Path) -> None:
    """Write the page, unless it is there already as it would be."""
    if is_current(path):
        return
    path.parent.mkdir(exist_ok=True)
    night = sample_night()
    # Heart beats are looked for in the whole recording, which takes longer than all the rest.
    request = FrozenRequest(night, choose(night, CHANNELS), with_signals=False)
    path.write_text(frozen_page(request), "utf-8")
