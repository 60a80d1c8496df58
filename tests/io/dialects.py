"""Scorers' files in random dialects: the same night in the words, columns and clocks of anybody."""

import csv
import io
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from explorer.vocabulary.stages import Stage

W, N1, N2, N3, REM = Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.REM
ART, UNS = Stage.ARTEFACT, Stage.UNSCORED

# Of a laboratory each: what it calls the stages. Where N3 has two words, both occur.
NOTATIONS: Mapping[str, Mapping[Stage, Sequence[str]]] = {
    "aasm": {W: ["W"], N1: ["N1"], N2: ["N2"], N3: ["N3"], REM: ["R"], ART: ["MT"], UNS: ["?"]},
    "yasa": {
        **{W: ["WAKE"], N1: ["N1"], N2: ["N2"], N3: ["N3"], REM: ["REM"], ART: ["ART"]},
        UNS: ["UNS"],
    },
    "rk": {
        W: ["W"],
        N1: ["S1"],
        N2: ["S2"],
        N3: ["S3", "S4"],
        REM: ["REM"],
        ART: ["MT"],
        UNS: ["?"],
    },
    "s0": {
        W: ["S0"],
        N1: ["S1"],
        N2: ["S2"],
        N3: ["S3", "S4"],
        REM: ["REM"],
        ART: ["MT"],
        UNS: ["UNK"],
    },
    "edf": {
        **{W: ["Sleep stage W"], N1: ["Sleep stage N1"], N2: ["Sleep stage N2"]},
        **{N3: ["Sleep stage N3"], REM: ["Sleep stage R"], ART: ["Movement time"]},
        UNS: ["Sleep stage ?"],
    },
    "edf rk": {
        **{W: ["Sleep stage W"], N1: ["Sleep stage 1"], N2: ["Sleep stage 2"]},
        **{N3: ["Sleep stage 3", "Sleep stage 4"], REM: ["Sleep stage R"], ART: ["Movement time"]},
        UNS: ["Sleep stage ?"],
    },
    "long": {
        **{W: ["Wake"], N1: ["Stage 1"], N2: ["Stage 2"], N3: ["Stage 3", "Stage 4"], REM: ["REM"]},
        **{ART: ["Movement"], UNS: ["Unknown"]},
    },
    "nrem": {
        **{W: ["Awake"], N1: ["NREM1"], N2: ["NREM2"], N3: ["NREM3"], REM: ["REM"]},
        **{ART: ["Artifact"], UNS: ["Unscored"]},
    },
    "non-rem": {
        **{
            W: ["Wake"],
            N1: ["Non-REM 1"],
            N2: ["Non-REM 2"],
            N3: ["Non-REM 3"],
            REM: ["REM sleep"],
        },
        **{ART: ["Movement"], UNS: ["Not scored"]},
    },
    "embla": {
        **{W: ["SLEEP-S0"], N1: ["SLEEP-S1"], N2: ["SLEEP-S2"], N3: ["SLEEP-S3", "SLEEP-S4"]},
        **{REM: ["SLEEP-REM"], ART: ["SLEEP-MT"], UNS: ["SLEEP-UNSCORED"]},
    },
    "slpstg": {
        **{W: ["SlpStgWake"], N1: ["SlpStg1"], N2: ["SlpStg2"], N3: ["SlpStg3"]},
        **{REM: ["SlpStgREM"], ART: ["Movement"], UNS: ["Unknown"]},
    },
    "german": {
        **{W: ["Wach"], N1: ["N1"], N2: ["N2"], N3: ["N3"], REM: ["Rem"], ART: ["Bewegung"]},
        UNS: ["Unbekannt"],
    },
    "german stages": {
        **{W: ["Schlafstadium W"], N1: ["Schlafstadium N1"], N2: ["Schlafstadium N2"]},
        **{
            N3: ["Schlafstadium N3"],
            REM: ["Schlafstadium R"],
            ART: ["Bewegung"],
            UNS: ["Unbekannt"],
        },
    },
    "french": {
        **{W: ["Éveil"], N1: ["N1"], N2: ["N2"], N3: ["N3"], REM: ["Sommeil paradoxal"]},
        **{ART: ["Mouvement"], UNS: ["Inconnu"]},
    },
    "french stages": {
        **{W: ["Stade W"], N1: ["Stade 1"], N2: ["Stade 2"], N3: ["Stade 3", "Stade 4"]},
        **{REM: ["Stade R"], ART: ["Mouvement"], UNS: ["Inconnu"]},
    },
    "spanish": {
        **{W: ["Vigilia"], N1: ["Fase 1"], N2: ["Fase 2"], N3: ["Fase 3"], REM: ["REM"]},
        **{ART: ["Movimiento"], UNS: ["Desconocido"]},
    },
    "italian": {
        **{W: ["Veglia"], N1: ["N1"], N2: ["N2"], N3: ["N3"], REM: ["REM"], ART: ["Movimento"]},
        UNS: ["Sconosciuto"],
    },
    "chinese": {
        **{W: ["清醒"], N1: ["N1期"], N2: ["N2期"], N3: ["N3期"], REM: ["REM期"], ART: ["体动"]},
        UNS: ["未知"],
    },
    "codes": {W: ["0"], N1: ["1"], N2: ["2"], N3: ["3"], REM: ["4"], ART: ["-1"], UNS: ["-2"]},
    "codes rk": {
        W: ["0"],
        N1: ["1"],
        N2: ["2"],
        N3: ["3", "4"],
        REM: ["5"],
        ART: ["6"],
        UNS: ["9"],
    },
    "coarse": {
        **{W: ["Awake"], N1: ["Light"], N2: ["Light"], N3: ["Deep"], REM: ["REM"]},
        **{ART: ["Movement"], UNS: ["Unknown"]},
    },
}
COARSE = {N1: Stage.LIGHT, N2: Stage.LIGHT, N3: Stage.DEEP}
HEADINGS = {
    "onset": ["onset", "Onset", "start", "Start (s)", "begin", "Onset (sec)", "start_time"],
    "clock": ["time", "Time", "Start Time", "start_time", "Clock Time", "Uhrzeit", "timestamp"],
    "duration": ["duration", "Duration", "Duration (seconds)", "Duration[s]", "dur", "length"],
    "minutes": ["Duration (min)", "duration_min"],
    "end": ["end", "End", "stop", "End Time", "offset"],
    "epoch": ["epoch", "Epoch", "Epoch #", "epoch_number", "Epoch Number"],
    "stage": ["stage", "Stage", "Sleep Stage", "sleep_stage", "hypnogram", "Schlafstadium"],
    "event": ["trial_type", "Event", "Annotation", "description", "event_type"],
    "scorer": ["scorer", "Scorer", "annotator", "rater"],
    "subject": ["subject", "participant_id", "Subject ID"],
}
NOISE = {"mood": ["good", "bad"], "position": ["supine", "left"], "comment": ["", "ok"]}
EVENTS = ("Obstructive apnea", "Arousal", "Leg movement", "Desaturation")
STRANGE = ("cough", "technician", "zz")  # words that no stage is meant by


@dataclass(frozen=True)
class Dialect:
    """One way to write a night: an axis a field."""

    layout: str
    """table, lines, json or edf"""
    notation: str
    case: str
    blanks: str
    """What stands for a space within a word."""
    delimiter: str
    when: str
    """How a row says when it is: onset, clock, date, epoch, or not at all."""
    clock: str
    date: str
    zone: str
    lasting: str
    """How a row says how long it is: seconds, minutes, hms, end, or not at all."""
    decimal: str
    epoch_length: float
    runs: bool
    gap: bool
    columns: str
    """The order of the columns: as they are, or shuffled."""
    noise: tuple[str, ...]
    scorers: int
    scorers_as: str
    subject: bool
    mixed: bool
    """Whether stages stand among events."""
    strange: bool
    encoding: str
    line_end: str
    quoted: bool
    comment: bool
    tail: str
    artefacts: bool
    start: datetime


AXES = len(Dialect.__dataclass_fields__)


def random_dialect(rng: random.Random) -> Dialect:
    """Draw a dialect that somebody could have."""
    layout = rng.choice(["table"] * 7 + ["lines", "json", "edf", "edf"])
    table, edf = layout == "table", layout == "edf"
    notation = rng.choice(list(NOTATIONS))
    if edf and notation.startswith("codes"):
        notation = "edf"
    mixed = table and rng.random() < 0.3 and not notation.startswith("codes")
    when = rng.choice(["onset", "clock", "date", "epoch", "none"]) if table else "none"
    lasting = rng.choice(["seconds", "minutes", "hms", "end", "none"]) if table else "none"
    if mixed and when not in ("onset", "date"):
        when = "onset"
    if lasting == "end" and when not in ("onset", "clock", "date"):
        lasting = "seconds"
    if mixed and lasting == "none":
        lasting = "seconds"
    timed = (table and when != "epoch" and lasting != "none") or edf
    length = rng.choice([30.0, 30.0, 30.0, 20.0, 10.0, 5.0, 60.0, 2.5]) if timed else 30.0
    if when in ("clock", "date") and length == 2.5:
        length = 5.0
    decimal = "," if rng.random() < 0.15 and table else "."
    delimiter = rng.choice([",", "\t", ";"]) if decimal == "." else rng.choice(["\t", ";"])
    start = datetime(2018, rng.randint(1, 12), rng.randint(1, 28), rng.choice([21, 22, 23, 0]))
    ascii_words = all(word.isascii() for words in NOTATIONS[notation].values() for word in words)
    encodings = ["utf-8", "utf-8", "utf-8-sig", "utf-16"]
    encodings += ["latin-1"] * (ascii_words or notation.startswith("french"))
    scorers = 2 if table and rng.random() < 0.2 and not mixed else 1
    return Dialect(
        layout=layout,
        notation=notation,
        case=rng.choice(["as is", "as is", "lower", "upper"]),
        blanks=rng.choice([" ", " ", "_", "-"]) if not edf or notation != "german" else " ",
        delimiter=delimiter,
        when=when,
        clock=rng.choice(["colons", "colons", "dots", "ampm", "short ampm"]),
        date=rng.choice(["iso", "iso T", "dmy/", "mdy/", "ymd/", "dmy.", "dmy-"]),
        zone=rng.choice(["", "", "", "+02:00", "Z"]),
        lasting=lasting,
        decimal=decimal,
        epoch_length=length,
        runs=timed and rng.random() < 0.3,
        gap=(edf or when not in ("none", "clock", "date") or (timed and when != "none"))
        and rng.random() < 0.3,
        columns=rng.choice(["as is", "as is", "shuffled"]),
        noise=tuple(rng.sample(sorted(NOISE), rng.choice([0, 0, 1, 2]))),
        scorers=scorers,
        scorers_as=rng.choice(["rows", "columns"]) if when != "none" else "columns",
        subject=rng.random() < 0.15,
        mixed=mixed,
        strange=rng.random() < 0.15,
        encoding=rng.choice(encodings),
        line_end=rng.choice(["\n", "\n", "\r\n"]),
        quoted=rng.random() < 0.15,
        comment=rng.random() < 0.15 and layout in ("table", "lines"),
        tail=rng.choice(["", "", "\n", "\n\n"]),
        artefacts=rng.random() < 0.3,
        start=start,
    )


def random_night(rng: random.Random, dialect: Dialect) -> list[Stage]:
    """Draw stages of one epoch each, in cycles as a sleeper has them."""
    parts: list[tuple[Stage, float]] = [(W, rng.uniform(5, 20))]
    for cycle in range(rng.randint(2, 4)):
        parts += [(N1, rng.uniform(1, 4)), (N2, rng.uniform(8, 25))]
        parts += [(N3, rng.uniform(15, 40) / (cycle + 1)), (N2, rng.uniform(5, 20))]
        parts += [(W, rng.uniform(0.5, 2)), (N2, rng.uniform(2, 8))] if rng.random() < 0.3 else []
        parts += [(ART, 0.5)] if dialect.artefacts else []
        parts += [(REM, rng.uniform(4, 10) * (cycle + 1))]
    parts += [(W, rng.uniform(2, 10))]
    if dialect.artefacts:
        parts.insert(0, (UNS, 1.0))
    stages: list[Stage] = []
    for stage, minutes in parts:
        stages += [stage] * max(1, round(minutes * 60 / dialect.epoch_length))
    return stages


@dataclass(frozen=True)
class Written:
    """A file in a dialect, and what it says."""

    path: Path
    stages: Mapping[str, list[Stage]]
    """By scorer, an epoch each, from the first scored epoch on."""
    epoch_length: float
    words: frozenset[str]
    """Words that no stage is meant by, of which the account must tell."""


def write_dialect(folder: Path, dialect: Dialect, rng: random.Random) -> Written:
    """Write a random night in a dialect."""
    night = random_night(rng, dialect)
    names = ["ann", "bob"][: dialect.scorers]
    scored = {name: list(night) for name in names}
    if dialect.scorers > 1:  # the second differs here and there
        for place in range(0, len(night), 17):
            scored["bob"][place] = N1
    lost = set()
    if dialect.gap:
        middle = len(night) // 2
        lost = set(range(middle, middle + rng.randint(2, 12)))
    words: set[str] = set()
    spoken = {name: _spoken(stages, lost, dialect, rng, words) for name, stages in scored.items()}
    truth = {
        name: [
            UNS if place in lost or word in words else _coarse(stage, dialect)
            for place, (stage, word) in enumerate(zip(stages, spoken[name], strict=True))
        ]
        for name, stages in scored.items()
    }
    if dialect.layout == "edf":
        path = _write_edf(folder, dialect, spoken["ann"], lost)
    else:
        if dialect.layout == "table":
            text = _table(dialect, spoken, lost, rng)
        elif dialect.layout == "json":
            cells = [int(w) if w.lstrip("-").isdigit() else w for w in spoken["ann"]]
            text = json.dumps(cells, ensure_ascii=rng.random() < 0.5)
        else:
            lines = [f"# scored in {dialect.notation}"] * dialect.comment + spoken["ann"]
            text = dialect.line_end.join(lines) + dialect.line_end + dialect.tail
        ending = {"table": rng.choice([".csv", ".txt", ".tsv"]), "lines": ".txt", "json": ".json"}
        path = folder / f"night{ending[dialect.layout]}"
        encoding = "utf-8" if dialect.layout == "json" else dialect.encoding
        path.write_bytes(text.encode(encoding))
    return Written(path, truth, dialect.epoch_length, frozenset(words))


def _coarse(stage: Stage, dialect: Dialect) -> Stage:
    return COARSE.get(stage, stage) if dialect.notation == "coarse" else stage


def _spoken(
    stages: Sequence[Stage],
    lost: set[int],
    dialect: Dialect,
    rng: random.Random,
    words: set[str],
) -> list[str]:
    said = NOTATIONS[dialect.notation]
    spoken = [_styled(rng.choice(said[stage]), dialect) for stage in stages]
    if dialect.strange and dialect.layout != "edf" and not dialect.mixed:
        word = rng.choice(STRANGE)
        for place in rng.sample(range(len(spoken)), max(1, len(spoken) // 60)):
            if place not in lost:
                spoken[place] = word
                words.add(word)
    return spoken


def _styled(word: str, dialect: Dialect) -> str:
    if dialect.case != "as is":
        word = word.lower() if dialect.case == "lower" else word.upper()
    return word.replace(" ", dialect.blanks)


def _runs(
    words: Mapping[str, Sequence[str]], lost: set[int], joined: bool
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """First epoch, epochs and words of every stretch."""
    rows = list(zip(*words.values(), strict=True))
    place = 0
    while place < len(rows):
        if place in lost:
            place += 1
            continue
        stop = place + 1
        while joined and stop < len(rows) and stop not in lost and rows[stop] == rows[place]:
            stop += 1
        yield place, stop - place, rows[place]
        place = stop


def _number(value: float, dialect: Dialect) -> str:
    return f"{value:g}".replace(".", dialect.decimal)


def _moment(at: datetime, dialect: Dialect, *, dated: bool) -> str:
    clock = {
        "colons": f"{at:%H:%M:%S}",
        "dots": f"{at:%H.%M.%S}",
        "ampm": f"{at:%I:%M:%S %p}",
        "short ampm": f"{at:%I:%M:%S %p}".lstrip("0"),
    }[dialect.clock]
    if not dated:
        return clock
    if dialect.date in ("iso", "iso T"):
        clock = f"{at:%H:%M:%S}{dialect.zone}"
    day = {
        "iso": f"{at:%Y-%m-%d}",
        "iso T": f"{at:%Y-%m-%d}",
        "dmy/": f"{at:%d/%m/%Y}",
        "mdy/": f"{at:%m/%d/%Y}",
        "ymd/": f"{at:%Y/%m/%d}",
        "dmy.": f"{at:%d.%m.%Y}",
        "dmy-": f"{at:%d-%m-%Y}",
    }[dialect.date]
    return f"{day}{'T' if dialect.date == 'iso T' else ' '}{clock}"


def _hms(seconds: float) -> str:
    whole = int(seconds)
    part = f"{seconds - whole:g}"[1:] if seconds != whole else ""
    return f"{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02}{part}"


def _table(
    dialect: Dialect, words: Mapping[str, Sequence[str]], lost: set[int], rng: random.Random
) -> str:
    length = dialect.epoch_length
    wide = dialect.scorers == 1 or dialect.scorers_as == "columns"
    rows: list[tuple[float, dict[str, str]]] = []

    def add(onset: float, duration: float, word: dict[str, str]) -> None:
        row: dict[str, str] = {}
        if dialect.when == "onset":
            row["onset"] = _number(onset, dialect)
        elif dialect.when in ("clock", "date"):
            at = dialect.start + timedelta(seconds=onset)
            row["clock"] = _moment(at, dialect, dated=dialect.when == "date")
        elif dialect.when == "epoch":
            row["epoch"] = str(round(onset / length) + 1)
        if dialect.lasting == "seconds":
            row["duration"] = _number(duration, dialect)
        elif dialect.lasting == "minutes":
            row["minutes"] = (
                f"{duration / 60:.6f}".rstrip("0").rstrip(".").replace(".", dialect.decimal)
            )
        elif dialect.lasting == "hms":
            row["duration"] = _hms(duration)
        elif dialect.lasting == "end":
            stop = onset + duration
            at = dialect.start + timedelta(seconds=stop)
            row["end"] = (
                _number(stop, dialect)
                if dialect.when == "onset"
                else _moment(at, dialect, dated=dialect.when == "date")
            )
        rows.append((onset, row | word))

    joined = dialect.runs and dialect.lasting != "none" and dialect.when != "epoch"
    key = "event" if dialect.mixed else "stage"
    if wide:
        for place, count, said in _runs(words, lost, joined):
            cells = {key: said[0]} if len(said) == 1 else {}
            cells |= (
                {f"stage_{n}": w for n, w in zip(words, said, strict=True)} if len(said) > 1 else {}
            )
            add(place * length, count * length, cells)
    else:
        for name, spoken in words.items():
            for place, count, (word,) in _runs({name: spoken}, lost, joined):
                add(place * length, count * length, {key: word, "scorer": name})
        rows.sort(key=lambda row: row[0])
    if dialect.mixed:
        last = rows[-1][0]
        for _ in range(rng.randint(3, 12)):
            onset = round(rng.uniform(0, last), 0) + (0.0 if dialect.when == "date" else 0.4)
            add(onset, float(rng.randint(11, 29)), {key: rng.choice(EVENTS)})
        rows.sort(key=lambda row: row[0])
    columns = list(dict.fromkeys(name for _, row in rows for name in row))
    for name in dialect.noise:
        for _, row in rows:
            row[name] = rng.choice(NOISE[name])
        columns.append(name)
    if dialect.subject:
        for _, row in rows:
            row["subject"] = "S01"
        columns.insert(0, "subject")
    if dialect.columns == "shuffled":
        rng.shuffle(columns)
    titles = {name: rng.choice(HEADINGS.get(name, [name])) for name in columns}
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if dialect.quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(
        out, delimiter=dialect.delimiter, lineterminator=dialect.line_end, quoting=quoting
    )
    if dialect.comment:
        out.write(f"# scored in {dialect.notation}{dialect.line_end}")
    writer.writerow([titles[name] for name in columns])
    writer.writerows([[row.get(name, "") for name in columns] for _, row in rows])
    return out.getvalue() + dialect.tail


def _write_edf(folder: Path, dialect: Dialect, words: Sequence[str], lost: set[int]) -> Path:
    import edfio

    length = dialect.epoch_length
    notes = [
        edfio.EdfAnnotation(place * length, count * length, word)
        for place, count, (word,) in _runs({"ann": words}, lost, dialect.runs)
    ]
    path = folder / "night.edf"
    edf = edfio.Edf([], starttime=dialect.start.time(), annotations=notes)
    edf.write(path)
    return path
