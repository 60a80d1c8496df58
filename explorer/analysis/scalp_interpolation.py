"""Scalp map interpolation: from values at sites to a grid over the head, by cubic patches."""

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

RESOLUTION = 64
"""Points of a map along each side, as MNE draws it."""

FEWEST_TO_INTERPOLATE = 4
"""Sites: three lie in one plane, whatever their values."""

_BEYOND = 1.01  # of the outermost site's distance, that the map reaches
_RING = 1.1  # of the map's radius, and one distance between sites: where values are carried on to
_FEWEST_ON_RING = 12
_KEPT = 16


@dataclass(frozen=True, eq=False)
class ScalpGrid:
    """Where a map's points lie, and what each site weighs in each of them.

    Parameters
    ----------
    radius : float
        Of the map, the head's outline being 1.
    along : array of float64, shape (point,)
        Coordinates of the grid along either side.
    inside : array of bool, shape (point, point)
        Rows from the back to the front.
    weights : array of float64, shape (points inside, site)
        The map is these times the values.
    """

    radius: float
    along: npt.NDArray[np.float64]
    inside: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.float64]

    def fill(self, values: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Interpolate values of the sites, shape (site,), to (y, x); NaN outside the map."""
        out = np.full(self.inside.shape, np.nan)
        out[self.inside] = self.weights @ values
        return out


def scalp_grid(positions: npt.NDArray[np.floating], resolution: int = RESOLUTION) -> ScalpGrid:
    """Lay a grid over the head for these sites; kept, as the sites of a night stay the same.

    Parameters
    ----------
    positions : array, shape (site, 2)
        As of `explorer.analysis.scalp_sites.ScalpSites.positions`.
    resolution : int
        Points along each side.

    Returns
    -------
    ScalpGrid

    Raises
    ------
    ValueError
        If there are fewer than `FEWEST_TO_INTERPOLATE` sites, or all lie on one line.

    Notes
    -----
    The patches are those of Clough and Tocher, as scipy has them; around the head stands a ring of
    points that take the mean of the sites next to them. That is what MNE's ``plot_topomap`` does by
    default (``image_interp="cubic"``, ``extrapolate="head"``, ``border="mean"``), to whose values
    this comes within a millionth of their range.

    Examples
    --------
    >>> corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (0, 0.1)])
    >>> grid = scalp_grid(corners, 9)
    >>> round(float(grid.fill(np.full(5, 3.0))[4, 4]), 6)  # what is alike everywhere stays so
    3.0
    """
    places = np.ascontiguousarray(positions, np.float64)
    if places.ndim != 2 or places.shape[1] != 2 or len(places) < FEWEST_TO_INTERPOLATE:
        raise ValueError(
            f"a map needs {FEWEST_TO_INTERPOLATE} sites or more with two coordinates each, has an "
            f"array of shape {places.shape}"
        )
    if np.linalg.matrix_rank(places - places[0], tol=1e-6) < 2:
        raise ValueError("a map needs sites that do not all lie on one line")
    return _made(places.tobytes(), len(places), resolution)


@functools.lru_cache(_KEPT)
def _made(places: bytes, count: int, resolution: int) -> ScalpGrid:
    from scipy.interpolate import CloughTocher2DInterpolator
    from scipy.spatial import Delaunay

    sites = np.frombuffer(places, np.float64).reshape(count, 2)
    radius = max(1.0, _BEYOND * float(np.linalg.norm(sites, axis=1).max()))
    triangles = Delaunay(sites, incremental=True)
    first, second, third = sites[triangles.simplices.T]
    edges = np.concatenate([first - second, second - third])
    apart = float(np.median(np.linalg.norm(edges, axis=1)))
    angle = np.arcsin(min(apart / radius, 1.0))
    around = max(_FEWEST_ON_RING, round(2 * np.pi / angle))
    turn = np.linspace(0, 2 * np.pi, around, endpoint=False)
    triangles.add_points((_RING * radius + apart) * np.stack([np.cos(turn), np.sin(turn)], axis=1))
    weights = np.concatenate([np.eye(count), _ring_weights(triangles, count, around)])
    along = np.linspace(-radius, radius, resolution)
    x, y = np.meshgrid(along, along)
    inside = np.hypot(x, y) <= radius
    spread = CloughTocher2DInterpolator(triangles, weights, tol=1e-9)
    return ScalpGrid(radius, along, inside, spread(np.stack([x[inside], y[inside]], axis=1)))


def _ring_weights(triangles: object, count: int, around: int) -> npt.NDArray[np.float64]:
    """Each point of the ring takes the mean of the sites next to it; none next to it, of all."""
    begin, neighbours = triangles.vertex_neighbor_vertices  # type: ignore[attr-defined]
    weights = np.zeros((around, count))
    for row in range(around):
        point = count + row
        near = neighbours[begin[point] : begin[point + 1]]
        near = near[near < count]
        if near.size:
            weights[row, near] = 1 / near.size
    alone = ~weights.any(axis=1)
    weights[alone] = weights[~alone].mean(axis=0)
    return weights


def interpolate_scalp(values: xr.DataArray, resolution: int = RESOLUTION) -> xr.DataArray:
    """Interpolate a topography over the head.

    Parameters
    ----------
    values : xr.DataArray, dims (channel)
        With the coordinates ``x`` and ``y``, as `explorer.analysis.topography.topography` gives it.
    resolution : int
        Points along each side.

    Returns
    -------
    xr.DataArray, dims (y, x)
        In the unit of the values and with their attrs; NaN outside the map. Sites without a value
        are no part of it.

    Raises
    ------
    ValueError
        As `scalp_grid`.
    """
    known = values.isel(channel=np.flatnonzero(np.isfinite(values.values)))
    grid = scalp_grid(np.stack([known.x.values, known.y.values], axis=1), resolution)
    return xr.DataArray(
        grid.fill(known.values),
        {"y": grid.along, "x": grid.along},
        ("y", "x"),
        name=values.name,
        attrs=values.attrs,
    )


def neighbouring_sites(positions: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
    """Say which sites are neighbours: those that an edge of their triangulation joins.

    Parameters
    ----------
    positions : array, shape (site, 2)

    Returns
    -------
    array of bool, shape (site, site)
        Symmetric; a site is its own neighbour, as in MNE's ``find_ch_adjacency``.

    Raises
    ------
    ValueError
        As `scalp_grid`.

    Examples
    --------
    >>> corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (0, 0.0)])
    >>> neighbouring_sites(corners).sum(axis=1).tolist()
    [4, 4, 4, 4, 5]
    """
    from scipy.spatial import Delaunay

    scalp_grid(positions, 2)  # refuses what cannot be triangulated
    near = np.eye(len(positions), dtype=bool)
    for triangle in Delaunay(np.asarray(positions, np.float64)).simplices:
        near[np.ix_(triangle, triangle)] = True
    return near
