"""The night of a table's row: its files opened, the one that is meant chosen, its channel kept."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import xarray as xr

from explorer.analysis.heart_rate import ecg_channel
from explorer.analysis.observed_night import saturation_channel
from explorer.night.derivations import read_expression, recorded_channel
from explorer.night.night import Night
from explorer.night.reading_account import NIGHT, SUBJECT, write_account
from explorer.night.schema import make_events
from explorer.storage.changed_files import allowed_hosts_only
from explorer.study.cohort_table import NightRow
from explorer.vocabulary.stages import Stage

if TYPE_CHECKING:
    from explorer.io.scoring_content import Scoring

_Opened = TypeVar("_Opened")


def open_row(row: NightRow) -> tuple[Night, list[str]]:
    """Open the night of a row; say what its reader noted.

    Parameters
    ----------
    row : Row
        Whose files are there.

    Returns
    -------
    Night
        Without signals where the row names a hypnogram only.
    list of str
        Notes.

    Raises
    ------
    ValueError, OSError
        If it cannot be read, nobody scored it, or its files do not belong together.
    """
    with allowed_hosts_only() if row.only_allowed_hosts else nullcontext():
        return _open_row(row)


def _open_row(row: NightRow) -> tuple[Night, list[str]]:
    from explorer.io import read_hypnogram

    if row.path:
        from explorer.io import open_night

        night = _chosen(row, partial(open_night, row.path, row.hypnogram or None))
        if row.hypnogram:
            _check_length(_chosen(row, partial(read_hypnogram, row.hypnogram))["stage"], night)
    else:
        scoring = _chosen(row, partial(_read_scoring, row.hypnogram))
        night = Night.make(
            {},
            scoring.hypnograms,
            make_events(scoring.events),
            lights_off=scoring.lights_off,
            lights_on=scoring.lights_on,
            start=scoring.start,
            subject=row.subject,
            condition=row.condition,
            night=row.night,
            reader_notes=list(scoring.notes),
            account=write_account(scoring.account),
            simulated=scoring.simulated,
        )
    if not night.is_scored:
        raise ValueError("nobody scored this night: name a hypnogram beside the recording")
    return night, list(night.reader_notes)


def _read_scoring(path: str, *, subject: str = "", night: str = "") -> "Scoring":
    from explorer.io.far_opening import fetched_scoring
    from explorer.io.reading_choices import Reading
    from explorer.io.scorer_reading import read_scoring

    return read_scoring(fetched_scoring(path), Reading(subject=subject, night=night))


def _chosen(row: NightRow, opening: Callable[..., _Opened]) -> _Opened:
    """Open a file; of one that has several people or nights, those of the row."""
    from explorer.io.reading_choices import ChoiceNeededError

    chosen: dict[str, str] = {}
    while True:
        try:
            return opening(**chosen)
        except ChoiceNeededError as error:
            asked = {entry.kind for entry in error.entries}
            said = {SUBJECT: row.subject, NIGHT: row.night}
            more = {kind: said[kind] for kind in asked & set(said) if said[kind]}
            if not more.keys() - chosen.keys():
                raise
            chosen |= more


def _check_length(stage: xr.DataArray, night: Night) -> None:
    """Refuse a hypnogram that can only be another night's."""
    scored = np.flatnonzero((stage != Stage.UNSCORED).any("scorer").values)
    if not scored.size:
        return
    length = float(stage.epoch_length)
    end = float(stage.onset[scored[-1]]) + length
    if end > night.duration + length:
        raise ValueError(
            f"the hypnogram is scored for {end / 3600:.2f} h, the recording lasts "
            f"{night.duration / 3600:.2f} h; they do not belong together"
        )


def with_channel(night: Night, channel: str) -> Night:
    """Keep this channel, the ECG and the oximeter alone, where a row names or derives one."""
    if not channel or not night.channels:
        return night
    if channel not in night.channels and (own := recorded_channel(night, channel)):
        channel = own
    elif channel not in night.channels:
        channel = read_expression(night, channel).name
        night = night.with_derivations(channel)
    kept = {channel, ecg_channel(night), saturation_channel(night)} - {""}
    rows: dict[str, list[int]] = {}
    for name in sorted(kept, key=lambda one: (one != channel, one)):
        rows.setdefault(night.channels[name].group, []).append(night.channels[name].row)
    signals = {group: night.signals[group].isel(channel=at) for group, at in rows.items()}
    # What a row derives is what it measures: no channel by hand beside the recorded ones.
    signals = {
        group: some.drop_vars("derivation", errors="ignore") for group, some in signals.items()
    }
    return Night.make(
        signals,
        {str(one.scorer.item()): one.drop_vars("scorer") for one in night.hypnograms},
        night.events,
        **night.attrs,
    )
