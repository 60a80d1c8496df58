"""The stager in a process of its own: it can be cancelled, and its memory goes with it.

``python -m explorer.staging.staging_process FOLDER`` reads what `stage_in_process` put there.
"""

import json
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from explorer.child_process import child_process
from explorer.dsp.chunked_samples import Samples
from explorer.night.chunked_channel import in_parts
from explorer.night.night import Night
from explorer.scoring.combine_scorers import Staging
from explorer.staging.channel_choice import ChannelChoice
from explorer.staging.yasa_model import Progress, Staged, check, laid_on, stage_samples

_MODULE = "explorer.staging.staging_process"
_RATES, _RESULT = "rates.json", "staged.npz"
_SAYS = "stager: "  # how a line of progress begins


class CancelledError(Exception):
    """Somebody asked to stop."""


def stage_in_process(
    night: Night, choice: ChannelChoice, *, progress: Progress, cancel: threading.Event
) -> Staging:
    """Stage a night as `explorer.staging.yasa_model.stage` does, in a process of its own.

    Parameters
    ----------
    night : Night
        See there.
    choice : Choice
        Channels.
    progress : callable of str
        Told in words what is being done.
    cancel : threading.Event
        Set it to stop.

    Returns
    -------
    Staging

    Raises
    ------
    ValueError
        As there, or if the process ended without an answer.
    CancelledError
        If `cancel` was set.
    """
    check(night, choice)
    with TemporaryDirectory(prefix="staging-") as name:
        folder = Path(name)
        rates = {}
        for kind, channel in choice.by_kind.items():
            progress(f"reading {channel}")
            rates[kind] = night.channels[channel].sampling_frequency
            _write(in_parts(night, channel, night.first_onset), folder / f"{kind}.npy", cancel)
        (folder / _RATES).write_text(json.dumps(rates))
        with child_process(_MODULE, str(folder), cancel=cancel) as child:
            for line in child.back:
                words = line.decode(errors="replace")
                if words.startswith(_SAYS):
                    progress(words.removeprefix(_SAYS).strip())
            code = child.code()
            if cancel.is_set():
                raise CancelledError
            if code:
                raise child.failure("The stager")
        with np.load(folder / _RESULT) as found:
            staged = Staged(found["codes"], found["belief"], found["gaps"], str(found["version"]))
    return laid_on(night, choice, staged)


def _write(samples: Samples, path: Path, cancel: threading.Event) -> None:
    """Write what `numpy.load` reads; a long channel is never held as a whole."""
    with path.open("wb") as file:
        about = {"descr": "<f4", "fortran_order": False, "shape": (samples.size,)}
        np.lib.format.write_array_header_1_0(file, about)
        for first, last in samples.parts():
            if cancel.is_set():
                raise CancelledError
            file.write(samples.read(first, last).astype("<f4").tobytes())
    if cancel.is_set():
        raise CancelledError


def main(folder: Path) -> None:
    """Stage what lies in the folder, and put there what came of it."""
    rates = json.loads((folder / _RATES).read_text())
    samples = {kind: (np.load(folder / f"{kind}.npy"), rate) for kind, rate in rates.items()}

    def say(words: str) -> None:
        sys.stdout.write(f"{_SAYS}{words}\n")
        sys.stdout.flush()

    staged = stage_samples(samples, say)
    np.savez(
        folder / _RESULT,
        codes=staged.codes,
        belief=staged.belief,
        gaps=staged.gaps,
        version=np.array(staged.version),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
