"""What the fuzzer starts from, how it spoils it, and what is then asked of the readers."""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
FIELD = 8  # bytes of a number in the header of an EDF file
_NUMBERS = (
    *(b"0", b"-1", b"1", b"2", b"3", b"255", b"256", b"65535", b"99999999", b"2147483647"),
    *(b"-2147483648", b"1e308", b"-1e308", b"1e-308", b"1e9", b"nan", b"inf", b"-inf", b"1,5"),
    *(b"0x10", b"1_0", b"", b" ", b"\x00", b"\xb2", "\u0663".encode(), b"ten", b"1" * 40),
)
_TEXTS = (
    *(b"\x14", b"\x15", b"\x14\x14", b"+", b"-", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"'", b'"'),
    *(b"<script>", b"&amp;", b"&x;", b"<!--", b"]]>", "\u202e".encode(), b"A" * 300, b"\n", b"\r"),
    *(b"\t", b";", b",", b"EDF+D", b"BDF+C", b"EDF Annotations ", b"Sleep stage N2", b"Lights off"),
)
_ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>',
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
)

Spoil = Callable[[bytes, random.Random], bytes]
Ask = Callable[[Path], None]


@dataclass(frozen=True)
class Target:
    """One kind of input."""

    seeds: Callable[[Path], Iterator[Path]]
    """Makes the files to start from, in a folder, or names real ones."""
    spoil: Spoil
    ask: Ask


# ---- spoiling ------------------------------------------------------------------------------------


def spoil_bytes(raw: bytes, rng: random.Random) -> bytes:
    """Change, insert, remove, repeat or cut bytes anywhere, mostly near the beginning."""
    out = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 4, 12))):
        reach = len(out) if rng.random() < 0.4 else min(len(out), 4096)
        at = rng.randrange(reach) if reach else 0
        way = rng.randrange(7)
        if way == 0:
            out[at : at + 1] = bytes([rng.randrange(256)])
        elif way == 1:
            out[at:at] = rng.choice(_TEXTS + _NUMBERS)
        elif way == 2:
            del out[at : at + rng.choice((1, 8, 100, 5000))]
        elif way == 3:
            out[at:at] = out[at : at + rng.choice((8, 256, 5000))]
        elif way == 4:
            del out[at:]
        elif way == 5:
            word = rng.choice(_TEXTS + _NUMBERS)
            out[at : at + len(word)] = word
        elif found := list(re.finditer(rb"[+-]?\d+(?:\.\d+)?", bytes(out[:200_000]))):
            number = rng.choice(found)
            out[number.start() : number.end()] = rng.choice(_NUMBERS)
    return bytes(out)


def spoil_header(raw: bytes, rng: random.Random) -> bytes:
    """Put another number or text into a field of an EDF header, keeping its width."""
    out = bytearray(raw)
    size = min(len(out), 256 * (1 + len(raw[252:256].strip() or b"1") * 8))
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.choice((184, 236, 244, 252, 192, 168, 176, rng.randrange(size // 8) * 8))
        width = 4 if at == 252 else 44 if at == 192 else FIELD
        out[at : at + width] = rng.choice(_NUMBERS + _TEXTS)[:width].ljust(width)
    return spoil_bytes(bytes(out), rng) if rng.random() < 0.2 else bytes(out)


def spoil_annotations(raw: bytes, rng: random.Random) -> bytes:
    """Put another onset, duration or text into the annotations of an EDF+ file."""
    out = bytearray(raw)
    found = list(re.finditer(rb"[+-][\d.]+(?:\x15[\d.]*)?\x14[^\x14\x00]*\x14", raw))
    for stamp in rng.sample(found, min(len(found), rng.choice((1, 2, 5)))):
        width = stamp.end() - stamp.start()
        words = [rng.choice((*_NUMBERS, b"+30", b"-5", b"+1e300")), rng.choice(_NUMBERS)]
        made = words[0] + b"\x15" + words[1] + b"\x14" + rng.choice(_TEXTS) + b"\x14"
        out[stamp.start() : stamp.end()] = made[:width].ljust(width, b"\x00")
    return spoil_header(bytes(out), rng) if rng.random() < 0.3 else bytes(out)


def spoil_xml(raw: bytes, rng: random.Random) -> bytes:
    """Declare entities, repeat or nest elements, or spoil as any text."""
    way = rng.randrange(5)
    if way == 0:
        head, _, rest = raw.partition(b"?>")
        return head + b"?>" + rng.choice(_ENTITIES) + rest.replace(b"</", b"&c;&x;</", 1)
    if way == 1:
        found = list(re.finditer(rb"<(\w+)>[^<]*</\1>", raw))
        if found:
            one = rng.choice(found)
            value = rng.choice(_NUMBERS + _TEXTS).replace(b"<", b"&lt;").replace(b"\x00", b"")
            made = b"<%s>%s</%s>" % (one[1], value, one[1])
            return raw[: one.start()] + made * rng.choice((1, 1, 3)) + raw[one.end() :]
    if way == 2:
        depth = rng.choice((10, 1000, 200_000))
        return b"<CMPStudyConfig>" + b"<a>" * depth + b"</a>" * depth + b"</CMPStudyConfig>"
    return spoil_bytes(raw, rng)


# ---- seeds ---------------------------------------------------------------------------------------


def _real(*names: str) -> Iterator[Path]:
    for name in names:
        if (SHARED / name).is_file():
            yield SHARED / name


def _night_file(folder: Path) -> Path:
    from explorer.io.write import write_edf
    from explorer.night.hypnogram import make_hypnogram
    from explorer.night.night import Night
    from explorer.night.schema import make_events, make_signals, rate_name

    rng = np.random.default_rng(1)
    eeg = make_signals(
        20 * rng.standard_normal((2, 12_000), dtype=np.float32),
        100.0,
        ["C3", "C4"],
        ["EEG"] * 2,
        ["uV"] * 2,
    )
    slow = make_signals(
        95 + rng.random((1, 120), dtype=np.float32), 1.0, ["SpO2"], ["oximetry"], ["%"]
    )
    night = Night.make(
        {rate_name(100.0): eeg, rate_name(1.0): slow},
        {"first scorer": make_hypnogram(["W", "N1", "N2", "REM"])},
        make_events([{"onset": 3.0, "duration": 1.0, "kind": "arousal", "channel": "C3"}]),
        lights_off=30.0,
        simulated=True,
    )
    return write_edf(night, folder / "night.edf")


def edf_seeds(folder: Path) -> Iterator[Path]:
    """EDF+ of our own, contiguous and with gaps, and real ones."""
    whole = _night_file(folder)
    yield whole
    gaps = folder / "gaps.edf"
    gaps.write_bytes(whole.read_bytes().replace(b"EDF+C", b"EDF+D", 1))
    yield gaps
    yield from _real(
        "psg-excerpts/sleep_edf_SC4001_first_5_min.edf", "hostile/pyedflib-sdist__test_utf8.edf"
    )


def bdf_seeds(folder: Path) -> Iterator[Path]:
    """BDF of two signals, and real ones."""
    made = folder / "night.bdf"
    raw = bytearray(256 * 3 + 3 * 2 * 100 * 4)
    raw[:768] = b" " * 768
    at = 0
    for width, text in (
        *((8, b"\xffBIOSEMI"), (80, b"X"), (80, b"X"), (8, b"01.01.20"), (8, b"22.00.00")),
        *((8, b"768"), (44, b"24BIT"), (8, b"4"), (8, b"1"), (4, b"2")),
        *(
            row
            for row in (
                *((16, b"C3"), (80, b""), (8, b"uV"), (8, b"-262144"), (8, b"262143")),
                *((8, b"-8388608"), (8, b"8388607"), (80, b""), (8, b"100"), (32, b"")),
            )
            for _ in range(2)
        ),
    ):
        raw[at : at + len(text)] = text
        at += width
    made.write_bytes(raw)
    yield made
    yield from _real("hostile/pyedflib-sdist__test_generator_datarec_generator_2.bdf")


def xml_seeds(folder: Path) -> Iterator[Path]:
    """Compumedics Profusion and NSRR, of our own and real."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    stages = "".join(f"<SleepStage>{code}</SleepStage>" for code in (0, 1, 2, 3, 4, 5, 9))
    event = "<Start>30</Start><Duration>30</Duration>"
    profusion = folder / "profusion.xml"
    profusion.write_text(
        f"{head}<CMPStudyConfig><EpochLength>30</EpochLength><ScoredEvents><ScoredEvent><Name>Arousal"
        f"</Name>{event}<Input>C3</Input></ScoredEvent></ScoredEvents><SleepStages>{stages}"
        "</SleepStages></CMPStudyConfig>"
    )
    nsrr = folder / "nsrr.xml"
    kind = "<EventType>Stages|Stages</EventType><EventConcept>Stage 2 sleep|2</EventConcept>"
    nsrr.write_text(
        f"{head}<PSGAnnotation><EpochLength>30</EpochLength><ScoredEvents><ScoredEvent>{kind}{event}"
        "</ScoredEvent></ScoredEvents></PSGAnnotation>"
    )
    yield profusion
    yield nsrr
    yield from _real("nsrr-xml/learn-nsrr01.xml")


def text_seeds(folder: Path) -> Iterator[Path]:
    """Every kind of table and list of stages, of our own and real."""
    for name, text in {
        "events.tsv": "onset\tduration\tstage\n0\t30\tW\n30\t30\tN1\n60\t60\tN2\n",
        "scorers.csv": "onset,duration,stage_hum,stage_ai\n0,30,0,0\n30,30,1,2\n60,30,8,-1\n",
        "clock.csv": "Start Time;End Time;Event\n23:59:30;00:00:00;N1\n00:00:00;00:00:30;N2\n",
        "mixed.csv": "onset,duration,event,channel\n0,30,Sleep stage W,\n31,2,Arousal,C3\n",
        "codes.txt": "# 1 value per 30 seconds\n0\n1\n2\n3\n4\n5\n",
        "dreams.txt": "[Hypnogram_excerpt]\n5\n5\n3\n2\n1\n0\n4\n",
        "dreem.json": "[-1, 0, 1, 2, 3, 4]",
    }.items():
        (folder / name).write_text(text)
        yield folder / name
    yield from _real(
        "noxturnal-csv/noxturnal_events_example_unicode_2.csv",
        "boas/sub-1_task-Sleep_acq-psg_events.tsv",
    )


def format_text_seeds(folder: Path) -> Iterator[Path]:
    """Texts of scorers' programs, a short night each."""
    luna = "class\tinstance\tchannel\tstart\tstop\tmeta\n"
    for name, text in {
        "spaced.STA": "     1   0   0\n     2   1   0\n     3   2   0\n     4   5   0\n",
        "flow.txt": "0 0 1 1 2 2\n2 3 3 3 4 4\n0 0\n",
        "cap.txt": (
            "RemLogic Event Export\nRecording Date:\t22/05/2018\n\nSleep Stage\tPosition\t"
            "Time [hh:mm:ss]\tEvent\tDuration[s]\tLocation\n"
            "W\tSupine\t23:59:30\tSLEEP-S0\t30\tC4\n"
            "S1\tSupine\t00:00:00\tSLEEP-S1\t30\tC4\nS1\tSupine\t00:00:07\tMCAP-A1\t5\tC4\n"
        ),
        "domino.txt": (
            "Signal ID: Profil\nStart Time: 22.05.2018 23:59:30\nRate: 30 s\n\n"
            "23:59:30,000; Wach\n00:00:00,000; N1\n00:00:30,000; A\n"
        ),
        "luna.annot": f"# a header\n{luna}W\t.\t.\t0\t...\t.\nN2\t.\tC3\t60\t+30\t.\n",
        "clock.annot": (
            "W\t.\t22-05-18-23:59:30\t22-05-18-23:59:59\nN1\t.\t23-05-18-00:00:00\t+30\n"
        ),
        "rdann.txt": (
            '[23:59:30.000 22/05/2018]   0  "    0    0    0\tSleep_stage_W duration: 30\n'
            '[00:00:00.000 22/05/2018]  3000  "    0    0    0\tSleep_stage_1 duration: 30\n'
        ),
        "zurich.vis": "0\n1 0\n3 1\n4 2 B\n6 3\n9 r\n12 e\n0\n",
        "visbrain.txt": "*Unit\t30\nWake\t180\nN1\t240\nREM\t300\n",
        "elan.hyp": (
            "time_base 1.000000\nsampling_period 0.01\nepoch_nb 60\nepoch_list\n"
            + "0\n" * 30
            + "5\n" * 30
        ),
        "log.txt": "23:59:30.00\tSTAGE - W\n00:00:00.00\tSTAGE - N1\n00:00:30.00\tLIGHTS ON\n",
    }.items():
        (folder / name).write_text(text)
        yield folder / name


def format_xml_seeds(folder: Path) -> Iterator[Path]:
    """XML of scorers' programs, a short night each."""
    for name, text in {
        "embla.xml": (
            "<EventExport><Events><Event><Type>SLEEP-S1</Type><Location>C3</Location><StartTime>"
            "2010-01-27T00:22:30</StartTime><StopTime>2010-01-27T00:23:00</StopTime></Event>"
            "</Events></EventExport>"
        ),
        "philips.rml": (
            '<PatientStudy xmlns="http://www.respironics.com/PatientStudy.xsd"><Session>'
            "<RecordingStart>2018-05-22T23:50:00</RecordingStart><Duration>300</Duration></Session>"
            '<UserStaging><Adult><Stage Type="Wake" Start="0"/><Stage Type="REM" Start="60"/>'
            '</Adult></UserStaging><Event Type="Snore" Start="3" Duration="4"/></PatientStudy>'
        ),
        "wonambi.xml": (
            "<annotations><dataset><start_time>2018-05-22T23:50:00</start_time></dataset><rater "
            'name="a"><stages><epoch><epoch_start>0</epoch_start><epoch_end>30</epoch_end><stage>'
            "NREM2</stage></epoch></stages></rater></annotations>"
        ),
    }.items():
        (folder / name).write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
        yield folder / name


def format_json_seeds(folder: Path) -> Iterator[Path]:
    """JSON of scorers' programs, a short night each."""
    epochs = ", ".join(
        f'{{"epoch": {n + 1}, "start": {30 * n}, "end": {30 * n + 30}, "stage": "N2", "clean": 1}}'
        for n in range(3)
    )
    event = '{"event": "Artefact", "start": 3, "end": 5.5, "channels": ["C3"]}'
    (folder / "hero.json").write_text(f"[[{epochs}], [{event}]]")
    (folder / "sleeplab.json").write_text(
        '{"scorer": "a", "type": "hypnogram", "annotations": [{"name": "WAKE", "start_ts": '
        '"2018-05-22T23:50:00", "start_sec": 0.0, "duration": 30.0}]}'
    )
    (folder / "yasa.json").write_text('{"values": ["WAKE", "N1"], "freq": "30s", "start": null}')
    yield from (folder / f"{name}.json" for name in ("hero", "sleeplab", "yasa"))


def format_binary_seeds(folder: Path) -> Iterator[Path]:
    """Spreadsheets, NumPy's arrays, and EDF with one signal of codes."""
    import pandas as pd

    frame = pd.DataFrame({"onset": [0, 30, 60], "duration": [30] * 3, "stage": ["W", "N1", "N2"]})
    frame.to_excel(folder / "night.xlsx", index=False)
    np.save(folder / "codes.npy", np.array([0, 1, 2, 3, 4]))
    np.save(folder / "belief.npy", np.eye(5, dtype=np.float32))
    fields = (
        *((8, b"0"), (80, b"X"), (80, b"X"), (8, b"22.05.18"), (8, b"23.50.00"), (8, b"512")),
        *((44, b""), (8, b"4"), (8, b"30"), (4, b"1"), (16, b"hypnogram"), (80, b""), (8, b"")),
        *((8, b"0"), (8, b"9"), (8, b"0"), (8, b"9"), (80, b""), (8, b"1"), (32, b"")),
    )
    header = b"".join(text.ljust(width) for width, text in fields)
    (folder / "codes.hyp").write_bytes(header + np.array([0, 1, 2, 5], "<i2").tobytes())
    yield from (folder / name for name in ("night.xlsx", "codes.npy", "belief.npy", "codes.hyp"))


def cohort_seeds(folder: Path) -> Iterator[Path]:
    """Write a study's table as CSV and as a spreadsheet."""
    import pandas as pd

    hypnogram = folder / "one.txt"
    hypnogram.write_text("W\nN1\nN2\n")
    rows = [
        {"subject": s, "condition": c, "hypnogram": "one.txt", "lights_off": "0", "age": "30"}
        for s in ("A", "B", "C")
        for c in ("placebo", "active")
    ]
    frame = pd.DataFrame(rows)
    frame.to_csv(folder / "nights.csv", index=False)
    frame.to_excel(folder / "nights.xlsx", index=False)
    yield folder / "nights.csv"
    yield folder / "nights.xlsx"


def store_seeds(folder: Path) -> Iterator[Path]:
    """Each file of a store of results, in a copy of that store."""
    from explorer.study.result_store import ResultStore

    store = folder / "store"
    ResultStore(store, store_rows(), "fuzz", 8)
    yield from sorted(file for file in store.rglob("*") if file.is_file())


def store_rows() -> list:
    """Rows of the table behind the store."""
    from explorer.study.cohort_table import NightRow

    return [NightRow(line, subject=f"S{line}", condition="placebo") for line in range(2, 6)]


def mne_seeds(folder: Path) -> Iterator[Path]:
    """BrainVision's header with its data beside it, and a FIF file."""
    import mne

    (folder / "night.eeg").write_bytes(np.zeros((500, 2), "<i2").tobytes())
    (folder / "night.vmrk").write_text(
        "Brain Vision Data Exchange Marker File, Version 1.0\n[Common Infos]\n"
        "DataFile=night.eeg\n[Marker Infos]\nMk1=Stimulus,S  1,10,1,0\n"
    )
    (folder / "night.vhdr").write_text(
        "Brain Vision Data Exchange Header File Version 1.0\n[Common Infos]\nDataFile=night.eeg\n"
        "MarkerFile=night.vmrk\nDataFormat=BINARY\nDataOrientation=MULTIPLEXED\n"
        "NumberOfChannels=2\nSamplingInterval=10000\n[Binary Infos]\nBinaryFormat=INT_16\n"
        "[Channel Infos]\nCh1=C3,,0.1,uV\nCh2=C4,,0.1,uV\n"
    )
    yield folder / "night.vhdr"
    info = mne.create_info(["C3", "C4"], 100.0, "eeg", verbose="error")
    raw = mne.io.RawArray(np.zeros((2, 1000)), info, verbose="error")
    raw.save(folder / "night_raw.fif", verbose="error")
    yield folder / "night_raw.fif"


# ---- asking --------------------------------------------------------------------------------------


def open_whole(path: Path) -> None:
    """Open a night as the page does, and read its first and last seconds and one whole channel."""
    from explorer.io.open import open_night

    night = open_night(path)
    night.window(0, min(10, night.duration))
    night.window(max(night.duration - 10, 0), night.duration)
    for channel in list(night.channels)[:1]:
        np.asarray(night.signal(channel).values)
    [str(kind) for kind in night.events.kind.values]
    night.hypnogram.values.sum()


def read_cohort(path: Path) -> None:
    """Read a study's table."""
    from explorer.study.cohort_table import read_table

    read_table(path)


def resume_store(path: Path) -> None:
    """Resume from the store that this file lies in."""
    from explorer.study.result_store import ResultStore

    store = next(folder for folder in path.parents if folder.name == "store")
    list(ResultStore(store, store_rows(), "fuzz", 8).finished())


TARGETS: MappingProxyType[str, Target] = MappingProxyType(
    {
        "edf-header": Target(edf_seeds, spoil_header, open_whole),
        "edf-records": Target(edf_seeds, spoil_bytes, open_whole),
        "edf-annotations": Target(edf_seeds, spoil_annotations, open_whole),
        "bdf": Target(bdf_seeds, spoil_header, open_whole),
        "xml": Target(xml_seeds, spoil_xml, open_whole),
        "text": Target(text_seeds, spoil_bytes, open_whole),
        "format-text": Target(format_text_seeds, spoil_bytes, open_whole),
        "format-xml": Target(format_xml_seeds, spoil_xml, open_whole),
        "format-json": Target(format_json_seeds, spoil_bytes, open_whole),
        "format-binary": Target(format_binary_seeds, spoil_bytes, open_whole),
        "cohort": Target(cohort_seeds, spoil_bytes, read_cohort),
        "store": Target(store_seeds, spoil_bytes, resume_store),
        "mne": Target(mne_seeds, spoil_bytes, open_whole),
    }
)
"""By name; `store` spoils one file of a store in place, `mne` a header with its data beside it."""


def put(seed: Path, raw: bytes, folder: Path) -> Path:
    """Write a spoilt file where its neighbours are as they were."""
    if "store" in seed.parts:
        shutil.rmtree(folder / "store", ignore_errors=True)
        store = next(parent for parent in seed.parents if parent.name == "store")
        shutil.copytree(store, folder / "store")
        place = folder / "store" / seed.relative_to(store)
    else:
        for beside in ("night.eeg", "night.vmrk", "one.txt"):
            if (seed.parent / beside).is_file():
                shutil.copy(seed.parent / beside, folder / beside)
        place = folder / seed.name
    place.write_bytes(raw)
    return place
