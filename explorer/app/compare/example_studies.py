"""What a comparison can be made of without a file of one's own: simulated trials, open data."""

from explorer.app.download_row import Wanted

SIMULATED = "simulated trial"
EEG = "simulated trial with EEG"
# Each has a table of its own, so that what is compared is what was asked for.
OPEN_DATA = (
    (
        "Sleep-EDF temazepam: 22 people, stages, 0.2 MB",
        Wanted("sleep-edf-st", (), True, "temazepam-stages.csv"),
    ),
    (
        "Sleep-EDF temazepam: 4 people, EEG, 190 MB",
        Wanted("sleep-edf-st", (1, 2, 4, 5), False, "temazepam-4-people-EEG.csv"),
    ),
    (
        "Sleep-EDF temazepam: 22 people, EEG, 1 GB",
        Wanted("sleep-edf-st", (), False, "temazepam-EEG.csv"),
    ),
)
