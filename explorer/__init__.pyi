"""The public names and their homes: the one table of the package's face."""

from . import analysis as analysis
from . import datasets as datasets
from . import detectors as detectors
from . import dsp as dsp
from . import evidence as evidence
from . import io as io
from . import metrics as metrics
from . import models as models
from . import night as night
from . import plan as plan
from . import scoring as scoring
from . import staging as staging
from . import statistics as statistics
from . import study as study
from . import vocabulary as vocabulary
from .app.launch import explore as explore
from .app.notebook.compare_tab import compare as compare
from .app.notebook.exercise_lesson import exercise as exercise
from .app.notebook.tabs import exercises as exercises
from .app.notebook.tabs import magnesium_lab as magnesium_lab
from .datasets.open_data import open_by_name as open_by_name
from .io import open_night as open_night
from .models.simulated_night import simulate_night as simulate_night
from .study.cohort import cohort as cohort

__version__: str
