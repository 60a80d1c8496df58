"""What is said beside the button that draws a plan's list: drawn or not, and where it is kept."""

from explorer.app.plan.kept_plan import KeptPlan
from explorer.plan import Randomisation

NOT_DRAWN = (
    "Not drawn yet: drawing seals this plan, and who takes what goes into a file alone. This "
    "browser keeps what is drawn until a new plan is begun."
)
_KEPT = "This browser keeps it until you begin a new plan."
_REFUSED = (
    "This browser keeps nothing, or has no room: the plan is lost once the page is left, so save "
    "its files first."
)
_ELSEWHERE = (
    "Another tab has put another plan, or none, into this browser's keeping: this one is lost once "
    "the page is left, so save its files first."
)


def say_of_list(
    held: KeptPlan | None,
    drawn: Randomisation | None,
    *,
    kept_elsewhere: bool = False,
    refused: bool = False,
) -> str:
    """Say whether a list is drawn, of which seal, and that this browser keeps it.

    Parameters
    ----------
    held : KeptPlan or None
        The plan that is sealed or was opened.
    drawn : Randomisation or None
        The list, where it was drawn on the page.
    kept_elsewhere : bool
        Whether the browser keeps another tab's in its place.
    refused : bool
        Whether it did not keep it.

    Returns
    -------
    str

    Examples
    --------
    >>> say_of_list(None, None).split(":")[0]
    'Not drawn yet'
    """
    if held is None:
        return NOT_DRAWN
    seal = held.plan.sealed_sha256[:12]
    where = _REFUSED if refused else _ELSEWHERE if kept_elsewhere else _KEPT
    if drawn is None:
        told = "with its sealed list" if held.sealed else "without its sealed list"
        return (
            f"A plan that was saved is open, {told} (SHA-256 {seal or 'none'}…). What Compare "
            f"reads is held to it. {where}"
        )
    return (
        f"Drawn for {len({row[0] for row in drawn.schedule})}: the plan is sealed (SHA-256 "
        f"{seal}…). Save the sealed file for a partner, and do not open it. The report that "
        f"Compare writes is held to this plan. {where}"
    )
