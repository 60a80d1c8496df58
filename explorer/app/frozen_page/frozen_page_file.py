"""One file of HTML that shows a night without a kernel, and how large it gets."""

import base64
import gzip
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np
import xarray as xr
from markupsafe import Markup

from explorer import __version__
from explorer.app.analysis_cache import FILTERED_KINDS
from explorer.app.frozen_page.choice import PageChoice
from explorer.app.frozen_page.samples import estimated_bytes, reduced
from explorer.app.frozen_page.views import FrozenView
from explorer.app.state import WINDOW_LENGTHS, ExplorerState
from explorer.bridge.built import built
from explorer.bridge.frozen_figure import Told
from explorer.bridge.packed_arrays import ArrayStore, Packed
from explorer.bridge.safe_base85 import ALPHABET, encode
from explorer.night.first_look import analysis_channel, eeg_by_preference
from explorer.night.montage import AS_RECORDED
from explorer.night.night import Night
from explorer.night.pseudonym import without_persons
from explorer.render.environment import page
from explorer.vocabulary.bands import BANDS
from explorer.vocabulary.counts import pluralize

MOST_BYTES = 200e6
"""That a page may take: browsers read no file much larger as one."""

_IN_TEXT = 5 / 4  # characters a byte
_SCRIPTS = 0.64e6  # BokehJS, the page's own scripts and styles
_A_SECOND = 60.0  # bytes of spectra, waves and events a second of the night
_A_SCORER = 0.1e6  # tables and hypnogram, light and dark
_GZIP = 6  # higher ones take thrice as long for a hundredth

Progress = Callable[[str, float], None]
"""Told what is being done, and how much of the whole is done."""


@dataclass(frozen=True, eq=False)
class FrozenRequest:
    """What a page without a kernel is made of."""

    night: Night
    choice: PageChoice
    hypnograms: xr.DataArray | None = None
    """By all who scored, dims (scorer, epoch); the night's own if not given."""
    view: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """Traits of `ExplorerState` that depart from a first look."""
    with_signals: bool = True
    """Whether with numbers of oxygen and heart beats, for which the recording is read."""

    @property
    def montage(self) -> str:
        """What EEG channels are measured against."""
        return str(self.view.get("montage", AS_RECORDED))


def estimate_size(request: FrozenRequest) -> float:
    """Estimate how many bytes a page will take, from snippets of its samples.

    Raises
    ------
    ValueError
        If that is more than a browser reads as one file.
    """
    night = request.night
    stages = night.hypnograms if request.hypnograms is None else request.hypnograms
    samples = estimated_bytes(night, request.choice, request.montage)
    around = _A_SECOND * night.duration if night.channels else 0.0
    size = _SCRIPTS + _IN_TEXT * (samples + around + _A_SCORER * stages.sizes["scorer"])
    if size > MOST_BYTES:
        raise ValueError(
            f"this page would take {size / 1e6:.0f} MB, more than the {MOST_BYTES / 1e6:.0f} MB "
            "that browsers read as one file: choose fewer channels, a part of the night or a lower "
            "rate"
        )
    return size


def frozen_page(request: FrozenRequest, told: Progress = lambda _words, _share: None) -> str:
    """Write a night as one page of HTML that needs no kernel and nothing from outside.

    Parameters
    ----------
    request : FrozenRequest
    told : callable of (str, float), optional
        Told what is being done.

    Returns
    -------
    str
        Without a person's name, a path or a date: see `without_persons`.

    Raises
    ------
    ValueError
        If the page would be larger than a browser reads.
    """
    estimate_size(request)
    told("reading the night", 0.0)
    night, scorers = without_persons(request.night, request.hypnograms)
    choice, store = request.choice, ArrayStore()
    view = FrozenView(night, _view(night, request, scorers))
    state = view.state
    try:
        content = _content(view, night, choice, store, request, told)
    finally:
        view.close()
    content["needs"] = sorted(set(view.problems))
    told("reading the samples", 0.5)
    content["samples"] = _samples(state, choice, store, told)
    told("writing the page", 0.9)
    return _write(content, store, view.pane.bokeh_js, night)


def _view(night: Night, request: FrozenRequest, scorers: Mapping[str, str]) -> dict[str, Any]:
    said = dict(request.view)
    if said.get("scorer"):
        said["scorer"] = scorers[said["scorer"]]
    channels = request.choice.channels
    said["visible_channels"] = channels
    said["inverted"] = tuple(name for name in said.get("inverted", ()) if name in channels)
    scales = said.get("channel_scales", ())
    said["channel_scales"] = tuple(one for one in scales if one[0] in channels)
    wanted = str(said.get("analysis_channel") or analysis_channel(night))
    said["analysis_channel"] = analysed_of(night, channels, wanted)
    start, stop = request.choice.part
    begins = said.get("window_start")
    if begins is None or not start <= begins < stop:
        said.pop("window_start", None)
        if (start, stop) != (0.0, night.duration):
            said["window_start"] = start
    return said


def analysed_of(night: Night, channels: Sequence[str], wanted: str) -> str:
    """Name the channel that a page of these channels analyses: the wanted one if it is there."""
    if wanted in channels or not channels:
        return wanted if channels else ""
    eeg = [name for name in eeg_by_preference(night) if name in channels]
    rates = {name: night.channels[name].sampling_frequency for name in channels}
    return eeg[0] if eeg else max(channels, key=lambda name: rates[name])


def _content(
    view: FrozenView,
    night: Night,
    choice: PageChoice,
    store: ArrayStore,
    request: FrozenRequest,
    told: Progress,
) -> dict[str, Any]:
    state = view.state
    scorers = list(state.scorers) or [""]
    shown = state.scorer or scorers[0]
    first = (state.band, state.dark)
    traits = view.pane.traits_told()
    searches = [band for band in view.searches if night.channels] or [state.band]
    content: dict[str, Any] = {
        "title": night.title,
        "simulated": night.simulated,
        "facts": f"{pluralize(len(choice.channels), 'channel')} · {night.duration / 3600:.2f} h",
        "cut": choice.cut(night),
        "version": __version__,
        "traits": traits,
        "scorer": shown,
        "dark": state.dark,
        "scorers": scorers,
        "analysed": state.analysed,
        "part_name": state.parts[0].name,
        "bands": [[band.name, band.low, band.high] for band in BANDS],
        "window_lengths": list(WINDOW_LENGTHS),
        "views": [],
        "events": [],
        "scored": [],
        "numbers": [],
        "night": [],
        "searches": [],
    }
    steps, done = 2 * len(scorers) * (1 + len(searches)), 0

    def tell() -> None:
        nonlocal done
        told("computing the numbers", 0.1 + 0.4 * done / steps)
        done += 1

    for scorer in scorers:
        view.show(scorer=scorer, band=first[0], dark=first[1])
        content["scored"].append(_scored(view, scorer, store))
        if not content["night"]:
            content["night"] = [_told(one, store) for one in view.told()["night"]]
        for dark in (False, True):
            tell()
            view.show(dark=dark, band=first[0])
            numbers = view.numbers(with_signals=request.with_signals)
            content["numbers"].append({"scorer": scorer, "dark": dark, **vars(numbers)})
            for place, band in enumerate(searches):
                tell()
                view.show(band=band)
                document, arrays = view.pane.document()
                told_now = view.told()
                content["views"].append(
                    {
                        "scorer": scorer,
                        "dark": dark,
                        "search": place,
                        "document": document,
                        "arrays": [store.add(one) for one in arrays],
                        "lanes": view.pane.lanes,
                        "epochs": view.pane.epochs,
                        "told": [_told(one, store) for one in told_now["marks"]],
                    }
                )
                if not dark:
                    found = [_told(one, store) for one in told_now["events"]]
                    content["events"].append(
                        {
                            "scorer": scorer,
                            "search": place,
                            "told": found,
                            "html": view.events_html(),
                        }
                    )
    content["searches"] = [{"band": [band.low, band.high], "name": band.name} for band in searches]
    return content


def _scored(view: FrozenView, scorer: str, store: ArrayStore) -> dict[str, Any]:
    return {
        "scorer": scorer,
        "told": [_told(one, store) for one in view.told()["scored"]],
        "stages": view.stages(),
        "flags": {name: store.add(values.tobytes()) for name, values in view.stage_flags().items()},
    }


def _told(told: Told, store: ArrayStore) -> dict[str, Any]:
    message = told.message
    if message.get("kind") == "spectra" and message["frequencies"]:
        cumulative = np.frombuffer(told.buffers[0], "<f8").reshape(-1, message["epochs"])
        return {"message": message, "buffers": [store.add_cumulated(cumulative)]}
    return {"message": message, "buffers": [store.add(one) for one in told.buffers]}


def _samples(
    state: ExplorerState, choice: PageChoice, store: ArrayStore, told: Progress
) -> dict[str, Any]:
    night, montage = state.night, state.montage
    rows: list[dict[str, Any]] = []
    for done, name in enumerate(choice.channels):
        told("reading the samples", 0.5 + 0.4 * done / len(choice.channels))
        row = reduced(night, name, choice, montage, state.display_filter(name))
        packed: Packed = store.add_samples(row.codes)
        rows.append(
            {
                "name": name,
                "scale": row.scale,
                "offset": row.offset,
                "start": row.start,
                "rate": row.rate,
                "recorded": night.channels[name].sampling_frequency,
                "filtered": name == state.analysis_channel
                and night.channels[name].kind in FILTERED_KINDS,
                "codes": packed,
            }
        )
    return {"rows": rows, "from": choice.part[0], "to": choice.part[1]}


def _write(content: Mapping[str, Any], store: ArrayStore, bokeh: bytes, night: Night) -> str:
    def packed(raw: bytes) -> dict[str, Any]:
        return {"bytes": len(raw), "text": Markup(encode(raw))}

    said = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_plain)
    script = built("frozen_page.js")
    checksum = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    shell = (files("explorer.app") / "shell.css").read_text("utf-8")
    return str(
        page(
            "page/frozen.html.j2",
            title=night.title,
            simulated=night.simulated,
            version=__version__,
            dark=content["dark"],
            alphabet=Markup(ALPHABET),
            styles=[Markup(shell), Markup(built("frozen_page.css"))],
            script=Markup(script),
            checksum=checksum,
            parts={
                "content": packed(gzip.compress(said.encode("utf-8"), _GZIP, mtime=0)),
                "arrays": packed(gzip.compress(store.whole(), _GZIP, mtime=0)),
                "bokeh": packed(bokeh),
            },
        )
    )


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
