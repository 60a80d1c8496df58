"""One vocabulary of stage words, in the languages and spellings that scorers use."""

import pytest

from explorer.vocabulary.encodings import decode_text
from explorer.vocabulary.stage_words import lights_word, looks_like_stage, read_stage_word
from explorer.vocabulary.stages import Stage

SAID = {
    Stage.W: (
        "W|w|Wake|WAKE|wk|Awake|S0|Stage W|Stage 0|Sleep stage W|SLEEP-S0|SlpStgWake|SlpStg0|SW|"
        "Wach|Schlafstadium W|Éveil|eveil|ÉVEILLÉ|Veille|Veglia|Despierto|Vigilia|Wakker|Vaken|"
        "清醒|覚醒|각성|Uyan\u0131k|Evre W|ステージW|Εγρήγορση|"
        "Stade W|sleep_stage_W|Sleep stage: wake|Wake|0"
    ),
    Stage.N1: (
        "N1|n1|S1|NREM1|NREM 1|NREM-1|N-REM 1|Non-REM 1|nonREM1|NonREM1|Stage 1|STAGE1|Stage I|"
        "stage N1|Sleep stage 1|Sleep stage N1|SLEEP-S1|SlpStg1|Stage 1 sleep|Stage 1 sleep|1|"
        "NREM stage 1|Stadium 1|Stade 1|Estadio 1|Fase 1|стадия 1|N1 sleep|Schlafstadium N1|N1期|"
        "ステージ1|ステージN1|ステージ１|Evre 1|Evre N1|Uyku evresi 1|Vaihe 1|Στάδιο 1|"
        "1단계|N1단계|비렘1"
    ),
    Stage.N2: (
        "N2|S2|NREM2|Non-REM Stage 2|Stage II|SlpStg2|SLEEP-S2|stage2|Stadium II|ステージ2|"
        "Evre 2|Evre N2|Univaihe 2|二期|стадия N2|שלב 2|مرحلة 2"
    ),
    Stage.N3: (
        "N3|N4|S3|S4|NREM3|NREM4|Stage 3|Stage 4|Stage IV|SlpStg3|SLEEP-S4|Sleep stage 4|SWS|"
        "S3/S4|N3/N4|S3+S4|Stage 3/4|Slow Wave Sleep|Schlafstadium N3|ステージ3|ステージ4|"
        "Evre 3|Evre N3|Univaihe N3|3단계"
    ),
    Stage.REM: (
        "R|REM|rem|SR|Stage R|Stage REM|Sleep stage R|SLEEP-REM|SlpStgREM|REM sleep|REM sleep|5|"
        "Sommeil paradoxal|REM-Schlaf|Schlafstadium R|快速眼动|レム睡眠|Rem|R.|"
        "БДГ|стадия БДГ|Стадия REM|ФБС|Evre REM|Evre R|ステージREM|ステージR|快速动眼期|Univaihe R"
    ),
    Stage.ARTEFACT: "MT|M|Movement|Movement time|Sleep stage M|SLEEP-MT|Bewegung|artifact|A",
    Stage.UNSCORED: (
        "?|Sleep stage ?|U|UNK|Unknown|unscored|Not scored|NOT_SCORED|n/a|SLEEP-UNSCORED|NaN|-|"
        "Non classé|Unbekannt|Sleep stage unknown|Unscored|9|Stage ?|no stage"
    ),
    Stage.LIGHT: (
        "Light|light sleep|Leichtschlaf|Sommeil léger|浅睡|Asleep Core|Лёгкий сон|Yüzeyel uyku"
    ),
    Stage.DEEP: (
        "Deep|deep_sleep|Tiefschlaf|Sommeil profond|深睡眠|asleepDeep|Глубокий сон|Derin uyku|"
        "Sen głęboki|Syvä uni"
    ),
    Stage.NREM: "NREM|Non-REM|NonREM sleep",
    Stage.SLEEP: "Asleep|Sleep|sleep|Schlaf|睡眠|asleepUnspecified",
}


def _words():
    for stage, words in SAID.items():
        parts, held = words.split("|"), []
        for part in parts:  # "Stage 1 sleep|1" is a word with its own bar
            if part.isdigit() and held:
                held.append(f"{held.pop()}|{part}")
            else:
                held.append(part)
        yield from ((word, stage) for word in held)


@pytest.mark.parametrize(("word", "stage"), list(_words()), ids=lambda one: str(one))
def test_a_word_is_its_stage_in_any_spelling(word, stage):
    found = read_stage_word(word)
    assert found is not None
    assert found.stage is stage


@pytest.mark.parametrize(
    "word",
    [
        "Hypopnea",
        "Obstructive Apnea",
        "Sleep spindle",
        "SpO2 desaturation",
        "Arousal (ARO RES)",
        "Stage change made by the technician",
        "Lights off",
        "MCAP-A1",
        "K-complex",
        "Phase reversal",
        "leg movement (left)",
        "REM burst",
        "Rapid eye movement burst",
        "Snore",
        "Hareket artefakti (bacak)",
        "ステージ変更を記録した",
    ],
)
def test_what_speaks_of_no_stage_is_none(word):
    assert read_stage_word(word) is None


@pytest.mark.parametrize("word", ["Sleep stage 5", "Stage 7", "Schlafstadium Q", "SlpStg8"])
def test_a_stage_that_is_not_known_is_told_from_other_words(word):
    found = read_stage_word(word)
    assert found is not None
    assert found.stage is None
    assert looks_like_stage(word)


def test_lights_are_read_in_the_languages_of_scorers():
    off = "Lights off|LIGHTS OUT|lights_off|Light Off|Licht aus|Lichter aus|Lumière éteinte|"
    off += "Extinction des lumières|Luces apagadas|Luz apagada|Luci spente|Licht uit|关灯|消灯|LOFF"
    on = "Lights on|LIGHTS-ON|Licht an|Licht ein|Lumière allumée|Luces encendidas|Luci accese|LON"
    assert {lights_word(one) for one in off.split("|")} == {"off"}
    assert {lights_word(one) for one in on.split("|")} == {"on"}
    assert {lights_word(one) for one in ("Light sleep", "lighter", "Lightning", "Licht", "on")} == {
        ""
    }


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Zeit;Schlafstadium\n0;Wach\n", "utf-8"),
        ("début;stade\n0;Éveil\n", "cp1252"),
        ("时间,分期\n0,清醒\n30,N2期\n", "gb18030"),
        ("時刻,睡眠段階\n0,覚醒\n30,レム睡眠\n", "shift_jis"),
        ("время;стадия\n0;бодрствование\n", "cp1251"),
        ("시간,단계\n0,각성\n30,렘수면\n", "euc_kr"),
    ],
)
def test_text_is_read_in_the_code_page_that_its_words_are_in(text, page):
    assert decode_text(text.encode(page)) == text


@pytest.mark.parametrize("sleep", ["Slaap", "Schlaf", "sommeil", "sonno", "sueño", "sömn", "søvn"])
def test_sleep_in_another_language_may_stand_before_a_stage(sleep):
    assert read_stage_word(f"{sleep} N2").stage == Stage.N2


@pytest.mark.parametrize("word", ["Droomslaap", "droomslaap", "Traumschlaf"])
def test_the_sleep_of_dreams_is_rem(word):
    assert read_stage_word(word).stage == Stage.REM
