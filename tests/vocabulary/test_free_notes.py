"""Sentences about an apnoea or an arousal mark none; labels with a qualifier do."""

import pytest

import explorer
from explorer.vocabulary.event_kinds import EventKind as K
from explorer.vocabulary.event_words import event_kind


@pytest.mark.parametrize(
    "note",
    [
        "Pt asked about apnea",
        "tech in room re: arousal",
        "patient says he has apnea",
        "Tech: adjusted mask, apnea persists",
        "spoke w/ pt about leg movements",
        "check for apnea",
        "arousal? tech entered",
        "Apnea alarm off",
        "started CPAP because of apneas",
        "Snore mic replaced",
        "SpO2 drop due to sensor",
        "history of apnea",
        "CPAP increased to 8 for apneas",
        "see hypopnea at 2:30",
        "PLM sensor replaced",
        "Apnea?",
        "Techniker im Raum wegen Arousal",
        "Patient fragt nach Apnoe",
        "le patient demande apnée",
        "El paciente pregunta por apnea",
    ],
)
def test_a_sentence_about_an_event_marks_none(note):
    assert event_kind(note) is None


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Apnea - central, 14 s", K.CENTRAL_APNOEA),
        ("Arousal (spontaneous)", K.AROUSAL_SPONTANEOUS),
        ("Apnea scored by tech A", K.APNOEA),
        ("Tech-scored arousal", K.AROUSAL),
        ("Apnea (thermistor sensor)", K.APNOEA),
        ("Apnea from thermistor", K.APNOEA),
        ("Hypopnea seen in nasal pressure", K.HYPOPNOEA),
        ("Obstructive apnea in NREM, supine", K.OBSTRUCTIVE_APNOEA),
        ("Hypopnea on CPAP 8 cmH2O", K.HYPOPNOEA),
        ("Start apnea", K.APNOEA),
        ("Arousal due to external noise", K.AROUSAL_EXTERNAL),
        ("O2 desaturation by 4 %", K.DESATURATION),
    ],
)
def test_a_label_with_a_qualifier_marks_its_kind(label, kind):
    assert event_kind(label) == kind


def test_the_account_says_which_notes_were_not_counted(tmp_path):
    path = tmp_path / "night.csv"
    rows = [f"{30 * at},30,{'N2' if at else 'W'}" for at in range(120)]
    rows += ["600,15,Obstructive Apnea", "900,0,Pt asked about apnea", "950,0,Pt asked about apnea"]
    path.write_text("\n".join(["onset,duration,event", *rows]) + "\n")
    night = explorer.open_night(path)
    said = [entry.sentence for entry in night.account if not entry.used_as]
    assert any("'Pt asked about apnea' (2): not used, a note about it" in one for one in said)
    assert explorer.metrics.table(night)["AHI_as_scored"].item() == pytest.approx(1 / (119 / 120))
