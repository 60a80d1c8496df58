"""Labels of real files say what kind of channel they are."""

import pytest

from explorer.vocabulary.channels import channel_kind


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("C3 Impédance", "other"),
        ("E1-M2 (Imp)", "other"),
        ("E1 Impédance", "other"),
        ("Jambe droite Imp", "other"),
        ("E1-M2", "EOG"),
        ("ECG", "ECG"),
        ("M1M2", "EEG"),
        ("Saturation", "oximetry"),
        ("SpO2 B-B", "oximetry"),
        ("EOG2-A1", "EOG"),
        ("Chin EMG", "EMG"),
        ("EEG(sec)", "EEG"),
        ("THOR RES", "respiration"),
        ("Voltage (battery", "other"),
        ("hypnogram", "other"),
        ("Impedance", "other"),
    ],
)
def test_labels_of_real_files_have_their_kind(label, kind):
    assert channel_kind(label) == kind
