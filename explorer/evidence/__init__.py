"""The claims and their studies, as data with a schema."""

from explorer.evidence.evidence_records import Claim, Finding, Statement, Study
from explorer.evidence.library import Evidence, Sides, load

__all__ = ["Claim", "Evidence", "Finding", "Sides", "Statement", "Study", "load"]
