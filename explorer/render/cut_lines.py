"""Lines that leave a figure's axes: cut where they leave, for at the edge they would look flat."""

import numpy as np
import numpy.typing as npt


def cut_line(
    across: npt.ArrayLike, up: npt.ArrayLike, low: float, high: float
) -> list[npt.NDArray[np.float64]]:
    """Cut a line where it leaves the limits of an axis.

    Parameters
    ----------
    across, up : array, shape (points,)
        Places of the line; all finite.
    low, high : float
        Limits of what is upwards.

    Returns
    -------
    list of array of float64, shape (points, 2)
        What lies within, each part from edge to edge.

    Examples
    --------
    >>> [part.tolist() for part in cut_line([0, 2, 4], [0, 2, 0], 0, 1)]
    [[[0.0, 0.0], [1.0, 1.0]], [[3.0, 1.0], [4.0, 0.0]]]
    >>> cut_line([0, 1], [5, 6], 0, 1)
    []
    """
    points = np.column_stack([np.asarray(across, float), np.asarray(up, float)])
    for edge in (low, high):
        points = _with_crossings(points, edge)
    # Between two places that are next to each other now, a line is within or beyond as a whole.
    middles = (points[1:, 1] + points[:-1, 1]) / 2
    steps = np.flatnonzero((middles >= low) & (middles <= high))
    if not steps.size:
        return []
    runs = np.split(steps, np.flatnonzero(np.diff(steps) > 1) + 1)
    return [points[run[0] : run[-1] + 2] for run in runs]


def _with_crossings(points: npt.NDArray[np.float64], edge: float) -> npt.NDArray[np.float64]:
    """Add the places at which a line crosses an edge."""
    before, after = points[:-1], points[1:]
    crossed = np.flatnonzero((before[:, 1] - edge) * (after[:, 1] - edge) < 0)
    share = (edge - before[crossed, 1]) / (after[crossed, 1] - before[crossed, 1])
    at = before[crossed, 0] + share * (after[crossed, 0] - before[crossed, 0])
    places = np.column_stack([at, np.full(at.size, edge)])
    return np.insert(points, crossed + 1, places, axis=0)
