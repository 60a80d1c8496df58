"""The lab's loops beside real time and beside plain Python."""

import time
from collections.abc import Callable

import numpy as np

from explorer import simulate_night
from explorer.models import neural_mass_kernel, simulate_neural_mass

_SECONDS = 120.0
_PLAIN_SECONDS = 0.5
"""Plain Python does not need to be watched for longer."""
_REPEATS = 3


def rows() -> list[tuple[str, str, float, float]]:
    """Measure what the lab takes.

    Returns
    -------
    list of (work, beside what, its ms, our ms)
    """
    rng = np.random.default_rng(0)
    simulate_neural_mass("N3", seconds=1, rng=rng)  # compiled here
    compiled = _best(lambda: simulate_neural_mass("N3", seconds=_SECONDS, rng=rng)) / _SECONDS
    plain = _plain_kernel_time() / _PLAIN_SECONDS
    night = _best(lambda: simulate_night(0))
    work = "1 s of the thalamocortical neural mass, 10 kHz"
    return [
        (work, "real time", 1e3, 1e3 * compiled),
        (work, "plain Python", 1e3 * plain, 1e3 * compiled),
        ("a simulated night of 8 h, 15 channels", "the 10 s allowed", 10e3, 1e3 * night),
    ]


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def _plain_kernel_time() -> float:
    """Time of the same loop without the compiler, its helpers too."""
    kernel = neural_mass_kernel
    helpers = {name: getattr(kernel, name) for name in ("_rate", "_nmda", "_place", "_at")}
    samples, per_sample = int(_PLAIN_SECONDS * 100), 100
    noise = np.zeros((samples * per_sample, 3))
    # In the order of the fields of `NeuralMass`, as N3 has them.
    parameters = np.array([6.0, 2.0, 0.026, 0.049, 1, 0.2, 0.8, 1, 0, 0, 1, 115, -64, 1.7])
    out = np.empty(samples)
    try:
        for name, helper in helpers.items():
            setattr(kernel, name, helper.py_func)
        start = time.perf_counter()
        kernel.integrate.py_func(
            kernel.resting_state(), noise, parameters, kernel.gates(), 0.1, per_sample, out
        )
        return time.perf_counter() - start
    finally:
        for name, helper in helpers.items():
            setattr(kernel, name, helper)


if __name__ == "__main__":
    for work, whose, value, unit in rows():
        print(f"{work:45s} {whose:32s} {value:10.3g} {unit}")
