"""Labels of real files say what kind of channel they are."""

import pytest

from explorer.vocabulary.channels import channel_kind, is_common_reference, read_derivation


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
        ("C3-AVE", "EEG"),
        ("EEG C3-CLE", "EEG"),
        ("EEG F3-LER", "EEG"),
        ("POL C3", "EEG"),
        ("POL $A1", "EEG"),
        ("EEG C3-Ref", "EEG"),
        ("C3-A1A2", "EEG"),
        ("C3-M1M2", "EEG"),
        ("C3-(A1+A2)/2", "EEG"),
        ("C3:A2", "EEG"),
        ("C3_A2", "EEG"),
        ("C3/A2", "EEG"),
        ("C3A2", "EEG"),
        ("C3.", "EEG"),
        ("AFz-CPz", "EEG"),
        ("CO2", "other"),
        ("O2 level", "other"),
        ("POL DC01", "other"),
        ("POL EKG1", "ECG"),
        ("Left Eye", "EOG"),
        ("Right Eye", "EOG"),
        ("LEFT_EYE", "EOG"),
        ("REye-M1", "EOG"),
        ("EOG Left Horiz", "EOG"),
        ("E2:M1", "EOG"),
        ("Chin 1-Chin 2", "EMG"),
        ("LLEG", "EMG"),
        ("Jambe droite", "EMG"),
        ("PHONO", "respiration"),
        ("Location", "other"),
        ("X1", "other"),
    ],
)
def test_labels_of_real_files_have_their_kind(label, kind):
    assert channel_kind(label) == kind


@pytest.mark.parametrize(
    ("label", "electrode", "reference"),
    [
        ("EEG C3-CLE", "C3", "CLE"),
        ("C3-AVE", "C3", "AVE"),
        ("C3:A2", "C3", "A2"),
        ("C3_A2", "C3", "A2"),
        ("C3-A1A2", "C3", "A1A2"),
        ("C3-(M1+M2)/2", "C3", "M1+M2"),
        ("C4M1", "C4", "M1"),
        ("POL C3", "C3", ""),
        ("EEG Fpz-Cz", "FPZ", "CZ"),
        ("E1-M2", "E1", "M2"),
        ("Left Eye", "LEFT EYE", ""),
    ],
)
def test_a_label_says_its_electrode_and_its_reference(label, electrode, reference):
    assert tuple(read_derivation(label)) == (electrode, reference)


def test_linked_ears_and_averages_are_no_common_reference():
    assert all(is_common_reference(one) for one in ("", "REF", "Vref", "G2"))
    assert not any(is_common_reference(one) for one in ("A2", "LER", "CLE", "AVE", "A1A2"))
