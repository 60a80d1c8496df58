"""Words for scored events, in the spellings and languages of scorers' files."""

import pytest

from explorer.vocabulary.event_kinds import EVENT_COLOURS, EventKind
from explorer.vocabulary.event_words import event_kind

K = EventKind


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (K.AROUSAL, "Arousal ()|Arousal (ASDA)|SDO:SleepArousalFinding|EEG arousal|Micro-éveil"),
        (K.AROUSAL, "Microdespertar|Microrisveglio|AROUSAL|微觉醒|覚醒反応|각성"),
        (K.AROUSAL_RESPIRATORY, "Arousal (ARO RES)|arousal_respiratory|Respiratorisches Arousal"),
        (K.AROUSAL_RESPIRATORY, "Arousal resulting from respiratory effort|Apnea arousal"),
        (K.AROUSAL_LIMB, "Arousal resulting from periodic leg movement|arousal_plm|PLM arousal"),
        (K.AROUSAL_SPONTANEOUS, "Spontaneous arousal|arousal/spontaneous|Arousal (ARO SPONT)"),
        (K.OBSTRUCTIVE_APNOEA, "Obstructive Apnea|SDO:ObstructiveApneaFinding|APNEA-OBSTRUCTIVE"),
        (K.OBSTRUCTIVE_APNOEA, "ObstructiveApnea|apnea_obstructive|A. Obstructive|OA"),
        (
            K.OBSTRUCTIVE_APNOEA,
            "Obstruktive Apnoe|Apnée obstructive|Apnea ostruttiva|阻塞性呼吸暂停",
        ),
        (
            K.CENTRAL_APNOEA,
            "Central Apnea|Zentrale Apnoe|Centraal apneu|apnea:central",
        ),
        (K.MIXED_APNOEA, "Mixed Apnea|Gemischte Apnoe|A. Mixte|APNEA-MIXED"),
        (K.APNOEA, "Apnea|apnoea|Apnée|Atemaussetzer"),
        (K.HYPOPNOEA, "Hypopnea|SDO:HypopneaFinding|Hypopnoe|Hypopnée|Ipopnea|Hipopnea|低通气"),
        (K.HYPOPNOEA, "Hypopnea with arousal|Hypopnea 3%"),
        (K.OBSTRUCTIVE_HYPOPNOEA, "hypopnea_obstructive|Obstr. Hypopnoe"),
        (K.CENTRAL_HYPOPNOEA, "Hypopnea, central|HYPOPNEA-CENTRAL"),
        (K.RERA, "RERA|Respiratory effort related arousal|SDO:RERA"),
        (
            K.DESATURATION,
            "SpO2 desaturation|DESAT|Désat|Entsättigung|RelativeDesaturation",
        ),
        (K.DESATURATION, "SDO:HemoglobinOxygenDesaturationFinding|Dessaturação"),
        (K.LIMB_MOVEMENT, "Limb Movement (Left)|LM|MJ|LegMovement|Beinbewegung|Ruch kończyn"),
        (K.PLM, "PLM|PLM (Left)|Periodic leg movement - left|Periodische Beinbewegung|MPJ"),
        (K.SNORE, "SNORE-SINGLE|Schnarchen|Ronflement|Snoring|Храп|いびき"),
        (K.BRADYCARDIA, "Bradycardia|Bradykardie|Bradycardie"),
        (K.TACHYCARDIA, "Tachycardia|Tachykardie|Taquicardia"),
        (K.PERIODIC_BREATHING, "Cheyne Stokes Breathing|Periodic breathing"),
        (K.ARTEFACT, "SpO2 artifact|Oximetry Artifact Event|Artefact|Respiratory artefact"),
        (K.SUPINE, "POSITION-SUPINE|Dos|Supine|Rückenlage"),
        (K.LEFT, "Gauche|Left|links|POSITION-LEFT"),
        (K.UPRIGHT, "Debout|Upright"),
        (None, "Lights off|Notification|Sleep stage N2|REM|Spindle|Unsure|no apnea|Central|wake"),
        (None, "apnea test was begun by the technician after the patient had slept for two hours"),
    ],
)
def test_a_word_of_a_scorers_file_means_one_kind(kind: EventKind | None, words: str) -> None:
    read = {word: event_kind(word) for word in words.split("|")}
    assert read == dict.fromkeys(read, kind)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Obstructive apnea|Obstructive Apnea", K.OBSTRUCTIVE_APNOEA),
        ("Arousal|Arousal ()", K.AROUSAL),
        ("Arousal resulting from respiratory effort|Arousal (ARO RES)", K.AROUSAL_RESPIRATORY),
        ("Limb movement - left|Limb Movement (Left)", K.LIMB_MOVEMENT),
    ],
)
def test_of_the_nsrrs_concept_and_name_the_kind_is_one(word: str, kind: EventKind) -> None:
    assert event_kind(word) == kind


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        # What is said to lack something is marked all the same.
        (K.HYPOPNOEA, "Hypopnea without arousal|Hypopnoe ohne Arousal|Hypopnea with no arousal"),
        (K.HYPOPNOEA, "Hypopnée sans micro-éveil|Hipopnea sin arousal|Hypopnea w/o arousal"),
        (K.OBSTRUCTIVE_APNOEA, "Obstructive apnea, no desaturation"),
        (K.PLM, "PLM without arousal|PLM no arousal"),
        (K.LIMB_MOVEMENT, "Non-periodic limb movement|nonperiodic leg movement|LM w/o arousal"),
        (K.AROUSAL, "Non-respiratory arousal|nonrespiratory arousal|Arousal without movement"),
        # An arousal beside a mark is no mark of an arousal.
        (
            K.HYPOPNOEA,
            "Hypopnea + arousal|Hypopnea/arousal|Hypopnea (arousal)|Hypopnoe und Arousal",
        ),
        (K.HYPOPNOEA, "Hypopnea 3% or arousal|Hypopnea_3%_or_arousal|Post-arousal hypopnea"),
        (K.APNOEA, "Apnea & arousal|Positional apnea|Apnée et micro-éveil"),
        (K.LIMB_MOVEMENT, "LM + arousal|Limb movement (with arousal)"),
        (K.AROUSAL_LIMB, "Arousal + LM|LM arousal|PLM-Arousal"),
        (K.AROUSAL_RESPIRATORY, "Apnea arousal|Arousal and apnea|Apnea/hypopnea arousal"),
        (K.APNOEA, "無呼吸"),
        (K.OBSTRUCTIVE_APNOEA, "閉塞性無呼吸|OSA|A. Obst"),
        (K.SUPINE, "Supine position|Lying on back|Posture supine|Sleep position: supine"),
        (K.LEFT, "Left lateral position|on the left side"),
        (None, "閉塞性無呼吸なし|Apnea: none|Hypopnea deleted|No arousal seen|Arousal not scored"),
        (None, "Arousal index 12|Apnea-Hypopnea Index|PLM index|Position changed|Possible apnea"),
    ],
)
def test_the_head_of_a_phrase_is_what_was_marked(kind: EventKind | None, words: str) -> None:
    read = {word: event_kind(word) for word in words.split("|")}
    assert read == dict.fromkeys(read, kind)


def test_every_kind_has_a_colour() -> None:
    assert set(EVENT_COLOURS) == set(EventKind)
