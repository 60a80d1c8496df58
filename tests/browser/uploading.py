"""A recording of any size for uploads, and the upload of it, interrupted by a reload."""

import hashlib
from pathlib import Path

import numpy as np

RATE = 256  # Hz
HOURS = 8.5


def write_recording(path: Path, megabytes: float) -> str:
    """Write an EDF of noise of about this size, record by record; return its SHA-256."""
    channels = max(1, round(megabytes * 1e6 / (HOURS * 3600 * RATE * 2)))
    records = round(megabytes * 1e6 / (channels * RATE * 2))
    columns = [
        [f"EEG {row}" for row in range(channels)],
        [""] * channels,
        ["uV"] * channels,
        ["-500"] * channels,
        ["500"] * channels,
        ["-32768"] * channels,
        ["32767"] * channels,
        [""] * channels,
        [str(RATE)] * channels,
        [""] * channels,
    ]
    widths = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)
    first = [("0", 8), ("X X X X", 80), ("Startdate 01-JAN-2026 X X X", 80), ("01.01.26", 8)]
    first += [("23.00.00", 8), (str(256 * (channels + 1)), 8), ("", 44), (str(records), 8)]
    first += [("1", 8), (str(channels), 4)]
    header = "".join(text.ljust(width) for text, width in first)
    for column, width in zip(columns, widths, strict=True):
        header += "".join(text.ljust(width) for text in column)
    rng = np.random.default_rng(7)
    whole = hashlib.sha256()
    with path.open("wb") as file:
        for block in (header.encode("ascii"), *_records(rng, records, channels)):
            file.write(block)
            whole.update(block)
    return whole.hexdigest()


def _records(rng: np.random.Generator, records: int, channels: int):
    for first in range(0, records, 256):
        shape = (min(256, records - first), channels, RATE)
        yield rng.integers(-3000, 3000, shape, dtype="<i2").tobytes()


def choose(page, *files: Path) -> None:
    """Choose files in the dialog "Open…"."""
    if not page.locator("dialog.explorer-open").is_visible():
        page.get_by_role("button", name="Open…").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files…").click()
    chooser.value.set_files([str(file) for file in files])


def wait_for_bytes(page, least: float) -> None:
    """Wait until so many bytes of the upload under way have arrived."""
    page.wait_for_function(f"document.querySelector('.transfer progress')?.value > {least}")


def leave_after_bytes(page, least: float) -> None:
    """Reload the page in the moment when so many bytes of its upload have arrived."""
    arrived = f"document.querySelector('.transfer progress')?.value > {least}"
    with page.expect_navigation():
        page.evaluate(
            f"""() => {{
                const watch = setInterval(() => {{
                    if (!({arrived})) return;
                    clearInterval(watch);
                    location.reload();
                }}, 1);
            }}"""
        )
