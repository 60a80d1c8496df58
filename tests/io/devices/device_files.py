"""Exports of devices, made of nights one can count: each as its maker publishes its fields."""

import csv
import io
import json
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

MINUTES = (("W", 10), ("LIGHT", 60), ("DEEP", 40), ("REM", 20), ("LIGHT", 30), ("W", 5))
"""Of the night: 15 awake, 90 light, 40 deep, 20 REM; all multiples of 5."""
NAP = (("W", 5), ("LIGHT", 20), ("W", 5))


_EVENING = datetime.fromisoformat("2026-01-01T23:10:00+01:00")


@dataclass(frozen=True)
class Sleep:
    """One sleep that a device had."""

    start: datetime = _EVENING
    minutes: tuple[tuple[str, int], ...] = MINUTES
    nap: bool = False
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def end(self):
        return self.start + timedelta(minutes=sum(length for _, length in self.minutes))

    @property
    def day(self):
        return self.end.date().isoformat()

    def parts(self):
        """Start, end and stage of each stretch."""
        at = self.start
        for stage, length in self.minutes:
            yield at, at + timedelta(minutes=length), stage
            at += timedelta(minutes=length)

    def total(self, stage):
        return sum(length for name, length in self.minutes if name == stage)

    def codes(self, codes, a_minute):
        """Return one code an epoch: `a_minute` epochs in each."""
        return [
            codes[stage] for stage, length in self.minutes for _ in range(int(length * a_minute))
        ]


def days(count, *, missing=()):
    """Nights of so many days in a row, but for some."""
    first = Sleep()
    return [Sleep(first.start + timedelta(days=one)) for one in range(count) if one not in missing]


_OURA = {"W": "4", "LIGHT": "2", "DEEP": "1", "REM": "3"}


def oura_record(sleep, *, fine=True):
    made = {
        "id": f"{sleep.start:%Y%m%d%H%M}",
        "bedtime_end": sleep.end.isoformat(),
        "bedtime_start": sleep.start.isoformat(),
        "day": sleep.day,
        "deep_sleep_duration": 60 * sleep.total("DEEP"),
        "light_sleep_duration": 60 * sleep.total("LIGHT"),
        "rem_sleep_duration": 60 * sleep.total("REM"),
        "awake_time": 60 * sleep.total("W"),
        "movement_30_sec": "1" * 30,
        "sleep_phase_5_min": "".join(sleep.codes(_OURA, 1 / 5)),
        "time_in_bed": (sleep.end - sleep.start).total_seconds(),
        "type": "late_nap" if sleep.nap else "long_sleep",
    }
    if fine:
        made["sleep_phase_30_sec"] = "".join(sleep.codes(_OURA, 2))
    return made | sleep.extra


def oura(sleeps, **said):
    return json.dumps({"data": [oura_record(one, **said) for one in sleeps], "next_token": None})


def oura_csv(sleeps):
    return _table([oura_record(one) for one in sleeps], delimiter=";")


_FITBIT = {"W": "wake", "LIGHT": "light", "DEEP": "deep", "REM": "rem"}


def fitbit_record(sleep, main="mainSleep"):
    def local(at):
        return at.replace(tzinfo=None).isoformat(timespec="milliseconds")

    return {
        "logId": 1,
        "dateOfSleep": sleep.day,
        "startTime": local(sleep.start),
        "endTime": local(sleep.end),
        "type": "stages",
        "levels": {
            "summary": {
                word: {"count": 1, "minutes": sleep.total(stage)} for stage, word in _FITBIT.items()
            },
            "data": [
                {
                    "dateTime": local(at),
                    "level": _FITBIT[stage],
                    "seconds": int((end - at).total_seconds()),
                }
                for at, end, stage in sleep.parts()
            ],
            "shortData": [],
        },
        main: not sleep.nap,
    } | sleep.extra


def fitbit(sleeps):
    return json.dumps([fitbit_record(one) for one in sleeps])


def fitbit_api(sleeps):
    return json.dumps({"sleep": [fitbit_record(one, "isMainSleep") for one in sleeps]})


def garmin(sleeps):
    def gmt(at):
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.0")

    codes = {"DEEP": 0.0, "LIGHT": 1.0, "REM": 2.0, "W": 3.0}
    return json.dumps(
        [
            {
                "dailySleepDTO": {
                    "calendarDate": one.day,
                    "sleepStartTimestampGMT": int(one.start.timestamp() * 1000),
                    "sleepStartTimestampLocal": int(
                        one.start.replace(tzinfo=UTC).timestamp() * 1000
                    ),
                    "deepSleepSeconds": 60 * one.total("DEEP"),
                    "lightSleepSeconds": 60 * one.total("LIGHT"),
                    "remSleepSeconds": 60 * one.total("REM"),
                    "awakeSleepSeconds": 60 * one.total("W"),
                },
                "sleepLevels": [
                    {"startGMT": gmt(at), "endGMT": gmt(end), "activityLevel": codes[stage]}
                    for at, end, stage in one.parts()
                ],
            }
            for one in sleeps
        ]
    )


def polar(sleeps):
    words = {"W": "WAKE", "LIGHT": "NONREM2", "DEEP": "NONREM3", "REM": "REM"}

    def after(one, at):
        return f"PT{int((at - one.start).total_seconds())}S"

    return json.dumps(
        [
            {
                "night": one.day,
                "evaluation": {
                    "phaseDurations": {
                        name: f"PT{one.total(stage)}M"
                        for name, stage in (
                            *(("wake", "W"), ("light", "LIGHT"), ("deep", "DEEP"), ("rem", "REM")),
                        )
                    }
                },
                "sleepResult": {
                    "hypnogram": {
                        "sleepStart": one.start.isoformat(timespec="milliseconds"),
                        "sleepEnd": one.end.isoformat(timespec="milliseconds"),
                        "sleepStateChanges": [
                            {"offsetFromStart": after(one, at), "state": words[stage]}
                            for at, _, stage in one.parts()
                        ]
                        + [{"offsetFromStart": after(one, one.end), "state": "WAKE"}],
                    }
                },
            }
            for one in sleeps
        ]
    )


def polar_api(sleeps):
    codes = {"W": 0, "REM": 1, "LIGHT": 3, "DEEP": 4}
    return json.dumps(
        {
            "nights": [
                {
                    "date": one.day,
                    "sleep_start_time": one.start.isoformat(),
                    "sleep_end_time": one.end.isoformat(),
                    "hypnogram": {f"{at:%H:%M}": codes[stage] for at, _, stage in one.parts()},
                }
                for one in sleeps
            ]
        }
    )


_WITHINGS = {"W": 0, "LIGHT": 1, "DEEP": 2, "REM": 3}


def withings(sleeps):
    rows = [
        {
            "start": one.start.isoformat(),
            "duration": json.dumps([60] * len(one.codes(_WITHINGS, 1))),
            "value": json.dumps(one.codes(_WITHINGS, 1)),
        }
        for one in sleeps
    ]
    return _table(rows)


def withings_api(sleeps):
    series = [
        {
            "startdate": int(at.timestamp()),
            "enddate": int(end.timestamp()),
            "state": _WITHINGS[stage],
        }
        for one in sleeps
        for at, end, stage in one.parts()
    ]
    return json.dumps({"status": 0, "body": {"series": series, "model": 32}})


def samsung(sleeps, package="com.sec.android.app.shealth"):
    codes = {"W": 40001, "LIGHT": 40002, "DEEP": 40003, "REM": 40004}

    def utc(at):
        return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.000")

    lines = [
        "com.samsung.health.sleep_stage,7006011,7",
        "create_sh_ver,start_time,sleep_id,stage,time_offset,pkg_name,end_time,datauuid",
    ]
    for number, one in enumerate(sleeps):
        offset = f"UTC{one.start:%z}"
        lines += [
            f",{utc(at)},{package}{number},{codes[stage]},{offset},{package},{utc(end)},x,"
            for at, end, stage in one.parts()
        ]
    return "\n".join(lines) + "\n"


def zeo(sleeps):
    codes = {"W": "1", "REM": "2", "LIGHT": "3", "DEEP": "4"}
    rows = [
        {
            "Sleep Date": f"{one.start:%m/%d/%Y}",
            "ZQ": 80,
            "Time in Wake": one.total("W"),
            "Time in Light": one.total("LIGHT"),
            "Time in REM": one.total("REM"),
            "Time in Deep": one.total("DEEP"),
            "Start of Night": f"{one.start:%m/%d/%Y %H:%M}",
            "Sleep Graph": " ".join(one.codes(codes, 1 / 5)),
            "Detailed Sleep Graph": " ".join(one.codes(codes, 2)),
        }
        for one in sleeps
    ]
    return _table(rows)


def dreem(sleeps):
    words = {"W": "WAKE", "LIGHT": "Light", "DEEP": "Deep", "REM": "REM"}
    rows = [
        {
            "Type": "nap" if one.nap else "night",
            "Start Time": one.start.isoformat(),
            "Stop Time": one.end.isoformat(),
            "Sleep Duration": "2:30:00",
            "Light Sleep Duration": _clock(one.total("LIGHT")),
            "Deep Sleep Duration": _clock(one.total("DEEP")),
            "REM Duration": _clock(one.total("REM")),
            "Hypnogram": f"[{','.join(one.codes(words, 2))}]",
        }
        for one in sleeps
    ]
    return _table(rows, delimiter=";")


def apple(sleeps, source="Watch", in_bed=None, *, other=0):
    """Make ``export.xml``, among `other` records of something else."""
    words = {"W": "Awake", "LIGHT": "AsleepCore", "DEEP": "AsleepDeep", "REM": "AsleepREM"}
    words |= {"SLEEP": "AsleepUnspecified"}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<!DOCTYPE HealthData [", "]>"]
    lines += ['<HealthData locale="en_GB">', '<ExportDate value="2026-02-01 09:00:00 +0100"/>']
    steps = '<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" value="7"/>'
    lines += [steps] * other
    for one in sleeps:
        lines += [apple_record(source, at, end, words[stage]) for at, end, stage in one.parts()]
    lines += [apple_record("Phone", at, end, "InBed") for at, end in in_bed or ()]
    return "\n".join([*lines, "</HealthData>"])


def apple_record(source, at, end, value):
    return (
        f'<Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="{source}" '
        f'startDate="{at:%Y-%m-%d %H:%M:%S %z}" endDate="{end:%Y-%m-%d %H:%M:%S %z}" '
        f'value="HKCategoryValueSleepAnalysis{value}"/>'
    )


def archive(path, members):
    """Write a zip of texts by their names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name, text)
    return path


def _clock(minutes):
    return f"{minutes // 60}:{minutes % 60:02d}:00"


def _table(rows, delimiter=","):
    held = io.StringIO()
    writer = csv.DictWriter(held, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return held.getvalue()


FILES = {
    "oura.json": oura,
    "oura.csv": oura_csv,
    "sleep-2026-01-01.json": fitbit,
    "fitbit_api.json": fitbit_api,
    "garmin.json": garmin,
    "sleep_result_1.json": polar,
    "polar_api.json": polar_api,
    "raw_tracker_sleep-state.csv": withings,
    "withings_api.json": withings_api,
    "com.samsung.health.sleep_stage.2026.csv": samsung,
    "zeodata.csv": zeo,
    "dreem.csv": dreem,
    "export.xml": apple,
}
"""What writes each, by a name that such files have."""


SUMMED = ("oura.json", "oura.csv", "sleep-2026-01-01.json", "fitbit_api.json", "garmin.json",
          "sleep_result_1.json", "zeodata.csv", "dreem.csv")  # fmt: skip
"""Those of `FILES` that hold the device's own summary of a night."""


# ---- totals a night and no stages --------------------------------------------------------------


def _asleep(sleep):
    return sum(sleep.total(stage) for stage in ("LIGHT", "DEEP", "REM"))


def whoop_row(sleep):
    begins, ends = (f"{at:%Y-%m-%d %H:%M:%S}" for at in (sleep.start, sleep.end))
    bed = _asleep(sleep) + sleep.total("W")
    return {
        "Cycle start time": begins,
        "Cycle end time": "",
        "Cycle timezone": f"UTC{sleep.start:%z}"[:6] + ":00",
        "Sleep onset": begins,
        "Wake onset": ends,
        "Sleep performance %": 90,
        "Respiratory rate (rpm)": 15.1,
        "Asleep duration (min)": _asleep(sleep),
        "In bed duration (min)": bed,
        "Light sleep duration (min)": sleep.total("LIGHT"),
        "Deep (SWS) duration (min)": sleep.total("DEEP"),
        "REM duration (min)": sleep.total("REM"),
        "Awake duration (min)": sleep.total("W"),
        "Sleep need (min)": 480,
        "Sleep debt (min)": 20,
        "Sleep efficiency %": round(100 * _asleep(sleep) / bed),
        "Sleep consistency %": 70,
        "Nap": str(sleep.nap).lower(),
    }


def whoop(sleeps):
    return _table([whoop_row(one) for one in sleeps])


def whoop_cycles(sleeps):
    kept = [
        {name: cell for name, cell in whoop_row(one).items() if name != "Nap"}
        for one in sleeps
        if not one.nap
    ]
    return _table([{**one, "Recovery score %": 61, "Day Strain": 9.3} for one in kept])


def whoop_api(sleeps):
    def utc(at):
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    names = {"W": "awake", "LIGHT": "light_sleep", "DEEP": "slow_wave_sleep", "REM": "rem_sleep"}
    return json.dumps(
        {
            "records": [
                {
                    "id": "x",
                    "start": utc(one.start),
                    "end": utc(one.end),
                    "timezone_offset": f"{one.start:%z}"[:3] + ":00",
                    "nap": one.nap,
                    "score_state": "SCORED",
                    "score": {
                        "stage_summary": {
                            f"total_{word}_time_milli": 60_000 * one.total(stage)
                            for stage, word in names.items()
                        }
                    },
                }
                for one in sleeps
            ],
            "next_token": None,
        }
    )


def garmin_account(sleeps):
    return json.dumps(
        [
            {
                "sleepStartTimestampGMT": "2026-01-01T22:10:00.0",
                "calendarDate": one.day,
                "sleepWindowConfirmationType": "ENHANCED_CONFIRMED_FINAL",
                "deepSleepSeconds": 60 * one.total("DEEP"),
                "lightSleepSeconds": 60 * one.total("LIGHT"),
                "remSleepSeconds": 60 * one.total("REM"),
                "awakeSleepSeconds": 60 * one.total("W"),
            }
            for one in sleeps
        ]
    )


def withings_summary(sleeps):
    return _table(
        [
            {
                "from": one.start.isoformat(),
                "to": one.end.isoformat(),
                "light (s)": 60 * one.total("LIGHT"),
                "deep (s)": 60 * one.total("DEEP"),
                "rem (s)": 60 * one.total("REM"),
                "awake (s)": 60 * one.total("W"),
                "wake up": 2,
                "Duration to sleep (s)": 600,
            }
            for one in sleeps
        ]
    )


def fitbit_summary(sleeps):
    rows = [
        {
            "Start Time": f"{one.start:%Y-%m-%d %I:%M%p}",
            "End Time": f"{one.end:%Y-%m-%d %I:%M%p}",
            "Minutes Asleep": _asleep(one),
            "Minutes Awake": one.total("W"),
            "Number of Awakenings": 3,
            "Time in Bed": _asleep(one) + one.total("W"),
            "Minutes REM Sleep": one.total("REM"),
            "Minutes Light Sleep": one.total("LIGHT"),
            "Minutes Deep Sleep": one.total("DEEP"),
        }
        for one in sleeps
    ]
    return "Sleep\n" + _table(rows) + "\n"


def oura_trends(sleeps):
    return _table(
        [
            {
                "date": one.day,
                "Sleep Score": 80,
                "Total Sleep Duration": 60 * _asleep(one),
                "Awake Time": 60 * one.total("W"),
                "REM Sleep Duration": 60 * one.total("REM"),
                "Light Sleep Duration": 60 * one.total("LIGHT"),
                "Deep Sleep Duration": 60 * one.total("DEEP"),
                "Bedtime Start": one.start.isoformat(),
                "Bedtime End": one.end.isoformat(),
            }
            for one in sleeps
        ]
    )


def oura_sleep_model(sleeps):
    """Oura's account export without its strings of phases, parted by semicolons."""
    rows = []
    for one in sleeps:
        record = oura_record(one)
        for name in ("movement_30_sec", "sleep_phase_5_min", "sleep_phase_30_sec"):
            del record[name]
        rows.append(record | {"total_sleep_duration": 60 * _asleep(one)})
    deleted = rows[0] | {"id": "d", "type": "deleted", "total_sleep_duration": 0}
    return _table([*rows, deleted], delimiter=";")


def oura_version_1(sleeps):
    """Nights of the API's version 1 as a table: called by the evening, without a hypnogram."""
    return _table(
        [
            {
                "summary_date": (one.start).date().isoformat(),
                "bedtime_start": one.start.isoformat(),
                "bedtime_end": one.end.isoformat(),
                "total": 60 * _asleep(one),
                "deep": 60 * one.total("DEEP"),
                "light": 60 * one.total("LIGHT"),
                "rem": 60 * one.total("REM"),
                "awake": 60 * one.total("W"),
            }
            for one in sleeps
        ]
    )


TOTALS = {
    "sleeps.csv": whoop,
    "physiological_cycles.csv": whoop_cycles,
    "whoop_api.json": whoop_api,
    "1_sleepData.json": garmin_account,
    "sleep.csv": withings_summary,
    "fitbit_export.csv": fitbit_summary,
    "oura_trends.csv": oura_trends,
    "sleepmodel.csv": oura_sleep_model,
    "oura_sleep.csv": oura_version_1,
}
"""What writes each file of totals, by a name that such files have."""
