"""Catalogue of open data sets of sleep: who slept, who scored, the licence, and how each is had."""

from dataclasses import dataclass
from types import MappingProxyType

from explorer.datasets.open_recordings import open_nights

FETCHED, STREAMED = "fetched, with checksums", "read where it lies"
BY_HAND = "an archive to fetch and unpack yourself"
# Recordings that their authors have withdrawn.
_HMC_GONE = (14, 64, 135)
_CAP_GROUPS: MappingProxyType[str, int] = MappingProxyType(
    {"n": 16, "nfle": 40, "rbd": 22, "plm": 10, "ins": 9, "narco": 5, "sdb": 4, "brux": 2}
)


@dataclass(frozen=True)
class OpenDataset:
    """One data set, as its own page says."""

    name: str
    title: str
    about: str
    """Who slept."""
    licence: str
    citation: str
    page: str
    """Address of its own page."""
    size: str
    """Of a night; "" where it is known when it is asked for."""
    scorers: str
    how: str
    """`FETCHED`, `STREAMED` or `BY_HAND`."""
    nights: tuple[str, ...]
    """Names of its nights; none where they are not opened by name."""
    advice: str = ""
    """What a person does to have it, where it is not opened by name."""
    held: int = 0
    """How many nights there are where they have no names here."""

    @property
    def night_count(self) -> int:
        """How many nights it has."""
        return self.held or len(self.nights)


_SLEEP_EDF = (
    "Kemp B, Zwinderman AH, Tuk B, Kamphuisen HAC, Oberyé JJL. Analysis of a sleep-dependent "
    "neuronal feedback loop: the slow-wave microcontinuity of the EEG. IEEE-BME 47(9):1185-1194 "
    "(2000). doi:10.13026/C2X676"
)


def _sleep_edf(name: str, title: str, about: str, size: str) -> OpenDataset:
    return OpenDataset(
        name,
        title,
        about,
        "ODC-By 1.0",
        _SLEEP_EDF,
        "https://physionet.org/content/sleep-edfx/1.0.0/",
        size,
        "one, by Rechtschaffen and Kales",
        FETCHED,
        tuple(f"{night.subject}-{night.night}" for night in open_nights(name)),
    )


DATASETS: tuple[OpenDataset, ...] = (
    _sleep_edf(
        "sleep-edf-st",
        "Sleep-EDF telemetry",
        "22 people, a night on placebo and one on temazepam",
        "26 MB",
    ),
    _sleep_edf(
        "sleep-edf-sc",
        "Sleep-EDF cassette",
        "78 healthy people aged 25-101, two days and nights",
        "48 MB",
    ),
    OpenDataset(
        "boas",
        "Bitbrain Open Access Sleep, polysomnography",
        "128 nights of people aged 18-82, at the same time with a headband",
        "CC0",
        "López-Larraz E, Sierra-Torralba M, Clemente S, Fierro G, Oriol D, Minguez J, Montesano L, "
        "Klinzing JG. The Bitbrain Open Access Sleep (BOAS) dataset. OpenNeuro (2024). "
        "doi:10.18112/openneuro.ds005555.v1.1.1",
        "https://openneuro.org/datasets/ds005555",
        "",
        "three, and their consensus",
        STREAMED,
        tuple(str(number) for number in range(1, 129)),
    ),
    OpenDataset(
        "boas-headband",
        "Bitbrain Open Access Sleep, headband",
        "the same 128 nights by two dry electrodes of the forehead",
        "CC0",
        "López-Larraz E, Sierra-Torralba M, Clemente S, Fierro G, Oriol D, Minguez J, Montesano L, "
        "Klinzing JG. The Bitbrain Open Access Sleep (BOAS) dataset. OpenNeuro (2024). "
        "doi:10.18112/openneuro.ds005555.v1.1.1",
        "https://openneuro.org/datasets/ds005555",
        "",
        "those of the polysomnography",
        STREAMED,
        tuple(str(number) for number in range(1, 129)),
    ),
    OpenDataset(
        "hmc",
        "Haaglanden Medisch Centrum",
        "151 people sent to a sleep centre, 85 of them men, of 54 years on average",
        "CC BY 4.0",
        "Alvarez-Estevez D, Rijsman R. Haaglanden Medisch Centrum sleep staging database (version "
        "1.1). PhysioNet (2022). doi:10.13026/t79q-fr32; and PLoS ONE 16(8): e0256111 (2021)",
        "https://physionet.org/content/hmc-sleep-staging/1.1/",
        "",
        "one of the centre's technicians",
        STREAMED,
        tuple(f"SN{number:03d}" for number in range(1, 155) if number not in _HMC_GONE),
    ),
    OpenDataset(
        "cap",
        "CAP Sleep Database",
        "108 people: 16 healthy; epilepsy, REM behaviour disorder, limb movements, insomnia, "
        "narcolepsy, breathing, bruxism",
        "ODC-By 1.0",
        "Terzano MG, Parrino L, Sherieri A, et al. Atlas, rules, and recording techniques for the "
        "scoring of cyclic alternating pattern (CAP) in human sleep. Sleep Med 2(6):537-553 "
        "(2001). doi:10.13026/C2VC79",
        "https://physionet.org/content/capslpdb/1.0.0/",
        "",
        "one, by Rechtschaffen and Kales, with cyclic alternating patterns",
        STREAMED,
        tuple(
            f"{group}{number}"
            for group, count in _CAP_GROUPS.items()
            for number in range(1, count + 1)
        ),
    ),
    OpenDataset(
        "psg-ipa",
        "PSG-IPA, the nights scored for breathing",
        "5 of its 20 diagnostic nights, on which up to 12 scorers were compared",
        "CC BY 4.0",
        "Alvarez-Estevez D. PSG-IPA: A PolySomnoGraphic Inter-scorer Performance Assessment "
        "database (version 1.0.0). PhysioNet (2026). doi:10.13026/esx0-nw71; and "
        "Alvarez-Estevez D, Rijsman RM. PLoS ONE 17(9): e0275530 (2022)",
        "https://physionet.org/content/psg-ipa/1.0.0/",
        "",
        "up to 12, of whom the first is opened",
        STREAMED,
        tuple(f"SN{number}" for number in range(1, 6)),
    ),
    OpenDataset(
        "dreams-subjects",
        "DREAMS Subjects",
        "20 healthy people",
        "CC BY-NC-ND 3.0",
        "Devuyst S. The DREAMS Databases and Assessment Algorithm. Zenodo (2019). "
        "doi:10.5281/zenodo.2650142",
        "https://zenodo.org/records/2650142",
        "1.0 GB in all",
        "one, by Rechtschaffen and Kales and by the AASM",
        BY_HAND,
        (),
        "fetch DatabaseSubjects.rar, unpack it with unar or 7-Zip, and open subject1.edf: its "
        "HypnogramAASM_subject1.txt is found beside it",
        20,
    ),
    OpenDataset(
        "dod",
        "Dreem Open Datasets, DOD-H and DOD-O",
        "25 healthy people and 55 with sleep apnoea",
        "MIT",
        "Guillot A, Sauvet F, During EH, Thorey V. Dreem Open Datasets: Multi-Scored Sleep "
        "Datasets to Compare Human and Automated Sleep Staging. IEEE Trans Neural Syst Rehabil "
        "Eng 28(9):1955-1965 (2020). doi:10.1109/TNSRE.2020.3011181",
        "https://zenodo.org/records/15900394",
        "58 GB in all",
        "five",
        BY_HAND,
        (),
        "fetch dodh.zip or dodo.zip, unpack it, and open a night's .h5 file: samples and stages "
        "are read from it; a single scorer's JSON file may be named as its hypnogram",
        80,
    ),
)
"""In the order in which they are shown."""


def dataset_named(name: str) -> OpenDataset:
    """Return a data set by its name.

    Raises
    ------
    ValueError
        If there is none of this name.
    """
    found = next((one for one in DATASETS if one.name == name), None)
    if found is None:
        names = ", ".join(one.name for one in DATASETS)
        raise ValueError(f"no open data set {name!r}, expected one of {names}")
    return found


def table() -> list[dict[str, str]]:
    """Describe the data sets, one row each, for a person to choose from.

    Returns
    -------
    list of dict
        ``name``, ``title``, ``nights``, ``about``, ``size``, ``scorers``, ``licence``, ``how``,
        ``citation``, ``page``, and ``advice`` where they are not opened by name.
    """
    return [
        {
            "name": one.name,
            "title": one.title,
            "nights": str(one.night_count),
            "about": one.about,
            "size": one.size or "said when it is opened",
            "scorers": one.scorers,
            "licence": one.licence,
            "how": one.how,
            "citation": one.citation,
            "page": one.page,
            "advice": one.advice,
        }
        for one in DATASETS
    ]
