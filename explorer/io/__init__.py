"""Files to nights: recordings, hypnograms, and what was found and assumed on the way."""

from explorer.readers.hypnogram import read_hypnogram
from explorer.readers.open import FORMATS, open_night
from explorer.readers.write import write_edf

__all__ = ["FORMATS", "open_night", "read_hypnogram", "write_edf"]
