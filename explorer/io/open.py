"""Any night opened: a file, an address or an object in memory, and what is said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import xarray as xr

from explorer.io.assemble_night import assemble_night
from explorer.io.bids_channels import describe_channels, read_bids_channels
from explorer.io.edf import read_edf
from explorer.io.far_opening import far_place, fetched_scoring
from explorer.io.flat_channels import mark_flat
from explorer.io.objects.kept_trees import chunked, is_kept, open_kept
from explorer.io.objects.our_trees import is_ours, restore
from explorer.io.objects.read import read_object
from explorer.io.objects.recognise import is_path, name_of, refusal
from explorer.io.reading_choices import Reading, parse_units, read_meanings
from explorer.io.recording_formats import reader_for
from explorer.io.said_attrs import lights_by_start, read_attrs
from explorer.io.scoring_content import given_epoch_length
from explorer.io.subject_title import with_subject_title
from explorer.io.tiny_values import with_tiny_values_told
from explorer.io.zmax import is_zmax
from explorer.night.night import Night
from explorer.night.schema import ROOT_ATTRS
from explorer.storage.far.urls import is_address, read_address
from explorer.storage.suggest_path import in_words
from explorer.vocabulary.stages import Stage


def open_night(
    path: Any,
    hypnogram: Any = None,
    *,
    sampling_frequency: float | None = None,
    channels: Sequence[str] | None = None,
    units: str | Mapping[str, str] | Sequence[str] | None = None,
    stages: Mapping[str, str | int | Stage] | None = None,
    epoch_length: float | None = None,
    chunks: Any = None,
    fetch: bool | None = None,
    storage_options: Mapping[str, Any] | None = None,
    **attrs: object,
) -> Night:
    r"""Open one night: a recording with its hypnogram, or a hypnogram alone; a file or an object.

    Parameters
    ----------
    path : str or Path, or an object
        EDF, EDF+, BDF or BDF+; any other recording that MNE reads (BrainVision, EEGLAB, FIF, GDF);
        a night of the Dreem Open Datasets (HDF5), or one that was kept as Zarr or NetCDF; or a
        scorer's file, as for `explorer.io.scorer_reading.read_hypnogram`.
        The same file in the folders of other scorers (``scorer_2/night.json`` beside
        ``scorer_1/night.json``) is opened with it.
        Or an address, as ``https://example.org/night.edf``, ``s3://``, ``gs://`` or any of fsspec:
        EDF, EDF+ and BDF are read by ranges as they are looked at.
        Or what is in memory: an MNE Raw (its annotations are stages and events), an array of
        samples with `sampling_frequency`, `channels` and `units`, a DataArray, Dataset or DataTree
        of xarray, a DataFrame of stages or events, a ``yasa.Hypnogram``, a list of stages.
    hypnogram : str or Path, a sequence of them, or an object, optional
        The scorer's file, or one file a scorer; or stages and events in memory. Without it: stages
        inside the recording, else the file beside it that databases would name so (see
        `find_sidecars`).
    sampling_frequency : float, optional
        Hz, of an array.
    channels : sequence of str, optional
        Names of an array's rows.
    units : str, mapping of str to str, or sequence of str, optional
        Units of channels where the file's are missing or wrong, such as ``{"C3": "mV"}``; "mV" is
        that of each channel of an electrode, "C3=mV,C4=mV" as a command takes them. An array's must
        be said.
    stages : mapping of str to str, optional
        What words and codes of the scorer's file mean, such as ``{"WK": "W", "5": "UNSCORED"}``.
    epoch_length : float, optional
        s, of stages in a list, an array or a file that does not say it; 30 s if not given, which is
        said.
    chunks : int, dict or "auto", optional
        Read samples as Dask arrays in these chunks, such as ``{"time": 1_000_000}``.
    fetch : bool, optional
        Whether a far file is fetched whole, to the folder of recordings. If not given, a file that
        can only be read whole is refused with its size.
    storage_options : mapping, optional
        For fsspec's filesystem of an address, such as ``{"anon": True}``.
    **attrs
        Some of `explorer.night.schema.ROOT_ATTRS`, in place of what the file says: ``start`` is a
        datetime or an ISO time, ``lights_off`` and ``lights_on`` are s from the start or clock
        times such as "23:10". ``subject`` and ``night`` also choose, where a file has several.

    Returns
    -------
    Night
        Samples are read when they are asked for, of an object too, which is not copied.
        ``reader_notes`` says what was found and assumed, ``account`` what was used of the files or
        the object and what was not, ``hypnogram_source`` which file the stages are from.

    Raises
    ------
    ValueError
        If an attr is unknown or not what it can be, a unit is none or of no channel of the
        recording, a file is not what it claims to be, or an object is no night; the sentence says
        what would do.
    UnclearError
        If a scorer's file has words that nobody knows, or several people or nights.
    WholeFileError
        If a far file can only be read whole, and `fetch` does not say so; with its size.
    OSError
        If a file cannot be read, or a part of a far one did not arrive.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "hypnogram.csv"
    ...     _ = file.write_text("onset,duration,stage\n0,60,W\n60,30,N1\n")
    ...     night = open_night(file, subject="S1")
    >>> night.hypnogram.values.tolist(), night.title
    ([0, 0, 1], 'S1')
    >>> import numpy as np
    >>> samples = np.zeros((2, 256 * 60))
    >>> night = open_night(samples, sampling_frequency=256, channels=["C3", "C4"], units="uV")
    >>> night.duration, list(night.channels)
    (60.0, ['C3', 'C4'])
    """
    attrs = read_attrs(attrs)
    listed = units is not None and not isinstance(units, str | Mapping)
    reading = Reading(
        stages=read_meanings(stages or {}),
        subject=str(attrs.get("subject", "")),
        night=str(attrs.get("night", "")),
        units={} if listed else _units(units),
        units_in_order=[str(unit) for unit in units or ()] if listed else (),
        sampling_frequency=sampling_frequency,
        channel_names=channels,
        epoch_length=given_epoch_length(epoch_length),
    )
    options = dict(storage_options or {})
    hypnogram = fetched_scoring(hypnogram, options)
    if is_address(path):
        night = _open_far(path, hypnogram, reading, attrs, fetch, options)
    elif fetch is not None or options:
        raise ValueError("fetch= and storage_options= are said of addresses, such as https://…")
    elif not is_path(path):
        night = _open_object(path, hypnogram, reading, attrs)
    elif not str(path).strip():
        raise ValueError(refusal(""))
    else:
        try:
            night = _open_file(Path(path), hypnogram, reading, attrs)
        except FileNotFoundError as error:
            raise FileNotFoundError(in_words(error)) from error
    return night if chunks is None else chunked(night, chunks)


def _units(units: Any) -> dict[str, str]:
    return parse_units(units) if isinstance(units, str) else dict(units or {})


def _open_far(
    thing: str | Path,
    hypnogram: Any,
    reading: Reading,
    attrs: Mapping[str, object],
    fetch: bool | None,
    options: dict[str, Any],
) -> Night:
    place = far_place(read_address(thing), fetch=fetch, options=options)
    if isinstance(place, Path):
        return _open_file(place, hypnogram, reading, attrs)
    _check_said(place.name, reading)
    recording = read_edf(place, reading)
    recording = replace(recording, notes=[*recording.notes, f"read by ranges from {place}"])
    if reading.units and not recording.signals:
        raise ValueError(f"{place}: units are given, but a scorer's file has no channels")
    return assemble_night(place, recording, place.name, hypnogram, reading, attrs)


def _open_file(path: Path, hypnogram: Any, reading: Reading, attrs: Mapping[str, object]) -> Night:
    if is_kept(path):
        return _open_object(open_kept(path), hypnogram, reading, attrs)
    if path.is_dir() and not is_zmax(path):
        raise ValueError(f"{path}: a folder; expected one file, or one file a scorer")
    _check_said(path.name, reading)
    reading = replace(reading, channels=read_bids_channels(path))
    recording = reader_for(path)(path, reading)
    recording = describe_channels(recording, reading.channels)
    recording = mark_flat(with_tiny_values_told(recording))
    if reading.units and not recording.signals:
        raise ValueError(f"{path}: units are given, but a scorer's file has no channels")
    return assemble_night(path, recording, path.name, hypnogram, reading, attrs)


def _check_said(name: str, reading: Reading) -> None:
    """Refuse what is said of objects and not of files."""
    for option, said in (
        ("sampling_frequency", reading.sampling_frequency),
        ("channels", reading.channel_names),
    ):
        if said is not None:
            raise ValueError(f"{option}= is said of arrays; {name} says its own")
    if reading.units_in_order:
        raise ValueError("units= of a file are one for all, or some by channel: {'C3': 'mV'}")


def _open_object(
    thing: Any, hypnogram: Any, reading: Reading, attrs: Mapping[str, object]
) -> Night:
    """Open what is in memory; a tree in our schema is a night already."""
    tree = thing.tree if isinstance(thing, Night) else thing
    if isinstance(tree, xr.DataTree) and is_ours(tree) and hypnogram is None:
        if reading.units or reading.units_in_order:
            raise ValueError(f"{name_of(thing)} of a night states its units; leave out units=")
        restored = thing if isinstance(thing, Night) else restore(tree)
        if not attrs:
            return restored
        changed = restored.tree.copy(deep=False)
        given = {
            **attrs,
            **({"simulated": int(bool(attrs["simulated"]))} if "simulated" in attrs else {}),
        }
        own = {str(key): value for key, value in restored.tree.attrs.items()}
        changed.attrs = lights_by_start(with_subject_title({**own, **given}, given))
        return Night(changed)
    recording, name = read_object(tree, reading)
    if isinstance(tree, xr.DataTree) and is_ours(tree):
        own = {str(key): value for key, value in tree.attrs.items() if key in ROOT_ATTRS}
        notes = restore(tree).reader_notes
        start = str(own.pop("start", ""))
        own.pop("reader_notes", None)
        recording = replace(
            recording,
            start=datetime.fromisoformat(start) if start else None,
            attrs={**own, **recording.attrs},
            notes=[*notes, *recording.notes],
        )
    if (reading.units or reading.units_in_order) and not recording.signals:
        raise ValueError(f"units are given, but {name_of(thing)} has no channels")
    return assemble_night(None, recording, name, hypnogram, reading, attrs)
