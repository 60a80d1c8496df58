"""Small crossovers with an EEG each, as files."""

from pathlib import Path

import numpy as np

from explorer.io.write import write_edf
from explorer.models.simulated_channel import simulate_channel
from explorer.night.hypnogram import make_hypnogram

STAGES = ["W"] * 4 + ["N1"] * 2 + ["N2"] * 16 + ["N3"] * 20 + ["N2"] * 10 + ["REM"] * 8


def write_crossover(folder: Path, people: int, *, louder: float = 1.0) -> Path:
    """Half an hour under each of two conditions; slow waves of the drug's are `louder` times."""
    lines = ["subject,condition,night,order,path"]
    for person in range(people):
        size = np.exp(0.1 * person)
        for place, condition in enumerate(("placebo", "drug")):
            gain = size * (louder if condition == "drug" else 1.0)
            seed = 10 * person + place
            night = simulate_channel(
                make_hypnogram(STAGES), seed=seed, person=person, slow_wave_gain=gain
            )
            name = f"{person}{condition}.edf"
            write_edf(night, folder / name)
            order = place + 1 if person % 2 else 2 - place
            lines.append(f"P{person},{condition},{place + 1},{order},{name}")
    table = folder / "nights.csv"
    table.write_text("\n".join(lines))
    return table
