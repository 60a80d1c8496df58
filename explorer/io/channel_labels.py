"""Labels of channels, each made a name of its own."""

from collections.abc import Sequence


def deduplicate_labels(labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """Give a name of its own to every channel.

    Parameters
    ----------
    labels : sequence of str
        As the file gives them.

    Returns
    -------
    names : list of str
        The labels, a repeated one with " (2)" and so on, an empty one as "channel 3".
    notes : list of str

    Examples
    --------
    >>> deduplicate_labels(["C3", "C3", ""])[0]
    ['C3', 'C3 (2)', 'channel 3']
    """
    taken: set[str] = set()
    names, repeated = [], []
    for place, label in enumerate(labels, start=1):
        bare = name = label or f"channel {place}"
        copy = 1
        while name in taken:
            copy += 1
            name = f"{bare} ({copy})"
        if copy > 1:
            repeated.append(name)
        taken.add(name)
        names.append(name)
    notes = [f"labels that occur twice were numbered: {', '.join(repeated)}"] if repeated else []
    if not all(labels):
        notes.append("channels without a label were named by their place in the file")
    return names, notes
