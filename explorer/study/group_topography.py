"""How two conditions differ over the scalp, in people who have both."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from explorer.analysis.scalp_interpolation import neighbouring_sites
from explorer.analysis.scalp_sites import FEWEST_SITES
from explorer.statistics.equivalence import ALPHA
from explorer.statistics.site_clusters import site_cluster_test
from explorer.statistics.values_per_person import RECORDING
from explorer.study.hypnodensity import FEWEST_PEOPLE
from explorer.study.signal_measures import SITES, SPINDLES
from explorer.vocabulary.channels import read_derivation
from explorer.vocabulary.scalp_positions import scalp_positions, scalp_site, site_label

SWA_SITES, SIGMA_SITES, SPINDLE_SITES = f"SWA{SITES}", f"SIGMA{SITES}", f"{SPINDLES}{SITES}"
"""Some of what can be compared: see `explorer.study.signal_measures.site_metrics`."""


@dataclass(frozen=True, eq=False)
class GroupTopography:
    """One quantity over the scalp under two conditions.

    Parameters
    ----------
    log_ratio : xr.DataArray, dims (subject, channel)
        Logarithm of condition to reference; coordinates ``site``, ``x`` and ``y``. Only sites that
        all these people have under both, against one reference.
    reference, condition : str
        The two.
    long_name : str
        Of the quantity.
    simulated : bool
        Whether any of these nights is.
    left_out : tuple of str
        Sites that not everybody has, so that they are not compared.
    """

    log_ratio: xr.DataArray
    reference: str
    condition: str
    long_name: str
    simulated: bool
    left_out: tuple[str, ...]

    @property
    def change(self) -> xr.DataArray:
        """Mean change over people, %, dims (channel)."""
        mean = self.log_ratio.mean("subject")
        percent = mean.copy(data=100 * np.expm1(mean.values))
        return percent.assign_attrs(units="%", long_name=self.long_name)

    @property
    def positions(self) -> npt.NDArray[np.float64]:
        """Shape (site, 2)."""
        return np.stack([self.log_ratio.x.values, self.log_ratio.y.values], axis=1)


@dataclass(frozen=True)
class SiteCluster:
    """A group of neighbouring sites in which two conditions differ, and p of it as a whole."""

    sites: tuple[str, ...]
    p: float
    rises: bool


@dataclass(frozen=True)
class SiteClusters:
    """Every cluster, and how the test was made.

    Parameters
    ----------
    clusters : tuple of SiteCluster
        The smallest p first.
    flips : int
        Sign flips that were counted; 0 where there are too few people for a test.
    exact : bool
        Whether they are all there are.
    """

    clusters: tuple[SiteCluster, ...]
    flips: int
    exact: bool

    @property
    def found(self) -> tuple[SiteCluster, ...]:
        """Those below .05."""
        return tuple(one for one in self.clusters if one.p < ALPHA)


def group_topography(
    nights: xr.Dataset, *, reference: str, condition: str, name: str = SWA_SITES
) -> GroupTopography | None:
    """Lay the sites of two conditions side by side, person by person.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `explorer.study.cohort.cohort` gives it.
    reference, condition : str
        The two.
    name : str
        One of `site_quantities`.

    Returns
    -------
    GroupTopography or None
        None where fewer than two people have `explorer.analysis.scalp_sites.FEWEST_SITES` sites in
        common under both.

    Notes
    -----
    A person's nights of one condition are averaged first. A site is compared with itself against
    the same reference only.

    Examples
    --------
    >>> sites = ["F3", "Fz", "F4", "C3", "Cz", "C4", "P3", "P4"]
    >>> values = np.ones((4, 8)) * np.array([[1.0], [2.0], [3.0], [6.0]])
    >>> nights = xr.Dataset(
    ...     {"SWA_sites": (("recording", "site"), values)},
    ...     {"subject": ("recording", ["A", "A", "B", "B"]), "site": sites,
    ...      "condition": ("recording", ["p", "d", "p", "d"])})
    >>> found = group_topography(nights, reference="p", condition="d")
    >>> found.change.values.round(6).tolist()
    [100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 100.0]
    """
    if name not in nights:
        return None
    done = nights.status.values == "done" if "status" in nights.coords else slice(None)
    kept = nights.isel({RECORDING: done})
    labels = [str(one) for one in kept.site.values]
    values = kept[name].transpose(RECORDING, "site").values
    subjects, conditions = kept.subject.values.astype(str), kept.condition.values.astype(str)
    people, rows = [], []
    for person in sorted(set(subjects)):
        means = [
            _mean_night(values[(subjects == person) & (conditions == which)])
            for which in (reference, condition)
        ]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.log(means[1] / means[0])
        if np.isfinite(ratio).sum() >= FEWEST_SITES:
            people.append(person)
            rows.append(ratio)
    if len(people) < 2:
        return None
    ratios = np.array(rows)
    common = np.flatnonzero(np.isfinite(ratios).all(axis=0))
    if common.size < FEWEST_SITES:
        return None
    shown = np.isin(subjects, people) & np.isin(conditions, (reference, condition))
    made = kept.simulated.values[shown].any() if "simulated" in kept.coords else False
    sites = [scalp_site(read_derivation(labels[k]).electrode) for k in common]
    log_ratio = xr.DataArray(
        ratios[:, common],
        {
            "subject": people,
            "channel": [labels[k] for k in common],
            "site": ("channel", [site_label(one) for one in sites]),
            "x": ("channel", [scalp_positions()[one][0] for one in sites]),
            "y": ("channel", [scalp_positions()[one][1] for one in sites]),
        },
        ("subject", "channel"),
    )
    some = np.isfinite(ratios).any(axis=0)
    return GroupTopography(
        log_ratio,
        reference,
        condition,
        str(kept[name].attrs.get("long_name", name)),
        bool(made),
        tuple(label for k, label in enumerate(labels) if some[k] and k not in common),
    )


def site_quantities(nights: xr.Dataset) -> dict[str, str]:
    """Give what of these nights can be mapped, in words, by name; slow-wave activity first.

    Parameters
    ----------
    nights : xr.Dataset, dims (recording)
        As `explorer.study.cohort.cohort` gives it.

    Returns
    -------
    dict of str to str
    """
    mapped = [str(name) for name in nights.data_vars if str(name).endswith(SITES)]
    found = {
        name: str(nights[name].attrs.get("long_name", name)).removesuffix(", by scalp site")
        for name in mapped
        if "site" in nights[name].dims
    }
    return dict(sorted(found.items(), key=lambda item: item[0] != SWA_SITES))


def topography_clusters(group: GroupTopography, *, rng: np.random.Generator) -> SiteClusters:
    """Find groups of neighbouring sites in which the log ratio differs from 0.

    Parameters
    ----------
    group : GroupTopography
    rng : np.random.Generator
        See `explorer.statistics.site_clusters.site_cluster_test`.

    Returns
    -------
    SiteClusters
        Not tested with fewer than six people: no cluster could then be told from chance.
    """
    ratio = group.log_ratio
    if ratio.sizes["subject"] < FEWEST_PEOPLE:
        return SiteClusters((), 0, True)
    plain = xr.DataArray(ratio.values, dims=("subject", "site"))
    tested = site_cluster_test(plain, neighbouring_sites(group.positions), rng=rng)
    names = ratio.site.values.astype(str)
    clusters = [
        SiteCluster(tuple(names[tested.cluster_of.values == k].tolist()), float(p), bool(mass > 0))
        for k, (p, mass) in enumerate(zip(tested.p.values, tested.mass.values, strict=True))
    ]
    clusters.sort(key=lambda one: one.p)
    return SiteClusters(tuple(clusters), tested.attrs["permutations"], tested.attrs["exact"])


def _mean_night(nights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Mean of a person's nights, site by site, of those that have it."""
    known = np.isfinite(nights)
    count = known.sum(0)
    mean = np.full(count.shape, np.nan)
    np.divide(np.where(known, nights, 0.0).sum(0), count, out=mean, where=count > 0)
    return mean
