"""A topography as lines for a person, and how far its making is."""

import sys
from typing import Any


def tell_sites(done: int, total: int) -> None:
    """Say to whoever looks on how many sites are done."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\rsite {done} of {total}" + "\n" * (done == total))
        sys.stderr.flush()


def topography_table(facts: dict[str, Any]) -> str:
    """Lay SWA, sigma and spindles out, a line a site.

    Parameters
    ----------
    facts : dict
        As `explorer.analysis.topography_numbers.describe_topography` gives them.

    Returns
    -------
    str
    """
    columns = [("site", [one["site"] for one in facts["sites"]])]
    for stage, found in facts["stages"].items():
        sigma = found["band_power"].get("sigma", [])
        quantities = (("SWA", found["SWA"]), ("sigma", sigma), ("spin", found["spindle_density"]))
        for name, values in quantities:
            if any(value is not None for value in values):
                said = ["–" if value is None else f"{value:.3g}" for value in values]
                columns.append((f"{name} {stage}", said))
    made = "simulated, " if facts["simulated"] else ""
    lines = [
        f"{made}{len(facts['sites'])} sites against {facts['reference']}, {facts['part']}",
        "SWA and sigma in uV^2, spin: spindles a minute",
        "".join(f"{head:>12}" for head, _ in columns),
        *(
            "".join(f"{cell:>12}" for cell in row)
            for row in zip(*(cells for _, cells in columns), strict=True)
        ),
    ]
    left_out = [f"{name}: {why}" for name, why in facts["left_out"].items()]
    return "\n".join([*lines, *(f"note: {note}" for note in [*facts["notes"], *left_out])])
