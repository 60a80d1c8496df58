"""Where what is seen comes from: file and checksum, versions, definitions, the exact view."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from explorer import __version__
from explorer.analysis.metrics_query import MetricsQuery
from explorer.analysis.signal_snapshot import SignalSnapshot
from explorer.datasets.night_locations import UPLOAD, NightLocation, resolve_file
from explorer.io.same_recording import recording_files
from explorer.metrics.definitions import DEFINITIONS
from explorer.night.night import Night
from explorer.storage.changed_files import open_local_file
from explorer.storage.far.urls import is_address
from explorer.study.versions import versions


@dataclass(frozen=True, eq=False)
class ViewSnapshot:
    """What is exported, frozen, so that a worker can write it while the page moves on."""

    night: Night
    title: str
    """What the picker calls the night."""
    place: NightLocation
    link: str
    """As `explorer.app.permalink.write_link` writes it."""
    address: str
    """The whole link; "" where the page has no address of its own."""
    cell: str
    """The notebook cell that shows the same view."""
    asked: MetricsQuery
    uploads: Path | None = None
    """Folder of this browser's uploads."""
    in_bed_words: str = ""
    """From when to when is time in bed, and by whose word."""
    signal: SignalSnapshot | None = None
    """What is asked of a channel; None of a night without signals."""


def describe_provenance(view: ViewSnapshot) -> dict[str, Any]:
    """Tell where a view comes from, as data for JSON.

    Returns
    -------
    dict
        ``program``, ``made``, ``view``, ``night``, ``files`` with size in bytes and SHA-256
        (None of an address), ``definitions`` with the words of each chosen variant, ``versions``.
    """
    night = view.night
    attrs = {
        key: str(night.attrs[key])
        for key in ("subject", "condition", "night", "start", "source", "licence")
        if night.attrs[key]
    }
    chosen = {d.name: view.asked.variant(d.name) for d in DEFINITIONS}
    return {
        "program": f"Sleep Architecture Explorer {__version__}",
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "simulated": night.simulated,
        "view": {"link": view.address or view.link, "notebook_cell": view.cell},
        "night": {
            "title": view.title,
            **attrs,
            "duration_s": night.duration,
            "scorer": view.asked.in_bed.scorer or str(view.asked.in_bed.stages.scorer.values[0]),
            "hypnogram_source": str(night.attrs["hypnogram_source"]),
            "time_in_bed_s": [round(t, 3) if t == t else None for t in view.asked.in_bed.lights],
            "channels": {
                name: {
                    "kind": channel.kind,
                    "units": channel.units,
                    "sampling_frequency_Hz": channel.sampling_frequency,
                }
                for name, channel in night.channels.items()
            },
            "notes": list(night.reader_notes),
            "account": [asdict(entry) for entry in night.account],
        },
        "files": _files(view),
        "definitions": {
            d.name: {"variant": chosen[d.name], "says": d.words(chosen[d.name])}
            for d in DEFINITIONS
        },
        "versions": versions(),
    }


def as_json(view: ViewSnapshot) -> str:
    """Write where a view comes from."""
    return (
        json.dumps(describe_provenance(view), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    )


def _files(view: ViewSnapshot) -> list[dict[str, Any]]:
    found = []
    far = {str(path): written.size for path, written in recording_files(view.night).items()}
    for what, place in (("recording", view.place.night), ("hypnogram", view.place.hypnogram)):
        if is_address(place):  # of which parts alone were read, or a copy that was fetched
            found.append({"what": what, "path": place, "bytes": far.get(place), "sha256": None})
            continue
        try:
            file = resolve_file(place, view.uploads)
            with open_local_file(file) as content:
                checksum = hashlib.file_digest(content, "sha256").hexdigest()
                size = content.tell()
        except (ValueError, OSError):  # simulated, made on the page, or opened from elsewhere
            continue
        name = file.name if place.startswith(UPLOAD) else place
        found.append({"what": what, "path": name, "bytes": size, "sha256": checksum})
    return found
