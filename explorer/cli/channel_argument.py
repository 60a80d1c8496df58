"""Which channel a command computes from, where it may be named."""

from explorer.night.night import Night

CHANNEL_HELP = "its name, as `info` prints it (default: the one that the page measures)"


def chosen_channel(night: Night, named: str | None) -> str:
    """Take the channel that was named, else the page's.

    Raises
    ------
    ValueError
        If none was named and the night has no EEG to measure.
    """
    from explorer.night.first_look import measured_channel

    found = named or measured_channel(night)
    if not found:
        raise ValueError(
            "no EEG in uV of 40 Hz or more was found to choose; name a channel with --channel, one "
            f"of {[*night.channels][:12]}"
        )
    return found
