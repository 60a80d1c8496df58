"""An MNE Raw as a recording: lazy, and never copied; its annotations are stages and events."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from explorer.io.annotation_sorting import sort_annotations
from explorer.io.channel_labels import deduplicate_labels
from explorer.io.channel_units import EVERY_CHANNEL
from explorer.io.mne_signals import raw_annotations, raw_signals, raw_start
from explorer.io.objects.our_raws import (
    described_scoring,
    described_signals,
    description_of,
)
from explorer.io.reading_choices import Reading
from explorer.io.recording import Recording
from explorer.night.reading_account import FIELD, FILE, TIME, AccountEntry
from explorer.night.schema import rate_name
from explorer.storage.changed_files import open_file
from explorer.storage.file_identity import Identity, settled_identity
from explorer.vocabulary.units import MICROVOLT

_IN_VOLTS = 1e-6  # uV that MNE has in V
_WHY_VOLTS = "MNE keeps voltages in V"
# Units of MNE that are none of voltage.
_UNITS = {
    "T": "T",
    "T_M": "T/m",
    "S": "S",
    "CEL": "°C",
    "MOL": "mol/L",
    "M": "m",
    "AM": "A m",
    "PX": "px",
    "RAD": "rad",
    "SEC": "s",
}
_SEX = {1: "M", 2: "F"}
_UNUSED = ("experimenter", "proj_name", "device_info", "helium_info", "line_freq")


def read_raw(what: str, raw: Any, reading: Reading) -> Recording:
    """Take an MNE Raw as a recording.

    Parameters
    ----------
    what : str
        The object, for errors.
    raw : mne.io.BaseRaw
        Kept and asked for windows: what is done to it in place is done to the night.
    reading : Reading
        Units by hand are those of the numbers in it.

    Returns
    -------
    Recording

    Raises
    ------
    ValueError
        If it has no channels or samples, or something is said that it says itself.
    """
    if not raw.ch_names or not raw.n_times:
        raise ValueError(f"{what} has no samples: {len(raw.ch_names)} channels")
    for option, said in (
        ("sampling_frequency", reading.sampling_frequency),
        ("channels", reading.channel_names),
    ):
        if said is not None:
            raise ValueError(f"{option}= is said of arrays; {what} says its own")
    names, notes = deduplicate_labels(raw.ch_names)
    reading = _with_units_in_order(what, names, reading)
    units, scaling = _units(raw, names, reading)
    signals, more, account = raw_signals(
        raw,
        names,
        [(unit, float("nan")) for unit in units],
        scaling,
        beside=[""] * len(names),
        reading=reading,
        written=_files(raw),
    )
    bad = [
        name
        for name, label in zip(names, raw.ch_names, strict=True)
        if label in set(raw.info["bads"])
    ]
    signals = signals.assign_coords(
        status=("channel", ["bad" if name in bad else "good" for name in names])
    )
    if bad:
        notes.append(f"marked bad in {what}, and measured only if chosen: {', '.join(bad)}")
    frequency = float(raw.info["sfreq"])
    start = raw_start(raw)
    shape = f"{len(names)} channels x {raw.n_times:,} samples"
    account = [
        AccountEntry(FILE, f"{type(raw).__name__} of MNE, {shape}", "samples"),
        AccountEntry(TIME, "sampling frequency", f"{frequency:g} Hz"),
        *([AccountEntry(TIME, "meas_date", f"start, {start.isoformat()}")] if start else []),
        *([AccountEntry(FIELD, "bads", "channels marked bad", len(bad))] if bad else []),
        *_stated_volts(account),
    ]
    attrs, fields = _of_info(raw)
    found = {rate_name(frequency): signals}
    scoring = sort_annotations(what, raw_annotations(raw), reading=reading, refusing=False)
    if (described := description_of(raw)) and not reading.units:
        found, attrs = described_signals(raw, signals, described, attrs)
        scoring = described_scoring(what, raw, reading)
        account.append(AccountEntry(FIELD, "description", "kinds, units, frequencies, notes"))
        more = [*described["notes"], *more]
    return Recording(
        found,
        scoring,
        start,
        attrs,
        [*notes, *more],
        [*account, *fields],
        first_sample=int(raw.first_samp),
    )


def source_of(raw: Any) -> str:
    """Return the name of the file that a Raw is of; "" for one that was made in memory."""
    names = [Path(name).name for name in raw.filenames if name is not None]
    return names[0] if names else ""


def _with_units_in_order(what: str, names: list[str], reading: Reading) -> Reading:
    if not reading.units_in_order:
        return reading
    if len(reading.units_in_order) != len(names):
        raise ValueError(
            f"{what} has {len(names)} channels and units= gives {len(reading.units_in_order)}; "
            "give one unit for all, one a channel, or some by channel"
        )
    return reading.with_units(dict(zip(names, reading.units_in_order, strict=True)))


def _units(raw: Any, names: list[str], reading: Reading) -> tuple[list[str], np.ndarray]:
    """Units of the channels' values once they are divided by the scaling.

    MNE's volts are known. Where a unit is given by hand it is that of the numbers in the Raw.
    """
    from mne.io.constants import FIFF

    by_code = {int(getattr(FIFF, f"FIFF_UNIT_{key}")): unit for key, unit in _UNITS.items()}
    units, scaling = [], np.ones(len(names))
    for place, (name, channel) in enumerate(zip(names, raw.info["chs"], strict=True)):
        if channel["unit"] != FIFF.FIFF_UNIT_V:
            units.append(by_code.get(int(channel["unit"]), ""))
        elif name in reading.units or EVERY_CHANNEL in reading.units:
            units.append("V")
        else:
            units.append(MICROVOLT)
            scaling[place] = _IN_VOLTS
    return units, scaling


def _stated_volts(entries: list[AccountEntry]) -> list[AccountEntry]:
    """Say of voltages that MNE's are in V, which is what was taken."""
    return [
        AccountEntry(one.kind, "V", MICROVOLT, one.count, why=_WHY_VOLTS)
        if one.name == MICROVOLT and one.used_as == MICROVOLT and not one.why
        else one
        for one in entries
    ]


def _files(raw: Any) -> dict[Path, Identity]:
    """Files that samples are still to be read from, each as it is now."""
    if raw.preload:
        return {}
    found = {}
    for name in raw.filenames:
        if name is not None and Path(name).is_file():
            with open_file(Path(name)) as file:
                found[Path(name)] = settled_identity(file)
    return found


def _of_info(raw: Any) -> tuple[dict[str, object], list[AccountEntry]]:
    """Read what a Raw says of the night as a whole, and say which fields were used."""
    info = raw.info
    attrs: dict[str, object] = {}
    entries = []
    subject = dict(info.get("subject_info") or {})
    taken = {
        "his_id": ("subject", str(subject.get("his_id") or "").strip()),
        "sex": ("sex", _SEX.get(subject.get("sex", 0), "")),
        "birthday": ("age", _age(subject.get("birthday"), info["meas_date"])),
    }
    for key, said in subject.items():
        attr, value = taken.get(key, ("", ""))
        if value not in ("", None):
            attrs[attr] = value
        used = f"{attr}, {value}" if value not in ("", None) else ""
        if said not in (None, "", 0):
            entries.append(AccountEntry(FIELD, f"subject_info {key}", used))
    if (mains := info.get("line_freq")) is not None:
        attrs["line_frequency"] = float(mains)
        entries.append(AccountEntry(FIELD, "line_freq", f"mains, {mains:g} Hz"))
    projections = [one for one in info["projs"] if not one["active"]]
    if projections:
        entries.append(
            AccountEntry(FIELD, "projs", count=len(projections), why="they are not applied in it")
        )
    entries += [AccountEntry(FIELD, key) for key in _UNUSED if key != "line_freq" and info.get(key)]
    if info.get("dig"):
        entries.append(AccountEntry(FIELD, "dig", count=len(info["dig"])))
    return attrs, entries


def _age(birthday: object, measured: Any) -> float | None:
    """Age in whole years on the night; None where it is not known."""
    if isinstance(birthday, tuple):
        birthday = date(*birthday)
    if not isinstance(birthday, date) or measured is None:
        return None
    day = measured.date()
    before = (day.month, day.day) < (birthday.month, birthday.day)
    return float(day.year - birthday.year - before)
