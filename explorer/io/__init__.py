"""Files to nights: recordings, hypnograms, and what was found and assumed on the way."""

from explorer.io.open import open_night
from explorer.io.recording_formats import FORMATS
from explorer.io.scorer_reading import read_hypnogram
from explorer.io.write import write_edf

__all__ = ["FORMATS", "open_night", "read_hypnogram", "write_edf"]
