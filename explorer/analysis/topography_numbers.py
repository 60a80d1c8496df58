"""Topography of a night as plain values: every site's band power, SWA and spindles by stage."""

import math
from typing import Any

from explorer.analysis.night_parts import night_parts
from explorer.analysis.scalp_sites import scalp_sites
from explorer.analysis.search_scope import SearchScope
from explorer.analysis.topography import Progress, ScalpNight, scalp_night
from explorer.night.montage import AS_RECORDED
from explorer.night.night import Night
from explorer.vocabulary.bands import BANDS


def describe_topography(
    night: Night,
    montage: str = AS_RECORDED,
    *,
    told: Progress = lambda _done, _total: None,
) -> dict[str, Any]:
    """Map every quantity of a night in every stage, as plain values.

    Parameters
    ----------
    night : Night
        With or without a hypnogram.
    montage : str
        One of `explorer.night.montage.available_montages`.
    told : callable of (int, int)
        Told how many sites of how many are done.

    Returns
    -------
    dict
        ``reference``, ``montage``, ``part``, ``simulated``, ``sites`` (of each its ``channel``,
        ``site``, ``x`` and ``y``), ``left_out`` (channels in no map, and why), ``notes`` and, by
        stage, ``epochs``, ``excluded``, ``band_power`` by band and ``SWA`` (uV^2), and
        ``spindle_density`` (a minute): lists in the order of the sites, with None for what cannot
        be said.

    Raises
    ------
    ValueError
        If there are too few sites, or no such montage.
    """
    lights = (float(night.attrs["lights_off"]), float(night.attrs["lights_on"]))
    sites = scalp_sites(night, montage)
    part = night_parts(night.hypnogram, lights)[0]
    found = scalp_night(night, sites, part, SearchScope(night.hypnogram), told=told)
    return {
        "reference": sites.reference,
        "montage": montage,
        "part": found.part,
        "simulated": found.simulated,
        "sites": [
            {"channel": one.channel, "site": one.site, "x": one.x, "y": one.y}
            for one in sites.sites
        ],
        "left_out": dict(sites.left_out),
        "units": {"band_power": "uV^2", "SWA": "uV^2", "spindle_density": "1/min"},
        "spindles": found.rule,
        "stages": {stage: _of_stage(found, stage) for stage in found.stages},
        "notes": found.notes(found.stages[0]),
    }


def _of_stage(found: ScalpNight, stage: str) -> dict[str, Any]:
    row = found.stages.index(stage)
    highest = float(found.frequencies[-1])
    return {
        "epochs": found.epochs[row].tolist(),
        "excluded": found.excluded[row].tolist(),
        "band_power": {
            band.name: _numbers(found.map_of("band power", stage=stage, band=band).values)
            for band in BANDS
            if band.low < highest
        },
        "SWA": _numbers(found.map_of("SWA", stage=stage).values),
        "spindle_density": _numbers(found.map_of("spindle density", stage=stage).values),
    }


def _numbers(values: Any) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values.tolist()]
