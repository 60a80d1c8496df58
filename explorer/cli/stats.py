"""``sleep-explorer stats``: print the sleep statistics of a hypnogram or a recording."""

import argparse
import json
import math
import re
from typing import Any

import xarray as xr

from explorer import metrics
from explorer.cli.reading_arguments import (
    add_reading,
    file_argument,
    reading_options,
    refuse_unused_choice,
)
from explorer.cli.stats_of_signals import heart_over_the_night, scalp_maps
from explorer.cli.stats_reading import read_for_stats
from explorer.cli.topography_text import topography_table
from explorer.io.said_attrs import lights_seconds
from explorer.metrics.definitions import known, onset_note
from explorer.metrics.hypnogram_rows import as_hypnograms
from explorer.metrics.hypopnoea_rules import hypopnoea_rule, rests_on_hypopnoeas
from explorer.metrics.index_notes import index_notes
from explorer.metrics.metric import HEART, OXYGEN
from explorer.night.clock_change import change_of
from explorer.night.reading_account import read_account
from explorer.vocabulary.spreadsheet import written_rows

_SAID = ("long_name", "units", "group", "formula", "source", "variant_of", "caveat")

_POINTED_CLOCK = re.compile(r"([01]?\d|2[0-4])\.([0-5]\d)")  # 23.55


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument(
        "file", nargs="?", type=file_argument, help="a recording, its hypnogram beside it"
    )
    parser.add_argument(
        "--hypnogram",
        action="append",
        type=file_argument,
        help="the scorer's file, enough without a recording; again for each further scorer",
    )
    add_reading(parser)
    parser.add_argument(
        "--scorer", help="whose scoring, also a name under which you scored (default: the first)"
    )
    parser.add_argument("--lights-off", help="s from the start of the recording, or HH:MM:SS")
    parser.add_argument("--lights-on", help="s from the start of the recording, or HH:MM:SS")
    parser.add_argument("--group", action="append", choices=metrics.GROUPS, help="only this group")
    parser.add_argument(
        "--definition",
        action="append",
        type=_pair,
        metavar="NAME=VARIANT",
        help="choose a definition, such as 'unscored edges=left out' or 'SOL=SOL_5min'",
    )
    parser.add_argument(
        "--topography",
        action="store_true",
        help="every scalp site too: band power, SWA and spindles a minute, by stage",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON: values, units, titles")
    form.add_argument("--csv", action="store_true", help="print CSV: a row a metric, as defined")


def run(arguments: argparse.Namespace) -> int:
    """Print the table, or the JSON."""
    stages, attrs, notes, observed, night = read_for_stats(
        arguments.file,
        arguments.hypnogram,
        reading_options(arguments),
        _parts(arguments.group),
        arguments.scorer,
    )
    refuse_unused_choice(arguments, read_account(attrs["account"]))
    scorer = _scorer(stages, arguments.scorer, notes)
    lights = (
        _time(arguments.lights_off, "--lights-off", attrs, attrs["lights_off"]),
        _time(arguments.lights_on, "--lights-on", attrs, attrs["lights_on"]),
    )
    hypnogram = stages.sel(scorer=scorer)
    _refuse_outside(hypnogram, lights, (arguments.lights_off, arguments.lights_on))
    notes += _lights_notes(hypnogram, lights)
    chosen = dict(arguments.definition or ())
    notes += [
        f"{name}: {metrics.definition(name).words(key)}." for name, key in known(chosen.items())
    ]
    if note := onset_note(dict(known(chosen.items()))):
        notes.append(note)

    def table_of(stages: xr.DataArray) -> xr.Dataset:
        return metrics.table(
            stages,
            definitions=chosen,
            lights=lights,
            groups=arguments.group,
            observed=observed,
        )

    table = table_of(hypnogram)
    in_bed = as_hypnograms(metrics.between_lights(hypnogram, lights), observed)
    notes += index_notes(in_bed)
    ranges = None
    if stages.sizes["scorer"] > 1:
        ranges = metrics.over_scorers(table_of(stages))
    maps = scalp_maps(night, notes, wanted=arguments.topography)
    if arguments.json:
        found = _as_json(table, ranges, notes, hypopnoea_rule(in_bed))
        beats, between = observed.beats, metrics.between_lights(hypnogram, lights)
        found |= heart_over_the_night(beats, between)
        found |= {"topography": maps} if maps else {}
        print(json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False))
    elif arguments.csv:
        print(_as_csv(table, ranges), end="")
    else:
        print(_as_text(table, ranges, notes))
        if maps:
            print(f"\n{topography_table(maps)}")
    return 0


def _parts(groups: list[str] | None) -> tuple[bool, bool]:
    """Whether the oximeter and the ECG are read for these groups of metrics."""
    return (not groups or OXYGEN in groups), (not groups or HEART in groups)


def _scorer(stages: xr.DataArray, wanted: str | None, notes: list[str]) -> str:
    scorers = [str(name) for name in stages.scorer.values]
    if wanted is None:
        if len(scorers) > 1:
            notes.append(
                f"{len(scorers)} scorers: the numbers are of the first, {scorers[0]}; the ranges "
                "are over all of them."
            )
        return scorers[0]
    if wanted not in scorers:
        raise ValueError(f"no scorer {wanted!r}, expected one of {scorers}")
    return wanted


def _time(text: str | None, option: str, attrs: dict[str, Any], given: float) -> float:
    """Seconds from the start of the recording; what the file gives if nothing was said."""
    if text is None:
        return float(given)
    if pointed := _POINTED_CLOCK.fullmatch(text.strip()):
        hours, minutes = pointed.groups()
        raise ValueError(
            f"{option} {text} may be the time {hours}:{minutes} or {text} s from the start: write "
            f"{hours}:{minutes} for the time, or {text}0 for seconds"
        )
    return lights_seconds(text, option, attrs["start"], change_of(attrs))


def _refuse_outside(
    hypnogram: xr.DataArray, lights: tuple[float, float], said: tuple[str | None, str | None]
) -> None:
    """Refuse lights by hand that leave nothing of the hypnogram between them."""
    begin = float(hypnogram.onset[0]) if hypnogram.sizes["epoch"] else 0.0
    end = begin + hypnogram.sizes["epoch"] * float(hypnogram.epoch_length)
    off, on = lights
    for option, text, empty in (
        ("--lights-off", said[0], off >= end),
        ("--lights-on", said[1], on <= begin),
    ):
        if text is not None and empty:
            raise ValueError(
                f"{option} {text} lies outside the hypnogram, {begin:g} to {end:g} s: nothing of "
                "it would be left"
            )


def _lights_notes(hypnogram: xr.DataArray, lights: tuple[float, float]) -> list[str]:
    begin = float(hypnogram.onset[0]) if hypnogram.sizes["epoch"] else 0.0
    end = begin + hypnogram.sizes["epoch"] * float(hypnogram.epoch_length)
    names = ("lights-off", "lights-on")
    unknown = [name for name, time in zip(names, lights, strict=True) if math.isnan(time)]
    notes = []
    if unknown:
        edge = "whole hypnogram is" if len(unknown) > 1 else "hypnogram's edge bounds"
        notes.append(f"No {' or '.join(unknown)} is known: the {edge} time in bed.")
    if any(not math.isnan(t) and not begin <= t <= end for t in lights):
        notes.append(
            f"Lights lie outside the hypnogram ({begin:g} to {end:g} s): only its epochs count."
        )
    proposal = metrics.propose_main_sleep(hypnogram) if len(unknown) == len(names) else None
    if proposal is not None:
        notes.append(
            f"{proposal.reason} Not applied; to apply it: "
            f"--lights-off {proposal.start:g} --lights-on {proposal.stop:g}"
        )
    return notes


def _as_json(
    table: xr.Dataset, ranges: xr.Dataset | None, notes: list[str], rule: str
) -> dict[str, Any]:
    numbers: dict[str, dict[str, Any]] = {}
    for name, variable in table.items():
        numbers[str(name)] = {
            "symbol": variable.attrs["symbol"],
            "value": _or_null(float(variable)),
            "units": variable.attrs["units"],
            "title": variable.attrs["long_name"],
        }
        if "badge" in variable.attrs:
            numbers[str(name)]["badge"] = variable.attrs["badge"]
        if rule and rests_on_hypopnoeas(str(name)):
            numbers[str(name)]["hypopnoea_rule"] = rule
        if "undefined" in variable.attrs and not math.isfinite(float(variable)):
            numbers[str(name)]["undefined"] = variable.attrs["undefined"]
        if ranges is not None:
            edges = ranges[name].sel(bound=["low", "high"]).values
            numbers[str(name)]["range_over_scorers"] = [_or_null(float(edge)) for edge in edges]
    return {"metrics": numbers, "notes": notes}


def _as_csv(table: xr.Dataset, ranges: xr.Dataset | None) -> str:
    """Write a row a metric: its number, and what it is; empty where it is not estimable."""
    edges = ["lowest_scorer", "highest_scorer"] if ranges is not None else []
    undefined = [
        key for key in ("badge", "undefined") if any(key in v.attrs for v in table.values())
    ]
    rows = [["symbol", "script_name", "value", *edges, *_SAID, *undefined]]
    for name, variable in table.items():
        numbers = [float(variable)]
        if ranges is not None:
            numbers += ranges[name].sel(bound=["low", "high"]).values.tolist()
        cells = [repr(value) if math.isfinite(value) else "" for value in numbers]
        said = (variable.attrs[key] for key in _SAID)
        why = [str(variable.attrs.get(key, "")) for key in undefined]
        rows.append([variable.attrs["symbol"], str(name), *cells, *said, *why])
    return written_rows(rows)


def _pair(text: str) -> tuple[str, str]:
    name, _, key = text.partition("=")
    return name.strip(), key.strip()


def _or_null(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _as_text(table: xr.Dataset, ranges: xr.Dataset | None, notes: list[str]) -> str:
    lines: list[str] = []
    reasons: dict[str, None] = {}  # each once, in order
    if not table:
        lines.append("None of these numbers: the night has nothing that they are of.")
    width = max((len(variable.attrs["symbol"]) for variable in table.values()), default=0)
    for group in metrics.GROUPS:
        rows = [
            (name, variable) for name, variable in table.items() if variable.attrs["group"] == group
        ]
        if rows:
            lines += [*([""] if lines else []), group]
        for name, variable in rows:
            value, decimals = float(variable), metrics.metric(str(name)).decimals
            number = f"{value:10.{decimals}f}" if math.isfinite(value) else f"{'–':>10}"
            if ranges is not None:
                low, _, high = ranges[name].values
                span = f"{low:.{decimals}f} to {high:.{decimals}f}" if math.isfinite(low) else "–"
                number = f"{number}  {span:19}"
            units = "" if variable.attrs["units"] == "1" else variable.attrs["units"]
            symbol = variable.attrs["symbol"]
            said = variable.attrs["long_name"]
            if "undefined" in variable.attrs and not math.isfinite(value):
                why = str(variable.attrs["undefined"])
                said += f": {why.partition(':')[0]}"
                reasons[f"{why[:1].upper()}{why[1:]}."] = None
            lines.append(f"  {symbol:{width}} {number} {units:5}  {said}")
    notes = [*notes, *reasons]
    return "\n".join([*lines, *([""] if notes else []), *(f"* {note}" for note in notes)])
