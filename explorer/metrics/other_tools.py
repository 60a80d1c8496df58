"""What other tools report under their own names, said in our metrics, and where they differ.

Each row was found on one night that all of them were given; `explorer.metrics` reproduces every
number, those that rest on a fault of the tool too, so that a reader can tell a definition from one.
"""

from dataclasses import dataclass

import numpy as np

from explorer.metrics.hypnogram_rows import Hypnograms
from explorer.metrics.metric_catalogue import METRICS, metric

YASA = "YASA 0.8.1"
YASA_07 = "YASA 0.7.0"
LUNA = "Luna 1.7.0"
WONAMBI = "wonambi 7.17"
VISBRAIN = "visbrain"
SLEEP_UTILS = "sleep-utils"

_HOUR = 60.0
_EDGES_YASA = (
    "Unscored epochs at the edges count, as by the default here; isolated sleep at the beginning "
    "of the night is sleep onset."
)
_EDGES_LUNA = (
    "Unscored epochs at the edges are left out, and 5 min or less of sleep 2 h before the rest is "
    "made wake: both can be chosen under Definitions."
)
_SLEEPLESS = "Left out of the output on a night without it, where NaN stands here."


@dataclass(frozen=True)
class PeerNumber:
    """A number of another tool.

    Parameters
    ----------
    peer : str
        The tool and its version.
    name : str
        What it calls the number.
    symbol : str
        The metric that states it.
    factor : float
        What the metric is multiplied by to be in the tool's unit.
    units : str
        The tool's, where they are not the metric's.
    epochs : int
        Epochs that the tool counts too many.
    seconds : float
        Seconds that the tool counts too many.
    less : str
        A metric that the tool takes off.
    says : str
        What one must know to compare; why it differs where it does.
    """

    peer: str
    name: str
    symbol: str
    factor: float = 1.0
    units: str = ""
    epochs: int = 0
    seconds: float = 0.0
    less: str = ""
    says: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether it is the metric itself, but for the unit."""
        return not (self.epochs or self.seconds or self.less)

    @property
    def in_units(self) -> str:
        """Units of the tool's number."""
        return self.units or metric(self.symbol).units

    def value(self, hypnograms: Hypnograms) -> np.ndarray:
        """Compute what the tool reports, for each night.

        Examples
        --------
        >>> from explorer.metrics.hypnogram_rows import as_hypnograms
        >>> from explorer.night.hypnogram import make_hypnogram
        >>> night = as_hypnograms(make_hypnogram(["W", "N2", "N2", "W"]))
        >>> wake = next(row for row in PEER_NUMBERS if row.says.startswith("Drops the last"))
        >>> wake.value(night).tolist()
        [0.5]
        """
        value = metric(self.symbol).values(hypnograms)
        if self.less:
            value = value - metric(self.less).values(hypnograms)
        extra = (self.epochs * hypnograms.epoch_length + self.seconds) / 60
        return np.asarray((value + extra) * self.factor)


def _same(peer: str, **names: str) -> tuple[PeerNumber, ...]:
    """Rows of a tool whose numbers are ours: its name by our symbol."""
    return tuple(PeerNumber(peer, name, symbol) for symbol, name in names.items())


_STAGES = ("N1", "N2", "N3", "REM")

PEER_NUMBERS = (
    PeerNumber(YASA, "TIB", "TIB", says=_EDGES_YASA),
    PeerNumber(LUNA, "TIB", "TIB", says=_EDGES_LUNA),
    PeerNumber(LUNA, "TRT", "TIB", says="The whole record, beyond lights-off and lights-on too."),
    PeerNumber(WONAMBI, "TIB", "TIB"),
    PeerNumber(SLEEP_UTILS, "TRT", "TIB"),
    PeerNumber(SLEEP_UTILS, "TBT", "TIB", epochs=-1, says="One epoch short: a fault."),
    *_same(YASA, SPT="SPT", TST="TST"),
    *_same(LUNA, SPT="SPT", TST="TST", TST_10min="TST_PER", SPT_10min="SPT_PER"),
    PeerNumber(WONAMBI, "TSP", "SPT", says="Summed from the stages within it."),
    *_same(WONAMBI, TST="TST"),
    PeerNumber(
        VISBRAIN,
        "SPT",
        "SPT",
        seconds=-1,
        says="One second short: a fault. Begins at the first N1, whatever was slept before it.",
    ),
    PeerNumber(
        VISBRAIN,
        "TST",
        "TST",
        seconds=-1,
        says="One second short, as its SPT; SPT − WASO, so artefacts count as sleep.",
    ),
    *_same(SLEEP_UTILS, TST="TST"),
    PeerNumber(YASA, "WASO", "WASO_SPT", says="Stops at the last epoch of sleep."),
    PeerNumber(LUNA, "WASO", "WASO_SPT", says="Stops at the last epoch of sleep."),
    *_same(WONAMBI, WASO_SPT="WASO"),
    PeerNumber(
        WONAMBI,
        "WASOT",
        "WASO_AASM",
        epochs=1,
        says="To lights-on; its wake after the last sleep is one epoch too long: a fault.",
    ),
    *_same(VISBRAIN, WASO_SPT="WASO"),
    *_same(SLEEP_UTILS, WASO_SPT="WASO"),
    *_same(YASA, WAKE="WAKE"),
    *_same(LUNA, WAKE="TWT"),
    PeerNumber(WONAMBI, "W", "WAKE", epochs=-1, says="Drops the last epoch: a fault."),
    *_same(VISBRAIN, WAKE="W"),
    *_same(LUNA, FWT="FWT"),
    PeerNumber(WONAMBI, "Wmor", "FWT", epochs=1, says="One epoch too long: a fault."),
    *_same(YASA, SE="SE"),
    *_same(LUNA, SE="SE"),
    PeerNumber(WONAMBI, "SE", "SE", says="Unscored epochs stay in the time in bed."),
    PeerNumber(VISBRAIN, "SE", "SE_wake", says="TST / TDT: to the final waking."),
    PeerNumber(
        SLEEP_UTILS,
        "SE",
        "SE",
        factor=0.01,
        units="1",
        says="A fraction of its TBT, rounded to two digits.",
    ),
    PeerNumber(YASA, "SME", "SME", says="NaN without sleep, as here."),
    PeerNumber(LUNA, "SME", "SME", says=_SLEEPLESS),
    PeerNumber(YASA, "SOL", "SOL", says=_EDGES_YASA),
    PeerNumber(
        LUNA,
        "SOL",
        "SOL",
        says=f"{_EDGES_LUNA} At the end of the night it misses its own rule: a fault. {_SLEEPLESS}",
    ),
    *_same(WONAMBI, SOL="SL"),
    *_same(VISBRAIN, Lat_N1="LatN1"),
    *_same(SLEEP_UTILS, SOL="SOL"),
    PeerNumber(YASA, "SOL_5min", "SOL_5min", says="Rounded up to whole epochs, as here."),
    *_same(LUNA, SOL_10min="SOL_PER"),
    PeerNumber(WONAMBI, "latency to 5 min of NREM", "SOL_N2N3_5min", says="NREM without N1."),
    PeerNumber(WONAMBI, "latency to 10 min of NREM", "SOL_N2N3_10min", says="NREM without N1."),
    PeerNumber(
        YASA,
        "Lat_REM",
        "Lat_REM",
        says="From the start of the recording: the AASM counts from sleep onset (Lat_REM_onset).",
    ),
    PeerNumber(LUNA, "REM_LAT", "Lat_REM_onset", says=_SLEEPLESS),
    PeerNumber(
        LUNA,
        "REM_LAT2",
        "Lat_REM_NREM",
        says="Leaves out everything that is not NREM, not wake alone.",
    ),
    *_same(WONAMBI, Lat_REM="SLREM"),
    *_same(VISBRAIN, Lat_REM="LatREM"),
    *_same(SLEEP_UTILS, Lat_REM="lat_REM"),
    *(
        PeerNumber(peer, name.format(stage), stage)
        for stage in _STAGES
        for peer, name in (
            (YASA, "{}"),
            (LUNA, "MINS {}"),
            (WONAMBI, "{}"),
            (VISBRAIN, "{}"),
            (SLEEP_UTILS, "{} min"),
        )
    ),
    *(PeerNumber(YASA, f"%{stage}", f"%{stage}") for stage in _STAGES),
    *(
        PeerNumber(LUNA, f"PCT {stage}", f"%{stage}", factor=0.01, units="1", says="A fraction.")
        for stage in _STAGES
    ),
    *(PeerNumber(WONAMBI, f"{stage}, % of TST", f"%{stage}") for stage in _STAGES),
    *(
        PeerNumber(SLEEP_UTILS, f"{stage} %", f"%{stage}", says="Rounded to one digit.")
        for stage in _STAGES
    ),
    PeerNumber(YASA, "SFI", "SFI"),
    PeerNumber(
        YASA_07,
        "SFI",
        "SFI",
        factor=0.5,
        says="Half of what it says it is: a fault, mended in 0.8.",
    ),
    PeerNumber(LUNA, "SFI", "SFI", factor=1 / _HOUR, units="1/min"),
    PeerNumber(LUNA, "SFI1", "SFI_N1", factor=1 / _HOUR, units="1/min"),
    PeerNumber(WONAMBI, "SFI", "SFI_lighter"),
    PeerNumber(
        SLEEP_UTILS,
        "FI",
        "SHIFTS_TST",
        factor=1 / _HOUR,
        units="1/min",
        says="(awakenings + stage shifts) / TST; rounded to two digits.",
    ),
    *_same(WONAMBI, SHIFTS="Switch", SHIFTS_SPT="Switch an hour of TSP"),
    PeerNumber(
        SLEEP_UTILS,
        "stage_shifts",
        "SHIFTS",
        less="AWAKENINGS",
        says="Awakenings are counted apart.",
    ),
    *_same(SLEEP_UTILS, AWAKENINGS="awakenings"),
    *_same(LUNA, TI_S="TI_S", TI_S3="TI_S3", TI_RNR="TI_RNR", LZW="LZW", LZW3="LZW3"),
    *_same(
        LUNA,
        N3_bouts="BOUT_N N3",
        N3_bout_mean="BOUT_MN N3",
        N3_bout_median="BOUT_MD N3",
        N3_bout_max="BOUT_MX N3",
        TA_N3="TA N3",
        TS_N3="TS N3",
    ),
    PeerNumber(
        LUNA,
        "NREMC",
        "CYCLES_Luna",
        says="From N2 or N3 on; 15 min without N2, N3 or REM end a NREM period.",
    ),
    *_same(LUNA, CYCLE_mean_Luna="NREMC_MINS"),
    PeerNumber(
        SLEEP_UTILS,
        "cycles",
        "REM_bouts",
        says="Every run of REM: no rule for cycles, which NREM and REM periods must fulfil.",
    ),
    *_same(LUNA, UNSCORED="OTHR"),
    PeerNumber(LUNA, "E2_SLEEP_ONSET", "T_onset", factor=1 / 60, units="min"),
    PeerNumber(LUNA, "E3_SLEEP_MIDPOINT", "T_midpoint", factor=1 / 60, units="min"),
    PeerNumber(LUNA, "E4_FINAL_WAKE", "T_wake", factor=1 / 60, units="min"),
)
"""Every number of another tool that was compared."""


def find_peer_numbers(symbol: str) -> tuple[PeerNumber, ...]:
    """Find what other tools report of a quantity, by whichever of its variants.

    Parameters
    ----------
    symbol : str
        Of a metric.

    Returns
    -------
    tuple of PeerNumber
        Possibly empty.

    Raises
    ------
    ValueError
        If there is no such metric.

    Examples
    --------
    >>> [f"{row.peer} {row.name} is {row.symbol}" for row in find_peer_numbers("SME")]
    ['YASA 0.8.1 SME is SME', 'Luna 1.7.0 SME is SME']
    """
    row = metric(symbol)
    root = row.variant_of or row.symbol
    family = {m.symbol for m in METRICS.values() if root in (m.symbol, m.variant_of)}
    return tuple(number for number in PEER_NUMBERS if number.symbol in family)
