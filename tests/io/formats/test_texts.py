"""Text formats of scorers' programs, with what their files vary in."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from explorer.io.alignment import align
from explorer.io.annotation_sorting import sort_annotations
from explorer.io.edf_annotations import Annotation
from explorer.io.open import open_night
from explorer.io.reading_choices import Reading
from explorer.io.scorer_reading import read_scoring
from explorer.io.sidecar import find_sidecars
from explorer.storage.allowed_folders import SCORINGS
from explorer.storage.unread_files import UNREAD
from explorer.vocabulary.stages import Stage
from tests.io.formats.night_rows import RUNS, STAGES, THE_NIGHT, clocks, minutes, times

CODES = {"W": 0, "N1": 1, "N2": 2, "N3": 3, "REM": 5}
LABELS = {"W": "S0", "N1": "S1", "N2": "S2", "N3": "S3", "REM": "REM"}
GERMAN = {"W": "Wach", "N1": "N1", "N2": "N2", "N3": "N4", "REM": "Rem"}


def written(tmp_path, name, text, encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


# ---- columns with spaces -------------------------------------------------------------------------


def test_epochs_that_are_missing_from_their_numbers_are_unscored(tmp_path):
    rows = [f"{n:6d}  {CODES[s]}  0" for n, s in enumerate(STAGES, 1) if not 10 < n <= 20]
    night = open_night(written(tmp_path, "SSC_9_1.STA", "\r\n".join(rows)))
    assert night.hypnogram.sizes["epoch"] == len(STAGES)
    assert (night.hypnogram.values[10:20] == -2).all()


def test_code_7_of_the_cohorts_is_unscored_and_their_header_is_read(tmp_path):
    rows = ["Epoch\tUser-Defined Stage\tCAST-Defined Stage"]
    rows += [f"{n}\t{CODES[s]}\t7" for n, s in enumerate(STAGES, 1)] + ["61\t7\t7"]
    path = written(tmp_path, "wsc-visit1.stg.txt", "\n".join(rows))
    assert minutes(path) == THE_NIGHT
    assert open_night(path).hypnogram.values[-1] == -2


def test_onset_and_stage_in_s_with_spaces_say_how_long_an_epoch_is(tmp_path):
    rows = [f"{20 * n} {CODES[s]}" for n, s in enumerate(STAGES)]
    path = written(tmp_path, "epochs.txt", "\n".join(rows))
    assert float(open_night(path).hypnogram.epoch_length) == 20


@pytest.mark.parametrize("head", ["", "onset duration stage\n"])
def test_onset_duration_and_stage_with_spaces_are_a_table(head, tmp_path):
    rows = [f"{30 * n} 30 {s}" for n, s in enumerate(STAGES)]
    assert minutes(written(tmp_path, "night.txt", head + "\n".join(rows))) == THE_NIGHT


@pytest.mark.parametrize("between", [" ", ", ", ";"])
def test_several_stages_a_line_are_read_line_by_line(between, tmp_path):
    lines = [between.join(str(CODES[s]) for s in STAGES[n : n + 7]) for n in range(0, 60, 7)]
    path = written(tmp_path, "array.txt", "\n".join(lines))
    assert minutes(path) == THE_NIGHT
    assert any("line by line" in note for note in open_night(path).attrs["reader_notes"])


def test_columns_of_which_none_counts_are_refused_in_a_sentence(tmp_path):
    rows = [f"{CODES[s]} {at % 2}" for at, s in enumerate(STAGES)]
    with pytest.raises(ValueError, match="neither counts the epochs nor says"):
        open_night(written(tmp_path, "two.txt", "\n".join(rows)))


# ---- RemLogic ------------------------------------------------------------------------------------

HEAD = "RemLogic Event Export\nPatient:\tX 1\nRecording Date:\t22/05/2018\n\nEvents Included:\n"


def remlogic(columns, row, length=30):
    rows = [
        row(LABELS[s], clock, f"SLEEP-{LABELS[s]}", length)
        for s, clock in zip(STAGES, clocks(length), strict=True)
    ]
    rows.insert(13, row("S2", clocks(length)[12][:-1] + "7", "MCAP-A1", 5))
    return HEAD + "SLEEP-S0\nMCAP-A1\n\n" + columns + "\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (
            "Sleep Stage\tPosition\tTime [hh:mm:ss]\tEvent\tDuration[s]\tLocation",
            lambda s, t, e, d: f"{s}\tUnknown Position\t{t}\t{e}\t{d}\tROC-LOC",
        ),
        (
            "Sleep Stage\tTime [hh:mm:ss]\tEvent\tDuration[s]\tLocation",
            lambda s, t, e, d: f"{s}\t{t.replace(':', '.')}\t{e}\t{d},0\tROC-LOC",
        ),
        (
            "Time [hh:mm:ss.xxx]\tEvent\tDuration [s]",
            lambda _s, t, e, d: f"{t}.000\t{e}\t{d}",
        ),
        (
            "Sleep Stage\tPosition\tTime [hh:mm:ss]\tEvent\tDuration[s]\tLocation",
            lambda s, t, e, d: f"{s}\t{t}\t{e}\t{d}\tROC-LOC",
        ),
        (
            "Fase\tTempo [hh:mm:ss]\tDurata [s]\tEvento\tUbicazione",
            lambda s, t, e, d: f"{s}\t{t}\t{d}\t{e}\tC4-A1",
        ),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_remlogic_text_reads_whatever_its_columns(columns, row, encoding, tmp_path):
    path = written(tmp_path, "n1.txt", remlogic(columns, row).replace("\n", "\r\n"), encoding)
    assert minutes(path) == THE_NIGHT
    scoring = read_scoring(path)
    assert [event["kind"] for event in scoring.events] == ["MCAP-A1"]
    assert scoring.start == "2018-05-22T23:50:00"


def test_remlogic_text_keeps_epochs_of_20_s(tmp_path):
    columns = "Sleep Stage\tTime [hh:mm:ss]\tEvent\tDuration[s]\tLocation"
    text = remlogic(columns, lambda s, t, e, d: f"{s}\t{t}\t{e}\t{d}\tC4", 20)
    night = open_night(written(tmp_path, "n2.txt", text))
    assert (float(night.hypnogram.epoch_length), night.hypnogram.sizes["epoch"]) == (20, 60)


# ---- DOMINO --------------------------------------------------------------------------------------

DOMINO = (
    "Signal ID: SchlafProfil\\profil\nStart Time: 22.05.2018 23:50:00\nUnit: \n"
    "Signal Type: Discret\nEvents list: N4,N3,N2,N1,Rem,Wach,Bewegung\nRate: 30 s\n\n"
)


@pytest.mark.parametrize("mark", [",000", ".000", ""])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1", "utf-16"])
def test_domino_profile_reads_in_german(mark, encoding, tmp_path):
    rows = [f"{t}{mark}; {GERMAN[s]}" for t, s in zip(clocks(), STAGES, strict=True)]
    path = written(tmp_path, "Schlafprofil.txt", DOMINO + "\r\n".join(rows), encoding)
    assert minutes(path) == THE_NIGHT
    assert read_scoring(path).start == "2018-05-22T23:50:00"


def test_domino_artefacts_are_no_wake_and_the_rate_is_the_epoch(tmp_path):
    words = ["Wake", "Wake", "A", "N1", "N2", "Artefakt"]
    text = DOMINO.replace("Rate: 30 s", "Rate: 20 s") + "\n".join(
        f"{t},000; {w}" for t, w in zip(clocks(20), words, strict=False)
    )
    night = open_night(written(tmp_path, "Sleep profile.txt", text))
    assert night.hypnogram.values.tolist() == [0, 0, -1, 1, 2, -1]
    assert float(night.hypnogram.epoch_length) == 20


def test_another_list_of_domino_says_where_the_stages_are(tmp_path):
    text = "Signal ID: Flow Events\nStart Time: 22.05.2018 23:50:00\nSignal Type: Impuls\n\n"
    text += "23:55:10,000-23:55:30,000; 20;Hypopnea; N2\n"
    with pytest.raises(ValueError, match=r"Flow Events.* no sleep stages; the sleep profile"):
        open_night(written(tmp_path, "Flow Events.txt", text))


@pytest.mark.parametrize(
    "start", ["22.05.2018 23:50:00", "5/22/2018 11:50:00 PM", "2018-05-22 23:50:00"]
)
def test_domino_starts_by_the_clock_of_its_users_land(start, tmp_path):
    head = DOMINO.replace("22.05.2018 23:50:00", start)
    path = written(tmp_path, "Sleep profile.txt", head + "23:50:00,000; Wake\n23:50:30,000; N1\n")
    assert read_scoring(path).start == "2018-05-22T23:50:00"


def test_a_single_line_longer_than_the_beginning_is_read_whole(tmp_path):
    words = ["REM" if number % 2 else "Wake" for number in range(2000)]
    night = open_night(written(tmp_path, "line.txt", " ".join(words)))
    assert night.hypnogram.sizes["epoch"] == 2000


def test_a_row_of_endless_length_is_refused(tmp_path):
    text = "Signal ID: P\nRate: 30 s\n" + "start" * 10_000 + "\n23:50:00,000; Wach\n"
    with pytest.raises(ValueError, match="is no row of a scorer's"):
        read_scoring(written(tmp_path, "p.txt", text))


# ---- Luna ----------------------------------------------------------------------------------------


def luna_rows(times_of):
    at, rows = 0, []
    for stage, count in RUNS:
        rows.append((stage, *times_of(at, at + 30 * count)))
        at += 30 * count
    return rows


def clock(at):
    return f"{(23 * 3600 + 50 * 60 + at) // 3600 % 24:02d}:{(50 + at // 60) % 60:02d}:{at % 60:02d}"


@pytest.mark.parametrize(
    "times_of",
    [
        lambda a, b: (f"{a}", f"{b}"),
        lambda a, b: (f"{a}.000", f"+{b - a}"),
        lambda a, b: (f"{a}", "..." if b < 1800 else f"{b}"),
        lambda a, b: (clock(a), clock(b)),
        lambda a, b: (f"{22 + (a >= 600)}-05-18-{clock(a)}", f"+{b - a}"),
        lambda a, b: (f"e:{a // 30 + 1}", f"e:{b // 30}"),
        lambda a, b: (f"0+00:{a // 60:02d}:{a % 60:02d}", f"0+00:{b // 60:02d}:{b % 60:02d}"),
    ],
)
@pytest.mark.parametrize("columns", [3, 4, 6])
def test_luna_annotations_read_in_all_their_times_and_columns(times_of, columns, tmp_path):
    middle = {3: "", 4: ".\t", 6: ".\t.\t"}[columns]
    meta = "\t." if columns == 6 else ""
    lines = ["# made by hand", "# N2 | stage"]
    if columns == 6:
        lines.append("class\tinstance\tchannel\tstart\tstop\tmeta")
    lines += [f"{s}\t{middle}{a}\t{b}{meta}" for s, a, b in luna_rows(times_of)]
    assert minutes(written(tmp_path, "night.annot", "\r\n".join(lines))) == THE_NIGHT


def test_other_classes_of_luna_are_events_and_cut_no_stage(tmp_path):
    text = (
        "class\tinstance\tchannel\tstart\tstop\tmeta\n"
        "wake\t.\t.\t0\t...\t.\narousal\t.\tC3\t45\t48.5\t.\nN2\t.\t.\t120\t...\t.\n"
        "spindle\t.\t.\t130\t...\t.\nREM\t.\t.\t180\t240\t.\n"
    )
    scoring = read_scoring(written(tmp_path, "n.annot", text))
    (hypnogram,) = scoring.hypnograms.values()
    assert hypnogram.values.tolist() == [0, 0, 0, 0, 2, 2, 4, 4]
    assert [(e["kind"], e["channel"], e["duration"]) for e in scoring.events] == [
        ("arousal", "C3", 3.5),
        ("spindle", "", 50.0),
    ]


def test_an_event_of_a_stages_name_does_not_hide_runs_of_stages(tmp_path):
    text = (
        "class\tinstance\tchannel\tstart\tstop\tmeta\n"
        "W\t.\t.\t0\t120\t.\nN2\t.\t.\t120\t1920\t.\nUnsure\t.\tC3\t700\t703\t.\n"
        "R\t.\t.\t1920\t2520\t.\n"
    )
    scoring = read_scoring(written(tmp_path, "n.annot", text))
    (hypnogram,) = scoring.hypnograms.values()
    assert hypnogram.values.tolist() == [0] * 4 + [2] * 60 + [4] * 20
    assert [event["kind"] for event in scoring.events] == ["Unsure"]


def test_stages_may_be_instances_of_the_class_sleepstage(tmp_path):
    text = "".join(f"SleepStage\t{s}\t{30 * n}\t{30 * n + 30}\n" for n, s in enumerate(STAGES))
    assert minutes(written(tmp_path, "s.annot", text)) == THE_NIGHT


def test_the_last_stage_of_luna_lasts_as_long_as_the_recording(tmp_path):
    path = written(tmp_path, "s.annot", "W\t.\t0\t...\nN1\t.\t60\t...\n")
    (hypnogram,) = read_scoring(path, Reading(duration=150.0)).hypnograms.values()
    assert hypnogram.values.tolist() == [0, 0, 1, 1, 1]


def test_eannot_is_a_word_an_epoch(tmp_path):
    words = {"W": "wake", "REM": "REM"}
    text = "\n".join(words.get(s, s) for s in STAGES)
    assert minutes(written(tmp_path, "n.eannot", text)) == THE_NIGHT


# ---- rdann, changes of stage, logs ---------------------------------------------------------------


def test_rdann_text_of_elapsed_times_has_the_first_letter_as_its_stage(tmp_path):
    head = "      Elapsed time  Sample #  Type  Sub Chan  Num\tAux\n"
    words = ["W", "W", "1 H", "2", "3 LA", "4", "R", "MT"]
    rows = [
        f'    {n // 2}:{n % 2 * 30:02d}.000  {n * 7500:6d}     "    0    0    0\t{w}'
        for n, w in enumerate(words)
    ]
    scoring = read_scoring(written(tmp_path, "slp01.txt", head + "\n".join(rows)))
    (hypnogram,) = scoring.hypnograms.values()
    assert hypnogram.values.tolist() == [0, 0, 1, 2, 3, 3, 4, -1]
    assert [event["kind"] for event in scoring.events] == ["H", "LA"]


def test_zurich_vis_counts_epochs_of_20_s_up_to_the_last(tmp_path):
    text = (
        "0\n1 0      Track  1: Excluded 4-s-FFTs\n3 1\n4 2 B\n6 3\n9 r\n11 m\n12 e\n0\n\n  47 22\n"
    )
    (hypnogram,) = read_scoring(written(tmp_path, "n.vis", text)).hypnograms.values()
    assert hypnogram.values.tolist() == [0, 0, 1, 2, 2, 3, 3, 3, 4, 4, -1, -1]
    assert float(hypnogram.epoch_length) == 20


@pytest.mark.parametrize("between", ["\t", " ", ";", "  "])
def test_visbrain_text_says_when_each_stage_ends(between, tmp_path):
    end, lines = 0, ["*Duration_sec\t1800", "*Unit\t30"][: 2 * (between == "\t")]
    lines = [line for line in lines if line.split()[1].isdigit()]
    for stage, count in RUNS:
        end += 30 * count
        lines.append(f"{stage}{between}{end}")
    assert minutes(written(tmp_path, "hypno.txt", "\r\n".join(lines))) == THE_NIGHT


def test_numbers_beside_stages_that_grow_by_one_are_epochs_and_no_ends_in_s(tmp_path):
    rows = [f"{stage}\t{number}" for number, stage in enumerate(STAGES, 1)]
    assert minutes(written(tmp_path, "numbered.txt", "\n".join(rows))) == THE_NIGHT


@pytest.mark.parametrize("name", ["night.annot", "NIGHT.annot", "night_sta.txt", "night.hyp"])
def test_a_scorers_file_beside_a_recording_is_found(name, tmp_path):
    (tmp_path / "night.edf").touch()
    (tmp_path / name).touch()
    assert [file.name for file in find_sidecars(tmp_path / "night.edf")] == [name]


def test_elan_hyp_has_one_code_a_second(tmp_path):
    head = ["time_base 1.000000", "sampling_period 0.0078125", "epoch_nb 1800", "epoch_list"]
    codes = [str(CODES[s]) for s in STAGES for _ in range(30)]
    assert minutes(written(tmp_path, "n.hyp", "\n".join(head + codes))) == THE_NIGHT


def test_a_log_of_stages_and_lights_passes_midnight(tmp_path):
    at, lines = 0, ["23:49:50.00\tLIGHTS OUT"]
    for stage, count in RUNS:
        lines.append(f"{clock(at)}.00\tSTAGE - {stage}")
        lines.append(f"{clock(at)}.50\tAROUSAL")
        at += 30 * count
    lines += [f"{clock(at)}.00\tSTAGE - NO STAGE", f"{clock(at)}.00\tLIGHTS ON"]
    path = written(tmp_path, "wsc.allscore.txt", "\n".join(lines))
    assert minutes(path) == THE_NIGHT
    assert read_scoring(path).lights_off == 0


def test_numpy_arrays_are_codes_words_or_probabilities_and_never_pickles(tmp_path):
    codes = {**CODES, "REM": 4}
    for name, array in {
        "codes": np.array([codes[s] for s in STAGES]),
        "column": np.array([[float(codes[s])] for s in STAGES]),
        "words": np.array(STAGES),
        "belief": np.eye(5)[[codes[s] for s in STAGES]],
    }.items():
        np.save(tmp_path / f"{name}.npy", array)
        assert minutes(tmp_path / f"{name}.npy") == THE_NIGHT, name
    np.save(tmp_path / "object.npy", np.array([{}], object), allow_pickle=True)
    with pytest.raises(ValueError, match="do not hold as plain values"):
        open_night(tmp_path / "object.npy")


def test_text_that_is_a_recording_is_named_as_one(tmp_path):
    for name, text in {
        "muse.csv": "TimeStamp,Delta_TP9,RAW_TP9\n2018-05-22 23:50:00.000,0.1,800\n",
        "openbci.txt": "%OpenBCI Raw EXG Data\n0, 1.0, 2.0\n",  # a header without its rate
    }.items():
        with pytest.raises(ValueError, match="samples of a recording by"):
            open_night(written(tmp_path, name, text))


@pytest.mark.parametrize("name", ["night.abc", "night", "night.stadien"])
def test_a_scorers_file_of_unknown_suffix_is_known_by_what_is_in_it(name, tmp_path):
    assert minutes(written(tmp_path, name, "\n".join(STAGES))) == THE_NIGHT


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("n.pdf", b"%PDF-1.4", "a document"),
        ("n.zip", b"PK\x03\x04", "unpack it"),
        ("n.txt", b"PK\x03\x04rest", "unpack it"),
        ("n.xls", b"\xd0\xcf\x11\xe0", "save it as .xlsx or CSV"),
        ("n.trc", b"* MICROMED", "export it as EDF"),
        ("n.h5", b"\x89HDF\r\n\x1a\n", "HDF5"),
        ("n.csv.gz", b"\x1f\x8b\x08", "unpack it"),
        ("n.bin", b"\x89PNG\r\n", "picture"),
    ],
)
def test_a_file_that_is_not_read_says_what_it_is_and_what_would_do(name, raw, said, tmp_path):
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(ValueError, match=said):
        open_night(tmp_path / name)


def test_the_times_of_the_night_pass_midnight():
    assert times()[-1].day == 23


def test_the_docs_name_every_suffix_that_is_read_or_answered():
    page = (Path(__file__).parents[3] / "docs" / "reference" / "formats.md").read_text("utf-8")
    pictures = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"}
    unnamed = (SCORINGS | set(UNREAD)) - pictures - {".ids", ".dat"}
    assert [suffix for suffix in sorted(unnamed) if f"`{suffix}`" not in page] == []


@pytest.mark.parametrize("day", ["22.05.2018", "01.01.1985"])
def test_clock_times_are_laid_on_the_recording_also_where_its_date_was_taken_out(day, tmp_path):
    start = datetime.strptime(f"{day} 23:45", "%d.%m.%Y %H:%M")
    rows = [f"{c},000; {GERMAN[s]}" for c, s in zip(clocks(), STAGES, strict=True)]
    path = written(tmp_path, "Schlafprofil.txt", DOMINO + "\n".join(rows))
    scoring = align(read_scoring(path, Reading(start=start, duration=3600)), 3600, start)
    (hypnogram,) = scoring.hypnograms.values()
    assert (hypnogram.values[:10] == -2).all()
    assert (hypnogram.values[10:16] == 0).all()
    assert (hypnogram.values == 4).sum() == 12
    assert any("times of day" in note for note in scoring.notes) == (day != "22.05.2018")


def test_a_comment_that_says_the_code_of_rem_says_the_coding(tmp_path):
    for code, stage in (("4", 4), ("5", 3)):
        text = f"# 0 wake, {code} REM\n" + "\n".join(["0", "1", "2", "3", "4", "0"])
        night = open_night(written(tmp_path, f"codes_{code}.txt", text))
        assert night.hypnogram.values[4] == stage


def test_a_profile_of_one_epoch_without_its_rate_is_one_epoch(tmp_path):
    text = "Signal ID: P\nStart Time: 22.05.2018 23:50:00\n\n23:50:00,000; Wach\n"
    assert open_night(written(tmp_path, "p.txt", text)).hypnogram.values.tolist() == [0]


@pytest.mark.parametrize("at", [90.0, 100.0, 0.0])
@pytest.mark.parametrize("word", ["artifact", "MT", "arousal"])
def test_a_point_among_stages_that_last_is_an_event_and_takes_no_epoch(at, word, tmp_path):
    stages = ["W"] * 6 + ["N2"] * 10 + ["REM"] * 4
    rows = [f"{one}\t.\t.\t{30 * row}\t{30 * row + 30}\t." for row, one in enumerate(stages)]
    rows.append(f"{word}\t.\tC3\t{at}\t{at}\t.")
    path = tmp_path / "night.annot"
    path.write_text("\n".join(["class\tinstance\tchannel\tstart\tstop\tmeta", *rows]))
    read = read_scoring(path)
    (stage,) = read.hypnograms.values()
    assert [Stage(int(one)).name for one in stage.values] == stages
    assert [(one["onset"], one["duration"], one["kind"]) for one in read.events] == [
        (at, 0.0, word)
    ]
    texts = [(30.0 * row, 30.0, one) for row, one in enumerate(stages)]
    annotations = [Annotation(*one) for one in (*texts, (at, float("nan"), word))]
    found = sort_annotations("night.edf", annotations)
    (stage,) = found.hypnograms.values()
    assert [Stage(int(one)).name for one in stage.values] == stages
    assert [one["kind"] for one in found.events] == [word]
