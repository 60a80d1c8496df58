"""The plan that the browser keeps, held before the tab Plan is turned to."""

from explorer.app.app_context import StudyInHand


def recall_plan(study: StudyInHand) -> bool:
    """Hold a study to the plan that the browser keeps, if it keeps one.

    Parameters
    ----------
    study : StudyInHand
        Whose ``plan`` and ``sealed`` are set; a plan that is there already stays.

    Returns
    -------
    bool
        Whether it is held to it now.

    Examples
    --------
    >>> recall_plan(StudyInHand())
    False
    """
    memory = study.plan_memory
    if study.plan is not None or memory is None or len(memory.value) < len('{"plan": ""}'):
        return False
    from explorer.app.plan.kept_plan import KeptPlan  # not before there is one: it takes a while

    if (kept := KeptPlan.read(memory.value)) is None:
        return False
    study.plan, study.sealed = kept.plan, kept.sealed
    return True
