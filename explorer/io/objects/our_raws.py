"""A Raw that `Night.to_mne` made, taken up again: kinds, frequencies, scorers and all."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr
from xarray.core import indexing

from explorer.io.annotation_sorting import sort_annotations
from explorer.io.mne_signals import MneArray, annotation_offset, raw_annotations
from explorer.io.reading_choices import Reading
from explorer.io.scoring_content import SCORER, Scoring
from explorer.night.schema import ROOT_ATTRS, make_signals, rate_name
from explorer.night.to_mne import DESCRIBED, first_places, held_samples
from explorer.vocabulary.channels import Kind
from explorer.vocabulary.units import MICROVOLT

_UV_IN_A_VOLT = 1e-6


class HeldRows(MneArray):
    """Channels of a Raw that hold each of their samples for several of the Raw's.

    Parameters
    ----------
    raw : mne.io.BaseRaw
    places : array of int, shape (channels,)
        Among the Raw's.
    factors : array of float, shape (channels,)
    frequency : float
        Hz, of these channels.
    samples : int
        Of each.
    """

    def __init__(
        self, raw: Any, places: np.ndarray, factors: np.ndarray, frequency: float, samples: int
    ) -> None:
        super().__init__(raw, factors, {})
        self.places, self.frequency = places, frequency
        self.shape = (len(places), samples)

    def _read(self, picked: np.ndarray, low: int, high: int) -> np.ndarray:
        at = first_places(np.arange(low, high), self.frequency, float(self.raw.info["sfreq"]))
        read = super()._read(self.places[picked], int(at[0]), int(at[-1]) + 1)
        return read[:, at - at[0]]


def description_of(raw: Any) -> dict[str, Any]:
    """Read what a night wrote into a Raw's description; empty where it does not fit the Raw."""
    text = raw.info.get("description") or ""
    if not text.startswith(DESCRIBED):
        return {}
    try:
        found = json.loads(text.removeprefix(DESCRIBED))
        channels = {name: found["channels"][name] for name in raw.ch_names}
        longest = 0
        for one in channels.values():
            Kind(one["kind"])
            one["units"], one["reference"] = str(one["units"]), str(one["reference"])
            one["sampling_frequency"] = float(one["sampling_frequency"])
            held = held_samples(
                int(one["samples"]), one["sampling_frequency"], float(raw.info["sfreq"])
            )
            longest = max(longest, held)
        fits = longest == raw.n_times  # neither cut nor resampled since
        notes = [str(note) for note in found["notes"]]
        attrs = {key: value for key, value in found["attrs"].items() if _is_attr(key, value)}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {"channels": channels, "notes": notes, "attrs": attrs} if fits else {}


def _is_attr(key: str, value: object) -> bool:
    usual = ROOT_ATTRS.get(key)
    number = isinstance(usual, float) and isinstance(value, int | float)
    return number or (usual is not None and type(value) is type(usual))


def described_signals(
    raw: Any, signals: xr.Dataset, described: dict[str, Any], attrs: dict[str, object]
) -> tuple[dict[str, xr.Dataset], dict[str, object]]:
    """Make the groups of channels that a night had, each at its own frequency.

    Parameters
    ----------
    raw : mne.io.BaseRaw
    signals : xr.Dataset
        All of its channels at its own frequency.
    described : dict
        See `description_of`.
    attrs : dict
        What else the Raw says of the night.

    Returns
    -------
    groups : dict of str to xr.Dataset
    attrs : dict
    """
    groups: dict[tuple[float, int], list[str]] = {}
    for name in raw.ch_names:
        one = described["channels"][name]
        groups.setdefault((one["sampling_frequency"], int(one["samples"])), []).append(name)
    found = {}
    for (frequency, samples), names in groups.items():
        of_these = [described["channels"][name] for name in names]
        places = np.array([raw.ch_names.index(name) for name in names])
        factors = np.array(
            [1 / _UV_IN_A_VOLT if one["units"] == MICROVOLT else 1.0 for one in of_these]
        )
        rows = HeldRows(raw, places, factors, frequency, samples)
        made = make_signals(
            xr.Variable(("channel", "time"), indexing.LazilyIndexedArray(rows)),
            frequency,
            names,
            [one["kind"] for one in of_these],
            [one["units"] for one in of_these],
        )
        status = signals["status"].values[places]
        references = [one["reference"] for one in of_these]
        if (status == "bad").any() or any(references):
            made = made.assign_coords(status=("channel", status), reference=("channel", references))
        found[rate_name(frequency)] = made
    return found, {**attrs, **described["attrs"]}


def described_scoring(what: str, raw: Any, reading: Reading) -> Scoring:
    """Take stages, lights and events as a night wrote them among a Raw's annotations."""
    offset = annotation_offset(raw)
    events, rest, scorers = [], [], []
    for one, ours in zip(raw.annotations, _one_each(raw), strict=True):
        more = dict(one.get("extras") or {})
        if "source" in more:
            names = one.get("ch_names") or ("",)
            event = {
                "onset": float(one["onset"]) - offset,
                "duration": float(one["duration"]),
                "kind": str(one["description"]),
                "channel": str(more.pop("channel", names[0])),
                **more,
            }
            events.append(event)
            continue
        scorers += [str(more["scorer"])] if "scorer" in more else []
        rest += ours
    found = sort_annotations(what, rest, reading=reading, refusing=False)
    named = scorers[0] if scorers else SCORER
    hypnograms = {
        named if scorer == SCORER else scorer: one for scorer, one in found.hypnograms.items()
    }
    return replace(found, hypnograms=hypnograms, events=[*found.events, *events])


def _one_each(raw: Any) -> list[list[Any]]:
    """Our annotations of each of MNE's."""
    found, whole = [], iter(raw_annotations(raw))
    for one in raw.annotations:
        found.append([next(whole) for _ in one.get("ch_names") or [""]])
    return found
