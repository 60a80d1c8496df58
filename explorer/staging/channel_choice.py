"""Which channels a stager is given: proposed from their kinds, and said."""

from dataclasses import dataclass

from explorer.night.channel import Channel
from explorer.night.night import Night
from explorer.vocabulary.channels import Kind, is_limb_muscle, read_derivation
from explorer.vocabulary.units import MICROVOLT

SLOWEST = 80.0
"""Hz: YASA's model refuses slower signals; EOG and EMG below it are left out too."""

_MASTOIDS = ("M1", "M2", "A1", "A2")


@dataclass(frozen=True)
class ChannelChoice:
    """Channels for the stager: an EEG, and an EOG and EMG where there are."""

    eeg: str
    eog: str = ""
    emg: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are given."""
        return tuple(name for name in (self.eeg, self.eog, self.emg) if name)

    @property
    def by_kind(self) -> dict[str, str]:
        """Those that are given, by "eeg", "eog" and "emg"."""
        found = {"eeg": self.eeg, "eog": self.eog, "emg": self.emg}
        return {kind: name for kind, name in found.items() if name}

    @property
    def words(self) -> str:
        """The choice in one sentence."""
        parts = [
            f"{kind} {name.removeprefix(kind).strip()}" if name else f"no {kind}"
            for kind, name in (("EEG", self.eeg), ("EOG", self.eog), ("EMG", self.emg))
        ]
        return ", ".join(parts)


def candidates(night: Night, kind: str) -> tuple[str, ...]:
    """Channels of a kind that a stager can use, the likeliest first.

    Parameters
    ----------
    night : Night
        With signals.
    kind : str
        "EEG", "EOG" or "EMG".

    Returns
    -------
    tuple of str
        In uV, at 80 Hz or more. EEG: central against a mastoid first, as the model was trained
        [1]_, the right before the left; then other central ones, then the rest. EOG: the left eye
        first. EMG: the chin, and those of legs and arms last.

    References
    ----------
    .. [1] Vallat & Walker 2021, eLife 10:e70092.
    """
    fit = [
        channel
        for channel in night.channels.values()
        if channel.kind == kind
        and channel.units == MICROVOLT
        and channel.sampling_frequency >= SLOWEST
    ]
    rank = {Kind.EEG: _eeg_rank, Kind.EOG: _eog_rank, Kind.EMG: _emg_rank}[Kind(kind)]
    # Those marked bad, and those derived by hand, last: a hand may still choose one.
    return tuple(
        channel.name
        for channel in sorted(fit, key=lambda one: (one.is_bad, bool(one.derivation), *rank(one)))
    )


def propose(night: Night) -> ChannelChoice:
    """Propose channels for a stager.

    Parameters
    ----------
    night : Night
        With signals.

    Returns
    -------
    Choice

    Raises
    ------
    ValueError
        If no EEG channel will do.
    """
    best = {kind: next(iter(candidates(night, kind)), "") for kind in ("EEG", "EOG", "EMG")}
    if is_limb_muscle(best["EMG"]):
        best["EMG"] = ""  # the model learnt the chin's: a leg's tone says nothing of it
    if not best["EEG"]:
        eeg = [
            f"{c.name} in {c.units or 'no unit'} at {c.sampling_frequency:g} Hz"
            for c in night.channels.values()
            if c.kind == Kind.EEG
        ]
        found = f"has {', '.join(eeg)}" if eeg else "has none"
        raise ValueError(
            f"{night.title}: staging needs an EEG channel in uV at {SLOWEST:g} Hz or more, {found}"
        )
    return ChannelChoice(best["EEG"], best["EOG"], best["EMG"])


def _bare(channel: Channel) -> str:
    return channel.name.upper().removeprefix("EEG").removeprefix("EOG").removeprefix("EMG").strip()


def _eeg_rank(channel: Channel) -> tuple[bool, bool, bool, bool]:
    site, reference = read_derivation(channel.name)
    # A mastoid recorded as a channel of its own is a reference, not a site to stage from.
    left = site[-1:].isdigit() and int(site[-1]) % 2 == 1
    return (site in _MASTOIDS, not site.startswith("C"), reference not in _MASTOIDS, left)


def _eog_rank(channel: Channel) -> tuple[bool]:
    name = _bare(channel)
    return (not name.startswith(("LOC", "E1", "L", "HORIZONTAL")),)


def _emg_rank(channel: Channel) -> tuple[bool, bool]:
    words = channel.name.upper()
    is_chin = any(word in words for word in ("CHIN", "SUBMENT", "MENTON", "EMG1"))
    return (is_limb_muscle(channel.name), not is_chin)
