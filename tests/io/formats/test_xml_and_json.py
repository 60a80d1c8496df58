"""XML and JSON of scorers' programs, with what their files vary in, and spreadsheets."""

import json
import zipfile
from datetime import timedelta

import numpy as np
import pytest

from explorer.cli.command_line import main
from explorer.io.open import open_night
from explorer.io.scorer_reading import read_scoring
from tests.io.formats.night_rows import RUNS, STAGES, THE_NIGHT, minutes, times

PHILIPS = {"W": "Wake", "N1": "NonREM1", "N2": "NonREM2", "N3": "NonREM3", "REM": "REM"}
WONAMBI = {"W": "Wake", "N1": "NREM1", "N2": "NREM2", "N3": "NREM3", "REM": "REM"}
LABELS = {"W": "S0", "N1": "S1", "N2": "S2", "N3": "S3", "REM": "REM"}


def philips(blocks, events="", namespace=' xmlns="http://www.respironics.com/PatientStudy.xsd"'):
    return (
        f'<?xml version="1.0"?><PatientStudy{namespace}><Acquisition><Sessions><Session>'
        "<RecordingStart>2018-05-22T23:50:00</RecordingStart><Duration>1800</Duration></Session>"
        f"</Sessions></Acquisition><ScoringData><StagingData>{blocks}</StagingData><Events>{events}"
        "</Events></ScoringData></PatientStudy>"
    )


def stagings(name, words, rules="NeuroAdultAASMStaging", end=False):
    at, rows = 0, ""
    for stage, count in RUNS:
        rows += f'<Stage Type="{words[stage]}" Start="{at}"/>'
        at += 30 * count
    rows += f'<Stage Type="Wake" Start="{at}"/>' * end
    return f"<{name}><{rules}>{rows}</{rules}></{name}>"


@pytest.mark.parametrize("namespace", ["", ' xmlns="http://www.respironics.com/PatientStudy.xsd"'])
@pytest.mark.parametrize("end", [False, True])
def test_philips_stages_last_until_the_next_and_the_last_to_the_end(namespace, end, tmp_path):
    path = tmp_path / "night.rml"
    path.write_text(philips(stagings("UserStaging", PHILIPS, end=end), namespace=namespace))
    assert minutes(path) == THE_NIGHT
    assert read_scoring(path).start == "2018-05-22T23:50:00"


def test_philips_user_comes_before_the_machine_and_events_are_kept(tmp_path):
    path = tmp_path / "night.rml"
    all_awake = dict.fromkeys(PHILIPS, "NotScored") | {"W": "Wake"}
    event = '<Event Family="Respiratory" Type="Hypopnea" Start="300.5" Duration="12"/>'
    machine, user = stagings("MachineStaging", all_awake), stagings("UserStaging", PHILIPS)
    path.write_text(philips(machine + user, event))
    night = open_night(path)
    assert night.hypnograms.scorer.values.tolist() == ["user", "machine"]
    assert minutes(path) == THE_NIGHT
    assert minutes(path, 1) == {"W": 5.0}
    assert night.events.kind.values.tolist() == ["Hypopnea"]


def test_philips_without_staging_says_so(tmp_path):
    path = tmp_path / "night.rml"
    path.write_text(philips("<UserStaging/><MachineStaging/>"))
    with pytest.raises(ValueError, match="neither of a user nor of the machine"):
        open_night(path)


def wonambi(raters):
    body = ""
    for name, stages in raters.items():
        epochs = "".join(
            f"<epoch><epoch_start>{30 * n}</epoch_start><epoch_end>{30 * n + 30}</epoch_end>"
            f"<stage>{WONAMBI.get(s, s)}</stage><quality>Good</quality></epoch>"
            for n, s in enumerate(stages)
        )
        body += (
            f'<rater name="{name}"><bookmarks/><events><event_type type="spindle"><event>'
            "<event_start>130.5</event_start><event_end>131.5</event_end><event_chan>C3</event_chan>"
            f"</event></event_type></events><stages>{epochs}</stages></rater>"
        )
    return (
        '<?xml version="1.0"?><annotations version="5"><dataset><start_time>2018-05-22T23:50:00'
        f"</start_time><markers/></dataset>{body}</annotations>"
    )


def test_wonambi_raters_are_scorers_and_their_events_are_kept(tmp_path):
    path = tmp_path / "scores.xml"
    path.write_text(wonambi({"anna": STAGES, "bob": ["Undefined"] * 60, "idle": []}))
    night = open_night(path)
    assert night.hypnograms.scorer.values.tolist() == ["anna", "bob"]
    assert minutes(path) == THE_NIGHT
    assert night.events.duration.values.tolist() == [1.0] * 3
    assert night.start.isoformat() == "2018-05-22T23:50:00"


def embla(length=30, extra=""):
    events = "".join(
        f"<Event><Type>SLEEP-{LABELS[s]}</Type><Location>C3</Location><StartTime>{t.isoformat()}"
        f".000000</StartTime><StopTime>{(t + timedelta(seconds=length)).isoformat()}.000000"
        "</StopTime></Event>"
        for s, t in zip(STAGES, times(length), strict=True)
    )
    return f"<?xml version='1.0'?><EventExport><Events>{events}{extra}</Events></EventExport>"


def test_embla_events_that_are_no_stages_are_events(tmp_path):
    path = tmp_path / "night.xml"
    extra = (
        "<Event><Type>AROUSAL</Type><StartTime>2018-05-23T00:00:03</StartTime>"
        "<StopTime>2018-05-23T00:00:09.5</StopTime></Event>"
    )
    path.write_text(embla(extra=extra))
    assert minutes(path) == THE_NIGHT
    (event,) = read_scoring(path).events
    assert (event["onset"], event["duration"]) == (603.0, 6.5)
    path.write_text(embla(20))
    assert float(open_night(path).hypnogram.epoch_length) == 20


def test_nsrr_xml_takes_its_start_from_the_clock_where_it_is_a_date(tmp_path):
    path = tmp_path / "n.xml"
    event = (
        "<ScoredEvent><EventConcept>{}</EventConcept><Start>{}</Start><Duration>30</Duration>"
        "<ClockTime>{}</ClockTime></ScoredEvent>"
    )
    for clock, start in (("22.05.18 23.50.00", "2018-05-22T23:50:00"), ("00.00.00 23.50.00", "")):
        body = event.format("Recording Start Time", 0, clock)
        body += event.format("SDO:WakeState", 0, "") + event.format(
            "SDO:SleepArousalFinding", 4, ""
        )
        body += event.format("SDO:NonRapidEyeMovementSleep-N2", 30, "")
        path.write_text(f"<PSGAnnotation><ScoredEvents>{body}</ScoredEvents></PSGAnnotation>")
        scoring = read_scoring(path)
        (hypnogram,) = scoring.hypnograms.values()
        assert (hypnogram.values.tolist(), scoring.start) == ([0, 2], start)
        assert len(scoring.events) == 1


def nsrr(*events):
    said = "".join(f"<ScoredEvent>{event}</ScoredEvent>" for event in events)
    stages = "".join(
        "<ScoredEvent><EventConcept>SDO:NonRapidEyeMovementSleep-N2</EventConcept>"
        f"<Start>{30 * n}</Start><Duration>30</Duration></ScoredEvent>"
        for n in range(120)
    )
    return f"<PSGAnnotation><ScoredEvents>{said}{stages}</ScoredEvents></PSGAnnotation>"


def test_desaturations_in_fractions_are_percent_and_impossible_ones_are_no_numbers(
    tmp_path, capsys
):
    fall = "<EventConcept>SpO2 desaturation</EventConcept><Start>{}</Start><Duration>9</Duration>"
    fall += "<SpO2Nadir>{}</SpO2Nadir><SpO2Baseline>{}</SpO2Baseline>"
    arousal = "<EventConcept>Arousal</EventConcept><Duration>5</Duration>"  # no Start
    path = tmp_path / "n.xml"
    for falls in (((60, 88, 94), (200, 91, 94)), ((60, 0.88, 0.94), (200, 0.91, 0.94))):
        lost = fall.format(400, 3, 95)
        path.write_text(nsrr(arousal, lost, *(fall.format(*one) for one in falls)))
        assert main(["stats", "--hypnogram", str(path), "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        found = {name: said["metrics"][name]["value"] for name in ("ODI3", "ODI4", "SpO2_nadir")}
        assert found == {"ODI3": pytest.approx(2), "ODI4": pytest.approx(1), "SpO2_nadir": 88}
        assert "1 desaturation of a depth or to a saturation" in " ".join(said["notes"])
        assert "1 event without a time, not counted" in " ".join(said["notes"])
        assert said["metrics"]["desaturation_count"]["value"] == 3


def test_scoringhero_epochs_of_20_s_and_its_events_are_read(tmp_path):
    epochs = [
        {"epoch": n + 1, "start": 20 * n, "end": 20 * n + 20, "stage": s, "clean": 1}
        for n, s in enumerate([*STAGES, None, "-"])
    ]
    events = [{"event": "Artefact", "epoch": [1], "start": 3.5, "end": 5, "channels": ["C3", "C4"]}]
    for name, value in (("a.json", [epochs, events]), ("b.json", [epochs, []]), ("c.json", epochs)):
        (tmp_path / name).write_text(json.dumps(value))
        scoring = read_scoring(tmp_path / name)
        (hypnogram,) = scoring.hypnograms.values()
        assert float(hypnogram.epoch_length) == 20
        assert (hypnogram.values == 2).sum() == STAGES.count("N2")
        assert [e["duration"] for e in scoring.events] == [1.5] * (name == "a.json")


def sleeplab(scorer="anna", kind="hypnogram", key="start_sec"):
    names = {"W": "WAKE", "REM": "REM"}
    rows = [
        {"name": names.get(s, s), "start_ts": t.isoformat(), "start_sec": 30.0 * n, "duration": 30}
        for n, (s, t) in enumerate(zip(STAGES, times(), strict=True))
    ]
    for row in rows:
        row.pop({"start_sec": "start_ts", "start_ts": "start_sec"}.get(key, ""), None)
    return {"scorer": scorer, "type": kind, "annotations": rows}


@pytest.mark.parametrize("key", ["start_sec", "start_ts", "both"])
@pytest.mark.parametrize("kind", ["hypnogram", "annotations"])
def test_sleeplab_format_has_starts_in_s_or_by_the_clock(key, kind, tmp_path):
    path = tmp_path / "hypnogram.json"
    path.write_text(json.dumps(sleeplab(kind=kind, key=key)))
    assert minutes(path) == THE_NIGHT
    path.write_text(json.dumps([sleeplab("anna"), sleeplab("bob")]))
    assert open_night(path).hypnograms.scorer.values.tolist() == ["anna", "bob"]


def test_a_spreadsheet_is_read_as_the_text_that_it_holds(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    end, ends = 0, []
    for stage, count in RUNS:
        end += 30 * count
        ends.append((stage, end))
    for name, rows in {
        "table": [("onset", "duration", "stage")] + [(30 * n, 30, s) for n, s in enumerate(STAGES)],
        "words": [(s,) for s in STAGES],
        "visbrain": ends,
    }.items():
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / f"{name}.xlsx")
        assert minutes(tmp_path / f"{name}.xlsx") == THE_NIGHT, name


def edf_of_codes(path, codes, label=b"hypnogram"):
    fields = (
        *((8, b"0"), (80, b"X"), (80, b"X"), (8, b"22.05.18"), (8, b"23.50.00"), (8, b"512")),
        *((44, b""), (8, b"%d" % len(codes)), (8, b"30"), (4, b"1"), (16, label), (80, b"")),
        *((8, b""), (8, b"0"), (8, b"9"), (8, b"0"), (8, b"9"), (80, b""), (8, b"1"), (32, b"")),
    )
    header = b"".join(text.ljust(width) for width, text in fields)
    path.write_bytes(header + np.asarray(codes, "<i2").tobytes())
    return path


def test_edf_of_one_signal_of_codes_is_a_hypnogram_whatever_its_suffix(tmp_path):
    codes = {"W": 0, "N1": 1, "N2": 2, "N3": 4, "REM": 5}
    for name in ("sc4002e0.hyp", "st7011.rec", "night.edf"):
        path = edf_of_codes(tmp_path / name, [codes[s] for s in STAGES])
        assert minutes(path) == THE_NIGHT
        assert open_night(path).start.isoformat() == "2018-05-22T23:50:00"
    other = edf_of_codes(tmp_path / "eeg.edf", [0] * 10, b"EEG Fpz-Cz")
    assert not open_night(other).is_scored


def test_a_spreadsheet_that_unpacks_to_far_more_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("xl/worksheets/sheet1.xml", b" " * (80 * 2**20))
    with pytest.raises(ValueError, match="MB or more, and at most"):
        open_night(tmp_path / "bomb.xlsx")


def test_a_spreadsheet_without_cells_or_of_another_kind_says_so(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(ValueError, match="no cells"):
        open_night(tmp_path / "empty.xlsx")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(ValueError, match="no spreadsheet that can be read"):
        open_night(tmp_path / "broken.xlsx")


def two_sheets(path, first, second):
    """Write a spreadsheet of two sheets."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Summary"
    for sheet, rows in ((book.active, first), (book.create_sheet("Stages"), second)):
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_second_sheet_is_named_where_the_first_has_no_stages(tmp_path):
    stages = [["epoch", "stage"], [1, "W"], [2, "N1"], [3, "N2"]]
    path = two_sheets(tmp_path / "night.xlsx", [["Summary", "TST"], ["night", 315]], stages)
    with pytest.raises(ValueError, match=r"first of its 2 sheets was read, and not 'Stages'"):
        read_scoring(path)
    scoring = read_scoring(two_sheets(tmp_path / "other.xlsx", stages, [["TST", 315]]))
    assert any("only the first of its 2 sheets was read" in note for note in scoring.notes)


@pytest.mark.parametrize(
    "saved",
    [
        {"epoch_length": 20, "stages": ["W", "N1", "N2"]},
        {"epoch_sec": 20, "hypnogram": ["W", "N1", "N2"]},
        {"epochLength": "20 s", "sleepStages": ["W", "N1", "N2"]},
        {"Epoch_Duration_S": 20.0, "Hypnogram": ["W", "N1", "N2"]},
        {"epoch_ms": 20000, "hypno": ["W", "N1", "N2"]},
        {"seconds_per_epoch": 20, "staging": ["W", "N1", "N2"]},
        {"hypnogram": {"stages": ["W", "N1", "N2"], "epoch_len": 20}, "start": "2026-03-05 23:50"},
        {"epoch_s": 20, "scorer": "ann", "epochs": [{"epoch": 1, "stage": "W"}]},
    ],
)
def test_a_json_object_has_its_stages_and_the_length_of_an_epoch_beside_them(tmp_path, saved):
    path = tmp_path / "night.json"
    path.write_text(json.dumps(saved))
    night = open_night(path)
    assert float(night.hypnogram.epoch_length) == 20.0
    assert "epochs of 20 s" in [entry.used_as for entry in night.account if entry.kind == "time"]
    if "epochs" not in saved:
        assert night.hypnogram.values.tolist() == [0, 1, 2]
    assert any("not used of it: 'scorer'" in note for note in night.reader_notes) == (
        "scorer" in saved
    )


@pytest.mark.parametrize(
    ("saved", "said"),
    [
        ({"night": 3, "sleep": ["W"]}, "with 'night', 'sleep', of which none is a list"),
        ({"stages": "WWN1", "epoch": 30}, "with 'stages', 'epoch', of which none"),
        ({"stages": ["W"], "hypnogram": ["N1"]}, "'stages' and 'hypnogram' are each a list"),
        ({"stages": ["W"], "epoch_length": "long"}, "epoch_length is 'long', expected how long"),
        ({"stages": ["W"], "epoch_length": [30]}, r"epoch_length is '\[30\]', expected how long"),
        ({"stages": ["W"], "epoch_length": 20, "epoch_sec": 30}, "say which is the length"),
        ({"stages": [["W"]]}, "an object with such a list as 'stages'"),
        ({}, "with nothing"),
    ],
)
def test_a_json_object_that_is_not_understood_is_refused_with_what_it_has(tmp_path, saved, said):
    path = tmp_path / "night.json"
    path.write_text(json.dumps(saved))
    with pytest.raises(ValueError, match=said):
        open_night(path)
