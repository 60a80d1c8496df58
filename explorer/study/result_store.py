"""Where a long computation leaves its results: a Zarr store that it resumes from."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from explorer.extras import import_extra
from explorer.study.cohort_table import NightRow
from explorer.study.night_task import NightResult, modification_stamp

# Characters kept of a night's sentence: plain bytes are the one text every Zarr reader agrees on.
SENTENCE = 480
WAITING, DONE, FAILED = 0, 1, 2
FORMAT = 7
CHANNEL = 80
"""Likewise of its channel's name, and of a device's."""
READ_AT_ONCE = 1_024
METRICS_A_CHUNK = 256
# Of each array: what it holds, and its further dim; values are as wide as there are metrics.
_ARRAYS: MappingProxyType[str, tuple[Any, tuple[int, ...]]] = MappingProxyType(
    {
        "status": (np.uint8, ()),
        "stamp": (np.int64, ()),
        "simulated": (np.uint8, ()),
        "sentence": (np.uint8, (SENTENCE,)),
        "channel": (np.uint8, (CHANNEL,)),
        "estimated_by": (np.uint8, (CHANNEL,)),
        "values": (np.float64, ()),
    }
)


class ResultStore:
    """Results of a cohort on disk, by the row's place in its table.

    Parameters
    ----------
    path : str or Path
        A folder, made if it is not there.
    rows : sequence of Row
        The whole table.
    measure : str
        The name of what is computed.
    batch : int
        Rows a chunk: a batch of results that fills a chunk is written at one go.

    Raises
    ------
    ValueError
        If the folder holds the results of another table or measure.
    """

    def __init__(
        self, path: str | Path, rows: Sequence[NightRow], measure: str, batch: int
    ) -> None:
        zarr = import_extra("zarr")

        self._rows = rows
        self._batch = batch
        self._group: Any
        wanted: dict[str, Any] = {"format": FORMAT, "measure": measure, "table": fingerprint(rows)}
        folder = Path(path)
        if folder.exists() and any(folder.iterdir()):
            try:
                # Format 3 alone, which has no pickled objects as format 2 may have.
                self._group = zarr.open_group(str(folder), mode="r+", zarr_format=3)
                found = {name: self._group.attrs.get(name) for name in wanted}
            except Exception as error:  # zarr raises whatever its parsing meets
                raise ValueError(f"{path}: is not a store of results: {_one_line(error)}") from None
            if found != wanted:
                raise ValueError(
                    f"{path}: holds the results of another table, measure or version; name another "
                    "store, or delete this one"
                )
            self._check(path)
        else:
            self._group = zarr.open_group(str(folder), mode="w")
            self._create("status", np.uint8, 0)
            self._create("stamp", np.int64, 0)
            self._create("simulated", np.uint8, 0)
            self._create("sentence", np.uint8, 0, (SENTENCE, "character"))
            self._create("channel", np.uint8, 0, (CHANNEL, "letter"))
            self._create("estimated_by", np.uint8, 0, (CHANNEL, "letter"))
            self._create("values", np.float64, np.nan, (0, "metric"), across=METRICS_A_CHUNK)
            self._group.attrs.update({**wanted, "metrics": {}})  # last: it is now complete

    def _create(
        self,
        name: str,
        dtype: Any,
        fill: float,
        second: tuple[int, str] | None = None,
        across: int = 0,
    ) -> None:
        """Make an array with a row a night, and with a second dim if given."""
        width, dim = second or (0, "")
        self._group.create_array(
            name,
            shape=(len(self._rows), width) if second else (len(self._rows),),
            chunks=(self._batch, across or width) if second else (self._batch,),
            dtype=dtype,
            fill_value=fill,
            dimension_names=("recording", dim) if second else ("recording",),
        )

    def _check(self, path: str | Path) -> None:
        """Refuse arrays that are not as they were made: a spoilt shape could fill the memory."""
        try:
            metrics = len(self._group.attrs["metrics"])
            wide = -(-max(metrics, 1) // METRICS_A_CHUNK) * METRICS_A_CHUNK
            for name, (dtype, width) in _ARRAYS.items():
                array = self._group[name]
                expected = (len(self._rows), *((metrics,) if name == "values" else width))
                largest = self._batch * (wide if name == "values" else (*width, 1)[0])
                chunk = int(np.prod(array.chunks))
                if array.dtype != dtype or array.shape != expected or chunk > largest:
                    raise ValueError(f"{name} is {array.dtype} of the shape {array.shape}")
            for first in range(0, len(self._rows), READ_AT_ONCE):
                for name in _ARRAYS:
                    np.asarray(self._group[name][first : first + READ_AT_ONCE])
        except Exception as error:  # zarr raises whatever its parsing meets
            raise ValueError(
                f"{path}: the store is damaged ({_one_line(error)}); delete it, and its nights are "
                "computed anew"
            ) from None

    def finished(self) -> Iterator[list[NightResult]]:
        """Nights that need not be computed again: done, and their files as they were."""
        status = np.asarray(self._group["status"][:])
        stamp = np.asarray(self._group["stamp"][:])
        simulated = np.asarray(self._group["simulated"][:])
        attrs = dict(self._group.attrs["metrics"])
        stored, said = self._group["values"], self._group["sentence"]
        named, devices = self._group["channel"], self._group["estimated_by"]
        for first in range(0, len(self._rows), READ_AT_ONCE):
            places = range(first, min(first + READ_AT_ONCE, len(self._rows)))
            text = np.asarray(said[first : first + READ_AT_ONCE])
            channel = np.asarray(named[first : first + READ_AT_ONCE])
            device = np.asarray(devices[first : first + READ_AT_ONCE])
            values = np.asarray(stored[first : first + READ_AT_ONCE, : len(attrs)])
            yield [
                NightResult(
                    index,
                    dict(zip(attrs, values[index - first].tolist(), strict=True)),
                    attrs,
                    _text(text[index - first]),
                    False,
                    int(stamp[index]),
                    bool(simulated[index]),
                    _text(channel[index - first]),
                    estimated_by=_text(device[index - first]),
                )
                for index in places
                if status[index] == DONE
                and modification_stamp(self._rows[index]) == int(stamp[index])
            ]

    def write(self, results: Iterable[NightResult]) -> None:
        """Write a batch; its status last, so that a batch cut short is computed again."""
        batch = list(results)
        places = np.array([result.index for result in batch])
        known = dict(self._group.attrs["metrics"])
        new = {k: v for result in batch for k, v in result.attrs.items() if k not in known}
        if new:
            known |= new
            self._group["values"].resize((len(self._rows), len(known)))
            self._group.attrs["metrics"] = known
        values = [[result.values.get(name, np.nan) for name in known] for result in batch]
        self._put("values", places, np.array(values))
        self._put("sentence", places, _bytes([one.sentence for one in batch], SENTENCE))
        self._put("channel", places, _bytes([one.channel for one in batch], CHANNEL))
        devices = _bytes([one.estimated_by for one in batch], CHANNEL)
        self._put("estimated_by", places, devices)
        self._put("stamp", places, np.array([result.stamp for result in batch]))
        self._put("simulated", places, np.array([result.simulated for result in batch], np.uint8))
        status = np.array([FAILED if result.failed else DONE for result in batch])
        self._put("status", places, status)

    def _put(self, name: str, places: np.ndarray, values: np.ndarray) -> None:
        """One contiguous write where the places are, which they are unless a run was resumed."""
        first, last = int(places.min()), int(places.max())
        if last - first + 1 == len(places):
            self._group[name][first : last + 1] = values[np.argsort(places)]
        else:
            self._group[name].oindex[places] = values


def _bytes(texts: Sequence[str], width: int) -> np.ndarray:
    """One row of bytes a text, cut to a width."""
    rows = np.zeros((len(texts), width), np.uint8)
    for row, text in zip(rows, texts, strict=True):
        said = text.encode()[:width]
        row[: len(said)] = np.frombuffer(said, np.uint8)
    return rows


def _text(row: np.ndarray) -> str:
    return row.tobytes().rstrip(b"\0").decode("utf-8", "ignore")


def _one_line(error: Exception) -> str:
    return " ".join(f"{error}".split())[:200] or type(error).__name__


def fingerprint(rows: Sequence[NightRow]) -> str:
    """Name a table by its rows, whatever became of them."""
    listed = [
        (
            r.subject,
            r.condition,
            r.night,
            r.path,
            r.hypnogram,
            r.start,
            r.lights_off,
            r.lights_on,
            r.channel,
        )
        for r in rows
    ]
    return hashlib.sha256(json.dumps(listed).encode()).hexdigest()[:16]
