"""The public names and their homes: the one table of the package's face."""

from . import comparison as comparison
from . import detectors as detectors
from . import dsp as dsp
from . import evidence as evidence
from . import lab as lab
from . import metrics as metrics
from . import night as night
from . import physiology as physiology
from . import readers as readers
from . import scoring as scoring
from . import staging as staging
from . import vocabulary as vocabulary
from .classroom import exercise as exercise
from .comparing import compare as compare
from .comparison.cohort import cohort as cohort
from .lab.nights import simulate_night as simulate_night
from .pages import explore as explore
from .readers import open_night as open_night
from .tabs import exercises as exercises
from .tabs import magnesium_lab as magnesium_lab

__version__: str
