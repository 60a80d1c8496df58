"""A plan that this browser keeps, so that a page loaded again has its drawn list and its seal."""

import base64
import json
import zlib
from dataclasses import dataclass, replace

from explorer.app.remembered_json import read_remembered
from explorer.plan import Randomisation, StudyPlan, randomise
from explorer.plan.randomise import read_sealed, seal_broken

_LARGEST = 4_000_000
"""Letters of a sealed list: 10 000 people take fewer, and a browser may hold anything."""


@dataclass(frozen=True)
class KeptPlan:
    """A plan with its sealed list, and whether it was drawn here or opened from files."""

    plan: StudyPlan
    sealed: str = ""
    """Text of the sealed file; "" where it was not opened."""
    taken: str = ""
    """What is taken, of which the washout is said; no plan has it."""
    is_drawn: bool = False
    """Whether the list was drawn on the page, which then has its schedule too."""

    def write(self) -> str:
        """Write it for the browser; the list is packed, so that nobody reads it unawares.

        Examples
        --------
        >>> from explorer.plan import study
        >>> drawn = randomise(study(primary="N3_min", smallest_effect=10), 8)
        >>> kept = KeptPlan(drawn.plan, drawn.sealed, is_drawn=True)
        >>> "allocation" in kept.write(), KeptPlan.read(kept.write()) == kept
        (False, True)
        """
        packed = base64.b85encode(zlib.compress(self.sealed.encode())).decode()
        return json.dumps(
            {
                "plan": self.plan.to_json(),
                "list": packed if self.sealed else "",
                "taken": self.taken,
                "drawn": self.is_drawn,
            }
        )

    @classmethod
    def read(cls, text: str) -> "KeptPlan | None":
        """Read what `write` gave; None for nothing, or what is no plan with a list of its own.

        Examples
        --------
        >>> KeptPlan.read("{}"), KeptPlan.read('{"plan": "[]"}')
        (None, None)
        """
        held = read_remembered(text)
        try:
            plan = StudyPlan.from_json(held["plan"])
            sealed = _unpack(held["list"])
            drawn = held["drawn"] is True
            if (drawn and not sealed) or (sealed and seal_broken(plan, sealed)):
                return None
            if sealed:
                read_sealed(sealed)
            return cls(plan, sealed, str(held["taken"]), drawn)
        except (KeyError, TypeError, AttributeError, ValueError, zlib.error):
            return None

    def draw_again(self) -> Randomisation:
        """Give the list as it was drawn, with its schedule, which follows from plan and codes.

        Examples
        --------
        >>> from explorer.plan import study
        >>> drawn = randomise(study(primary="N3_min", smallest_effect=10), 8)
        >>> KeptPlan(drawn.plan, drawn.sealed).draw_again() == drawn
        True
        """
        seed, codes = json.loads(self.sealed)["seed"], list(read_sealed(self.sealed).arms)
        again = randomise(self.plan, codes, seed=int(seed))
        return replace(again, plan=self.plan, sealed=self.sealed)


def _unpack(packed: str) -> str:
    if not packed:
        return ""
    stream = zlib.decompressobj()
    content = stream.decompress(base64.b85decode(packed), _LARGEST)
    return content.decode() if stream.eof else ""
