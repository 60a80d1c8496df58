"""Nights of open data sets opened by name, without a login: read where they lie, or fetched."""

from pathlib import Path

from explorer.datasets.dataset_catalogue import BY_HAND, STREAMED, OpenDataset, dataset_named
from explorer.datasets.open_recordings import cache_folder, fetch, open_nights
from explorer.io import open_night
from explorer.night.night import Night

_PHYSIONET = "https://physionet.org/files/"


def addresses_of(name: str, night: str) -> tuple[str, str]:
    """Return where a night's recording and its hypnogram lie.

    Parameters
    ----------
    name : str
        Of a data set that is read where it lies.
    night : str
        One of its nights.

    Returns
    -------
    recording, hypnogram : str

    Raises
    ------
    ValueError
        If there is no such data set or night, or its files are fetched.

    Examples
    --------
    >>> addresses_of("hmc", "SN001")[1].rpartition("/")[2]
    'SN001_sleepscoring.edf'
    """
    dataset = dataset_named(name)
    _check_night(dataset, night)
    if name.startswith("boas"):
        folder = f"s3://openneuro.org/ds005555/sub-{night}/eeg/sub-{night}_task-Sleep_acq-"
        kind = "headband" if name == "boas-headband" else "psg"
        return f"{folder}{kind}_eeg.edf", f"{folder}psg_events.tsv"
    if name == "hmc":
        folder = f"{_PHYSIONET}hmc-sleep-staging/1.1/recordings/"
        return f"{folder}{night}.edf", f"{folder}{night}_sleepscoring.edf"
    if name == "cap":
        folder = f"{_PHYSIONET}capslpdb/1.0.0/"
        return f"{folder}{night}.edf", f"{folder}{night}.txt"
    if name == "psg-ipa":
        folder = f"{_PHYSIONET}psg-ipa/1.0.0/Resp_events/"
        scored = f"{folder}Annotations/manual/{night}_Respiration_manual_scorer1.edf"
        return f"{folder}PSG/{night}_Respiration.edf", scored
    raise ValueError(f"{name} is fetched: sleep-explorer fetch {name}")


def _check_night(dataset: OpenDataset, night: str) -> None:
    if dataset.how == BY_HAND:
        raise ValueError(
            f"{dataset.name} is not opened by name, as it is one archive ({dataset.size}): from "
            f"{dataset.page} {dataset.advice}"
        )
    if night not in dataset.nights:
        raise ValueError(
            f"{dataset.name} has no night {night!r}, has {dataset.nights[0]} to "
            f"{dataset.nights[-1]}"
        )


def open_by_name(name: str, **said: object) -> Night:
    """Open a night of an open data set by its name, without a login.

    Parameters
    ----------
    name : str
        The data set and the night, such as "boas/1", "hmc/SN001" or "sleep-edf-st/1-2" (the
        person's number and that of the night); see `explorer.datasets.dataset_catalogue.DATASETS`.
    **said
        As for `explorer.io.open_night`.

    Returns
    -------
    Night
        With ``licence`` and ``source`` of the data set in its attrs. Of some sets the files are
        read where they lie; those of Sleep-EDF are fetched, checked and kept.

    Raises
    ------
    ValueError
        If there is no such data set or night.
    OSError
        If its server cannot be reached, or refuses.
    """
    collection, _, night = name.partition("/")
    dataset = dataset_named(collection)
    if not night and dataset.nights:
        raise ValueError(
            f"{name} has {len(dataset.nights)} nights, {dataset.nights[0]} to "
            f"{dataset.nights[-1]}; name one, such as {name}/{dataset.nights[0]}"
        )
    attrs: dict[str, object] = {"licence": dataset.licence, **said}
    if dataset.how == STREAMED:
        return open_night(*addresses_of(collection, night), **attrs)  # type: ignore[arg-type]
    _check_night(dataset, night)
    person, _, number = night.partition("-")
    folder = cache_folder(collection)
    fetch(collection, folder, subjects=[int(person)])
    (found,) = (one for one in open_nights(collection, [int(person)]) if one.night == int(number))
    recording, hypnogram = (Path(folder) / file for file in (found.recording, found.hypnogram))
    return open_night(recording, hypnogram, **attrs)  # type: ignore[arg-type]
