"""The claims and their studies, as data with a schema."""

from explorer.evidence.library import Evidence, Sides, load
from explorer.evidence.schema import Claim, Finding, Statement, Study

__all__ = ["Claim", "Evidence", "Finding", "Sides", "Statement", "Study", "load"]
