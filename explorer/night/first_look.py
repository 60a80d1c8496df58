"""What a first look at a night shows: which channels, and where."""

import math

from explorer.night.night import Night
from explorer.night.reading_account import CHANNEL, AccountEntry, write_account
from explorer.vocabulary.channels import Kind, read_derivation
from explorer.vocabulary.stages import Stage
from explorer.vocabulary.units import MICROVOLT

MOST_CHANNELS_AT_FIRST = 8

# How many of each kind a first look shows.
_EEG_AT_FIRST = 4
_SLOWEST_MEASURED = 40.0  # Hz: room above sigma, which ends at 16
_STEPS = 10  # epochs that an exercise steps through
_FEWEST_OF_EACH = 3  # of N3 and of other stages, where they are mixed
_FIRST_LOOK = ((Kind.EOG, 2), (Kind.EMG, 1), (Kind.ECG, 1))


def first_look(night: Night) -> tuple[str, ...]:
    """Channels to show first: some EEG, both EOG, chin EMG and ECG, else whatever there is."""
    chosen = eeg_by_preference(night)[:_EEG_AT_FIRST]
    recorded = {name: c for name, c in night.channels.items() if not c.derivation}
    for kind, most in _FIRST_LOOK:
        of_kind = [name for name, c in recorded.items() if c.kind == kind and not c.is_bad]
        # "E1-M2" and "E1" are one eye: the one that names its reference is shown.
        electrodes: dict[str, str] = {}
        for name in sorted(of_kind, key=lambda name: not read_derivation(name).reference):
            electrodes.setdefault(read_derivation(name).electrode, name)
        chosen += list(electrodes.values())[:most]
    if not chosen:
        chosen = list(recorded)[:MOST_CHANNELS_AT_FIRST]
    return tuple(name for name in night.channels if name in chosen)


def analysis_channel(night: Night) -> str:
    """Pick the channel to compute from: `measured_channel`, else any EEG, else the fastest."""
    eeg = eeg_by_preference(night)
    if eeg:
        return measured_channel(night) or eeg[0]
    return (
        max(night.channels.values(), key=lambda c: c.sampling_frequency).name
        if night.channels
        else ""
    )


def analysed_without_a_word(night: Night) -> list[AccountEntry]:
    """Say in the account's words which channel is analysed where no channel says that it should be.

    Page and commands analyse `analysis_channel`, cohorts `measured_channel` alone.

    Examples
    --------
    >>> import numpy as np
    >>> from explorer.night.schema import make_signals
    >>> made = make_signals(np.zeros((1, 600)), 100.0, ["Ch 1"], ["other"], ["uV"])
    >>> analysed_without_a_word(Night.make({"100Hz": made}))[0].sentence
    "channel 'Ch 1': analysed, as no channel says that it is an EEG, and none is sampled faster"
    """
    name = analysis_channel(night)
    if not name or measured_channel(night):
        return []
    why = "as no channel says that it is an EEG, and none is sampled faster"
    if eeg_by_preference(night):
        why = f"as no EEG is in µV and sampled at {_SLOWEST_MEASURED:g} Hz or more"
    return [AccountEntry(CHANNEL, name, "analysed", why=why)]


def with_analysed_channel_told(night: Night) -> Night:
    """Return the night with `analysed_without_a_word` in its account."""
    guessed = analysed_without_a_word(night)
    if not guessed:
        return night
    tree = night.tree.copy(deep=False)
    tree.attrs = {**night.tree.attrs, "account": write_account([*night.account, *guessed])}
    return Night(tree)


def measured_channel(night: Night) -> str:
    """Pick the EEG that numbers of the signal are of, wherever nobody chose another.

    Page, commands and cohorts ask this one function, so that they measure the same channel.

    Parameters
    ----------
    night : Night

    Returns
    -------
    str
        The first of `eeg_by_preference` that is in uV and fast enough for sigma; "" if none is.

    Examples
    --------
    >>> import numpy as np
    >>> from explorer.night.schema import make_signals
    >>> eeg = make_signals(np.zeros((2, 600)), 100.0, ["EEG Pz-Oz", "EEG Fpz-Cz"], ["EEG"] * 2,
    ...                    ["uV"] * 2)
    >>> measured_channel(Night.make({"100Hz": eeg}))
    'EEG Fpz-Cz'
    """
    for name in eeg_by_preference(night):
        channel = night.channels[name]
        if channel.units == MICROVOLT and channel.sampling_frequency >= _SLOWEST_MEASURED:
            return name
    return ""


def eeg_by_preference(night: Night) -> list[str]:
    """EEG channels, a derivation of each region before a second of any.

    Frontal, central, occipital, then the rest. Channels that name their reference come first, and
    the right side before the left, as the AASM manual recommends F4-M1, C4-M1 and O2-M1. Those
    that were marked bad are left out, unless all were.
    """
    every = [c for c in night.channels.values() if c.kind == Kind.EEG and not c.derivation]
    eeg = [c.name for c in every if not c.is_bad] or [c.name for c in every]
    parts = {name: read_derivation(name) for name in eeg}

    def region(name: str) -> int:
        electrode = parts[name].electrode
        return next((i for i, begin in enumerate("FCO") if electrode.startswith(begin)), 3)

    def rank(name: str) -> tuple[bool, bool]:
        digits = [letter for letter in parts[name].electrode if letter.isdigit()]
        return (not parts[name].reference, not digits or int(digits[-1]) % 2 == 1)

    ranked = sorted(eeg, key=rank)
    seen: dict[int, int] = {}
    order = {}
    for name in ranked:
        place = region(name)
        seen[place] = seen.get(place, 0) + 1
        order[name] = (rank(name)[0], seen[place], place)
    return sorted(ranked, key=lambda name: order[name])


def first_deep_sleep(night: Night) -> float:
    """Start of the second epoch of the first N3 that lasts, s; 0 where there is none."""
    deep = night.hypnogram.isin((Stage.N3, Stage.DEEP)).values
    length = float(night.hypnogram.epoch_length)
    lasting = max(1, math.ceil(120 / length))
    run = 0
    for epoch, is_deep in enumerate(deep):
        run = run + 1 if is_deep else 0
        if run == lasting:
            return float(night.hypnogram.onset[epoch - lasting + 1]) + length * (lasting > 1)
    return 0.0


def stretch_to_step_through(night: Night, kind: str) -> float:
    """Find ten epochs that are worth stepping through.

    Parameters
    ----------
    night : Night
        By whose first scorer they are found.
    kind : str
        "mixed" for N3 and other stages, else the name of a stage, of which they all are.

    Returns
    -------
    float
        When they begin, s; `first_deep_sleep` where the night has no such stretch.

    Examples
    --------
    >>> from explorer.night.hypnogram import make_hypnogram
    >>> stages = ["W"] * 4 + ["N2"] * 14 + ["N3"] * 20
    >>> night = Night.make({}, {"me": make_hypnogram(stages)})
    >>> stretch_to_step_through(night, "N2") / 30, stretch_to_step_through(night, "mixed") / 30
    (4.0, 11.0)
    """
    stages = night.hypnogram.values
    best, found = 0, None
    for first in range(stages.size - _STEPS + 1):
        part = stages[first : first + _STEPS]
        if kind != "mixed":
            worth = int((part == Stage[kind]).sum())
            worth = worth if worth == _STEPS else 0
        else:
            deep = int((part == Stage.N3).sum())
            is_mixed = _FEWEST_OF_EACH <= deep <= _STEPS - _FEWEST_OF_EACH and (part >= 0).all()
            worth = len(set(part.tolist())) if is_mixed else 0
        if worth > best:
            best, found = worth, first
    return first_deep_sleep(night) if found is None else float(night.hypnogram.onset[found])
