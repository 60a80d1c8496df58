"""What keeps a sealed or opened plan in the browser, for a page that is loaded again."""

from collections.abc import Callable

from explorer.app.plan.kept_plan import KeptPlan
from explorer.bridge.browser_memory import BrowserMemory
from explorer.plan import Randomisation


class PlanKeeper:
    """The plan that is held goes to the browser, and comes back; one browser keeps one.

    Parameters
    ----------
    safe_callback : callable
        Wraps what is called.
    held : callable
        Gives what is sealed or opened on the page; None where its choices are free.
    take_up : callable
        Lets the page hold a plan, with its list where it was drawn on a page.
    show : callable
        Draws the page anew.
    memory : BrowserMemory, optional
        That of the whole page, where there is one.
    """

    def __init__(
        self,
        safe_callback: Callable[[Callable[..., None]], Callable[..., None]],
        held: Callable[[], KeptPlan | None],
        take_up: Callable[[KeptPlan, Randomisation | None], None],
        show: Callable[[], None],
        memory: BrowserMemory | None = None,
    ) -> None:
        self._held, self._take_up, self._show = held, take_up, show
        self._writing = False
        self.is_elsewhere = False
        """Whether the browser keeps what another tab holds, in the place of the plan held here."""
        self.memory = memory or BrowserMemory("plan")
        self.widgets = () if memory is not None else (self.memory,)
        """What the tab is to show, nothing of which is seen."""
        self.memory.observe(safe_callback(lambda _change: self._recall()), "value")
        self.memory.observe(safe_callback(lambda _change: self.memory.join(self._join)), "theirs")
        self.memory.observe(safe_callback(lambda _change: self._say_anew()), "refused")

    @property
    def troubles(self) -> dict[str, bool]:
        """Why what is held may not be there after a reload, as `say_of_list` takes it."""
        return {"kept_elsewhere": self.is_elsewhere, "refused": self.memory.refused}

    def _say_anew(self) -> None:
        if self._held() is not None:
            self._show()

    def begin(self) -> None:
        """Take up what the browser said before the tab was turned to."""
        self._recall()
        self.memory.join(self._join)

    def keep(self) -> None:
        """Let the browser keep what is held, or nothing any more."""
        held, was_elsewhere = self._held(), self.is_elsewhere
        self.is_elsewhere = False
        self._write(held.write() if held is not None else "{}")
        if was_elsewhere and held is not None:
            self._show()

    def _write(self, text: str) -> None:
        self._writing = True
        try:
            self.memory.value = text
        finally:
            self._writing = False

    def _recall(self) -> None:
        """Take up the plan that the browser keeps; what is none is left."""
        if not self._writing and self._held() is None:
            self._take(self.memory.value)

    def _take(self, text: str) -> None:
        if (kept := KeptPlan.read(text)) is None:
            return
        try:
            drawn = kept.draw_again() if kept.is_drawn else None
        except (ValueError, KeyError, TypeError):  # what a browser holds may be anybody's
            return
        self._take_up(kept, drawn)

    def _join(self, theirs: str) -> None:
        """Take up what another tab holds, unless a plan is held here: then say which is kept."""
        held = self._held()
        if held is None:
            self._write(theirs)
            self._take(theirs)
        elif self.memory.ours_later:
            self._write(held.write())
        else:
            self._write(theirs)
            self.is_elsewhere = KeptPlan.read(theirs) != held
            self._show()
