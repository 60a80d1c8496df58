"""One night of polysomnography: its signals, hypnograms and events, around one xarray tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from explorer.night import accessors as accessors  # registers them with xarray
from explorer.night.clock_change import ClockChange, change_of
from explorer.night.conversions import Conversions
from explorer.night.hypnogram import DEFAULT_EPOCH_LENGTH, make_hypnogram
from explorer.night.reading_account import AccountEntry, read_account
from explorer.night.sample_reading import SampleReading
from explorer.night.schema import CONVENTIONS, ROOT_ATTRS, UNSCORED_BY, make_events, make_hypnograms
from explorer.vocabulary.stages import Stage


@dataclass(frozen=True, eq=False)
class Night(SampleReading, Conversions):
    """One night, compared by identity and never changed.

    Parameters
    ----------
    tree : xr.DataTree
        ``/signals/<rate>`` with ``signal`` (channel, time), ``/hypnogram`` with ``stage`` (scorer,
        epoch), ``/events``, and the attrs of `ROOT_ATTRS`. See `make_night`.
    origin : Night, optional
        The night as it was recorded, where this one has derived channels too.
    """

    tree: xr.DataTree
    origin: "Night | None" = None

    @classmethod
    def make(
        cls,
        signals: Mapping[str, xr.Dataset],
        hypnograms: Mapping[str, xr.DataArray] | None = None,
        events: xr.Dataset | None = None,
        probabilities: Mapping[str, xr.DataArray] | None = None,
        **attrs: object,
    ) -> "Night":
        """Make a night from its parts.

        Parameters
        ----------
        signals : mapping of str to xr.Dataset
            By `rate_name`; see `make_signals`. May be empty, for a hypnogram alone.
        hypnograms : mapping of str to xr.DataArray, optional
            By scorer. Without any, the night is unscored throughout.
        events : xr.Dataset, optional
            See `make_events`.
        probabilities : mapping of str to xr.DataArray, optional
            Of stages, by scorer, where a stager gave them: see `make_hypnograms`.
        **attrs
            Some of `ROOT_ATTRS`.

        Returns
        -------
        Night

        Raises
        ------
        ValueError
            If an attr is unknown, or there is neither a signal nor a hypnogram.
        """
        unknown = sorted(set(attrs) - set(ROOT_ATTRS))
        if unknown:
            raise ValueError(f"unknown attributes {unknown}, expected some of {list(ROOT_ATTRS)}")
        if not signals and not hypnograms:
            raise ValueError("a night needs a signal or a hypnogram, has neither")
        if not hypnograms:
            duration = max(_duration(dataset) for dataset in signals.values())
            epochs = int(np.ceil(duration / DEFAULT_EPOCH_LENGTH))
            hypnograms = {UNSCORED_BY: make_hypnogram([Stage.UNSCORED] * epochs)}
        said = {"Conventions": CONVENTIONS, **ROOT_ATTRS, **attrs}
        said["simulated"] = int(bool(said["simulated"]))  # NetCDF knows no truth values
        tree = xr.DataTree.from_dict(
            {
                "/": xr.Dataset(attrs=said),
                "/signals": xr.Dataset(),
                **{f"/signals/{rate}": dataset for rate, dataset in signals.items()},
                "/hypnogram": make_hypnograms(hypnograms, probabilities),
                "/events": make_events() if events is None else events,
            }
        )
        return cls(tree)

    @property
    def recorded(self) -> "Night":
        """The night as it was recorded, without derived channels: what is known of its files."""
        return self.origin or self

    def with_derivations(self, *expressions: str) -> "Night":
        """Add channels derived by hand: see `explorer.night.derivations.with_derivations`.

        Parameters
        ----------
        *expressions : str
            Such as "F4-C4", "C3-(M1+M2)/2", "mean(C3, C4)" or "laplacian(C3)".

        Returns
        -------
        Night

        Raises
        ------
        ValueError
            If an expression cannot be read, or its channels do not go together.

        Examples
        --------
        >>> from explorer.models.simulated_night import simulate_night
        >>> simulate_night(hours=0.1).with_derivations("F4-C4").channels["F4-C4"].units
        'uV'
        """
        from explorer.night.derivations import with_derivations  # it is made of nights

        return with_derivations(self, expressions)

    @property
    def attrs(self) -> dict[str, Any]:
        """What is said of the night as a whole, as `make` takes it."""
        said = {**ROOT_ATTRS, **{str(key): value for key, value in self.tree.attrs.items()}}
        said.pop("Conventions", None)  # of the tree
        return {**said, "simulated": bool(said["simulated"])}

    @cached_property
    def duration(self) -> float:
        """Length in s: of the recording, or of the hypnogram where there is no recording."""
        lengths = [_duration(signals) for signals in self.signals.values()]
        if lengths:
            return max(lengths)
        hypnogram = self.hypnogram
        return float(hypnogram.sizes["epoch"] * hypnogram.epoch_length + self.first_onset)

    @property
    def first_onset(self) -> float:
        """Where the first epoch begins, in s from the start of the recording."""
        onset = self.hypnograms.onset.values
        return float(onset[0]) if onset.size else 0.0

    @property
    def start(self) -> datetime | None:
        """Clock time at which the recording begins, where the file says."""
        text = str(self.attrs["start"])
        return datetime.fromisoformat(text) if text else None

    @property
    def clock_change(self) -> ClockChange:
        """When and by how much the clock was put forward or back in this night."""
        return change_of(self.attrs)

    @cached_property
    def hypnograms(self) -> xr.DataArray:
        """Stages, dims (scorer, epoch)."""
        return self.tree.children["hypnogram"].to_dataset()["stage"]

    @cached_property
    def hypnogram(self) -> xr.DataArray:
        """Stages by the first scorer, dims (epoch); all unscored where nobody scored."""
        return self.hypnograms.isel(scorer=0)

    @cached_property
    def probabilities(self) -> xr.DataArray | None:
        """Probabilities of stages, dims (scorer, epoch, stage_name); None where nobody gave any."""
        return self.tree.children["hypnogram"].to_dataset().get("probability")

    @cached_property
    def is_scored(self) -> bool:
        """Whether anybody scored this night."""
        return bool((self.hypnograms.values != Stage.UNSCORED).any())

    @property
    def events(self) -> xr.Dataset:
        """Events, along ``event``: see `make_events`."""
        return self.tree["events"].to_dataset()

    @property
    def simulated(self) -> bool:
        """Whether this night comes from a model rather than from a person."""
        return bool(self.attrs["simulated"])

    @property
    def reader_notes(self) -> tuple[str, ...]:
        """What was found in the file, and what was assumed."""
        notes = self.attrs["reader_notes"]
        return (notes,) if isinstance(notes, str) else tuple(map(str, np.atleast_1d(notes)))

    @property
    def account(self) -> tuple[AccountEntry, ...]:
        """What of its files was used and what was not, one entry a thing."""
        return read_account(str(self.attrs["account"]))

    @property
    def title(self) -> str:
        """A short name for menus and headings."""
        said = self.attrs
        subject = str(said["subject_title"] or said["subject"])
        parts = [subject, *(str(said[key]) for key in ("night", "condition"))]
        return " · ".join(part for part in parts if part) or str(self.attrs["source"]) or "night"


def _duration(signals: xr.Dataset) -> float:
    return signals.sizes["time"] / float(signals["sampling_frequency"])
