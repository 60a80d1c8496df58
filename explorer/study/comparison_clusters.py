"""Stretches of the night in which two conditions of a study differ."""

from dataclasses import dataclass

import numpy as np

from explorer.study.compare_design import Study
from explorer.study.group_swa_course import COURSES, Stretch, course_clusters, group_course
from explorer.study.hypnodensity import group_probability, stage_clusters
from explorer.study.parallel_trial import ParallelStudy


@dataclass(frozen=True, eq=False)
class Clusters:
    """Stretches of the night in which two conditions differ."""

    stages: tuple[tuple[str, float, float, float], ...]
    """As `explorer.study.hypnodensity.stage_clusters` gives them."""
    courses: dict[str, tuple[Stretch, ...]]
    """By which of `explorer.study.group_swa_course.COURSES`."""


def find_clusters(study: Study, reference: str, condition: str, seed: int) -> Clusters:
    """Look for clusters of stages, and of the courses over the night.

    Parameters
    ----------
    study : Study
        Whose nights count; what is compared of them, and which metric is the primary one, does not
        matter.
    reference, condition : str
        The two.
    seed : int
        Of each of the permutations, as the report has them.

    Returns
    -------
    Clusters
        Empty of a parallel trial, whose courses have no pairs.
    """
    if isinstance(study, ParallelStudy):
        return Clusters((), {})
    pair = {"reference": reference, "condition": condition}
    probability = group_probability(study.nights)
    stages = (
        ()
        if probability is None
        else stage_clusters(probability, **pair, rng=np.random.default_rng(seed))
    )
    courses = {}
    for name in COURSES:
        course = group_course(study.nights, **pair, name=name)
        rng = np.random.default_rng(seed)
        courses[name] = () if course is None else course_clusters(course, rng=rng)
    return Clusters(stages, courses)
