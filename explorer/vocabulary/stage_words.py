"""Words for sleep stages and for lights, in the languages and spellings that scorers use."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from explorer.vocabulary.stages import Stage

# Each stage's words, folded as `fold_word` does; a word here stands for itself alone.
_WORDS: Mapping[Stage, str] = {
    Stage.W: """
        w wk wake waking awake awakening wakefulness sw s0 wach wachheit wachzustand eveil eveille
        veille reveil reveille vigile vigilia veglia sveglio despierto despierta vigil acordado
        desperto wakker waak waken vaken vakenhet vagen vaaken vaken hereilla valve valveilla
        czuwanie bdeni bdelost ebren uyanik uyaniklik egrigorsi sdowakestate
        бодрствование бодр явь неспання εγρηγορση εγρήγορση
        清醒 觉醒 覺醒 醒 醒着 覚醒 각성 깸 يقظة ער ערות
    """,
    Stage.N1: """
        n1 s1 nrem1 nonrem1 nremi nonremi sdononrapideyemovementsleepn1 1期 第1期 一期 1단계
    """,
    Stage.N2: """
        n2 s2 nrem2 nonrem2 nremii nonremii sdononrapideyemovementsleepn2 2期 第2期 二期 2단계
    """,
    Stage.N3: """
        n3 n4 s3 s4 nrem3 nrem4 nonrem3 nonrem4 nremiii nremiv nonremiii nonremiv
        n3n4 n3/n4 n3/4 s3s4 s3/s4 s3/4 s34 n34 sws slowwavesleep
        sdononrapideyemovementsleepn3 sdononrapideyemovementsleepn4 3期 4期 第3期 第4期
        三期 四期 3단계 4단계
    """,
    Stage.REM: """
        r rem sr rems srem remsleep remschlaf remslaap remsovn remsomn paradoxicalsleep
        droomslaap traumschlaf
        sommeilparadoxal paradoxal sp mor suenomor suenorem sommeilrem sonnorem sonorem
        быстрыйсон рем рэм бдг снбдг сонбдг фазабдг фбс фазабыстрогосна парадоксальныйсон
        шрх remuykusu remuyku 快动眼 快動眼 快速动眼 快速動眼
        rem期 rem睡眠 快速眼动 快速眼动期 快速眼動 レム レム睡眠 렘 렘수면 asleeprem
        vilkeuni rapideyemovement rapideyemovementsleep sdorapideyemovementsleep
    """,
    Stage.ARTEFACT: """
        m mt movement movementtime move mvt mov bodymovement art artefact artifact artefakt
        artefato artefatto artefacto a bewegung bewegungszeit mouvement movimiento movimento
        beweging rorelse bevaegelse bevegelse ruch движение hareket liike mozgas
        体动 體動 体動 体动期
    """,
    Stage.UNSCORED: """
        ? u uk unk unkn unknown uns unscored unscorable notscored nonscored nonscore noscore ns
        undefined undef unclassified notclassified nonclasse none n/a na nan null nil - -- .
        nostage nosleepstage indeterminate indeterminable indet unsure uncertain disconnected
        unbekannt inconnu desconocido desconhecido sconosciuto onbekend okand ukjent nieznany
        неизвестно bilinmiyor skorlanmadi tuntematon 不明 未知 未定 判定不能 미상
        nichtbewertet nichtklassifiziert nopuntuado nogescoord
    """,
    Stage.LIGHT: """
        light lightsleep leicht leichtschlaf leichterschlaf leger sommeilleger ligero suenoligero
        leggero sonnoleggero leve sonoleve licht lichteslaap latt lattsomn core asleepcore
        senlekki senplytki kevytuni letsovn lettsovn hafifuyku yuzeyeluyku felszinesalvas
        легкийсон лёгкийсон поверхностныйсон 浅睡 浅睡眠 淺睡 浅い睡眠 얕은수면
    """,
    Stage.DEEP: """
        deep deepsleep tief tiefschlaf tieferschlaf profond sommeilprofond profundo suenoprofundo
        profondo sonnoprofondo sonoprofundo diep diepeslaap djup djupsomn asleepdeep
        sengleboki syvauni dybsovn dypsovn derinuyku melyalvas глубокийсон
        深睡 深睡眠 深い睡眠 깊은수면
    """,
    Stage.NREM: """
        nrem nonrem nr nremsleep nonremsleep nonremschlaf nremschlaf 非快速眼动
        медленныйсон фмс ノンレム ノンレム睡眠 비렘 비렘수면
    """,
    Stage.SLEEP: """
        asleep sleep sleeping schlaf sommeil sonno sueno sono slaap somn sovn sen uni сон
        asleepunspecified uyku alvas 睡眠 睡着 수면
    """,
}

# What stands before a stage and says that one is meant: of its own, or where a stage follows.
_STRONG = """
    sleepstage sleepstages sleepstaging sleepstate sleepphase sleepepoch slpstg slpstage sleepstg
    schlafstadium schlafstadien schlafphase stadedesommeil stadesommeil phasedesommeil fasedesueno
    fasedelsueno fasedelsonno fasedosono estagiodosono stadiodelsonno estadiodesueno slaapstadium
    slaapfase somnstadium sovnstadie fazasnu stadiumsnu стадиясна фазасна uykuevresi
    uykuevre univaihe somnfas sovnfase sovnfasen alvasstadium alvasfazis 睡眠段階
    睡眠ステージ 睡眠阶段 睡眠分期 睡眠期 수면단계
"""
_WEAK = """
    sleep stage stages staging stg hypnogram hypno stadium stade estadio stadio estagio fase phase
    schlaf slaap sommeil sonno sueno somn sovn faza стадия стадія evre vaihe στάδιο
    σταδιο שלב مرحلة المرحلة ステージ ノンレム ノンレム睡眠 비렘
    nremstage nonremstage nremsleepstage
    nonremsleepstage nremstadium 睡眠 수면
"""
_PREFIXES: Mapping[str, bool] = {
    prefix: prefix in _STRONG.split()
    for prefix in sorted([*_STRONG.split(), *_WEAK.split()], key=len, reverse=True)
}
"""Longest first; whether whatever follows is a stage."""
_SUFFIXES = ("sleepstage", "sleep", "schlaf", "stage", "stadium", "epoch", "期", "睡眠", "단계")
# After a prefix, a number stands for its stage as Rechtschaffen and Kales count them; a 5 is REM to
# some and movement to others.
_NUMBERED: Mapping[str, Stage] = {
    **{"0": Stage.W, "1": Stage.N1, "2": Stage.N2, "3": Stage.N3, "4": Stage.N3, "3/4": Stage.N3},
    **{"i": Stage.N1, "ii": Stage.N2, "iii": Stage.N3, "iv": Stage.N3, "34": Stage.N3},
}
_FOURTH = frozenset(
    ("4", "iv", "s4", "n4", "nrem4", "nonrem4", "nremiv", "nonremiv", "4期", "第4期")
)
_WORD_OF: Mapping[str, Stage] = MappingProxyType(
    {word: stage for stage, words in _WORDS.items() for word in words.split()}
)
_EXPLICIT = frozenset(("movementtime",))  # a standard text of EDF+
_MUCH_MEANT = "a m u ns na nr sp sw sr . - -- none null nil sono uni sen move mov core"
_MEANS_MUCH = frozenset(_MUCH_MEANT.split())
"""Words that are a stage in a column of stages, and may be anything elsewhere."""
_LIKE_A_STAGE = re.compile(
    r"stag|stad|schlaf|sleep|sommeil|sonno|sueno|slpst|rem|^[ns]\d$|wach|wake|期|睡|стади|수면|ステージ|단계|evre"
)
_REMEMBERED = 4096  # words whose meaning is kept: a night says the same few a thousand times
_LONGEST_STAGE = 4  # letters behind a word such as "stage", or it is a sentence

_LIGHT = (
    r"(lights?|licht(er)?|lumieres?|luce?s?|luci|luz|ljuset?|lyset?|lys|lamp[aen]*|swiatlo|свет)"
)
_OF = r"(\s+(de\s+(las?\s+)?|des\s+|the\s+|delle\s+))?\s*"
_OFF = (
    r"(off|out|aus|eteinte?s?|extinction|apag\w+|spent\w*|spegn\w+|uit|slack\w*|slukk\w*|zgasz\w*|"
    r"выкл\w*)"
)
_ON = (
    r"(on|an|ein|allumee?s?|allumage|encend\w+|acces\w*|accen\w+|acend\w+|aan|tand\w*|taend\w*|"
    r"вкл\w*)"
)
_LIGHTS_OFF = re.compile(
    rf"^({_LIGHT}\s*{_OFF}|{_OFF}{_OF}{_LIGHT}|loff|关灯|關燈|熄灯|消灯|소등)(?!\w)"
)
_LIGHTS_ON = re.compile(rf"^({_LIGHT}\s*{_ON}|{_ON}{_OF}{_LIGHT}|lon|开灯|開燈|点灯|점등)(?!\w)")


@dataclass(frozen=True)
class StageWord:
    """What a word says of a stage."""

    stage: Stage | None
    """None where it speaks of a stage that we do not know."""
    explicit: bool = False
    """Whether it says itself that a stage is meant, as "Sleep stage N2" does and "N2" does not."""
    fourth: bool = False
    """Whether it is stage 4 of Rechtschaffen and Kales."""


def _unaccented(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold()
    for letter, letters in (("ø", "o"), ("æ", "ae"), ("ł", "l"), ("\u0131", "i")):
        plain = plain.replace(letter, letters)
    kept: list[str] = []
    for letter in unicodedata.normalize("NFD", plain):
        # Of Latin letters alone: a mark taken off a Japanese letter leaves another letter.
        if not (unicodedata.combining(letter) and kept and kept[-1].isascii()):
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept)).strip()


@lru_cache(_REMEMBERED)
def fold_word(word: str) -> str:
    """Fold a stage's word: case, accents, spaces, hyphens and underscores go.

    Examples
    --------
    >>> fold_word("Sleep_Stage N2"), fold_word("Éveil"), fold_word("Non-REM 1"), fold_word("n/a")
    ('sleepstagen2', 'eveil', 'nonrem1', 'n/a')
    """
    text = re.sub(r"\|-?\d+$", "", _unaccented(word))  # "Stage 1 sleep|1", of the NSRR
    text = re.sub(r"[\s_:;,\"'()\[\]{}]+", "", text)
    return re.sub(r"(?<=\w)[-\u2010-\u2014+.&=]+(?=\w)|(?<=\w)\.+$", "", text)


def read_stage_word(word: str) -> StageWord | None:
    """Say which sleep stage a word means.

    Parameters
    ----------
    word : str
        As a scorer's file has it, in any case, with or without "Sleep stage" before it.

    Returns
    -------
    StageWord or None
        None if it does not speak of a stage.

    Examples
    --------
    >>> read_stage_word("Sleep stage N2").stage.name, read_stage_word("Éveil").stage.name
    ('N2', 'W')
    >>> read_stage_word("Sleep stage SLEEP").stage.name, read_stage_word("Stage asleep").stage.name
    ('SLEEP', 'SLEEP')
    >>> read_stage_word("SLEEP-S0").explicit, read_stage_word("S0").explicit
    (True, False)
    >>> read_stage_word("Sleep stage X9").stage, read_stage_word("Hypopnea")
    (None, None)
    """
    folded = fold_word(word)
    if folded in _WORD_OF:
        return StageWord(_WORD_OF[folded], folded in _EXPLICIT, folded in _FOURTH)
    means_stage = False
    if folded in _PREFIXES:  # "Schlafstadium" or "hypnogram" alone is a heading
        return None
    for prefix, strong in _PREFIXES.items():
        if not folded.startswith(prefix) or folded == prefix:
            continue
        whole = folded.removeprefix(prefix).lstrip("-/|=")
        rest = _without_suffix(whole)
        for word_itself in (whole, rest):  # "asleep" is no "a" with a suffix
            stage = _NUMBERED.get(word_itself, _WORD_OF.get(word_itself))
            if stage is not None:
                return StageWord(stage, explicit=True, fourth=word_itself in _FOURTH)
        # A shorter prefix may leave a word: "sleep stages" of "Sleep stage SLEEP" leaves none.
        means_stage |= strong or (prefix not in _WORD_OF and len(rest) <= _LONGEST_STAGE)
    if means_stage:
        return StageWord(None, explicit=True)
    rest = _without_suffix(folded)
    if rest in _WORD_OF:
        return StageWord(_WORD_OF[rest], fourth=rest in _FOURTH)
    return None


def _without_suffix(folded: str) -> str:
    if folded in _WORD_OF:
        return folded
    for suffix in _SUFFIXES:
        if folded.endswith(suffix) and folded != suffix:
            return folded.removesuffix(suffix)
    return folded


def is_stage_anywhere(word: str) -> bool:
    """Whether a word is a stage wherever it stands, and not only in a column of stages.

    Examples
    --------
    >>> is_stage_anywhere("N2"), is_stage_anywhere("A"), is_stage_anywhere("1")
    (True, False, False)
    """
    found = read_stage_word(word)
    return found is not None and (found.explicit or fold_word(word) not in _MEANS_MUCH)


def looks_like_stage(word: str) -> bool:
    """Whether a word that is not known seems to speak of a stage of sleep.

    Examples
    --------
    >>> looks_like_stage("NREM-X"), looks_like_stage("Stage 7"), looks_like_stage("cough")
    (True, True, False)
    """
    return _LIKE_A_STAGE.search(fold_word(word)) is not None


@lru_cache(_REMEMBERED)
def lights_word(text: str) -> str:
    """Say whether a text marks the lights: "off", "on", or "" where it does not.

    Examples
    --------
    >>> lights_word("Lights Out"), lights_word("Licht an"), lights_word("light sleep")
    ('off', 'on', '')
    """
    plain = re.sub(r"[\s_\-.:]+", " ", _unaccented(text))
    if _LIGHTS_OFF.match(plain):
        return "off"
    return "on" if _LIGHTS_ON.match(plain) else ""
